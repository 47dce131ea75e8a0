"""Ends of own transfers and how two of them became one: values shared by storage and reconciliation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Place(NamedTuple):
    """A wallet of an account, in isolated margin one pair of it, as far as a record names it: what it does not say is
    empty. A wallet that has no ledger keeps the exchange's word for it. An `email` is in small letters; one that is no
    account of ours is a stranger's."""

    email: str = ""
    wallet: str = ""
    pair: str = ""

    def may_be(self, place: Place) -> bool:
        """Whether it could be that place: nothing that is said here is said otherwise there."""
        return all(said in ("", is_so) for said, is_so in zip(self, place, strict=True))


class End(NamedTuple):
    """One leg that counts, of a transfer that may have its other end in another list of ours; `asset` is the coin, and
    `pair` in isolated margin the pair that holds it; `amount` is signed.

    `inside` tells transfers inside the exchange from deposits and withdrawals. `other` is where the record says that
    the other end is. The identities are None where the record has none; `ledger_id` is the transfer's number as the
    ledger of a wallet tells it, which no document says to be that of the lists of transfers.
    """

    pid: int
    email: str
    wallet: str
    inside: bool
    asset: str
    amount: Decimal
    at: datetime
    other: Place = Place()
    tran_id: str | None = None
    ledger_id: str | None = None
    client_id: str | None = None
    txn_hash: str | None = None
    network: str | None = None
    pair: str = ""

    @property
    def place(self) -> Place:
        """Where the leg itself is; an account is one however a record or the accounts file spells it."""
        return Place(self.email.lower(), self.wallet, self.pair)


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
