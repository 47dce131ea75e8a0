"""A plain reader that knows only the documentation books every list, rolls snapshots forward and must find exactly the
expected variance."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.simulator import DAY, HOUR, Caller, Clock, Exchange, Scenario, day_of, random_scenario, start_of, units
from tests.simulator.postings import TRANSFER_WALLETS

PAGE = 4
CAPS = {
    "/api/v3/myTrades": PAGE,
    "/sapi/v1/capital/deposit/hisrec": PAGE,
    "/sapi/v1/capital/withdraw/history": PAGE,
    "/sapi/v1/asset/transfer": PAGE,
    "/sapi/v1/convert/tradeFlow": PAGE,
    "/sapi/v1/sub-account/sub/transfer/history": PAGE,
    "/sapi/v1/sub-account/universalTransfer": PAGE,
    "/sapi/v1/sub-account/transfer/subUserHistory": PAGE,
}
Leg = tuple[tuple, int, str, int]


def after(page: list[dict[str, Any]]) -> int:
    """A self-trade may have its second side on the next page: ask for the last id again unless the page is only it."""
    last = page[-1]["id"]
    return last if page[0]["id"] != last else last + 1


def exact(text: str) -> bool:
    """Whether a decimal text fits 18 places."""
    return -Decimal(text).as_tuple().exponent <= 18


class Reader:
    """Reads one account; a leg is (identity, ms, asset, signed units of 1e-18)."""

    def __init__(self, exchange: Exchange, email: str) -> None:
        self.exchange = exchange
        self.world = exchange.world
        self.email = email
        self.caller = Caller(exchange, email)
        self.main = Caller(exchange, self.world.main.email)
        self.start = start_of(self.world.first_day)
        self.end = exchange.clock.now()

    def get(self, caller: Caller, path: str, **params: Any) -> Any:
        self.exchange.clock.advance(7000)
        return caller.get(path, **params)

    def windows(self, days: int) -> Iterator[dict[str, int]]:
        for start in range(self.start, self.end, days * DAY):
            yield {"startTime": start, "endTime": min(start + days * DAY, self.end) - 1}

    def trades(self) -> Iterator[Leg]:
        for symbol in self.world.symbols.values():
            if (self.email, symbol.name) in self.exchange.scenario.refused:
                continue
            cursor = 0
            while True:
                page = self.get(self.caller, "/api/v3/myTrades", symbol=symbol.name, fromId=cursor, limit=PAGE)
                if not page:
                    break
                for row in page:
                    yield from self.fill(row, symbol.base, symbol.quote)
                cursor = after(page)

    def fill(self, row: dict[str, Any], base: str, quote: str) -> Iterator[Leg]:
        sign = 1 if row["isBuyer"] else -1
        key = ("fill", row["symbol"], row["id"], row["isBuyer"])
        yield (*key, "base"), row["time"], base, sign * units(row["qty"])
        yield (*key, "quote"), row["time"], quote, -sign * units(row["quoteQty"])
        yield (*key, "fee"), row["time"], row["commissionAsset"], -units(row["commission"])

    def offset_pages(self, path: str) -> Iterator[dict[str, Any]]:
        for window in self.windows(89):
            offset = 0
            while page := self.get(self.caller, path, **window, offset=offset, limit=PAGE):
                yield from page
                offset += len(page)

    def deposits(self) -> Iterator[Leg]:
        for row in self.offset_pages("/sapi/v1/capital/deposit/hisrec"):
            if row["status"] in (1, 6) and row["walletType"] == 0 and exact(row["amount"]):
                moment = row.get("completeTime", row["insertTime"])
                yield ("deposit", row["id"]), moment, row["coin"], units(row["amount"])

    def withdrawals(self) -> Iterator[Leg]:
        for row in self.offset_pages("/sapi/v1/capital/withdraw/history"):
            if row["status"] not in (1, 3, 5) and row["walletType"] == 0:
                moment = datetime.strptime(row["applyTime"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
                amount = -units(row["amount"]) - units(row["transactionFee"])
                yield ("withdrawal", row["id"]), int(moment.timestamp()) * 1000, row["coin"], amount

    def wallet_moves(self) -> Iterator[Leg]:
        others = [name for name in TRANSFER_WALLETS if name not in ("MAIN", "ISOLATEDMARGIN")]
        for kind, sign in [(f"MAIN_{name}", -1) for name in others] + [(f"{name}_MAIN", 1) for name in others]:
            seen, page = 0, 1
            while True:
                answer = self.get(
                    self.caller,
                    "/sapi/v1/asset/transfer",
                    type=kind,
                    startTime=self.start,
                    endTime=self.end,
                    current=page,
                    size=PAGE,
                )
                for row in answer["rows"]:
                    if row["status"] == "CONFIRMED":
                        yield ("wallet", row["tranId"]), row["timestamp"], row["asset"], sign * units(row["amount"])
                seen, page = seen + len(answer["rows"]), page + 1
                if seen >= answer["total"]:
                    break

    def family_moves(self) -> Iterator[Leg]:
        for side, sign in (("fromEmail", -1), ("toEmail", 1)):
            who = {side: self.email}
            for row in self.pages("sub/transfer/history", {**who, "startTime": self.start, "endTime": self.end}):
                if row["status"] == "SUCCESS":
                    yield ("family", row["tranId"], sign), row["time"], row["asset"], sign * units(row["qty"])
            for window in self.windows(6):
                yield from self.universal({**who, **window}, sign)

    def universal(self, params: dict[str, Any], sign: int) -> Iterator[Leg]:
        wallet = "fromAccountType" if sign < 0 else "toAccountType"
        for row in self.pages("universalTransfer", params):
            if row["status"] == "SUCCESS" and row[wallet] == "SPOT":
                yield ("family", row["tranId"], sign), row["createTimeStamp"], row["asset"], sign * units(row["amount"])

    def pages(self, name: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        number = 1
        while True:
            answer = self.get(self.main, f"/sapi/v1/sub-account/{name}", **params, page=number, limit=PAGE)
            rows = answer["result"] if isinstance(answer, dict) else answer
            yield from rows
            number += 1
            if not rows:
                return

    def converts(self) -> Iterator[Leg]:
        for window in self.windows(7):
            yield from self.convert_window(window["startTime"], window["endTime"])

    def convert_window(self, start: int, end: int) -> Iterator[Leg]:
        answer = self.get(self.caller, "/sapi/v1/convert/tradeFlow", startTime=start, endTime=end, limit=PAGE)
        if answer["moreData"]:
            middle = (start + end) // 2
            yield from self.convert_window(start, middle)
            yield from self.convert_window(middle + 1, end)
            return
        for row in answer["list"]:
            if row["orderStatus"] == "SUCCESS":
                yield (
                    ("convert", row["orderId"], "from"),
                    row["createTime"],
                    row["fromAsset"],
                    -units(row["fromAmount"]),
                )
                yield ("convert", row["orderId"], "to"), row["createTime"], row["toAsset"], units(row["toAmount"])

    def legs(self) -> dict[tuple, Leg]:
        readers = (self.trades, self.deposits, self.withdrawals, self.wallet_moves, self.family_moves, self.converts)
        return {leg[0]: leg for read in readers for leg in read()}

    def snapshots(self) -> dict[date, dict[str, int]]:
        answer = self.get(
            self.caller,
            "/sapi/v1/accountSnapshot",
            type="SPOT",
            limit=30,
            startTime=self.end - 29 * DAY,
            endTime=self.end,
        )
        assert answer["code"] == 200
        return {
            day_of(row["updateTime"]): {
                b["asset"]: units(b["free"]) + units(b["locked"]) for b in row["data"]["balances"]
            }
            for row in answer["snapshotVos"]
        }


def variances(reader: Reader) -> dict[tuple, int]:
    """Non-zero variances of every day both of whose snapshots are there."""
    sums: dict[tuple[date, str], int] = defaultdict(int)
    for _, moment, asset, amount in reader.legs().values():
        sums[day_of(moment), asset] += amount
    held = reader.snapshots()
    found = {}
    for day in reader.world.days:
        before = held.get(day - timedelta(days=1))
        if before is None or day not in held:
            continue
        assets = before.keys() | held[day].keys() | {asset for when, asset in sums if when == day}
        for asset in assets:
            variance = held[day].get(asset, 0) - before.get(asset, 0) - sums[day, asset]
            if variance:
                found[reader.email, day, "SPOT", asset] = variance
    return found


def expected(scenario: Scenario, email: str, now: int) -> dict[tuple, int]:
    cells = scenario.expected_variance(now).items()
    return {cell: amount for cell, amount in cells if cell[0] == email and cell[2] == "SPOT"}


@pytest.mark.parametrize("seed", range(24))
def test_a_plain_reader_finds_the_expected_variance_and_nothing_else(seed: int) -> None:
    scenario = random_scenario(seed, accounts=seed % 3 + 1, days=5 + seed // 2, burst=PAGE + 2, busy=4)
    clock = Clock(start_of(scenario.world.last_day) + 2 * DAY + 2 * HOUR)
    exchange = Exchange(scenario, clock, page_caps=CAPS, zero_rows=bool(seed % 2), oldest_first=seed % 4 > 1)
    for email in scenario.world.accounts:
        now = clock.now()
        blind = {(who, day) for who, day, asset in scenario.unproved(now) if asset is None}
        found = variances(Reader(exchange, email))
        wanted = expected(scenario, email, now)
        seen_days = [day for day in scenario.world.days if (email, day) not in blind]
        assert {c: v for c, v in found.items() if c[1] in seen_days} == {
            c: v for c, v in wanted.items() if c[1] in seen_days
        }
