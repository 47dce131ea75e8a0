"""Rows of the first screen that are made up: one account with two wallets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.storage.breaks import Break
from binrecon.storage.pages.overview import DayState, ListedSubAccount, Overview, Waiting

from tests.breaks import EMAIL, NEWEST, broken

LAST = NEWEST
DAYS = [LAST - timedelta(days=back) for back in reversed(range(5))]
MAIN = Account(EMAIL, AccountType.MAIN, "main", wallets=(Wallet.SPOT, Wallet.FUTURES))


def state(back: int, verdict: str, wallet: str = "SPOT", **other: object) -> DayState:
    made = DayState(MAIN.email, wallet, LAST - timedelta(days=back), verdict, "", 1, 0, 0, 0, True, None, 0)
    return made._replace(**other)


def unproved(reason: str, back: int, usd: str | None = None, **other: object) -> Break:
    """A break of one day for this reason."""
    return broken("unproved", age=back, usd=usd, **{"reason": reason, "cause": reason.partition(":")[0], **other})


def overview(
    days: Iterable[DayState] = (),
    breaks: Iterable[Break] = (),
    waiting: Iterable[Waiting] = (),
    began: dict[tuple[str, str], date] | None = None,
    members: Iterable[ListedSubAccount] = (),
) -> Overview:
    """A picture in which each wallet began with the first of its days, unless told."""
    held = list(days)
    first = {(one.email, one.wallet): min(o.date for o in held if o.wallet == one.wallet) for one in held}
    return Overview(tuple(held), tuple(breaks), tuple(waiting), first if began is None else began, (*members,), None)
