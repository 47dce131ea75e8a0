"""A made-up Binance: a ledger of truth and the documented REST behaviour around it. See README.md."""

from .client import Caller, public
from .clock import DAY, HOUR, MINUTE, SECOND, Clock, RealClock, day_of, start_of
from .earn import FlexibleRedemption, FlexibleReward, FlexibleSubscription
from .events import Convert, Deposit, FamilyTransfer, Fill, Invisible, WalletTransfer, Withdrawal
from .exchange import Exchange
from .faults import HTTP_KINDS, JSON_KINDS, KINDS, Fault
from .income import Dividend, Dust, Rebate
from .keys import Key, make_key
from .postings import Posting
from .random_scenario import random_scenario
from .random_world import random_world
from .scenario import Fact, Scenario
from .units import UNIT, fixed, plain, units
from .wire import ApiError, Broken, Request, Response
from .world import Account, Symbol, World

__all__ = [
    "DAY", "HOUR", "HTTP_KINDS", "JSON_KINDS", "KINDS", "MINUTE", "SECOND", "UNIT",
    "Account", "ApiError", "Broken", "Caller", "Clock", "Convert", "Deposit", "Dividend", "Dust", "Exchange", "Fact",
    "FamilyTransfer", "FlexibleRedemption", "FlexibleReward", "FlexibleSubscription", "Rebate",
    "Fault", "Fill", "Invisible", "Key", "Posting", "RealClock", "Request", "Response", "Scenario", "Symbol",
    "WalletTransfer", "Withdrawal", "World",
    "day_of", "fixed", "make_key", "plain", "public", "random_scenario", "random_world", "start_of", "units",
]  # fmt: skip
