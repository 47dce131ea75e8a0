"""Imports what nearly every task imports, once: task processes are forks of those that read this file when they start.

Without it each of them spends 0.2 s of CPU on imports, about half of what Airflow itself spends on an empty task.
Outside packages alone: our own code is read from disk by each task. Not pandas, which few tasks need and which starts
threads. Airflow imports this file by its name, from PYTHONPATH or from `config` in its home.
"""

import airflow.providers.standard.operators.python  # noqa: F401
import cryptography.hazmat.primitives.serialization  # noqa: F401
import psycopg  # noqa: F401
import requests  # noqa: F401
import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401
import tenacity  # noqa: F401

__all__: list[str] = []
"""Airflow would take every other name for a setting of its own."""
