"""An exchange, a database and collectors between them, with what was asked and what is kept."""

from datetime import date
from typing import Any

from binrecon.collectors.base import BaseCollector
from binrecon.collectors.sources import collector_for
from binrecon.domain.calls import Limits
from binrecon.domain.intervals import Interval, day_interval
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.coverage import held_days
from binrecon.storage.evidence import Evidence
from binrecon.storage.host_clocks import StoredClocks
from sqlalchemy import Engine, text

from tests.exchange_client import client_of
from tests.simulator import Exchange
from tests.small_world import DAY_T, FIRST, LAST, MAIN, run_clock, small_world


class Stand:
    """An exchange, a database and the collectors between them."""

    def __init__(self, engine: Engine, exchange: Exchange | None = None) -> None:
        self.engine = engine
        self.exchange = exchange or Exchange(small_world(), run_clock())
        self.refreshed = 0

    def collector(self, name: str, email: str, limits: Limits | None = None, run_id: str = "run1") -> BaseCollector:
        def refresh() -> None:
            self.refreshed += 1

        client = client_of(self.exchange, email, limits, clocks=StoredClocks(self.engine, "host"))
        return collector_for(name, client, Evidence(self.engine), run_id, refresh)

    def collect(self, name: str, key: str = "", day: date = DAY_T, email: str = MAIN, run_id: str = "run1") -> Any:
        return self.collector(name, email, run_id=run_id).collect_day(CATALOGUE[name], key, day_interval(day))

    def asked(self, path: str) -> int:
        return len(self.exchange.log.of(path))

    def rows(self, query: str, **named: Any) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), named)]

    def coverage(self, name: str) -> list[tuple[Any, ...]]:
        return self.rows(
            """
            SELECT status, (window_start AT TIME ZONE 'UTC')::date, (window_end AT TIME ZONE 'UTC')::date, detail
            FROM binance_collection_coverage WHERE endpoint = :name ORDER BY id""",
            name=name,
        )

    def held(self, name: str, key: str) -> list[date]:
        span = Interval(day_interval(FIRST).start, day_interval(LAST).end)
        return held_days(self.engine, MAIN, name, key, span)

    def trade_ids(self) -> set[int]:
        found = self.rows("""
            SELECT DISTINCT (trade ->> 'id')::bigint
            FROM binance_raw_trades, jsonb_array_elements(trade_data) AS trade""")
        return {number for (number,) in found}
