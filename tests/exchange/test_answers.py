"""Every status and code leads to one action; the wait follows from the floor, the header and the text of a ban."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from binrecon.domain.errors import (
    BinanceAPIError,
    BinanceErrorType,
    FatalAPIError,
    InvalidSymbolError,
    RetryableAPIError,
)
from binrecon.exchange.answers import LONGEST_WAIT, document_of, pause_after, records_of
from binrecon.exchange.transport import Reply
from requests.structures import CaseInsensitiveDict

NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
Type = BinanceErrorType


def failure(status: int, body: Any = b"", **headers: str) -> BinanceAPIError:
    """The error that an answer is."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = CaseInsensitiveDict({name.replace("_", "-"): text for name, text in headers.items()})
    with pytest.raises(BinanceAPIError) as caught:
        document_of("trades", Reply(status, named, raw), NOW)
    return caught.value


def code(number: int, text: str = "some text") -> dict[str, Any]:
    return {"code": number, "msg": text}


@pytest.mark.parametrize(
    "number",
    [
        -1000,
        -1001,
        -1004,
        -1006,
        -1007,
        -1008,
        -1021,
        -3000,
        -3007,
        -3037,
        -3044,
        -4041,
        -10001,
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_a_passing_fault_of_the_exchange_is_retryable(status: int, number: int) -> None:
    error = failure(status, code(number))
    assert isinstance(error, RetryableAPIError)
    assert (error.type, error.code, error.status) == (Type.NETWORK_ERROR, number, status)


@pytest.mark.parametrize(
    ("status", "number", "type"),
    [
        (401, -2014, Type.API_KEY_INVALID),
        (401, -2015, Type.API_KEY_INVALID),
        (400, -2015, Type.API_KEY_INVALID),
        (403, -2015, Type.API_KEY_INVALID),
        (400, -1022, Type.API_KEY_INVALID),
        (400, -1002, Type.API_KEY_INVALID),
        (400, -1099, Type.API_KEY_INVALID),
        (400, -1100, Type.PARAMETER_ERROR),
        (400, -1102, Type.PARAMETER_ERROR),
        (400, -1127, Type.PARAMETER_ERROR),
        (400, -1128, Type.PARAMETER_ERROR),
        (400, -1130, Type.PARAMETER_ERROR),
        (400, -1131, Type.PARAMETER_ERROR),
        (400, -4047, Type.PARAMETER_ERROR),
        (400, -4006, Type.PARAMETER_ERROR),
        (400, -5021, Type.PARAMETER_ERROR),
        (200, -3026, Type.PARAMETER_ERROR),
        (400, -2010, Type.INSUFFICIENT_BALANCE),
        (400, -1016, Type.UNKNOWN),
        (400, -9999, Type.UNKNOWN),
        (200, 0, Type.UNKNOWN),
    ],
)
def test_what_no_repetition_cures_is_fatal(status: int, number: int, type: BinanceErrorType) -> None:
    error = failure(status, code(number))
    assert isinstance(error, FatalAPIError)
    assert error.type is type


def test_an_unknown_symbol_has_its_own_error() -> None:
    error = failure(400, code(-1121, "Invalid symbol."))
    assert isinstance(error, InvalidSymbolError)
    assert not isinstance(error, RetryableAPIError | FatalAPIError)


@pytest.mark.parametrize("body", [b"", b"<html>", json.dumps(code(-1000)).encode(), json.dumps(code(-2015)).encode()])
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_fault_is_retryable_whatever_the_body(status: int, body: bytes) -> None:
    assert isinstance(failure(status, body), RetryableAPIError)


@pytest.mark.parametrize("status", [301, 302, 400, 404, 408])
def test_a_page_of_somebody_else_is_retryable(status: int) -> None:
    assert failure(status, b"<html>").type is Type.NETWORK_ERROR


def test_a_401_without_a_code_is_a_bad_key() -> None:
    assert failure(401, b"").type is Type.API_KEY_INVALID


@pytest.mark.parametrize("body", [b"", b"<html></html>", b'[{"a":1', b"[NaN]", b'{"a":1,"a":1}'])
def test_a_broken_body_is_retryable_and_never_empty(body: bytes) -> None:
    error = failure(200, body)
    assert isinstance(error, RetryableAPIError)
    assert error.retry_after is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (None, 60),
        ("0", 60),
        ("-5", 60),
        ("soon", 60),
        ("30", 60),
        ("61", 61),
        ("960", 960),
        ("999999999", LONGEST_WAIT),
        (format_datetime(NOW + timedelta(seconds=300), usegmt=True), 300),
        (format_datetime(NOW - timedelta(seconds=300), usegmt=True), 60),
        ("Thu, 05 Nov 2026 02:10:00 -0000", 600),
    ],
)
def test_429_waits_as_told_but_never_less_than_a_minute(told: str | None, seconds: float) -> None:
    error = failure(429, code(-1003), **({} if told is None else {"Retry_After": told}))
    assert (error.type, error.retry_after) == (Type.RATE_LIMIT, seconds)
    pause = pause_after(error)
    assert pause is not None and pause.seconds == seconds and not pause.whole_ip


@pytest.mark.parametrize("number", [-1003, -1015, -4005, -6009, -12014])
@pytest.mark.parametrize("status", [200, 400])
def test_a_limit_told_by_its_code_alone_waits_too(status: int, number: int) -> None:
    error = failure(status, code(number))
    assert (error.type, error.retry_after) == (Type.RATE_LIMIT, 60)


@pytest.mark.parametrize(
    ("told", "banned_for", "seconds"),
    [("960", None, 960), ("0", None, 120), (None, None, 120), ("0", 600, 600), ("960", 600, 960), ("0", -600, 120)],
)
def test_418_stops_the_whole_address_until_the_ban_ends(told: str, banned_for: int, seconds: float) -> None:
    until = "" if banned_for is None else str(int(NOW.timestamp() + banned_for) * 1000)
    error = failure(
        418,
        code(-1003, f"Way too much request weight used; IP banned until {until}. Please use WebSocket Streams."),
        **({} if told is None else {"Retry_After": told}),
    )
    pause = pause_after(error)
    assert pause is not None and pause.whole_ip
    assert pause.seconds == seconds


def test_the_firewall_holds_back_the_whole_address_for_five_minutes() -> None:
    pause = pause_after(failure(403, b"<html>Request blocked</html>"))
    assert pause is not None and (pause.seconds, pause.whole_ip) == (300, True)


@pytest.mark.parametrize("error", [(500, b""), (400, code(-1121)), (401, code(-2015)), (200, b"")])
def test_other_errors_hold_nothing_back(error: tuple[int, Any]) -> None:
    assert pause_after(failure(*error)) is None


def test_the_text_of_a_refusal_is_not_passed_on() -> None:
    error = failure(400, code(-1100, "Illegal characters found in parameter 'signature'; abcdef"))
    assert "abcdef" not in str(error) and "abcdef" not in repr(vars(error))


def test_a_snapshot_says_200_when_it_is_good() -> None:
    body = b'{"code":200,"msg":"","snapshotVos":[]}'
    assert document_of("daily_snapshot", Reply(200, CaseInsensitiveDict(), body), NOW)[1]["snapshotVos"] == []


@pytest.mark.parametrize(
    ("path", "document"),
    [
        ("", {}),
        ("", {"rows": []}),
        ("", "text"),
        ("", None),
        ("", 1),
        ("rows", []),
        ("rows", {}),
        ("rows", {"rows": None}),
        ("rows", {"rows": {}}),
        ("rows", {"total": 1}),
        ("rows", {"total": False}),
        (None, []),
        (None, None),
        ("", [1]),
        ("", [None]),
        ("", [{}, []]),
        ("", [{}, "x"]),
    ],
)
def test_another_shape_is_refused_and_never_empty(path: str | None, document: Any) -> None:
    with pytest.raises(RetryableAPIError, match="broken answer"):
        records_of("any", path, document)


def test_a_list_may_be_left_out_only_beside_a_total_of_nothing() -> None:
    assert records_of("wallet_transfer", "rows", {"total": 0}) == []
