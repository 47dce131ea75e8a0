"""An account's first day reads the lists that expire to their end: what they told then proves, months later, what
nothing else could, and days that were judged before are judged with it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from binrecon.config.accounts import Account
from binrecon.domain.balance_statements import StatedBalance, StatedBalances
from binrecon.domain.history import Stretch
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.services.history import account_history
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.balance_statements import add_balances
from binrecon.storage.day_results import earlier_verdict
from binrecon.storage.judged_days import REACH
from sqlalchemy import Engine, text

from tests.days import spot
from tests.simulator import DAY, HOUR, Deposit, Symbol, WalletTransfer, World, start_of, units
from tests.worlds.dump import differences, dump
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.side_by_side import at_random, run_side_by_side

EMAIL = "sub@example.com"
FIRST_DAY = date(2026, 11, 3)
"""The day of the account's first run."""
BORN = FIRST_DAY - timedelta(days=160)
STATED = BORN + timedelta(days=3)
"""At whose midnight somebody states what was held."""
MOVED = FIRST_DAY - timedelta(days=150)
LATER = 100 * DAY
APART = 22
"""A reading reaches so many days and the week before it: no day is left out between two runs."""


def world() -> World:
    made = World(BORN, FIRST_DAY)
    made.add_account("main@example.com")
    made.add_account(EMAIL)
    made.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    noon = start_of(BORN) + 12 * HOUR
    made.add(Deposit("d", EMAIL, "USDT", units("1000"), ((noon, 1),)))
    made.add(WalletTransfer(1, EMAIL, "MAIN_FUNDING", "USDT", units("120"), start_of(MOVED) + HOUR))
    made.add(WalletTransfer(2, EMAIL, "FUNDING_MAIN", "USDT", units("20"), start_of(MOVED) + 40 * DAY))
    return made


def begin(deploy: Callable[..., Pipeline], **options: Any) -> Pipeline:
    """The account's first day."""
    pipeline = deploy(world(), at=FIRST_DAY, run_id="first day", **options)
    pipeline.run_day(EMAIL, FIRST_DAY)
    assert pipeline.failed == {}
    return pipeline


def backfill(pipeline: Pipeline) -> None:
    """Runs of the account's early days, months later, when the lists that expire tell nothing of them."""
    pipeline.exchange.clock.move_to(settled(FIRST_DAY) + LATER)
    days = [BORN + timedelta(days=number) for number in range(0, (FIRST_DAY - BORN).days, APART)]
    for day in days:
        pipeline.run_id = f"day {day}"
        pipeline.clients.clear()
        pipeline.run_day(EMAIL, day)


def judged(engine: Engine) -> Stretch:
    """What the history says of USDT when the transfers were made, with what somebody states was held before."""
    held = StatedBalance(2, STATED, EMAIL, Wallet.SPOT, "USDT", Decimal("1000"))
    with engine.begin() as connection:
        add_balances(connection, StatedBalances("held.csv", True, (held,), b"held"), "ann")
    history = account_history(engine, Account(EMAIL, AccountType.SUB, "sub"), FIRST_DAY)
    assert history is not None
    found = [one for wallet in history.wallets for one in wallet.stretches]
    [one] = [one for one in found if one.asset == "USDT" and one.start <= MOVED < one.end]
    return one


def lost(pipeline: Pipeline) -> list[str]:
    """The lists of the steps that failed, but for snapshots: those are gone after a month whoever reads what."""
    return sorted({name.split()[0] for name in pipeline.failed} - {"daily_snapshot"})


def moves(engine: Engine) -> list[tuple[date, Decimal]]:
    with engine.connect() as connection:
        found = connection.execute(
            text("""
            SELECT (datetime AT TIME ZONE 'UTC')::date, amount
            FROM binance_reconciliation_transfers WHERE source = 'wallet_transfer' AND effective ORDER BY datetime""")
        )
        return [(day, amount) for day, amount in found]


def test_what_the_first_day_read_is_booked_on_its_own_day(deploy: Callable[..., Pipeline]) -> None:
    pipeline = begin(deploy, reads_back=True)
    assert moves(pipeline.engine) == [(MOVED, -120), (MOVED + timedelta(days=40), 20)]


def test_months_later_the_history_proves_what_the_first_day_has_read(deploy: Callable[..., Pipeline]) -> None:
    pipeline = begin(deploy, reads_back=True)
    backfill(pipeline)
    assert lost(pipeline) == []
    one = judged(pipeline.engine)
    assert (one.verdict, one.by, one.closing) == (Verdict.PROVED, "lists", 1000 - 120 + 20)
    assert one.end > FIRST_DAY - timedelta(days=30)


def test_without_it_the_same_history_is_unproved_for_good(deploy: Callable[..., Pipeline]) -> None:
    pipeline = begin(deploy, reads_back=False)
    backfill(pipeline)
    assert lost(pipeline) == ["wallet_transfer"]
    one = judged(pipeline.engine)
    assert one.verdict is Verdict.UNPROVED and "wallet_transfer" in one.reason and "known from" in one.reason


def test_a_day_that_was_judged_long_before_is_judged_again_with_what_was_read(deploy: Callable[..., Pipeline]) -> None:
    """Its own run could not read the list, and it lies beyond the days that every run judges again."""
    day = MOVED + timedelta(days=10)
    assert FIRST_DAY - day > REACH
    pipeline = deploy(world(), at=day, run_id="early", reads_back=True)
    fault = pipeline.exchange.add_fault("5xx", "asset/transfer", times=None)
    pipeline.run_day(EMAIL, day)
    assert verdict_of(pipeline.engine, day) is Verdict.UNPROVED
    fault.times = fault.fired
    pipeline.exchange.clock.move_to(settled(FIRST_DAY))
    pipeline.run_id = "first day"
    pipeline.clients.clear()
    pipeline.run_day(EMAIL, FIRST_DAY)
    assert verdict_of(pipeline.engine, day) is Verdict.PROVED


def test_a_run_that_read_the_past_and_never_judged_leaves_that_to_the_next_one(deploy: Callable[..., Pipeline]) -> None:
    """It was marked as failed, and its day triggered again: what it read is not asked a second time."""
    day = MOVED + timedelta(days=10)
    pipeline = deploy(world(), at=day, run_id="early", reads_back=True)
    fault = pipeline.exchange.add_fault("5xx", "asset/transfer", times=None)
    pipeline.run_day(EMAIL, day)
    fault.times = fault.fired
    pipeline.exchange.clock.move_to(settled(FIRST_DAY))
    pipeline.run_id = "died"
    pipeline.clients.clear()
    for key in CATALOGUE["wallet_transfer"].keys:
        pipeline.collect("wallet_transfer", key, EMAIL, FIRST_DAY)
    pipeline.run_id = "triggered again"
    pipeline.clients.clear()
    pipeline.run_day(EMAIL, FIRST_DAY)
    assert verdict_of(pipeline.engine, day) is Verdict.PROVED


def verdict_of(engine: Engine, day: date) -> Verdict | None:
    with engine.connect() as connection:
        earlier = earlier_verdict(connection, spot(EMAIL, day))
    return None if earlier is None else earlier.verdict


def test_days_at_once_read_the_past_once_and_leave_what_one_after_the_other_leaves(
    deploy: Callable[..., Pipeline],
) -> None:
    """Newest day first in the one, all of them in turns in the other."""
    days = [FIRST_DAY - timedelta(days=number) for number in range(3)]
    alone, beside = (deploy(world(), at=FIRST_DAY, reads_back=True) for _ in range(2))
    for day in days:
        alone.run_id = f"run of {day}"
        alone.clients.clear()
        alone.run_day(EMAIL, day)
    run_side_by_side(beside, EMAIL, days, at_random(Random("first days")))
    assert (alone.failed, beside.failed) == ({}, {})
    assert differences(dump(alone.engine), dump(beside.engine)) == []
    assert read_twice(alone.engine) == read_twice(beside.engine) == []


def read_twice(engine: Engine) -> list[Any]:
    """The days before the own windows of all runs that a list was asked for more than once."""
    with engine.connect() as connection:
        found = connection.execute(
            text("""
            SELECT endpoint, key, window_start, count(*) FROM binance_collection_coverage
            WHERE endpoint = 'wallet_transfer' AND window_start < CAST(:first AS date) - 20
            GROUP BY endpoint, key, window_start HAVING count(*) > 1"""),
            {"first": FIRST_DAY},
        )
        return list(found)
