"""Interest stamped 00:00:00 may stand in the snapshot of the day before: explained where other days bear it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.services.margin_days import accrual, snapshot
from tests.storage.readings import ms, reading
from tests.storage.rows import DAY, EMAIL, at

FIRST = DAY - timedelta(days=3)
Told = tuple[str, Decimal | None, str]


def days(*accruals: str) -> list[tuple[date, str]]:
    return [(FIRST + timedelta(days=n), amount) for n, amount in enumerate(accruals)]


def life(
    engine: Engine, accruals: list[tuple[date, str]], inside: set[date], off: Mapping[date, str] | None = None
) -> None:
    """A loan of which each midnight charges as told; of those `inside` the snapshot of the day before holds it. A
    snapshot is `off` by as much as is told."""
    rows = [
        accrual(amount, number, interestAccuredTime=ms(at("00:00:00", day)))
        for number, (day, amount) in enumerate(accruals, 1)
    ]
    last = accruals[-1][0]
    snapshots = []
    for day in [FIRST - timedelta(days=1), *(day for day, _ in accruals[:-1])]:
        held = sum(
            Decimal(amount) for when, amount in accruals if when <= day or when in inside & {day + timedelta(days=1)}
        )
        snapshots.append(snapshot(day, {"USDT": ("100", "50", str(held + Decimal((off or {}).get(day, "0"))))}))
    window = (at("00:00:00", FIRST - timedelta(days=1)), at("00:00:00", last + timedelta(days=1)))
    for day, _ in accruals[:-1]:
        questions = plan_fixed(engine, AccountDay(EMAIL, day, Wallet.MARGIN), AccountType.MAIN)
    for question in questions:
        listed = {"margin_snapshot": snapshots, "margin_interest": rows}.get(question.endpoint, [])
        reading(engine, question.endpoint, listed, key=question.key, window=window, hours=24 * 5)


def judged(engine: Engine, *wanted: date) -> list[Told]:
    """The interest of these days, each judged by its own run and then once more."""
    for day in (*wanted, *wanted):
        told = {day: reconcile_day(engine, AccountDay(EMAIL, day, Wallet.MARGIN), (), "run").result for day in wanted}
    lines = [one for day in wanted for one in told[day].asset_verdicts if one.line.measure == "interest"]
    return [(str(one.verdict), one.variance, one.reason) for one in lines]


def test_interest_outside_of_every_snapshot_is_proved(engine: Engine) -> None:
    life(engine, days("0.1", "0.2", "0.4", "0.8"), set())
    assert {word for word, *_ in judged(engine, FIRST, FIRST + timedelta(days=1))} == {"proved"}


def test_one_snapshot_that_holds_the_midnight_is_borne_out_by_the_day_beside_it(engine: Engine) -> None:
    second = FIRST + timedelta(days=1)
    life(engine, days("0.1", "0.2", "0.4", "0.8"), {second})
    assert judged(engine, FIRST, second, second + timedelta(days=1)) == [
        ("explained", Decimal("0.2"), "stamped_at_midnight (margin_interest 2 in)"),
        ("explained", Decimal("-0.2"), "stamped_at_midnight (margin_interest 2 in)"),
        ("proved", 0, "adds up exactly, everything covered"),
    ]


def test_a_day_beside_it_that_is_not_known_is_waited_for(engine: Engine) -> None:
    second = FIRST + timedelta(days=1)
    life(engine, days("0.1", "0.2", "0.4", "0.8"), {second})
    [(word, variance, reason)] = judged(engine, FIRST)
    assert (word, variance) == ("open", Decimal("0.2"))
    assert reason == (
        f"covered, and what is stamped at midnight would account for it if {second}, not known yet, bears it out"
    )


def test_snapshots_that_all_hold_it_are_borne_out_by_each_other(engine: Engine) -> None:
    every = {FIRST + timedelta(days=n) for n in range(5)}
    life(engine, days("0.1", "0.2", "0.4", "0.8"), every)
    found = judged(engine, FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2))
    assert [(word, variance) for word, variance, _ in found] == [
        ("explained", Decimal("0.1")),
        ("explained", Decimal("0.2")),
        ("explained", Decimal("0.4")),
    ]


def test_a_neighbour_that_says_otherwise_leaves_it_open(engine: Engine) -> None:
    """Two snapshots hold what comes at midnight, the third does not: no day between is off by the opposite alone."""
    second = FIRST + timedelta(days=1)
    life(engine, days("0.1", "0.2", "0.4", "0.8", "0.3"), {second, second + timedelta(days=1)})
    found = judged(engine, *(FIRST + timedelta(days=n) for n in range(4)))
    assert [(word, variance) for word, variance, _ in found] == [
        ("open", Decimal("0.2")),
        ("open", Decimal("0.2")),
        ("open", Decimal("-0.4")),
        ("proved", 0),
    ]
    assert found[0][2].endswith("no other day bears it out")


@pytest.mark.parametrize("off", ["0.05", "0.3", "0.7"])
def test_what_is_off_by_anything_else_is_open(engine: Engine, off: str) -> None:
    life(engine, days("0.1", "0.2", "0.4", "0.8"), set(), {FIRST: off})
    [(word, variance, reason), *_] = judged(engine, FIRST, FIRST + timedelta(days=1))
    assert (word, variance) == ("open", Decimal(off))
    assert reason == "covered, and still a difference nothing accounts for"
