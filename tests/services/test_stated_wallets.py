"""An account statement is the third witness of a day of any wallet: of FUTURES, of what cross margin holds, of a wallet
that we read ourselves."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Measure
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.statement_rejudging import days_of_reaches
from sqlalchemy import Engine

from tests.processing.statements.cases import line, take
from tests.services.margin_days import MARGIN, borrow, flow, margin_day
from tests.services.test_futures_day import FUTURES, futures_day, income, judged
from tests.services.test_reading_day import COIN, coin_day
from tests.services.test_reading_day import income as coin_income
from tests.storage.readings import ms
from tests.storage.rows import at

CLOCK = [income("3", number=8, time=ms(at("08:00:00"))), income("4", number=9, time=ms(at("09:00:00")))]
"""Two movements that prove the clock of a statement."""


def stated(clock: str, amount: str, operation: str = "Realized Profit and Loss", account: str = "USD-MFutures") -> str:
    return line(clock, operation, "USDT", amount, account=account)


def test_a_line_that_the_list_of_income_lacks_explains_an_open_asset(engine: Engine) -> None:
    futures_day(engine, {"USDT": ("10", "10")}, {"USDT": ("16.5", "16.5")}, *CLOCK)
    [before] = judged(engine).asset_verdicts
    assert str(before.verdict) == "open" and before.findings.witnesses is None
    told = take(engine, stated("08:00:00", "3"), stated("09:00:00", "4"), stated("13:00:00", "-0.5", "Funding Fee"))
    assert FUTURES in days_of_reaches(engine, [told])
    [after] = judged(engine).asset_verdicts
    [finding] = after.findings.explained
    assert (str(after.verdict), finding.kind, finding.amount) == ("explained", "statement_only", Decimal("-0.5"))
    assert finding.records == ("s.csv, line 4",)


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        (stated("13:00:00", "-0.5", account="Futuros"), "1 line(s) of the unknown wallet 'Futuros'"),
        (stated("13:00:00", "-0.5", "Moon Fee"), "1 line(s) of the unknown operation 'moon fee'"),
    ],
)
def test_a_word_that_nobody_knows_is_said_and_explains_nothing(engine: Engine, line: str, doubt: str) -> None:
    futures_day(engine, {"USDT": ("10", "10")}, {"USDT": ("16.5", "16.5")}, *CLOCK)
    judged(engine)
    take(engine, stated("08:00:00", "3"), stated("09:00:00", "4"), line)
    [verdict] = judged(engine).asset_verdicts
    assert verdict.findings.witnesses is not None and str(verdict.verdict) == "open"
    assert verdict.findings.witnesses.told == f"the statement is incomplete as a witness: {doubt}"


def test_lines_of_cross_margin_speak_of_what_is_held_and_of_nothing_owed(engine: Engine) -> None:
    told_by = dict(margin_borrow_repay__BORROW=[borrow("100")], margin_capital_flow=[flow("BORROW", "100")])
    margin_day(engine, {"USDT": ("10", "0", "0")}, {"USDT": ("110", "100", "0")}, **told_by)
    take(engine, line("15:10:00", "Margin Loan", "USDT", "100", account="Cross Margin"))
    found = {one.line.measure: one for one in reconcile_day(engine, MARGIN, (), "run").result.asset_verdicts}
    told = found[Measure.BALANCE].findings.witnesses
    assert told is not None and (told.snapshot, told.movements, told.statement) == (100, 100, 100)
    assert found[Measure.LOAN].findings.witnesses is None and found[Measure.INTEREST].findings.witnesses is None


def test_a_wallet_that_we_read_is_compared_at_midnight(engine: Engine) -> None:
    after = at("00:00:15") + timedelta(days=1)
    rows = [coin_income("0.5", at("12:00:00")), coin_income("7", after - timedelta(seconds=10), number="2")]
    coin_day(engine, "1", "8.75", *rows)
    found = [line("12:00:00", "Realized Profit and Loss", "BTC", "0.5", account="Coin-MFutures")]
    found += [line("13:00:00", "Funding Fee", "BTC", "0.25", account="Coin-MFutures")]
    take(engine, *found)
    [verdict] = reconcile_day(engine, COIN, (), "run").result.asset_verdicts
    told = verdict.findings.witnesses
    assert told is not None and (told.snapshot, told.movements, told.statement) == (
        Decimal("0.75"),
        Decimal("0.5"),
        Decimal("0.75"),
    )
