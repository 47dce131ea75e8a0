"""Import statements of balances, show and withdraw them, in the name of whoever sent the form and once a run.

Rests on decision 130.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.processing.balance_statements import read_balances, with_owners
from binrecon.services.resolutions import refuse_unknown
from binrecon.storage.balance_statements import HeldBalances, add_balances, held_balances, withdraw_balances
from binrecon.storage.resolutions import done_by, log_done
from binrecon.storage.statements import known_users


@dataclass(frozen=True)
class BalanceImport:
    """The files of one run, whether each is whole, and the account of each user id in them."""

    files: Sequence[tuple[str, bytes]]
    whole: bool
    users: Mapping[str, str]


def import_once(
    engine: Engine, roster: Roster, wanted: BalanceImport, today: date, author: str, run_id: str
) -> dict[str, Any]:
    """Keep all of the files or none, once a run; gives whose balances they are and how many files are new. Raises
    StatementError for the first that cannot be taken."""
    wallets = {account.email: account.wallets for account in roster.accounts}
    read = [read_balances(name, content, wanted.whole, today) for name, content in wanted.files]
    named = {line.account for one in read for line in one.lines if line.account not in wallets}
    users = {**known_users(engine, sorted(named)), **wanted.users}
    owned = [with_owners(one, users, wallets) for one in read]
    with engine.begin() as connection:
        done = done_by(connection, run_id)
        if done is not None:
            return done
        added = [add_balances(connection, one, author) for one in owned]
        touched = _touched({line.account for one in owned for line in one.lines})
        touched["new"] = sum(new for _, new in added)
        log_done(connection, author, run_id, touched)
        return touched


def withdraw_once(engine: Engine, statement_id: int, reason: str, author: str, run_id: str) -> dict[str, Any]:
    """Let a statement of balances count no longer, once a run; gives whose balances it told. Raises RefusedError where
    it cannot be done."""
    with engine.begin() as connection:
        done = done_by(connection, run_id)
        if done is not None:
            return done
        touched = _touched(withdraw_balances(connection, statement_id, author, reason).accounts)
        log_done(connection, author, run_id, touched)
        return touched


def listed_balances(engine: Engine, roster: Roster, email: str | None) -> list[HeldBalances]:
    """The statements of balances of an account, or of all. Raises RefusedError for an account that nobody knows."""
    with engine.connect() as connection:
        found = held_balances(connection, email=email)
    if email and not found:
        refuse_unknown(roster, email)
    return found


def _touched(accounts: Collection[str]) -> dict[str, Any]:
    return {"accounts": sorted(accounts)}
