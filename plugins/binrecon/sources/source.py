"""What is known of one list of the exchange, in one place: how it is asked, how it books, and what people are told of
it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from binrecon.domain.vocabulary import Measure, Wallet
from binrecon.sources.booking import Booking
from binrecon.sources.endpoint import Endpoint


class StatementClass(StrEnum):
    """The classes in which account statements and our movements are compared (`sources.statement_operations`)."""

    TRADE = "trade"
    FEE = "fee"
    CONVERT = "convert"
    DUST = "dust"
    DEPOSIT = "deposit"
    WITHDRAW = "withdraw"
    PAYMENT = "payment"
    TRANSFER = "transfer"
    EARN = "earn"
    INCOME = "income"
    TOKEN_EVENT = "token event"  # noqa: S105 - no password
    OTHER = "other"


@dataclass(frozen=True)
class Told:
    """The row of docs/sources.md on a list: what it does to the wallet, at which of its times, and what happens where
    another list tells the same."""

    effect: str
    at: str
    twice: str = "the only one"


@dataclass(frozen=True, kw_only=True)
class Source(Endpoint):
    """A list whose records become canonical rows.

    `wallet` is the one its records book to, None where they are nobody's (pairs, prices); `measures` are what of an
    asset they can move, so that without an answer no other is in question. `statement` gives the class of its
    movements; where its rows are called otherwise than the list, `kinds` names each kind of row (`txn_subtype`,
    of fiat orders the way they go) with its class instead.
    """

    booking: Booking
    told: Told
    wallet: Wallet | None
    measures: tuple[Measure, ...] = (Measure.BALANCE,)
    statement: StatementClass | None = None
    kinds: tuple[tuple[str, StatementClass], ...] = ()

    @property
    def book(self) -> str:
        """The template that makes rows of its pages, below include/sql."""
        return f"{self.booking.folder(self.name)}/book.sql"

    @property
    def check(self) -> str:
        """The check of those rows against the pages, below include/sql."""
        return f"{self.booking.folder(self.name)}/check.sql"

    @property
    def rows_of(self) -> str:
        """What its rows call their source."""
        return self.booking.rows_of or self.name

    @property
    def classes(self) -> dict[str, StatementClass]:
        """Kind of row -> class in a statement."""
        if self.kinds or self.statement is None:
            return dict(self.kinds)
        return {self.name: self.statement}
