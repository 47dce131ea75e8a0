"""A made-up Binance: a ledger of truth and the documented REST behaviour around it. See README.md."""

from .client import Caller, public
from .clock import DAY, HOUR, MINUTE, SECOND, Clock, RealClock, day_of, start_of
from .events import Allocation, Convert, Deposit, FamilyTransfer, Fill, Invisible, WalletTransfer, Withdrawal
from .exchange import Exchange
from .faults import HTTP_KINDS, JSON_KINDS, KINDS, Fault
from .fill import MarginFill
from .futures_ways import FuturesWays
from .habits import Habits
from .keys import Key, make_key
from .postings import Posting
from .product import Product
from .products.capital_flow import CapitalFlow
from .products.coin_futures import CoinFill, CoinIncome
from .products.earn import FlexibleRedemption, FlexibleReward, FlexibleSubscription
from .products.fiat_pay import FiatOrder, FiatPayment, PayTransaction
from .products.futures import FuturesFill, FuturesIncome
from .products.income import Dividend, Dust, Rebate
from .products.loans import LiquidationRepay, LoanAdjustment, LoanBorrow, LoanLiquidation, LoanRepay
from .products.locked import (
    LockedRedemption,
    LockedReward,
    LockedSubscription,
    OnchainRedemption,
    OnchainReward,
    OnchainSubscription,
)
from .products.margin_clearing import ForcedOrder, SmallLiability
from .products.margin_interest import MarginInterest
from .products.margin_lists import MarginTransfer, PmLoanRepay
from .products.margin_loans import MarginBorrow, MarginRepay
from .products.options import OptionBill, OptionExercise
from .products.other_products import CloudMining, CustodyTransfer, DualInvestment, MiningEarning
from .products.staking import (
    EthRedemption,
    EthStaking,
    SoftStakingReward,
    SolBoost,
    SolRedemption,
    SolStaking,
    WbethUnwrap,
    WbethWrap,
)
from .products.usd_yield import (
    BfusdRedemption,
    BfusdReward,
    BfusdSubscription,
    RwusdRedemption,
    RwusdReward,
    RwusdSubscription,
)
from .random_scenario import random_scenario
from .random_world import random_world
from .retold import EqualReward, ToldAgain
from .scenario import Fact, Scenario
from .units import UNIT, fixed, plain, units
from .wire import ApiError, Broken, Request, Response
from .world import Account, Symbol, World

__all__ = [
    "DAY",
    "HOUR",
    "HTTP_KINDS",
    "JSON_KINDS",
    "KINDS",
    "MINUTE",
    "SECOND",
    "UNIT",
    "Account",
    "Allocation",
    "ApiError",
    "BfusdRedemption",
    "BfusdReward",
    "BfusdSubscription",
    "Broken",
    "Caller",
    "CapitalFlow",
    "Clock",
    "CloudMining",
    "CoinFill",
    "CoinIncome",
    "Convert",
    "CustodyTransfer",
    "Deposit",
    "Dividend",
    "DualInvestment",
    "Dust",
    "EqualReward",
    "EthRedemption",
    "EthStaking",
    "Exchange",
    "Fact",
    "FamilyTransfer",
    "Fault",
    "FiatOrder",
    "FiatPayment",
    "Fill",
    "FlexibleRedemption",
    "FlexibleReward",
    "FlexibleSubscription",
    "ForcedOrder",
    "FuturesFill",
    "FuturesIncome",
    "FuturesWays",
    "Habits",
    "Invisible",
    "Key",
    "LiquidationRepay",
    "LoanAdjustment",
    "LoanBorrow",
    "LoanLiquidation",
    "LoanRepay",
    "LockedRedemption",
    "LockedReward",
    "LockedSubscription",
    "MarginBorrow",
    "MarginFill",
    "MarginInterest",
    "MarginRepay",
    "MarginTransfer",
    "MiningEarning",
    "OnchainRedemption",
    "OnchainReward",
    "OnchainSubscription",
    "OptionBill",
    "OptionExercise",
    "PayTransaction",
    "PmLoanRepay",
    "Posting",
    "Product",
    "RealClock",
    "Rebate",
    "Request",
    "Response",
    "RwusdRedemption",
    "RwusdReward",
    "RwusdSubscription",
    "Scenario",
    "SmallLiability",
    "SoftStakingReward",
    "SolBoost",
    "SolRedemption",
    "SolStaking",
    "Symbol",
    "ToldAgain",
    "WalletTransfer",
    "WbethUnwrap",
    "WbethWrap",
    "Withdrawal",
    "World",
    "day_of",
    "fixed",
    "make_key",
    "plain",
    "public",
    "random_scenario",
    "random_world",
    "start_of",
    "units",
]  # fmt: skip
