"""The demo's exchange goes to each midnight before the DAG reads there, and what the host knew of its clock is gone."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import create_engine, text

from bin.stack import midnights
from bin.stack.web_api import Run
from tests.conftest import Database

DAYS = [date(2026, 11, 17), date(2026, 11, 18)]
CLOCKS = text("SELECT count(*) FROM binance_host_clocks")
KNOWN = text(
    "INSERT INTO binance_host_clocks (host, base_url, ahead, measured_at)"
    " VALUES ('h', 'http://127.0.0.1:1', '1 s', now())"
)


class Airflow:
    """Finishes what is triggered at once, and notes what is known of the clock then."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.told = engine, []

    def trigger_due(self, dag_id: str, day: date) -> None:
        with self.engine.begin() as connection:
            self.told.append((dag_id, day, connection.execute(CLOCKS).scalar_one()))
            connection.execute(KNOWN)

    def runs(self, dag_id: str) -> list[Run]:
        return [Run(dag_id, str(day), day, "success") for name, day, _ in self.told if name == dag_id]

    def __getattr__(self, name: str) -> Any:
        """Counts of tasks."""
        return lambda: 0


def test_each_midnight_is_read_by_a_clock_that_is_asked_anew(database: Database, owner_engine: Any) -> None:
    left = [*DAYS, None]
    exchange = SimpleNamespace(go_to_next_midnight=lambda: left.pop(0))
    server = SimpleNamespace(connect=lambda name: _Superuser(create_engine(database.owner_url)))
    stack = SimpleNamespace(server=server, programs=SimpleNamespace(check=lambda: None))
    api = Airflow(owner_engine)
    midnights.read_all(stack, exchange, api)
    assert api.told == [("binrecon_readings", date(2026, 11, 18), 0), ("binrecon_readings", date(2026, 11, 19), 0)]
    with owner_engine.connect() as connection:
        assert connection.execute(CLOCKS).scalar_one() == 0, "nor is the last one's clock known afterwards"


class _Superuser:
    """A connection that commits each statement, as the server's own."""

    def __init__(self, engine: Any) -> None:
        self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def __enter__(self) -> "_Superuser":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def execute(self, statement: str) -> None:
        self._connection.exec_driver_sql(statement)
