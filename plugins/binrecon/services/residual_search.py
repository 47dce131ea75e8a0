"""Discovery by remainder: what a first roll-forward leaves decides which pairs are asked next. Stores no verdict.

Rests on decisions 35 and 36.
"""

from __future__ import annotations

import logging
from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, Engine

from binrecon.collectors.discovery import may_hide_trades
from binrecon.domain.account_day import AccountDay
from binrecon.reconciliation.residual_ranking import BREADTHS, Candidate, Suspect, choose, rank, residuals_of
from binrecon.reconciliation.valuation import usd_prices
from binrecon.storage.day_facts import read_facts
from binrecon.storage.discovery import Pair, read_market
from binrecon.storage.plan import LEFT_OF, Question, planned_trades, searched, unanswered, write_plan
from binrecon.storage.transactions import consistent_read

log = logging.getLogger(__name__)
_PRIORITY = 50


@dataclass(frozen=True)
class _Search:
    """What is left of a day, per asset, and the pairs that could have caused it and were not asked, by name."""

    residuals: dict[str, Decimal]
    pairs: dict[str, Pair]
    suspects: list[Suspect]


_NOTHING = _Search({}, {}, [])


def plan_round(engine: Engine, account_day: AccountDay, number: int, calls: int) -> list[str]:
    """Plan the pairs of one round (1, 2, …) and give those to ask, best guess first; none where nothing is left.

    `calls` bounds the rounds of the day together, those of a second run of it included. The first round also gives what
    an earlier run planned and did not get answered. A pair of two assets the account has been seen with is required: a
    trade in it is likely now, so without its answer its assets are not proved.
    """
    with consistent_read(engine) as connection:
        planned = planned_trades(connection, account_day)
        search = _search(connection, account_day, planned)
        asked = [symbol for symbol, reason in planned.items() if reason.startswith(LEFT_OF)]
        chosen = choose(search.suspects, BREADTHS[number - 1], calls - searched(connection, account_day))
        write_plan(connection, account_day, [_question(suspect, search.pairs[suspect.symbol]) for suspect in chosen])
    log.info(
        "round %d asks %d of %d pair(s) that could explain the residual", number, len(chosen), len(search.suspects)
    )
    again = set(asked).intersection(unanswered(engine, account_day, "trades")) if number == 1 else ()
    return [*sorted(again), *(suspect.symbol for suspect in chosen)]


def left_assets(engine: Engine, account_day: AccountDay) -> frozenset[str]:
    """The assets of which the day's roll-forward, as it stands, leaves something; none where a snapshot is missing."""
    with consistent_read(engine) as connection:
        return frozenset(residuals_of(read_facts(connection, account_day)))


def _search(connection: Connection, account_day: AccountDay, planned: Container[str]) -> _Search:
    """The day's roll-forward as it stands, and who is suspected."""
    facts = read_facts(connection, account_day)
    residuals = residuals_of(facts)
    if not residuals:
        return _NOTHING
    market = read_market(connection, account_day)
    pairs = {
        pair.symbol: pair for pair in market.pairs if _can_be_asked(pair, residuals) and pair.symbol not in planned
    }
    return _Search(residuals, pairs, rank(residuals, usd_prices(facts.closes), map(_candidate, pairs.values())))


def _can_be_asked(pair: Pair, residuals: Mapping[str, Decimal]) -> bool:
    """Not answered for the whole day, and open when it began. Where both of its assets are off, also a pair that was
    closed by then: one call shows whether the closing is what we take it for. One refused as unknown is named with the
    open asset."""
    both_off = pair.base in residuals and pair.quote in residuals
    return (pair.open or both_off) and not pair.unknown and not pair.covered


def _candidate(pair: Pair) -> Candidate:
    return Candidate(pair.symbol, pair.base, pair.quote, pair.both_held or pair.traded_by_any)


def _question(suspect: Suspect, pair: Pair) -> Question:
    return Question("trades", suspect.symbol, may_hide_trades(pair), _PRIORITY, LEFT_OF + suspect.asset)
