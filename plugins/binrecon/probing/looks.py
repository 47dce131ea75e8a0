"""What a probe looks at for its questions, each look once, in an order in which what follows from another comes after
it."""

from __future__ import annotations

from binrecon.domain.calls import Params
from binrecon.domain.intervals import DAY
from binrecon.probing import lists
from binrecon.probing.fields import text
from binrecon.probing.question import Look, Looked
from binrecon.probing.windows import SNAPSHOTS, ago, up_to_now, whole_days
from binrecon.sources.catalogue import CATALOGUE

DAYS = 7
"""Whole days that balances are rolled over: the longest window of income and of margin's ledger."""
MOST_INCOME = 24
MOST_INTEREST = 40
MOST_LOANS = 10

RIGHTS = Look("api_restrictions", CATALOGUE["api_restrictions"], up_to_now(DAY))
INFO = Look("account_info", lists.ACCOUNT_INFO, up_to_now(DAY))
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


UM_TRADES = Look("um_trades", lists.UM_TRADES, up_to_now(lists.WEEK), chosen=_symbol_of_a_fill)
CM_ACCOUNT = Look("cm_account", lists.CM_ACCOUNT, up_to_now(DAY))
CM_INCOME = Look("cm_income", lists.CM_INCOME, up_to_now(lists.YEAR))
OLD_CM_INCOME = Look("cm_income_a_year_before", lists.CM_INCOME, ago(360, lists.YEAR))
