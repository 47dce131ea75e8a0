"""What an account statement holds once it is read: values shared by reading, storage and reporting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.errors import FatalError
from binrecon.domain.vocabulary import Wallet

NO_OFFSET = timedelta(0)


class StatementError(FatalError):
    """A statement cannot be taken as it is; the sentence names the file and, for a bad cell, its line and column."""


class Line(NamedTuple):
    """One line of a statement. `number` counts from 1 at the top of the file; `local` is on the file's own clock,
    without a zone; `change` is signed, in the asset; `user` is empty where the file names none."""

    number: int
    user: str
    local: datetime
    account: str
    operation: str
    asset: str
    change: Decimal
    remark: str


class Part(NamedTuple):
    """Which part of which export a file is: `export` names it and is empty for a whole file; `of` is how many parts
    there are, None where nothing tells."""

    export: str = ""
    number: int = 1
    of: int | None = 1


WHOLE = Part()


@dataclass(frozen=True)
class Statement:
    """One statement file. `member` is its name inside a ZIP, empty for a plain CSV; `stated` is the offset from UTC
    that its name or header tells, None when neither does, and `stated_by` says which; with None, the words that cannot
    be read."""

    file_name: str
    member: str
    version: str
    content: bytes = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)
    stated: timedelta | None = None
    stated_by: str = ""
    part: Part = WHOLE

    @property
    def place(self) -> str:
        """The name for sentences."""
        return f"{self.file_name}: {self.member}" if self.member else self.file_name


class ApiMovement(NamedTuple):
    """A movement of a wallet that the exchange's API told, as one line of a statement would show it."""

    email: str
    wallet: Wallet
    asset: str
    amount: Decimal
    at: datetime


class Stated(NamedTuple):
    """Lines of one day, asset, account and operation together: `change` is what they come to, signed, in the asset."""

    asset: str
    account: str
    operation: str
    change: Decimal
    lines: int


@dataclass(frozen=True)
class StatementDay:
    """What statements say of a day that one of them covers whole. `offset_proved` is whether the clock of every file
    that reaches into the day is; `shares` are assets of the day that statements never show."""

    offset_proved: bool
    stated: tuple[Stated, ...] = ()
    shares: frozenset[str] = frozenset()


class UnmatchedEntry(NamedTuple):
    """A line of a statement, or a movement the API told, that has no equal on the other side. `kind` is the operation
    of a line, the kind of a movement; `file` and `line` say where a line stands, and are empty for a movement."""

    is_line: bool
    asset: str
    amount: Decimal
    at: datetime
    kind: str
    file: str
    line: int


@dataclass(frozen=True)
class ClockOffset:
    """How far the file's clock is from UTC, and the sentence that proves it or says that nothing does."""

    value: timedelta
    proof: str


@dataclass(frozen=True)
class Reading:
    """A statement ready to be stored: whose lines they are, its offset, and the UTC window it tells everything of."""

    statement: Statement
    owners: dict[str, str]
    offset: ClockOffset
    covered_from: datetime | None
    covered_to: datetime | None
