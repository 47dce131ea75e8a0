"""The ledger of truth: exact amounts, balances that follow from events, expectations that follow from distortions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    UNIT,
    Convert,
    Deposit,
    FamilyTransfer,
    Fill,
    Invisible,
    Scenario,
    Symbol,
    Withdrawal,
    World,
    fixed,
    plain,
    random_scenario,
    random_world,
    start_of,
    units,
)

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=2))
    world.add_account(MAIN)
    world.add_account(SUB)
    world.add_symbol(Symbol("ETHBTC", "ETH", "BTC", units("0.04")))
    world.open(MAIN, "BTC", units("2"))
    return world


@pytest.mark.parametrize("text", ["0", "1", "0.000000000000000001", "123456789012345678.123456789012345678", "-1.5"])
def test_units_keep_every_digit(text: str) -> None:
    assert Decimal(plain(units(text))) == Decimal(text)
    assert Decimal(fixed(units(text))) == Decimal(text)


def test_a_nineteenth_decimal_is_refused() -> None:
    with pytest.raises(ValueError, match="18 decimals"):
        units("0.1234567890123456789")


def test_a_fill_moves_both_assets_and_the_fee(world: World) -> None:
    world.add(
        Fill(
            "ETHBTC",
            "ETH",
            "BTC",
            1,
            1,
            MAIN,
            True,
            units("0.04"),
            units("10"),
            units("0.4"),
            units("0.01"),
            "ETH",
            NOON,
        )
    )
    assert world.balance(MAIN, FIRST, "ETH") == units("9.99")
    assert world.balance(MAIN, FIRST, "BTC") == units("1.6")
    assert world.balance(MAIN, FIRST - timedelta(days=1), "BTC") == units("2")


def test_a_deposit_counts_on_the_day_it_is_credited(world: World) -> None:
    world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 0), (NOON + DAY, 6), (NOON + 2 * DAY, 1))))
    assert world.balance(MAIN, FIRST, "BTC") == units("2")
    assert world.balance(MAIN, FIRST + timedelta(days=1), "BTC") == units("3")


def test_a_failed_withdrawal_comes_back_with_its_fee(world: World) -> None:
    world.add(Withdrawal("1", MAIN, "BTC", UNIT, UNIT // 10, ((NOON, 2), (NOON + DAY, 5))))
    assert world.balance(MAIN, FIRST, "BTC") == units("0.9")
    assert world.balance(MAIN, FIRST + timedelta(days=1), "BTC") == units("2")


def test_a_family_transfer_touches_both_accounts(world: World) -> None:
    world.add(FamilyTransfer(7, MAIN, SUB, "BTC", UNIT, NOON, receiver_type="USDT_FUTURE"))
    assert world.balance(MAIN, FIRST, "BTC") == UNIT
    assert world.balance(SUB, FIRST, "BTC", "FUTURES") == UNIT
    assert world.balance(SUB, FIRST, "BTC") == 0


def test_an_event_before_the_first_day_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="before the first day"):
        world.add(Invisible("1", MAIN, "BTC", 1, start_of(FIRST) - 1))


def cell(asset: str, amount: int, day: date = FIRST, email: str = MAIN) -> dict:
    return {(email, day, "SPOT", asset): amount}


def test_a_hidden_deposit_leaves_its_amount(world: World) -> None:
    scenario = Scenario(world)
    scenario.hide(world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 1),))))
    assert scenario.expected_variance() == cell("BTC", UNIT)
    assert scenario.keys(MAIN) == {}


def test_a_delayed_record_leaves_a_variance_until_it_appears(world: World) -> None:
    scenario = Scenario(world)
    scenario.delay(world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 1),))), NOON + 5 * DAY)
    assert scenario.expected_variance(NOON + 5 * DAY - 1) == cell("BTC", UNIT)
    assert scenario.expected_variance(NOON + 5 * DAY) == {}


def test_a_doubled_record_counts_once(world: World) -> None:
    scenario = Scenario(world)
    scenario.duplicate(world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 1),))))
    assert scenario.expected_variance() == {}
    assert len(scenario.facts(MAIN)) == 1


def test_an_altered_amount_leaves_the_difference(world: World) -> None:
    scenario = Scenario(world)
    deposit = world.add(Deposit("1", MAIN, "BTC", UNIT + 1, ((NOON, 1),)))
    scenario.round(deposit)
    assert scenario.expected_variance() == cell("BTC", 1)


def test_a_convert_paid_from_funding_reads_as_a_spot_break(world: World) -> None:
    world.open(MAIN, "USDT", units("100"), "FUNDING")
    world.add(Convert(1, MAIN, "USDT", units("60"), "BTC", UNIT // 1000, NOON, wallet="FUNDING"))
    spot = {cell: amount for cell, amount in Scenario(world).expected_variance().items() if cell[2] == "SPOT"}
    assert spot == cell("USDT", units("60")) | cell("BTC", -UNIT // 1000)


def test_a_shifted_snapshot_breaks_two_days_in_opposite_directions(world: World) -> None:
    scenario = Scenario(world)
    scenario.shift_snapshot(MAIN, FIRST, "BTC", 5)
    assert scenario.expected_variance() == cell("BTC", 5) | cell("BTC", -5, FIRST + timedelta(days=1))


def test_a_missing_snapshot_leaves_two_days_unproved(world: World) -> None:
    scenario = Scenario(world)
    scenario.no_snapshot(MAIN, FIRST)
    assert set(scenario.unproved()) == {(MAIN, FIRST, None), (MAIN, FIRST + timedelta(days=1), None)}


@pytest.mark.parametrize("seed", range(25))
def test_a_random_world_has_no_variance_and_no_negative_balance(seed: int) -> None:
    world = random_world(seed)
    assert 1 <= len(world.accounts) <= 5
    assert 5 <= len(world.days) <= 40
    assert Scenario(world).expected_variance() == {}
    for email, wallet in list(world.opening):
        for day in world.days:
            assert all(0 <= amount < 10**36 for amount in (world.closing(email, day, wallet) or {}).values())


def test_the_seed_alone_decides_a_world() -> None:
    assert random_world(5).events == random_world(5).events
    assert random_world(5).events != random_world(6).events
    assert random_scenario(5).expected_variance() == random_scenario(5).expected_variance()


def test_random_worlds_hold_every_kind_and_extreme() -> None:
    worlds = [random_world(seed) for seed in range(40)]
    events = [event for world in worlds for event in world.events]
    assert {event.kind for event in events} == {"deposit", "withdrawal", "family", "wallet", "fill", "convert"}
    offsets = {event.time % DAY for event in events}
    assert {0, DAY - 1} <= offsets
    fills = [event for event in events if event.kind == "fill"]
    amounts = {event.qty for event in fills}
    assert min(amounts) < 10 and max(amounts) >= 10**14 * UNIT
    assert any(event.symbol == "币安人生USDT" for event in fills)
    assert all(event.id > 2**53 for event in events if event.kind in ("family", "convert", "wallet"))
    opened = [amount for world in worlds for held in world.opening.values() for amount in held.values()]
    assert min(opened) == 1 and max(opened) == 10**17 * UNIT


def test_random_worlds_hold_self_trades_and_trades_between_own_accounts() -> None:
    same, between = 0, 0
    for seed in range(20):
        sides: dict[tuple[str, int], list[str]] = {}
        for event in random_world(seed).events:
            if event.kind == "fill":
                sides.setdefault((event.symbol, event.id), []).append(event.email)
        pairs = [emails for emails in sides.values() if len(emails) == 2]
        same += sum(len(set(emails)) == 1 for emails in pairs)
        between += sum(len(set(emails)) == 2 for emails in pairs)
    assert same and between


def test_a_wrong_amount_that_is_corrected_later(world: World) -> None:
    scenario = Scenario(world)
    scenario.alter(world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 1),))), until=NOON + DAY, amount=3 * UNIT)
    assert scenario.expected_variance(NOON) == cell("BTC", -2 * UNIT)
    assert scenario.expected_variance(NOON + DAY) == {}


def test_a_record_that_vanishes_is_no_longer_listed(world: World) -> None:
    scenario = Scenario(world)
    scenario.vanish(world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 1),))), NOON + DAY)
    assert len(scenario.facts(MAIN, now=NOON)) == 1
    assert scenario.facts(MAIN, now=NOON + DAY) == []


def test_a_snapshot_cut_after_midnight_holds_the_first_events_of_the_next_day(world: World) -> None:
    scenario = Scenario(world)
    midnight = start_of(FIRST) + DAY
    for number, moment in enumerate((midnight - 1, midnight, midnight + HOUR)):
        world.add(Deposit(str(number), MAIN, "BTC", UNIT, ((moment, 1),)))
    scenario.cut_late(MAIN, FIRST, HOUR)
    assert scenario.expected_variance() == cell("BTC", UNIT) | cell("BTC", -UNIT, FIRST + timedelta(days=1))


def test_what_changes_between_two_readings_is_in_doubt_and_what_was_read_first_stands(world: World) -> None:
    scenario = Scenario(world)
    deposit = world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 1),)))
    scenario.alter(deposit, since=NOON + DAY, until=NOON + 2 * DAY, amount=3 * UNIT)
    assert [bool(scenario.unproved(NOON + n * DAY)) for n in range(3)] == [False, True, False]
    assert scenario.expected_variance(NOON + DAY) == {} and scenario.told(deposit, NOON + DAY).amount == 3 * UNIT


def test_a_snapshot_answered_otherwise_for_a_while_puts_both_its_days_in_doubt(world: World) -> None:
    scenario = Scenario(world)
    world.open(MAIN, "BTC", UNIT)
    scenario.answer_snapshot(MAIN, FIRST, {}, NOON + DAY, NOON + 2 * DAY)
    assert [scenario.snapshot(MAIN, FIRST, "SPOT", NOON + n * DAY) for n in range(3)] == [
        {"BTC": UNIT},
        {},
        {"BTC": UNIT},
    ]
    assert {day for _, day, _ in scenario.unproved(NOON + DAY)} == {FIRST, FIRST + timedelta(days=1)}
