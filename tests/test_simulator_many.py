"""The world of many accounts: as many as asked for, each with a key, and nothing in it that cannot be proved."""

from datetime import date

from tests.simulator.many import Many

DAY = date(2026, 11, 19)


def test_it_has_as_many_accounts_as_asked_for_and_a_key_of_each():
    made = Many(DAY, 1, 12)
    assert len(made.connections) == len(set(made.connections.values())) == 12
    assert [key.email for key in made.keys] == list(made.world.accounts)
    assert made.world.days == [DAY]


def test_every_account_moves_on_its_day_and_nothing_is_off():
    made = Many(DAY, 1, 12)
    assert all(made.world.movements(email, DAY, "SPOT") for email in made.world.accounts)
    assert made.scenario.expected_variance() == {}
