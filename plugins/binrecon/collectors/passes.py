"""Which coverage row a page belongs to, where a list is read more than once: one row for each pass over it.

A reading is one coverage row, and only that of the last pass, on which two passes agree or which is a proof by itself,
is completed. What came before is kept as evidence under rows with the reason why they prove nothing.

Rests on decision 52.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from binrecon.domain.calls import CUT, Page

OVERTAKEN = "read again: one pass in several answers proves nothing, and the next one is a reading of its own"
TOO_FULL = "more than one answer holds: read again in smaller windows"


class Passes:
    """`first` is the row that was begun at `asked`, before anything was asked; `begin` gives a further one that was
    asked at the time it is given, `fail` says why one proves nothing. `newest` is the row of the newest pass."""

    def __init__(
        self, first: int, asked: datetime, begin: Callable[[datetime], int], fail: Callable[[int, str], None]
    ) -> None:
        self.newest = first
        self._before = asked
        self._begin, self._fail = begin, fail
        self._rows: dict[int, int] = {}

    @property
    def unproved(self) -> set[int]:
        """The rows that an error ends: that of the newest pass, and that of the answers that held too much."""
        return {self.newest, *(row for reading, row in self._rows.items() if reading == CUT)}

    def row_of(self, page: Page) -> int:
        """The row the page is to be stored under. A further pass shows with its first answer, and was asked after the
        answer before that."""
        if page.reading not in self._rows:
            self._rows[page.reading] = self._row_for(page.reading)
        self._before = page.received_at
        return self._rows[page.reading]

    def _row_for(self, reading: int) -> int:
        if reading == CUT:
            row = self._begin(self._before)
            self._fail(row, TOO_FULL)
            return row
        if any(known != CUT for known in self._rows):
            self._fail(self.newest, OVERTAKEN)
            self.newest = self._begin(self._before)
        return self.newest
