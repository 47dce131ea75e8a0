"""Public clients that know nothing of this project read margin, cross and isolated, from the simulator and must read it
right."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from binance_common.errors import BadRequestError
from binance_sdk_margin_trading.rest_api import MarginTradingRestAPI
from binance_sdk_wallet.rest_api import WalletRestAPI

from tests.public_clients import ccxt_client, configured, no_surprise
from tests.simulator import (
    DAY,
    Exchange,
    MarginFill,
    MarginInterest,
    RealClock,
    World,
    day_of,
    random_world,
    start_of,
    units,
)
from tests.simulator.demo import newest_settled_day
from tests.simulator.server import SimServer, serve

MAIN = "main@example.com"
_ = no_surprise  # a fixture of every test here too


@pytest.fixture(scope="module")
def world() -> World:
    last = newest_settled_day(RealClock().now())
    return random_world(5, margin=True, accounts=1, days=6, busy=4, first_day=last - timedelta(days=5))


@pytest.fixture
def server(world: World) -> Iterator[SimServer]:
    server = serve(Exchange(world, RealClock()))
    yield server
    server.close()


@pytest.fixture
def margin(server: SimServer) -> MarginTradingRestAPI:
    return MarginTradingRestAPI(configured(server, MAIN))


def listed(world: World, server: SimServer, kind: str, *, isolated: bool = False) -> list[Any]:
    """Records of the list, newest first."""
    found = server.exchange.scenario.listing(kind, MAIN, RealClock().now())
    return [event for event in reversed(found) if bool(event.pair) == isolated]


def window(world: World) -> dict[str, int]:
    return {"start_time": start_of(world.first_day), "end_time": start_of(world.last_day) + DAY - 1}


def pair_of(world: World) -> str:
    """The isolated account that trades, borrows and pays."""
    return next(event.pair for event in world.events if isinstance(event, MarginInterest) and event.pair)


def test_the_margin_sdk_reads_loans_and_what_was_paid_back(
    margin: MarginTradingRestAPI, server: SimServer, world: World
) -> None:
    debts = listed(world, server, "margin_borrow_repay")
    for kind in ("BORROW", "REPAY"):
        answer = margin.query_borrow_repay_records_in_margin_account(kind, size=100, **window(world))
        data, events = answer.data(), [event for event in debts if event.direction == kind]
        assert events and [(row.tx_id, units(row.amount), row.status) for row in data.rows] == [
            (event.tx_id, event.principal + getattr(event, "interest", 0), event.status_at(RealClock().now()))
            for event in events
        ]
        assert data.total == len(events) and answer.headers["X-SAPI-USED-IP-WEIGHT-1M"] in ("10", "20")


@pytest.mark.parametrize("isolated", [False, True])
def test_the_margin_sdk_reads_interest(
    margin: MarginTradingRestAPI, server: SimServer, world: World, isolated: bool
) -> None:
    charged = listed(world, server, "margin_interest", isolated=isolated)
    named = {"isolated_symbol": pair_of(world)} if isolated else {}
    rows = margin.get_interest_history(size=100, **window(world), **named).data().rows
    assert charged and [(row.tx_id, row.asset, units(row.interest), row.interest_accured_time) for row in rows] == [
        (one.tx_id, one.charged, one.amount, one.time) for one in charged[:100]
    ]


def test_the_margin_sdk_reads_the_capital_flow(margin: MarginTradingRestAPI, server: SimServer, world: World) -> None:
    flows = listed(world, server, "margin_capital_flow")
    rows = margin.query_cross_isolated_margin_capital_flow(limit=1000, **window(world)).data()
    assert flows and [(row.id, row.type, units(row.amount)) for row in rows] == [
        (flow.number, flow.type, abs(flow.amount)) for flow in flows
    ]
    after = flows[10].number
    later = margin.query_cross_isolated_margin_capital_flow(from_id=after, limit=3, **window(world)).data()
    assert [row.id for row in later] == [flow.number for flow in flows[7:10]]
    with pytest.raises(BadRequestError) as refused:
        margin.query_cross_isolated_margin_capital_flow(start_time=1, end_time=7 * DAY + 2)
    assert refused.value.status_code == -4047


@pytest.mark.parametrize("isolated", [False, True])
def test_the_margin_sdk_reads_fills(
    margin: MarginTradingRestAPI, server: SimServer, world: World, isolated: bool
) -> None:
    events = [event for event in world.events if isinstance(event, MarginFill) and event.isolated == isolated]
    symbol = events[0].symbol
    fills = sorted((event for event in events if event.symbol == symbol), key=lambda event: event.id)
    rows = margin.query_margin_accounts_trade_list(symbol, str(isolated).upper(), from_id=0, limit=1000).data()
    assert [(row.id, units(row.qty), units(row.commission), row.is_isolated) for row in rows] == [
        (fill.id, fill.qty, fill.commission, isolated) for fill in fills
    ]


def test_the_margin_sdk_reads_moves_small_debts_and_forced_orders(
    margin: MarginTradingRestAPI, server: SimServer, world: World
) -> None:
    moves = server.exchange.scenario.listing("margin_transfer", MAIN, RealClock().now())
    rows = margin.get_cross_margin_transfer_history(size=100, **window(world)).data().rows
    assert moves and [row.tx_id for row in rows] == [move.tx_id for move in reversed(moves)]
    cleared = margin.get_small_liability_exchange_history(1, 100, **window(world)).data()
    small = listed(world, server, "small_liability")
    assert small and [units(row.target_amount) for row in cleared.rows] == [one.target_amount for one in small]
    forced = margin.get_force_liquidation_record(size=100, **window(world)).data()
    known = listed(world, server, "margin_liquidation") + listed(world, server, "margin_liquidation", isolated=True)
    assert {row.order_id for row in forced.rows} == {order.order_id for order in known}


def test_the_margin_sdk_reads_both_accounts(margin: MarginTradingRestAPI, world: World) -> None:
    now, measures = RealClock().now(), ("balance", "loan", "interest")
    cross = margin.query_cross_margin_account_details().data()
    shown = {row.asset: (units(row.free) + units(row.locked), units(row.borrowed), units(row.interest))
             for row in cross.user_assets}  # fmt: skip
    true = [world.balance_at(MAIN, now, "MARGIN", measure) for measure in measures]
    assert shown == {asset: tuple(held.get(asset, 0) for held in true) for asset in shown}
    pair = pair_of(world)
    [account] = margin.query_isolated_margin_account_info(symbols=pair).data().assets
    owed = world.balance_at(MAIN, now, "ISOLATED_MARGIN", "loan", pair)
    assert account.symbol == pair
    assert [one.symbol for one in margin.query_isolated_margin_account_info().data().assets] == world.pairs(MAIN)
    assert units(account.quote_asset.borrowed) == owed.get(account.quote_asset.asset, 0)
    assert margin.get_bnb_burn_status().data().interest_bnb_burn is world.accounts[MAIN].functions.interest_in_bnb


def test_the_wallet_sdk_reads_the_snapshot_of_margin_and_the_functions(server: SimServer, world: World) -> None:
    wallet = WalletRestAPI(configured(server, MAIN))
    answer = wallet.daily_account_snapshot("MARGIN", start_time=start_of(world.first_day), limit=30).data()
    shown = {day_of(one.update_time): one.data for one in answer.snapshot_vos}
    for day in world.days:
        for row in shown[day].user_assets:
            assert units(row.borrowed) == world.balance(MAIN, day, row.asset, "MARGIN", "loan")
            assert units(row.interest) == world.balance(MAIN, day, row.asset, "MARGIN", "interest")
    functions = wallet.account_info().data()
    assert functions.is_margin_enabled and not functions.is_portfolio_margin_retail_enabled


def test_ccxt_reads_interest_fills_and_balances_of_margin(server: SimServer, world: World) -> None:
    client = ccxt_client(server, MAIN)
    charged = listed(world, server, "margin_interest")
    rows = client.fetch_borrow_interest(since=start_of(world.first_day), limit=100)
    assert [row["timestamp"] for row in rows] == [one.time for one in charged[:100]]
    fills = [event for event in world.events if isinstance(event, MarginFill) and not event.isolated]
    of_pair = sorted((fill for fill in fills if fill.symbol == fills[0].symbol), key=lambda fill: fill.id)
    symbol = f"{fills[0].base}/{fills[0].quote}"
    trades = client.fetch_my_trades(symbol, params={"type": "margin", "fromId": 0})
    assert [(row["id"], row["side"]) for row in trades] == [
        (str(fill.id), "buy" if fill.is_buyer else "sell") for fill in of_pair
    ]
    held = world.balance_at(MAIN, RealClock().now(), "MARGIN")
    total = client.fetch_balance({"type": "margin"})["total"]
    assert {asset: round(total[asset], 6) for asset in held} == {
        asset: round(amount / 10**18, 6) for asset, amount in held.items()
    }
