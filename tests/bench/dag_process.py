"""Reads a DAG file in a process of its own, as Airflow's DAG processor does, or as the process of one task of it.

python -m tests.bench.dag_process FILE [DAG]   prints how many DAGs it found, the seconds of CPU that reading and
serializing took, and the peak of the process in MB.
"""

from __future__ import annotations

import os
import sys
import time

import airflow.sdk.execution_time.task_runner  # noqa: F401 - what every task's process holds
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization

from tests.bench.canonicalize import peak_mb


def main(file: str, dag_id: str = "") -> None:
    if dag_id:
        os.environ["_AIRFLOW_PARSING_CONTEXT_DAG_ID"] = dag_id
    started = time.process_time()
    dags = DagBag(dag_folder=file).dags
    if not dag_id:
        for dag in dags.values():
            DagSerialization.to_dict(dag)
    print(len(dags), time.process_time() - started, peak_mb())


if __name__ == "__main__":
    main(*sys.argv[1:])
