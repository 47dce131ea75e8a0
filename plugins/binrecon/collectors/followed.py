"""Questions that follow from what a list of a wallet holds, asked in the same task: the pairs that a ledger names, and
the pairs of isolated margin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Wallet
from binrecon.sources import isolated_margin, margin
from binrecon.sources.endpoint import Endpoint
from binrecon.storage.margin_pairs import isolated_pairs, traded_pairs
from binrecon.storage.plan import Question, unanswered, write_plan


class _Followed(NamedTuple):
    """What follows from the first reading of a list: these lists, of each of the pairs that are found."""

    pairs: Callable[[Connection, AccountDay], list[str]]
    lists: Sequence[Endpoint]
    reason: str


_FOLLOWED = {
    (Wallet.MARGIN, margin.CAPITAL_FLOW.name): _Followed(
        traded_pairs, (margin.TRADES,), "the capital flow tells of trading"
    ),
    (Wallet.ISOLATED_MARGIN, isolated_margin.ISOLATED_MOVES.name): _Followed(
        isolated_pairs, isolated_margin.BY_PAIR, "a pair of isolated margin that is held, or that a move names"
    ),
}


def plan_followed(engine: Engine, account_day: AccountDay, endpoint: str, key: str = "") -> list[tuple[str, str]]:
    """Add to the day's plan what follows from a question that was just answered; returns the lists (endpoint, key) of
    it that have no complete answer. None where nothing follows, as of a list that is asked for a pair."""
    followed = None if key else _FOLLOWED.get((account_day.wallet, endpoint))
    if followed is None:
        return []
    with engine.begin() as connection:
        pairs = followed.pairs(connection, account_day)
        questions = [Question(one.name, pair, reason=followed.reason) for pair in pairs for one in followed.lists]
        write_plan(connection, account_day, questions)
    names = [one.name for one in followed.lists]
    return [(name, pair) for name in names for pair in unanswered(engine, account_day, name) if pair]
