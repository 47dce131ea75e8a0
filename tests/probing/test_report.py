"""The table and the page of a probe, and that nothing personal is in them."""

import re
from typing import Any

import pytest
from binrecon.domain.limits import Limiter
from binrecon.probing.asking import look_at
from binrecon.probing.question import Bearing, Found, Looked, Row, Sighting
from binrecon.probing.questions.catalogue import QUESTIONS, every_look
from binrecon.probing.report import WITHHELD, ReportLine, budget_text, counted, document, lines_of, shareable, table

from tests.exchange_client import client_of
from tests.probing.stand import BY_NUMBER, exchange_of, trading
from tests.simulator import Clock, Exchange, random_scenario
from tests.simulator.clock import DAY, HOUR, start_of


def printed(looked: Looked) -> str:
    lines = lines_of(QUESTIONS, looked)
    return f"{table(lines)}\n{counted(lines)}\n{document(lines, every_look(), looked)}"


def values(thing: Any) -> set[str]:
    """Every text and number of an answer."""
    if isinstance(thing, dict):
        return set().union(*map(values, thing.values()))
    if isinstance(thing, list | tuple):
        return set().union(*map(values, thing))
    return {str(thing)}


def personal(looked: Looked) -> set[str]:
    """What of the answers may be an amount, an id, an address or a time: longer than any count."""
    told = set().union(*(values(found.rows) | values(found.document) for found in looked.values()))
    return {one for one in told if "@" in one or (len(one) >= 5 and re.search(r"\d{2}", one) and not one.isalpha())}


@pytest.mark.parametrize("seed", [3, 11])
def test_nothing_personal_is_in_the_report(seed: int) -> None:
    scenario = random_scenario(seed, futures=True, products=True)
    email = next(iter(scenario.world.accounts))
    exchange = Exchange(scenario, Clock(start_of(scenario.world.last_day) + DAY + 9 * HOUR))
    looked = look_at(client_of(exchange, email), every_look(), lambda name: None)
    text, key = printed(looked), exchange.key_of(email)
    secrets = personal(looked)
    assert len(secrets) > 100
    words = set(re.findall(r"[^\s|`();,:]+", text))
    assert {secret for secret in secrets if secret in words or (len(secret) > 7 and secret in text)} == set()
    assert re.search(r"\d[.,]\d", text) is None, "no amount, however short"
    assert email not in text and key.api_key not in text
    assert not key.secret or key.secret not in text


@pytest.mark.parametrize(
    "words",
    ["0.5 came", "7,5", "id 9689322392", "a@b", "17 at 12345"],
)
def test_what_could_be_an_amount_an_id_or_an_address_is_withheld(words: str) -> None:
    assert shareable(words) == WITHHELD


@pytest.mark.parametrize(
    "words", ["refused: HTTP 400, code -21001", "code 100001002", "at 09:05 UTC", "3 of 7 row(s)", "800 days ago"]
)
def test_codes_counts_and_hours_are_shown(words: str) -> None:
    assert shareable(words) == words


def test_a_judge_that_tells_too_much_is_withheld() -> None:
    line = ReportLine(BY_NUMBER["1"], Sighting(Bearing.OTHERWISE, "the balance is 12.5", "act"))
    assert line.cells[3] == WITHHELD


def test_the_table_has_every_question_and_what_follows() -> None:
    exchange = exchange_of(trading())
    looked = look_at(client_of(exchange, "main@example.com"), every_look(), lambda name: None)
    lines = lines_of(QUESTIONS, looked)
    text = table(lines)
    assert text.splitlines()[0].split()[:2] == ["#", "question"]
    assert all(re.search(rf"^{question.number} ", text, re.MULTILINE) for question in QUESTIONS)
    assert max(map(len, text.splitlines())) <= 200
    assert "as assumed: walletBalance rolls forward" in text


def test_the_page_has_questions_and_lists_and_says_what_may_be_shared() -> None:
    looked: dict[str, Found] = {look.name: Found() for look in every_look()}
    odd: Row = {"symbol": "BTCUSDT", "income": "1", "pipe|d": "x"}
    looked["um_income"] = Found(rows=(odd,))
    page = document(lines_of(QUESTIONS, looked), every_look(), looked)
    assert "CSVs beside it hold amounts" in page
    assert "| um_income | 1 record(s): `a name that may be data` (a text) is not described; " in page
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == len(QUESTIONS) + len(every_look()) + 4


def test_how_many_came_to_what() -> None:
    bearings = (Bearing.AS_ASSUMED, Bearing.AS_ASSUMED, Bearing.REFUSED)
    lines = [ReportLine(QUESTIONS[0], Sighting(bearing, "x")) for bearing in bearings]
    assert counted(lines) == "2 as assumed, 0 otherwise, 0 not seen, 1 refused"


def test_the_budget_is_told_before_anything_is_spent() -> None:
    text = budget_text({Limiter.FAPI_IP: 750}, 9)
    assert text.startswith("9 lists and windows are looked at") and "750 of FAPI_IP" in text
