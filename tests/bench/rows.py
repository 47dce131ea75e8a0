"""One line of the bench's table: a figure, what it may be, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`value` and `bound` are in the unit that `figure` names; `least` tells whether the bound is a minimum. Without a
    value it could not be measured here, and a bound is not said to hold."""

    figure: str
    value: float | None
    bound: float | None = None
    least: bool = False

    @property
    def holds(self) -> bool:
        if self.bound is None:
            return True
        if self.value is None:
            return False
        return self.value >= self.bound if self.least else self.value <= self.bound

    def cells(self) -> tuple[str, str, str, str]:
        """Figure, value, bound and verdict as texts."""
        value = "-" if self.value is None else f"{self.value:,.2f}"
        if self.bound is None:
            return self.figure, value, "", ""
        sign, missed = "≥" if self.least else "≤", "NOT MEASURED" if self.value is None else "MISSED"
        return self.figure, value, f"{sign} {self.bound:g}", "ok" if self.holds else missed


def table(rows: list[Row]) -> str:
    """The rows as lines of text in columns."""
    lines = [("figure", "measured", "target", ""), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        f"{figure:<{widths[0]}}  {value:>{widths[1]}}  {bound:<{widths[2]}}  {verdict}".rstrip()
        for figure, value, bound, verdict in lines
    )
