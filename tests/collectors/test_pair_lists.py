"""Allocations are asked for pairs in use every day, for the others in turns, and where something is left that they
explain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from binrecon.collectors.pair_lists import ONE_SIDED, PROBES_A_DAY, suspected, take_turns
from binrecon.collectors.product_plan import Left, due, not_read, plan_products
from binrecon.collectors.sources import collector_for
from binrecon.domain.errors import InvalidSymbolError
from binrecon.domain.intervals import day_interval
from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import AccountType
from binrecon.processing.canonical import run
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.pages import FromId
from binrecon.storage.day_facts import read_gaps
from binrecon.storage.evidence import Evidence
from binrecon.storage.plan import LEFT_OF, Question, release_unknown_symbol, write_plan
from binrecon.storage.product_use import ProductUse, unread_products
from binrecon.storage.routed_pairs import RoutedPair
from sqlalchemy import Engine, text

from tests.days import spot
from tests.exchange_client import client_of
from tests.simulator import DAY, HOUR, Allocation, Clock, Exchange, Symbol, World, start_of, units

EMAIL, THE_DAY = "main@example.com", date(2026, 9, 1)
START = datetime(2026, 9, 1, tzinfo=UTC)
NAMES = [f"C{number:02d}USDT" for number in range(20)]
PAIRS = {name: RoutedPair(name, name[:3], "USDT", True) for name in NAMES}
LIST = replace(CATALOGUE["allocations"], keys=tuple(NAMES))


def known(symbol: str, used: bool, read_until: datetime | None) -> dict[tuple[str, str], ProductUse]:
    return {("allocations", symbol): ProductUse("allocations", symbol, used, read_until)}


def turns(use: dict[tuple[str, str], ProductUse], *of_plan: str) -> list[Question]:
    return list(take_turns(due([LIST], use, THE_DAY), PAIRS, use, of_plan))


def test_a_pair_that_told_of_something_lately_is_required_every_day() -> None:
    [used] = [question for question in turns(known("C07USDT", True, START)) if question.required]
    assert used.key == "C07USDT"


def test_the_others_take_turns_a_dozen_a_day_the_least_recently_read_first() -> None:
    old = known("C00USDT", False, START - timedelta(days=9)) | known("C19USDT", False, START - timedelta(days=20))
    asked = [question.key for question in turns(old)]
    assert asked == NAMES[1 : PROBES_A_DAY + 1]
    assert [
        q.key
        for q in turns(old | {("allocations", n): ProductUse("allocations", n, False, START) for n in NAMES[1:19]})
    ] == [
        "C19USDT",
        "C00USDT",
    ]


def test_planning_again_asks_no_second_dozen_but_again_what_has_no_answer() -> None:
    first = [question.key for question in turns({})]
    assert [question.key for question in turns({}, *first)] == first


def test_a_pair_of_assets_never_seen_waits_until_something_is_left() -> None:
    strange = {name: pair._replace(familiar=False) for name, pair in PAIRS.items()}
    assert list(take_turns(due([LIST], {}, THE_DAY), strange, {}, ())) == []


def search(*left: str, room: int = 60, of_plan: tuple[str, ...] = ()) -> list[Question]:
    return list(suspected(not_read([LIST], {}, THE_DAY), PAIRS, left, room, of_plan))


def test_where_both_assets_of_a_pair_are_off_it_is_required_and_comes_first() -> None:
    found = search("USDT", "C05")
    assert found[0] == Question("allocations", "C05USDT", True, 7, LEFT_OF + "C05")
    assert [(q.required, q.reason) for q in found[1:]] == [(False, LEFT_OF + "USDT")] * ONE_SIDED


def test_nothing_is_asked_beyond_the_room_of_the_search_but_what_was_planned_before() -> None:
    assert search("USDT", room=0) == []
    assert [question.key for question in search("USDT", room=-3, of_plan=("C09USDT",))] == ["C09USDT"]


def test_a_pair_of_no_asset_that_is_off_is_not_asked() -> None:
    assert search("DOGE") == []


@pytest.fixture
def exchange() -> Exchange:
    """An allocation on the first day in one of two routed pairs, none in a third pair."""
    world = World(THE_DAY, THE_DAY + timedelta(days=9))
    world.add_account(EMAIL)
    for base, quote, routed in (("BTC", "USDT", True), ("BTC", "USDC", True), ("ETH", "USDT", False)):
        world.add_symbol(Symbol(base + quote, base, quote, units("100"), routed=routed))
    noon = start_of(THE_DAY) + 12 * HOUR
    for number in range(5):
        world.add(
            Allocation(
                "BTCUSDT", "BTC", "USDT", number, 1, EMAIL, True, units("100"), units("1"), units("100"), 0, "BTC", noon
            )
        )
    return Exchange(world, Clock(start_of(THE_DAY) + 2 * DAY + 2 * HOUR), page_caps={"/api/v3/myAllocations": 1000})


def read_list(engine: Engine, exchange: Exchange, endpoint: str, key: str, day: date) -> None:
    client = client_of(exchange, "" if endpoint == "exchange_info" else EMAIL)
    collector = collector_for(endpoint, client, Evidence(engine), "run", lambda: None)
    collector.collect_day(CATALOGUE[endpoint], key, day_interval(day))


def pairs_known(engine: Engine, exchange: Exchange) -> None:
    read_list(engine, exchange, "exchange_info", "", THE_DAY)
    run(engine, "", ["exchange_info"])


def plan(engine: Engine, day: date, left: Left | None = None) -> list[Question]:
    return plan_products(engine, spot(EMAIL, day), AccountType.MAIN, left, Limiter.API_IP)


def test_a_pair_is_found_by_what_is_left_and_asked_every_day_from_then_on(engine: Engine, exchange: Exchange) -> None:
    pairs_known(engine, exchange)
    assert plan(engine, THE_DAY) == [], "an account that was seen with nothing has nothing to be probed"
    [asked, other] = plan(engine, THE_DAY, Left(("BTC", "USDT"), 60))
    assert (asked.key, asked.required, other.key) == ("BTCUSDT", False, "BTCUSDC")
    read_list(engine, exchange, "allocations", "BTCUSDT", THE_DAY)
    run(engine, EMAIL, unread_products(engine, EMAIL))
    with engine.connect() as connection:
        booked = connection.execute(
            text("SELECT count(*), sum(amount) FILTER (WHERE asset = 'BTC') FROM binance_reconciliation_trades")
        )
        assert tuple(booked.one()) == (15, 5)
    assert [(q.key, q.required) for q in plan(engine, THE_DAY + timedelta(days=1))] == [("BTCUSDT", True)]


def test_the_newest_and_the_oldest_are_a_reading_of_all_days_and_held_days_are_not_asked_again(
    engine: Engine, exchange: Exchange
) -> None:
    for day in (THE_DAY, THE_DAY, THE_DAY - timedelta(days=20)):
        read_list(engine, exchange, "allocations", "BTCUSDT", day)
    assert len(exchange.log.of("myAllocations")) == 2


def test_a_pair_in_use_that_is_not_answered_leaves_its_assets_and_fees_in_doubt(
    engine: Engine, exchange: Exchange
) -> None:
    pairs_known(engine, exchange)
    read_list(engine, exchange, "allocations", "BTCUSDT", THE_DAY)
    plan(engine, THE_DAY + timedelta(days=5))
    with engine.connect() as connection:
        [gap] = read_gaps(connection, spot(EMAIL, THE_DAY + timedelta(days=5)))
    assert (gap.endpoint, gap.key, gap.assets) == ("allocations", "BTCUSDT", {"BTC", "USDT", "BNB"})


def test_the_search_of_trades_and_of_allocations_has_one_cap(engine: Engine, exchange: Exchange) -> None:
    pairs_known(engine, exchange)
    for _ in range(3):
        assert [q.key for q in plan(engine, THE_DAY, Left(("BTC", "USDT"), 1))] == ["BTCUSDT"], (
            "asked again, and no other"
        )
    write_plan(engine, spot(EMAIL, THE_DAY), [Question("trades", "ETHUSDT", reason=LEFT_OF + "USDT")])
    assert [q.key for q in plan(engine, THE_DAY, Left(("BTC", "USDT"), 2))] == ["BTCUSDT"], (
        "a pair of the trades counts too"
    )


def test_a_delisted_pair_that_told_of_nothing_is_released(engine: Engine, exchange: Exchange) -> None:
    pairs_known(engine, exchange)
    plan(engine, THE_DAY, Left(("BTC", "USDT"), 60))
    exchange.world.add_symbol(replace(exchange.world.symbols["BTCUSDT"], gone=True))
    with pytest.raises(InvalidSymbolError):
        read_list(engine, exchange, "allocations", "BTCUSDT", THE_DAY)
    assert release_unknown_symbol(engine, spot(EMAIL, THE_DAY), "BTCUSDT", "allocations")
    assert not release_unknown_symbol(engine, spot(EMAIL, THE_DAY), "ETHUSDT", "allocations"), "it was never planned"


def test_a_list_in_use_stays_required_when_it_is_asked_for_what_is_left() -> None:
    [question] = not_read([replace(LIST, keys=("BTCUSDT",))], known("BTCUSDT", True, START), THE_DAY)
    assert question.required


def test_the_newest_and_the_oldest_are_asked_as_documented() -> None:
    style = CATALOGUE["allocations"].pages
    assert isinstance(style, FromId)
    assert style.newest(5, 100) == {"endTime": 5, "limit": 100}, "newest allocations until endTime"
    assert dict(style.oldest) == {}, "of the pair alone, allocations from oldest to newest"
