"""Questions that follow from what a list of a wallet holds, asked in the same task: the pairs that a ledger names, and
the contracts whose positions and income a day names."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import described
from binrecon.sources.margin import CAPITAL_FLOW, TRADES
from binrecon.storage.margin_pairs import traded_pairs
from binrecon.storage.plan import Question, unanswered, write_plan
from binrecon.storage.positions import named_contracts

_TRADED = "the capital flow tells of trading"
_HELD = "its position is rolled forward"


def plan_followed(engine: Engine, account_day: AccountDay, endpoint: str) -> list[tuple[str, str]]:
    """Add to the day's plan what follows from an endpoint that was just read; returns the lists (endpoint, key) of it
    that have no complete answer. None where nothing follows."""
    with engine.begin() as connection:
        questions = list(_following(connection, account_day, endpoint))
        write_plan(connection, account_day, questions)
    lists = dict.fromkeys(question.endpoint for question in questions)
    return [(name, key) for name in lists for key in unanswered(engine, account_day, name)]


def _following(connection: Connection, account_day: AccountDay, endpoint: str) -> Iterable[Question]:
    wallet = described(account_day.wallet)
    if account_day.wallet is Wallet.MARGIN and endpoint == CAPITAL_FLOW.name:
        pairs = traded_pairs(connection, account_day)
        return [Question(TRADES.name, pair, reason=_TRADED) for pair in pairs]
    if wallet.contracts is not None and endpoint in (wallet.contracts.listed, wallet.ledger):
        symbols = named_contracts(connection, account_day, wallet.contracts, wallet.ledger)
        lists = [one.name for one in wallet.contracts.fills if one.by_symbol]
        # No balance rests on fills: without them a position is not checked, and a balance is what it is.
        return [Question(name, symbol, required=False, reason=_HELD) for name in lists for symbol in symbols]
    return []
