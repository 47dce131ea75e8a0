"""The client in front of the simulated exchange: clock, signature, retries, every fault, and no secret in an error."""

import base64
import json
import logging
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import requests
from binrecon.collectors.base import windows_for
from binrecon.domain.errors import (
    BinanceErrorType,
    ConfigurationError,
    FatalAPIError,
    InvalidSymbolError,
    RetryableAPIError,
)
from binrecon.exchange.channel import ATTEMPTS
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint, Host
from binrecon.sources.pages import FromId, Numbered, Offset

from tests.exchange_client import NoLimits, Waits, client_of
from tests.simulator import KINDS, Exchange, make_key
from tests.small_world import MAIN, SUB, at, day_of_world, run_clock, small_world

QUESTIONS = [
    (MAIN, "daily_snapshot", "SPOT"),
    (MAIN, "deposit_history", ""),
    (MAIN, "withdraw_history", ""),
    (MAIN, "sub_transfer_history", "to"),
    (MAIN, "universal_transfer", "to"),
    (SUB, "sub_user_history", "1"),
    (MAIN, "wallet_transfer", "MAIN_FUNDING"),
    (MAIN, "trades", "BTCUSDT"),
    (MAIN, "convert_history", ""),
    (MAIN, "sub_account_list", ""),
    ("", "exchange_info", ""),
    ("", "klines", "BTCUSDT"),
]
REPEATED = [
    "-1003",
    "-1021_ahead",
    "-1021_late",
    "403",
    "5xx",
    "bom",
    "dns",
    "duplicate_key",
    "empty",
    "error_object",
    "html",
    "infinity_token",
    "list_object_swap",
    "long_page",
    "nan_token",
    "non_utf8",
    "nul_char",
    "refused",
    "reset",
    "reset_mid",
    "short_body",
    "timeout",
    "tls",
    "truncated",
]
ENDS = {"-1022": FatalAPIError, "-2015": FatalAPIError, "-1121": InvalidSymbolError}
Question = tuple[str, str, str]


def small_pages(name: str) -> tuple[Endpoint, dict[str, int]]:
    """The endpoint with pages of three, or of six where few calls are allowed in a second, and the exchange's cap that
    goes with it."""
    endpoint = CATALOGUE[name]
    if isinstance(endpoint.pages, Offset | Numbered | FromId):
        size = 6 if name == "withdraw_history" else 3
        return replace(endpoint, pages=replace(endpoint.pages, limit=size)), {endpoint.path: size}
    return endpoint, {}


def read(exchange: Exchange, endpoint: Endpoint, email: str, key: str, limits: NoLimits | None = None) -> set[str]:
    """Everything that one day's windows bring, each record as text."""
    client = client_of(exchange, email, limits)
    pages = [page for window in windows_for(endpoint, day_of_world()) for page in client.pages(endpoint, key, window)]
    return {json.dumps(record, default=str, sort_keys=True) for page in pages for record in page.records}


def new_exchange(**options: Any) -> Exchange:
    return Exchange(small_world(), run_clock(), **options)


@cache
def undisturbed(question: Question) -> set[str]:
    """What small pages bring when nothing goes wrong."""
    email, name, key = question
    endpoint, caps = small_pages(name)
    return read(new_exchange(page_caps=caps), endpoint, email, key)


@pytest.mark.parametrize(("email", "name", "key"), QUESTIONS)
def test_every_endpoint_is_asked_in_a_way_the_exchange_accepts(email: str, name: str, key: str) -> None:
    assert read(new_exchange(), CATALOGUE[name], email, key)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q[1])
def test_a_fault_that_passes_changes_nothing(question: Question) -> None:
    faults = [(kind, nth) for kind in REPEATED for nth in (1, 2)]
    assert [fault for fault in faults if disturbed(question, *fault) != undisturbed(question)] == []


def disturbed(question: Question, kind: str, nth: int) -> set[str]:
    """What small pages bring when the nth answer is spoiled."""
    email, name, key = question
    endpoint, caps = small_pages(name)
    exchange = new_exchange(page_caps=caps)
    exchange.add_fault(kind, endpoint.path, nth=nth)
    return read(exchange, endpoint, email, key)


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q[1])
def test_a_refusal_that_stays_is_asked_once_only(question: Question, kind: str) -> None:
    email, name, key = question
    exchange = new_exchange()
    fault = exchange.add_fault(kind, CATALOGUE[name].path, times=None)
    with pytest.raises(ENDS[kind]):
        read(exchange, CATALOGUE[name], email, key)
    assert fault.fired == 1


@pytest.mark.parametrize("kind", sorted(set(REPEATED) - {"-1021_ahead", "-1021_late", "long_page"}))
def test_a_fault_that_stays_ends_after_a_bounded_number_of_tries(kind: str) -> None:
    exchange = new_exchange()
    fault = exchange.add_fault(kind, "deposit/hisrec", times=None)
    with pytest.raises(RetryableAPIError):
        read(exchange, CATALOGUE["deposit_history"], MAIN, "")
    assert fault.fired == ATTEMPTS


@pytest.mark.parametrize(
    "name",
    ["deposit_history", "withdraw_history", "sub_transfer_history", "wallet_transfer", "universal_transfer", "trades"],
)
@pytest.mark.parametrize("nth", [1, 2, 3])
@pytest.mark.parametrize("kind", ["short_page", "same_page"])
def test_a_wrong_page_loses_nothing(name: str, nth: int, kind: str) -> None:
    question = next(question for question in QUESTIONS if question[1] == name)
    email, _, key = question
    endpoint, caps = small_pages(name)
    endpoint = replace(endpoint, reread=timedelta(0))
    exchange = new_exchange(page_caps=caps)
    exchange.add_fault(kind, endpoint.path, nth=nth)
    assert read(exchange, endpoint, email, key) == undisturbed(question)


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_a_wrong_clock_of_ours_is_corrected_before_the_first_signed_call(hours: int) -> None:
    exchange = new_exchange()
    client = client_of(exchange, MAIN, skew=timedelta(hours=hours))
    assert list(client.get_deposit_history(day_of_world()))
    assert [entry.status for entry in exchange.log] == [200] * len(exchange.log)
    assert client.now() == at(exchange.clock)


def test_a_refused_clock_is_set_once_and_the_call_signed_anew() -> None:
    exchange = new_exchange()
    exchange.add_fault("-1021_late", "deposit", times=None)
    with pytest.raises(RetryableAPIError):
        list(client_of(exchange, MAIN).get_deposit_history(day_of_world()))
    assert [entry.path.rsplit("/", 1)[1] for entry in exchange.log] == ["time", "hisrec", "time", "hisrec"]


@pytest.mark.parametrize("kind", ["-1021_late", "-1021_ahead"])
def test_a_clock_that_is_refused_itself_is_an_error_and_no_endless_asking(kind: str) -> None:
    exchange = new_exchange()
    exchange.add_fault(kind, "time", times=None)
    with pytest.raises(RetryableAPIError):
        list(client_of(exchange, MAIN).get_deposit_history(day_of_world()))
    assert {entry.path.rsplit("/", 1)[1] for entry in exchange.log} == {"time"}


def test_each_try_has_its_own_timestamp_and_tries_are_spread() -> None:
    exchange = new_exchange()
    exchange.add_fault("5xx", "deposit", times=3)
    waits = Waits(exchange)
    list(client_of(exchange, MAIN, sleep=waits).get_deposit_history(day_of_world()))
    queries = [entry.query for entry in exchange.log.of("deposit")]
    assert len(set(queries[:4])) == 4
    assert len(waits) == 3


def test_an_ed25519_key_is_accepted() -> None:
    exchange = new_exchange()
    exchange.add_key(make_key("modern", MAIN, ed25519=True))
    assert read(exchange, CATALOGUE["sub_transfer_history"], MAIN, "from")


def test_the_key_is_sent_only_where_it_is_needed() -> None:
    exchange = new_exchange()
    client = client_of(exchange, MAIN)
    client.get_server_time()
    list(client.get_exchange_info(day_of_world()))
    assert {entry.key for entry in exchange.log} == {""}


def test_a_signed_endpoint_without_a_key_is_refused_before_anything_is_sent() -> None:
    exchange = new_exchange()
    with pytest.raises(ConfigurationError):
        list(client_of(exchange, "").get_deposit_history(day_of_world()))
    assert not exchange.log.of("deposit")


def test_every_call_is_granted_and_settled_with_what_came_of_it() -> None:
    exchange, limits = new_exchange(), NoLimits()
    exchange.add_fault("5xx", "deposit")
    exchange.add_fault("reset", "deposit", nth=2)
    read(exchange, CATALOGUE["deposit_history"], MAIN, "", limits)
    assert [call.endpoint for call in limits.calls] == ["server_time"] + ["deposit_history"] * 4
    assert [(o.status, o.outcome) for o in limits.outcomes] == [
        (200, "answered"),
        (502, "NETWORK_ERROR"),
        (None, "NETWORK_ERROR"),
        (200, "answered"),
        (200, "answered"),
    ]
    assert limits.outcomes[-1].used == 4
    assert [(call.weight, call.email) for call in limits.calls[1:]] == [(1, MAIN)] * 4


def test_a_page_tells_what_was_asked_and_what_came() -> None:
    page = next(client_of(new_exchange(), MAIN).get_transfer_between_accounts_main(day_of_world(), "to"))
    window = day_of_world()
    assert page.request == {
        "toEmail": MAIN,
        "startTime": window.first_ms,
        "endTime": window.last_ms,
        "page": 1,
        "limit": 200,
    }
    assert json.loads(page.body)["result"] == page.records
    assert (page.endpoint, page.key, page.window, page.status) == ("universal_transfer", "to", window, 200)
    assert page.weight_headers == {"X-SAPI-USED-IP-WEIGHT-1M": "1"}


def test_the_methods_with_names_reach_their_lists() -> None:
    exchange = new_exchange()
    main, sub, day = client_of(exchange, MAIN), client_of(exchange, SUB), day_of_world()
    found = [
        main.get_account_snapshot(day),
        main.get_withdraw_history(day),
        main.get_transfer_between_wallets(day, "MAIN_FUNDING"),
        sub.get_transfer_between_accounts_sub(day, "2"),
        main.get_trades("BTCUSDT", day),
        main.get_convert_history(day),
        main.get_sub_accounts(day),
        main.get_klines("BTCUSDT", day),
    ]
    assert all(next(pages).records for pages in found)
    assert main.get_key_permissions()["enableReading"] is True
    assert main.get_server_time() == at(exchange.clock)


def secrets_of(exchange: Exchange, session: requests.Session) -> list[str]:
    key = exchange.key_of(MAIN)
    adapter = session.get_adapter("https://exchange.test")
    found = [key.api_key, key.secret, "signature=", *adapter.signatures]
    return found + [base64.b64encode(text.encode()).decode() for text in found]


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_carries_a_key_a_signature_or_an_address(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    exchange = new_exchange()
    exchange.add_fault(kind, "deposit", times=None)
    client = client_of(exchange, MAIN)
    session = client._channel._transports[Host.API]._session
    try:
        list(client.get_deposit_history(day_of_world()))
        told = caplog.text
    except Exception as error:  # noqa: BLE001 - whichever comes must not tell the key
        told = everything_in(error) + caplog.text
        assert "exchange.test" not in told
    assert not [secret for secret in secrets_of(exchange, session) if secret in told]
    assert exchange.key_of(MAIN).api_key not in repr(client) + repr(vars(client))


def everything_in(error: BaseException | None) -> str:
    """Text, arguments and attributes of an error and of all that hangs on it."""
    if error is None:
        return ""
    own = f"{error!r} {error} {error.args!r} {vars(error)!r}"
    return own + everything_in(error.__cause__) + everything_in(error.__context__)


def test_a_signed_address_is_kept_out_of_the_debug_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    log = logging.getLogger("urllib3.connectionpool")
    log.debug('%s "GET %s HTTP/1.1"', "https://x", "/sapi/v1/account?timestamp=1&signature=abc")
    log.debug("Starting new HTTPS connection")
    assert [record.message for record in caplog.records] == ["Starting new HTTPS connection"]


def test_a_redirect_is_not_followed() -> None:
    exchange = new_exchange()
    exchange.add_fault("5xx", "deposit", times=None, options={"status": 302})
    with pytest.raises(RetryableAPIError) as caught:
        list(client_of(exchange, MAIN).get_deposit_history(day_of_world()))
    assert (caught.value.status, caught.value.type) == (302, BinanceErrorType.NETWORK_ERROR)


@pytest.mark.parametrize("told", [0, 1_499_990_399_999, 4_102_444_800_000])
def test_a_server_time_that_cannot_be_is_not_believed(told: int) -> None:
    exchange = new_exchange()
    exchange.add_fault("unknown_status", "v3/time", times=None, options={"field": "serverTime", "value": told})
    with pytest.raises(RetryableAPIError, match="no serverTime"):
        client_of(exchange, MAIN).get_server_time()
