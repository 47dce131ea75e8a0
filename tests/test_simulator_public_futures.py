"""Public clients must read a seeded world of USDⓈ-M futures right."""

from collections.abc import Iterator
from datetime import timedelta

import ccxt
import pytest
from binance_common.errors import BadRequestError, RateLimitBanError, TooManyRequestsError, UnauthorizedError
from binance_sdk_derivatives_trading_usds_futures.rest_api import DerivativesTradingUsdsFuturesRestAPI
from binance_sdk_wallet.rest_api import WalletRestAPI

from tests.public_clients import ccxt_client, configured, no_surprise  # noqa: F401 - it watches every test
from tests.simulator import (
    Exchange,
    FuturesFill,
    FuturesIncome,
    RealClock,
    World,
    day_of,
    random_world,
    start_of,
    units,
)
from tests.simulator.demo import newest_settled_day
from tests.simulator.positions import positions_before
from tests.simulator.server import SimServer, serve

MAIN = "main@example.com"


@pytest.fixture
def world() -> World:
    first = newest_settled_day(RealClock().now()) - timedelta(days=3)
    return random_world(7, accounts=1, days=4, busy=8, first_day=first, futures=True)


@pytest.fixture
def server(world: World) -> Iterator[SimServer]:
    server = serve(Exchange(world, RealClock()))
    yield server
    server.close()


@pytest.fixture
def futures(server: SimServer) -> DerivativesTradingUsdsFuturesRestAPI:
    return DerivativesTradingUsdsFuturesRestAPI(configured(server, MAIN))


def incomes(server: SimServer) -> list[FuturesIncome]:
    return server.exchange.scenario.listing("futures_income", MAIN, RealClock().now())


def fills(server: SimServer, symbol: str) -> list[FuturesFill]:
    listed = server.exchange.scenario.listing("futures_trades", MAIN, RealClock().now())
    return [fill for fill in listed if fill.symbol == symbol]


def test_the_futures_sdk_reads_income_with_every_id(
    server: SimServer, world: World, futures: DerivativesTradingUsdsFuturesRestAPI
) -> None:
    wanted = incomes(server)
    answer = futures.get_income_history(start_time=start_of(world.first_day), limit=1000)
    assert wanted and [(row.income_type, row.tran_id, units(row.income), row.asset) for row in answer.data()] == [
        (row.type, row.tran_id, row.amount, row.asset) for row in wanted
    ]
    assert max(row.tran_id for row in answer.data()) > 2**53 and answer.rate_limits[0].count == 30
    funding = futures.get_income_history(income_type="FUNDING_FEE", limit=1000).data()
    assert [row.time for row in funding] == [row.time for row in wanted if row.type == "FUNDING_FEE"]


def test_the_futures_sdk_reads_fills(server: SimServer, futures: DerivativesTradingUsdsFuturesRestAPI) -> None:
    wanted = fills(server, "BTCUSDT")
    rows = futures.account_trade_list("BTCUSDT", from_id=0, limit=1000).data()
    assert wanted and [(row.id, units(row.qty), units(row.realized_pnl), row.buyer, row.time) for row in rows] == [
        (fill.number, fill.qty, fill.realized, fill.buyer, fill.time) for fill in wanted
    ]


def test_the_futures_sdk_reads_balances_positions_and_modes(
    server: SimServer, world: World, futures: DerivativesTradingUsdsFuturesRestAPI
) -> None:
    now = RealClock().now()
    held = world.balance_at(MAIN, now, "FUTURES")
    account = futures.account_information_v3().data()
    assert {row.asset: units(row.wallet_balance) for row in account.assets} == held
    assert [(row.symbol, units(row.position_amt)) for row in account.positions] == [
        (position.symbol, position.amount) for position in positions_before(world.events, MAIN, now)
    ]
    assert {row.asset: units(row.balance) for row in futures.futures_account_balance_v3().data()} == held
    assert futures.get_current_multi_assets_mode().data().multi_assets_margin is True
    assert futures.get_bnb_burn_status().data().fee_burn is True
    assert abs(futures.check_server_time().data().server_time - now) < 60_000
    assert "BTCUSDT" in [row.symbol for row in futures.exchange_information().data().symbols]


def test_the_wallet_sdk_reads_snapshots_of_futures(server: SimServer, world: World) -> None:
    data = WalletRestAPI(configured(server, MAIN)).daily_account_snapshot("FUTURES", limit=30).data()
    shown = {day_of(vo.update_time): vo.data.assets for vo in data.snapshot_vos}
    for day in world.days:
        assert {row.asset: units(row.wallet_balance) for row in shown[day]} == world.closing(MAIN, day, "FUTURES")


def test_the_futures_sdk_meets_the_refusals_it_knows(
    server: SimServer, futures: DerivativesTradingUsdsFuturesRestAPI
) -> None:
    for ask, code in (
        (lambda: futures.account_trade_list("NOSUCH"), -1121),
        (lambda: futures.account_trade_list("BTCUSDT", from_id=1, start_time=1), -1128),
        (lambda: futures.get_income_history(limit=1001), -1130),
    ):
        with pytest.raises(BadRequestError) as refused:
            ask()
        assert refused.value.status_code == code
    server.exchange.refusals.put("key", "/fapi/", email=MAIN)
    with pytest.raises(UnauthorizedError):
        futures.futures_account_balance_v3()


def test_the_futures_sdk_meets_the_limit(server: SimServer, futures: DerivativesTradingUsdsFuturesRestAPI) -> None:
    server.exchange.limits.sliding = True
    for _ in range(80):
        futures.get_bnb_burn_status()
    with pytest.raises(TooManyRequestsError) as refused:
        futures.check_server_time()
    assert 50 < refused.value.retry_after <= 60
    with pytest.raises(RateLimitBanError):
        futures.check_server_time()


def test_ccxt_reads_fills_income_and_balances(server: SimServer, world: World) -> None:
    client = ccxt_client(server, MAIN, "linear")
    since = start_of(world.first_day)
    trades = client.fetch_my_trades("BTC/USDT:USDT", since=since, limit=1000)
    assert [(row["id"], row["timestamp"]) for row in trades] == [
        (str(fill.number), fill.time) for fill in fills(server, "BTCUSDT")
    ]
    told = {str(row.tran_id) for row in incomes(server)}
    ledger = client.fetch_ledger(since=since, limit=1000)
    assert len(ledger) == len(incomes(server)) and {row["id"] for row in ledger} == told
    paid = client.fetch_funding_history("BTC/USDT:USDT", since=since, limit=1000)
    assert len(paid) == len([row for row in incomes(server) if (row.type, row.symbol) == ("FUNDING_FEE", "BTCUSDT")])
    held = world.balance_at(MAIN, RealClock().now(), "FUTURES")
    total = client.fetch_balance()["info"]["assets"]
    assert {row["asset"]: units(row["walletBalance"]) for row in total} == held
    assert {entry.path.split("/")[1] for entry in server.exchange.log} == {"fapi"}


def test_ccxt_names_the_errors_of_futures(server: SimServer) -> None:
    client = ccxt_client(server, MAIN, "linear")
    client.load_markets()
    server.exchange.refusals.put("key", "/fapi/v1/income", email=MAIN)
    with pytest.raises(ccxt.AuthenticationError):
        client.fetch_ledger()
