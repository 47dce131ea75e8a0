"""How the records of a list become canonical rows: by one of the shapes that lists share, or by SQL files of their own.

A shape is a folder of include/sql/shapes with a template (book.sql) and the check beside it (check.sql); what differs
between its lists are the names of fields, which stand here. A list with logic of its own has its folder in
include/sql/sources. Only texts written here reach the SQL as structure: nothing of what the exchange answers does.

Rests on decision 79.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import ClassVar

Fields = tuple[str, ...]
Words = tuple[tuple[str, str], ...]
"""Words of a status, each with what it says of the balance: counts, pending (may still come true) or failed (moved
nothing)."""
FINAL: Words = (("PENDING", "pending"), ("SUCCESS", "counts"), ("FAILED", "failed"))
"""What most lists say."""


class Table(StrEnum):
    """The canonical table that a list fills, without its prefix."""

    TRANSFERS = "transfers"
    TRADES = "trades"
    BALANCES = "balances"
    EXCHANGE_INFO = "exchange_info"
    DAILY_PRICES = "daily_prices"
    FILLS = "fills"
    POSITIONS = "positions"


class Leg(IntEnum):
    """Which way a leg goes."""

    IN = 1
    OUT = 2
    FEE = 3


@dataclass(frozen=True, kw_only=True)
class OwnFiles:
    """Files of the list's own: include/sql/sources/<list>/book.sql and check.sql, or those of the list `like` it, of
    another wallet. `legs` is how many legs a whole fact has at least; `rows_of` is what its rows call their source,
    where that is not the name of the list."""

    table: Table
    legs: int = 1
    rows_of: str = ""
    like: str = ""

    def folder(self, name: str) -> str:
        return f"sources/{self.like or name}"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Files shared by lists whose records differ in the names of their fields alone."""

    NAME: ClassVar[str]
    table: ClassVar[Table] = Table.TRANSFERS
    legs: ClassVar[int] = 1
    rows_of: ClassVar[str] = ""

    def folder(self, name: str) -> str:
        return f"shapes/{self.NAME}"


@dataclass(frozen=True, kw_only=True)
class Swap(Shape):
    """Two assets exchanged at one moment (`time`), told without an id. Each side names the fields of its asset and
    amount."""

    NAME = "swap"
    table = Table.TRADES
    legs = 2

    given: tuple[str, str] = ("asset", "amount")
    received: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Dust(Shape):
    """Conversions of several assets into one, each a detail of one record."""

    NAME = "dust"
    table = Table.TRADES
    legs = 2


@dataclass(frozen=True, kw_only=True)
class DelayedRedemption(Shape):
    """What is given up (`asset`, `amount`) goes at `time`; what comes of it, at `arrivalTime`, is a fact of its own."""

    NAME = "delayed_redemption"

    received: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Payment(Shape):
    """One asset that comes in or goes out at one moment. `ids` are the fields that name a record; with `numbered` they
    are no id, and equal records of one reading are as many facts. `status` is the field that says what became of a
    record, and `words` what each of its words says of the balance; a list without one lists what was paid.
    `in_seconds`: times come in seconds too, told by their digits."""

    NAME = "payment"

    way: Leg
    ids: Fields
    numbered: bool = True
    asset: str = "asset"
    amount: str = "amount"
    time: str = "time"
    status: str = ""
    words: Words = ()
    in_seconds: bool = False


@dataclass(frozen=True, kw_only=True)
class TwoWay(Shape):
    """One asset that comes in or goes out at one moment, as the `word` of the record says. `names` are further fields
    that must hold a name; `listed` is the only status that the list shows, where it has one."""

    NAME = "two_way"

    word: str
    goes_out: str
    comes_in: str
    ids: Fields
    numbered: bool = False
    asset: str = "asset"
    names: Fields = ()
    amount: str = "amount"
    time: str = "time"
    listed: str = ""


@dataclass(frozen=True, kw_only=True)
class LockedSubscription(Shape):
    """A purchase of a locked product, as far as the wallet paid it."""

    NAME = "locked_subscription"


@dataclass(frozen=True, kw_only=True)
class LockedRedemption(Shape):
    """What comes back from a locked product on its delivery date, by the `types` of redemption that the list has."""

    NAME = "locked_redemption"

    types: Fields


@dataclass(frozen=True, kw_only=True)
class Positions:
    """Where an answer lists what is held of contracts: `listed` is the field of the list, `symbol` and `amount` are
    those of a row, `side` the one that names its side; where there is none, the sign of the amount tells it."""

    listed: str
    amount: str
    symbol: str = "symbol"
    side: str = ""


@dataclass(frozen=True, kw_only=True)
class _Held(Shape):
    """What a wallet holds, one row an asset: its balance is the sum of the fields of `balance`; `loan` and `interest`
    are the fields of what is borrowed and owed, `net` the one that must be the balance less both. The same answer may
    list `positions` of contracts."""

    table = Table.BALANCES

    balance: Fields
    loan: str = ""
    interest: str = ""
    net: str = ""
    positions: Positions | None = None

    @property
    def columns(self) -> tuple[tuple[str, Fields], ...]:
        """The columns that it fills, each with the fields whose sum it is."""
        debts = (("raw_loan", self.loan), ("raw_interest", self.interest))
        return (("raw_balance", self.balance), *((column, (field,)) for column, field in debts if field))


@dataclass(frozen=True, kw_only=True)
class Snapshot(_Held):
    """Day-end balances of a wallet, under `data.<listed>`. `word` is what the exchange calls the type of the snapshot;
    `total`, where there is one, a field of `data` that cannot be above zero while no balance is. Only a wallet with
    `debts` may hold less than nothing."""

    NAME = "snapshot"

    word: str
    listed: str
    total: str = ""
    debts: bool = False


@dataclass(frozen=True, kw_only=True)
class WalletReading(_Held):
    """What a wallet holds now, read by us just after midnight. Where `sides` are told, a record is a pair, which the
    field `pair` names, and each of these fields of it holds what is held of one of its coins. Only a wallet that does
    not say what is borrowed may hold less than nothing."""

    NAME = "reading"

    pair: str = ""
    sides: Fields = ()


@dataclass(frozen=True, kw_only=True)
class Ledger(Shape):
    """Everything that moved a wallet, one signed amount a row: above zero in, below zero out, whatever its `kind`.
    `number` is the field that holds a whole number in every row. `names` are the fields that name a row; with
    `numbered` they are no id, the amount is a part of the name, and equal rows of one page are as many facts."""

    NAME = "ledger"

    kind: str
    amount: str
    number: str
    time: str
    names: Fields
    numbered: bool


@dataclass(frozen=True, kw_only=True)
class Fills(Shape):
    """What changes positions of contracts and moves no balance, since a ledger tells of the money. The fields are those
    of its number, its size, the profit it made, what was charged, their assets, and its time; `side` says whether it
    bought or sold, and where there is none, it ends (a part of) the position. `position_side` names the side of the
    position; a wallet without such sides has none."""

    NAME = "fills"
    table = Table.FILLS

    quantity: str
    realized: str
    commission: str
    commission_asset: str
    time: str
    realized_asset: str = ""
    number: str = "id"
    side: str = ""
    position_side: str = ""


Booking = OwnFiles | Shape
