"""Every folder tests/sql/<list>/<case> is a test: raw.json goes in, expect.json is what the tables must hold.

raw.json: `email`, `pairs` ([symbol, base, quote]), `runs`: lists of pages; the template runs after each list.
expect.json: rows by table, as in COLUMNS, a leg of another measure than the balance with it beside its asset;
`quarantine` [page, ordinal, reason, exchange time]; `pending`: pages left unread.
What is not named there must be empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from binrecon.domain.money import plain
from binrecon.processing.canonical import PUBLIC, parameters_of, run_template
from binrecon.sources.catalogue import SOURCES as LISTS
from binrecon.storage.sql_text import sql_text
from sqlalchemy import Engine, text

from tests.sql.conftest import EMPTY
from tests.sql.pages import SOURCES, add_pages, add_pairs, make_pending_again

FOLDER = Path(__file__).parent
CASES = sorted(path.parent for path in FOLDER.glob("*/*/raw.json"))
COLUMNS = {
    "transfers": "external_id, leg, txn_subtype, asset || CASE measure WHEN 'balance' THEN '' ELSE ' ' || measure END, "
    "amount, datetime, status, standing",
    "trades": "external_id, leg, txn_subtype, symbol, asset, amount, price, datetime",
    "balances": "date, asset, raw_balance",
    "debts": "date, asset, raw_loan, raw_interest",
    "snapshot_days": "date, update_time",
    "position_days": "date, readable, taken_at",
    "positions": "date, symbol, long, short",
    "fills": "external_id, side, quantity, realized, realized_asset, commission, commission_asset, datetime",
    "exchange_info": "symbol, base_asset, quote_asset, status, is_spot_trading_allowed, is_margin_trading_allowed",
    "closed_pairs": "symbol, closed_at",
    "routed_pairs": "symbol",
    "daily_prices": "symbol, date, close",
    "quarantine": "fid - {first} + 1, ordinal, reason, exchange_time",
}
TABLES = {name: f"binance_reconciliation_{name}" for name in ("transfers", "trades", "balances", "positions", "fills")}
TABLES["debts"] = "binance_reconciliation_balances WHERE raw_loan IS NOT NULL"
TABLES["routed_pairs"] = "binance_exchange_info WHERE smart_routing"
TABLES["closed_pairs"] = "binance_exchange_info WHERE closed_at IS NOT NULL"


def table(name: str) -> str:
    return TABLES.get(name, f"binance_{name}")


def shown(value: Any) -> Any:
    """Amounts and times as short texts, so that an expectation is easy to write and exact to compare."""
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    return plain(value) if isinstance(value, Decimal) else value


def in_order(rows: Iterable[list[Any]]) -> list[list[Any]]:
    return sorted(rows, key=str)


def contents(engine: Engine, case: Path) -> dict[str, Any]:
    first = f"(SELECT min(id) FROM {SOURCES[case.parent.name][0]})"
    with engine.begin() as connection:
        connection.exec_driver_sql("SET timezone = 'UTC'")
        found = {
            name: in_order(
                [shown(value) for value in row]
                for row in connection.execute(text(f"SELECT {columns.format(first=first)} FROM {table(name)}"))
            )
            for name, columns in COLUMNS.items()
        }
        found["pending"] = connection.execute(text("SELECT count(*) FROM binance_pages_pending")).scalar_one()
    return {name: rows for name, rows in found.items() if rows}


def email_of(case: Path) -> str:
    given = json.loads((case / "raw.json").read_text())
    return "" if case.parent.name in PUBLIC else given.get("email", "main@example.com")


def play(engine: Engine, case: Path, every_run: bool = True) -> None:
    """Store and read the case's pages: run by run, or all of them and then once."""
    raw, name, email = case / "raw.json", case.parent.name, email_of(case)
    add_pairs(engine, raw)
    for number in range(len(json.loads(raw.read_text())["runs"])):
        add_pages(engine, name, raw, number, email)
        if every_run:
            run_template(engine, name, email)
    run_template(engine, name, email)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_pages_become_the_expected_rows(case: Path, engine: Engine) -> None:
    play(engine, case)
    expected = json.loads((case / "expect.json").read_text())
    tables = {name: in_order(expected[name]) for name in COLUMNS if name in expected}
    assert contents(engine, case) == {**expected, **tables}
    assert bad_rows(engine, case) == []


def bad_rows(engine: Engine, case: Path) -> list[Any]:
    """What the check finds on the first day of any of the case's windows, each row once."""
    source = LISTS[case.parent.name]
    check, named = sql_text(source.check, source), parameters_of(source.name, email_of(case))
    pages = chain.from_iterable(json.loads((case / "raw.json").read_text())["runs"])
    days = {page.get("window_start", "2026-11-01")[:10] for page in pages}
    with engine.begin() as connection:
        found = [connection.exec_driver_sql(check, {**named, "day": day}).fetchall() for day in days]
    return list(dict.fromkeys(chain.from_iterable(found)))


def versions(engine: Engine) -> list[Any]:
    """Which row versions stand in the tables: a rewritten row has another one, even when its values are the same."""
    with engine.begin() as connection:
        return [
            connection.execute(text(f"SELECT xmin::text, ctid::text FROM {table(name)} ORDER BY ctid")).fetchall()
            for name in COLUMNS
        ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_reading_the_same_pages_again_writes_nothing(case: Path, engine: Engine) -> None:
    play(engine, case)
    before = versions(engine)
    make_pending_again(engine)
    run_template(engine, case.parent.name, email_of(case))
    assert versions(engine) == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_pages_read_together_move_the_same_money_as_pages_read_one_by_one(
    case: Path, engine: Engine, owner_of_shared: Engine
) -> None:
    play(engine, case)
    one_by_one = what_counts(contents(engine, case))
    with owner_of_shared.begin() as connection:
        connection.exec_driver_sql(EMPTY.text)
    play(engine, case, every_run=False)
    assert what_counts(contents(engine, case)) == one_by_one


def what_counts(found: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing: rows without effect, balances and positions of zero stand only where once was
    something else, and a refused record is refused whichever of two contradictions is seen first."""
    transfers = [row for row in found.get("transfers", []) if row[-1] == "counts"]
    balances = [row for row in found.get("balances", []) if row[-1] != "0"]
    positions = [row for row in found.get("positions", []) if row[2:] != ["0", "0"]]
    refused = [[*row[:2], row[3]] for row in found.get("quarantine", [])]
    return {**found, "transfers": transfers, "balances": balances, "positions": positions, "quarantine": refused}
