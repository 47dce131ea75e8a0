"""Holds what a verdict calls a variance against the troubles that were planted in its cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from tests.worlds.planted import Cell, Trouble

PLANTED = "planted "


class Names:
    """The troubles of each cell. `doubtful` tells the cells that may be unproved; `told`: whether every answer came."""

    def __init__(
        self, planted: Iterable[Trouble], doubtful: Callable[[Cell], bool], last_day: date, *, told: bool
    ) -> None:
        self._doubtful, self._last_day, self._told = doubtful, last_day, told
        self._of: dict[Cell, list[Trouble]] = defaultdict(list)
        for trouble in planted:
            for cell in trouble.parts:
                self._of[cell].append(trouble)

    def misnamed(self, cell: Cell, kinds: frozenset[str], evidence: str) -> str:
        """A complaint when the findings are of a kind that no trouble of the cell is, or of another record than the only
        trouble's. Amounts that are common may be added up to by chance."""
        planted = self._of.get(cell, [])
        if not all(trouble.telling for trouble in planted):
            return ""
        names = ", ".join(trouble.rule.name for trouble in planted)
        if not kinds <= frozenset().union(*(trouble.rule.kinds for trouble in planted)):
            return f"is explained as {', '.join(sorted(kinds))}, planted was: {names}"
        if self._must_be_explained(planted) and planted[0].record not in evidence:
            return f"is explained by another record than {planted[0].record}, planted was: {names}"
        return ""

    def missed(self, cell: Cell) -> str:
        """A complaint when an open cell's only trouble leaves evidence."""
        planted = self._of.get(cell, [])
        return f"is open, planted was: {planted[0].rule.name}" if self._must_be_explained(planted) else ""

    def reported(self, cell: Cell, verdict: str, kinds: frozenset[str]) -> Counter[str]:
        """How each trouble of the cell was reported: a count named by both."""
        planted = self._of.get(cell, [])
        said = " + ".join([f"{verdict} as", *sorted(kinds)]).replace(" as + ", " as ") if kinds else verdict
        beside = " (beside others)" if len(planted) > 1 else ""
        return Counter(f"{PLANTED}{trouble.rule.name}{beside}: {said}" for trouble in planted)

    def _must_be_explained(self, planted: list[Trouble]) -> bool:
        """Where every answer came, the one trouble of the cell is alone in all its cells of the days judged so far, none of
        them is in doubt, and the rest of it is not needed."""
        if not self._told or len(planted) != 1 or not planted[0].rule.sure or not planted[0].telling:
            return False
        cells = [cell for cell in planted[0].parts if cell[1] <= self._last_day]
        if planted[0].rule.both_days and len(cells) < len(planted[0].parts):
            return False
        return all(len(self._of[cell]) == 1 and not self._doubtful(cell) for cell in cells)
