"""Rows of the first screen that are made up: one account with two wallets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.storage.pages.overview import DayState, ListedSubAccount, Overview, Unsettled, Waiting

LAST = date(2026, 11, 25)
DAYS = [LAST - timedelta(days=back) for back in reversed(range(5))]
MAIN = Account("main@fund.example", AccountType.MAIN, "main", wallets=(Wallet.SPOT, Wallet.FUTURES))


def state(back: int, verdict: str, wallet: str = "SPOT", **other: object) -> DayState:
    made = DayState(MAIN.email, wallet, LAST - timedelta(days=back), verdict, "", 1, 0, 0, 0, True, None, 0)
    return made._replace(**other)


def unsettled(verdict: str, subject: str, back: int, usd: str | None = None) -> Unsettled:
    day = LAST - timedelta(days=back)
    worth = None if usd is None else Decimal(usd)
    place = (subject, "balance") if verdict == "open" else ("", "")
    return Unsettled(
        MAIN.email, "SPOT", verdict, subject, *place, ("BTC",), 1, day, day, worth, Decimal(1), "look", "why"
    )


def overview(
    days: Iterable[DayState] = (),
    unsettled: Iterable[Unsettled] = (),
    waiting: Iterable[Waiting] = (),
    began: dict[tuple[str, str], date] | None = None,
    members: Iterable[ListedSubAccount] = (),
) -> Overview:
    """A picture in which each wallet began with the first of its days, unless told."""
    held = list(days)
    first = {(one.email, one.wallet): min(o.date for o in held if o.wallet == one.wallet) for one in held}
    return Overview(tuple(held), tuple(unsettled), tuple(waiting), first if began is None else began, (*members,), None)
