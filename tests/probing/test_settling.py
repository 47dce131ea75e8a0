"""From answers to what a question comes to, and what is done about refusals."""

from decimal import getcontext

import pytest
from binrecon.domain.meanings import Meaning
from binrecon.domain.money import PRECISION
from binrecon.probing import looks
from binrecon.probing.advice import told
from binrecon.probing.question import Bearing, Found, Looked, OpenQuestion, Refused, Sighting, as_assumed
from binrecon.probing.settling import settled

LOOKS = (looks.INCOME, looks.UM_BALANCE)
NO_RIGHT = Refused(Meaning.KEY, 401, -2015)


def question(judge: object = lambda looked: as_assumed("yes"), **more: bool) -> OpenQuestion:
    return OpenQuestion("1", "Is it?", "yes", LOOKS, judge, "a row", **more)  # type: ignore[arg-type]


def looked(income: Found = Found(), balance: Found = Found()) -> Looked:
    return {"um_income": income, "um_balance": balance}


def test_the_judge_settles_it() -> None:
    assert settled(question(), looked()) == Sighting(Bearing.AS_ASSUMED, "yes", "nothing to do")


def test_what_the_answers_do_not_tell_is_not_seen() -> None:
    sighting = settled(question(lambda looked: None), looked())
    assert (sighting.bearing, sighting.seen) == (Bearing.NOT_SEEN, "not seen: needs a row")


def test_a_refused_list_settles_nothing() -> None:
    sighting = settled(question(), looked(balance=Found(refused=NO_RIGHT)))
    assert (sighting.bearing, sighting.seen) == (Bearing.REFUSED, "refused: HTTP 401, code -2015")
    assert "allowed addresses" in sighting.follows


def test_several_refusals_are_each_told_once() -> None:
    other = Found(refused=Refused(Meaning.NOT_HAD, 400, -3003, "it has no margin account"))
    sighting = settled(question(), looked(Found(refused=NO_RIGHT), other))
    assert sighting.seen == "refused: HTTP 401, code -2015; refused: HTTP 400, code -3003 (it has no margin account)"
    both = settled(question(), looked(Found(refused=NO_RIGHT), Found(refused=NO_RIGHT)))
    assert both.seen == "refused: HTTP 401, code -2015"


def test_where_refusals_tell_the_judge_hears_of_them() -> None:
    heard = question(lambda looked: as_assumed(str(looked["um_balance"].answered)), refusal_tells=True)
    assert settled(heard, looked(balance=Found(refused=NO_RIGHT))).seen == "False"


def test_half_a_list_settles_only_what_does_not_rest_on_all_of_it() -> None:
    half = looked(Found(whole=False))
    assert settled(question(), half).bearing is Bearing.AS_ASSUMED
    assert settled(question(whole=True), half).bearing is Bearing.NOT_SEEN


def test_a_judge_reckons_exactly() -> None:
    assert settled(question(lambda looked: as_assumed(str(getcontext().prec))), looked()).seen == str(PRECISION)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (
            Refused(Meaning.NO_ANSWER, reason="no whole answer (ReadTimeout)"),
            "no answer: no whole answer (ReadTimeout)",
        ),
        (Refused(Meaning.LIMIT, reason="the announced weight is spent"), "not asked: the announced weight is spent"),
        (Refused(Meaning.NOT_THE_EXCHANGE, 404), "refused: HTTP 404"),
        (Refused(Meaning.BROKEN, 200, None, "a list was due"), "refused: HTTP 200 (a list was due)"),
    ],
)
def test_refusals_in_words(refused: Refused, words: str) -> None:
    assert told(refused)[0] == words


@pytest.mark.parametrize("meaning", list(Meaning))
def test_every_meaning_has_something_to_do(meaning: Meaning) -> None:
    advice = told(Refused(meaning, 400, -1))[1]
    assert advice and "downstream" not in advice, "what is cleared in Airflow is no cure here"
