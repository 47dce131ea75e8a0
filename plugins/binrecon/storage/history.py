"""Read what a history is judged by, as sets: dated balances, what moved between them, which lists were read; keep how
much of it is proved.

Rests on decisions 130 and 131.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection

from binrecon.domain.history import (
    BalancePoint,
    Blocked,
    DatedBalances,
    Doubt,
    Key,
    Moved,
    StatedMoves,
    Windows,
)
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import GUARD, described
from binrecon.storage.queries import execute, rows
from binrecon.storage.statements import stated_as


class FirstDays(NamedTuple):
    """The first day with a record of the account, and the first that begins with a balance that is not zero; None where
    there is none."""

    records: date | None
    balances: date | None


class HistoryPair(NamedTuple):
    """A pair whose trades may have moved a balance. `assets` None: it may be any; `both`: it is of two assets of the
    wallet."""

    symbol: str
    assets: tuple[str, ...] | None
    both: bool
    closed_at: datetime | None


class HistoryRow(NamedTuple):
    """How much of a history is proved, of one wallet or of all (empty)."""

    email: str
    wallet: str
    born: date
    through: date
    days: int
    covered: int
    proved: int
    open: int
    unproved: int
    digest: str


@dataclass(frozen=True)
class AccountWallet:
    """One wallet of an account over all of its time."""

    email: str
    wallet: Wallet

    @property
    def named(self) -> dict[str, str]:
        return {"email": self.email, "wallet": str(self.wallet)}


def first_days(connection: Connection, email: str) -> FirstDays:
    """From when on anything is known of the account."""
    [found] = rows(connection, "history/birth.sql", {"email": email})
    return FirstDays(*found)


def read_anchors(connection: Connection, of: AccountWallet, through: date) -> list[DatedBalances]:
    """The dated balances of the wallet up to the midnight `through`, by date."""
    named = {**of.named, "witness": described(of.wallet).witness, "through": through, "guard": GUARD}
    found = rows(connection, "history/anchors.sql", named)
    held: dict[tuple[date, str], list[tuple[str, Decimal]]] = defaultdict(list)
    about: dict[tuple[date, str], tuple[bool, datetime]] = {}
    for day, source, whole, asset, amount, known_until in found:
        held[day, source].append((asset, amount))
        about[day, source] = (whole, known_until)
    return [
        DatedBalances(day, source, about[day, source][0], dict(_named(balances)), about[day, source][1])
        for (day, source), balances in held.items()
    ]


def _named(balances: Iterable[tuple[str, Decimal]]) -> Iterable[tuple[str, Decimal]]:
    """Those of assets: a row without one says that there is nothing."""
    return ((asset, amount) for asset, amount in balances if asset)


def moved_assets(connection: Connection, of: AccountWallet) -> list[tuple[str, str]]:
    """Every asset that a list moved, with an empty word, and every one of account statements, with what these call its
    wallet."""
    return [(asset, account) for asset, account in rows(connection, "history/assets.sql", of.named)]


def read_moved(
    connection: Connection, of: AccountWallet, points: Mapping[str, Sequence[BalancePoint]]
) -> tuple[dict[Key, Moved], dict[str, Decimal]]:
    """What the lists say moved each asset from each point to the next, and what moved it before its first one."""
    found = rows(connection, "history/moved.sql", {**of.named, **_as_columns(points)})
    moved = {(row[0], row[1]): Moved(*row[2:]) for row in found if row[1] is not None}
    return moved, {row[0]: row[2] for row in found if row[1] is None}


def read_stated(
    connection: Connection, of: AccountWallet, points: Mapping[str, Sequence[BalancePoint]]
) -> dict[Key, tuple[StatedMoves, ...]]:
    """What account statements say moved each asset from each point to the next."""
    named = {**of.named, **stated_as(of.wallet), **_as_columns(points), "first": None, "last": None}
    moves: dict[Key, list[StatedMoves]] = defaultdict(list)
    for asset, start, *rest in rows(connection, "history/stated_moves.sql", named):
        moves[asset, start].append(StatedMoves(*rest))
    return {key: tuple(lines) for key, lines in moves.items()}


def stated_days(connection: Connection, of: AccountWallet) -> frozenset[date]:
    """The days that account statements cover whole with a proved clock."""
    named = {**of.named, **stated_as(of.wallet), "first": None, "last": None}
    return frozenset(day for day, proved in rows(connection, "statements/comparable_days.sql", named) if proved)


def silent_assets(connection: Connection, email: str, assets: Collection[str]) -> frozenset[str]:
    """Those of the assets that account statements never show."""
    found = rows(connection, "statements/day_shares.sql", {"email": email, "assets": list(assets)})
    return frozenset(asset for (asset,) in found)


def _as_columns(points: Mapping[str, Sequence[BalancePoint]]) -> dict[str, list[object]]:
    flat = [(asset, point) for asset, of_asset in points.items() for point in of_asset]
    return {
        "assets": [asset for asset, _ in flat],
        "starts": [point.date for _, point in flat],
        "balances": [point.balance for _, point in flat],
    }


def read_windows(connection: Connection, email: str) -> Windows:
    """What was read of each list completely."""
    windows: dict[tuple[str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
    for endpoint, key, start, end in rows(connection, "history/read.sql", {"email": email}):
        windows[endpoint, key].append((start, end))
    return {of: tuple(spans) for of, spans in windows.items()}


def read_blocked(connection: Connection, email: str) -> list[Blocked]:
    """The times of which records could not be read, and no newer reading was free of that."""
    return rows(connection, "history/unreadable.sql", {"email": email}, lambda _: Blocked._make)


def read_questions(connection: Connection, of: AccountWallet, endpoints: Collection[str]) -> list[tuple[str, str]]:
    """What of these lists a day of the wallet required, or was seen to hold something."""
    named = {**of.named, "endpoints": sorted(endpoints)}
    return [(endpoint, key) for endpoint, key in rows(connection, "history/questions.sql", named)]


def spared_days(
    connection: Connection,
    of: AccountWallet,
    leading: str,
    endpoints: Collection[str],
    questions: Iterable[tuple[str, str]],
) -> dict[tuple[str, str], frozenset[date]]:
    """By question of these lists the days that their own runs judged and on which nothing leads to it: neither the list
    `leading`, which was read over all of the day, nor readings of ours."""
    by_readings = described(of.wallet).read_by_us
    named = {**of.named, "leading": leading, "by_readings": by_readings, "endpoints": sorted(endpoints)}
    found = rows(connection, "history/followed_days.sql", named)
    judged = frozenset(day for day, _, _ in found)
    asked: dict[tuple[str, str], set[date]] = defaultdict(set)
    for day, endpoint, key in found:
        asked[endpoint, key].add(day)
    return {question: judged - asked[question] for question in questions if question[0] in endpoints}


def read_pairs(
    connection: Connection, email: str, assets: Collection[str], symbols: Collection[str]
) -> list[HistoryPair]:
    """The pairs of two of these assets that are known, and those named."""
    named = {"email": email, "assets": sorted(assets), "symbols": sorted(symbols)}
    found = rows(connection, "history/pairs.sql", named)
    return [HistoryPair(symbol, touched and tuple(touched), both, closed) for symbol, touched, both, closed in found]


def read_doubts(connection: Connection, of: AccountWallet, through: date) -> list[Doubt]:
    """Why days of the wallet cannot be trusted; a doubt of no day is one of all."""
    found = rows(connection, "history/doubts.sql", of.named)
    return [Doubt(first or date.min, last or through, reason) for first, last, reason in found]


def judged_days(connection: Connection, of: AccountWallet) -> list[tuple[date, str]]:
    """The days and assets that are proved or explained by themselves; an empty asset is all of the day."""
    return [(day, asset) for day, asset in rows(connection, "history/judged_days.sql", of.named)]


def keep(connection: Connection, row: HistoryRow, run_id: str) -> bool:
    """Append the row in the caller's transaction, unless it is the newest one already; gives whether it was."""
    return bool(execute(connection, "history/keep.sql", {**row._asdict(), "run_id": run_id}))
