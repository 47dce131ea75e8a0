"""Which fixed questions a day has: every endpoint this kind of account may ask, times its keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import AccountType
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Caller, Endpoint
from binrecon.storage.plan import Question, write_plan

BY_SYMBOL = frozenset({"trades"})
IDENTITY = frozenset({"account"})
"""Asked before anything is planned: whose key it is."""
NO_MOVEMENTS = frozenset({"sub_account_list"})
"""Asked every day but not needed to prove one: their answers move no balance."""

CALLERS = {
    AccountType.MAIN: frozenset({Caller.ANY, Caller.MAIN}),
    AccountType.SUB: frozenset({Caller.ANY, Caller.SUB}),
}


def fixed_questions(account_type: AccountType, catalogue: Iterable[Endpoint] | None = None) -> Iterator[Question]:
    """One question per endpoint that keeps evidence and per key of it; trades are planned by discovery, products by
    use."""
    for endpoint in CATALOGUE.values() if catalogue is None else catalogue:
        everyday = endpoint.raw_table and not endpoint.product and endpoint.name not in BY_SYMBOL | IDENTITY
        if everyday and endpoint.caller in CALLERS[account_type]:
            for key in endpoint.keys:
                yield Question(endpoint.name, key, endpoint.name not in NO_MOVEMENTS, 0, "every day")


def plan_fixed(engine: Engine, account_day: AccountDay, account_type: AccountType) -> list[Question]:
    """Write the fixed questions of the day into its plan and return them."""
    questions = list(fixed_questions(account_type))
    write_plan(engine, account_day, questions)
    return questions
