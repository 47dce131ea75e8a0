"""What the list of margin moves and another list both tell counts once, and a record without wallets is read by the other one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from binrecon.processing.canonical import run_template
from tests.sql.pages import add_pages, make_pending_again

EMAIL = "sub@example.com"
NOON = 1793534400000
MARGIN, SUB, WALLET = "transfers_margin_transfer", "transfers_sub_user_history", "transfers_wallet_transfer"


def moved(number: int, **rest: Any) -> dict[str, Any]:
    """200 USDT to isolated margin, as the list of margin moves tells it."""
    ends = {"transFrom": "SPOT", "transTo": "ISOLATED_MARGIN"}
    fields = {"amount": "200.00", "asset": "USDT", "status": "CONFIRMED", "timestamp": NOON // 1000, "type": "ROLL_IN", **ends, **rest}
    return {"txId": number, **{name: value for name, value in fields.items() if value is not None}}


def of_sub(number: int) -> dict[str, Any]:
    """The same as the sub-account's own list of transfers tells it."""
    ends = {"fromAccountType": "SPOT", "toAccountType": "ISOLATED_MARGIN"}
    return {"tranId": number, "type": 2, "asset": "USDT", "qty": "200", "status": "SUCCESS", "time": NOON + 7, **ends}


def to_cross(number: int, at: int = NOON + 7, amount: str = "200") -> dict[str, Any]:
    """A move to cross margin, as the list of wallet transfers tells it."""
    return {"tranId": number, "type": "MAIN_MARGIN", "asset": "USDT", "amount": amount, "status": "CONFIRMED", "timestamp": at}


def store(engine: Engine, folder: Path, template: str, record: dict[str, Any], key: str = "") -> None:
    case = folder / "raw.json"
    case.write_text(json.dumps({"runs": [[{"key": key, "records": [record]}]]}))
    add_pages(engine, template, case, 0, EMAIL)


def read(engine: Engine, *templates: str) -> None:
    for template in templates:
        run_template(engine, f"canonical/{template}.sql", EMAIL)


def counting(engine: Engine) -> list[tuple[str, str, int]]:
    with engine.connect() as connection:
        rows = connection.execute(text(
            "SELECT source, external_id, leg FROM binance_reconciliation_transfers WHERE effective ORDER BY source"
        ))
        return [tuple(row) for row in rows]


def refused(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT reason FROM binance_quarantine")).scalars())


def test_a_move_that_the_lists_of_accounts_tell_under_the_same_id_counts_once(engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, SUB, of_sub(9001), key="2")
    store(engine, tmp_path, MARGIN, moved(9001))
    read(engine, SUB, MARGIN)
    assert counting(engine) == [("account_transfer", "9001", 2)]


def test_told_by_the_other_list_later_it_counts_once_from_the_next_reading_on(engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, MARGIN, moved(9001))
    read(engine, MARGIN)
    assert counting(engine) == [("margin_transfer", "9001", 2)]
    store(engine, tmp_path, SUB, of_sub(9001), key="2")
    store(engine, tmp_path, MARGIN, moved(9001))
    read(engine, SUB, MARGIN)
    assert counting(engine) == [("account_transfer", "9001", 2)]


@pytest.mark.parametrize("told", [to_cross(9001), to_cross(5), to_cross(9001, NOON + 3000)])
def test_a_record_without_wallets_is_read_where_another_list_tells_it(told: dict[str, Any], engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, WALLET, told, key="MAIN_MARGIN")
    store(engine, tmp_path, MARGIN, moved(9001, transFrom=None, transTo=None))
    read(engine, WALLET, MARGIN)
    assert counting(engine) == [("wallet_transfer", str(told["tranId"]), 2)] and refused(engine) == []


@pytest.mark.parametrize("told", [to_cross(5, NOON + 3000), to_cross(5, amount="200.01"), to_cross(5) | {"type": "MAIN_FUNDING"}])
def test_a_record_without_wallets_that_no_other_list_tells_is_refused(told: dict[str, Any], engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, WALLET, told, key=told["type"])
    store(engine, tmp_path, MARGIN, moved(9001, transFrom=None, transTo=None))
    read(engine, WALLET, MARGIN)
    assert refused(engine) == ["transFrom or transTo is missing, and no other list tells it"]


def test_a_move_between_accounts_is_read_where_their_list_tells_it(engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, MARGIN, moved(9001, transFrom="SUB_SPOT"))
    read(engine, MARGIN)
    assert refused(engine) == ["it names another account, and no list of accounts tells it"]
    store(engine, tmp_path, SUB, of_sub(9001), key="2")
    read(engine, SUB)
    make_pending_again(engine)
    read(engine, SUB, MARGIN)
    assert counting(engine) == [("account_transfer", "9001", 2)] and len(refused(engine)) == 1
