"""Joins what only the run knows to the judgement: steps that did not finish, and checks that found something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from binrecon.cells import DayFacts, DayResult, Gap
from binrecon.reconciliation.spot import reconcile_spot
from binrecon.records import Verdict
from binrecon.storage.results import Judge


def doubts_of(pairs: int | None, symbols: Sequence[str] | None, findings: Sequence[str] | None) -> list[str]:
    """What no coverage row shows: steps that did not finish (None), and rows that cannot be right."""
    steps = {"the pairs of the day were not read": pairs, "the symbols of the day were not discovered": symbols,
             "the checks of the day did not finish": findings}
    return [text for text, result in steps.items() if result is None] + list(findings or ())


def judge_with(doubts: Sequence[str]) -> Judge:
    """The judge of a day with these doubts: each of them leaves every asset unproved."""
    gaps = tuple(Gap("run", "", doubt) for doubt in doubts)

    def judge(facts: DayFacts) -> DayResult:
        return reconcile_spot(replace(facts, gaps=(*gaps, *facts.gaps)))

    return judge


def outcome(result: DayResult) -> dict[str, Any]:
    """What the run says about the day: words and counts, no amounts."""
    counts = {str(verdict): result.count(verdict) for verdict in Verdict}
    return {"verdict": str(result.verdict), "reason": result.reason, "assets": counts}
