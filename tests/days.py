"""Account-days for tests, most of which are about the SPOT wallet."""

from datetime import date

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Wallet


def spot(email: str, day: date) -> AccountDay:
    return AccountDay(email, day, Wallet.SPOT)
