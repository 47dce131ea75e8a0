"""The form of bundles: every field as its own type, or a sentence that names it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from binrecon.orchestration.bundle_form import edition_of, span_of
from binrecon.services.bundle import Edition
from binrecon.storage.bundle_scope import Span
from binrecon.storage.resolutions import RefusedError

FORM: dict[str, Any] = {"account": "a@example.com", "first": "2026-11-01", "last": "2026-11-30", "edition": "full"}


def test_a_form_becomes_days_of_an_account_and_an_edition() -> None:
    assert span_of(FORM) == Span("a@example.com", date(2026, 11, 1), date(2026, 11, 30))
    assert edition_of({**FORM, "edition": "bank"}) is Edition.BANK


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"account": ""}, "account"),
        ({"first": "yesterday"}, "first"),
        ({"last": "2026-10-31"}, "'last' lies before 'first'"),
        ({"last": "2027-11-02"}, "at most 366 days"),
    ],
)
def test_days_that_cannot_be_are_refused_by_name(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        span_of({**FORM, **changed})


def test_an_edition_that_nobody_knows_is_refused() -> None:
    with pytest.raises(RefusedError, match="'edition' must be one of full, bank"):
        edition_of({**FORM, "edition": "short"})
