"""What a probe looks at for its questions, each look once, in an order in which what follows from another comes after
it."""

from __future__ import annotations

from binrecon.domain.calls import Params
from binrecon.domain.intervals import DAY
from binrecon.probing import lists
from binrecon.probing.fields import moment, text
from binrecon.probing.question import Look, Looked, Row
from binrecon.probing.windows import SNAPSHOTS, ago, up_to_now, whole_days
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint

DAYS = 7
"""Whole days that balances are rolled over: the longest window of income and of margin's ledger."""
EVERYBODYS_PAIR = "BTCUSDT"
MOST_INCOME = 24
MOST_INTEREST = 40
MOST_LOANS = 10

RIGHTS = Look("api_restrictions", CATALOGUE["api_restrictions"], up_to_now(DAY))
INFO = Look("account_info", CATALOGUE["account_info"], up_to_now(DAY))
SPOT_SNAPSHOT = Look("daily_snapshot", CATALOGUE["daily_snapshot"], up_to_now(SNAPSHOTS), "SPOT")

FUTURES_SNAPSHOT = Look("futures_snapshot", CATALOGUE["futures_snapshot"], up_to_now(SNAPSHOTS), "FUTURES")
INCOME = Look("um_income", CATALOGUE["um_income"], whole_days(DAYS), pages=MOST_INCOME)
EARLY_INCOME = Look("um_income_too_early", CATALOGUE["um_income"], up_to_now(120 * DAY))
UM_BALANCE = Look("um_balance", lists.UM_BALANCE, up_to_now(DAY))
UM_ACCOUNT = Look("um_account", lists.UM_ACCOUNT, up_to_now(DAY))
INTO_FUTURES = Look("moves_into_futures", CATALOGUE["wallet_transfer"], whole_days(DAYS), "MAIN_UMFUTURE")
OUT_OF_FUTURES = Look("moves_out_of_futures", CATALOGUE["wallet_transfer"], whole_days(DAYS), "UMFUTURE_MAIN")


def _symbol_of_a_fill(looked: Looked) -> Params | None:
    """The symbol of the newest fill that the income tells of."""
    symbols = [text(row, "symbol") for row in looked[INCOME.name].rows if text(row, "incomeType") == "COMMISSION"]
    return {"symbol": symbols[-1]} if symbols else None


UM_TRADES = Look("um_trades", CATALOGUE["um_trades"], up_to_now(lists.WEEK), chosen=_symbol_of_a_fill)
CM_ACCOUNT = Look("cm_account", CATALOGUE["coin_m_reading"], up_to_now(DAY))
CM_INCOME = Look("cm_income", CATALOGUE["cm_income"], up_to_now(lists.YEAR))

MARGIN_SNAPSHOT = Look("margin_snapshot", CATALOGUE["margin_snapshot"], up_to_now(SNAPSHOTS), "MARGIN")
BORROWS = Look("borrows", CATALOGUE["margin_borrow_repay"], whole_days(DAYS), "BORROW", pages=MOST_LOANS)
REPAYS = Look("repays", CATALOGUE["margin_borrow_repay"], whole_days(DAYS), "REPAY", pages=MOST_LOANS)
INTEREST = Look("interest", CATALOGUE["margin_interest"], whole_days(DAYS), pages=MOST_INTEREST)
FLOW = Look("capital_flow", CATALOGUE["margin_capital_flow"], whole_days(DAYS))
MARGIN_MOVES = Look("margin_moves", CATALOGUE["margin_transfer"], whole_days(30))
INTO_MARGIN = Look("moves_into_margin", CATALOGUE["wallet_transfer"], whole_days(30), "MAIN_MARGIN")
OUT_OF_MARGIN = Look("moves_out_of_margin", CATALOGUE["wallet_transfer"], whole_days(30), "MARGIN_MAIN")
CROSS_ACCOUNT = Look("cross_account", lists.CROSS_ACCOUNT, up_to_now(DAY))
ISOLATED_ACCOUNT = Look("isolated_account", CATALOGUE["isolated_reading"], up_to_now(DAY))
LIQUIDATIONS = Look("margin_liquidations", lists.LIQUIDATIONS, whole_days(30))
SMALL_LIABILITIES = Look("small_liabilities", CATALOGUE["margin_small_liability"], whole_days(30))


def _oldest_flow(looked: Looked) -> Params | None:
    """The smallest id of the ledger's answer, where more rows came than that one."""
    ids = sorted({row["id"] for row in looked[FLOW.name].rows if type(row.get("id")) is int})
    return {"fromId": ids[0]} if len(ids) > 1 else None


def _isolated_pair(looked: Looked) -> Params | None:
    """The first pair with an isolated account."""
    pairs = [text(row, "symbol") for row in looked[ISOLATED_ACCOUNT.name].rows]
    return {"isolatedSymbol": pairs[0]} if pairs and pairs[0] else None


FLOW_FROM = Look("capital_flow_from_an_id", CATALOGUE["margin_capital_flow"], whole_days(DAYS), chosen=_oldest_flow)
ISOLATED_MOVES = Look("moves_of_a_pair", CATALOGUE["margin_transfer"], whole_days(30), chosen=_isolated_pair)
AGES = (100, 200, 400, 800)
"""Days back at which a list is asked for how far it reaches."""
OLD_REPAYS = tuple(
    Look(f"repays_{age}_days_ago", CATALOGUE["margin_borrow_repay"], ago(age, lists.WEEK), "REPAY") for age in AGES
)
OLD_MARGIN_MOVES = tuple(
    Look(f"margin_moves_{age}_days_ago", CATALOGUE["margin_transfer"], ago(age, lists.MONTH)) for age in AGES
)
OLD_CM_INCOMES = tuple(
    Look(f"cm_income_{age}_days_ago", CATALOGUE["cm_income"], ago(age, lists.YEAR / 4)) for age in AGES
)

OPTION_ACCOUNT = Look("option_account", CATALOGUE["option_reading"], up_to_now(DAY))
OPTION_BILL = Look("option_bill", CATALOGUE["option_bill"], up_to_now(80 * DAY))
OPTION_EXERCISES = Look("option_exercises", lists.OPTION_EXERCISES, up_to_now(80 * DAY))
PM_BALANCE = Look("pm_balance", lists.PM_BALANCE, up_to_now(DAY))
PM_INCOME = Look("pm_um_income", lists.PM_INCOME, up_to_now(lists.WEEK))
WALLET_BALANCE = Look("wallet_balance", lists.WALLET_BALANCE, up_to_now(DAY))

PAIRS = Look("exchange_info", CATALOGUE["exchange_info"], up_to_now(DAY))
DUST = Look("dust_log", CATALOGUE["dust_log"], up_to_now(lists.MONTH))
LOCKED_REWARDS = Look("locked_rewards", CATALOGUE["locked_rewards"], up_to_now(lists.MONTH))
DUALS = Look("dual_investment", CATALOGUE["dual_investment"], up_to_now(lists.MONTH))
DEPOSITS = Look("deposit_history", CATALOGUE["deposit_history"], up_to_now(89 * DAY))


def slow_deposit(looked: Looked) -> Row | None:
    """A deposit that took longer than a second from its listing to its credit."""
    for row in looked[DEPOSITS.name].rows:
        listed, credited = moment(row, "insertTime"), moment(row, "completeTime")
        if listed is not None and credited is not None and credited - listed > 1000:
            return row
    return None


def _listing_alone(looked: Looked) -> Params | None:
    """A window that holds the listing of a slow deposit and not its credit."""
    row = slow_deposit(looked)
    return None if row is None else {"startTime": row["insertTime"], "endTime": row["completeTime"] - 1}


def _routed_pair(looked: Looked) -> Params | None:
    """The first pair in which smart order routing is offered."""
    document = looked[PAIRS.name].document
    routed = [pair for one in (document or {}).get("sors", []) for pair in one.get("symbols", [])]
    return {"symbol": routed[0]} if routed else None


def _last_allocation(looked: Looked) -> Params | None:
    """The last allocation that came, to be asked from."""
    rows = [row for row in looked[ALLOCATIONS.name].rows if type(row.get("allocationId")) is int]
    return {"symbol": rows[-1]["symbol"], "fromAllocationId": rows[-1]["allocationId"]} if rows else None


DEPOSITS_BY_LISTING = Look(
    "deposits_by_listing", CATALOGUE["deposit_history"], up_to_now(89 * DAY), chosen=_listing_alone
)
ALLOCATIONS = Look("allocations", CATALOGUE["allocations"], up_to_now(DAY), chosen=_routed_pair)
ALLOCATIONS_FROM = Look("allocations_from_an_id", CATALOGUE["allocations"], up_to_now(DAY), chosen=_last_allocation)


def once(endpoint: Endpoint) -> Look:
    """One look at a list of the catalogue: its first key, or a pair that everybody can ask for, in its longest window
    up to now."""
    key = endpoint.keys[0] if endpoint.keys else EVERYBODYS_PAIR
    return Look(endpoint.name, endpoint, up_to_now(endpoint.at_once or endpoint.max_span), key)
