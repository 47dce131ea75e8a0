"""Moves into, out of and between pairs of isolated margin: both ends as one transfer, and what is made of one that is
missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from binrecon.domain.account_day import AccountDay
from binrecon.processing.validation import findings_of
from binrecon.reporting.csv_reports import write_reports
from binrecon.storage.plan import Question, write_plan
from sqlalchemy import Engine

from tests.services.isolated_days import ACROSS, HELD, ISOLATED, LEFT, ROWS, isolated_day, moved, plus
from tests.services.test_two_ends import (
    AMOUNT,
    LESS,
    MARGIN,
    SPOT,
    SUB,
    Row,
    across,
    judge,
    table,
    told,
)
from tests.storage.readings import ms, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch

QUIET: dict[str, list[Row]] = {}
IN = moved(AMOUNT, "SPOT", "ISOLATED_MARGIN", 77, timestamp=ms(at()))
CROSS_IN = moved(AMOUNT, "CROSS_MARGIN", "ISOLATED_MARGIN", 77, timestamp=ms(at()), toSymbol="BTCUSDT")
MATCHES = """
    SELECT held.method, held.asset, gone.wallet, gone.asset, come.wallet, come.asset
    FROM binance_transfer_matches AS held
    JOIN binance_reconciliation_transfers AS gone ON gone.pid = held.out_pid
    JOIN binance_reconciliation_transfers AS come ON come.pid = held.in_pid
    WHERE held.taken_back_at IS NULL ORDER BY held.sent_at
"""
SAID = """
    SELECT DISTINCT ON (wallet, asset) wallet, asset, verdict, findings #>> '{explained,0,text}',
        findings #>> '{explained,0,amount}'
    FROM binance_reconciliation_verdicts
    WHERE date = :day AND measure = 'balance' AND verdict <> 'proved' ORDER BY wallet, asset, id DESC
"""


def quiet(engine: Engine, gained: str = "0", **lists: list[Row]) -> None:
    """A day of isolated margin on which nothing moves but what is told, and BTCUSDT gains so much."""
    isolated_day(engine, HELD, plus(HELD, "BTCUSDT:USDT", gained), **lists)


def spot(engine: Engine, closing: str, *rows: Row) -> AccountDay:
    """A day of SPOT whose list of margin moves was asked."""
    account_day = AccountDay(EMAIL, DAY, SPOT)
    told(engine, SPOT, closing, QUIET)
    write_plan(engine, account_day, [Question("margin_transfer")])
    reading(engine, "margin_transfer", list(rows), window=(at("00:00:00", BEFORE), at("00:00:00", ISOLATED.day)))
    reading(engine, "margin_transfer", list(rows))
    return account_day


def listed(*rows: Row) -> dict[str, list[Row]]:
    """Rows of the list of margin moves, asked without a pair and for BTCUSDT, and of its ledger."""
    flows = [dict(id=n, tranId=n, timestamp=row["timestamp"], asset="USDT") for n, row in enumerate(rows)]
    told_again = [
        flow | dict(symbol="BTCUSDT", type="TRANSFER", amount=row["amount"])
        for flow, row in zip(flows, rows, strict=True)
    ]
    both = ("isolated_transfer", "isolated_transfer__BTCUSDT")
    return dict.fromkeys(both, list(rows)) | {"isolated_capital_flow__BTCUSDT": told_again}


def test_a_move_from_spot_into_a_pair_is_one_transfer(engine: Engine, tmp_path: Path) -> None:
    quiet(engine, AMOUNT, **listed(IN))
    judge(engine, spot(engine, LESS, IN), ISOLATED)
    assert fetch(engine, SAID, day=DAY) == []
    assert fetch(engine, MATCHES) == [("tran_id", "USDT", "SPOT", "USDT", "ISOLATED_MARGIN", "BTCUSDT:USDT")]
    for one in (ISOLATED, AccountDay(EMAIL, DAY, SPOT)):
        write_reports(engine, tmp_path, "main", one)
    names = ("transfers", "transfers_isolated_margin")
    assert [[row["other_end"] for row in table(tmp_path, name)] for name in names] == [
        ["ISOLATED_MARGIN BTCUSDT"],
        ["SPOT"],
    ]


def test_a_move_between_two_pairs_is_one_transfer_of_one_wallet(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, **ROWS)
    judge(engine, ISOLATED)
    ends = ("ISOLATED_MARGIN", "BTCUSDT:USDT", "ISOLATED_MARGIN", "ETHUSDT:USDT")
    assert fetch(engine, MATCHES) == [("tran_id", "USDT", *ends)]


def test_a_move_from_cross_margin_is_one_transfer(engine: Engine) -> None:
    quiet(engine, AMOUNT, **listed(CROSS_IN))
    told(engine, MARGIN, LESS, {"margin_isolated_transfer": [CROSS_IN]})
    judge(engine, AccountDay(EMAIL, DAY, MARGIN), ISOLATED)
    assert fetch(engine, MATCHES) == [("tran_id", "USDT", "MARGIN", "USDT", "ISOLATED_MARGIN", "BTCUSDT:USDT")]


def test_a_move_that_only_spot_lists_and_isolated_margin_holds_is_a_finding(engine: Engine) -> None:
    """Spot's record names no pair: it speaks of the only open coin of its name."""
    quiet(engine, AMOUNT)
    judge(engine, spot(engine, LESS, IN), ISOLATED)
    text = "SPOT lists it and this wallet does not, and it is in the balance"
    assert fetch(engine, SAID, day=DAY) == [("ISOLATED_MARGIN", "BTCUSDT:USDT", "explained", text, AMOUNT)]


def test_where_two_pairs_are_off_in_one_coin_a_record_without_a_pair_explains_neither(engine: Engine) -> None:
    isolated_day(engine, HELD, plus(plus(HELD, "BTCUSDT:USDT", AMOUNT), "ETHUSDT:USDT", AMOUNT))
    judge(engine, spot(engine, LESS, IN), ISOLATED)
    assert [row[:4] for row in fetch(engine, SAID, day=DAY)] == [
        ("ISOLATED_MARGIN", "BTCUSDT:USDT", "open", None),
        ("ISOLATED_MARGIN", "ETHUSDT:USDT", "open", None),
    ]


def test_a_move_that_spot_does_not_list_is_a_finding_of_spot(engine: Engine) -> None:
    quiet(engine, AMOUNT, **listed(IN))
    judge(engine, spot(engine, LESS), ISOLATED)
    text = "ISOLATED_MARGIN BTCUSDT lists it and this wallet does not, and it is in the balance"
    assert fetch(engine, SAID, day=DAY) == [("SPOT", "USDT", "explained", text, f"-{AMOUNT}")]


def test_a_move_that_the_other_pair_does_not_list_is_a_finding_of_that_pair(engine: Engine) -> None:
    gone = ACROSS | {"amount": AMOUNT}
    after = plus(plus(HELD, "BTCUSDT:USDT", f"-{AMOUNT}"), "ETHUSDT:USDT", AMOUNT)
    isolated_day(engine, HELD, after, **listed(gone))
    judge(engine, ISOLATED, ISOLATED)  # that the other pair adds up is known of a day that was judged
    text = "ISOLATED_MARGIN BTCUSDT lists it and this wallet does not, and it is in the balance"
    assert fetch(engine, SAID, day=DAY) == [("ISOLATED_MARGIN", "ETHUSDT:USDT", "explained", text, AMOUNT)]
    assert findings_of(engine, ISOLATED) == ["transfers_isolated_transfer against its pages: 1 row"]


@pytest.mark.parametrize(("number", "method"), [(77, "tran_id"), (55, "amount_and_time")])
def test_what_another_account_sent_into_a_pair_is_one_transfer_whichever_number_it_has(
    engine: Engine, number: int, method: str
) -> None:
    """The list of accounts names account and wallet; the pair's own names the kind of the account and the pair."""
    sent: Any = across(f"{SUB} SPOT", f"{EMAIL} ISOLATED_MARGIN", number)
    row = moved(AMOUNT, "SUB_SPOT", "ISOLATED_MARGIN", 77, timestamp=ms(at()), toSymbol="BTCUSDT")
    quiet(engine, AMOUNT, **listed(row))
    theirs = AccountDay(SUB, DAY, SPOT)
    own = dict(tranId=number, type=2, asset="USDT", qty=AMOUNT, status="SUCCESS", time=sent["createTimeStamp"])
    own |= dict(fromAccountType="SPOT", toAccountType="ISOLATED_MARGIN", counterParty="master", email=EMAIL)
    told(engine, SPOT, LESS, {"sub_user_history 2": [own]}, email=SUB)
    judge(engine, theirs, ISOLATED)
    assert fetch(engine, SAID, day=DAY) == []
    assert fetch(engine, MATCHES) == [(method, "USDT", "SPOT", "USDT", "ISOLATED_MARGIN", "BTCUSDT:USDT")]
