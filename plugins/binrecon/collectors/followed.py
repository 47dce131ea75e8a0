"""Questions that follow from what a list of a wallet holds, asked in the same task: the pairs that a ledger names, and
the pairs of isolated margin, and the contracts whose positions and income a day names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import described
from binrecon.sources import isolated_margin, margin
from binrecon.sources.endpoint import Endpoint
from binrecon.storage.margin_pairs import isolated_pairs, traded_pairs
from binrecon.storage.plan import Question, unanswered, write_plan
from binrecon.storage.positions import named_contracts

_HELD = "its position is rolled forward"


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
FOLLOWED_LISTS = frozenset(one.name for followed in _FOLLOWED.values() for one in followed.lists)
"""Lists that a day needs only of the pairs that another list of it leads to."""
LEADING = {wallet: endpoint for wallet, endpoint in _FOLLOWED}
"""By wallet the list that leads to them."""


def plan_followed(engine: Engine, account_day: AccountDay, endpoint: str, key: str = "") -> list[tuple[str, str]]:
    """Add to the day's plan what follows from a question that was just answered; returns the lists (endpoint, key) of
    it that have no complete answer. None where nothing follows, as of a list that is asked for a pair."""
    with engine.begin() as connection:
        questions = list(_following(connection, account_day, endpoint, key))
        write_plan(connection, account_day, questions)
    lists = dict.fromkeys(question.endpoint for question in questions)
    return [(name, one) for name in lists for one in unanswered(engine, account_day, name) if one]


def _following(connection: Connection, account_day: AccountDay, endpoint: str, key: str) -> Iterable[Question]:
    followed = None if key else _FOLLOWED.get((account_day.wallet, endpoint))
    if followed is not None:
        pairs = followed.pairs(connection, account_day)
        return [Question(one.name, pair, reason=followed.reason) for pair in pairs for one in followed.lists]
    contracts, ledger = described(account_day.wallet).contracts, described(account_day.wallet).ledger
    if contracts is not None and endpoint in (contracts.listed, ledger):
        symbols = named_contracts(connection, account_day, contracts, ledger)
        lists = [one.name for one in contracts.fills if one.by_symbol]
        # No balance rests on fills: without them a position is not checked, and a balance is what it is.
        return [Question(name, symbol, required=False, reason=_HELD) for name in lists for symbol in symbols]
    return []
