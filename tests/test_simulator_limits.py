"""Weight buckets, their headers, 429, bans that grow, and what the log says about them."""

from datetime import date

import pytest

from tests.simulator import DAY, HOUR, MINUTE, SECOND, Caller, Clock, Exchange, Request, World, public, start_of

NOW = start_of(date(2026, 9, 10))
MAIN, SUB = "main@example.com", "sub@example.com"
SNAPSHOT, WITHDRAWALS = "/sapi/v1/accountSnapshot", "/sapi/v1/capital/withdraw/history"
FLOW, DEPOSITS = "/sapi/v1/convert/tradeFlow", "/sapi/v1/capital/deposit/hisrec"


def make(now: int = NOW, **options) -> Exchange:
    world = World(date(2026, 9, 1), date(2026, 9, 5))
    world.add_account(MAIN)
    world.add_account(SUB)
    return Exchange(world, Clock(now), **options)


def snapshots(caller: Caller, count: int) -> list[int]:
    return [caller.send(SNAPSHOT, type="SPOT").status for _ in range(count)]


def test_five_snapshots_a_minute_for_all_accounts_of_an_address() -> None:
    exchange = make()
    main, sub = Caller(exchange, MAIN), Caller(exchange, SUB)
    assert snapshots(main, 3) + snapshots(sub, 2) == [200] * 5
    refused = sub.send(SNAPSHOT, type="SPOT")
    assert refused.status == 429 and refused.json()["code"] == -1003
    assert refused.headers["Retry-After"] == "60"
    exchange.clock.advance(MINUTE)
    assert snapshots(main, 1) == [200]


def test_each_sapi_endpoint_has_its_own_bucket_and_header() -> None:
    exchange = make()
    main = Caller(exchange, MAIN)
    snapshots(main, 5)
    response = main.send(DEPOSITS)
    assert response.headers["X-SAPI-USED-IP-WEIGHT-1M"] == "1"
    assert not any("UID" in name or "MBX" in name for name in response.headers)
    api = public(exchange, "/api/v3/exchangeInfo")
    assert api.headers["X-MBX-USED-WEIGHT-1M"] == api.headers["X-MBX-USED-WEIGHT"] == "20"
    assert main.send("/api/v3/account").headers["X-MBX-USED-WEIGHT-1M"] == "40"


def test_endpoints_marked_uid_count_per_account() -> None:
    exchange = make()
    main, sub = Caller(exchange, MAIN), Caller(exchange, SUB)
    window = {"startTime": NOW - DAY, "endTime": NOW}
    assert [main.send(FLOW, **window).headers["X-SAPI-USED-UID-WEIGHT-1M"] for _ in range(2)] == ["3000", "6000"]
    assert sub.send(FLOW, **window).headers["X-SAPI-USED-UID-WEIGHT-1M"] == "3000"


def test_withdrawals_allow_ten_calls_a_second() -> None:
    exchange = make()
    main = Caller(exchange, MAIN)
    answers = [main.send(WITHDRAWALS) for _ in range(11)]
    assert [answer.status for answer in answers] == [200] * 10 + [429]
    assert answers[0].headers["X-SAPI-USED-UID-WEIGHT-1S"] == "18000"
    assert answers[-1].headers["Retry-After"] == "1"
    exchange.clock.advance(SECOND)
    assert main.send(WITHDRAWALS).status == 200


def test_weights_follow_the_parameters() -> None:
    exchange = make()
    main = Caller(exchange, MAIN)
    for params in ({"symbol": "X"}, {"symbol": "X", "orderId": 1}):
        main.send("/api/v3/myTrades", **params)
    public(exchange, "/api/v3/ticker/price")
    public(exchange, "/api/v3/ticker/price", symbol="X")
    assert [entry.weight for entry in exchange.log] == [20, 5, 4, 2]


def test_refused_calls_count_too() -> None:
    exchange = make()
    Caller(exchange, MAIN, skew=-DAY).send("/api/v3/account")
    assert public(exchange, "/api/v3/time").headers["X-MBX-USED-WEIGHT-1M"] == "21"


def test_the_minute_is_that_of_the_clock_or_slides() -> None:
    for sliding, expected in ((False, 200), (True, 429)):
        exchange = make(NOW + 59 * SECOND, sliding=sliding)
        main = Caller(exchange, MAIN)
        assert snapshots(main, 5) == [200] * 5
        exchange.clock.advance(2 * SECOND)
        assert snapshots(main, 1) == [expected]


def test_a_call_during_the_wait_bans_the_address_from_everything() -> None:
    exchange = make()
    main = Caller(exchange, MAIN)
    assert snapshots(main, 7) == [200] * 5 + [429, 418]
    banned = public(exchange, "/api/v3/time")
    assert banned.status == 418 and banned.headers["Retry-After"] == "120"
    assert f"IP banned until {NOW + 2 * MINUTE}" in banned.json()["msg"]
    exchange.clock.advance(2 * MINUTE)
    assert public(exchange, "/api/v3/time").status == 200


def test_bans_double_up_to_three_days() -> None:
    exchange = make()
    main = Caller(exchange, MAIN)
    lengths = []
    for _ in range(13):
        snapshots(main, 7)
        lengths.append(int(public(exchange, "/api/v3/time").headers["Retry-After"]))
        exchange.clock.advance(3 * DAY + MINUTE)
    assert lengths[:4] == [120, 240, 480, 960]
    assert max(lengths) == lengths[-1] == 3 * 24 * 3600


def test_another_address_is_not_banned() -> None:
    exchange = make()
    snapshots(Caller(exchange, MAIN), 7)
    assert exchange.handle(Request("GET", "/api/v3/time", ip="10.0.0.9")).status == 200


@pytest.mark.parametrize("zero", [True, False])
def test_retry_after_may_be_zero_although_the_wait_is_not(zero: bool) -> None:
    exchange = make(retry_after_zero=zero)
    main = Caller(exchange, MAIN)
    snapshots(main, 5)
    refused = main.send(SNAPSHOT, type="SPOT")
    assert (refused.headers["Retry-After"] == "0") is zero
    assert snapshots(main, 1) == [418]


def test_the_log_knows_peaks_and_calls_that_did_not_wait() -> None:
    exchange = make(NOW + 30 * SECOND)
    main = Caller(exchange, MAIN)
    snapshots(main, 3)
    exchange.clock.advance(40 * SECOND)
    snapshots(main, 2)
    assert exchange.log.peaks()[SNAPSHOT, "127.0.0.1"] == 5 * 2400
    exchange.clock.advance(HOUR)
    snapshots(main, 1)
    assert exchange.log.peaks()[SNAPSHOT, "127.0.0.1"] == 5 * 2400
    assert exchange.log.inside_waits() == []
    snapshots(main, 6)
    assert [entry.status for entry in exchange.log.inside_waits()] == [418]
    assert {entry.key for entry in exchange.log.of("accountSnapshot")} == {"key0"}
