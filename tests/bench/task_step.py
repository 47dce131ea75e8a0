"""One step of a day of FUTURES in a process of its own, so that its memory is its own.

python -m tests.bench.task_step STEP DATABASE EXCHANGE KEY SECRET EMAIL DAY   prints the peak of the process in MB.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime
from typing import Any

import airflow.sdk.execution_time.task_runner  # noqa: F401 - what every task's process holds

from tests.bench.canonicalize import peak_mb


def main(step: str, *named: str) -> None:
    {"empty": lambda *_: None, "collect": collect, "canonicalize": canonicalize, "reconcile": reconcile}[step](*named)
    print(peak_mb())


def collect(database: str, exchange: str, key: str, secret: str, email: str, day: str) -> None:
    """Read the day's list of income, as the task does; the budget is not asked."""
    from binrecon.collectors.sources import collector_for
    from binrecon.domain.intervals import day_interval
    from binrecon.exchange.client import BinanceClient
    from binrecon.exchange.signing import Credentials
    from binrecon.sources.catalogue import CATALOGUE
    from binrecon.storage.evidence import Evidence
    from sqlalchemy import create_engine

    from tests.worlds.limits import Spaced

    limits: Any = Spaced(lambda seconds: None)
    client = BinanceClient(exchange, Credentials(key, secret, None), email, limits, _now, time.sleep)
    collector = collector_for("um_income", client, Evidence(create_engine(database), None), "bench", _no_pairs)
    collector.collect_day(CATALOGUE["um_income"], "", day_interval(date.fromisoformat(day)))


def canonicalize(database: str, exchange: str, key: str, secret: str, email: str, day: str) -> None:
    from binrecon.processing.canonical import run
    from sqlalchemy import create_engine

    run(create_engine(database), email, ["um_income"])


def reconcile(database: str, exchange: str, key: str, secret: str, email: str, day: str) -> None:
    from binrecon.domain.account_day import AccountDay
    from binrecon.domain.vocabulary import Wallet
    from binrecon.services.day_reconciliation import reconcile_day
    from sqlalchemy import create_engine

    reconcile_day(create_engine(database), AccountDay(email, date.fromisoformat(day), Wallet.FUTURES), (), "bench")


def _now() -> datetime:
    return datetime.now(UTC)


def _no_pairs() -> None:
    """Nothing here needs the exchange's pairs."""


if __name__ == "__main__":
    main(*sys.argv[1:])
