"""Ends of own transfers and how two of them became one: values shared by storage and reconciliation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class End(NamedTuple):
    """One leg that counts, of a transfer that may have its other end in another list of ours; `amount` is signed.

    `inside` tells transfers inside the exchange from deposits and withdrawals. The three identities are None where the
    record has none; `counter_party` is what the record calls the other side: the `email` of an account of ours, if it
    is one. `by_time` is False where only an identity can name the other end: the record names a wallet that is no
    account of ours.
    """

    pid: int
    email: str
    wallet: str
    inside: bool
    asset: str
    amount: Decimal
    at: datetime
    counter_party: str | None = None
    tran_id: str | None = None
    client_id: str | None = None
    txn_hash: str | None = None
    network: str | None = None
    by_time: bool = True


class Match(NamedTuple):
    """Two ends of one transfer and the identity, or amount and time, that says so."""

    method: str
    matched_on: str
    sent: End
    received: End


class Matching(NamedTuple):
    """Matches in the order of sending, and the ends that several others would fit: of those none is chosen."""

    matches: tuple[Match, ...]
    undecided: tuple[tuple[End, tuple[End, ...]], ...]
