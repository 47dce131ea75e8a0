"""Funding stamped 00:00:00 may stand in the snapshot of the day before: explained where other days bear it out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.services.test_futures_day import balances, income
from tests.storage.readings import ms, reading
from tests.storage.rows import DAY, EMAIL, at

FIRST = DAY - timedelta(days=3)
SECOND, THIRD = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
FUNDING = {FIRST: "-0.1", SECOND: "0.2", THIRD: "-0.4", DAY: "0.8"}
"""What is paid at the first moment of each day."""


def life(engine: Engine, inside: set[date], kind: str = "FUNDING_FEE") -> None:
    """A position over three midnights; the funding of those `inside` stands in the snapshot of the day before."""
    rows = [
        income(amount, kind, number=number, tradeId="", time=ms(at("00:00:00", day)))
        for number, (day, amount) in enumerate(FUNDING.items(), 1)
    ]
    snapshots = []
    for day in (FIRST - timedelta(days=1), FIRST, SECOND, THIRD):
        known = {*(when for when in FUNDING if when <= day), *(inside & {day + timedelta(days=1)})}
        held = str(100 + sum(Decimal(FUNDING[when]) for when in known))
        snapshots.append(balances(day, {"USDT": (held, "100")}))
    window = (at("00:00:00", FIRST - timedelta(days=1)), at("00:00:00", DAY + timedelta(days=1)))
    for day in (FIRST, SECOND, THIRD):
        plan_fixed(engine, AccountDay(EMAIL, day, Wallet.FUTURES), AccountType.MAIN)
    reading(engine, "futures_snapshot", snapshots, key="FUTURES", window=window, hours=24 * 5)
    reading(engine, "um_income", rows, window=window, hours=24 * 5)


def judged(engine: Engine, *wanted: date) -> list[tuple[str, Decimal | None, str]]:
    """USDT on these days, each judged by its own run and then once more."""
    for day in (*wanted, *wanted):
        told = {day: reconcile_day(engine, AccountDay(EMAIL, day, Wallet.FUTURES), (), "run").result for day in wanted}
    return [(str(one.verdict), one.variance, one.reason) for day in wanted for one in told[day].asset_verdicts]


def test_one_snapshot_that_holds_the_funding_is_borne_out_by_the_day_beside_it(engine: Engine) -> None:
    life(engine, {SECOND})
    found = judged(engine, FIRST, SECOND, THIRD)
    assert [(word, variance) for word, variance, _ in found] == [
        ("explained", Decimal("0.2")),
        ("explained", Decimal("-0.2")),
        ("proved", 0),
    ]
    assert found[0][2].startswith("stamped_at_midnight (um_income ")


def test_snapshots_that_all_hold_it_are_borne_out_by_each_other(engine: Engine) -> None:
    life(engine, set(FUNDING))
    assert [(word, variance) for word, variance, _ in judged(engine, FIRST, SECOND, THIRD)] == [
        ("explained", Decimal("0.3")),
        ("explained", Decimal("-0.6")),
        ("explained", Decimal("1.2")),
    ]


def test_what_another_type_moves_at_midnight_is_in_no_snapshot_before_it(engine: Engine) -> None:
    life(engine, {SECOND}, "REALIZED_PNL")
    assert [word for word, *_ in judged(engine, FIRST, SECOND)] == ["open", "open"]
