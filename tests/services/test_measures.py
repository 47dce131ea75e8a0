"""Measures of one asset are rolled forward and judged each by itself: shown on a day of MARGIN, put in by hand."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.accounts import Thresholds
from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.reconciliation.alerts import alerts
from binrecon.reporting.csv_reports import write_reports
from binrecon.reporting.day_summary import open_since, read_summary
from binrecon.reporting.discord import variance_message
from binrecon.services.day_reconciliation import DayOutcome, reconcile_day
from sqlalchemy import Engine

from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, fetch, insert, plan, snapshot, transfer

MARGIN: dict[str, Any] = {"wallet": "MARGIN"}


def margin_snapshot(engine: Engine, day: date, **held: tuple[str, str]) -> None:
    """asset=(balance, loan)"""
    row = dict(email=EMAIL, wallet="MARGIN", fid=1, date=day)
    evidence = at("02:00:00", day + timedelta(days=2))
    if not fetch(engine, "SELECT 1 FROM binance_snapshot_days WHERE wallet = 'MARGIN' AND date = :day", day=day):
        insert(engine, "binance_snapshot_days", row | dict(update_time=at("23:59:59", day), evidence_at=evidence))
    for asset, (balance, loan) in held.items():
        amounts = dict(raw_balance=Decimal(balance), raw_loan=Decimal(loan))
        named = dict(source="daily_snapshot", external_id=str(day), asset=asset, evidence_at=at(day=day))
        insert(engine, "binance_reconciliation_balances", row | named | amounts)


@pytest.fixture
def margin(engine: Engine) -> Engine:
    margin_snapshot(engine, BEFORE, BTC=("1", "0"), USDT=("10", "10"))
    margin_snapshot(engine, DAY, BTC=("1.5", "0"), USDT=("10", "12"))
    transfer(engine, "BTC", "0.5", **MARGIN)
    for endpoint in ("daily_snapshot", "wallet_transfer"):
        plan(engine, endpoint, **MARGIN)
        coverage(engine, endpoint, window_start=at("00:00:00", BEFORE))
    return engine


def judged(engine: Engine) -> tuple[DayOutcome, dict[tuple[str, str], tuple[str, Decimal]]]:
    done = reconcile_day(engine, AccountDay(EMAIL, DAY, Wallet.MARGIN), (), "run")
    found = {
        (one.line.asset, str(one.line.measure)): (str(one.verdict), one.variance) for one in done.result.asset_verdicts
    }
    return done, found


def test_balance_and_loan_have_a_verdict_each(margin: Engine) -> None:
    done, found = judged(margin)
    assert done.result.verdict is Verdict.OPEN
    assert found == {
        ("BTC", "balance"): ("proved", 0),
        ("BTC", "loan"): ("proved", 0),
        ("USDT", "balance"): ("proved", 0),
        ("USDT", "loan"): ("open", 2),
    }


def test_a_leg_of_the_loan_makes_it_add_up(margin: Engine) -> None:
    transfer(margin, "USDT", "2", measure="loan", **MARGIN)
    assert judged(margin)[0].result.verdict is Verdict.PROVED


def test_spot_of_the_day_is_not_touched(margin: Engine) -> None:
    snapshot(margin, BEFORE, {"BTC": "1"})
    snapshot(margin, DAY, {"BTC": "1"})
    judged(margin)
    assert {row[0] for row in fetch(margin, "SELECT wallet FROM binance_reconciliation_verdicts")} == {"MARGIN"}


def test_what_is_off_by_a_record_of_the_balance_does_not_explain_another_measure(margin: Engine) -> None:
    """A deposit on the wrong side of midnight, and a loan that grew by just as much."""
    margin_snapshot(margin, DAY, SOL=("8", "0.51234567"))
    margin_snapshot(margin, BEFORE, SOL=("1", "0"))
    transfer(margin, "SOL", "0.51234567", datetime=at("00:00:01", DAY + timedelta(days=1)), **MARGIN)
    assert judged(margin)[1]["SOL", "loan"] == ("open", Decimal("0.51234567"))
    assert judged(margin)[1]["SOL", "balance"] == ("open", Decimal(7))


def test_every_file_and_message_says_which_measure_it_means(margin: Engine, tmp_path: Path) -> None:
    whose = AccountDay(EMAIL, DAY, Wallet.MARGIN)
    done, _ = judged(margin)
    files = write_reports(margin, tmp_path, "main", whose)
    assert rows_of(files["verdicts_margin"].path, "measure", "verdict", "variance") == [
        ("balance", "proved", "0"),
        ("loan", "open", "2"),
    ]
    assert rows_of(files["summary_margin"].path, "measure", "start_balance", "actual_balance") == [
        ("balance", "10", "10"),
        ("loan", "10", "12"),
    ]
    assert done.result.reason.startswith("1 of 4 assets open, largest USDT loan: ")
    assert [value.asset for value in read_summary(margin, whose).open_values] == ["USDT loan"]
    alert = variance_message(whose, alerts(done.result, Thresholds()), show_amounts=True)
    assert alert is not None and "USDT loan 2 (" in str(alert.embed)


def rows_of(path: Path, *columns: str) -> list[tuple[str, ...]]:
    """These columns of the file's rows about USDT."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [tuple(row[name] for name in columns) for row in csv.DictReader(lines) if row["asset"] == "USDT"]


def test_an_opening_of_one_measure_is_not_that_of_another(margin: Engine) -> None:
    """The loan is open; that the balance is judged anew changes nothing of it."""
    whose = AccountDay(EMAIL, DAY, Wallet.MARGIN)
    judged(margin)
    since = open_since(margin, whose, ["USDT loan"])
    transfer(margin, "USDT", "1", **MARGIN)
    judged(margin)
    assert open_since(margin, whose, ["USDT loan"]) == since
