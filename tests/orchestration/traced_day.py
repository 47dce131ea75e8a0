"""Runs one day of an account's DAG, for an environment that has no pytest, and prints how the run ended:
`traced_day.py <dag id> <day>`."""

import sys


def main(dag_id: str, day: str) -> None:
    from airflow.configuration import conf
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    dag = DagBag(dag_folder=conf.get("core", "dags_folder")).dags[dag_id]
    dag.deadline = None  # `test` of Airflow 3.3.2 fails at the end of a run that has one
    print(dag.test(run_conf={"day": day}).state)


if __name__ == "__main__":
    main(*sys.argv[1:])
