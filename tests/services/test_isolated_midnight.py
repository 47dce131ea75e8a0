"""Interest stamped 00:00:00 that a reading of isolated margin, taken seconds later, does not hold yet: the day is off
by the opposite of what a snapshot is that holds it too early, and is explained where other days bear it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.vocabulary import AccountType
from binrecon.processing.canonical import run_pending
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.services.isolated_days import ISOLATED, ONE, read
from tests.services.margin_days import accrual
from tests.storage.readings import ms, reading
from tests.storage.rows import DAY, EMAIL, at, pairs

FIRST = DAY - timedelta(days=3)
ONE_DAY = timedelta(days=1)
CHARGED = {FIRST + timedelta(days=n): amount for n, amount in enumerate(("0.1", "0.2", "0.4", "0.8", "1.6"))}
"""What each midnight charges, and what a row of noon does."""
NOON = "3"
Told = tuple[str, Decimal | None, str]


def life(engine: Engine, lacking: set[date], more: Mapping[date, str] | None = None) -> None:
    """A loan that each midnight charges, and noon; the readings after the midnights at which the days of `lacking`
    begin do not hold what those charge, and one holds `more` than is charged."""
    pairs(engine, ("BTC", "USDT"))
    days = [FIRST - ONE_DAY, *list(CHARGED)[:-1]]
    rows = [
        accrual(amount, number, interestAccuredTime=ms(at("00:00:00", day)), isolatedSymbol=ONE)
        for number, (day, amount) in enumerate(CHARGED.items(), 1)
    ]
    rows.append(accrual(NOON, 99, interestAccuredTime=ms(at("12:00:00", FIRST)), isolatedSymbol=ONE))
    for end in days:
        midnight = end + ONE_DAY
        held = sum(Decimal(amount) for day, amount in CHARGED.items() if day <= midnight)
        held -= Decimal(CHARGED[midnight]) if midnight in lacking else 0
        held += Decimal(NOON) if midnight > FIRST else 0
        owed = str(held + Decimal((more or {}).get(end, "0")))
        taken = at("00:00:15", midnight)
        read(engine, end, {f"{ONE}:USDT": ("100", "50", owed)}, taken)
    run_pending(engine, EMAIL)
    window = (at("00:00:00", FIRST - ONE_DAY), at("23:59:00", DAY + ONE_DAY))
    for day in days[1:]:
        account_day = ISOLATED.on(day)
        plan_fixed(engine, account_day, AccountType.MAIN)
        reading(engine, "isolated_transfer", [], window=window)
        for endpoint, pair in plan_followed(engine, account_day, "isolated_transfer"):
            listed = rows if endpoint == "isolated_interest" else []
            reading(engine, endpoint, listed, key=pair, window=window, hours=24 * 5)


def judged(engine: Engine, *wanted: date) -> list[Told]:
    """The interest of these days, each judged by its own run and then once more."""
    for _ in range(2):
        told = {one: reconcile_day(engine, ISOLATED.on(one), (), "run").result for one in wanted}
    lines = [one for day in wanted for one in told[day].asset_verdicts if one.line.measure == "interest"]
    return [
        (str(one.verdict), one.variance, one.reason.partition(";")[0])
        for one in lines
        if one.line.asset == f"{ONE}:USDT"
    ]


def test_readings_that_hold_their_midnight_are_proved(engine: Engine) -> None:
    life(engine, set())
    assert {word for word, *_ in judged(engine, FIRST, FIRST + ONE_DAY)} == {"proved"}


def test_one_reading_that_lacks_it_is_borne_out_by_the_day_beside_it(engine: Engine) -> None:
    second = FIRST + ONE_DAY
    life(engine, {second})
    record = "stamped_at_midnight (isolated_interest 2:BTCUSDT in)"
    assert judged(engine, FIRST, second, second + ONE_DAY) == [
        ("explained", Decimal("-0.2"), record),
        ("explained", Decimal("0.2"), record),
        ("proved", 0, "adds up exactly, everything covered"),
    ]


def test_readings_that_all_lack_it_are_borne_out_by_each_other(engine: Engine) -> None:
    life(engine, set(CHARGED))
    found = judged(engine, *(FIRST + timedelta(days=n) for n in range(3)))
    assert [(word, variance) for word, variance, _ in found] == [
        ("explained", Decimal("-0.1")),
        ("explained", Decimal("-0.2")),
        ("explained", Decimal("-0.4")),
    ]


@pytest.mark.parametrize("more", ["0.2", "0.4", "-0.1"])
def test_what_a_reading_holds_too_much_no_midnight_explains(engine: Engine, more: str) -> None:
    """A snapshot could hold 0.2 too early; a reading of after midnight cannot."""
    life(engine, set(), {FIRST: more})
    [(word, variance, _), *_] = judged(engine, FIRST)
    assert (word, variance) == ("open", Decimal(more))
