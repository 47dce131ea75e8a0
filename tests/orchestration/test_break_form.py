"""The form of breaks: every field as its own type, or one sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from binrecon.orchestration.break_form import saying_of
from binrecon.storage.breaks import BreakPlace, Remark
from binrecon.storage.resolutions import RefusedError

FORM = {"account": "a@b.example", "day": "2026-09-03", "wallet": "MARGIN", "asset": "BTC", "measure": "loan"}


def test_what_is_said_and_of_what() -> None:
    said = saying_of(FORM | {"owner": " ann ", "due": "2026-10-01", "comment": "seen"})
    assert said.place == BreakPlace("a@b.example", "MARGIN", "BTC", "loan", date(2026, 9, 3))
    assert said.remark == Remark("ann", date(2026, 10, 1), "seen")


def test_what_stays_empty_is_not_said() -> None:
    assert saying_of(FORM | {"owner": "", "due": None, "comment": " "}).remark == Remark()


def test_days_that_are_unproved_as_a_whole_have_no_asset_and_no_measure() -> None:
    place = saying_of(FORM | {"asset": None, "owner": "ann"}).place
    assert (place.asset, place.measure) == ("", "")


@pytest.mark.parametrize(
    "wrong", [{"wallet": "POCKET"}, {"measure": "smell"}, {"day": "soon"}, {"due": "soon"}, {"comment": "x" * 1001}]
)
def test_what_cannot_be_read_is_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match=f"'{next(iter(wrong))}'"):
        saying_of(FORM | wrong)
