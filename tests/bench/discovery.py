"""Bench: how many calls it takes to find the traded pairs of an account among 2,000, and to read all of them.

The account holds 60 assets and was never run before; on its first day it trades six pairs, two of them in coins it
never held. Thirty days are run on the virtual clock; calls are counted at the exchange.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from binrecon.collectors.pair_lists import PROBES_A_DAY
from binrecon.config.accounts import REMAINDER_CALLS
from binrecon.domain.intervals import day_interval
from binrecon.domain.limits import Limiter
from sqlalchemy import Engine, TextClause, create_engine, text

from tests.bench.rows import Row
from tests.simulator import Clock, Exchange
from tests.worlds.clock import WorldClock
from tests.worlds.limits import Spaced
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.wide_market import EMAIL, WideMarket

PAIRS, HELD, DAYS = 2_000, 60, 30
USUAL, NEW = 4, 2
"""Pairs traded a day: of coins held, the same every day, and of coins never held, others every day."""

_PLANNED = text("""
    SELECT count(*) FROM binance_collection_plan WHERE endpoint = 'trades' AND date = :day AND reason <> 'sweep'
""")
_FOUND = text(
    "SELECT count(DISTINCT symbol) FROM binance_reconciliation_trades WHERE source = 'trade' AND datetime < :end"
)
_NOT_PROVED = text("SELECT count(*) FROM binance_reconciliation_days WHERE verdict <> 'proved'")
_UNREAD = text("""
    SELECT count(*) FROM binance_exchange_info AS pair
    WHERE NOT EXISTS (
        SELECT FROM binance_collection_coverage AS reading
        WHERE reading.endpoint = 'trades' AND reading.key = pair.symbol AND reading.status = 'complete'
          AND reading.window_start <= :start AND reading.window_end >= :end)
""")


def measure(_owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """Run the world; `scale` makes the market smaller, not the account."""
    logging.getLogger("binrecon").setLevel(logging.WARNING)  # each of some thousand calls is a line
    market, traded = made(max(400, round(PAIRS * scale)))
    engine = create_engine(writer_url)
    try:
        return _run(engine, market, traded)
    finally:
        engine.dispose()


def made(pairs: int, seed: int = 1) -> tuple[WideMarket, dict[date, list[str]]]:
    """The market, and the pairs traded on each day."""
    market = WideMarket(seed, pairs, DAYS)
    coins = set(market.hold(HELD))
    usual = market.rng.sample(market.pairs_of(coins), USUAL)
    new = market.rng.sample(market.pairs_of(coins, new=True), NEW * DAYS)
    traded = {day: usual + new[NEW * n : NEW * (n + 1)] for n, day in enumerate(market.world.days)}
    for day, symbols in traded.items():
        market.trade_day(day, symbols)
    return market, traded


def _run(engine: Engine, market: WideMarket, traded: dict[date, list[str]]) -> list[Row]:
    """Run every day when it is due, and count after the first one and after the last."""
    days = market.world.days
    clock = WorldClock(Clock(settled(days[0])))
    pipeline = Pipeline(
        Exchange(market.world, clock.exchange_clock),
        clock,
        engine,
        Spaced(clock.sleep),
        priced=True,
        products=True,
        limiter=Limiter.API_IP,
    )
    first = _run_day(pipeline, days[0])
    missed = len(traded[days[0]]) - _one(engine, _FOUND, end=day_interval(days[0]).end)
    last = [_run_day(pipeline, day) for day in days[1:]][-1]
    return [
        Row("pairs the exchange lists", len(market.world.symbols)),
        Row("trade calls of the first day", first.calls, 150),
        Row("of them before the sweep, per traded pair", first.before / len(traded[days[0]]), 1.5),
        Row("traded pairs of the first day not found on it", missed, 0),
        Row("pairs without a complete reading of the first day after 30", _one(engine, _UNREAD, **_bounds(days[0])), 0),
        Row("days of 30 that are not proved", _one(engine, _NOT_PROVED), 0),
        Row("trade calls of the thirtieth day", last.calls, 150),
        Row("of them before the sweep", last.before),
        Row("pairs that smart orders are routed over", sum(symbol.routed for symbol in market.world.symbols.values())),
        Row("calls for allocations of the first day, besides", first.allocations, PROBES_A_DAY + REMAINDER_CALLS),
        Row("calls for allocations of the thirtieth day, besides", last.allocations, PROBES_A_DAY + REMAINDER_CALLS),
    ]


@dataclass(frozen=True)
class _Calls:
    """Trade calls of one day's run, how many of them came before its sweep, and the calls for allocations."""

    calls: int
    before: int
    allocations: int


def _run_day(pipeline: Pipeline, day: date) -> _Calls:
    pipeline.clock.exchange_clock.move_to(max(settled(day), pipeline.exchange.clock.now()))
    log = pipeline.exchange.log
    held, routed = len(log.of("myTrades")), len(log.of("myAllocations"))
    pipeline.run_day(EMAIL, day)
    before = _one(pipeline.engine, _PLANNED, day=day)
    return _Calls(len(log.of("myTrades")) - held, before, len(log.of("myAllocations")) - routed)


def _bounds(day: date) -> dict[str, datetime]:
    return {"start": day_interval(day).start, "end": day_interval(day).end}


def _one(engine: Engine, query: TextClause, **named: Any) -> int:
    with engine.connect() as connection:
        return int(connection.execute(query, named).scalar_one())
