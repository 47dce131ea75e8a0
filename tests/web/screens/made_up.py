"""Rows of the first screen that are made up: one account with two wallets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.storage.breaks import Break
from binrecon.storage.pages.overview import DayState, ListedSubAccount, Overview, Waiting

LAST = date(2026, 11, 25)
DAYS = [LAST - timedelta(days=back) for back in reversed(range(5))]
MAIN = Account("main@fund.example", AccountType.MAIN, "main", wallets=(Wallet.SPOT, Wallet.FUTURES))


def state(back: int, verdict: str, wallet: str = "SPOT", **other: object) -> DayState:
    made = DayState(MAIN.email, wallet, LAST - timedelta(days=back), verdict, "", 1, 0, 0, 0, True, None, 0)
    return made._replace(**other)


def broken(state: str, what: str, back: int, usd: str | None = None, **other: object) -> Break:
    """A break of one day: of what is open `what` is the asset, of what is unproved the reason."""
    day, is_open = LAST - timedelta(days=back), state == "open"
    made = Break(
        email=MAIN.email,
        wallet="SPOT",
        asset=what if is_open else "BTC",
        measure="balance",
        first_day=day,
        last_day=day,
        days=1,
        state=state,
        age=back,
        bucket="0-1",
        variance=Decimal(1),
        remains=Decimal(1),
        usd=None if usd is None else Decimal(usd),
        cause="nothing accounts for it" if is_open else what.partition(":")[0],
        owner=None,
        due=None,
        comment="",
        reason="why" if is_open else what,
        next_step="look",
    )
    return made._replace(**other)


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
