"""A reader that knows the documents alone rolls the wallet FUTURES of seeded worlds from income to the snapshots."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    UNIT,
    Caller,
    Clock,
    Exchange,
    FuturesFill,
    FuturesIncome,
    FuturesWays,
    Habits,
    Scenario,
    World,
    day_of,
    random_scenario,
    random_world,
    start_of,
    units,
)
from tests.simulator.random_futures import crowded_second
from tests.simulator.random_futures_trouble import FUTURES_TROUBLES

INCOME = "/fapi/v1/income"
PAGE = 60
MAIN = "main@example.com"
FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
WAYS = [FuturesWays(own_tran_ids=bool(n & 1), milliseconds=bool(n & 2), negative_commission=True) for n in range(4)]


class Reader:
    """Pages through the list of income by time, and asks the last second of a full page again."""

    def __init__(self, exchange: Exchange, email: str) -> None:
        self.caller = Caller(exchange, email)
        self.world = exchange.world
        self.start, self.end = start_of(self.world.first_day), start_of(self.world.last_day) + DAY - 1

    def get(self, path: str, **params: Any) -> Any:
        """With a minute's rest where the limit is near."""
        self.caller.exchange.clock.advance(MINUTE // 60)
        return self.caller.get(path, **params)

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        start = self.start
        while True:
            page = self.get(INCOME, startTime=start, endTime=self.end, limit=PAGE)
            yield page
            if len(page) < PAGE:
                return
            assert page[-1]["time"] > start, "a second that no page holds"
            start = page[-1]["time"]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each second whole, from the last page that begins no later than it."""
        held: dict[int, list[dict[str, Any]]] = {}
        for page in self.pages():
            seconds: dict[int, list[dict[str, Any]]] = defaultdict(list)
            for row in page:
                seconds[row["time"]].append(row)
            held |= seconds
        for rows in held.values():
            yield from rows

    def sums(self, copies: dict[tuple, int]) -> dict[tuple[date, str], int]:
        """Of each day and asset; what the exchange lists several times counts as often as it happened."""
        sums: dict[tuple[date, str], int] = defaultdict(int)
        for fields, times in Counter(tuple(row.items()) for row in self.rows()).items():
            row = dict(fields)
            if _readable(row):
                happened = copies.get(_name(row), 1)
                sums[day_of(row["time"]), row["asset"]] += units(row["income"]) * min(times, happened)
        return sums

    def snapshots(self) -> dict[date, dict[str, int]]:
        window = {"startTime": self.end - 29 * DAY, "endTime": self.end}
        answer = self.get("/sapi/v1/accountSnapshot", type="FUTURES", limit=30, **window)
        assert answer["code"] == 200
        return {
            day_of(row["updateTime"]): {one["asset"]: units(one["walletBalance"]) for one in row["data"]["assets"]}
            for row in answer["snapshotVos"]
        }


def _readable(row: dict[str, Any]) -> bool:
    return "tranId" in row and len(row["income"].partition(".")[2]) <= 18


def _name(row: dict[str, Any]) -> tuple:
    return row["incomeType"], row["tranId"], row["asset"], row["symbol"], row["tradeId"]


def happened(scenario: Scenario, email: str) -> dict[tuple, int]:
    """How many equal rows are as many facts, which no reader can tell from rows that are listed twice."""
    found: Counter[tuple] = Counter()
    for event in scenario.world.events:
        for row in [event] if isinstance(event, FuturesIncome) else scenario.incomes_of(event):
            if row.email == email:
                found[row.type, row.tran_id, row.asset, row.symbol, row.trade_id] += 1
    return found


def variances(reader: Reader, copies: dict[tuple, int]) -> dict[tuple, int]:
    """Non-zero variances of every day both of whose snapshots are there."""
    sums, held, found = reader.sums(copies), reader.snapshots(), {}
    for day in reader.world.days:
        before = held.get(day - timedelta(days=1))
        if before is None or day not in held:
            continue
        for asset in before.keys() | held[day].keys() | {asset for when, asset in sums if when == day}:
            variance = held[day].get(asset, 0) - before.get(asset, 0) - sums[day, asset]
            if variance:
                found[reader.caller.key.email, day, "FUTURES", asset] = variance
    return found


def seen(cells: dict[tuple, int], email: str, days: set[date]) -> dict[tuple, int]:
    return {cell: v for cell, v in cells.items() if cell[0] == email and cell[1] in days and cell[2] == "FUTURES"}


@pytest.mark.parametrize("seed", range(20))
def test_a_plain_reader_finds_the_expected_variance_and_nothing_else(seed: int) -> None:
    size = {"accounts": seed % 3 + 1, "days": 6, "troubles": seed % 6, "busy": 4}
    scenario = random_scenario(seed, futures=True, ways=WAYS[seed % 4], **size)
    clock = Clock(start_of(scenario.world.last_day) + 2 * DAY + 2 * HOUR)
    exchange = Exchange(scenario, clock, page_caps={INCOME: PAGE}, zero_rows=bool(seed % 2))
    for email in scenario.world.accounts:
        now = clock.now()
        blind = {day for who, day, _ in scenario.unproved(now, "FUTURES") if who == email}
        days = set(scenario.world.days) - blind
        found = variances(Reader(exchange, email), happened(scenario, email))
        assert seen(found, email, days) == seen(scenario.expected_variance(now), email, days)
    assert not exchange.log.inside_waits()


@pytest.mark.parametrize("trouble", FUTURES_TROUBLES)
def test_each_trouble_is_what_it_says(trouble: Callable[[Scenario, Random], None]) -> None:
    scenario = random_scenario(11, accounts=2, days=8, futures=True, troubles=0)
    assert scenario.expected_variance() == {} and scenario.unproved(wallet="FUTURES") == {}
    trouble(scenario, Random(1))
    now = start_of(scenario.world.last_day) + 2 * DAY
    variance = any(wallet == "FUTURES" for _, _, wallet, _ in scenario.expected_variance(now))
    unproved = bool(scenario.unproved(now, "FUTURES"))
    assert (variance, unproved) == {
        "hidden_fill": (False, False),
        "income_twice": (False, False),
        "unreadable_income": (True, True),
        "futures_snapshot": (False, True),
    }.get(trouble.__name__, (True, False))
    assert scenario.unproved(now) == {}


@pytest.mark.parametrize("seed", range(4))
def test_positions_follow_from_fills_and_incomes_from_their_rows(seed: int) -> None:
    world = random_world(seed, accounts=2, days=5, futures=True)
    exchange = Exchange(world, Clock(start_of(world.last_day) + DAY + HOUR))
    for email in world.accounts:
        fills = [event for event in world.events if isinstance(event, FuturesFill) and event.email == email]
        caller = Caller(exchange, email)
        held: dict[tuple[str, str], int] = defaultdict(int)
        told: dict[str, set[str]] = defaultdict(set)
        for symbol in {fill.symbol for fill in fills}:
            for row in caller.get("/fapi/v1/userTrades", symbol=symbol, fromId=0, limit=1000):
                held[symbol, row["positionSide"]] += units(row["qty"]) * (1 if row["buyer"] else -1)
                if units(row["realizedPnl"]) or units(row["commission"]):
                    told[symbol].add(str(row["id"]))
        [shown] = caller.get("/sapi/v1/accountSnapshot", type="FUTURES")["snapshotVos"][-1:]
        wanted = sorted((symbol, amount) for (symbol, _), amount in held.items() if amount)
        assert sorted((p["symbol"], units(p["positionAmt"])) for p in shown["data"]["position"]) == wanted
        for symbol, ids in told.items():
            rows = caller.get(INCOME, symbol=symbol, startTime=start_of(world.first_day), limit=1000)
            assert {row["tradeId"] for row in rows if row["tradeId"]} == ids


def test_a_seed_without_futures_is_the_world_it_was_and_with_them_has_every_trap() -> None:
    plain, more = random_world(4, accounts=2, days=20), random_world(4, accounts=2, days=20, futures=True)
    assert more.events[: len(plain.events)] == plain.events
    assert random_world(4, accounts=2, days=20, futures=True).events == more.events
    added = more.events[len(plain.events) :]
    incomes = [event for event in added if isinstance(event, FuturesIncome)]
    assert any(row.time % DAY == 0 and row.type == "FUNDING_FEE" for row in incomes)
    assert any(len(str(row.tran_id)) == 19 for row in incomes) and any(row.nth == 2 for row in incomes)
    assert {row.type for row in incomes} >= {"AUTO_EXCHANGE", "COIN_SWAP_DEPOSIT", "INSURANCE_CLEAR", "LIEN_CLAIM"}
    fills = [event for event in added if isinstance(event, FuturesFill)]
    assert {fill.commission_asset for fill in fills} == {"USDT", "USDC", "BNB"}
    assert {fill.position_side for fill in fills} == {"BOTH", "LONG", "SHORT"}
    assert max(Counter(fill.time for fill in fills).values()) > 5
    assert min(min(more.closing(email, more.last_day, "FUTURES").values()) for email in more.accounts) < 0


def test_a_second_of_more_rows_than_a_page_is_read_by_symbol_and_type() -> None:
    world = World(FIRST, FIRST)
    world.add_account(MAIN)
    crowded_second(world, MAIN, NOON, 1600)
    caller = Caller(Exchange(world, Clock(NOON + HOUR)), MAIN)
    second = {"startTime": NOON, "endTime": NOON, "limit": 1000}
    assert len(caller.get(INCOME, **second)) == 1000
    parts = [caller.get(INCOME, symbol=symbol, **second) for symbol in ("BTCUSDT", "ETHUSDT", "BNBUSDT")]
    parts.append(caller.get(INCOME, incomeType="REFERRAL_KICKBACK", **second))
    assert sum(units(row["income"]) for part in parts for row in part) == world.balance(MAIN, FIRST, "USDT", "FUTURES")
    assert world.balance(MAIN, FIRST, "USDT", "FUTURES") == 800 * 1601 * UNIT // 10**8


def test_rows_of_one_second_may_come_in_another_order_at_each_start() -> None:
    world = World(FIRST, FIRST)
    world.add_account(MAIN)
    crowded_second(world, MAIN, NOON, 20)
    caller = Caller(Exchange(world, Clock(NOON + HOUR), habits=Habits(ties_by_page=True)), MAIN)
    pages = [[row["tranId"] for row in caller.get(INCOME, startTime=NOON - n)] for n in range(3)]
    assert pages[0] != pages[1] != pages[2] and len({frozenset(page) for page in pages}) == 1
    assert caller.get(INCOME, startTime=NOON - 1) == caller.get(INCOME, startTime=NOON - 1)
