"""Which fixed questions a wallet's day has: every endpoint of it that this kind of account may ask, times its keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.sources.endpoint import Caller, Endpoint
from binrecon.sources.wallet_lists import endpoints_of
from binrecon.storage.plan import Question, write_plan

BY_SYMBOL = frozenset({"trades"})
OF_THE_ACCOUNT = frozenset({"account", "account_info"})
"""Asked before any list of a day: whose key it is, and what the account has switched on."""
NO_MOVEMENTS = frozenset({"sub_account_list"})
"""Asked every day but not needed to prove one: their answers move no balance."""

CALLERS = {
    AccountType.MAIN: frozenset({Caller.ANY, Caller.MAIN}),
    AccountType.SUB: frozenset({Caller.ANY, Caller.SUB}),
}


def fixed_questions(
    account_type: AccountType, wallet: Wallet, catalogue: Iterable[Endpoint] | None = None
) -> Iterator[Question]:
    """One question per endpoint that keeps evidence for the wallet and per key of it; trades are planned by discovery,
    products by use. A reading of ours was taken when the day ended or never: that it is there is seen by its
    balances."""
    described = WALLETS[wallet]
    for endpoint in endpoints_of(wallet) if catalogue is None else catalogue:
        everyday = endpoint.raw_table and not endpoint.product and endpoint.name not in BY_SYMBOL | OF_THE_ACCOUNT
        if everyday and endpoint.caller in CALLERS[account_type]:
            for key in endpoint.keys:
                witness = endpoint.name == described.witness
                read = witness and described.read_by_us
                needed = endpoint.name not in NO_MOVEMENTS and not read
                yield Question(endpoint.name, key, needed, 0, "every day", witness and not read)


def plan_fixed(engine: Engine, account_day: AccountDay, account_type: AccountType) -> list[Question]:
    """Write the fixed questions of the day into its plan and return them."""
    questions = list(fixed_questions(account_type, account_day.wallet))
    write_plan(engine, account_day, questions)
    return questions
