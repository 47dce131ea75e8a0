"""Import before anything of Airflow: a home and settings of this test process alone, whatever the shell has."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")  # where it exists: Airflow commits to SQLite several times a task, and a disk takes its time
HOME = Path(tempfile.mkdtemp(prefix="binrecon-airflow-", dir=MEMORY if MEMORY.is_dir() else None))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

for name in [name for name in os.environ if name.startswith(("AIRFLOW_", "BINRECON_ACCOUNTS", "BINRECON_REPORTS"))]:
    del os.environ[name]
os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    "AIRFLOW__API_AUTH__JWT_SECRET": "a-secret-of-this-test-process-alone-0123456789-abcdefghijklmnopqrst",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
}
