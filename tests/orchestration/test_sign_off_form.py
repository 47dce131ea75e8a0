"""The form of the sign-off DAG."""

from datetime import date

import pytest
from binrecon.orchestration.sign_off_form import signing_of
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.sign_offs import Period

FORM = {"account": "main@example.com", "first": "2026-11-01", "last": "2026-11-30", "role": "prepared", "comment": None}


def test_a_whole_form_is_read() -> None:
    wanted = signing_of(FORM | {"comment": " month end "})
    assert wanted.period == Period("main@example.com", date(2026, 11, 1), date(2026, 11, 30))
    assert (wanted.role, wanted.comment) == ("prepared", "month end")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"account": " "}, "'account' is missing"),
        ({"first": "yesterday"}, "'first' must be a day"),
        ({"last": "2026-10-31"}, "'last' lies before"),
        ({"last": "2027-11-02"}, "at most 366 days"),
        ({"role": "approved"}, "'role' must be one of"),
        ({"comment": "two\nlines"}, "line breaks"),
        ({"comment": "x" * 1001}, "more than 1000"),
    ],
)
def test_what_is_wrong_is_named(change: dict, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        signing_of(FORM | change)
