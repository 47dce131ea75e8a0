"""The cells of the grid: a link and a title for each account-day, escaped, and no link where there is no day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.pages.overview import DayState
from binrecon.web.formats import SIGNS
from binrecon.web.screens.grid import Cell
from binrecon.web.screens.grid_html import cells_of

DAY = date(2026, 11, 2)


def cell(state: str, reason: str = "why", open: int = 0, usd: Decimal | None = None) -> Cell:
    judged = state != "due"
    verdict = state if judged else "unproved"
    return Cell(DAY, state, DayState("a@b.example", "SPOT", DAY, verdict, reason, 1, 0, open, 0, judged, usd, 0))


@pytest.mark.parametrize("verdict", Verdict)
def test_a_judged_day_is_a_link_with_its_sign_its_word_and_its_reason(verdict: Verdict) -> None:
    assert cells_of("/binrecon/day/a_b/", "SPOT", [cell(verdict)]) == (
        f'<td class="cell {verdict}"><a href="/binrecon/day/a_b/2026-11-02?wallet=SPOT" '
        f'title="2026-11-02 {verdict}&#10;why" aria-label="{verdict}">{SIGNS[verdict]}</a></td>'
    )


def test_what_is_not_proved_is_counted_and_valued() -> None:
    told = cells_of("/day/", "SPOT", [cell("open", open=2, usd=Decimal("1234.567"))])
    assert ">!<span" in told and '<span class="n">2</span>' in told and 'aria-label="open: 2 not proved"' in told
    assert 'title="2026-11-02 open: 2 not proved, ≈ 1,234.57 USD open&#10;why"' in told


def test_a_day_that_no_run_has_judged_bears_no_verdict_of_its_row() -> None:
    told = cells_of("/day/", "SPOT", [cell("due"), Cell(DAY, "due", None), Cell(DAY, "none", None)])
    assert told.count("<a ") == 1 and ">·</a>" in told and "proved" not in told
    assert told.endswith('<td class="cell due"></td><td class="cell none"></td>')


def test_a_hostile_reason_is_a_text() -> None:
    told = cells_of("/day/", '"><script>', [cell("open", reason='"><script>alert(1)</script>')])
    assert "<script" not in told and told.count("&lt;script&gt;") == 2
