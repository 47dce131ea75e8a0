"""Import small statements of one account and read what the three witnesses say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements import comparing
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from binrecon.storage import statements as store
from binrecon.storage.queries import rows
from sqlalchemy import Engine

from tests.processing.statements.files import V3, text
from tests.storage.rows import DAY, EMAIL

NOW = datetime(2026, 11, 10, tzinfo=UTC)
WHOLE_DAY = Order(account=EMAIL, first_day=DAY, last_day=DAY)


def line(
    clock: str,
    operation: str,
    coin: str,
    change: str,
    *,
    account: str = "Spot",
    remark: str = "",
    day: date = DAY,
    user: str = "77",
) -> str:
    return f"{user},{day:%y-%m-%d} {clock},{account},{operation},{coin},{change},{remark}"


def take(engine: Engine, *lines: str, order: Order = WHOLE_DAY, name: str = "s.csv") -> dict[str, Any]:
    """Import a v3 file of these lines; gives what was found in it."""
    [found] = import_file(engine, name, text(f"\ufeff{V3}", *lines), order, "ann", NOW)
    return found


def witnesses(
    engine: Engine, email: str = EMAIL, wallet: Wallet = Wallet.SPOT
) -> dict[tuple[date, str], tuple[Any, ...]]:
    """(day, asset) -> snapshot, movements, statement as texts (None where there is none), and which agree."""
    with engine.connect() as connection:
        found = store.witnesses(connection, comparing.question(engine, email, wallet))
    return {
        (one.date, one.asset): (
            *(None if amount is None else f"{amount.normalize():f}" for amount in one[2:5]),
            one.agree,
        )
        for one in found
    }


def query(engine: Engine, name: str, wallet: Wallet = Wallet.SPOT) -> list[tuple[Any, ...]]:
    """The rows of classes.sql or records.sql."""
    return query_of(engine, name, EMAIL, wallet)


def query_of(engine: Engine, name: str, email: str, wallet: Wallet = Wallet.SPOT) -> list[tuple[Any, ...]]:
    wanted = comparing.question(engine, email, wallet)
    with engine.connect() as connection:
        return rows(connection, f"statements/{name}.sql", wanted.named())
