"""All questions together: each numbered once, each with its looks, and free of what may not leave the machine."""

import re
from collections import Counter
from pathlib import Path

import pytest
from binrecon.domain.meanings import Meaning
from binrecon.probing import looks
from binrecon.probing.question import Bearing, Found, OpenQuestion, Refused
from binrecon.probing.questions.catalogue import BALANCES, QUESTIONS, SUMS, every_look, looks_of
from binrecon.probing.report import WITHHELD, ReportLine, shareable
from binrecon.probing.settling import settled

PAGE = Path(__file__).resolve().parents[3] / "docs" / "open-questions.md"
NUMBERS = [question.number for question in QUESTIONS]


def test_every_question_has_a_number_of_its_own_in_order() -> None:
    assert [number for number, count in Counter(NUMBERS).items() if count > 1] == []
    assert {int(re.sub(r"\D", "", number)) for number in NUMBERS} == set(range(1, 22))


@pytest.mark.parametrize("question", QUESTIONS, ids=NUMBERS)
def test_nothing_is_settled_by_empty_answers(question: OpenQuestion) -> None:
    empty = {look.name: Found() for look in question.looks}
    assert settled(question, empty).bearing is Bearing.NOT_SEEN


@pytest.mark.parametrize("question", QUESTIONS, ids=NUMBERS)
def test_a_refused_key_settles_nothing(question: OpenQuestion) -> None:
    refused = {look.name: Found(refused=Refused(Meaning.KEY, 401, -2015)) for look in question.looks}
    assert settled(question, refused).bearing in (Bearing.REFUSED, Bearing.NOT_SEEN)


@pytest.mark.parametrize("question", QUESTIONS, ids=NUMBERS)
@pytest.mark.parametrize("meaning", [Meaning.BAN, Meaning.NO_ANSWER, Meaning.BUSY, Meaning.LIMIT, Meaning.PLACE])
def test_a_refusal_of_the_moment_or_the_place_settles_nothing(question: OpenQuestion, meaning: Meaning) -> None:
    for failing in question.looks:
        found = {look.name: Found() for look in question.looks}
        found[failing.name] = Found(refused=Refused(meaning, 418, -1003))
        assert settled(question, found).bearing is Bearing.REFUSED


@pytest.mark.parametrize("question", QUESTIONS, ids=NUMBERS)
def test_a_question_is_written_without_anything_that_is_withheld(question: OpenQuestion) -> None:
    line = ReportLine(question, settled(question, {look.name: Found() for look in question.looks}))
    assert WITHHELD not in line.cells
    assert all(cell == shareable(cell) for cell in line.cells)


def test_the_keys_rights_are_looked_at_first() -> None:
    assert looks_of(QUESTIONS)[0] is every_look()[0] is looks.RIGHTS


def test_every_table_rests_on_what_is_looked_at() -> None:
    asked = set(every_look())
    assert {one.look for one in BALANCES} | {look for one in SUMS for look in one.looks} <= asked


def test_the_page_has_every_question_as_it_is_asked() -> None:
    rows = re.findall(r"^\| (\d+[a-d]?) \| (.+?) \| (.+?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(one.number, one.text, one.assumed) for one in QUESTIONS]
