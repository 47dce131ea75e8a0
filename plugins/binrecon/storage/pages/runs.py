"""Which account-days a run of Airflow is about."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read


def days_of_run(engine: Engine, email: str, run_id: str) -> list[tuple[date, str]]:
    """The day and wallets that the run opened or judged last, SPOT first; none where another run did since."""
    with consistent_read(engine) as connection:
        return rows(connection, "pages/days_of_run.sql", {"email": email, "run_id": run_id})
