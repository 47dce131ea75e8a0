"""Holds what a verdict calls a variance against the troubles that were planted in its cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date

from tests.worlds.planted import BalanceLine, Trouble

PLANTED = "planted "
STATEMENT = "statement_only"


class Names:
    """The troubles of each cell. `doubtful` tells the cells that may be unproved; `told`: whether every answer came;
    `stated`: the accounts whose statement was imported, which has a line of whatever moved; `unsaid`: the cells of them
    of which it has words that nobody has described, so that it is no witness there."""

    def __init__(
        self,
        planted: Iterable[Trouble],
        doubtful: Callable[[BalanceLine], bool],
        last_day: date,
        *,
        told: bool,
        stated: Collection[str] = (),
        unsaid: Collection[BalanceLine] = (),
    ) -> None:
        self._stated, self._unsaid = frozenset(stated), frozenset(unsaid)
        self._doubtful, self._last_day, self._told = doubtful, last_day, told
        self._of: dict[BalanceLine, list[Trouble]] = defaultdict(list)
        for trouble in planted:
            for cell in trouble.parts:
                self._of[cell].append(trouble)

    def misnamed(self, cell: BalanceLine, kinds: frozenset[str], evidence: str) -> str:
        """A complaint when the findings are of a kind that no trouble of the cell is, or of another record than the
        only trouble's. Amounts that are common may be added up to by chance."""
        planted = self._of.get(cell, [])
        if not all(trouble.telling for trouble in planted):
            return ""
        names = ", ".join(trouble.rule.name for trouble in planted)
        if cell[0] in self._stated:
            kinds -= {STATEMENT}
        if not kinds <= frozenset().union(*(trouble.rule.kinds for trouble in planted)):
            return f"is explained as {', '.join(sorted(kinds))}, planted was: {names}"
        if kinds and self._must_be_explained(planted) and planted[0].record not in evidence:
            return f"is explained by another record than {planted[0].record}, planted was: {names}"
        return ""

    def missed(self, cell: BalanceLine, alternatives: str = "") -> str:
        """A complaint when an open cell's only trouble leaves evidence: for an explanation, or for an alternative that
        names its kind and record."""
        planted = self._of.get(cell, [])
        if self._must_be_explained(planted):
            return f"is open, planted was: {planted[0].rule.name}"
        if (
            cell[0] in self._stated
            and self._alone(planted)
            and planted[0].rule.named
            and not self._doubtful(cell)
            and cell not in self._unsaid
        ):
            return f"is open though a statement was imported, planted was: {planted[0].rule.name}"
        if not self._must_be_named(cell, planted):
            return ""
        told = planted[0].record in alternatives and any(kind in alternatives for kind in planted[0].rule.kinds)
        return "" if told else f"is open without an alternative, planted was: {planted[0].rule.name}"

    def reported(self, cell: BalanceLine, verdict: str, kinds: frozenset[str]) -> Counter[str]:
        """How each trouble of the cell was reported: a count named by both."""
        planted = self._of.get(cell, [])
        said = " + ".join([f"{verdict} as", *sorted(kinds)]).replace(" as + ", " as ") if kinds else verdict
        beside = " (beside others)" if len(planted) > 1 else ""
        of = [(trouble.rule, self._excuse([trouble]) if verdict == "open" else "") for trouble in planted]
        return Counter(f"{PLANTED}{rule.name}{beside}: {said}{why and f', {why}'}" for rule, why in of)

    def _must_be_explained(self, planted: list[Trouble]) -> bool:
        """Where every answer came, the one trouble of the cell is alone in all its cells of the days judged so far,
        none of them is in doubt, and the rest of it is not needed."""
        return bool(planted) and planted[0].rule.sure and not self._excuse(planted)

    def _excuse(self, planted: list[Trouble]) -> str:
        """Why nobody need explain the first of these, the only one of its cell, by what is left of it; nothing where
        there is no reason, or nothing left."""
        first = planted[0]
        if not first.rule.sure or not self._alone(planted):
            return first.rule.because if not first.rule.sure else "beside others, or of a common amount"
        if any(self._of.get(cell) or self._doubtful(cell) for cell in first.beside):
            return "the other side is off or in doubt"
        cells = [cell for cell in first.parts if cell[1] <= self._last_day]
        if first.rule.both_days and len(cells) < len(first.parts):
            return "a day that bears it out is not judged"
        alone = all(len(self._of[cell]) == 1 and not self._doubtful(cell) for cell in cells)
        return "" if alone else "a day that bears it out is off or in doubt"

    def _must_be_named(self, cell: BalanceLine, planted: list[Trouble]) -> bool:
        """The same for a trouble of which the amount alone is left, on the last day: later its list may have been
        waited for in vain."""
        return self._alone(planted) and planted[0].rule.named and not self._doubtful(cell) and cell[1] == self._last_day

    def _alone(self, planted: list[Trouble]) -> bool:
        return self._told and len(planted) == 1 and planted[0].telling and planted[0].odd
