"""Questions that follow from what a list of a wallet holds, asked in the same task: the pairs that a ledger names."""

from __future__ import annotations

from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.margin import CAPITAL_FLOW, TRADES
from binrecon.storage.margin_pairs import traded_pairs
from binrecon.storage.plan import Question, unanswered, write_plan

_REASON = "the capital flow tells of trading"


def plan_followed(engine: Engine, account_day: AccountDay, endpoint: str) -> list[tuple[str, str]]:
    """Add to the day's plan what follows from an endpoint that was just read; returns the lists (endpoint, key) of it
    that have no complete answer. None where nothing follows."""
    if account_day.wallet is not Wallet.MARGIN or endpoint != CAPITAL_FLOW.name:
        return []
    with engine.begin() as connection:
        pairs = traded_pairs(connection, account_day)
        write_plan(connection, account_day, [Question(TRADES.name, pair, reason=_REASON) for pair in pairs])
    return [(TRADES.name, pair) for pair in unanswered(engine, account_day, TRADES.name)]
