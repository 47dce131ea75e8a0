"""A statement that is imported stands beside snapshot and movements, and says which two agree and what one side lacks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from binrecon.processing.statements import comparing
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from binrecon.storage import statements as store
from binrecon.storage.coverage_gaps import rows
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch, snapshot, trade, transfer

NOW = datetime(2026, 11, 10, tzinfo=UTC)
HEAD = "\ufeffUser ID,Time,Account,Operation,Coin,Change,Remark\n"
ORDER = Order(account=EMAIL, first_day=DAY, last_day=DAY)


def csv_of(*lines: str) -> bytes:
    return (HEAD + "".join(f"{line}\n" for line in lines)).encode()


def line(clock: str, operation: str, coin: str, change: str, account: str = "Spot", remark: str = "", day: Any = DAY) -> str:
    return f"77,{day:%y-%m-%d} {clock},{account},{operation},{coin},{change},{remark}"


def take(engine: Engine, *lines: str, order: Order = ORDER, name: str = "s.csv") -> dict[str, Any]:
    [found] = import_file(engine, name, csv_of(*lines), order, "ann", NOW)
    return found


def seen(engine: Engine) -> dict[str, tuple[Any, ...]]:
    with engine.connect() as connection:
        return {one.asset: (one.snapshot, one.movements, one.statement, one.agree) for one in store.witnesses(connection, EMAIL)}


def query(engine: Engine, name: str) -> list[tuple[Any, ...]]:
    named = store.asked(EMAIL, operations=comparing.operation_classes(engine, EMAIL), kinds=comparing.KINDS)
    with engine.connect() as connection:
        return rows(connection, f"statements/{name}.sql", named)


def test_three_witnesses_agree(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1.5", "USDT": "0"})
    transfer(engine, "BTC", "0.5")
    take(engine, line("12:00:00", "Deposit", "BTC", "0.5"))
    assert seen(engine) == {"BTC": (Decimal("0.5"), Decimal("0.5"), Decimal("0.5"), "all three")}
