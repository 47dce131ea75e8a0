#!/usr/bin/env bash
# Airflow's newest Celery provider (3.26.0) does not load with the newest Celery that it allows (5.7.0).
#
# The provider asks for celery[redis]>=5.5.0,<6, so any resolver takes 5.7.0. Its executor imports `retry` from
# celery.backends.database, which 5.7.0 no longer has: scheduler and worker end at their start. 5.6.3 has it.
# Seen: ImportError: cannot import name 'retry' from 'celery.backends.database'
source "$(dirname "$0")/prepare.bash"

probe='
import importlib.metadata, pathlib, re
files = importlib.metadata.files("apache-airflow-providers-celery")
[utils] = [pathlib.Path(file.locate()) for file in files if str(file).endswith("executors/celery_executor_utils.py")]
[line] = re.findall(r"^from celery\.backends\.database import .*$", utils.read_text(), re.MULTILINE)
print("celery", importlib.metadata.version("celery"), "with:", line)
try:
    exec(line)
except ImportError as error:
    print("  ImportError:", str(error).partition(" (")[0])
else:
    print("  loads")
'

run() {
    install "celery==$1" sqlalchemy==2.1.9
    "$PYTHON_WITH" -m pip install --quiet --disable-pip-version-check --no-deps apache-airflow-providers-celery==3.26.0
    "$PYTHON_WITH" -c "$probe"
    rm -rf "$FOLDER/venv"
}

new="$(run 5.7.0)"
old="$(run 5.6.3)"
echo "$new"
echo "$old"
grep -q "cannot import name 'retry'" <<<"$new" && grep -q "loads" <<<"$old"
