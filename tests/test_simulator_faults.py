"""Every fault kind does what its name says, where and when it was put."""

import json
from datetime import date
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    KINDS,
    SECOND,
    UNIT,
    Broken,
    Caller,
    Clock,
    Deposit,
    Exchange,
    Fault,
    Fill,
    Symbol,
    World,
    public,
    start_of,
    units,
)
from tests.simulator.mutations import TEXTS

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"
DEPOSITS, TRADES, TIME = "/sapi/v1/capital/deposit/hisrec", "/api/v3/myTrades", "/api/v3/time"


@pytest.fixture
def exchange() -> Exchange:
    return new_exchange()


def new_exchange() -> Exchange:
    world = World(FIRST, FIRST)
    world.add_account(MAIN)
    world.add_account(SUB)
    world.add_symbol(Symbol("BNBUSDT", "BNB", "USDT"))
    for number in range(6):
        moment = NOON + number
        world.add(Deposit(str(number), MAIN, "BNB", UNIT, ((moment, 1),)))
        world.add(Fill("BNBUSDT", "BNB", "USDT", number, 1, MAIN, True, UNIT, units("2"), UNIT, 0, "BNB", moment))
    return Exchange(world, Clock(NOON + DAY))


@pytest.fixture
def main(exchange: Exchange) -> Caller:
    return Caller(exchange, MAIN)


def test_a_fault_hits_the_nth_match_and_the_times_after_it(exchange: Exchange) -> None:
    fault = exchange.add_fault("5xx", "time", nth=2, times=2, options={"status": 503})
    public(exchange, "/api/v3/exchangeInfo")
    assert [public(exchange, TIME).status for _ in range(4)] == [200, 503, 503, 200]
    assert fault.fired == 2


def test_a_fault_may_be_for_one_account_or_one_request_for_ever(exchange: Exchange, main: Caller) -> None:
    exchange.add_fault("html", DEPOSITS, key=SUB, times=None)
    exchange.add_fault("empty", TRADES, when=lambda request: "symbol=BNBUSDT" in request.query, times=None)
    assert main.send(DEPOSITS).json() and Caller(exchange, SUB).send(DEPOSITS).body.startswith(b"<html>")
    assert [main.send(TRADES, symbol="BNBUSDT").body for _ in range(2)] == [b"", b""]


def test_only_the_first_of_two_due_faults_is_used_up(exchange: Exchange) -> None:
    exchange.add_fault("5xx", "time")
    exchange.add_fault("empty", "time")
    assert [public(exchange, TIME).body for _ in range(3)][1] == b""


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no such fault: nonsense; known are .*timeout"):
        Fault("nonsense")


@pytest.mark.parametrize("kind", ["refused", "dns", "tls"])
def test_a_request_that_never_arrived_costs_nothing(exchange: Exchange, kind: str) -> None:
    exchange.add_fault(kind)
    with pytest.raises(Broken) as broken:
        public(exchange, TIME)
    assert broken.value.kind == kind and broken.value.response is None and not exchange.log


@pytest.mark.parametrize("kind", ["timeout", "reset", "reset_mid", "short_body"])
def test_a_connection_that_breaks_later_was_counted(exchange: Exchange, kind: str) -> None:
    exchange.add_fault(kind)
    with pytest.raises(Broken) as broken:
        public(exchange, TIME)
    assert broken.value.kind == kind and broken.value.response is not None
    assert exchange.log[0].fault == kind


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("-1021_late", 400, -1021),
        ("-1021_ahead", 400, -1021),
        ("-1003", 429, -1003),
        ("-1022", 400, -1022),
        ("-1121", 400, -1121),
        ("-2015", 401, -2015),
        ("error_object", 200, -1000),
    ],
)
def test_refusals(exchange: Exchange, main: Caller, kind: str, status: int, code: int) -> None:
    exchange.add_fault(kind, DEPOSITS)
    response = main.send(DEPOSITS)
    assert (response.status, response.json()["code"]) == (status, code)
    assert exchange.log[0].status == status


@pytest.mark.parametrize(("kind", "status"), [("html", 200), ("empty", 200), ("403", 403), ("5xx", 502)])
def test_answers_that_are_not_json(exchange: Exchange, kind: str, status: int) -> None:
    exchange.add_fault(kind)
    response = public(exchange, TIME)
    assert response.status == status
    with pytest.raises(ValueError):
        response.json()


@pytest.mark.parametrize(
    ("told", "header"),
    [(7, "7"), (0, "0"), (None, None), ("Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 GMT")],
)
def test_a_429_with_every_form_of_retry_after(exchange: Exchange, told: Any, header: str | None) -> None:
    exchange.add_fault("429", options={"retry_after": told})
    response = public(exchange, TIME)
    assert response.status == 429 and response.headers.get("Retry-After") == header


def test_a_call_during_the_wait_of_a_fault_is_marked_and_banned(exchange: Exchange) -> None:
    exchange.add_fault("429", options={"retry_after": 0, "wait": 10})
    assert [public(exchange, TIME).status for _ in range(2)] == [429, 418]
    assert len(exchange.log.inside_waits()) == 1


def test_a_418_bans_for_as_long_as_it_says(exchange: Exchange) -> None:
    exchange.add_fault("418", options={"retry_after": 960})
    assert public(exchange, TIME).status == 418
    exchange.clock.advance(959 * SECOND)
    assert public(exchange, TIME).status == 418
    exchange.clock.advance(SECOND)
    assert public(exchange, TIME).status == 200


def test_the_same_page_comes_twice(exchange: Exchange, main: Caller) -> None:
    exchange.add_fault("same_page", DEPOSITS)
    pages = [[row["id"] for row in main.get(DEPOSITS, offset=offset, limit=2)] for offset in (0, 2, 4)]
    assert pages == [["5", "4"], ["5", "4"], ["1", "0"]]


def test_a_page_is_longer_or_shorter_than_asked(exchange: Exchange, main: Caller) -> None:
    exchange.add_fault("long_page", TRADES)
    exchange.add_fault("short_page", TRADES)
    sizes = [len(main.get(TRADES, symbol="BNBUSDT", fromId=0, limit=4)) for _ in range(3)]
    assert sizes == [5, 2, 4]


def spoilt(exchange: Exchange, main: Caller, kind: str, **options: Any) -> bytes:
    exchange.add_fault(kind, DEPOSITS, options=options)
    return main.send(DEPOSITS, limit=2).body


def test_bodies_that_are_no_json(exchange: Exchange, main: Caller) -> None:
    whole = main.send(DEPOSITS, limit=2).body
    assert spoilt(exchange, main, "truncated") == whole[: len(whole) // 2]
    assert spoilt(exchange, main, "bom") == b"\xef\xbb\xbf" + whole
    with pytest.raises(UnicodeDecodeError):
        spoilt(exchange, main, "non_utf8").decode()


def test_tokens_and_keys_that_json_readers_let_through(exchange: Exchange, main: Caller) -> None:
    assert b'"amount":NaN' in spoilt(exchange, main, "nan_token")
    assert b'"amount":Infinity' in spoilt(exchange, main, "infinity_token")
    assert b'"amount":null' in spoilt(exchange, main, "null")
    assert b'"amount":"7","amount":"1"' in spoilt(exchange, main, "duplicate_key")
    assert b'"coin":"A\\u0000B"' in spoilt(exchange, main, "nul_char")
    assert b'"amount":1,' in spoilt(exchange, main, "number_for_text")


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_decimal_texts(exchange: Exchange, main: Caller, name: str) -> None:
    rows = json.loads(spoilt(exchange, main, name))
    assert rows[0]["amount"] == TEXTS[name] and rows[1]["amount"] == "1"


def test_fields_that_go_change_or_appear(exchange: Exchange, main: Caller) -> None:
    assert "status" not in json.loads(spoilt(exchange, main, "missing_field", field="status"))[0]
    assert "coinNew" in json.loads(spoilt(exchange, main, "renamed_field", field="coin", row=1))[1]
    assert json.loads(spoilt(exchange, main, "unknown_status"))[0]["status"] == 99
    assert json.loads(spoilt(exchange, main, "value", field="coin", value="BNB\n"))[0]["coin"] == "BNB\n"
    assert len(json.loads(spoilt(exchange, main, "hostile_name"))[0]["coin"]) > 300
    assert "addedLater" in json.loads(spoilt(exchange, main, "extra_field"))[0]
    assert isinstance(json.loads(spoilt(exchange, main, "list_object_swap")), dict)
    assert len(spoilt(exchange, main, "big_body")) > 10_000_000


def test_a_spoiling_fault_waits_for_an_answer_with_rows(exchange: Exchange, main: Caller) -> None:
    fault = exchange.add_fault("nan_text", DEPOSITS)
    assert main.get(DEPOSITS, coin="NONE") == [] and fault.fired == 0
    assert main.get(DEPOSITS)[0]["amount"] == "NaN" and fault.fired == 1


PATHS = {
    "/api/v3/time": {},
    "/api/v3/exchangeInfo": {},
    "/api/v3/ticker/price": {},
    "/api/v3/klines": {"symbol": "BNBUSDT", "interval": "1d", "limit": 3},
    TRADES: {"symbol": "BNBUSDT"},
    "/api/v3/account": {},
    DEPOSITS: {},
    "/sapi/v1/accountSnapshot": {"type": "SPOT"},
    "/sapi/v1/account/apiRestrictions": {},
    "/sapi/v1/sub-account/list": {},
}
NO_SUCH_PLACE = {
    ("/api/v3/klines", kind)
    for kind in (
        "duplicate_key",
        "renamed_field",
        "unknown_status",
        "nul_char",
        "non_utf8",
        "hostile_name",
        "extra_field",
        "big_body",
    )
} | {(path, "short_page") for path in ("/api/v3/time", "/sapi/v1/account/apiRestrictions")}


@pytest.mark.parametrize("path", PATHS)
def test_every_kind_fits_every_kind_of_answer(path: str) -> None:
    assert [kind for kind in KINDS if not fits(new_exchange(), path, kind)] == []


def fits(exchange: Exchange, path: str, kind: str) -> bool:
    if path.startswith("/api/v3/") and path not in (TRADES, "/api/v3/account"):
        ask = lambda: public(exchange, path, **PATHS[path])
    else:
        ask = lambda: Caller(exchange, MAIN).send(path, **PATHS[path])
    before = ask()
    exchange.clock.advance(1)
    fault = exchange.add_fault(kind, path)
    try:
        after = ask()
    except Broken:
        after = None
    changed = kind in ("long_page", "same_page") or after is None or after.body != before.body
    return fault.fired == (0 if (path, kind) in NO_SUCH_PLACE else 1) and (fault.fired == 0 or changed)
