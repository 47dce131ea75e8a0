"""What a person is asked, and which answers are taken."""

from __future__ import annotations

import pytest
from binrecon.domain.vocabulary import SignOffRole
from binrecon.orchestration.asking import act_of
from binrecon.services.close_signing import AnsweredClose, question, sign_month
from binrecon.services.sign_off import ChangedSinceError, SamePersonError
from binrecon.storage.resolutions import RefusedError
from sqlalchemy import Engine

from tests.months import LAST, MONTH, NOW, ROSTER, judge, judge_all
from tests.storage.rows import EMAIL, fetch

PREPARED, REVIEWED = SignOffRole.PREPARED, SignOffRole.REVIEWED


@pytest.fixture
def opened(engine: Engine) -> Engine:
    judge_all(engine)
    judge(engine, LAST, "open", "1")
    return engine


def digest_of(engine: Engine, role: SignOffRole) -> str:
    asked = question(engine, ROSTER, EMAIL, MONTH, role, NOW)
    assert asked is not None
    return asked.digest


def answer(engine: Engine, role: SignOffRole, author: str, digest: str = "", run: str = "") -> None:
    given = AnsweredClose(EMAIL, MONTH, role, "", digest or digest_of(engine, role))
    sign_month(engine, ROSTER, given, author, run or f"{role} {author}", NOW)


def test_a_signature_that_stands_is_not_asked_for_again(opened: Engine) -> None:
    answer(opened, PREPARED, "ann")
    assert question(opened, ROSTER, EMAIL, MONTH, PREPARED, NOW) is None
    answer(opened, REVIEWED, "ben")
    assert question(opened, ROSTER, EMAIL, MONTH, REVIEWED, NOW) is None


def test_the_same_person_cannot_do_both(opened: Engine) -> None:
    answer(opened, PREPARED, "ann")
    with pytest.raises(SamePersonError):
        answer(opened, REVIEWED, " Ann")


@pytest.mark.parametrize("role", [PREPARED, REVIEWED])
def test_verdicts_that_were_not_shown_are_not_signed(opened: Engine, role: SignOffRole) -> None:
    if role is REVIEWED:
        answer(opened, PREPARED, "ann")
    shown = digest_of(opened, role)
    judge(opened, LAST, "open", "2")
    with pytest.raises(ChangedSinceError):
        answer(opened, role, "ben", shown)


def test_an_answer_is_taken_once_a_run(opened: Engine) -> None:
    shown = digest_of(opened, PREPARED)
    for _ in range(2):
        answer(opened, PREPARED, "ann", shown, "one run")
    assert fetch(opened, "SELECT count(*) FROM binance_sign_offs") == [(1,)]


def test_another_answer_of_a_cleared_run_is_signed_anew(opened: Engine) -> None:
    """Its person and its verdicts are in the name of the act, so that the signatures of before are not given back."""

    def answered(role: SignOffRole, author: str) -> None:
        given = AnsweredClose(EMAIL, MONTH, role, "", digest_of(opened, role))
        for _ in range(2):
            sign_month(opened, ROSTER, given, author, act_of("run", given, author), NOW)

    for variance, preparer, reviewer in (("1", "ann", "ben"), ("2", "cat", "dan"), ("3", "cat", "dan")):
        judge(opened, LAST, "open", variance)
        answered(PREPARED, preparer)
        answered(REVIEWED, reviewer)
        assert question(opened, ROSTER, EMAIL, MONTH, REVIEWED, NOW) is None, "certified"
    signed = fetch(opened, "SELECT author FROM binance_sign_offs ORDER BY id")
    assert [author for (author,) in signed] == ["ann", "ben", "cat", "dan", "cat", "dan"]


def test_nobody_is_asked_about_an_account_that_is_not_known(opened: Engine) -> None:
    with pytest.raises(RefusedError, match="no account"):
        question(opened, ROSTER, "x@y.example", MONTH, PREPARED, NOW)
