"""What an account statement calls the movements of USDⓈ-M futures."""

from typing import Any

from .postings import Posting

INCOME = {
    "TRANSFER": "Transfer Between Spot Account and UM Futures Account",
    "REALIZED_PNL": "Realized Profit and Loss",
    "COMMISSION": "Fee",
    "FUNDING_FEE": "Funding Fee",
    "AUTO_EXCHANGE": "Asset Conversion Transfer",
    "COIN_SWAP_WITHDRAW": "Futures Convert",
    "COIN_SWAP_DEPOSIT": "Futures Convert",
    "REFERRAL_KICKBACK": "Referral Kickback",
    "COMMISSION_REBATE": "Commission Rebate",
}
GUESSED = {
    "BFUSD_REWARD": "BFUSD Rewards",
    "INTERNAL_TRANSFER": "Futures Internal Transfer",
    "SPECIAL_FUNDING_FEE": "Special Funding Fee",
    "WELCOME_BONUS": "Futures Welcome Bonus",
    "DELIVERED_SETTELMENT": "Futures Delivered Settlement",
}
UNKNOWN = "Futures Other"
GUESSES = frozenset({*GUESSED.values(), UNKNOWN})
"""Operations that no parser and no page names."""


def operation(event: Any, posting: Posting) -> str:
    """Of an income by its type, of money of a fill by its leg."""
    return _named(_type_of(event, posting), posting.amount)


def old_operation(event: Any, posting: Posting) -> str:
    """The same in the first version."""
    return "Realize profit and loss" if _type_of(event, posting) == "REALIZED_PNL" else operation(event, posting)


def _type_of(event: Any, posting: Posting) -> str:
    if event.kind == "futures_income":
        return str(event.type)
    return "COMMISSION" if posting.leg == "fee" else "REALIZED_PNL"


def _named(income_type: str, amount: int) -> str:
    if income_type == "INSURANCE_CLEAR":
        return "Insurance Fund Refund" if amount > 0 else "Insurance Fund Compensation"
    return INCOME.get(income_type) or GUESSED.get(income_type, UNKNOWN)
