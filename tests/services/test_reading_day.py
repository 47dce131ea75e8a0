"""A day of a wallet that the exchange gives no snapshot of, from raw pages to its verdict: what we read just after both
midnights, and the list of all that moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.processing.canonical import run_pending
from binrecon.processing.validation import findings_of
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_others
from sqlalchemy import Engine

from tests.storage.readings import ms, read_by_us, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch

NEXT = DAY + timedelta(days=1)
COIN = AccountDay(EMAIL, DAY, Wallet.COIN_M_FUTURES)
OPTION = AccountDay(EMAIL, DAY, Wallet.OPTION)
LISTED = (at("00:00:00", BEFORE), at("23:59:00", NEXT))
BETWEEN = "between two readings of ours, 2026-11-02 00:00:17 and 2026-11-03 00:00:15"
UNREALISED = "unrealised profit and loss is not part of the proof"


def read(
    engine: Engine, day: date, balances: dict[str, str], taken: datetime, endpoint: str = "coin_m_reading", **other: Any
) -> int:
    """A reading of ours that stands for the end of the day."""
    name = "walletBalance" if endpoint == "coin_m_reading" else "marginBalance"
    records = [{"asset": asset, name: amount} for asset, amount in balances.items()]
    said = {"body": '{"positions": []}', **other}
    return read_by_us(engine, endpoint, records, day, taken, **said)


def income(amount: str, moment: datetime, kind: str = "REALIZED_PNL", number: str = "1", **other: Any) -> Any:
    row = dict(symbol="", incomeType=kind, income=amount, asset="BTC", info="", time=ms(moment))
    return row | {"tranId": number, "tradeId": "7"} | other


def bill(amount: str, moment: datetime, kind: str = "CONTRACT", number: int = 2**60) -> Any:
    return dict(id=number, asset="USDT", amount=amount, type=kind, createDate=ms(moment))


def coin_day(
    engine: Engine,
    before: str,
    after: str,
    *rows: Any,
    first: datetime = at("00:00:17"),
    last: datetime = at("00:00:15", NEXT),
    positions: tuple[str, str] = ("[]", "[]"),
) -> None:
    """Plan the day, and hold both readings and the list of income whole. `positions` are what both list of those."""
    plan_fixed(engine, COIN, AccountType.MAIN)
    said = [{"body": f'{{"positions": {listed}}}'} for listed in positions]
    read(engine, BEFORE, {"BTC": before}, first, **said[0])
    read(engine, DAY, {"BTC": after}, last, **said[1])
    reading(engine, "cm_income", list(rows), window=LISTED)


def judged(engine: Engine, account_day: AccountDay = COIN) -> DayResult:
    return reconcile_day(engine, account_day, (), "run").result


def verdicts(result: DayResult) -> dict[str, tuple[str, Decimal | None]]:
    return {one.line.asset: (str(one.verdict), one.variance) for one in result.asset_verdicts}


def test_a_day_is_proved_between_two_readings_of_ours(engine: Engine) -> None:
    rows = [
        income("-0.1", at("00:00:00"), "FUNDING_FEE", "1"),
        income("0.5", at("12:00:00"), number="2"),
        income("0.25", at("00:00:00", NEXT), "FUNDING_FEE", "3"),
        income("7", at("00:01:00", NEXT), number="4"),
    ]
    coin_day(engine, "0.9", "1.65", *rows)
    [verdict] = judged(engine).asset_verdicts
    assert (str(verdict.verdict), verdict.variance) == ("proved", 0)
    assert verdict.reason == f"adds up exactly, everything covered; {BETWEEN}; {UNREALISED}"
    assert (verdict.line.opening, verdict.line.actual) == (Decimal("1.0"), Decimal("1.4")), "at midnight, not as read"
    assert fetch(engine, "SELECT raw_balance FROM binance_reconciliation_balances ORDER BY date") == [
        (Decimal("0.9"),),
        (Decimal("1.65"),),
    ]
    assert findings_of(engine, COIN) == []


def test_options_are_proved_from_their_bill(engine: Engine) -> None:
    plan_fixed(engine, OPTION, AccountType.MAIN)
    read(engine, BEFORE, {"USDT": "500"}, at("00:00:17"), "option_reading")
    read(engine, DAY, {"USDT": "579.17"}, at("00:00:15", NEXT), "option_reading")
    rows = [
        bill("-120.5", at("05:00:00"), number=2**60),
        bill("-0.03", at("05:00:00"), "FEE", 2**60 + 1),
        bill("200", at("08:00:00"), "EXERCISE_PNL", 2**60 + 2),
        bill("-0.3", at("08:00:00"), "EXERCISE_FEE", 2**60 + 3),
        bill("0.000001", at("09:00:00"), "MOON_CREDIT", 2**60 + 4),
        bill("-0.000001", at("09:00:00"), "MOON_DEBIT", 2**60 + 5),
    ]
    reading(engine, "option_bill", rows, window=LISTED)
    [verdict] = judged(engine, OPTION).asset_verdicts
    assert (str(verdict.verdict), verdict.line.fees) == ("proved", 0)
    assert f"covered; {BETWEEN}; counted, and named in no document: MOON_CREDIT, MOON_DEBIT" in verdict.reason
    assert len(fetch(engine, "SELECT external_id FROM binance_reconciliation_transfers")) == len(rows)
    assert findings_of(engine, OPTION) == []


def test_a_row_of_the_bill_that_stands_twice_counts_once_and_is_named(engine: Engine) -> None:
    plan_fixed(engine, OPTION, AccountType.MAIN)
    read(engine, BEFORE, {"USDT": "500"}, at("00:00:17"), "option_reading")
    read(engine, DAY, {"USDT": "502"}, at("00:00:15", NEXT), "option_reading")
    reading(engine, "option_bill", [bill("2", at("05:00:00")), bill("2", at("05:00:00"))], window=LISTED)
    [verdict] = judged(engine, OPTION).asset_verdicts
    assert (str(verdict.verdict), verdict.variance) == ("proved", 0)
    assert "listed more than once under one identity, counted once: CONTRACT" in verdict.reason


def test_what_no_list_tells_leaves_the_day_open_on_the_side_of_its_readings(engine: Engine) -> None:
    coin_day(engine, "1", "1.5")
    result = judged(engine)
    assert verdicts(result) == {"BTC": ("open", Decimal("0.5"))}
    assert result.asset_verdicts[0].reason.endswith(BETWEEN)


def test_an_asset_that_a_reading_does_not_list_is_zero_there(engine: Engine) -> None:
    coin_day(engine, "1", "1", income("2", at("12:00:00"), asset="ETH"))
    assert verdicts(judged(engine)) == {"BTC": ("proved", 0), "ETH": ("open", Decimal(-2))}


def test_without_a_reading_both_days_are_unproved_and_say_why(engine: Engine) -> None:
    plan_fixed(engine, COIN, AccountType.MAIN)
    read(engine, BEFORE, {"BTC": "1"}, at("00:00:17"))
    reading(engine, "cm_income", [income("2", at("12:00:00"))], window=LISTED)
    result = judged(engine)
    assert (result.verdict, result.reason) == (Verdict.UNPROVED, f"no reading of ours after the end of {DAY}")
    [step] = result.asset_verdicts[0].findings.next_steps
    assert f"the run of `binrecon_readings` of {NEXT} read nothing" in step
    later = COIN.on(NEXT)
    plan_fixed(engine, later, AccountType.MAIN)
    read(engine, NEXT, {"BTC": "3"}, at("00:00:15", NEXT + timedelta(days=1)))
    assert f"no reading of ours after the end of {DAY}" in judged(engine, later).reason


@pytest.mark.parametrize(
    ("moment", "near"), [("00:00:12", False), ("00:00:12.001", True), ("00:00:17", True), ("00:00:18", False)]
)
def test_a_reading_too_near_to_a_movement_proves_nothing(engine: Engine, moment: str, near: bool) -> None:
    coin_day(engine, "1", "3", income("2", at(moment, NEXT)), last=at("00:00:15.001", NEXT))
    result = judged(engine)
    assert (result.verdict is Verdict.UNPROVED) == near
    assert ("is disturbed: a movement of 2026-11-03 00:00:1" in result.reason) == near
    assert any("cannot be taken again" in step for step in result.asset_verdicts[0].findings.next_steps) == near


def test_a_late_reading_proves_the_day_and_says_how_late_it_came(engine: Engine) -> None:
    rows = [income("2", at("12:00:00"), number="1"), income("4", at("02:00:00", NEXT), number="2")]
    coin_day(engine, "1", "7", *rows, last=at("03:20:05", NEXT))
    [verdict] = judged(engine).asset_verdicts
    assert (str(verdict.verdict), verdict.line.actual) == ("proved", 3)
    assert "2026-11-02 00:00:17 and 2026-11-03 03:20:05 (3:20:05 after midnight)" in verdict.reason


def test_the_list_must_reach_to_the_reading_beyond_the_day(engine: Engine) -> None:
    plan_fixed(engine, COIN, AccountType.MAIN)
    read(engine, BEFORE, {"BTC": "1"}, at("00:00:17"))
    read(engine, DAY, {"BTC": "1"}, at("00:00:15", NEXT))
    reading(engine, "cm_income", [], window=(LISTED[0], at("00:00:17", NEXT)))
    assert judged(engine).verdict is Verdict.PROVED
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_collection_coverage SET window_end = window_end - interval '1 second' "
            "WHERE endpoint = 'cm_income'"
        )
    assert "cm_income (truncated: only a part of the day was read)" in judged(engine).reason


def test_a_row_that_cannot_be_read_between_midnight_and_reading_leaves_both_days_uncovered(engine: Engine) -> None:
    row = income("much", at("00:00:05", NEXT))
    coin_day(engine, "1", "1", row)
    assert "cm_income (quarantined: income is missing or not exact)" in judged(engine).reason
    later = COIN.on(NEXT)
    plan_fixed(engine, later, AccountType.MAIN)
    reading(engine, "cm_income", [row], window=(LISTED[0], at("23:59:00", NEXT + timedelta(days=1))), hours=24)
    assert "cm_income (quarantined: income is missing or not exact)" in judged(engine, later).reason


def test_a_row_that_comes_late_between_midnight_and_reading_judges_the_day_before_again(engine: Engine) -> None:
    coin_day(engine, "1", "3", income("2", at("00:00:05", NEXT)))
    assert verdicts(judged(engine)) == {"BTC": ("proved", 0)}
    later = COIN.on(NEXT)
    plan_fixed(engine, later, AccountType.MAIN)
    rows = [income("2", at("00:00:05", NEXT)), income("0.5", at("00:00:06", NEXT), number="2")]
    reading(engine, "cm_income", rows, window=(LISTED[0], at("23:59:00", NEXT + timedelta(days=1))), hours=24)
    run_pending(engine, EMAIL)
    judged(engine, later)
    assert [one["to"] for one in judge_others(engine, later, "next run")] == ["open"]
    assert verdicts(judged(engine)) == {"BTC": ("open", Decimal("-0.5"))}


def test_a_balance_that_cannot_be_read_refuses_the_whole_reading_of_its_day(engine: Engine) -> None:
    coin_day(engine, "1", "1e", income("0", at("12:00:00")))
    result = judged(engine)
    assert result.verdict is Verdict.UNPROVED
    assert "coin_m_reading (quarantined: walletBalance is missing or not exact)" in result.reason


def test_a_reading_with_a_key_of_another_account_is_none(engine: Engine) -> None:
    coin_day(engine, "1", "1")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_collection_coverage SET uid = 7 WHERE endpoint = 'coin_m_reading' AND window_start = %s",
            (at("00:00:00"),),
        )
    result = judged(engine)
    assert (result.verdict, result.reason) == (Verdict.UNPROVED, f"no reading of ours after the end of {DAY}")


def test_a_reading_that_was_given_up_does_not_count(engine: Engine) -> None:
    """Of two, that which was disturbed ended without a proof."""
    coin_day(engine, "1", "1")
    read(engine, DAY, {"BTC": "9"}, at("00:00:40", NEXT), status="truncated", finished_at=at("00:00:41", NEXT))
    assert verdicts(judged(engine)) == {"BTC": ("proved", 0)}


def test_the_newest_reading_of_a_day_counts(engine: Engine) -> None:
    coin_day(engine, "1", "1", income("8", at("00:00:30", NEXT)))
    read(engine, DAY, {"BTC": "9"}, at("00:00:40", NEXT))
    [verdict] = judged(engine).asset_verdicts
    assert str(verdict.verdict) == "proved" and "2026-11-03 00:00:40" in verdict.reason


def test_spot_does_not_rest_on_readings_of_other_wallets(engine: Engine) -> None:
    coin_day(engine, "x", "1")
    plan_fixed(engine, AccountDay(EMAIL, DAY, Wallet.SPOT), AccountType.SUB)
    run_pending(engine, EMAIL)
    gaps = fetch(engine, "SELECT wallet FROM v_binance_coverage_gaps WHERE status = 'quarantined'")
    assert {wallet for (wallet,) in gaps} <= {"COIN_M_FUTURES"}
