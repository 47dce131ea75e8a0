"""Public clients that know nothing of this project are pointed at the simulator and must read the demo world right."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import ccxt
import pytest
from binance_common.errors import BadRequestError, RateLimitBanError, TooManyRequestsError, UnauthorizedError
from binance_sdk_convert.rest_api import ConvertRestAPI
from binance_sdk_spot.rest_api import SpotRestAPI
from binance_sdk_sub_account.rest_api import SubAccountRestAPI
from binance_sdk_wallet.rest_api import WalletRestAPI

from tests.public_clients import ccxt_client, configured, no_surprise  # noqa: F401 - it watches every test
from tests.simulator import DAY, Exchange, RealClock, day_of, start_of, units
from tests.simulator.demo import ALPHA, BETA, FORGOTTEN, MAIN, Demo, newest_settled_day
from tests.simulator.server import SimServer, serve


@pytest.fixture
def demo() -> Demo:
    return Demo(newest_settled_day(RealClock().now()), 4)


@pytest.fixture
def server(demo: Demo) -> Iterator[SimServer]:
    exchange = Exchange(demo.scenario, RealClock())
    for key in demo.keys:
        exchange.add_key(key)
    server = serve(exchange)
    yield server
    server.close()


def listed(demo: Demo, kind: str, email: str) -> list[Any]:
    return demo.scenario.listing(kind, email, RealClock().now())


def span(demo: Demo) -> dict[str, int]:
    return {"start_time": start_of(demo.world.first_day), "end_time": start_of(demo.world.last_day) + DAY - 1}


# official SDKs


def test_the_spot_sdk_reads_time_symbols_candles_and_prices(server: SimServer, demo: Demo) -> None:
    spot = SpotRestAPI(configured(server, MAIN))
    assert abs(spot.time().data().server_time - RealClock().now()) < 60_000
    info = spot.exchange_info().data()
    assert [row.symbol for row in info.symbols] == list(demo.world.symbols)
    assert [row.symbol for row in spot.exchange_info(symbols=["BTCUSDT", "ETHBTC"]).data().symbols] == [
        "BTCUSDT",
        "ETHBTC",
    ]
    candle = spot.klines("BTCUSDT", "1d", start_time=start_of(demo.world.first_day), limit=1).data()[0]
    assert units(candle[4]) == demo.world.close_price("BTCUSDT", demo.world.first_day)
    assert spot.ticker_price(symbol="BTCUSDT").data().actual_instance.symbol == "BTCUSDT"


@pytest.mark.parametrize("email", [MAIN, BETA])
def test_the_spot_sdk_reads_trades_and_balances_signed_by_hmac_and_ed25519(
    server: SimServer, demo: Demo, email: str
) -> None:
    spot = SpotRestAPI(configured(server, email))
    fills = listed(demo, "fill/BTCUSDT", email)
    answer = spot.my_trades("BTCUSDT", limit=1000)
    rows = answer.data()
    assert fills and [(row.id, units(row.qty), units(row.commission)) for row in rows] == [
        (fill.id, fill.qty, fill.commission) for fill in fills
    ]
    assert [row.order_id for row in rows] == [fill.order_id for fill in fills]
    assert answer.rate_limits[0].count == 20
    last = rows[-1].id
    assert [row.id for row in spot.my_trades("BTCUSDT", from_id=last).data()] == [last]
    held = {row.asset: units(row.free) + units(row.locked) for row in spot.get_account().data().balances}
    assert held == demo.world.balance_at(email, RealClock().now())


def test_the_spot_sdk_meets_the_refusals_it_knows(server: SimServer, demo: Demo) -> None:
    spot = SpotRestAPI(configured(server, BETA))
    for call, code in (
        (lambda: spot.my_trades("ADABTC"), -1121),
        (lambda: spot.my_trades("BTCUSDT", from_id=1, start_time=1), -1128),
        (lambda: spot.my_trades("BTCUSDT", start_time=1, end_time=DAY + 2), -1127),
    ):
        with pytest.raises(BadRequestError) as refused:
            call()
        assert refused.value.status_code == code
    wrong = configured(server, MAIN)
    wrong.base_headers["X-MBX-APIKEY"] = "x" * 64
    with pytest.raises(UnauthorizedError):
        SpotRestAPI(wrong).get_account()


def test_the_wallet_sdk_reads_snapshots(server: SimServer, demo: Demo) -> None:
    wallet = WalletRestAPI(configured(server, ALPHA))
    answer = wallet.daily_account_snapshot("SPOT", limit=30)
    data = answer.data()
    assert data.code == 200 and answer.headers["X-SAPI-USED-IP-WEIGHT-1M"] == "2400"
    shown = {
        day_of(vo.update_time): {row.asset: units(row.free) + units(row.locked) for row in vo.data.balances}
        for vo in data.snapshot_vos
    }
    for day in demo.world.days:
        assert shown[day] == demo.world.closing(ALPHA, day)


def test_the_wallet_sdk_reads_deposits_withdrawals_moves_and_permissions(server: SimServer, demo: Demo) -> None:
    wallet = WalletRestAPI(configured(server, MAIN))
    deposits = wallet.deposit_history(**span(demo)).data()
    assert [(row.id, units(row.amount), row.complete_time) for row in deposits] == [
        (deposit.id, deposit.amount, deposit.credit_time) for deposit in reversed(listed(demo, "deposit", MAIN))
    ]
    withdrawals = wallet.withdraw_history(**span(demo)).data()
    assert [(row.id, units(row.transaction_fee), row.status) for row in withdrawals] == [
        (withdrawal.id, withdrawal.fee, 6) for withdrawal in reversed(listed(demo, "withdrawal", MAIN))
    ]
    moves = (
        WalletRestAPI(configured(server, ALPHA))
        .query_user_universal_transfer_history("MAIN_UMFUTURE", size=100, **span(demo))
        .data()
    )
    assert [row.tran_id for row in moves.rows] == [move.id for move in reversed(listed(demo, "wallet", ALPHA))]
    assert moves.total == len(moves.rows)
    assert wallet.get_api_key_permission().data().enable_withdrawals is False


def test_the_sub_account_sdk_reads_the_family(server: SimServer, demo: Demo) -> None:
    main = SubAccountRestAPI(configured(server, MAIN))
    assert [row.email for row in main.query_sub_account_list(limit=200).data().sub_accounts] == [ALPHA, BETA, FORGOTTEN]
    sent = [move.id for move in reversed(listed(demo, "family", MAIN))]
    assert [
        row.tran_id for row in main.query_sub_account_spot_asset_transfer_history(limit=500, **span(demo)).data()
    ] == sent
    universal = main.query_universal_transfer_history(from_email=MAIN, limit=500, **span(demo)).data()
    assert [row.tran_id for row in universal.result] == sent and universal.total_count == len(sent)
    alpha = SubAccountRestAPI(configured(server, ALPHA))
    own = alpha.sub_account_transfer_history(type=1, **span(demo)).data()
    assert {row.email for row in own} == {MAIN} and len(own) == len(demo.world.days)
    with pytest.raises(BadRequestError):
        alpha.query_sub_account_list()


def test_the_convert_sdk_reads_converts_with_their_64_bit_ids(server: SimServer, demo: Demo) -> None:
    convert = ConvertRestAPI(configured(server, BETA))
    answer = convert.get_convert_trade_history(limit=1000, **span(demo)).data()
    assert [(row.order_id, units(row.to_amount)) for row in answer.list] == [
        (row.id, row.to_amount) for row in reversed(listed(demo, "convert", BETA))
    ]
    assert answer.more_data is False and min(row.order_id for row in answer.list) > 2**53


def test_the_sdk_understands_429_and_418(server: SimServer) -> None:
    wallet = WalletRestAPI(configured(server, MAIN))
    server.exchange.limits.sliding = True
    for _ in range(5):
        wallet.daily_account_snapshot("SPOT")
    with pytest.raises(TooManyRequestsError) as refused:
        wallet.daily_account_snapshot("SPOT")
    assert refused.value.retry_after == 60
    with pytest.raises(RateLimitBanError) as banned:
        wallet.daily_account_snapshot("SPOT")
    assert banned.value.retry_after == 120


# ccxt


@pytest.fixture
def client(server: SimServer) -> ccxt.binance:
    return ccxt_client(server, MAIN)


def test_ccxt_sees_only_the_simulator(client: ccxt.binance, server: SimServer) -> None:
    client.load_markets()
    assert {entry.path for entry in server.exchange.log} == {"/api/v3/exchangeInfo"}
    assert client.market("BTC/USDT")["id"] == "BTCUSDT"


@pytest.mark.parametrize(("email", "symbol"), [(MAIN, "BTC/USDT"), (ALPHA, "SOL/ETH"), (BETA, "LINK/USDT")])
def test_ccxt_reads_trades(server: SimServer, demo: Demo, email: str, symbol: str) -> None:
    client = ccxt_client(server, email)
    trades = client.fetch_my_trades(symbol)
    fills = listed(demo, f"fill/{symbol.replace('/', '')}", email)
    assert fills and [(row["id"], row["timestamp"], row["side"]) for row in trades] == [
        (str(fill.id), fill.time, "buy" if fill.is_buyer else "sell") for fill in fills
    ]
    assert [units(Decimal(row["info"]["quoteQty"])) for row in trades] == [fill.quote_qty for fill in fills]


def test_ccxt_reads_deposits_withdrawals_and_balances(client: ccxt.binance, demo: Demo) -> None:
    since = start_of(demo.world.first_day)
    deposits = client.fetch_deposits(since=since)
    assert [(row["id"], row["status"]) for row in deposits] == [(row.id, "ok") for row in listed(demo, "deposit", MAIN)]
    withdrawals = client.fetch_withdrawals(since=since)
    assert [(row["id"], row["timestamp"]) for row in withdrawals] == [
        (row.id, row.time) for row in listed(demo, "withdrawal", MAIN)
    ]
    held = demo.world.balance_at(MAIN, RealClock().now())
    total = client.fetch_balance()["total"]
    assert {asset: round(total[asset], 6) for asset in held} == {
        asset: round(amount / 10**18, 6) for asset, amount in held.items()
    }


def test_ccxt_reads_moves_between_wallets_and_candles(server: SimServer, demo: Demo) -> None:
    client = ccxt_client(server, ALPHA)
    moves = client.fetch_transfers(
        since=start_of(demo.world.first_day), limit=100, params={"fromAccount": "spot", "toAccount": "future"}
    )
    assert [row["id"] for row in moves] == [str(row.id) for row in listed(demo, "wallet", ALPHA)]
    candles = client.fetch_ohlcv("BTC/USDT", "1d", since=start_of(demo.world.first_day), limit=2)
    assert candles[1][0] == start_of(demo.world.first_day + timedelta(days=1))


def test_ccxt_names_the_errors(server: SimServer, client: ccxt.binance) -> None:
    with pytest.raises(ccxt.BadSymbol):
        ccxt_client(server, BETA).fetch_my_trades("ADA/BTC")
    for kind, error in (
        ("-1021_late", ccxt.InvalidNonce),
        ("-2015", ccxt.AuthenticationError),
        ("418", ccxt.DDoSProtection),
    ):
        server.exchange.add_fault(kind, "account", options={"wait": 0})
        with pytest.raises(error):
            client.fetch_balance()
