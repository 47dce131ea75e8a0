"""What the list of margin moves and another list both tell counts once, and a record without wallets is read by the
other one."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from binrecon.processing.canonical import run_template
from sqlalchemy import Engine, text

from tests.sql.pages import add_pages, make_pending_again

EMAIL = "sub@example.com"
NOON = 1793534400000
MARGIN, SUB, WALLET = "margin_transfer", "sub_user_history", "wallet_transfer"
UNIVERSAL, TO_SUB = "universal_transfer", "sub_transfer_history"


def moved(number: int, **rest: Any) -> dict[str, Any]:
    """200 USDT to isolated margin, as the list of margin moves tells it."""
    ends = {"transFrom": "SPOT", "transTo": "ISOLATED_MARGIN"}
    fields = {
        "amount": "200.00",
        "asset": "USDT",
        "status": "CONFIRMED",
        "timestamp": NOON // 1000,
        "type": "ROLL_IN",
        **ends,
        **rest,
    }
    return {"txId": number, **{name: value for name, value in fields.items() if value is not None}}


def of_sub(number: int) -> dict[str, Any]:
    """The same as the sub-account's own list of transfers tells it."""
    ends = {"fromAccountType": "SPOT", "toAccountType": "ISOLATED_MARGIN"}
    return {"tranId": number, "type": 2, "asset": "USDT", "qty": "200", "status": "SUCCESS", "time": NOON + 7, **ends}


def to_cross(number: int, at: int = NOON + 7, amount: str = "200") -> dict[str, Any]:
    """A move to cross margin, as the list of wallet transfers tells it."""
    return {
        "tranId": number,
        "type": "MAIN_MARGIN",
        "asset": "USDT",
        "amount": amount,
        "status": "CONFIRMED",
        "timestamp": at,
    }


def store(engine: Engine, folder: Path, template: str, record: dict[str, Any], key: str = "", **page: str) -> None:
    case = folder / "raw.json"
    case.write_text(json.dumps({"runs": [[{"key": key, "records": [record], **page}]]}))
    add_pages(engine, template, case, 0, EMAIL)


def read(engine: Engine, *templates: str) -> None:
    for template in templates:
        run_template(engine, template, EMAIL)


def counting(engine: Engine) -> list[tuple[str, str, int]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT source, external_id, leg FROM binance_reconciliation_transfers WHERE effective ORDER BY source"
            )
        )
        return [tuple(row) for row in rows]


def legs(engine: Engine) -> list[tuple]:
    """Every leg with the row version that Postgres gives it."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT xmin::text, * FROM binance_reconciliation_transfers ORDER BY pid"))
        return [tuple(row) for row in rows]


def refused(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT reason FROM binance_quarantine")).scalars())


def test_a_move_that_the_lists_of_accounts_tell_under_the_same_id_counts_once(engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, SUB, of_sub(9001), key="2")
    store(engine, tmp_path, MARGIN, moved(9001))
    read(engine, SUB, MARGIN)
    assert counting(engine) == [("account_transfer", "9001", 2)]


OTHERS = [
    (SUB, of_sub(9001), "2", "account_transfer"),
    (
        UNIVERSAL,
        {
            "tranId": 9001,
            "fromEmail": EMAIL,
            "toEmail": EMAIL,
            "asset": "USDT",
            "amount": "200",
            "status": "SUCCESS",
            "createTimeStamp": NOON + 7,
            "fromAccountType": "SPOT",
            "toAccountType": "ISOLATED_MARGIN",
        },
        "from",
        "account_transfer",
    ),
    (
        TO_SUB,
        {
            "tranId": 9001,
            "from": EMAIL,
            "to": "other@example.com",
            "asset": "USDT",
            "qty": "200",
            "status": "SUCCESS",
            "time": NOON + 7,
        },
        "from",
        "account_transfer",
    ),
    (WALLET, to_cross(9001) | {"type": "MAIN_ISOLATED_MARGIN"}, "MAIN_ISOLATED_MARGIN", "wallet_transfer"),
]
"""The move as each other list may tell it: its template, record, key, and the source that counts then."""


@pytest.mark.parametrize(("other", "told", "key", "source"), OTHERS, ids=[name for name, *_ in OTHERS])
@pytest.mark.parametrize("margin_first", [True, False])
def test_it_counts_once_whichever_list_is_read_first_and_however_often(
    other: str, told: dict[str, Any], key: str, source: str, margin_first: bool, engine: Engine, tmp_path: Path
) -> None:
    store(engine, tmp_path, MARGIN, moved(9001))
    store(engine, tmp_path, other, told, key=key)
    read(engine, *((MARGIN, other) if margin_first else (other, MARGIN)))
    assert counting(engine) == [(source, "9001", 2)] and refused(engine) == []
    before = legs(engine)
    for again in ((MARGIN, other), (other, MARGIN)):
        make_pending_again(engine)
        read(engine, *again)
    assert legs(engine) == before, "what is read again writes nothing"


@pytest.mark.parametrize("order", list(permutations([MARGIN, SUB, WALLET])))
def test_a_move_that_three_lists_tell_counts_once_in_any_order(
    order: tuple[str, ...], engine: Engine, tmp_path: Path
) -> None:
    told = {MARGIN: (moved(9001), ""), SUB: (of_sub(9001), "2"), WALLET: OTHERS[-1][1:3]}
    for each in order:
        store(engine, tmp_path, each, *told[each])
        read(engine, each)
    assert counting(engine) == [("wallet_transfer", "9001", 2)]


@pytest.mark.parametrize(
    "other",
    [
        of_sub(9001) | {"status": "PROCESS"},
        of_sub(9001) | {"status": "FAILURE"},
        of_sub(9001) | {"fromAccountType": "MARGIN"},
        of_sub(9001) | {"type": 1, "fromAccountType": "ISOLATED_MARGIN", "toAccountType": "SPOT"},
        of_sub(9002),
    ],
)
def test_what_counts_nowhere_else_or_goes_the_other_way_counts_here(
    other: dict[str, Any], engine: Engine, tmp_path: Path
) -> None:
    store(engine, tmp_path, MARGIN, moved(9001))
    store(engine, tmp_path, SUB, other, key=str(other["type"]))
    read(engine, MARGIN, SUB)
    assert ("margin_transfer", "9001", 2) in counting(engine)


def test_it_counts_here_again_once_the_other_list_does_not_tell_it_any_more(engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, MARGIN, moved(9001))
    store(engine, tmp_path, SUB, of_sub(9001), key="2")
    read(engine, MARGIN, SUB)
    store(engine, tmp_path, SUB, of_sub(9001) | {"status": "FAILURE"}, key="2", received_at="2026-11-04T02:00Z")
    read(engine, SUB)
    assert counting(engine) == [("margin_transfer", "9001", 2)]


@pytest.mark.parametrize("status", ["FAILED", "PENDING"])
def test_a_margin_move_that_moved_nothing_stays_so(status: str, engine: Engine, tmp_path: Path) -> None:
    store(engine, tmp_path, MARGIN, moved(9001, status=status))
    store(engine, tmp_path, SUB, of_sub(9001) | {"status": "FAILURE"}, key="2")
    read(engine, MARGIN, SUB, MARGIN)
    assert counting(engine) == []


@pytest.mark.parametrize("told", [to_cross(9001), to_cross(5), to_cross(9001, NOON + 3000)])
def test_a_record_without_wallets_is_read_where_another_list_tells_it(
    told: dict[str, Any], engine: Engine, tmp_path: Path
) -> None:
    store(engine, tmp_path, WALLET, told, key="MAIN_MARGIN")
    store(engine, tmp_path, MARGIN, moved(9001, transFrom=None, transTo=None))
    read(engine, WALLET, MARGIN)
    assert counting(engine) == [("wallet_transfer", str(told["tranId"]), 2)] and refused(engine) == []


@pytest.mark.parametrize(
    "told", [to_cross(5, NOON + 3000), to_cross(5, amount="200.01"), to_cross(5) | {"type": "MAIN_FUNDING"}]
)
def test_a_record_without_wallets_that_no_other_list_tells_is_refused(
    told: dict[str, Any], engine: Engine, tmp_path: Path
) -> None:
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
