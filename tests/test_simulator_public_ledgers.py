"""Public clients must read a seeded world of COIN-M futures and of options right."""

from collections.abc import Iterator
from datetime import timedelta

import ccxt
import pytest
from binance_common.errors import BadRequestError
from binance_sdk_derivatives_trading_coin_futures.rest_api import DerivativesTradingCoinFuturesRestAPI
from binance_sdk_derivatives_trading_options.rest_api import DerivativesTradingOptionsRestAPI

from tests.public_clients import ccxt_client, configured, no_surprise  # noqa: F401 - it watches every test
from tests.simulator import Exchange, RealClock, World, random_world, start_of, units
from tests.simulator.demo import newest_settled_day
from tests.simulator.server import SimServer, serve

MAIN = "main@example.com"


@pytest.fixture
def world() -> World:
    first = newest_settled_day(RealClock().now()) - timedelta(days=3)
    return random_world(7, accounts=1, days=4, busy=8, first_day=first, coin_futures=True, options=True)


@pytest.fixture
def server(world: World) -> Iterator[SimServer]:
    server = serve(Exchange(world, RealClock()))
    yield server
    server.close()


@pytest.fixture
def coins(server: SimServer) -> DerivativesTradingCoinFuturesRestAPI:
    return DerivativesTradingCoinFuturesRestAPI(configured(server, MAIN))


@pytest.fixture
def options(server: SimServer) -> DerivativesTradingOptionsRestAPI:
    return DerivativesTradingOptionsRestAPI(configured(server, MAIN))


def listed(server: SimServer, kind: str) -> list:
    return server.exchange.scenario.listing(kind, MAIN, RealClock().now())


def test_the_coin_sdk_reads_income_whose_ids_are_texts(
    server: SimServer, world: World, coins: DerivativesTradingCoinFuturesRestAPI
) -> None:
    wanted = listed(server, "coin_income")
    answer = coins.get_income_history(start_time=start_of(world.first_day), limit=1000)
    assert wanted and [(row.income_type, row.tran_id, units(row.income), row.asset) for row in answer.data()] == [
        (row.type, str(row.tran_id), row.amount, row.asset) for row in wanted
    ]
    assert answer.rate_limits[0].count == 20


def test_the_coin_sdk_reads_balances_and_the_clock(
    server: SimServer, world: World, coins: DerivativesTradingCoinFuturesRestAPI
) -> None:
    now = RealClock().now()
    held = world.balance_at(MAIN, now, "COIN_FUTURE")
    assert {row.asset: units(row.wallet_balance) for row in coins.account_information().data().assets} == held
    assert {row.asset: units(row.balance) for row in coins.futures_account_balance().data()} == held
    assert abs(coins.check_server_time().data().server_time - now) < 60_000


def test_the_options_sdk_reads_the_bill_with_every_id(
    server: SimServer, world: World, options: DerivativesTradingOptionsRestAPI
) -> None:
    wanted = listed(server, "option_bill")
    rows = options.account_funding_flow("USDT", start_time=start_of(world.first_day), limit=1000).data()
    assert wanted and [(row.id, row.type, units(row.amount), row.create_date) for row in rows[::-1]] == [
        (row.number, row.type, row.amount, row.time) for row in wanted
    ]
    assert min(row.id for row in rows) > 2**53
    later = options.account_funding_flow("USDT", record_id=wanted[-2].number, limit=1000).data()
    assert {row.id for row in later} == {row.number for row in wanted if row.number >= wanted[-2].number}


def test_the_options_sdk_reads_exercises_and_what_is_held(
    server: SimServer, world: World, options: DerivativesTradingOptionsRestAPI
) -> None:
    wanted = listed(server, "option_exercise")
    rows = options.user_exercise_record(limit=1000).data()
    assert wanted and {(row.id, units(row.amount)) for row in rows} == {(str(row.number), row.amount) for row in wanted}
    now = RealClock().now()
    account = options.option_margin_account_information().data()
    held = {row.asset: units(row.margin_balance) for row in account.asset}
    assert held == world.balance_at(MAIN, now, "OPTION") and abs(account.time - now) < 60_000


def test_the_sdks_meet_the_refusals_they_know(
    coins: DerivativesTradingCoinFuturesRestAPI, options: DerivativesTradingOptionsRestAPI
) -> None:
    for ask, code in (
        (lambda: coins.get_income_history(limit=1001), -1130),
        (lambda: options.account_funding_flow("BTC"), -1130),
    ):
        with pytest.raises(BadRequestError) as refused:
            ask()
        assert refused.value.status_code == code


def test_ccxt_reads_the_ledgers_of_both(server: SimServer, world: World) -> None:
    client: ccxt.binance = ccxt_client(server, MAIN)
    told = client.dapiprivate_get_income({"startTime": start_of(world.first_day), "limit": 1000})
    assert [row["tranId"] for row in told] == [str(row.tran_id) for row in listed(server, "coin_income")]
    bill = client.eapiprivate_get_bill({"currency": "USDT", "limit": 1000})
    assert {int(row["id"]) for row in bill} == {row.number for row in listed(server, "option_bill")}
    assert {entry.path.split("/")[1] for entry in server.exchange.log} == {"dapi", "eapi"}
