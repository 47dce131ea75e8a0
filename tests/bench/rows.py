"""One line of the bench's table: a figure, what it may be, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`value` and `bound` are in the unit that `figure` names; `least` tells whether the bound is a minimum."""

    figure: str
    value: float
    bound: float | None = None
    least: bool = False

    @property
    def holds(self) -> bool:
        if self.bound is None:
            return True
        return self.value >= self.bound if self.least else self.value <= self.bound

    def cells(self) -> tuple[str, str, str, str]:
        """Figure, value, bound and verdict as texts."""
        if self.bound is None:
            return self.figure, f"{self.value:,.2f}", "", ""
        sign = "≥" if self.least else "≤"
        return self.figure, f"{self.value:,.2f}", f"{sign} {self.bound:g}", "ok" if self.holds else "MISSED"


def table(rows: list[Row]) -> str:
    """The rows as lines of text in columns."""
    lines = [("figure", "measured", "target", ""), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        f"{figure:<{widths[0]}}  {value:>{widths[1]}}  {bound:<{widths[2]}}  {verdict}".rstrip()
        for figure, value, bound, verdict in lines
    )
