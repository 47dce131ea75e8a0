"""Every status and every documented code has a class whose sentence says what it means, and only the unmistakable
proves anything."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from binrecon.domain.errors import BinanceAPIError, FatalAPIError, RetryableAPIError
from binrecon.domain.meanings import OF_THE_LIST, SENTENCES, Meaning
from binrecon.exchange.answers import document_of
from binrecon.exchange.refusals import ABSENCES, UNSUPPORTED, NotHadError, meaning_of
from binrecon.exchange.transport import Reply
from requests.structures import CaseInsensitiveDict

from tests.simulator.refusals import ANSWERS

NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
SUB_LIST, TRANSFERS = "/sapi/v1/sub-account/universalTransfer", "/sapi/v1/asset/transfer"

SPOT_CODES = [
    -1000,
    -1001,
    -1002,
    -1003,
    -1004,
    -1006,
    -1007,
    -1008,
    -1015,
    -1016,
    -1020,
    -1021,
    -1022,
    -1099,
    *range(-1106, -1099),
    -1108,
    -1111,
    -1112,
    *range(-1119, -1113),
    -1120,
    -1121,
    -1122,
    -1125,
    -1127,
    -1128,
    -1130,
    -1131,
    -1220,
    -2010,
    -2011,
    -2013,
    -2014,
    -2015,
    -2016,
    -2026,
]
SAPI_CODES = [
    *range(-3008, -2999),
    -3010,
    -3011,
    -3012,
    -3015,
    *range(-3023, -3019),
    *range(-3029, -3024),
    -3036,
    -3037,
    -3041,
    -3044,
    -3045,
    -3999,
    *range(-4006, -4000),
    -4015,
    -4018,
    -4019,
    -4021,
    -4024,
    -4026,
    -4029,
    -4039,
    -4041,
    -4045,
    -4046,
    -4047,
    -4060,
    -4106,
    -5001,
    -5002,
    -5003,
    -5006,
    -5010,
    -5011,
    -5012,
    -5021,
    -6009,
    -6016,
    -6021,
    -6073,
    -7001,
    -7002,
    -10001,
    -10002,
    -10005,
    -12014,
    *range(-18007, -18001),
    -21001,
]
SEEN = [-5000, -8012, -9000, -10038, -12022, 100001002]
"""In no error list, and answered for real."""
CURE = {
    -2015: Meaning.KEY,
    -1022: Meaning.SIGNATURE,
    -1002: Meaning.RIGHTS,
    -3001: Meaning.TWO_FACTOR,
    -1021: Meaning.CLOCK,
    -1003: Meaning.LIMIT,
    -1007: Meaning.BUSY,
    -1016: Meaning.RETIRED,
    -4006: Meaning.ACCOUNT_TYPE,
    -12022: Meaning.ACCOUNT_TYPE,
    -5021: Meaning.EMAIL,
    -4047: Meaning.WINDOW,
    -1102: Meaning.QUESTION,
    -2010: Meaning.NOT_A_READING,
    -1121: Meaning.PAIR,
    100001002: Meaning.NOT_OFFERED,
    -3999: Meaning.NOT_OFFERED,
}
STATUSES = {
    401: Meaning.KEY,
    403: Meaning.FIREWALL,
    404: Meaning.NOT_THE_EXCHANGE,
    407: Meaning.NOT_THE_EXCHANGE,
    408: Meaning.BUSY,
    410: Meaning.RETIRED,
    418: Meaning.BAN,
    425: Meaning.BUSY,
    429: Meaning.LIMIT,
    451: Meaning.PLACE,
}


def refused(status: int, body: Any, path: str = "/sapi/v1/any", key: str = "") -> BinanceAPIError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(BinanceAPIError) as caught:
        document_of("any", Reply(status, CaseInsensitiveDict(), raw), NOW, path, key)
    return caught.value


def test_every_documented_code_has_a_class_of_its_own() -> None:
    codes = [*SPOT_CODES, *SAPI_CODES, *SEEN]
    meanings = {code: refused(400, {"code": code, "msg": "some text"}).meaning for code in codes}
    assert [code for code, meaning in meanings.items() if meaning in (Meaning.UNKNOWN, Meaning.REFUSED)] == []
    assert {code: meaning for code, meaning in meanings.items() if meaning is not CURE.get(code, meaning)} == {}


@pytest.mark.parametrize(
    "body",
    [b"<html></html>", b"", {"msg": "no"}, {"success": False, "msg": "no"}, {"code": 0, "msg": "no"}],
    ids=["page", "empty", "words", "success false", "code 0"],
)
def test_every_status_without_a_code_has_a_class_of_its_own(body: Any) -> None:
    told = Meaning.REFUSED if isinstance(body, dict) else Meaning.NOT_THE_EXCHANGE
    expected = {status: Meaning.BUSY if status >= 500 else STATUSES.get(status, told) for status in range(400, 600)}
    assert {status: refused(status, body).meaning for status in expected} == expected


def test_the_general_sentence_is_for_codes_that_no_document_names() -> None:
    assert refused(400, {"code": -77777, "msg": ""}).meaning is Meaning.UNKNOWN
    assert len(set(SENTENCES.values())) == len(Meaning), "no two classes share a sentence"


def test_a_place_that_is_not_served_is_final_and_says_so() -> None:
    error = refused(*ANSWERS["place"])
    assert isinstance(error, FatalAPIError) and error.meaning is Meaning.PLACE
    assert "does not serve the place this host asks from" in SENTENCES[error.meaning]


def test_a_refusal_in_words_stays_and_is_no_broken_line() -> None:
    assert isinstance(refused(400, {"success": False, "msg": "no"}), FatalAPIError)
    assert isinstance(refused(200, {"success": False, "msg": "no"}), RetryableAPIError)
    assert refused(200, {"success": False, "msg": "no"}).meaning is Meaning.SAYS_FAILED


@pytest.mark.parametrize("answer", [name for name in ANSWERS if "sub-account function off" in name])
def test_a_function_that_is_off_is_told_by_the_words_whatever_the_code(answer: str) -> None:
    error = refused(*ANSWERS[answer], SUB_LIST)
    assert isinstance(error, NotHadError) and error.absence is ABSENCES[0]
    assert error.body == json.dumps(ANSWERS[answer][1]) and error.body not in str(error)


@pytest.mark.parametrize("path", ["/api/v3/myTrades", "/sapi/v1/capital/deposit/hisrec", TRANSFERS])
def test_words_about_another_list_prove_nothing(path: str) -> None:
    assert not isinstance(refused(*ANSWERS["sub-account function off"], path), NotHadError)


@pytest.mark.parametrize("answer", ["unsupported", "unsupported, other code", "broker"])
def test_unsupported_is_a_word_that_somebody_has_to_confirm(answer: str) -> None:
    error = refused(*ANSWERS[answer], SUB_LIST)
    assert isinstance(error, NotHadError) and error.absence is UNSUPPORTED
    assert not isinstance(refused(*ANSWERS[answer], TRANSFERS), NotHadError)


@pytest.mark.parametrize(
    ("answer", "path", "key", "proves"),
    [
        ("no margin account", "/sapi/v1/margin/liquidation-loan/repay-history", "", True),
        ("no margin account", TRANSFERS, "MAIN_MARGIN", True),
        ("no margin account", TRANSFERS, "MAIN_FUNDING", False),
        ("no futures account", TRANSFERS, "UMFUTURE_MAIN", True),
        ("no futures account", TRANSFERS, "OPTION_MAIN", False),
        ("no Portfolio Margin account", TRANSFERS, "PORTFOLIO_MARGIN_MAIN", True),
        ("no records", "/sapi/v2/loan/x", "", True),
        ("no records", "/api/v3/myTrades", "", False),
        ("key", SUB_LIST, "", False),
        ("not authorized", SUB_LIST, "", False),
        ("place", SUB_LIST, "", False),
        ("denied", SUB_LIST, "", False),
        ("invited users only", "/sapi/v1/sol-staking", "", False),
    ],
)
def test_what_an_account_does_not_have(answer: str, path: str, key: str, proves: bool) -> None:
    assert isinstance(refused(*ANSWERS[answer], path, key), NotHadError) is proves


def test_a_server_fault_proves_nothing_whatever_it_says() -> None:
    assert not isinstance(refused(500, ANSWERS["sub-account function off"][1], SUB_LIST), NotHadError)


def test_what_is_about_the_key_the_place_or_the_moment_is_not_about_the_list() -> None:
    of_the_moment = {meaning_of(status, None, False) for status in (401, 403, 418, 429, 451, 500)}
    assert not OF_THE_LIST & (
        of_the_moment | {Meaning.SIGNATURE, Meaning.RIGHTS, Meaning.TWO_FACTOR, Meaning.EMAIL, Meaning.CLOCK}
    )
