"""The first screen: one sentence on the newest settled day, every account-day as a cell, what needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from binrecon.config.accounts import Account
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.pages.overview import DayState, Overview, Unsettled, Waiting, read_overview
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.grid import Cell, cells_of
from binrecon.web.rendering import render

router = APIRouter(dependencies=[LOGGED_IN])

SPANS = (30, 90)
_WORST_FIRST = (Verdict.UNPROVED, Verdict.OPEN, Verdict.EXPLAINED, Verdict.PROVED)


@dataclass(frozen=True)
class Row:
    """One wallet of an account over the days of the grid; `streak` counts its newest days in a row that are proved or
    explained."""

    account: Account
    wallet: str
    cells: tuple[Cell, ...]
    streak: int


@dataclass(frozen=True)
class Item:
    """One thing that needs a person, whichever table tells of it; `where` is the newest day it is about."""

    account: Account
    found: Unsettled


@dataclass(frozen=True)
class Headline:
    """How the newest settled day stands: of its account-days how many have which verdict, how many no verdict yet, what
    is open in USD, and the oldest thing that is open. `total` counts the wallets of the accounts file, and those that
    were judged though the file names them no more."""

    day: date
    total: int
    counts: Mapping[Verdict, int]
    waiting: int
    usd: Decimal | None
    unpriced: int
    oldest: Item | None

    @property
    def worst(self) -> str:
        """The verdict of the whole day: what is worst in it; `due` where nothing is wrong and not all is judged."""
        found = next((verdict for verdict in _WORST_FIRST if verdict in self.counts), None)
        wrong = found in (Verdict.UNPROVED, Verdict.OPEN)
        return str(found) if found and (wrong or not self.waiting) else "due"


@router.get("/")
def overview(
    request: Request,
    looking: Looking,
    account: str = "",
    wallet: str = "",
    verdict: str = "",
    asset: str = "",
    span: Annotated[int, Query()] = SPANS[0],
) -> Response:
    """All accounts that the user may see, or those that the filters in the address name."""
    now = datetime.now(UTC)
    last = newest_settled_day(now)
    days = [last - timedelta(days=back) for back in reversed(range(span if span in SPANS else SPANS[0]))]
    chosen = [one for one in looking.accounts if not account or one.slug == account]
    read = read_overview(reader.engine(), [one.email for one in chosen], days[0], last, now)
    items = [one for one in items_of(chosen, read) if _fits(one, wallet, verdict, asset)]
    return render(
        request,
        "overview.html",
        accounts=looking.accounts,
        wallets=sorted({str(one) for each in looking.accounts for one in each.wallets}),
        filters={"account": account, "wallet": wallet, "verdict": verdict, "asset": asset, "span": len(days)},
        is_filtered=bool(account or wallet or verdict or asset),
        spans=SPANS,
        days=days,
        rows=[row for row in rows_of(chosen, read.days, days) if not wallet or row.wallet == wallet],
        cells_of=cells_of,
        headline=headline(chosen, read, last),
        items=items,
        waiting=waiting_of(chosen, read.waiting),
        ever=bool(read.days),
        sealed_at=read.sealed_at,
        now=now,
    )


def rows_of(accounts: Iterable[Account], states: Iterable[DayState], days: Sequence[date]) -> list[Row]:
    """The grid: a row for each wallet of each account, and those that it was once reconciled for."""
    held: dict[tuple[str, str], dict[date, DayState]] = {}
    for state in states:
        held.setdefault((state.email, state.wallet), {})[state.date] = state
    rows = []
    for account in accounts:
        former = {wallet for email, wallet in held if email == account.email}
        for wallet in dict.fromkeys([*map(str, account.wallets), *sorted(former)]):
            rows.append(_row(account, wallet, held.get((account.email, wallet), {}), days))
    return rows


def _row(account: Account, wallet: str, states: Mapping[date, DayState], days: Sequence[date]) -> Row:
    first = min(states, default=None)
    cells = tuple(Cell(day, _state(states.get(day), first, day), states.get(day)) for day in days)
    streak = 0
    for cell in reversed(cells):
        if cell.state not in (Verdict.PROVED, Verdict.EXPLAINED):
            break
        streak += 1
    return Row(account, wallet, cells, streak)


def _state(state: DayState | None, first: date | None, day: date) -> str:
    if state is not None and state.judged:
        return state.verdict
    return "none" if state is None and (first is None or day < first) else "due"


def headline(accounts: Sequence[Account], read: Overview, day: date) -> Headline:
    """The sentence on the newest settled day."""
    states = [state for state in read.days if state.date == day and state.judged]
    judged = {(state.email, state.wallet) for state in states}
    configured = {(account.email, str(wallet)) for account in accounts for wallet in account.wallets}
    priced = [state.usd for state in states if state.usd is not None]
    opened = [item for item in items_of(accounts, read) if item.found.verdict == Verdict.OPEN]
    return Headline(
        day,
        len(configured | judged),
        {verdict: count for verdict, count in _counted(states).items() if count},
        len(configured - judged),
        sum(priced, Decimal(0)) if priced else None,
        sum(state.unpriced for state in states),
        min(opened, key=lambda item: item.found.since, default=None),
    )


def _counted(states: Iterable[DayState]) -> dict[Verdict, int]:
    counts = Counter(state.verdict for state in states)
    return {verdict: counts[verdict] for verdict in reversed(_WORST_FIRST)}


def items_of(accounts: Iterable[Account], read: Overview) -> list[Item]:
    """What is open or unproved, as it was read: open values first, largest first."""
    known = {account.email: account for account in accounts}
    return [Item(known[found.email], found) for found in read.unsettled]


def waiting_of(accounts: Iterable[Account], waiting: Iterable[Waiting]) -> list[tuple[Account | None, Waiting]]:
    """What else waits, with the account; None for what is of no account."""
    known = {account.email: account for account in accounts}
    return [(known.get(one.email), one) for one in waiting]


def _fits(item: Item, wallet: str, verdict: str, asset: str) -> bool:
    found = item.found
    return (
        (not wallet or found.wallet == wallet)
        and (not verdict or found.verdict == verdict)
        and (not asset or any(asset.casefold() in name.casefold() for name in (*found.names, found.subject)))
    )
