"""Choose which pairs a day's trades are asked for: cheapest and likeliest first, everything in the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from binrecon.storage.discovery import Market, Pair, read_market
from binrecon.storage.plan import SWEEP, Question, write_plan

STABLECOINS = ("USDT", "USDC", "FDUSD", "TUSD", "USDP", "DAI", "BUSD", "USD1")
MAJORS = ("BTC", "ETH", "BNB")
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
        Question("trades", pair.symbol, True, _SEEN, "traded before")
        for pair in market.pairs
        if pair.seen and not pair.unknown
    ]


def both_assets_held(market: Market, chosen: frozenset[str], sweep_days: int) -> list[Question]:
    """Step 2: pairs both of whose assets the account has been seen with: stablecoin quotes, majors, the rest.

    A pair in BREAK or closed to spot trading cannot have been traded lately and waits for the sweep; one the exchange
    refused as unknown (-1121) is not required.
    """
    return [
        Question("trades", pair.symbol, True, _priority(pair), "both assets held")
        for pair in market.pairs
        if pair.both_held and pair.spot and pair.status != "BREAK" and not pair.unknown and pair.symbol not in chosen
    ]


def _priority(pair: Pair) -> int:
    if pair.quote in STABLECOINS:
        return _STABLE
    return _MAJOR if pair.quote in MAJORS else _REST


def sweep(market: Market, chosen: frozenset[str], sweep_days: int) -> list[Question]:
    """Step 4: the least recently read of all other pairs, as many a day as bring every pair round in `sweep_days`.

    Not required: a pair of assets never held can only matter through a variance, and its gap would say nothing.
    """
    others = [pair for pair in market.pairs if pair.symbol not in chosen]
    wanted = max(0, -(-len(others) // sweep_days) - market.swept)
    stalest = sorted((p for p in others if not p.covered), key=lambda p: (p.covered_until or _NEVER, p.symbol))
    return [Question("trades", pair.symbol, False, _SWEEP, SWEEP) for pair in stalest[:wanted]]


STEPS: tuple[Step, ...] = (seen_before, both_assets_held, sweep)
"""In this order. The step that widens the search by what is left unexplained belongs between the last two."""


def discover(market: Market, sweep_days: int = SWEEP_DAYS, steps: tuple[Step, ...] = STEPS) -> list[Question]:
    """The trade questions of one account-day, each pair once, most urgent first, then by name."""
    found: list[Question] = []
    for step in steps:
        found += step(market, frozenset(question.key for question in found), sweep_days)
    return sorted(found, key=lambda question: (question.priority, question.key))


def plan_symbols(engine: Engine, email: str, day: date, sweep_days: int = SWEEP_DAYS) -> list[Question]:
    """Discover the pairs of the day and add them to its plan, in one transaction; returns them most urgent first."""
    with engine.begin() as connection:
        questions = discover(read_market(connection, email, day), sweep_days)
        write_plan(connection, email, day, questions)
    return questions
