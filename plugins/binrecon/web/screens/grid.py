"""The grid of the first screen: every account-day as a cell, a row for each wallet of each account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.pages.overview import DayState, Overview

DUE, NONE = "due", "none"


class Cell(NamedTuple):
    """One account-day in the grid: `state` is a verdict, `due` for a day that no run has judged, `none` for one before
    the account's first."""

    date: date
    state: str
    day: DayState | None


@dataclass(frozen=True)
class Row:
    """One wallet of an account over the days of the grid; `streak` counts its newest days in a row that are proved or
    explained, `began` is its first day ever, None where no run has opened one."""

    account: Account
    wallet: str
    cells: tuple[Cell, ...]
    streak: int
    began: date | None


def rows_of(accounts: Iterable[Account], read: Overview, days: Sequence[date]) -> list[Row]:
    """A row for each wallet of the accounts file, and for those that an account was once reconciled for."""
    held: dict[tuple[str, str], dict[date, DayState]] = {}
    for state in read.days:
        held.setdefault((state.email, state.wallet), {})[state.date] = state
    rows = []
    for account in accounts:
        former = {wallet for email, wallet in held if email == account.email}
        for wallet in dict.fromkeys([*map(str, account.wallets), *sorted(former)]):
            whose = account.email, wallet
            rows.append(_row(account, wallet, held.get(whose, {}), days, read.began.get(whose)))
    return rows


def _row(
    account: Account, wallet: str, states: Mapping[date, DayState], days: Sequence[date], began: date | None
) -> Row:
    cells = tuple(Cell(day, _state(states.get(day), began, day), states.get(day)) for day in days)
    streak = 0
    for cell in reversed(cells):
        if cell.state not in (Verdict.PROVED, Verdict.EXPLAINED):
            break
        streak += 1
    return Row(account, wallet, cells, streak, began)


def _state(state: DayState | None, began: date | None, day: date) -> str:
    if state is not None and state.judged:
        return state.verdict
    return NONE if began is None or day < began else DUE
