"""A plain reader that knows only the documentation books margin, cross and isolated: its three measures roll forward to
the snapshot, or are off by what was planted, and the capital flow alone tells every balance a second time."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    SECOND,
    Caller,
    Clock,
    Exchange,
    Habits,
    Scenario,
    day_of,
    random_scenario,
    random_world,
    start_of,
    units,
)
from tests.test_simulator_reader import exact

SAPI, PAGE = "/sapi/v1", 40
PATHS = ("borrow-repay", "interestHistory", "capital-flow", "myTrades", "exchange-small-liability-history", "transfer")
CAPS = {f"{SAPI}/margin/{path}": PAGE for path in PATHS}
OTHERS = ("MAIN", "UMFUTURE", "CMFUTURE", "FUNDING", "OPTION")
MEASURES = ("balance", "loan", "interest")
ISOLATED_PAIRS = ("BTCUSDT", "ETHBTC")
GOES = {"LIQUIDATION_FEE", "REPAY_LIQUIDATION", "REPAY", "BUY_EXPENSE", "SELL_EXPENSE", "TRADING_COMMISSION"}
"""Types of the capital flow that take money, whatever sign is shown."""
Row = dict[str, Any]


class Leg(NamedTuple):
    """One change: what makes it one record, when, of what measure and asset, in units."""

    key: tuple
    time: int
    measure: str
    asset: str
    amount: int


class MarginReader:
    """Reads one account: cross margin, or the isolated margin of a pair."""

    def __init__(self, exchange: Exchange, email: str, pair: str = "") -> None:
        self.exchange, self.world, self.email, self.pair = exchange, exchange.world, email, pair
        self.caller = Caller(exchange, email)
        self.main = Caller(exchange, self.world.main.email)
        self.start, self.end = start_of(self.world.first_day), exchange.clock.now()

    def ask(self, path: str, **params: Any) -> Any:
        self.exchange.clock.advance(SECOND)
        return self.caller.get(f"{SAPI}/{path}", **params)

    def windows(self, days: int) -> Iterator[dict[str, int]]:
        for start in range(self.start, self.end, days * DAY):
            yield {"startTime": start, "endTime": min(start + days * DAY, self.end) - 1}

    def pages(self, path: str, days: int, **params: Any) -> Iterator[Row]:
        for window in self.windows(days):
            page, rows = 1, [{}] * PAGE
            while len(rows) == PAGE:
                rows = self.ask(path, **window, **params, current=page, size=PAGE)["rows"]
                yield from rows
                page += 1

    @property
    def named(self) -> Row:
        return {"isolatedSymbol": self.pair} if self.pair else {}

    def debts(self) -> Iterator[Leg]:
        for kind, sign in (("BORROW", 1), ("REPAY", -1)):
            for row in self.pages("margin/borrow-repay", 7, type=kind, **self.named):
                if row["status"] == "CONFIRMED" and exact(row["amount"]):
                    key, moment, asset = (kind, row["txId"]), row["timestamp"], row["asset"]
                    principal = units(row["principal"]) or (units(row["amount"]) if kind == "BORROW" else 0)
                    yield Leg(key, moment, "balance", asset, sign * units(row["amount"]))
                    yield Leg(key, moment, "loan", asset, sign * principal)
                    yield Leg(key, moment, "interest", asset, sign * units(row["interest"]))

    def charges(self) -> Iterator[Leg]:
        for row in self.pages("margin/interestHistory", 29, **self.named):
            if exact(row["interest"]):
                moment = row["interestAccuredTime"]
                yield Leg(("interest", row["txId"]), moment, "interest", row["asset"], units(row["interest"]))

    def trades(self) -> Iterator[Leg]:
        for symbol in [self.world.symbols[self.pair]] if self.pair else self.world.symbols.values():
            following, page = 0, [{}]
            while page:
                of = {"symbol": symbol.name, "isIsolated": "TRUE" if self.pair else "FALSE"}
                page = self.ask("margin/myTrades", **of, fromId=following, limit=PAGE)
                for row in page:
                    yield from self.fill(row, symbol.base, symbol.quote)
                    following = row["id"] + 1

    def fill(self, row: Row, base: str, quote: str) -> Iterator[Leg]:
        sign, key = 1 if row["isBuyer"] else -1, ("fill", row["symbol"], row["id"])
        worth = units(row["quoteQty"]) if "quoteQty" in row else units(row["price"]) * units(row["qty"]) // 10**18
        yield Leg((*key, 1), row["time"], "balance", base, sign * units(row["qty"]))
        yield Leg((*key, 2), row["time"], "balance", quote, -sign * worth)
        yield Leg((*key, 3), row["time"], "balance", row["commissionAsset"], -units(row["commission"]))

    def moves(self) -> Iterator[Leg]:
        for kind, sign in [(f"{other}_MARGIN", 1) for other in OTHERS] + [(f"MARGIN_{other}", -1) for other in OTHERS]:
            yield from self.moves_of(sign, type=kind)
        for pair in ISOLATED_PAIRS:
            yield from self.moves_with(pair, sign=1)

    def moves_with(self, pair: str, sign: int) -> Iterator[Leg]:
        """Between cross margin and a pair; `sign` is how it counts when it reaches cross margin."""
        yield from self.moves_of(sign, type="ISOLATEDMARGIN_MARGIN", fromSymbol=pair)
        yield from self.moves_of(-sign, type="MARGIN_ISOLATEDMARGIN", toSymbol=pair)

    def moves_of(self, sign: int, **kind: str) -> Iterator[Leg]:
        for row in self.pages("asset/transfer", 179, **kind):
            if row["status"] == "CONFIRMED":
                key = ("move", row["tranId"])
                yield Leg(key, row["timestamp"], "balance", row["asset"], sign * units(row["amount"]))

    def isolated_moves(self) -> Iterator[Leg]:
        for row in self.pages("margin/transfer", 29, **self.named):
            moment, sign = row["timestamp"], 1 if row.get("toSymbol") == self.pair else -1
            if row["status"] == "CONFIRMED" and "CROSS_MARGIN" not in (row["transFrom"], row["transTo"]):
                moment = moment * SECOND if moment < 10**12 else moment
                yield Leg(("move", row["txId"]), moment, "balance", row["asset"], sign * units(row["amount"]))
        yield from self.moves_with(self.pair, sign=-1)

    def family(self) -> Iterator[Leg]:
        for side, account, sign in (("fromEmail", "fromAccountType", -1), ("toEmail", "toAccountType", 1)):
            for window in self.windows(6):
                self.exchange.clock.advance(SECOND)
                path, of = f"{SAPI}/sub-account/universalTransfer", {side: self.email, **window, "limit": 500}
                for row in self.main.get(path, **of)["result"]:
                    if row["status"] == "SUCCESS" and row[account] == "MARGIN":
                        key, moment = ("family", row["tranId"]), row["createTimeStamp"]
                        yield Leg(key, moment, "balance", row["asset"], sign * units(row["amount"]))

    def cleared(self) -> Iterator[Leg]:
        for row in self.pages("margin/exchange-small-liability-history", 29):
            key, moment = ("cleared", row["timestamp"], row["asset"]), row["timestamp"]
            yield Leg((*key, 1), moment, "loan", row["asset"], -units(row["amount"]))
            yield Leg((*key, 2), moment, "balance", row["targetAsset"], -units(row["targetAmount"]))

    def dust(self) -> Iterator[Leg]:
        answer = self.ask("asset/dribblet", accountType="MARGIN", startTime=self.start, endTime=self.end)
        for row in [one for parent in answer["userAssetDribblets"] for one in parent["userAssetDribbletDetails"]]:
            key, moment = ("dust", row["transId"], row["fromAsset"]), row["operateTime"]
            yield Leg((*key, 1), moment, "balance", row["fromAsset"], -units(row["amount"]))
            yield Leg((*key, 2), moment, "balance", row["targetAsset"], units(row["transferedAmount"]))

    def flows(self) -> Iterator[Row]:
        """Every row of the ledger, each window read by id from its first row on."""
        named = {"symbol": self.pair} if self.pair else {}
        for window in self.windows(7):
            after, page = 0, [{}]
            while page:
                page = self.ask("margin/capital-flow", **window, **named, fromId=after, limit=PAGE)
                yield from page
                after = max([row["id"] for row in page], default=0)

    def told_by_ledger_alone(self) -> Iterator[Leg]:
        kinds = ("OTHER_LIQUIDATION", "REPAY_LIQUIDATION", "LIQUIDATION_FEE", "COMMISSION_RETURN")
        for row in [one for one in self.flows() if one["type"] in kinds]:
            key, moment, amount = ("flow", row["id"]), row["timestamp"], units(row["amount"])
            yield Leg(key, moment, "balance", row["asset"], amount)
            if row["type"] == "REPAY_LIQUIDATION":
                yield Leg(key, moment, "loan", row["asset"], amount)

    def legs(self) -> set[Leg]:
        shared = (self.debts, self.charges, self.trades, self.told_by_ledger_alone)
        own = (self.isolated_moves,) if self.pair else (self.moves, self.family, self.cleared, self.dust)
        return {leg for read in (*shared, *own) for leg in read()}

    def snapshots(self) -> dict[tuple[date, str, str], int]:
        """By day, measure and asset."""
        found = {}
        answer = self.ask("accountSnapshot", type="MARGIN", limit=30, startTime=self.end - 29 * DAY, endTime=self.end)
        for day, row in [(day_of(one["updateTime"]), row) for one in answer["snapshotVos"] for row in assets(one)]:
            assert units(row["netAsset"]) == held(row) - units(row["borrowed"]) - units(row["interest"])
            found |= {(day, *one): amount for one, amount in measured(row).items()}
        return found


def assets(snapshot: Row) -> list[Row]:
    return snapshot["data"]["userAssets"]


def held(row: Row) -> int:
    return units(row["free"]) + units(row["locked"])


def measured(row: Row) -> dict[tuple[str, str], int]:
    amounts = (held(row), units(row["borrowed"]), units(row["interest"]))
    return {(measure, row["asset"]): amount for measure, amount in zip(MEASURES, amounts, strict=True)}


def variances(reader: MarginReader) -> dict[str, dict[tuple, int]]:
    """By measure, of every day both of whose snapshots are within reach."""
    sums: dict[tuple[date, str, str], int] = defaultdict(int)
    for leg in reader.legs():
        sums[day_of(leg.time), leg.measure, leg.asset] += leg.amount
    shown, days = reader.snapshots(), seen(reader.exchange)
    cells = {(measure, asset) for _, measure, asset in [*sums, *shown]}
    found: dict[str, dict[tuple, int]] = {measure: {} for measure in MEASURES}
    for day in days:
        for measure, asset in cells:
            before = shown.get((day - timedelta(days=1), measure, asset), 0)
            off = shown.get((day, measure, asset), 0) - before - sums[day, measure, asset]
            if off:
                found[measure][reader.email, day, "MARGIN", asset] = off
    return found


def seen(exchange: Exchange) -> list[date]:
    """Days whose snapshots are kept."""
    oldest = day_of(exchange.clock.now() - 28 * DAY)
    return [day for day in exchange.world.days if day > oldest]


def exchange_of(scenario: Scenario, seed: int) -> Exchange:
    clock = Clock(start_of(scenario.world.last_day) + 2 * DAY + 2 * HOUR)
    habits = Habits(signed_flows=True, margin_quotes=bool(seed % 2), named_cross=seed % 3 == 0)
    return Exchange(scenario, clock, page_caps=CAPS, zero_rows=bool(seed % 2), oldest_first=seed % 4 > 1, habits=habits)


@pytest.mark.parametrize("seed", range(20))
def test_three_measures_roll_forward_to_the_snapshot_exactly(seed: int) -> None:
    scenario = Scenario(random_world(seed, margin=True, accounts=seed % 2 + 1, days=5 + seed // 3, busy=3))
    exchange = exchange_of(scenario, seed)
    for email in scenario.world.accounts:
        assert variances(MarginReader(exchange, email)) == {"balance": {}, "loan": {}, "interest": {}}
    assert all(scenario.expected_variance(measure=measure) == {} for measure in MEASURES)


@pytest.mark.parametrize("seed", range(24))
def test_what_was_planted_is_found_in_its_measure_and_nothing_else(seed: int) -> None:
    scenario = random_scenario(seed, margin=True, accounts=seed % 2 + 1, days=6, busy=3, troubles=6, burst=2)
    exchange = exchange_of(scenario, seed)
    for email in scenario.world.accounts:
        now = exchange.clock.now()
        days = {day for day in seen(exchange) if (email, day, None) not in scenario.unproved(now, "MARGIN")}
        found = variances(MarginReader(exchange, email))
        for measure in MEASURES:
            wanted = {
                cell: amount
                for cell, amount in scenario.expected_variance(now, measure).items()
                if cell[0] == email and cell[1] in days and cell[2] == "MARGIN"
            }
            assert {cell: amount for cell, amount in found[measure].items() if cell[1] in days} == wanted


def test_the_planted_troubles_of_margin_are_all_kinds_of_measures() -> None:
    scenarios = [random_scenario(seed, margin=True, accounts=1, days=5, busy=3, troubles=6) for seed in range(12)]
    for measure in MEASURES:
        assert any(cell[2] == "MARGIN" for one in scenarios for cell in one.expected_variance(measure=measure))


@pytest.mark.parametrize("seed", range(10))
def test_the_capital_flow_alone_adds_up_to_the_balances(seed: int) -> None:
    scenario = Scenario(random_world(seed, margin=True, accounts=seed % 2 + 1, days=7, busy=3, products=seed % 3 == 0))
    exchange = exchange_of(scenario, seed)
    for email in scenario.world.accounts:
        reader = MarginReader(exchange, email)
        sums: dict[tuple[date, str], int] = defaultdict(int)
        for row in reader.flows():
            sums[day_of(row["timestamp"]), row["asset"]] += units(row["amount"])
            assert (units(row["amount"]) < 0) == (row["type"] in GOES) or row["type"] not in GOES
        shown = reader.snapshots()
        for day, measure, asset in [one for one in shown if one[0] in scenario.world.days]:
            before = shown.get((day - timedelta(days=1), measure, asset), 0)
            assert measure != "balance" or shown[day, measure, asset] - before == sums[day, asset]


@pytest.mark.parametrize("seed", range(10))
def test_between_two_readings_an_isolated_account_moves_by_its_lists(seed: int) -> None:
    world = random_world(seed, margin=True, accounts=2, days=6, busy=3)
    exchange = exchange_of(Scenario(world), seed)
    late = exchange.clock.now()
    for email, pair in [(owner, pair) for owner in world.accounts for pair in world.pairs(owner)]:
        exchange.clock.move_to(start_of(world.first_day) + 12 * HOUR + 20 * SECOND)
        first, earlier = exchange.clock.now() + SECOND, reading(MarginReader(exchange, email, pair))
        exchange.clock.move_to(late)
        reader = MarginReader(exchange, email, pair)
        for leg in [leg for leg in reader.legs() if leg.time > first]:
            earlier[leg.measure, leg.asset] += leg.amount
        assert {cell: n for cell, n in earlier.items() if n} == {c: n for c, n in reading(reader).items() if n}


def reading(reader: MarginReader) -> dict[tuple[str, str], int]:
    """The account of the pair now, by measure and asset."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    [account] = reader.ask("margin/isolated/account", symbols=reader.pair)["assets"]
    for side in ("baseAsset", "quoteAsset"):
        found |= measured(account[side])
        assert account[side]["totalAsset"] == account[side]["free"] or units(account[side]["locked"])
    assert account["symbol"] == reader.pair
    return found
