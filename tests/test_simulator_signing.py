"""Keys, signatures, clocks and permissions, as the exchange documents them."""

import json
from datetime import date
from urllib.parse import quote

import pytest

from tests.simulator import DAY, Caller, Clock, Exchange, Key, Request, World, make_key, start_of
from tests.simulator.keys import READ_ONLY

NOW = start_of(date(2026, 9, 10))
MAIN, SUB = "main@example.com", "alice+1@test.com"
PUBLISHED_SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
PUBLISHED_KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
ACCOUNT = "/api/v3/account"


@pytest.fixture
def exchange() -> Exchange:
    world = World(date(2026, 9, 1), date(2026, 9, 5))
    world.add_account(MAIN)
    world.add_account(SUB)
    return Exchange(world, Clock(NOW))


@pytest.fixture
def main(exchange: Exchange) -> Caller:
    return Caller(exchange, MAIN)


def error(response) -> tuple[int, int]:
    return response.status, response.json()["code"]


@pytest.mark.parametrize(
    ("payload", "signature"),
    [
        (
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
            "&timestamp=1499827319559",
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
        ),
        (
            "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC"
            "&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
            "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3",
        ),
    ],
)
def test_published_vectors_are_accepted_in_any_case(payload: str, signature: str) -> None:
    key = Key("published", MAIN, PUBLISHED_KEY, secret=PUBLISHED_SECRET)
    assert key.accepts(payload, signature)
    assert key.accepts(payload, signature.upper())
    assert not key.accepts(payload + "0", signature)


def test_a_raw_at_sign_is_refused_even_when_it_was_signed(exchange: Exchange, main: Caller) -> None:
    path, payload = "/sapi/v1/sub-account/universalTransfer", f"fromEmail={MAIN}&timestamp={NOW}"
    assert error(main.raw(path, f"{payload}&signature={main.key.sign(payload)}")) == (400, -1022)
    assert main.send(path, fromEmail=MAIN).status == 200
    encoded = payload.replace("@", "%40")
    assert error(main.raw(path, f"{encoded}&signature={main.key.sign(payload)}")) == (400, -1022)


def test_ed25519_keys_work_and_are_checked(exchange: Exchange) -> None:
    caller = Caller(exchange, SUB, key=exchange.add_key(make_key("ed", SUB, ed25519=True)))
    assert caller.send(ACCOUNT).status == 200
    payload = f"timestamp={NOW}"
    signature = caller.key.sign(payload)
    assert error(caller.raw(ACCOUNT, f"{payload}&recvWindow=1&signature={quote(signature, safe='')}")) == (400, -1022)
    assert error(caller.raw(ACCOUNT, f"{payload}&signature=nonsense")) == (400, -1022)


def test_the_signature_may_stand_anywhere_and_covers_the_rest(main: Caller) -> None:
    payload = f"recvWindow=5000&timestamp={NOW}"
    signature = main.key.sign(payload)
    assert main.raw(ACCOUNT, f"recvWindow=5000&signature={signature}&timestamp={NOW}").status == 200
    assert error(main.raw(ACCOUNT, f"timestamp={NOW}&recvWindow=5000&signature={signature}")) == (400, -1022)


def test_what_is_missing_is_named(main: Caller) -> None:
    unsigned = main.raw(ACCOUNT, f"timestamp={NOW}")
    assert error(unsigned) == (400, -1102) and "'signature'" in unsigned.json()["msg"]
    unstamped = main.raw(ACCOUNT, f"signature={main.key.sign('')}")
    assert error(unstamped) == (400, -1102) and "'timestamp'" in unstamped.json()["msg"]


@pytest.mark.parametrize(
    ("skew", "window", "message"),
    [
        (999, 5000, None),
        (1000, 5000, "Timestamp for this request was 1000ms ahead of the server's time."),
        (1000, 60000, "Timestamp for this request was 1000ms ahead of the server's time."),
        (-5000, 5000, None),
        (-5001, 5000, "Timestamp for this request is outside of the recvWindow."),
        (-60000, 60000, None),
    ],
)
def test_the_clock_rule(exchange: Exchange, skew: int, window: int, message: str | None) -> None:
    response = Caller(exchange, MAIN, skew=skew).send(ACCOUNT, recvWindow=window)
    assert response.status == (400 if message else 200)
    assert message is None or response.json() == {"code": -1021, "msg": message}


def test_a_window_above_a_minute_is_refused_and_microseconds_are_understood(exchange: Exchange, main: Caller) -> None:
    assert error(main.send(ACCOUNT, recvWindow=60001)) == (400, -1131)
    payload = f"timestamp={NOW}123"
    assert main.raw(ACCOUNT, f"{payload}&signature={main.key.sign(payload)}").status == 200


def test_unknown_keys_and_keys_that_may_not_read_get_401(exchange: Exchange) -> None:
    assert error(exchange.handle(Request("GET", ACCOUNT, f"timestamp={NOW}"))) == (401, -2014)
    stranger = Caller(exchange, MAIN, key=make_key("stranger", MAIN))
    assert error(stranger.send(ACCOUNT)) == (401, -2015)
    blind = exchange.add_key(
        Key("blind", MAIN, "b" * 64, secret="s", permissions={**READ_ONLY, "enableReading": False})
    )
    assert error(Caller(exchange, MAIN, key=blind).send(ACCOUNT)) == (401, -2015)


def test_endpoints_of_the_main_account_refuse_a_sub_and_the_other_way(exchange: Exchange, main: Caller) -> None:
    sub = Caller(exchange, SUB)
    for path in ("list", "sub/transfer/history", "universalTransfer"):
        assert error(sub.send(f"/sapi/v1/sub-account/{path}")) == (400, -4006)
    assert error(main.send("/sapi/v1/sub-account/transfer/subUserHistory")) == (400, -1002)
    assert sub.send("/sapi/v1/sub-account/transfer/subUserHistory").status == 200


def test_permissions_are_those_of_the_key(exchange: Exchange, main: Caller) -> None:
    path = "/sapi/v1/account/apiRestrictions"
    assert main.get(path)["enableWithdrawals"] is False
    trader = Key("trader", MAIN, "t" * 64, secret="s", permissions={**READ_ONLY, "enableWithdrawals": True})
    assert Caller(exchange, MAIN, key=exchange.add_key(trader)).get(path)["enableWithdrawals"] is True


def test_no_secret_is_in_the_log_or_in_a_repr(exchange: Exchange, main: Caller) -> None:
    exchange.clock.advance(DAY)
    main.send(ACCOUNT)
    kept = json.dumps([entry.as_dict() for entry in exchange.log]) + repr(main.key)
    assert main.key.secret not in kept and "signature=" not in kept
    assert main.key.sign(f"timestamp={exchange.clock.now()}") not in kept
