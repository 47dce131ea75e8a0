"""Unrelated records are not named as causes: the bound of the Monte Carlo at a small size, and that it would notice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from binrecon.reconciliation.investigation import investigate
from binrecon.reconciliation.investigation.causes import catalogue
from binrecon.reconciliation.investigation.corroboration import Corroboration

from tests.reconciliation.monte_carlo.lines import CAUSES, ODD, run

DAYS = 40


@pytest.mark.parametrize("cause", CAUSES)
def test_what_moved_unseen_is_not_explained_by_unrelated_records(cause: str) -> None:
    lines = [run(cause, records, odd, DAYS) for odd in ODD for records in (1, 4)]
    assert [line for line in lines if line.is_above] == []


@pytest.mark.parametrize(
    ("cause", "records"),
    [
        ("fee_not_taken", 4),
        ("dust_charge", 4),
        ("duplicate", 4),
        ("swapped_asset", 4),
        ("across_the_cut", 1),
        ("in_transit", 1),
    ],
)
def test_it_would_notice_explanations_by_amounts_alone(
    cause: str, records: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(investigate, "corroboration_of", lambda *_: Corroboration(holds=True))
    assert run(cause, records, 0.0, 200).is_above


def test_every_cause_is_given_records_that_it_proposes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new cause without a maker of unrelated records would pass the bound unasked."""
    proposed: Counter[str] = Counter()
    try_causes = investigate.try_causes

    def counted(*told: Any) -> investigate.CauseTrial:
        tried = try_causes(*told)
        proposed.update(dict(tried.proposed))
        return tried

    monkeypatch.setattr(investigate, "try_causes", counted)
    for cause in CAUSES:
        run(cause, 4, 0.0, DAYS)
    assert [cause.label for cause in catalogue.CAUSES if not proposed[cause.label]] == []
