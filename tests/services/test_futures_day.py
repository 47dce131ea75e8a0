"""A day of FUTURES, from raw pages to its verdict: snapshots of the exchange and the list of income between them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import DayResult
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.processing.canonical import run_pending
from binrecon.processing.validation import findings_of
from binrecon.reporting.csv_reports import write_reports
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.storage.readings import ms, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch, snapshot

FUTURES = AccountDay(EMAIL, DAY, Wallet.FUTURES)
SPOT = AccountDay(EMAIL, DAY, Wallet.SPOT)
PROVED = "adds up exactly, everything covered; unrealised profit and loss is not part of the proof"
Held = dict[str, tuple[str, str]]


def balances(day: date, held: Held, size: str = "1") -> dict[str, Any]:
    """A snapshot: asset -> (walletBalance, marginBalance), and the size of the position in BTCUSDT."""
    assets = [dict(asset=name, walletBalance=wallet, marginBalance=margin) for name, (wallet, margin) in held.items()]
    position = [dict(symbol="BTCUSDT", entryPrice="1", markPrice="1", positionAmt=size, unRealizedProfit="1.1")]
    data = {"assets": assets, "position": position}
    return {"type": "futures", "updateTime": ms(at("23:59:59", day)), "data": data}


def income(amount: str, kind: str = "REALIZED_PNL", asset: str = "USDT", number: int = 1, **other: Any) -> Any:
    row = dict(symbol="BTCUSDT", incomeType=kind, income=amount, asset=asset, info=kind, time=ms(at()), tranId=number)
    return row | {"tradeId": "7"} | other


def fills(*rows: Any) -> list[Any]:
    """A fill that bought 1 for each number of a fill that rows of income name, with what they say of it."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["incomeType"] in ("REALIZED_PNL", "COMMISSION"):
            told = dict(
                symbol="BTCUSDT", id=int(row["tradeId"]), side="BUY", positionSide="BOTH", qty="1", time=ms(at())
            )
            told |= dict(realizedPnl="0", marginAsset="USDT", commission="0", commissionAsset="USDT")
            fill = found.setdefault(row["tradeId"], told)
            fill["realizedPnl" if row["incomeType"] == "REALIZED_PNL" else "commission"] = row["income"]
    return list(found.values())


def futures_day(engine: Engine, before: Held, after: Held, *rows: Any) -> None:
    """Plan the day and hold its lists whole, that of fills too."""
    plan_fixed(engine, FUTURES, AccountType.MAIN)
    both, filled = (at("00:00:00", BEFORE), at("00:00:00", DAY + timedelta(days=1))), fills(*rows)
    taken = [balances(BEFORE, before), balances(DAY, after, f"{1 + len(filled)}")]
    reading(engine, "futures_snapshot", taken, key="FUTURES", window=both)
    reading(engine, "um_income", list(rows))
    assert plan_followed(engine, FUTURES, "um_income") == [("um_trades", "BTCUSDT")]
    reading(engine, "um_trades", filled, key="BTCUSDT")


def judged(engine: Engine) -> DayResult:
    return reconcile_day(engine, FUTURES, (), "run").result


def verdicts(result: DayResult) -> dict[str, tuple[str, Decimal | None]]:
    return {one.line.asset: (str(one.verdict), one.variance) for one in result.asset_verdicts}


def test_a_day_is_proved_from_its_pages(engine: Engine) -> None:
    rows = [
        income("50", "TRANSFER", number=1, symbol="", tradeId=""),
        income("-0.12345678", "FUNDING_FEE", number=1802273555483444120, tradeId=""),
        income("12.5", number=3),
        income("-0.25625", "COMMISSION", number=3),
        income("-0.01", "AUTO_EXCHANGE", "BTC", number=4, symbol="", tradeId=""),
    ]
    futures_day(engine, {"USDT": ("1000", "1000")}, {"USDT": ("1062.12029322", "1063"), "BTC": ("-0.01", "0")}, *rows)
    assert verdicts(judged(engine)) == {"USDT": ("proved", 0), "BTC": ("proved", 0)}
    assert {one.reason for one in judged(engine).asset_verdicts} == {PROVED}
    assert findings_of(engine, FUTURES) == []


def test_income_that_is_not_listed_leaves_the_asset_open_and_says_by_how_much(engine: Engine) -> None:
    futures_day(engine, {"USDT": ("10", "10")}, {"USDT": ("7.5", "7.5")}, income("-2"))
    result = judged(engine)
    assert verdicts(result) == {"USDT": ("open", Decimal("-0.5"))}
    assert result.verdict is Verdict.OPEN


def test_without_its_income_the_day_is_unproved_and_says_what_to_clear(engine: Engine) -> None:
    plan_fixed(engine, FUTURES, AccountType.MAIN)
    both = (at("00:00:00", BEFORE), at("00:00:00", DAY + timedelta(days=1)))
    taken = [balances(BEFORE, {"USDT": ("1", "1")}), balances(DAY, {"USDT": ("1", "1")})]
    reading(engine, "futures_snapshot", taken, key="FUTURES", window=both)
    [verdict] = judged(engine).asset_verdicts
    assert (str(verdict.verdict), verdict.reason) == ("unproved", "not covered: um_income (never asked)")
    assert "`collect.wallets_…` that names FUTURES" in verdict.findings.next_steps[0]


def test_without_a_snapshot_the_day_is_unproved_and_says_what_to_clear(engine: Engine) -> None:
    plan_fixed(engine, FUTURES, AccountType.MAIN)
    reading(engine, "um_income", [income("1")])
    result = judged(engine)
    assert "no snapshot of the day before; no snapshot of the day" in result.reason
    assert "names FUTURES of this run" in result.asset_verdicts[0].findings.next_steps[0]


def test_a_type_that_no_document_names_counts_and_is_named(engine: Engine) -> None:
    futures_day(engine, {"USDT": ("1", "1")}, {"USDT": ("3", "3")}, income("2", "MOON_BONUS"))
    [verdict] = judged(engine).asset_verdicts
    assert str(verdict.verdict) == "proved" and "counted, and named in no document: MOON_BONUS" in verdict.reason


def test_an_unknown_type_is_named_where_the_day_is_open_too(engine: Engine) -> None:
    futures_day(engine, {"USDT": ("1", "1")}, {"USDT": ("4", "4")}, income("2", "MOON_BONUS"))
    [verdict] = judged(engine).asset_verdicts
    assert str(verdict.verdict) == "open" and verdict.reason.endswith("named in no document: MOON_BONUS")


def test_labels_that_look_exchanged_leave_every_asset_unproved(engine: Engine) -> None:
    """By walletBalance USDT is off by what is not realised; by marginBalance all of it adds up."""
    before, after = {"USDT": ("8", "10"), "BNB": ("1", "1")}, {"USDT": ("13", "12"), "BNB": ("1", "1")}
    futures_day(engine, before, after, income("2"))
    result = judged(engine)
    assert {str(one.verdict) for one in result.asset_verdicts} == {"unproved"}
    assert result.reason.startswith("the labels of the snapshots look exchanged: marginBalance rolls forward")


@pytest.mark.parametrize("other", ["1", "2"])
def test_labels_are_not_called_exchanged_where_the_other_does_not_fit_every_asset(engine: Engine, other: str) -> None:
    before, after = {"USDT": ("8", "10"), "BNB": ("1", "1")}, {"USDT": ("13", "12"), "BNB": ("1", other)}
    futures_day(engine, before, after, income("2"))
    assert (verdicts(judged(engine))["USDT"] == ("open", Decimal(3))) == (other == "2")


def test_spot_of_the_day_does_not_rest_on_what_futures_lacks(engine: Engine) -> None:
    """Nor on a record of income that cannot be read."""
    futures_day(engine, {"USDT": ("1", "1")}, {"USDT": ("1", "1")}, income("not a number"))
    for day in (BEFORE, DAY):
        snapshot(engine, day, {"BTC": "1"})
    questions = plan_fixed(engine, SPOT, AccountType.SUB)
    for question in questions:
        window = (at("00:00:00", BEFORE), at("00:00:00", DAY + timedelta(days=1)))
        reading(engine, question.endpoint, key=question.key, window=window)
    run_pending(engine, EMAIL)
    assert reconcile_day(engine, SPOT, (), "run").result.verdict is Verdict.PROVED
    assert judged(engine).verdict is Verdict.UNPROVED
    assert {row[0] for row in fetch(engine, "SELECT DISTINCT wallet FROM v_binance_coverage_gaps")} == {"FUTURES"}


def test_the_files_of_futures_lie_beside_those_of_spot(engine: Engine, tmp_path: Path) -> None:
    futures_day(engine, {"USDT": ("1", "1")}, {"USDT": ("3", "3")}, income("2"))
    judged(engine)
    write_reports(engine, tmp_path, "main", SPOT)
    write_reports(engine, tmp_path, "main", FUTURES)
    folder = tmp_path / "main" / DAY.isoformat()
    assert (folder / "summary_futures.csv").read_text().splitlines()[1].split(",")[2:4] == ["FUTURES", "USDT"]
    assert len((folder / "summary.csv").read_text().splitlines()) == 1


def test_rows_that_are_equal_in_all_that_names_them_are_counted_each_and_named(engine: Engine) -> None:
    twice = [income("-1", "FUNDING_FEE", tradeId=""), income("-1", "FUNDING_FEE", tradeId="")]
    futures_day(engine, {"USDT": ("5", "5"), "BNB": ("1", "1")}, {"USDT": ("3", "3"), "BNB": ("1", "1")}, *twice)
    reasons = {one.line.asset: (str(one.verdict), one.reason) for one in judged(engine).asset_verdicts}
    named = "listed more than once under one identity, each counted: FUNDING_FEE"
    assert reasons["USDT"] == ("proved", PROVED.replace("; ", f"; {named}; "))
    assert reasons["BNB"] == ("proved", PROVED)


def test_one_identity_with_two_times_is_named_too(engine: Engine) -> None:
    rows = [income("2", "MOON_BONUS"), income("3", "MOON_BONUS", time=ms(at("13:00:00")))]
    futures_day(engine, {"USDT": ("1", "1")}, {"USDT": ("6", "6")}, *rows)
    [verdict] = judged(engine).asset_verdicts
    assert "named in no document: MOON_BONUS; listed more than once under one identity, each counted" in verdict.reason
