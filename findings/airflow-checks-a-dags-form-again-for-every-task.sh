#!/usr/bin/env bash
# Airflow 3.3.2: one Param of a DAG is copied into each of its tasks, and serializing the DAG checks the schema of every copy twice
# by JSON Schema, so that a form with one field is most of what a DAG of some dozen tasks costs the DAG processor.
#
# A task takes the DAG's params as its own defaults when it is made (sdk/bases/operator.py, _get_parent_defaults). To see
# whether they differ from the class's, the serialization compares them (ParamsDict.__eq__), which resolves and so checks both, and
# then dumps them. Params that the DAG is given after its tasks are not checked there at all, and a task still finds them when it runs.
# Seen: 40 checks with 20 tasks, none without tasks and none when the DAG gets its params last.
source "$(dirname "$0")/prepare.bash"
install apache-airflow==3.3.2
airflow_home <<'D'
D
cd "$FOLDER"
"$PYTHON_WITH" - <<'P' 2>/dev/null
from unittest.mock import patch

from airflow.sdk import DAG, Param, task
from airflow.sdk.definitions.param import ParamsDict
from airflow.serialization.serialized_objects import DagSerialization

@task
def nothing(): ...

def form():
    return {"day": Param(None, type=["null", "string"], format="date")}

def checks(tasks, last=False):
    """How often a schema is checked while a DAG of so many tasks is serialized."""
    with DAG("form", params={} if last else form()) as dag:
        for number in range(tasks):
            nothing.override(task_id=f"t{number}")()
    if last:
        dag.params = ParamsDict(form())
    count = 0
    resolve = Param.resolve
    def counted(self, *given, **named):
        nonlocal count
        count += 1
        return resolve(self, *given, **named)
    with patch.object(Param, "resolve", counted):
        DagSerialization.to_dict(dag)
    return count

none, twenty, last = checks(0), checks(20), checks(20, last=True)
print(f"Airflow 3.3.2: schema checks of one field: {none} with no task, {twenty} with 20, {last} with 20 and the form given last")
assert (none, twenty, last) == (0, 40, 0), (none, twenty, last)
P
