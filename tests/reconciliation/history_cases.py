"""Small histories for tests: anchors, lists and movements in a few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from binrecon.domain.history import DatedBalances, HistoryFacts, Moved, Need, StatedMoves
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.anchors import midnight, points_of

A, B, C, D = date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1)
DEPOSITS = Need("deposit_history", "")


def anchor(day: date, source: str = "statement 1", whole: bool = True, **balances: str) -> DatedBalances:
    return DatedBalances(day, source, whole, {name: Decimal(text) for name, text in balances.items()}, midnight(day))


def read(need: Need, start: date = A, end: date = D) -> dict[tuple[str, str], tuple[tuple[datetime, datetime], ...]]:
    return {(need.endpoint, need.key): ((midnight(start), midnight(end)),)}


def facts(*anchors: DatedBalances, moved: dict[tuple[str, date], str] | None = None, **other: Any) -> HistoryFacts:
    """Of SPOT, every list read from A to D unless told otherwise."""
    usual: dict[str, Any] = dict(needs=(DEPOSITS,), read=read(DEPOSITS), before={}, wallet=Wallet.SPOT)
    sums = {key: moves(text) for key, text in (moved or {}).items()}
    return HistoryFacts(**({"points": points_of(anchors, ()), "moved": sums} | usual | other))


def moves(amount: str, records: int = 1, came: str | None = None) -> Moved:
    """One movement, or several of which so much came in."""
    signed = Decimal(amount)
    return Moved(signed, records, max(signed, Decimal(0)) if came is None else Decimal(came))


def lines(operation: str, change: str, account: str = "Spot", **low: Any) -> StatedMoves:
    """One line of an account statement."""
    signed = Decimal(change)
    return StatedMoves(account, operation, signed, 1, max(signed, Decimal(0)), **low)


def at(day: date, hours: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
