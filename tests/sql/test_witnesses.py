"""The order in which pages and witnesses are read, which chance decides, does not change what moves money."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from binrecon.processing.canonical import run_template
from sqlalchemy import Engine, text

from tests.sql.pages import add_pages

MAIN, SUB, NOON = "main@example.com", "sub@example.com", 1793534400000
UNIVERSAL = {
    "tranId": 5,
    "fromEmail": MAIN,
    "toEmail": SUB,
    "asset": "BNB",
    "amount": "2",
    "createTimeStamp": NOON,
    "fromAccountType": "MARGIN",
    "toAccountType": "SPOT",
    "status": "SUCCESS",
}
SUB_TRANSFER = {"from": MAIN, "to": SUB, "asset": "BNB", "qty": "2", "status": "SUCCESS", "tranId": 5, "time": NOON}
SENT = {
    "counterParty": "master",
    "email": MAIN,
    "type": 2,
    "asset": "BNB",
    "qty": "2",
    "fromAccountType": "SPOT",
    "toAccountType": "SPOT",
    "status": "SUCCESS",
    "tranId": 5,
    "time": NOON,
}
EARLY, LATE = "2026-11-03T02:00Z", "2026-11-04T02:00Z"
ORDERS = [(0, 1), (1, 0)]
Answer = tuple[str, str, dict[str, Any]]
"""Template, when it was received, the only record."""


def read(engine: Engine, folder: Path, email: str, answers: tuple[Answer, ...]) -> list[tuple[Any, ...]]:
    """Read the answers one by one in this order, and give the legs that stand."""
    case = folder / "raw.json"
    for template, received_at, record in answers:
        case.write_text(json.dumps({"runs": [[{"key": "from", "received_at": received_at, "records": [record]}]]}))
        add_pages(engine, template, case, 0, email)
        run_template(engine, template, email)
    with engine.connect() as connection:
        query = "SELECT endpoint, leg, amount, effective FROM binance_reconciliation_transfers ORDER BY leg"
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.parametrize(("first", "second"), ORDERS)
@pytest.mark.parametrize("times", [(EARLY, LATE), (LATE, EARLY)])
def test_a_move_out_of_margin_is_not_booked_by_the_witness_without_wallets(
    first: int, second: int, times: tuple[str, str], engine: Engine, tmp_path: Path
) -> None:
    answers = (
        ("universal_transfer", times[0], UNIVERSAL),
        ("sub_transfer_history", times[1], SUB_TRANSFER),
    )
    assert read(engine, tmp_path, MAIN, (answers[first], answers[second])) == [("universal_transfer", 2, -2, False)]


@pytest.mark.parametrize(("first", "second"), ORDERS)
@pytest.mark.parametrize(
    ("name", "email", "spot", "wallet"),
    [
        ("universal_transfer", MAIN, {**UNIVERSAL, "fromAccountType": "SPOT"}, "MARGIN"),
        ("sub_user_history", SUB, SENT, "USDT_FUTURE"),
    ],
)
def test_the_newest_answer_says_which_wallet_it_was(
    name: str,
    email: str,
    spot: dict[str, Any],
    wallet: str,
    first: int,
    second: int,
    engine: Engine,
    tmp_path: Path,
) -> None:
    answers = ((name, EARLY, spot), (name, LATE, {**spot, "fromAccountType": wallet}))
    assert read(engine, tmp_path, email, (answers[first], answers[second])) == [(name, 2, -2, False)]


@pytest.mark.parametrize(("first", "second"), ORDERS)
def test_a_move_that_both_lists_of_a_managed_sub_account_tell_counts_once(
    first: int, second: int, engine: Engine, tmp_path: Path
) -> None:
    sent = {**UNIVERSAL, "fromEmail": SUB, "toEmail": MAIN, "fromAccountType": "SPOT", "createTime": NOON}
    answers = (("managed_transfer", EARLY, sent), ("sub_user_history", LATE, {**SENT, "qty": "2"}))
    [(_, leg, amount, counts)] = read(engine, tmp_path, SUB, (answers[first], answers[second]))
    assert (leg, amount, counts) == (2, -2, True)
