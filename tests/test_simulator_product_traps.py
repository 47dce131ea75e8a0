"""The documented traps of the product lists: defaults, windows, missing data, two spellings, times without cash."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    SECOND,
    UNIT,
    BfusdRedemption,
    Caller,
    Clock,
    CloudMining,
    CustodyTransfer,
    DualInvestment,
    EthRedemption,
    Exchange,
    FiatOrder,
    FiatPayment,
    LiquidationRepay,
    LoanBorrow,
    LoanLiquidation,
    LoanRepay,
    LockedRedemption,
    LockedSubscription,
    MiningEarning,
    PayTransaction,
    Product,
    Rebate,
    Scenario,
    SolBoost,
    World,
    day_of,
    start_of,
    units,
)

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
NEXT = FIRST + timedelta(days=1)
MAIN, SUB = "main@example.com", "sub@example.com"
WHO = {"email": MAIN, "time": NOON}
LOAN = {**WHO, "loan_coin": "USDT", "collateral_coin": "BNB"}
PAY, REBATES = "/sapi/v1/pay/transactions", "/sapi/v1/rebate/taxQuery"
ORDERS, PAYMENTS = "/sapi/v1/fiat/orders", "/sapi/v1/fiat/payments"
DUAL, CLOUD = "/sapi/v1/dci/product/positions", "/sapi/v1/asset/ledger-transfer/cloud-mining/queryByPage"
CUSTODY, MINING = "/sapi/v1/asset/custody/transfer-history", "/sapi/v1/mining/payment/uid"
BOOST = "/sapi/v1/sol-staking/sol/history/boostRewardsHistory"


def world_of(*records: Product) -> World:
    world = World(FIRST, FIRST + timedelta(days=4))
    world.add_account(MAIN)
    world.add_account(SUB)
    for record in records:
        world.add(record)
    return world


def caller(*records: Product, now: int = NOON + DAY, email: str = MAIN, **options: Any) -> Caller:
    return Caller(Exchange(world_of(*records), Clock(now), **options), email)


def code(answer: Any) -> int:
    assert answer.status == 400
    return answer.json()["code"]


def moved(*records: Product) -> dict[tuple[date, str], int]:
    """SPOT postings per day and asset."""
    found: dict[tuple[date, str], int] = {}
    for posting in world_of(*records).postings():
        if posting.wallet == "SPOT":
            cell = (day_of(posting.time), posting.asset)
            found[cell] = found.get(cell, 0) + posting.amount
    return found


# fiat and pay ----------------------------------------------------------------------------------------------


def test_payments_without_rows_come_without_data_and_orders_with_it() -> None:
    assert caller().get(PAYMENTS, transactionType=1) == {
        "code": "000000", "message": "success", "total": 0, "success": True,
    }  # fmt: skip
    assert caller().get(ORDERS, transactionType=1)["data"] == []


def test_fiat_lists_want_a_type_and_begin_with_begin_time() -> None:
    order = FiatOrder(**WHO, order_no="a", side=0, updated=NOON, asset="EUR", amount=units("10"))
    asked = caller(order, now=NOON + 40 * DAY)
    assert code(asked.send(ORDERS)) == -1102
    assert code(asked.send(ORDERS, transactionType=2)) == -1130
    assert asked.get(ORDERS, transactionType=0)["total"] == 0
    assert asked.get(ORDERS, transactionType=0, beginTime=NOON)["total"] == 1
    asked.exchange.clock.advance(HOUR)
    assert asked.get(ORDERS, transactionType=1, beginTime=NOON)["total"] == 0
    assert asked.get(ORDERS, transactionType=0, startTime=NOON)["total"] == 0


def test_a_fiat_order_takes_effect_when_it_was_updated() -> None:
    late = {**WHO, "order_no": "a", "updated": NOON + DAY, "pending_until": NOON + DAY, "asset": "EUR"}
    order = FiatOrder(**late, side=0, amount=units("9.9"), fee=units("0.1"))
    assert moved(order) == {(NEXT, "EUR"): units("9.9")}
    row = caller(order, now=NOON + HOUR).get(ORDERS, transactionType=0)["data"][0]
    assert (row["status"], row["updateTime"]) == ("Processing", NOON)
    row = caller(order, now=NOON + 2 * DAY).get(ORDERS, transactionType=0)["data"][0]
    assert (row["status"], row["updateTime"]) == ("Successful", NOON + DAY)
    assert (row["indicatedAmount"], row["amount"], row["totalFee"]) == ("10.00", "9.90", "0.10")


def test_a_fiat_withdrawal_takes_its_fee_too_and_a_failed_one_nothing() -> None:
    fields = {**WHO, "order_no": "a", "updated": NOON, "asset": "EUR", "side": 1, "amount": units("9"), "fee": UNIT}
    assert moved(FiatOrder(**fields)) == {(FIRST, "EUR"): -units("10")}
    assert moved(FiatOrder(**fields, status="Refunded")) == {}


@pytest.mark.parametrize(
    ("fields", "effect"),
    [
        ({"side": 0}, {"LUNA": 4}),
        ({"side": 0, "method": "Cash Balance"}, {"LUNA": 4, "EUR": -20}),
        ({"side": 1}, {"LUNA": -20, "EUR": 4}),
        ({"side": 1, "status": "Failed"}, {}),
    ],
)
def test_a_payment_takes_fiat_only_from_the_cash_balance(fields: dict, effect: dict[str, int]) -> None:
    who = {**WHO, "order_no": "a", "updated": NOON, "fiat": "EUR", "asset": "LUNA"}
    payment = FiatPayment(**who, paid=20 * UNIT, got=4 * UNIT, **fields)
    assert moved(payment) == {(FIRST, asset): amount * UNIT for asset, amount in effect.items()}


def test_only_wallet_two_of_a_payment_is_spot_in_either_shape() -> None:
    fields = {"asset": "USDT", "spot": units("0.6"), "funding": units("0.4"), "more": (("ETH", 5, 0),)}
    listed = PayTransaction(**WHO, transaction_id="M_P_1", **fields)
    mapped = PayTransaction(**WHO, transaction_id="M_P_2", one_map=True, **fields)
    assert moved(listed) == {(FIRST, "USDT"): -units("0.6"), (FIRST, "ETH"): -5}
    second, first = caller(listed, mapped).get(PAY)["data"]
    assert first["amount"] == "-1"
    assert first["fundsDetail"][0]["walletAssetCost"] == [{"1": "0.4"}, {"2": "0.6"}]
    assert second["fundsDetail"][0]["walletAssetCost"] == {"1": "0.4", "2": "0.6"}
    facts = Scenario(world_of(listed)).facts(MAIN)
    assert [fact.external_id for fact in facts] == ["M_P_1:USDT", "M_P_1:ETH"]


def test_pay_shows_the_newest_hundred_of_ninety_days() -> None:
    records = [
        PayTransaction(email=MAIN, time=NOON + n, transaction_id=f"M_P_{n}", asset="USDT", spot=1) for n in range(103)
    ]
    asked = caller(*records)
    assert [row["transactionId"] for row in asked.get(PAY)["data"]] == [f"M_P_{n}" for n in range(102, 2, -1)]
    assert len(asked.get(PAY, endTime=NOON + 2)["data"]) == 3
    assert code(asked.send(PAY, startTime=NOON - 90 * DAY, endTime=NOON + 1)) == -6021


def test_rebates_come_in_pages_of_two_hundred_of_seven_days() -> None:
    records = [Rebate(email=MAIN, time=NOON + n, asset="USDT", amount=1) for n in range(201)]
    asked = caller(*records)
    first, second = (asked.get(REBATES, page=page)["data"] for page in (1, 2))
    assert (len(first["data"]), len(second["data"])) == (200, 1)
    assert (first["totalRecords"], first["totalPageNum"], second["page"]) == (201, 2, 2)
    assert caller(*records, now=NOON + 8 * DAY).get(REBATES)["data"]["totalRecords"] == 0


# times ------------------------------------------------------------------------------------------------------


def test_money_of_a_redemption_comes_on_its_arrival() -> None:
    both = {**WHO, "amount": 3, "got": 2, "arrival": NOON + DAY}
    assert moved(EthRedemption(**both)) == {(FIRST, "WBETH"): -3, (NEXT, "ETH"): 2}
    assert moved(BfusdRedemption(**both, fee=1)) == {(FIRST, "BFUSD"): -3, (NEXT, "USDT"): 2}


@pytest.mark.parametrize(("kind", "effect"), [("MATURE", 3), ("AHEAD", 3), ("NEW_TRANSFERRED", 0)])
def test_a_locked_redemption_pays_on_its_delivery_date(kind: str, effect: int) -> None:
    fields = {"redeem_id": 1, "asset": "BNB", "amount": 3, "deliver": NOON + DAY, "type": kind}
    assert moved(LockedRedemption(**WHO, **fields)) == ({(NEXT, "BNB"): effect} if effect else {})


@pytest.mark.parametrize(("text", "kind"), [(True, str), (False, int)])
def test_a_delivery_date_is_a_text_or_a_number(text: bool, kind: type) -> None:
    fields = {"redeem_id": 1, "asset": "BNB", "amount": 3, "deliver": NOON, "deliver_as_text": text}
    asked = caller(LockedRedemption(**WHO, **fields))
    row = asked.get("/sapi/v1/simple-earn/locked/history/redemptionRecord")["rows"][0]
    assert isinstance(row["deliverDate"], kind)


@pytest.mark.parametrize("kind", ["AUTO", "TRIAL", "RESTAKE"])
def test_a_locked_position_that_renews_itself_takes_nothing(kind: str) -> None:
    assert moved(LockedSubscription(**WHO, purchase_id=1, asset="BNB", amount=3, type=kind)) == {}


def test_boosts_print_seconds_and_only_a_claim_pays() -> None:
    claim, given = (SolBoost(**WHO, amount=n, type=kind) for n, kind in ((1, "CLAIM"), (2, "DISTRIBUTE")))
    asked = caller(claim)
    assert code(asked.send(BOOST)) == -1102
    assert asked.get(BOOST, type="CLAIM")["rows"][0]["time"] == NOON // SECOND
    assert asked.get(BOOST, type="DISTRIBUTE")["rows"] == []
    assert (moved(claim), moved(given)) == ({(FIRST, "SOL"): 1}, {})


def test_mining_is_listed_under_its_day_and_paid_later() -> None:
    midnight = start_of(FIRST)
    earning = MiningEarning(email=MAIN, time=midnight, paid=midnight + DAY, amount=units("0.00000001"))
    assert moved(earning) == {(NEXT, "BTC"): units("0.00000001")}
    body = caller(earning).send(MINING, algo="sha256").body
    assert b'"amount":1e-08' in body and b'"code":0,' in body
    assert caller(earning).get(MINING, algo="ethash")["data"]["totalNum"] == 0
    assert code(caller().send(MINING, algo="sha256", pageSize=9)) == -1130


# loans and the rest ------------------------------------------------------------------------------------------


def test_loan_records_move_both_coins() -> None:
    assert moved(LoanBorrow(**LOAN, loan=5, collateral=2)) == {(FIRST, "USDT"): 5, (FIRST, "BNB"): -2}
    assert moved(LoanRepay(**LOAN, repaid=5, returned=2)) == {(FIRST, "USDT"): -5, (FIRST, "BNB"): 2}
    assert moved(LoanLiquidation(**LOAN, debt=5, collateral=2, returned=1)) == {(FIRST, "BNB"): 1}


def test_collateral_from_earn_reads_as_a_spot_break() -> None:
    scenario = Scenario(world_of(LoanBorrow(**LOAN, loan=5, collateral=2, from_earn=True)))
    assert scenario.expected_variance() == {(MAIN, FIRST, "SPOT", "BNB"): 2, (MAIN, FIRST, "SPOT", "LDBNB"): -2}


def test_loans_page_by_limit_over_ninety_days() -> None:
    records = [LoanRepay(**{**LOAN, "time": NOON + n}, repaid=5, returned=0) for n in range(12)]
    path = "/sapi/v2/loan/flexible/repay/history"
    assert len(caller(*records).get(path)["rows"]) == 10
    assert len(caller(*records).get(path, limit=100)["rows"]) == 12
    assert caller(*records, now=NOON + 91 * DAY).get(path)["total"] == 0
    assert code(caller().send(path, startTime=NOON - 181 * DAY, endTime=NOON)) == -6021


def test_liquidation_loans_show_seven_days_unless_told() -> None:
    record = LiquidationRepay(**WHO, repay_id=1, amount=1)
    path = "/sapi/v1/margin/liquidation-loan/repay-history"
    asked = caller(record, now=NOON + 8 * DAY)
    assert asked.get(path)["total"] == 0
    assert asked.get(path, startTime=NOON - DAY, endTime=NOON)["total"] == 1


def test_a_dual_investment_leaves_its_settlement_untold() -> None:
    fields = {"asset": "USDT", "amount": 5, "exercised": "BNB", "settle": NOON + DAY}
    bought = DualInvestment(**WHO, number=1, settles=("BNB", 3), **fields)
    scenario = Scenario(world_of(bought))
    assert scenario.expected_variance() == {(MAIN, NEXT, "SPOT", "BNB"): 3}
    asked = caller(bought, now=NOON + 400 * DAY)
    assert asked.get(DUAL)["list"][0]["purchaseStatus"] == "SETTLED"
    assert asked.get(DUAL, status="PURCHASE_SUCCESS")["total"] == 0


def test_cloud_mining_ends_before_its_end() -> None:
    asked = caller(CloudMining(**WHO, tran_id=1, asset="USDT", amount=1), CloudMining(
        **{**WHO, "time": NOON + 1}, tran_id=2, asset="USDT", amount=1, type=249
    ))  # fmt: skip
    assert code(asked.send(CLOUD, startTime=NOON)) == -1102
    assert [row["tranId"] for row in asked.get(CLOUD, startTime=NOON, endTime=NOON + 1)["rows"]] == [1]


def test_custody_is_asked_by_the_main_account_for_an_account() -> None:
    transfer = CustodyTransfer(**WHO, client_id=1, asset="ETH", amount=1, type="Delegate")
    assert moved(transfer) == {(FIRST, "ETH"): -1}
    window = {"startTime": NOON, "endTime": NOON}
    assert caller(transfer).get(CUSTODY, email=MAIN, type="DELEGATE", **window)["total"] == 1
    assert caller(transfer).get(CUSTODY, email=SUB, **window)["total"] == 0
    assert code(caller(transfer).send(CUSTODY, email="other@example.com", **window)) == -5021
    assert code(caller(transfer, email=SUB).send(CUSTODY, email=SUB, **window)) == -4006


@pytest.mark.parametrize(("path", "calls"), [("repay", 5), ("liquidation", 1)])
def test_loans_limit_the_calls_of_a_second_too(path: str, calls: int) -> None:
    asked = caller()
    full = f"/sapi/v2/loan/flexible/{path}/history"
    assert {asked.send(full).status for _ in range(calls)} == {200}
    assert asked.send(full).status == 429
    asked.exchange.clock.advance(SECOND)
    assert asked.send(full).status == 200


@pytest.mark.parametrize(
    ("path", "calls", "params"),
    [
        (ORDERS, 4, {"transactionType": 0}),
        (REBATES, 15, {}),
        (PAY, 60, {}),
        ("/sapi/v1/simple-earn/flexible/history/rewardsRecord", 80, {}),
    ],
)
def test_a_list_has_its_own_weight(path: str, calls: int, params: dict) -> None:
    asked = caller()
    assert {asked.send(path, **params).status for _ in range(calls)} == {200}
    assert asked.send(path, **params).status == 429
    assert asked.send("/sapi/v1/asset/assetDividend").status == 200
