"""A day of cross margin, from raw pages to its verdicts: what is held, borrowed and owed, each by its own lists."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.collectors.followed import plan_followed
from binrecon.domain.vocabulary import Verdict
from binrecon.processing.validation import findings_of
from sqlalchemy import Engine

from tests.services.margin_days import (
    BOTH,
    CELLS,
    FLOW,
    HELD,
    LEFT,
    MARGIN,
    ROWS,
    Held,
    Row,
    accrual,
    borrow,
    cleared,
    fill,
    flow,
    judged,
    margin_day,
    repay,
    snapshot,
    trade,
    verdicts,
    with_fill,
    words,
)
from tests.storage.readings import ms, reading, reasons
from tests.storage.rows import BEFORE, DAY, EMAIL, at, pairs


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
        margin_capital_flow=[*ROWS["margin_capital_flow"], flow("REPAY", "0.00000095", "BNB", 5)],
        margin_interest=[*ROWS["margin_interest"], accrual("0.00000195", 3, asset="BNB", type="PERIODIC_CONVERTED")],
        margin_borrow_repay__REPAY=[*ROWS["margin_borrow_repay__REPAY"], paid],
    )
    before, after = {"BNB": ("1", "0", "0")}, {"BNB": ("0.99999905", "0", "0.000001")}
    margin_day(engine, HELD | before, LEFT | after, **lists)
    assert judged(engine).verdict is Verdict.PROVED


def test_a_fill_moves_both_assets_and_its_fee(engine: Engine) -> None:
    margin_day(engine, HELD, {"USDT": ("149.5", "100.002", "0"), "BTC": ("1.002997", "0", "0")}, **with_fill(ROWS))
    trade(engine, fill())
    assert judged(engine).verdict is Verdict.PROVED, judged(engine).reason
    assert findings_of(engine, MARGIN) == []


def test_the_ledger_names_the_pairs_whose_fills_are_asked(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, **with_fill(ROWS))
    pairs(engine, ("BTC", "USDT"), ("ETH", "USDT"), ("BTC", "ETH"))
    assert plan_followed(engine, MARGIN, "margin_interest") == []
    assert plan_followed(engine, MARGIN, "margin_capital_flow") == [("margin_trades", "BTCUSDT")]
    assert "not covered: margin_trades BTCUSDT (never asked)" in {one.reason for one in judged(engine).asset_verdicts}


def test_a_fill_of_isolated_margin_is_refused(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, **with_fill(ROWS))
    trade(engine, fill(isIsolated=True))
    assert words(engine)["BTC", "balance"] == "unproved"
    assert reasons(engine) == ["isIsolated is missing or unknown"]


def test_what_adds_up_is_not_proved_where_the_ledger_says_otherwise(engine: Engine) -> None:
    rows = ROWS | dict(margin_capital_flow=[*ROWS["margin_capital_flow"], flow("BORROW", "7", number=9)])
    margin_day(engine, HELD, LEFT, **rows)
    result = judged(engine)
    assert {cell: word for cell, (word, _) in verdicts(result).items() if word != "proved"} == {
        ("USDT", "balance"): "unproved"
    }
    [one] = [one for one in result.asset_verdicts if one.verdict is Verdict.UNPROVED]
    assert one.reason == "margin_capital_flow says otherwise of what moved it than the lists that tell the same"
    assert one.findings.next_steps[0].startswith("margin_capital_flow tells 107 of what the other lists tell 100:")


def test_a_loan_that_its_own_list_lacks_stays_open_and_the_ledger_says_so(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_borrow_repay__BORROW=[]))
    [balance] = [one for one in judged(engine).asset_verdicts if one.line[0] == "USDT" and one.is_balance]
    assert (balance.verdict, balance.variance) == (Verdict.OPEN, 200)
    assert "margin_capital_flow says otherwise" in balance.reason


@pytest.mark.parametrize("signed", [True, False])
def test_signed_and_unsigned_ledgers_say_the_same(engine: Engine, signed: bool) -> None:
    minus = "-" if signed else ""
    rows = [
        flow("BORROW", "200"),
        flow("REPAY", f"{minus}100", number=2, at_clock="16:00:00"),
        flow("TRANSFER", "50", number=3, at_clock="01:00:00"),
        flow("TRANSFER", f"{minus}0.5", number=4, at_clock="01:00:00"),
    ]
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_capital_flow=rows))
    assert judged(engine).verdict is Verdict.PROVED


def test_a_ledger_that_changes_its_signs_is_refused(engine: Engine) -> None:
    rows = [*ROWS["margin_capital_flow"], flow("REPAY", "-7", number=9)]
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_capital_flow=rows))
    assert set(words(engine).values()) == {"unproved"}
    assert reasons(engine) == ["amount is signed otherwise than before"]


def test_what_only_the_ledger_tells_counts(engine: Engine) -> None:
    """A takeover: BTC goes, what is owed is repaid, a fee is taken, and a commission is given back."""
    alone = [
        flow("OTHER_LIQUIDATION", "-1", "BTC", 21),
        flow("REPAY_LIQUIDATION", "-100.002", number=22),
        flow("LIQUIDATION_FEE", "-2", number=23),
        flow("COMMISSION_RETURN", "0.5", number=24),
    ]
    signed = [dict(row, amount=f"-{row['amount']}") if row["type"] == "REPAY" else row for row in FLOW]
    signed = [row | {"amount": "-0.5"} if row["amount"] == "0.5" else row for row in signed]
    after = {"USDT": ("347.998", "0", "0"), "BTC": ("0", "0", "0")}
    margin_day(engine, HELD, after, **ROWS | dict(margin_capital_flow=[*signed, *alone]))
    assert judged(engine).verdict is Verdict.PROVED, judged(engine).reason


def test_a_liquidation_without_a_direction_is_refused(engine: Engine) -> None:
    rows = [*ROWS["margin_capital_flow"], flow("OTHER_LIQUIDATION", "1", "BTC", 21)]
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_capital_flow=rows))
    assert set(words(engine).values()) == {"unproved"}
    assert reasons(engine) == ["whether it came or went is not told"]


OWING: Held = {"USDT": ("300", "5", "0.25"), "BTC": ("1", "0", "0")}
CLEARED: dict[str, list[Row]] = dict(
    margin_small_liability=[cleared("5.25", "0.1")],
    margin_capital_flow=[flow("SMALL_CONVERT", "0.1", "BTC", 1, "18:00:00")],
)


def test_an_untold_split_is_decided_by_the_debt_of_both(engine: Engine) -> None:
    margin_day(engine, OWING, {"USDT": ("300", "0", "0"), "BTC": ("0.9", "0", "0")}, **CLEARED)
    result = judged(engine)
    found = verdicts(result)
    assert found["USDT", "loan"] == ("explained", Decimal("0.25"))
    assert found["USDT", "interest"] == ("explained", Decimal("-0.25"))
    assert found["BTC", "balance"] == ("proved", 0)
    [reason] = {one.reason for one in result.asset_verdicts if one.verdict is Verdict.EXPLAINED}
    assert reason.startswith("untold_split (margin_small_liability ")


def test_an_untold_split_whose_debt_does_not_add_up_is_open(engine: Engine) -> None:
    margin_day(engine, OWING, {"USDT": ("300", "0.5", "0"), "BTC": ("0.9", "0", "0")}, **CLEARED)
    assert words(engine)["USDT", "loan"] == words(engine)["USDT", "interest"] == "open"


def test_an_untold_split_is_not_judged_apart(engine: Engine) -> None:
    after = {"USDT": ("300", "0", "0"), "BTC": ("0.9", "0", "0")}
    margin_day(engine, OWING, after, silent=("margin_interest",), **CLEARED)
    found = words(engine)
    assert found["USDT", "loan"] == found["USDT", "interest"] == "unproved"
    assert found["USDT", "balance"] == "proved"


def test_a_move_told_by_three_lists_counts_once(engine: Engine) -> None:
    """Own wallets, accounts, and margin moves tell of the same 50 USDT, and the last of them under its own id."""
    between = dict(fromEmail=EMAIL, toEmail=EMAIL, fromAccountType="SPOT", toAccountType="MARGIN", asset="USDT")
    moved = dict(amount="50", status="SUCCESS", tranId=1, createTimeStamp=ms(at("01:00:00")), clientTranId="")
    beside = dict(amount="50", asset="USDT", status="CONFIRMED", timestamp=ms(at("01:00:00")) // 1000, txId=900)
    named = dict(type="ROLL_IN", transFrom="SPOT", transTo="CROSS_MARGIN")
    lists = ROWS | dict(margin_universal_transfer=[between | moved], margin_isolated_transfer=[beside | named])
    margin_day(engine, HELD, LEFT, **lists)
    assert judged(engine).verdict is Verdict.PROVED
    assert findings_of(engine, MARGIN) == [] and reasons(engine) == []


def test_a_move_to_isolated_margin_is_told_by_the_list_of_margin_moves(engine: Engine) -> None:
    row = dict(amount="50", asset="USDT", status="CONFIRMED", timestamp=ms(at("01:00:00")), txId=900, type="ROLL_OUT")
    ends = dict(transFrom="CROSS_MARGIN", transTo="ISOLATED_MARGIN", toSymbol="BTCUSDT")
    lists: dict[str, list[Row]] = dict(
        margin_isolated_transfer=[row | ends], margin_capital_flow=[flow("TRANSFER", "-50", at_clock="01:00:00")]
    )
    margin_day(engine, HELD, HELD | {"USDT": ("250", "0", "0")}, **lists)
    assert judged(engine).verdict is Verdict.PROVED, judged(engine).reason


def test_a_row_of_isolated_margin_is_refused_in_every_list(engine: Engine) -> None:
    pair = dict(isolatedSymbol="BTCUSDT")
    lists = ROWS | dict(margin_borrow_repay__BORROW=[borrow("200", **pair)], margin_interest=[accrual("0.002", **pair)])
    margin_day(engine, HELD, LEFT, **lists)
    assert set(words(engine).values()) == {"unproved"}
    assert reasons(engine) == ["it is of isolated margin"] * 2
