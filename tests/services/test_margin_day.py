"""A day of cross margin, from raw pages to its verdicts: what is held, borrowed and owed, each by its own lists."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.processing.validation import findings_of
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.storage.readings import ms, reading, reasons
from tests.storage.rows import BEFORE, DAY, EMAIL, at

MARGIN = AccountDay(EMAIL, DAY, Wallet.MARGIN)
NEXT = DAY + timedelta(days=1)
BOTH = (at("00:00:00", BEFORE), at("00:00:00", NEXT))
Held = dict[str, tuple[str, str, str]]
"""asset -> what is held, borrowed and owed."""
Row = dict[str, Any]


def owned(asset: str, held: str, borrowed: str, interest: str) -> Row:
    """A row of the snapshot; a tenth is locked in orders."""
    locked = Decimal(held) / 10
    row = dict(asset=asset, free=str(Decimal(held) - locked), locked=str(locked), borrowed=borrowed, interest=interest)
    return row | {"netAsset": str(Decimal(held) - Decimal(borrowed) - Decimal(interest))}


def snapshot(day: date, held: Held) -> Row:
    assets = [owned(asset, *amounts) for asset, amounts in held.items()]
    return {"type": "margin", "updateTime": ms(at("23:59:59", day)), "data": {"userAssets": assets}}


def borrow(amount: str, number: int = 1, **other: Any) -> Row:
    row = dict(type="AUTO", amount=amount, asset="USDT", interest="0", principal=amount, status="CONFIRMED")
    return row | dict(timestamp=ms(at("15:10:00")), txId=number) | other


def repay(principal: str, interest: str, number: int = 1, **other: Any) -> Row:
    amount = str(Decimal(principal) + Decimal(interest))
    row = dict(type="MANUAL", amount=amount, asset="USDT", interest=interest, principal=principal, status="CONFIRMED")
    return row | dict(timestamp=ms(at("16:00:00")), txId=number) | other


def accrual(interest: str, number: int = 1, **other: Any) -> Row:
    row = dict(txId=number, interestAccuredTime=ms(at("16:00:00")), asset="USDT", rawAsset="USDT", principal="200")
    return row | dict(interest=interest, interestRate="0.00012", type="PERIODIC") | other


def move(kind: str, amount: str, number: int = 1, **other: Any) -> Row:
    row = dict(asset="USDT", amount=amount, type=kind, status="CONFIRMED", tranId=number, timestamp=ms(at("01:00:00")))
    return row | other


def margin_day(engine: Engine, before: Held, after: Held, silent: tuple[str, ...] = (), **rows: list[Row]) -> None:
    """Plan the day and hold its lists whole but those that are `silent`: what they list by list, or by list and key
    with two underscores between."""
    for question in plan_fixed(engine, MARGIN, AccountType.MAIN):
        if question.endpoint in silent:
            continue
        if question.witness:
            taken = [snapshot(BEFORE, before), snapshot(DAY, after)]
            reading(engine, question.endpoint, taken, key=question.key, window=BOTH)
            continue
        listed = rows.get(f"{question.endpoint}__{question.key}", rows.get(question.endpoint, []))
        reading(engine, question.endpoint, listed, key=question.key)


def judged(engine: Engine) -> DayResult:
    return reconcile_day(engine, MARGIN, (), "run").result


def verdicts(result: DayResult) -> dict[tuple[str, str], tuple[str, Decimal | None]]:
    return {(one.line.asset, str(one.line.measure)): (str(one.verdict), one.variance) for one in result.asset_verdicts}


def words(engine: Engine) -> dict[tuple[str, str], str]:
    return {cell: word for cell, (word, _) in verdicts(judged(engine)).items()}


ROWS: dict[str, list[Row]] = dict(
    margin_borrow_repay__BORROW=[borrow("200")],
    margin_borrow_repay__REPAY=[repay("99.998", "0.002")],
    margin_interest=[accrual("0.001"), accrual("0.001", 2, type="ON_BORROW")],
    margin_wallet_transfer__MAIN_MARGIN=[move("MAIN_MARGIN", "50")],
    margin_wallet_transfer__MARGIN_UMFUTURE=[move("MARGIN_UMFUTURE", "0.5", 2)],
)
HELD: Held = {"USDT": ("300", "0", "0"), "BTC": ("1", "0", "0")}
LEFT: Held = {"USDT": ("449.5", "100.002", "0"), "BTC": ("1", "0", "0")}
CELLS = [(asset, measure) for asset in ("BTC", "USDT") for measure in ("balance", "interest", "loan")]


def test_a_day_is_proved_from_its_pages(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, **ROWS)
    assert verdicts(judged(engine)) == dict.fromkeys(CELLS, ("proved", 0))
    assert judged(engine).verdict is Verdict.PROVED
    assert findings_of(engine, MARGIN) == [] and reasons(engine) == []


def test_an_open_loan_stands_beside_a_proved_balance(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT | {"USDT": ("449.5", "101.002", "0")}, **ROWS)
    result = judged(engine)
    assert verdicts(result) == dict.fromkeys(CELLS, ("proved", 0)) | {("USDT", "loan"): ("open", 1)}
    assert result.verdict is Verdict.OPEN


def test_without_the_list_of_interest_only_interest_is_unproved(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, silent=("margin_interest",), **ROWS)
    result = judged(engine)
    assert {cell: word for cell, (word, _) in verdicts(result).items()} == {
        cell: "unproved" if cell[1] == "interest" else "proved" for cell in CELLS
    }
    assert result.verdict is Verdict.UNPROVED
    [reason] = {one.reason for one in result.asset_verdicts if one.verdict is Verdict.UNPROVED}
    assert reason == "not covered: margin_interest (never asked)"


def test_without_a_list_of_moves_only_balances_are_unproved(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, silent=("margin_wallet_transfer",), **ROWS)
    assert words(engine) == {cell: "unproved" if cell[1] == "balance" else "proved" for cell in CELLS}


@pytest.mark.parametrize("silent", ["margin_borrow_repay", "margin_snapshot"])
def test_without_loans_or_snapshots_nothing_is_proved(engine: Engine, silent: str) -> None:
    margin_day(engine, HELD, LEFT, silent=(silent,), **ROWS)
    assert set(words(engine).values()) == {"unproved"}


def test_a_snapshot_that_does_not_add_up_is_refused_whole(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, silent=("margin_snapshot",), **ROWS)
    wrong = snapshot(DAY, LEFT)
    wrong["data"]["userAssets"][0]["netAsset"] = "349.499"
    reading(engine, "margin_snapshot", [snapshot(BEFORE, HELD), wrong], key="MARGIN", window=BOTH)
    assert set(words(engine).values()) == {"unproved"}
    assert reasons(engine) == ["netAsset is not what is held without what is owed"]


def test_what_failed_moved_nothing(engine: Engine) -> None:
    lists = ROWS | dict(
        margin_borrow_repay__BORROW=[borrow("200"), borrow("7", 2, status="FAILED")],
        margin_borrow_repay__REPAY=[repay("99.998", "0.002"), repay("3", "0", 2, status="FAILED")],
    )
    margin_day(engine, HELD, LEFT, **lists)
    assert judged(engine).verdict is Verdict.PROVED


def test_interest_charged_in_bnb_is_owed_in_bnb(engine: Engine) -> None:
    paid = repay("0", "0.00000095", 3, asset="BNB", type="BNB_AUTO_REPAY")
    lists = ROWS | dict(
        margin_interest=[*ROWS["margin_interest"], accrual("0.00000195", 3, asset="BNB", type="PERIODIC_CONVERTED")],
        margin_borrow_repay__REPAY=[*ROWS["margin_borrow_repay__REPAY"], paid],
    )
    before, after = {"BNB": ("1", "0", "0")}, {"BNB": ("0.99999905", "0", "0.000001")}
    margin_day(engine, HELD | before, LEFT | after, **lists)
    assert judged(engine).verdict is Verdict.PROVED
