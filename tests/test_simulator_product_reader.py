"""A plain reader that knows only the documentation books every product list and must find exactly what was planted."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator import DAY, HOUR, SECOND, Clock, Exchange, public, random_scenario, start_of, units
from tests.test_simulator_reader import CAPS, PAGE, Leg, Reader, exact, expected, variances

EARN, SAPI = "simple-earn", "/sapi/v1"
ROWS = {
    "flexible_subscription": f"{SAPI}/{EARN}/flexible/history/subscriptionRecord",
    "flexible_redemption": f"{SAPI}/{EARN}/flexible/history/redemptionRecord",
    "flexible_rewards": f"{SAPI}/{EARN}/flexible/history/rewardsRecord",
    "locked_subscription": f"{SAPI}/{EARN}/locked/history/subscriptionRecord",
    "locked_redemption": f"{SAPI}/{EARN}/locked/history/redemptionRecord",
    "locked_rewards": f"{SAPI}/{EARN}/locked/history/rewardsRecord",
    "onchain_subscription": f"{SAPI}/onchain-yields/locked/history/subscriptionRecord",
    "onchain_redemption": f"{SAPI}/onchain-yields/locked/history/redemptionRecord",
    "onchain_rewards": f"{SAPI}/onchain-yields/locked/history/rewardsRecord",
    "bfusd_subscription": f"{SAPI}/bfusd/history/subscriptionHistory",
    "bfusd_redemption": f"{SAPI}/bfusd/history/redemptionHistory",
    "bfusd_rewards": f"{SAPI}/bfusd/history/rewardsHistory",
    "rwusd_subscription": f"{SAPI}/rwusd/history/subscriptionHistory",
    "rwusd_redemption": f"{SAPI}/rwusd/history/redemptionHistory",
    "rwusd_rewards": f"{SAPI}/rwusd/history/rewardsHistory",
    "eth_staking": f"{SAPI}/eth-staking/eth/history/stakingHistory",
    "eth_redemption": f"{SAPI}/eth-staking/eth/history/redemptionHistory",
    "wbeth_wrap": f"{SAPI}/eth-staking/wbeth/history/wrapHistory",
    "wbeth_unwrap": f"{SAPI}/eth-staking/wbeth/history/unwrapHistory",
    "sol_staking": f"{SAPI}/sol-staking/sol/history/stakingHistory",
    "sol_redemption": f"{SAPI}/sol-staking/sol/history/redemptionHistory",
    "soft_staking_rewards": f"{SAPI}/soft-staking/history/rewardsRecord",
    "liquidation_loan_repay": f"{SAPI}/margin/liquidation-loan/repay-history",
    "pm_loan_repay": f"{SAPI}/portfolio/pmloan-history",
    "margin_transfer": f"{SAPI}/margin/transfer",
}
BOOST = f"{SAPI}/sol-staking/sol/history/boostRewardsHistory"
LOANS = {
    "loan_borrow": "/sapi/v2/loan/flexible/borrow/history",
    "loan_repay": "/sapi/v2/loan/flexible/repay/history",
    "loan_ltv_adjustment": "/sapi/v2/loan/flexible/ltv/adjustment/history",
    "loan_liquidation": "/sapi/v2/loan/flexible/liquidation/history",
}
DIVIDENDS, PAY, REBATES = f"{SAPI}/asset/assetDividend", f"{SAPI}/pay/transactions", f"{SAPI}/rebate/taxQuery"
ORDERS, PAYMENTS = f"{SAPI}/fiat/orders", f"{SAPI}/fiat/payments"
ALLOCATIONS = "/api/v3/myAllocations"
DUAL, CLOUD = f"{SAPI}/dci/product/positions", f"{SAPI}/asset/ledger-transfer/cloud-mining/queryByPage"
MINING, CUSTODY = f"{SAPI}/mining/payment/uid", f"{SAPI}/asset/custody/transfer-history"
SMALL_PAGES = dict.fromkeys(
    [
        *ROWS.values(),
        *LOANS.values(),
        ALLOCATIONS,
        BOOST,
        DIVIDENDS,
        PAY,
        REBATES,
        ORDERS,
        PAYMENTS,
        DUAL,
        CLOUD,
        MINING,
        CUSTODY,
    ],
    PAGE,
)
Row = dict[str, Any]


def leg(kind: str, row: Row, sign: int, asset: str, amount: str, time: str, *names: str) -> Iterator[Leg]:
    """One leg of a row, named by the fields that identify it; nothing of a row whose amount is no exact amount."""
    if exact(str(row[amount])):
        key = (kind, *(str(row[name]) for name in names), sign, row[asset])
        yield key, int(row[time]), row[asset], sign * units(str(row[amount]))


class ProductReader(Reader):
    """Reads the product lists beside those of Reader."""

    def legs(self) -> dict[tuple, Leg]:
        found = super().legs()
        readers = (
            self.earn,
            self.boosts,
            self.lent,
            self.dust,
            self.fiat,
            self.paid,
            self.other,
            self.mined,
            self.routed,
        )
        for read in readers:
            found |= {one[0]: one for one in read()}
        rewards = {one[0]: one for one in self.rewards()}
        dividends = {one[0]: one for one in self.dividends()}
        return found | dividends | self.not_told(rewards, dividends)

    def ask(self, path: str, seconds: int = 2, **params: Any) -> Any:
        self.exchange.clock.advance(seconds * SECOND)
        return self.caller.get(path, **params)

    def numbered(
        self, path: str, inside: str, params: Row, names: tuple[str, str] = ("current", "size")
    ) -> Iterator[Row]:
        """Every row of a list in pages; `inside` is the way to it in the answer."""
        page = 1
        while True:
            rows = self.ask(path, 16 if path == ORDERS else 4, **params, **{names[0]: page, names[1]: PAGE})
            for step in inside.split("."):
                rows = rows.get(step, [])
            yield from rows
            if len(rows) < PAGE:
                return
            page += 1

    def listed(self, kind: str) -> Iterator[Row]:
        for window in self.windows(29):
            yield from self.numbered(ROWS[kind], "rows", window)

    def routed(self) -> Iterator[Leg]:
        """Allocations, pair by pair where the exchange routes smart orders."""
        offered = public(self.exchange, "/api/v3/exchangeInfo").json()["sors"]
        for symbol in [name for group in offered for name in group["symbols"]]:
            pair, following, page = self.world.symbols[symbol], 0, [{}]
            while page:
                page = self.ask(ALLOCATIONS, symbol=symbol, fromAllocationId=following, limit=PAGE)
                for row in page:
                    yield from self.fill({**row, "id": ("SOR", row["allocationId"])}, pair.base, pair.quote)
                    following = row["allocationId"] + 1

    # earn, staking -------------------------------------------------------------------------------------------

    def earn(self) -> Iterator[Leg]:
        for kind in ROWS:
            if not kind.endswith("_rewards") or kind in ("bfusd_rewards", "rwusd_rewards"):
                for row in self.listed(kind):
                    yield from getattr(self, kind.split("_", 1)[1] if kind in SAME else kind)(kind, row)
        for row in self.listed("onchain_rewards"):
            yield from leg("onchain", row, 1, "asset", "amount", "time", "positionId", "time")
        for row in self.listed("soft_staking_rewards"):
            yield from leg("soft", row, 1, "rewardAsset", "rewards", "time", "asset", "time")

    def flexible_subscription(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["status"] == "SUCCESS" and exact(row["amount"]):
            share = {**row, "share": f"LD{row['asset']}"}
            yield from leg(kind, share, 1, "share", "amount", "time", "purchaseId")
            if row["type"] in ("AUTO", "NORMAL"):
                yield from self.paid_from_spot(kind, row)

    def locked_subscription(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["status"] == "SUCCESS" and row["type"] in ("NORMAL", "ACTIVITY") and exact(row["amount"]):
            yield from self.paid_from_spot(kind, row)

    onchain_subscription = locked_subscription

    def paid_from_spot(self, kind: str, row: Row) -> Iterator[Leg]:
        field = {"SPOT": "amount", "SPOTANDFUNDING": "amtFromSpot"}.get(row["sourceAccount"])
        if field:
            yield from leg(kind, row, -1, "asset", field, "time", "purchaseId")

    def flexible_redemption(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["status"] == "PAID":
            share = {**row, "share": f"LD{row['asset']}"}
            yield from leg(kind, share, -1, "share", "amount", "time", "redeemId")
            if row["destAccount"] == "SPOT":
                yield from leg(kind, row, 1, "asset", "amount", "time", "redeemId")

    def locked_redemption(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["status"] == "PAID" and row["type"] != "NEW_TRANSFERRED":
            yield from leg(kind, row, 1, "asset", "amount", "deliverDate", "redeemId")

    onchain_redemption = locked_redemption

    def subscription(self, kind: str, row: Row) -> Iterator[Leg]:
        yield from self.exchanged(kind, row, ("asset", "amount"), ("receiveAsset", "receiveAmount"))

    def redemption(self, kind: str, row: Row) -> Iterator[Leg]:
        word = "receive" if "receiveAsset" in row else "distribute"
        yield from self.exchanged(kind, row, ("asset", "amount"), (f"{word}Asset", f"{word}Amount"), "arrivalTime")

    def staking(self, kind: str, row: Row) -> Iterator[Leg]:
        yield from self.exchanged(kind, row, ("asset", "amount"), ("distributeAsset", "distributeAmount"))

    def wrap(self, kind: str, row: Row) -> Iterator[Leg]:
        yield from self.exchanged(kind, row, ("fromAsset", "fromAmount"), ("toAsset", "toAmount"))

    unwrap = wrap

    def exchanged(
        self, kind: str, row: Row, given: tuple[str, str], received: tuple[str, str], arrival: str = "time"
    ) -> Iterator[Leg]:
        if row["status"] == "SUCCESS" and exact(row[given[1]]):
            yield from leg(kind, row, -1, *given, "time", "time")
            yield from leg(kind, row, 1, *received, arrival, "time")

    def bfusd_rewards(self, kind: str, row: Row) -> Iterator[Leg]:
        yield from leg(kind, row, 1, "rewardAsset", "rewardsAmount", "time", "time")

    rwusd_rewards = bfusd_rewards

    def liquidation_loan_repay(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["status"] == "SUCCESS":
            yield from leg(kind, row, -1, "asset", "amount", "createTime", "repayId")

    def pm_loan_repay(self, kind: str, row: Row) -> Iterator[Leg]:
        yield from leg(kind, row, -1, "asset", "amount", "repayTime", "repayTime")

    def margin_transfer(self, kind: str, row: Row) -> Iterator[Leg]:
        ends, moment = (row["transFrom"], row["transTo"]), row["timestamp"]
        if row["status"] == "CONFIRMED" and sorted(ends) == ["ISOLATED_MARGIN", "SPOT"]:
            one = {**row, "ms": moment * SECOND if moment < 10**12 else moment}
            yield from leg(kind, one, -1 if ends[0] == "SPOT" else 1, "asset", "amount", "ms", "txId")

    def boosts(self) -> Iterator[Leg]:
        for window in self.windows(29):
            for row in self.numbered(BOOST, "rows", {**window, "type": "CLAIM"}):
                if row["status"] == "SUCCESS":
                    yield from leg("boost", {**row, "ms": row["time"] * 1000}, 1, "token", "amount", "ms", "time")

    # rewards and dividends -----------------------------------------------------------------------------------

    def rewards(self) -> Iterator[Leg]:
        for row in self.listed("flexible_rewards"):
            share = {**row, "into": f"LD{row['asset']}" if row["type"] == "REALTIME" else row["asset"]}
            yield from leg("flexible_rewards", share, 1, "into", "rewards", "time", "time", "projectId", "type")
        for row in self.listed("locked_rewards"):
            yield from leg("locked_rewards", row, 1, "asset", "amount", "time", "time", "positionId", "type")

    def dividends(self) -> Iterator[Leg]:
        start, end = self.start, self.end
        while start <= end:
            answer = self.ask(DIVIDENDS, startTime=start, endTime=end, limit=PAGE)
            for row in answer["rows"]:
                yield from leg("dividend", row, row.get("direction", 1), "asset", "amount", "divTime", "id")
            if answer["total"] == len(answer["rows"]):
                return
            oldest = min(row["divTime"] for row in answer["rows"])
            end = oldest if oldest < end else end - 1

    @staticmethod
    def not_told(rewards: dict[tuple, Leg], dividends: dict[tuple, Leg]) -> dict[tuple, Leg]:
        """Rewards for which no dividend of the same asset and amount within twelve hours stands."""
        free: dict[tuple[str, int], list[int]] = defaultdict(list)
        for _, moment, asset, amount in sorted(dividends.values(), key=lambda one: one[1]):
            free[asset, amount].append(moment)
        kept = {}
        for key, one in sorted(rewards.items(), key=lambda item: item[1][1]):
            times = free[one[2], one[3]]
            near = next((moment for moment in times if abs(moment - one[1]) <= 12 * HOUR), None)
            if near is None:
                kept[key] = one
            else:
                times.remove(near)
        return kept

    # the rest ------------------------------------------------------------------------------------------------

    def lent(self) -> Iterator[Leg]:
        for kind, path in LOANS.items():
            for window in self.windows(179):
                for row in self.numbered(path, "rows", window, ("current", "limit")):
                    yield from getattr(self, kind)(kind, row)

    def loan_borrow(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["status"] == "SUCCESS" and exact(row["initialLoanAmount"]):
            yield from leg(kind, row, 1, "loanCoin", "initialLoanAmount", "borrowTime", "borrowTime")
            yield from leg(kind, row, -1, "collateralCoin", "initialCollateralAmount", "borrowTime", "borrowTime")

    def loan_repay(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["repayStatus"].upper() == "REPAID" and exact(row["repayAmount"]):
            yield from leg(kind, row, -1, "loanCoin", "repayAmount", "repayTime", "repayTime")
            yield from leg(kind, row, 1, "collateralCoin", "collateralReturn", "repayTime", "repayTime")

    def loan_ltv_adjustment(self, kind: str, row: Row) -> Iterator[Leg]:
        sign = -1 if row["direction"] == "ADDITIONAL" else 1
        yield from leg(kind, row, sign, "collateralCoin", "collateralAmount", "adjustTime", "adjustTime")

    def loan_liquidation(self, kind: str, row: Row) -> Iterator[Leg]:
        if row["status"] == "Liquidated":
            time = "liquidationStartingTime"
            yield from leg(kind, row, 1, "collateralCoin", "returnCollateralAmount", time, time)

    def dust(self) -> Iterator[Leg]:
        for record in self.ask(f"{SAPI}/asset/dribblet", startTime=self.start, endTime=self.end)["userAssetDribblets"]:
            for row in record["userAssetDribbletDetails"]:
                if exact(row["transferedAmount"]):
                    names = ("transId", "fromAsset")
                    yield from leg("dust", row, -1, "fromAsset", "amount", "operateTime", *names)
                    yield from leg("dust", row, 1, "targetAsset", "transferedAmount", "operateTime", *names)

    def fiat(self) -> Iterator[Leg]:
        window, names = {"beginTime": self.start, "endTime": self.end}, ("page", "rows")
        for side, sign in (("0", 1), ("1", -1)):
            for row in self.numbered(ORDERS, "data", {**window, "transactionType": side}, names):
                if row["status"] in ("Successful", "Finished") and exact(row["amount"]):
                    yield from leg("orders", row, sign, "fiatCurrency", "amount", "updateTime", "orderNo")
                    if sign < 0:
                        fee = {**row, "of": f"{row['orderNo']} fee"}
                        yield from leg("orders", fee, sign, "fiatCurrency", "totalFee", "updateTime", "of")
            for row in self.numbered(PAYMENTS, "data", {**window, "transactionType": side}, names):
                if row["status"] == "Completed" and exact(row["obtainAmount"]):
                    yield from self.payment(side, row)

    def payment(self, side: str, row: Row) -> Iterator[Leg]:
        given, received = "fiatCurrency", "cryptoCurrency"
        if side == "1":
            given, received = received, given
        yield from leg("payments", row, 1, received, "obtainAmount", "updateTime", "orderNo")
        if side == "1" or row["paymentMethod"] == "Cash Balance":
            yield from leg("payments", row, -1, given, "sourceAmount", "updateTime", "orderNo")

    def paid(self) -> Iterator[Leg]:
        for window in self.windows(80):
            yield from self.paid_between(window["startTime"], window["endTime"])
        for window in self.windows(29):
            for row in self.numbered_rebates(window):
                yield from leg("rebates", row, 1, "asset", "amount", "updateTime", "updateTime", "type")

    def numbered_rebates(self, window: dict[str, int]) -> Iterator[Row]:
        page, pages = 1, 1
        while page <= pages:
            data = self.ask(REBATES, 5, **window, page=page)["data"]
            yield from data["data"]
            page, pages = page + 1, data["totalPageNum"]

    def paid_between(self, start: int, end: int) -> Iterator[Leg]:
        rows = self.ask(PAY, startTime=start, endTime=end, limit=PAGE)["data"]
        if len(rows) == PAGE and start < end:
            middle = (start + end) // 2
            yield from self.paid_between(start, middle)
            yield from self.paid_between(middle + 1, end)
            return
        for row in rows:
            sign = -1 if row["amount"].startswith("-") else 1
            for fund in row["fundsDetail"] if isinstance(row["fundsDetail"], list) else []:
                costs = fund["walletAssetCost"]
                for cost in costs if isinstance(costs, list) else [costs]:
                    if "2" in cost:
                        key = ("pay", row["transactionId"], fund["currency"])
                        yield key, row["transactionTime"], fund["currency"], sign * units(cost["2"])

    def other(self) -> Iterator[Leg]:
        good = ("PURCHASE_SUCCESS", "SETTLING", "SETTLED", "REFUNDING")
        for row in self.numbered(DUAL, "list", {}, ("pageIndex", "pageSize")):
            if row["purchaseStatus"] in good:
                yield from leg("dual", row, -1, "investCoin", "subscriptionAmount", "subscriptionTime", "id")
            if "settleAmount" in row:
                yield from leg("dual", row, 1, "settleAsset", "settleAmount", "settleDate", "id")
        window = {"startTime": self.start, "endTime": self.end + 1}
        for row in self.numbered(CLOUD, "rows", window):
            yield from leg("cloud", row, -1 if row["type"] == 248 else 1, "asset", "amount", "createTime", "tranId")
        if self.email == self.world.main.email:
            for row in self.numbered(CUSTODY, "rows", {**window, "email": self.email}):
                sign = -1 if row["transferType"] == "Delegate" else 1
                yield from leg("custody", row, sign, "asset", "amount", "time", "clientTranId")

    def mined(self) -> Iterator[Leg]:
        window = {"startDate": self.start, "endDate": self.end}
        for algo in ("sha256", "ethash"):
            pages = self.numbered(MINING, "data.accountProfits", {**window, "algo": algo}, ("pageIndex", "pageSize"))
            for row in pages:
                yield from leg("mining", row, 1, "coinName", "amount", "time", "time", "type", "puid")


SAME = {
    "bfusd_subscription", "rwusd_subscription", "bfusd_redemption", "rwusd_redemption", "eth_staking", "sol_staking",
    "eth_redemption", "sol_redemption", "wbeth_wrap", "wbeth_unwrap",
}  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_a_plain_reader_of_every_list_finds_the_expected_variance_and_nothing_else(seed: int) -> None:
    days, troubles = 5 + seed // 4, seed % 7
    scenario = random_scenario(
        seed, accounts=seed % 2 + 1, days=days, burst=PAGE + 2, busy=14, troubles=troubles, products=True
    )
    clock = Clock(start_of(scenario.world.last_day) + 2 * DAY + 2 * HOUR)
    caps = CAPS | SMALL_PAGES
    exchange = Exchange(scenario, clock, page_caps=caps, zero_rows=bool(seed % 2), oldest_first=seed % 4 > 1)
    for email in scenario.world.accounts:
        now = clock.now()
        blind = {(who, day) for who, day, asset in scenario.unproved(now) if asset is None}
        found = variances(ProductReader(exchange, email))
        wanted = expected(scenario, email, now)
        seen = [day for day in scenario.world.days if (email, day) not in blind]
        assert {c: v for c, v in found.items() if c[1] in seen} == {c: v for c, v in wanted.items() if c[1] in seen}
