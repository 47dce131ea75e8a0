"""Trades in pairs of assets the account was never seen with: found the same day by what they leave, else by the
sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import text

from tests.simulator import HOUR, start_of
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.truth import verdicts
from tests.worlds.wide_market import EMAIL, QUOTES, WideMarket

Deploy = Callable[..., Pipeline]
Deed = Callable[[WideMarket, Iterator[int]], None]

_FILLS = text("SELECT count(DISTINCT external_id) FROM binance_reconciliation_trades WHERE source = 'trade'")
_REASONS = text(
    "SELECT DISTINCT reason FROM binance_collection_plan WHERE endpoint = 'trades' AND date = :day AND key = :key"
)


def coin(market: WideMarket, *quotes: str) -> str:
    """A coin that has pairs with all these quotes."""
    names = market.world.symbols
    coins = [asset for asset in market.price if asset not in QUOTES and all(asset + quote in names for quote in quotes)]
    return market.rng.choice(coins)


def moments(day: date) -> Iterator[int]:
    return iter(range(start_of(day) + HOUR, start_of(day) + 24 * HOUR, HOUR))


def buys_and_holds(market: WideMarket, at: Iterator[int]) -> None:
    market.buy(f"{coin(market, 'USDT')}USDT", 500, next(at))


def buys_and_holds_with_the_fee_in_the_coin(market: WideMarket, at: Iterator[int]) -> None:
    new = coin(market, "USDC")
    market.buy(f"{new}USDC", 500, next(at), fee=new)


def buys_and_sells(market: WideMarket, at: Iterator[int]) -> None:
    """Only the quote asset and the fee asset are off at the end of the day."""
    pair = f"{coin(market, 'USDT')}USDT"
    market.buy(pair, 500, next(at))
    market.sell(pair, 500, next(at))


def goes_over_an_asset_never_held(market: WideMarket, at: Iterator[int]) -> None:
    """Lira bought for dollars pay for a coin; neither was ever held, and of the lira nothing is left."""
    new = coin(market, "TRY")
    market.buy("TRYUSDT", 700, next(at), fee="")
    market.spend(f"{new}TRY", market.world.events[-1].qty, next(at))


def trades_two_coins_never_held(market: WideMarket, at: Iterator[int]) -> None:
    """A deposit brings a coin, which is sold for lira at once."""
    new = coin(market, "TRY")
    market.receive(new, 900, next(at))
    market.sell(f"{new}TRY", 900, next(at), fee="TRY")


@pytest.mark.parametrize("daily_pairs", [60, 0])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "deed",
    [
        buys_and_holds,
        buys_and_holds_with_the_fee_in_the_coin,
        buys_and_sells,
        goes_over_an_asset_never_held,
        trades_two_coins_never_held,
    ],
)
def test_a_pair_never_seen_is_found_on_the_day_itself(deed: Deed, seed: int, daily_pairs: int, deploy: Deploy) -> None:
    market = WideMarket(seed, pairs=100)
    market.open("USDT", "USDC", "BNB")
    deed(market, moments(market.world.first_day))
    pipeline = deploy(market.world, daily_pairs=daily_pairs, priced=True)
    pipeline.run_day(EMAIL, market.world.first_day)
    assert pipeline.failed == {}
    assert {given.verdict for given in verdicts(pipeline.engine).values()} == {"proved"}
    assert found(pipeline) == fills(market)


def test_what_the_cap_left_out_is_counted_and_the_sweep_finds_it_within_thirty_days(deploy: Deploy) -> None:
    """All pairs are read back to the first day, so that its verdict is corrected whenever the trade is found."""
    market = WideMarket(4, pairs=60, days=30)
    market.open("USDT", "BNB")
    first, *later = market.world.days
    buys_and_sells(market, moments(first))
    pipeline = deploy(market.world, at=first, remainder_calls=1)
    pipeline.run_day(EMAIL, first)
    assert given(pipeline, first)["USDT"] == "open"
    assert not_asked(pipeline, first, "USDT") > 15
    for day in later:
        pipeline.clock.exchange_clock.move_to(max(settled(day), pipeline.exchange.clock.now()))
        pipeline.run_day(EMAIL, day)
    assert set(given(pipeline, first).values()) == {"proved"}
    assert not_asked(pipeline, first, "USDT") == 0
    assert found(pipeline) == fills(market)


def test_nothing_left_asks_nothing_but_the_sweep(deploy: Deploy) -> None:
    market = WideMarket(5, pairs=90)
    market.open("USDT", "BNB")
    pipeline = deploy(market.world, daily_pairs=0)
    pipeline.run_day(EMAIL, market.world.first_day)
    assert len(pipeline.exchange.log.of("myTrades")) == 3


def test_a_cap_of_no_calls_asks_nothing_but_the_sweep(deploy: Deploy) -> None:
    market = WideMarket(5, pairs=90)
    market.open("USDT", "BNB")
    buys_and_holds(market, moments(market.world.first_day))
    pipeline = deploy(market.world, daily_pairs=0, remainder_calls=0)
    pipeline.run_day(EMAIL, market.world.first_day)
    assert len(pipeline.exchange.log.of("myTrades")) == 3


def test_the_cap_holds_over_all_rounds_and_over_a_second_run_of_the_day(deploy: Deploy) -> None:
    market = WideMarket(6, pairs=300)
    market.open("USDT", "BNB")
    buys_and_sells(market, moments(market.world.first_day))
    pipeline = deploy(market.world, daily_pairs=0, remainder_calls=20)
    for _ in range(2):
        pipeline.run_day(EMAIL, market.world.first_day)
    with pipeline.engine.connect() as connection:
        plan = text("SELECT count(*) FROM binance_collection_plan WHERE reason LIKE 'could explain what is left of %'")
        assert connection.execute(plan).scalar_one() == 20
    assert len(pipeline.exchange.log.of("myTrades")) == 20 + 10


def test_the_reason_names_the_asset_that_the_pair_could_explain(deploy: Deploy) -> None:
    market = WideMarket(7, pairs=100)
    market.open("USDT", "BNB")
    buys_and_holds(market, moments(market.world.first_day))
    pipeline = deploy(market.world, daily_pairs=0)
    pipeline.run_day(EMAIL, market.world.first_day)
    [new] = {event.base for event in market.world.events}
    with pipeline.engine.connect() as connection:
        named = {"day": market.world.first_day, "key": f"{new}USDT"}
        assert connection.execute(_REASONS, named).scalars().all() == [f"could explain what is left of {new}"]


def given(pipeline: Pipeline, day: date) -> dict[str, str]:
    """The verdicts of the day by asset."""
    return {asset: held.verdict for (_, when, asset), held in verdicts(pipeline.engine).items() if when == day}


def not_asked(pipeline: Pipeline, day: date, asset: str) -> int:
    """How many pairs the newest verdict on the asset says were not asked."""
    steps = text("""SELECT step FROM (
        SELECT findings FROM binance_reconciliation_verdicts WHERE date = :day AND asset = :asset ORDER BY id
        DESC LIMIT 1
    ) AS newest CROSS JOIN LATERAL jsonb_array_elements_text(findings -> 'next_steps') AS step
    WHERE step LIKE '%were not asked%'""")
    with pipeline.engine.connect() as connection:
        return sum(int(step.split()[0]) for step in connection.execute(steps, {"day": day, "asset": asset}).scalars())


def found(pipeline: Pipeline) -> int:
    with pipeline.engine.connect() as connection:
        return connection.execute(_FILLS).scalar_one()


def fills(market: WideMarket) -> int:
    return sum(event.kind == "fill" for event in market.world.events)
