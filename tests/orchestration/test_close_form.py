"""The form of a close and the answers to its questions: every field as its own type, or one sentence."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.orchestration.close_form import close_form_of, comment_of, responder_of
from binrecon.storage.resolutions import RefusedError


def test_a_month_of_an_account() -> None:
    form = close_form_of({"account": " a@b.example ", "month": "2026-09"})
    assert (form.email, form.month) == ("a@b.example", date(2026, 9, 1))


@pytest.mark.parametrize("month", [None, "", "2026-9", "2026-13", "2026-00", "2026-09-01", "1999-01", "٢026-09"])
def test_what_is_no_month_is_refused(month: Any) -> None:
    with pytest.raises(RefusedError, match="'month'"):
        close_form_of({"account": "a@b.example", "month": month})


@pytest.mark.parametrize("user", [{"id": "7", "name": " ann "}, SimpleNamespace(id="7", name="ann")])
def test_who_answered_is_the_name_of_the_login(user: Any) -> None:
    assert responder_of({"responded_by_user": user}) == "ann"


@pytest.mark.parametrize("user", [None, {}, {"id": "7", "name": ""}, {"id": "7", "name": None}])
def test_an_answer_of_nobody_is_refused(user: Any) -> None:
    with pytest.raises(RefusedError, match="only a person"):
        responder_of({"responded_by_user": user})


def test_a_comment_is_one_line_that_may_be_empty() -> None:
    assert [comment_of(given) for given in ({}, {"comment": None}, {"comment": " x "})] == ["", "", "x"]
    with pytest.raises(RefusedError, match="more than 1000"):
        comment_of({"comment": "x" * 1001})
    with pytest.raises(RefusedError, match="line breaks"):
        comment_of({"comment": "a\nb"})
