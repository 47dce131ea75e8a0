"""Choose which pairs a day's trades are asked for: cheapest and likeliest first, everything in the end.

Rests on decisions 34 and 54.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine

from binrecon.config.accounts import DAILY_PAIRS
from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.quotes import MAJORS, STABLECOINS
from binrecon.storage.autocommit import single_statements
from binrecon.storage.discovery import Market, Pair, read_market
from binrecon.storage.plan import SEEN, SWEEP, Question, first_planned_day, planned_trades, unanswered, write_plan

SWEEP_DAYS = 30
"""Days in which the sweep comes round to every pair."""

_SEEN, _STABLE, _MAJOR, _REST, _SWEEP = 10, 20, 30, 40, 90
_NEVER = datetime.min.replace(tzinfo=UTC)

Step = Callable[[Market, frozenset[str], int], list[Question]]


def seen_before(market: Market, chosen: frozenset[str], sweep_days: int) -> list[Question]:
    """Step 1: pairs this account was seen to trade, whatever their status: a delisted one may still be answered.

    One the exchange refused as unknown (-1121) is not required for days that began after its closing: no fill of theirs
    is possible. It waits for the sweep.
    """
    return [
        Question("trades", pair.symbol, True, _SEEN, SEEN) for pair in market.pairs if pair.seen and not pair.unknown
    ]


def both_assets_held(market: Market, chosen: frozenset[str], sweep_days: int) -> list[Question]:
    """Step 2: pairs both of whose assets the account has been seen with: stablecoin quotes, majors, the rest."""
    return [
        Question("trades", pair.symbol, True, _priority(pair), "both assets held")
        for pair in market.pairs
        if may_hide_trades(pair) and pair.symbol not in chosen
    ]


def may_hide_trades(pair: Pair) -> bool:
    """Whether the account has been seen with both assets and can have traded them here on the day.

    The state of a pair now (BREAK, HALT) does not matter: one that closed on the day may have been traded before. One
    that was closed when the day began waits for the sweep. One the exchange refused as unknown (-1121) is not required.
    """
    return pair.both_held and pair.open and not pair.unknown


def overdue(market: Market, chosen: frozenset[str], sweep_days: int) -> list[Question]:
    """Step 2 of an account with too many such pairs for every day: those that the sweep should have read and has not.

    So a pair that the exchange does not answer, or a pause of the whole system, ends in days that are not proved.
    """
    return [
        Question("trades", pair.symbol, True, _priority(pair), "both assets held, and the sweep is late")
        for pair in market.pairs
        if may_hide_trades(pair) and pair.symbol not in chosen and market.is_late(pair)
    ]


def _priority(pair: Pair) -> int:
    if pair.quote in STABLECOINS:
        return _STABLE
    return _MAJOR if pair.quote in MAJORS else _REST


def sweep(market: Market, chosen: frozenset[str], sweep_days: int) -> list[Question]:
    """Step 4: the least recently read of all other pairs, as many a day as bring every pair round in `sweep_days`.

    Not required: what such a pair can hide shows as a variance, or moves no balance, and then waits for its turn.
    """
    others = [pair for pair in market.pairs if pair.symbol not in chosen]
    wanted = max(0, -(-len(others) // sweep_days) - market.swept)
    stalest = sorted((p for p in others if not p.covered), key=lambda p: (p.covered_until or _NEVER, p.symbol))
    return [Question("trades", pair.symbol, False, _SWEEP, SWEEP) for pair in stalest[:wanted]]


STEPS: tuple[Step, ...] = (seen_before, both_assets_held, sweep)
"""In this order. Step 3, which follows what is left unexplained, needs the rows of the first two and comes before the
last: `services.residual_search`."""


def steps_for(market: Market, daily_pairs: int) -> tuple[Step, ...]:
    """The steps before the remainder. Pairs of held assets are asked every day while they are at most `daily_pairs`."""
    held = sum(1 for pair in market.pairs if may_hide_trades(pair) and not pair.seen)
    return (seen_before, both_assets_held if held <= daily_pairs else overdue)


def discover(market: Market, sweep_days: int = SWEEP_DAYS, steps: tuple[Step, ...] = STEPS) -> list[Question]:
    """The trade questions of one account-day, each pair once, most urgent first, then by name."""
    found: list[Question] = []
    for step in steps:
        found += step(market, frozenset(question.key for question in found), sweep_days)
    return sorted(found, key=lambda question: (question.priority, question.key))


def plan_symbols(engine: Engine, account_day: AccountDay, daily_pairs: int = DAILY_PAIRS) -> list[Question]:
    """Discover the pairs the day is asked for in any case (steps 1 and 2) and add them to its plan, in one transaction;
    returns them most urgent first."""
    with engine.begin() as connection:
        market = read_market(connection, account_day)
        questions = discover(market, steps=steps_for(market, daily_pairs))
        write_plan(connection, account_day, questions)
    return questions


def plan_sweep(engine: Engine, account_day: AccountDay, sweep_days: int = SWEEP_DAYS) -> list[str]:
    """Add the day's share of the sweep (step 4) to its plan: pairs no other step has planned. Returns those of the
    share that are not answered yet, by name."""
    with engine.begin() as connection:
        planned = planned_trades(connection, account_day)
        chosen = frozenset(key for key, reason in planned.items() if reason != SWEEP)
        questions = sweep(read_market(connection, account_day), chosen, sweep_days)
        write_plan(connection, account_day, questions)
    share = {key for key, reason in planned.items() if reason == SWEEP} | {question.key for question in questions}
    return [key for key in unanswered(engine, account_day, "trades") if key in share]


def window_of(engine: Engine, account_day: AccountDay, symbol: str) -> Interval:
    """The days of which a pair's trades are wanted: the day itself, and before it every day this account was run for,
    as far back as two rounds of the sweep, unless the pair is asked every day.

    A pair that is asked once a month must then be read over the whole month; that takes no more calls.
    """
    the_day = day_interval(account_day.day)
    with single_statements(engine) as connection:
        if planned_trades(connection, account_day).get(symbol) == SEEN:
            return the_day
        first = first_planned_day(connection, account_day, 2 * SWEEP_DAYS)
    return Interval(min(day_interval(first).start, the_day.start) if first else the_day.start, the_day.end)
