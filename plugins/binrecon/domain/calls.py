"""What passes between the exchange's client, the limiter that grants its calls and the store that keeps answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from binrecon.domain.intervals import Interval
from binrecon.domain.limits import Limiter

Params = dict[str, str | int]
CUT = 0


@dataclass(frozen=True)
class Call:
    """One request about to be sent: the budget it draws on, its weight, and for whom it is."""

    limiter: Limiter
    path: str
    weight: int
    email: str = ""
    endpoint: str = ""
    key: str = ""
    run_id: str = ""


@dataclass(frozen=True)
class Grant:
    """Leave to send one call; `id` is its ledger row."""

    id: int
    call: Call
    bucket: str


@dataclass(frozen=True)
class Pause:
    """The exchange told us to wait: this bucket, or everything behind our address."""

    seconds: float
    whole_ip: bool
    reason: str


@dataclass(frozen=True)
class Outcome:
    """How a granted call ended. `status` is None when no answer came; `used` is the weight the headers reported."""

    status: int | None
    used: int | None = None
    outcome: str = "answered"
    pause: Pause | None = None


class Limits(Protocol):
    """Spends the request budgets. Every call is acquired before it is sent and settled when it ended."""

    def acquire(self, call: Call) -> Grant:
        """Wait, within bounds, until the call may be sent. Raises RetryableAPIError (RATE_LIMIT) beyond the bound."""
        ...

    def record_outcome(self, grant: Grant, outcome: Outcome) -> None:
        """Write down how the call ended and what the exchange said about our budget."""
        ...


class HostClocks(Protocol):
    """What this host knows of the exchange's clock, for every process on it: one answer serves them all while it is
    fresh."""

    def ahead(self, base_url: str, now: datetime) -> timedelta | None:
        """How far the exchange's clock is ahead of the host's, which shows `now`; None when nobody asked lately."""
        ...

    def keep(self, base_url: str, ahead: timedelta, now: datetime) -> None:
        """Write down what an answer of the exchange just told."""
        ...


class NoMemory:
    """Knows nothing of the clock: every client asks for itself."""

    def ahead(self, base_url: str, now: datetime) -> timedelta | None:
        return None

    def keep(self, base_url: str, ahead: timedelta, now: datetime) -> None:
        """Forget it."""


@dataclass(frozen=True)
class Page:
    """One believed answer. `request` holds the parameters without signature, timestamp and recvWindow; `body` is the
    exact text, `sha256` the hash of its bytes; `records` the list that `document` holds, numbers as Decimal or int. A
    `refused` one is a refusal that is kept as evidence that there is nothing. Of a list that was read again, the pages
    that bear the highest number as `reading` are the list; CUT is an answer that held too little of its window and was
    asked again in smaller ones."""

    endpoint: str
    key: str
    window: Interval
    request: Params
    body: str = field(repr=False)
    sha256: str
    status: int
    weight_headers: dict[str, str]
    received_at: datetime
    records: list[Any] = field(repr=False)
    document: Any = field(repr=False, default=None)
    refused: bool = False
    reading: int = 1
