"""What every product event is: one record of a list, the money it truly moved and the row the list shows of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from .clock import FOREVER
from .postings import Posting


@dataclass(frozen=True, kw_only=True)
class Product:
    """A record of the list `kind`. `time` (ms) is the time the list filters by.

    The status is PENDING until `pending_until` (ms), then `status`; only a status in GOOD moves money. A subclass says
    in `moves` what a good record moves, in `row` how the list prints it, and in `id` what the record is known by. MONEY
    names the field of the record and the field of its row that hold an amount, STEP is
    the smallest difference the row can show. WALLET is the wallet whose proof needs the list.
    """

    kind: ClassVar[str]
    PENDING: ClassVar[str] = "PENDING"
    GOOD: ClassVar[frozenset[str]] = frozenset({"SUCCESS"})
    MONEY: ClassVar[tuple[str, str]] = ("amount", "amount")
    STEP: ClassVar[int] = 1
    WALLET: ClassVar[str] = "SPOT"

    email: str
    time: int
    status: str = "SUCCESS"
    pending_until: int = 0

    @property
    def id(self) -> str | int:
        """The id the list gives, or the fields a record without one is told apart by, joined by colons."""
        raise TypeError(f"{self.kind} does not say what its records are known by")

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, str(self.id))

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email,)

    def status_at(self, now: int) -> str:
        return self.PENDING if now < self.pending_until else self.status

    def moves(self) -> Iterator[Posting]:
        """What a record with a good status moves."""
        raise TypeError(f"{self.kind} does not say what it moves")

    def row(self, now: int) -> dict[str, Any]:
        """The row as listed at `now`."""
        raise TypeError(f"{self.kind} does not say what its row is")

    def postings(self) -> Iterator[Posting]:
        """What truly moved."""
        return self.moves() if self.status in self.GOOD else iter(())

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        """What a faithful reader of the row books at `now`."""
        return self.moves() if self.status_at(now) in self.GOOD else iter(())

    def into(self, asset: str, amount: int, *, at: int | None = None, wallet: str = "SPOT", part: str = "") -> Posting:
        """Money coming in."""
        return self._posting(at, wallet, asset, amount, "in", part)

    def out(self, asset: str, amount: int, *, at: int | None = None, wallet: str = "SPOT", part: str = "") -> Posting:
        """Money going out."""
        return self._posting(at, wallet, asset, -amount, "out", part)

    def swap(self, given: str, paid: int, received: str, got: int, wallet: str = "SPOT") -> Iterator[Posting]:
        """Two assets exchanged at one moment in a wallet."""
        yield self._posting(None, wallet, received, got, "buy", "")
        yield self._posting(None, wallet, given, -paid, "sell", "")

    def _posting(self, at: int | None, wallet: str, asset: str, amount: int, leg: str, part: str) -> Posting:
        return Posting(self.time if at is None else at, self.email, wallet, asset, amount, leg, part)
