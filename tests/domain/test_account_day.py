"""The unit of the system: equal by its parts, sorted by account and day, known to SQL by three names."""

from datetime import date

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import Wallet

DAY, NEXT = date(2026, 11, 1), date(2026, 11, 2)
ONE = AccountDay("a@example.com", DAY, Wallet.SPOT)


def test_it_is_one_value_whatever_made_it():
    assert AccountDay("a@example.com", DAY, Wallet.SPOT) == ONE
    assert len({ONE, ONE.on(DAY)}) == 1
    assert ONE.on(NEXT) == AccountDay("a@example.com", NEXT, Wallet.SPOT) != ONE


def test_it_is_sorted_by_account_then_day():
    other = AccountDay("b@example.com", DAY, Wallet.SPOT)
    assert sorted([other, ONE.on(NEXT), ONE]) == [ONE, ONE.on(NEXT), other]


def test_its_parameters_are_what_sql_names():
    assert ONE.parameters == {"email": "a@example.com", "day": DAY, "wallet": "SPOT"}
    assert str(ONE) == "2026-11-01 of a@example.com, SPOT"
