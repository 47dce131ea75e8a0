"""The oracle of explanations itself: what it calls each planted trouble, and that it takes no other name for it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    UNIT,
    Convert,
    Deposit,
    Dust,
    FamilyTransfer,
    Fill,
    Invisible,
    LoanBorrow,
    MiningEarning,
    Scenario,
    Symbol,
    WalletTransfer,
    Withdrawal,
    World,
    start_of,
)
from tests.worlds.names import Names
from tests.worlds.planted import troubles

MAIN, SUB = "main@example.com", "sub@example.com"
FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
EVENING, NIGHT = start_of(FIRST) + 23 * HOUR + 50 * MINUTE, start_of(FIRST) + DAY + 10 * MINUTE
NOW = NOON + 9 * DAY
ODD = 3 * UNIT + 7


def plain() -> Scenario:
    world = World(FIRST, FIRST + timedelta(days=3))
    for email in (MAIN, SUB):
        world.add_account(email)
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", 60000 * UNIT))
    return Scenario(world)


def deposit(scenario: Scenario, moment: int = NOON, amount: int = ODD, number: str = "1") -> Deposit:
    event = Deposit(number, MAIN, "BTC", amount, ((moment, 1),))
    scenario.world.add(event)
    return event


def family(scenario: Scenario) -> FamilyTransfer:
    event = FamilyTransfer(5, MAIN, SUB, "BTC", ODD, NOON)
    scenario.world.add(event)
    return event


def hidden(scenario: Scenario) -> None:
    scenario.hide(deposit(scenario))


def altered(scenario: Scenario) -> None:
    scenario.alter(deposit(scenario), amount=ODD + 11)


def shifted(scenario: Scenario) -> None:
    scenario.shift_snapshot(MAIN, FIRST, "BTC", ODD)


def unlisted(scenario: Scenario) -> None:
    scenario.world.add(Invisible("1", MAIN, "BTC", ODD, NOON))


def lone_end(scenario: Scenario) -> None:
    scenario.hide_end(family(scenario), SUB)


def pending(scenario: Scenario) -> None:
    scenario.alter(deposit(scenario), history=((NOON, 0),))


def failed(scenario: Scenario) -> None:
    scenario.world.add(Withdrawal("1", MAIN, "BTC", ODD, 7, ((NOON, 2), (NOON + DAY, 5))))


def funding(scenario: Scenario) -> None:
    scenario.world.add(Convert(1, MAIN, "USDT", ODD, "BTC", ODD // 5, NOON, wallet="FUNDING"))


def collateral(scenario: Scenario) -> None:
    fields = {"loan_coin": "USDC", "collateral_coin": "BTC", "loan": UNIT, "collateral": ODD}
    scenario.world.add(LoanBorrow(email=MAIN, time=NOON, from_earn=True, **fields))


def mining(scenario: Scenario) -> None:
    start = start_of(FIRST)
    scenario.world.add(MiningEarning(email=MAIN, time=start, paid=start + DAY + HOUR, amount=123_456 * 10**12, puid=1))


def other_day(scenario: Scenario) -> None:
    event = WalletTransfer(1, MAIN, "FUNDING_MAIN", "BTC", ODD, NIGHT)
    scenario.world.add(event)
    scenario.alter(event, time=EVENING)


def late_cut(scenario: Scenario) -> None:
    deposit(scenario, NIGHT)
    scenario.cut_late(MAIN, FIRST, HOUR)


def early_cut(scenario: Scenario) -> None:
    deposit(scenario, EVENING)
    scenario.cut_late(MAIN, FIRST, -HOUR)


def two_ids(scenario: Scenario) -> None:
    deposit(scenario)
    scenario.alter(scenario.world.add(Deposit("2", MAIN, "BTC", 0, ((NOON, 1),), tx_id="0xd1")), amount=ODD)


def dust(scenario: Scenario) -> None:
    event = Dust(
        email=MAIN, time=NOON, parent_id=1, trans_id=1, asset="ETH", amount=ODD, got=ODD, charge=98_765, target="BTC"
    )
    scenario.world.add(event)
    scenario.alter(event, got=ODD - 98_765)


def fee(scenario: Scenario) -> None:
    event = Fill("BTCUSDT", "BTC", "USDT", 1, 1, MAIN, True, UNIT, UNIT, UNIT, 0, "BTC", NOON)
    scenario.world.add(event)
    scenario.alter(event, commission=ODD)


NOTHING_LEFT = {"hidden": hidden, "altered": altered, "snapshot shifted": shifted, "never listed": unlisted}
LEFT = {
    "transfer_without_other_end": lone_end,
    "failed_withdrawal": failed,
    "convert_elsewhere": funding,
    "collateral_elsewhere": collateral,
    "across_the_cut": mining,
    "duplicate": two_ids,
}
NAMED = {"pending_deposit": pending, "dust_charge": dust, "fee_not_taken": fee}
"""Of these no list holds a second fact."""
NEAR_MIDNIGHT = (other_day, late_cut, early_cut)


def names(plant: Callable[[Scenario], None], *, doubtful: bool = False, last: int = 3, told: bool = True) -> Names:
    scenario = plain()
    plant(scenario)
    planted = troubles(scenario, NOW)
    assert len(planted) == 1
    return Names(planted, lambda cell: doubtful, FIRST + timedelta(days=last), told=told)


def cells(plant: Callable[[Scenario], None]) -> list[tuple[str, date, str]]:
    scenario = plain()
    plant(scenario)
    return [cell for trouble in troubles(scenario, NOW) for cell in trouble.parts]


@pytest.mark.parametrize("name", NOTHING_LEFT)
def test_what_leaves_nothing_may_be_open_and_not_be_explained(name: str) -> None:
    there, found = names(NOTHING_LEFT[name]), cells(NOTHING_LEFT[name])
    assert found and not any(there.missed(cell) for cell in found)
    assert all(name in there.misnamed(cell, frozenset({"pending_deposit"}), "1") for cell in found)


@pytest.mark.parametrize("kind", [*LEFT, *NAMED])
def test_what_leaves_a_record_may_be_called_what_it_is_and_nothing_else(kind: str) -> None:
    plant = (LEFT | NAMED)[kind]
    there, found = names(plant), cells(plant)
    record = next(trouble.record for trouble in troubles(_with(plant), NOW))
    assert found and not any(there.misnamed(cell, frozenset({kind}), f"... {record} in") for cell in found)
    assert all(there.misnamed(cell, frozenset({kind, "swapped_asset"}), record) for cell in found)


def _with(plant: Callable[[Scenario], None]) -> Scenario:
    scenario = plain()
    plant(scenario)
    return scenario


@pytest.mark.parametrize("plant", [*LEFT.values(), *NEAR_MIDNIGHT])
def test_what_leaves_a_record_must_be_explained_by_it(plant: Callable[[Scenario], None]) -> None:
    there, [cell, *_] = names(plant), cells(plant)
    [trouble] = troubles(_with(plant), NOW)
    assert there.missed(cell)
    assert bool(there.misnamed(cell, frozenset([*trouble.rule.kinds][:1]), "another record")) is bool(trouble.record)


@pytest.mark.parametrize("kind", NAMED)
def test_what_has_no_second_fact_must_be_named_as_an_alternative(kind: str) -> None:
    there, [cell] = names(NAMED[kind], last=0), cells(NAMED[kind])
    [trouble] = troubles(_with(NAMED[kind]), NOW)
    assert there.missed(cell) and there.missed(cell, f'{{"kind": "{kind}", "records": ["another"]}}')
    assert not there.missed(cell, f'[[{{"kind": "{kind}", "records": ["{trouble.record} in"]}}]]')
    assert not names(NAMED[kind], last=3).missed(cell), "after days a pending record is no candidate any more"


def test_a_statement_bears_out_what_it_has_words_for() -> None:
    """A line of words that nobody has described makes it no witness of its asset and day; the record must be named all
    the same."""
    planted, [cell] = troubles(_with(dust), NOW), cells(dust)
    said = Names(planted, lambda cell: False, FIRST, told=True, stated={MAIN})
    unsaid = Names(planted, lambda cell: False, FIRST, told=True, stated={MAIN}, unsaid={cell})
    named = f'[[{{"kind": "dust_charge", "records": ["{planted[0].record} fee"]}}]]'
    assert said.missed(cell, named) and unsaid.missed(cell) and not unsaid.missed(cell, named)


@pytest.mark.parametrize(
    ("plant", "options"),
    [(mining, {"doubtful": True}), (mining, {"told": False}), *((plant, {"last": 0}) for plant in NEAR_MIDNIGHT)],
)
def test_nothing_must_be_explained_while_a_part_of_it_is_not_known(
    plant: Callable[[Scenario], None], options: dict[str, object]
) -> None:
    assert not names(plant, **options).missed(cells(plant)[0])


def test_two_troubles_in_one_cell_may_be_open_and_may_be_called_by_both_names() -> None:
    scenario = plain()
    pending(scenario)
    fee(scenario)
    there = Names(troubles(scenario, NOW), lambda cell: False, FIRST, told=True)
    cell = MAIN, FIRST, "BTC"
    assert not there.missed(cell) and not there.misnamed(cell, frozenset({"pending_deposit", "fee_not_taken"}), "")
    assert there.misnamed(cell, frozenset({"duplicate"}), "")


def test_an_amount_that_many_records_hold_may_be_added_up_to_by_chance() -> None:
    scenario = plain()
    scenario.hide(deposit(scenario, amount=UNIT))
    there = Names(troubles(scenario, NOW), lambda cell: False, FIRST, told=True)
    assert not there.misnamed((MAIN, FIRST, "BTC"), frozenset({"pending_deposit"}), "")


def test_each_trouble_is_counted_as_it_was_reported() -> None:
    there, [cell] = names(pending), cells(pending)
    assert there.reported(cell, "explained", frozenset({"pending_deposit"})) == {
        "planted pending deposit: explained as pending_deposit": 1
    }
    assert there.reported(cell, "open", frozenset()) == {"planted pending deposit: open": 1}
