#!/usr/bin/env bash
# Airflow's task SDK 1.3.2 (Airflow 3.3.2) takes a Decimal as an XCom, and passes it on as a float.
#
# What a task returns is serialized by airflow.sdk.serde. For Decimal it has a serializer of its own, which writes a float and makes a
# Decimal of that float again: the type comes back, the amount does not, and no error says so. Text comes back as it is.
# Seen: 123456789.123456789012345678 comes back as 123456789.12345679, 0.10 as 0.1, 9007199254740993.5 as 9007199254740994.
source "$(dirname "$0")/prepare.bash"
install apache-airflow-task-sdk==1.3.2 apache-airflow-core==3.3.2
export AIRFLOW_HOME="$FOLDER/airflow" AIRFLOW__LOGGING__LOGGING_LEVEL=ERROR PYTHONWARNINGS=ignore
"$PYTHON_WITH" - <<'P'
import json
from decimal import Decimal
from importlib.metadata import version
from airflow.sdk.serde import deserialize, serialize

print("apache-airflow-task-sdk", version("apache-airflow-task-sdk"))
for text in ("123456789.123456789012345678", "0.10", "9007199254740993.5"):
    back = deserialize(json.loads(json.dumps(serialize(Decimal(text)))))
    print(f"returned Decimal('{text}'), pulled {back!r}")
    assert isinstance(back, Decimal) and str(back) != text
P
