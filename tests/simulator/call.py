"""One request being answered: who asks, when, and typed access to its parameters with the documented refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clock import DAY
from .habits import Habits
from .keys import Key
from .limits import Pool
from .wire import ApiError

if TYPE_CHECKING:
    from .scenario import Scenario


@dataclass(frozen=True)
class Settings:
    """How this exchange differs from the plain one; `page_caps` lowers the largest page of a path, and what asks for
    more is refused; `habits` are what no document rules out."""

    page_caps: dict[str, int]
    zero_rows: bool = True
    extra_fields: bool = False
    oldest_first: bool = False
    snapshot_delay: int = 0
    habits: Habits = field(default_factory=Habits)
    totals: str = "records"


@dataclass(frozen=True)
class Call:
    """What a handler sees."""

    path: str
    params: dict[str, str]
    now: int
    key: Key | None
    scenario: Scenario
    settings: Settings
    extra_rows: int = 0

    @property
    def email(self) -> str:
        assert self.key is not None
        return self.key.email

    def text(self, name: str) -> str | None:
        value = self.params.get(name)
        if value == "":
            raise ApiError(-1105, f"Parameter '{name}' was empty.")
        return value

    def need(self, name: str) -> str:
        value = self.params.get(name)
        if not value:
            raise ApiError(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")
        return value

    def number(self, name: str) -> int | None:
        value = self.text(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 20):
            raise ApiError(-1100, f"Illegal characters found in parameter '{name}'; legal range is '^[0-9]{{1,20}}$'.")
        return int(value)

    def page_size(self, name: str, default: int, largest: int, smallest: int = 1) -> int:
        """Rows per page; a size above the documented (or lowered) maximum is refused, never cut in silence."""
        cap = self.settings.page_caps.get(self.path, largest)
        size = self.number(name)
        if size is None:
            return self.settings.habits.capped(self.path, min(default, cap)) + self.extra_rows
        if not smallest <= size <= cap:
            raise invalid(name)
        return self.settings.habits.capped(self.path, size) + self.extra_rows

    def ordered(self, oldest_first: list) -> list:
        """A /sapi list in this exchange's order: newest first unless told otherwise, since no document promises one."""
        page = next(
            (self.params[name] for name in ("page", "current", "pageIndex", "offset") if name in self.params), ""
        )
        return self.settings.habits.tied(page, oldest_first if self.settings.oldest_first else oldest_first[::-1])

    def page_number(self, name: str = "page") -> int:
        number = self.number(name)
        if number == 0:
            raise invalid(name)
        return number or 1

    def window(self, default: int, longest: int | None, refusal: ApiError) -> tuple[int, int]:
        """[start, end] in ms, inclusive; without a start `default` ms before the end; the span is below `longest`."""
        start, end = self.number("startTime"), self.number("endTime")
        if end is None:
            end = self.now
        if start is None:
            start = end - default
        if longest is not None and end - start >= longest:
            raise refusal
        return start, end


def invalid(name: str) -> ApiError:
    """-1130 for a parameter whose value is out of range."""
    return ApiError(-1130, f"Data sent for parameter '{name}' is not valid.")


def too_long(hours: int) -> ApiError:
    """-1127 for a window that is too long."""
    return ApiError(-1127, f"More than {hours} hours between startTime and endTime.")


INTERVAL_90_DAYS = ApiError(-4047, "Time interval must be within 0-90 days")
NINETY_DAYS = 90 * DAY


@dataclass(frozen=True)
class Route:
    """An endpoint: its pool, its weight for given parameters, who may call it and what answers.

    `burst` limits the number of calls as well.
    """

    answer: Callable[[Call], Any]
    pool: Pool
    weight: Callable[[dict[str, str]], int] | int = 1
    signed: bool = True
    caller: str = "any"
    params: frozenset[str] | None = None
    burst: Pool | None = None

    def cost(self, params: dict[str, str]) -> int:
        return self.weight if isinstance(self.weight, int) else self.weight(params)
