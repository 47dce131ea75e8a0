"""Every product list answers under its documented path with exactly the documented field names and types."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    JSON_KINDS,
    SECOND,
    UNIT,
    BfusdRedemption,
    BfusdReward,
    BfusdSubscription,
    Caller,
    Clock,
    CloudMining,
    CustodyTransfer,
    Dividend,
    DualInvestment,
    Dust,
    EthRedemption,
    EthStaking,
    Exchange,
    FiatOrder,
    FiatPayment,
    FlexibleRedemption,
    FlexibleReward,
    FlexibleSubscription,
    LiquidationRepay,
    LoanAdjustment,
    LoanBorrow,
    LoanLiquidation,
    LoanRepay,
    LockedRedemption,
    LockedReward,
    LockedSubscription,
    MarginTransfer,
    MiningEarning,
    OnchainRedemption,
    OnchainReward,
    OnchainSubscription,
    PayTransaction,
    PmLoanRepay,
    Product,
    Rebate,
    RwusdRedemption,
    RwusdReward,
    RwusdSubscription,
    SoftStakingReward,
    SolBoost,
    SolRedemption,
    SolStaking,
    WbethUnwrap,
    WbethWrap,
    World,
    start_of,
)
from tests.simulator.products import every_list
from tests.simulator.products.capital_flow import CapitalFlow
from tests.simulator.products.managed_transfer import ManagedTransfer
from tests.simulator.products.margin_clearing import ForcedOrder, SmallLiability
from tests.simulator.products.margin_interest import MarginInterest
from tests.simulator.products.margin_loans import MarginBorrow, MarginRepay
from tests.simulator.products.vip_loan_repay import VipLoanRepay

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"
WHO = {"email": MAIN, "time": NOON}
COIN = {"asset": "USDT", "amount": 3 * UNIT}
PAIR = {"amount": 3 * UNIT, "got": 2 * UNIT}
LATER = {**PAIR, "arrival": NOON + HOUR}
LOCK = {**COIN, "deliver": NOON + HOUR}
LOAN = {**WHO, "loan_coin": "BUSD", "collateral_coin": "BNB"}
FIAT = {**WHO, "side": 0, "updated": NOON + HOUR, "order_no": "7d76d611"}
BOTH_ENDS = {"startTime": NOON - HOUR, "endTime": NOON + HOUR}
SWAPPED = "time:int asset amount distributeAsset distributeAmount conversionRatio status"
WRAPPED = "time:int fromAsset fromAmount toAsset toAmount exchangeRate status"
BOUGHT = "time:int asset amount receiveAsset receiveAmount status"
LOCKED_IN = (
    "purchaseId projectId time:int asset amount lockPeriod type sourceAccount amtFromSpot amtFromFunding status "
    "positionId"
)
LOCKED_OUT = (
    "redeemId:int time:int asset lockPeriod amount originalAmount type deliverDate lossAmount isComplete:bool "
    "rewardAsset rewardAmt status positionId"
)
MOVED = "amount asset status timestamp:int txId:int type"
OWED = "type amount asset interest principal status timestamp:int txId:int"
CHARGED = "txId:int interestAccuredTime:int asset principal interest interestRate type"
FLOWS = "id:int tranId:int timestamp:int asset type"
FLOW = {**WHO, **COIN, "number": 1, "tran_id": 2, "type": "BORROW"}
ENVELOPE = "code message data success"


@dataclass(frozen=True)
class Shape:
    """A path, what to send, a record, the way to its row, and the names (`:type` unless text) of row and answer."""

    path: str
    record: Product
    row: str
    params: dict[str, Any] = field(default_factory=dict)
    way: str = "rows"
    answer: str = "rows total:int"


def v1(path: str, record: Product, row: str, **rest: Any) -> Shape:
    return Shape(f"/sapi/v1/{path}", record, row, **rest)


def loan(path: str, record: Product, row: str) -> Shape:
    return Shape(f"/sapi/v2/loan/flexible/{path}/history", record, f"loanCoin collateralCoin {row}")


EARN, STAKING, SOL = "simple-earn/flexible/history", "eth-staking", "sol-staking/sol/history"
LOCKED, ONCHAIN = "simple-earn/locked/history", "onchain-yields/locked/history"
SHAPES = [
    v1(
        "asset/dribblet",
        Dust(**WHO, **COIN, parent_id=1, trans_id=2, got=UNIT, charge=1),
        "transId:int serviceChargeAmount amount operateTime:int transferedAmount fromAsset targetAsset",
        way="userAssetDribblets userAssetDribbletDetails",
        answer="total:int userAssetDribblets",
    ),
    v1(
        "asset/assetDividend",
        Dividend(**WHO, **COIN, number=1),
        "id:int amount asset divTime:int enInfo tranId:int direction:int",
    ),
    v1(
        f"{EARN}/subscriptionRecord",
        FlexibleSubscription(**WHO, **COIN, purchase_id=1),
        "amount asset time:int purchaseId:int productId type sourceAccount amtFromSpot amtFromFunding status",
    ),
    v1(
        f"{EARN}/redemptionRecord",
        FlexibleRedemption(**WHO, **COIN, redeem_id=1),
        "amount asset time:int projectId redeemId:int destAccount status",
    ),
    v1(f"{EARN}/rewardsRecord", FlexibleReward(**WHO, **COIN), "asset rewards projectId type time:int"),
    v1(f"{LOCKED}/subscriptionRecord", LockedSubscription(**WHO, **COIN, purchase_id=1), f"{LOCKED_IN}:int"),
    v1(
        f"{LOCKED}/redemptionRecord",
        LockedRedemption(**WHO, **LOCK, redeem_id=1),
        f"{LOCKED_OUT}:int extraRewardAsset estExtraRewardAmt",
    ),
    v1(
        f"{LOCKED}/rewardsRecord",
        LockedReward(**WHO, **COIN),
        "positionId:int time:int asset lockPeriod amount type",
    ),
    v1(
        f"{LOCKED}/rewardsRecord",
        LockedReward(**WHO, **COIN, type="Boost Rewards"),
        "positionId time:int asset amount type",
    ),
    v1(f"{ONCHAIN}/subscriptionRecord", OnchainSubscription(**WHO, **COIN, purchase_id=1), LOCKED_IN),
    v1(f"{ONCHAIN}/redemptionRecord", OnchainRedemption(**WHO, **LOCK, redeem_id=1), LOCKED_OUT),
    v1(f"{ONCHAIN}/rewardsRecord", OnchainReward(**WHO, **COIN), "positionId time:int asset lockPeriod amount"),
    v1("bfusd/history/subscriptionHistory", BfusdSubscription(**WHO, **PAIR, asset="USDT"), BOUGHT),
    v1("bfusd/history/redemptionHistory", BfusdRedemption(**WHO, **LATER), f"{BOUGHT} fee arrivalTime:int"),
    v1(
        "bfusd/history/rewardsHistory",
        BfusdReward(**WHO, amount=1),
        "time:int rewardAsset rewardsAmount BFUSDPosition annualPercentageRate",
    ),
    v1("rwusd/history/subscriptionHistory", RwusdSubscription(**WHO, **PAIR, asset="USDT"), BOUGHT),
    v1("rwusd/history/redemptionHistory", RwusdRedemption(**WHO, **LATER), f"{BOUGHT} fee arrivalTime:int"),
    v1(
        "rwusd/history/rewardsHistory",
        RwusdReward(**WHO, amount=1),
        "time:int rewardAsset rewardsAmount RWUSDPosition annualPercentageRate",
    ),
    v1(f"{STAKING}/eth/history/stakingHistory", EthStaking(**WHO, **PAIR), SWAPPED),
    v1(f"{STAKING}/eth/history/redemptionHistory", EthRedemption(**WHO, **LATER), f"{SWAPPED} arrivalTime:int"),
    v1(f"{STAKING}/wbeth/history/wrapHistory", WbethWrap(**WHO, **PAIR), WRAPPED),
    v1(f"{STAKING}/wbeth/history/unwrapHistory", WbethUnwrap(**WHO, **PAIR), WRAPPED),
    v1(f"{SOL}/stakingHistory", SolStaking(**WHO, **PAIR), SWAPPED.replace("conversionRatio", "exchangeRate")),
    v1(
        f"{SOL}/redemptionHistory",
        SolRedemption(**WHO, **LATER),
        f"{SWAPPED} arrivalTime:int".replace("conversionRatio", "exchangeRate"),
    ),
    v1(
        f"{SOL}/boostRewardsHistory",
        SolBoost(**WHO, amount=1),
        "time:int token amount bnsolHolding status",
        params={"type": "CLAIM"},
    ),
    v1(
        "soft-staking/history/rewardsRecord",
        SoftStakingReward(**WHO, **COIN, reward_asset="BNB"),
        "asset rewards rewardAsset avgAmount time:int",
    ),
    v1(
        "fiat/orders",
        FiatOrder(**FIAT, **COIN),
        "orderNo fiatCurrency indicatedAmount amount totalFee method status createTime:int updateTime:int",
        params={"transactionType": 0},
        way="data",
        answer=f"{ENVELOPE}:bool total:int",
    ),
    v1(
        "fiat/payments",
        FiatPayment(**FIAT, fiat="EUR", asset="LUNA", paid=UNIT, got=UNIT),
        "orderNo sourceAmount fiatCurrency obtainAmount cryptoCurrency totalFee price status paymentMethod "
        "createTime:int updateTime:int",
        params={"transactionType": 0},
        way="data",
        answer=f"{ENVELOPE}:bool total:int",
    ),
    v1(
        "pay/transactions",
        PayTransaction(**WHO, transaction_id="M_P_1", asset="USDT", spot=UNIT, funding=UNIT),
        "orderType transactionId transactionTime:int amount currency walletType:int walletTypes:list fundsDetail:list "
        "payerInfo:dict receiverInfo:dict",
        way="data",
        answer=f"{ENVELOPE}:bool",
    ),
    v1(
        "rebate/taxQuery",
        Rebate(**WHO, **COIN),
        "asset type:int amount updateTime:int",
        way="data data",
        answer="status type code data",
    ),
    loan(
        "borrow",
        LoanBorrow(**LOAN, loan=1, collateral=1),
        "initialLoanAmount initialCollateralAmount borrowTime:int status",
    ),
    loan("repay", LoanRepay(**LOAN, repaid=1, returned=1), "repayAmount collateralReturn repayStatus repayTime:int"),
    loan(
        "ltv/adjustment",
        LoanAdjustment(**LOAN, amount=1),
        "direction collateralAmount preLTV afterLTV adjustTime:int",
    ),
    loan(
        "liquidation",
        LoanLiquidation(**LOAN, debt=1, collateral=1, returned=1),
        "liquidationDebt liquidationCollateralAmount returnCollateralAmount liquidationFee liquidationStartingPrice "
        "liquidationStartingTime:int status",
    ),
    v1(
        "margin/liquidation-loan/repay-history",
        LiquidationRepay(**WHO, repay_id=1, amount=UNIT),
        "repayId:int asset amount status createTime:int",
    ),
    v1(
        "dci/product/positions",
        DualInvestment(**WHO, **COIN, number=1, exercised="BNB", settle=NOON + 4 * DAY),
        "id investCoin exercisedCoin subscriptionAmount strikePrice duration:int settleDate:int purchaseStatus apr "
        "orderId:int purchaseEndTime:int optionType autoCompoundPlan subscriptionTime:int",
        way="list",
        answer="total:int list",
    ),
    v1(
        "dci/product/positions",
        DualInvestment(**WHO, **COIN, number=1, exercised="BNB", settle=NOON, settles=("BNB", UNIT), tells=True),
        "id investCoin exercisedCoin subscriptionAmount strikePrice duration:int settleDate:int purchaseStatus apr "
        "orderId:int purchaseEndTime:int optionType autoCompoundPlan subscriptionTime:int settlePrice "
        "settleAmount settleAsset "
        "isExercised:bool",
        way="list",
        answer="total:int list",
    ),
    v1(
        "loan/vip/repay/history",
        VipLoanRepay(**WHO, **COIN, order=1),
        "loanCoin repayAmount collateralCoin repayStatus loanDate repayTime orderId",
    ),
    v1("margin/transfer", MarginTransfer(**WHO, **COIN, tx_id=1), f"{MOVED} transFrom transTo toSymbol"),
    v1("margin/transfer", MarginTransfer(**WHO, **COIN, tx_id=1, bare=True, in_seconds=True), MOVED),
    v1(
        "margin/borrow-repay",
        MarginBorrow(**WHO, asset="BNB", principal=UNIT, tx_id=1, pair="BNBUSDT"),
        f"{OWED} isolatedSymbol",
        params={"type": "BORROW", "isolatedSymbol": "BNBUSDT"},
    ),
    v1(
        "margin/borrow-repay",
        MarginRepay(**WHO, asset="BNB", principal=UNIT, interest=1, tx_id=1),
        OWED,
        params={"type": "REPAY"},
    ),
    v1(
        "margin/interestHistory",
        MarginInterest(**WHO, **COIN, tx_id=1, principal=UNIT, rate=UNIT),
        f"{CHARGED} rawAsset",
    ),
    v1(
        "margin/interestHistory",
        MarginInterest(**WHO, **COIN, tx_id=1, principal=UNIT, rate=UNIT, pair="BNBUSDT"),
        f"{CHARGED} isolatedSymbol",
        params={"isolatedSymbol": "BNBUSDT"},
    ),
    v1(
        "margin/forceLiquidationRec",
        ForcedOrder(**WHO, order_id=1, symbol="BNBBTC", side="SELL", price=UNIT, qty=UNIT),
        "avgPrice executedQty orderId:int price qty side symbol timeInForce isIsolated:bool updatedTime:int",
    ),
    v1(
        "margin/exchange-small-liability-history",
        SmallLiability(**WHO, asset="ETH", principal=UNIT, target="BUSD", target_amount=UNIT),
        "asset amount targetAsset targetAmount bizType timestamp:int",
        params={"current": 1, "size": 100},
        answer="rows total:int",
    ),
    Shape("/sapi/v1/margin/capital-flow", CapitalFlow(**FLOW), f"{FLOWS} amount", way="", answer=""),
    Shape(
        "/sapi/v1/margin/capital-flow",
        CapitalFlow(**FLOW, pair="BTCUSDT"),
        f"{FLOWS} amount symbol",
        params={"symbol": "BTCUSDT"},
        way="",
        answer="",
    ),
    v1("portfolio/pmloan-history", PmLoanRepay(**WHO, **COIN), "asset amount repayTime:int"),
    v1(
        "asset/ledger-transfer/cloud-mining/queryByPage",
        CloudMining(**WHO, **COIN, tran_id=1),
        "createTime:int tranId:int type:int asset amount status",
        params=BOTH_ENDS,
    ),
    v1(
        "mining/payment/uid",
        MiningEarning(**WHO, amount=UNIT // 16, paid=NOON),
        "time:int coinName type:int puid:int subName amount:float",
        params={"algo": "sha256"},
        way="data accountProfits",
        answer="code:int msg data",
    ),
    v1(
        "asset/custody/transfer-history",
        CustodyTransfer(**WHO, **COIN, client_id=1),
        "clientTranId transferType asset amount time:int",
        params={**BOTH_ENDS, "email": MAIN},
    ),
    v1(
        "managed-subaccount/query-trans-log",
        ManagedTransfer(email=SUB, time=NOON, **COIN, tran_id=1, other="investor@example.com"),
        "fromEmail fromAccountType toEmail toAccountType asset amount scheduledData:int createTime:int status"
        " tranId:int",
        params={**BOTH_ENDS, "page": 1, "limit": 500},
        way="managerSubTransferHistoryVos",
        answer="managerSubTransferHistoryVos count:int",
    ),
]
IDS = [f"{shape.record.kind} {number}" for number, shape in enumerate(SHAPES)]


def caller_of(record: Product, **options: Any) -> Caller:
    world = World(FIRST, FIRST + timedelta(days=2))
    for email in dict.fromkeys((MAIN, record.email)):
        world.add_account(email)
    world.add(record)
    return Caller(Exchange(world, Clock(NOON + DAY), **options), record.email)


def row_of(shape: Shape, answer: Any) -> dict[str, Any]:
    for name in shape.way.split():
        answer = answer[0] if isinstance(answer, list) else answer
        answer = answer[name]
    return answer[0]


def types_of(names: str) -> dict[str, str]:
    return dict(name.split(":") if ":" in name else (name, "str") for name in names.split())


@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_a_row_has_the_documented_names_and_types(shape: Shape) -> None:
    row = row_of(shape, caller_of(shape.record).get(shape.path, **shape.params))
    assert {name: type(value).__name__ for name, value in row.items()} == types_of(shape.row)


@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_an_answer_has_the_documented_names(shape: Shape) -> None:
    answer = caller_of(shape.record).get(shape.path, **shape.params)
    types = types_of(shape.answer)
    if not types:
        assert type(answer) is list
        return
    assert answer.keys() == types.keys()
    numbers = {name for name, value in answer.items() if type(value) is int}
    assert numbers == {name for name, kind in types.items() if kind == "int"}


def test_every_product_path_is_here() -> None:
    asked_for_an_account = {one.path for one in every_list().values() if one.path.startswith("/sapi/")}
    assert {shape.path for shape in SHAPES} == asked_for_an_account


@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_every_list_can_be_spoiled(shape: Shape) -> None:
    assert [kind for kind in JSON_KINDS if not _spoils(shape, kind)] == []


def _spoils(shape: Shape, kind: str) -> bool:
    caller = caller_of(shape.record)
    honest = caller.send(shape.path, **shape.params).body
    caller.exchange.clock.advance(SECOND)
    fault = caller.exchange.add_fault(kind, shape.path, options={"size": 100})
    spoiled = caller.send(shape.path, **shape.params).body
    return (spoiled != honest) == bool(fault.fired) and bool(fault.fired or kind == "unknown_status")


@pytest.mark.parametrize("shape", SHAPES, ids=IDS)
def test_a_record_is_listed_for_its_own_account_only(shape: Shape) -> None:
    world = caller_of(shape.record).exchange.world
    world.add_account("another@example.com")
    other = Caller(Exchange(world, Clock(NOON + DAY)), "another@example.com")
    with pytest.raises((IndexError, KeyError)):
        row_of(shape, other.send(shape.path, **shape.params).json())
