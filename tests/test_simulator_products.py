"""Product lists answer as documented, and what a reader books from them follows from truth and distortion."""

import json
from datetime import date, timedelta

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    Caller,
    Clock,
    Dividend,
    Dust,
    Exchange,
    FlexibleRedemption,
    FlexibleReward,
    FlexibleSubscription,
    LiquidationRepay,
    Scenario,
    World,
    start_of,
    units,
)

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN = "main@example.com"
DUST, DIVIDENDS = "/sapi/v1/asset/dribblet", "/sapi/v1/asset/assetDividend"
FLEXIBLE = "/sapi/v1/simple-earn/flexible/history"


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=2))
    world.add_account(MAIN)
    world.open(MAIN, "USDT", units("100"))
    return world


def at(truth: World | Scenario, now: int = NOON + 4 * DAY, **options) -> Caller:
    return Caller(Exchange(truth, Clock(now), **options), MAIN)


def spot(scenario: Scenario, now: int = NOON + 4 * DAY) -> dict[tuple[date, str], int]:
    cells = scenario.expected_variance(now).items()
    return {(day, asset): amount for (_, day, wallet, asset), amount in cells if wallet == "SPOT"}


def dividend(**fields) -> Dividend:
    told = {"email": MAIN, "time": NOON, "number": 7, "asset": "USDT", "amount": units("1.5"), "info": "Flexible"}
    return Dividend(**{**told, **fields})


def bonus(**fields) -> FlexibleReward:
    return FlexibleReward(**{"email": MAIN, "time": NOON - HOUR, "asset": "USDT", "amount": units("1.5"), **fields})


# what moves ------------------------------------------------------------------------------------------------


def test_a_flexible_subscription_turns_coins_into_a_share(world: World) -> None:
    world.add(FlexibleSubscription(email=MAIN, time=NOON, purchase_id=1, asset="USDT", amount=units("40")))
    assert world.balance(MAIN, FIRST, "USDT") == units("60")
    assert world.balance(MAIN, FIRST, "LDUSDT") == units("40")
    assert spot(Scenario(world)) == {}


@pytest.mark.parametrize(
    ("fields", "coins"),
    [
        ({"source": "FUNDING"}, "100"),
        ({"source": "SPOTANDFUNDING", "from_spot": units("12")}, "88"),
        ({"type": "CONVERT"}, "100"),
        ({"type": "LOAN"}, "100"),
        ({"type": "AI"}, "100"),
        ({"type": "TRANSFER"}, "100"),
        ({"type": "AUTO"}, "60"),
        ({"status": "FAILED"}, "100"),
    ],
)
def test_a_subscription_takes_from_spot_only_what_spot_paid(world: World, fields: dict, coins: str) -> None:
    world.add(FlexibleSubscription(email=MAIN, time=NOON, purchase_id=1, asset="USDT", amount=units("40"), **fields))
    assert world.balance(MAIN, FIRST, "USDT") == units(coins)
    assert world.balance(MAIN, FIRST, "LDUSDT") == (0 if "status" in fields else units("40"))


@pytest.mark.parametrize(("dest", "coins"), [("SPOT", "105"), ("FUNDING", "100")])
def test_a_redemption_takes_the_share_wherever_the_coins_go(world: World, dest: str, coins: str) -> None:
    world.open(MAIN, "LDUSDT", units("5"))
    world.add(FlexibleRedemption(email=MAIN, time=NOON, redeem_id=1, asset="USDT", amount=units("5"), dest=dest))
    assert world.balance(MAIN, FIRST, "LDUSDT") == 0
    assert world.balance(MAIN, FIRST, "USDT") == units(coins)


def test_a_pending_record_books_nothing_until_it_is_final(world: World) -> None:
    world.add(
        FlexibleSubscription(
            email=MAIN, time=NOON, purchase_id=1, asset="USDT", amount=units("40"), pending_until=NOON + DAY
        )
    )
    scenario = Scenario(world)
    assert spot(scenario, NOON + DAY - 1) == {(FIRST, "USDT"): -units("40"), (FIRST, "LDUSDT"): units("40")}
    assert spot(scenario, NOON + DAY) == {}


def test_dust_gives_the_net_amount(world: World) -> None:
    world.add(
        Dust(
            email=MAIN,
            time=NOON,
            parent_id=1,
            trans_id=2,
            asset="USDT",
            amount=units("1"),
            got=units("0.002"),
            charge=units("0.00004"),
        )
    )
    assert world.movements(MAIN, FIRST) == {("USDT", "sell"): -units("1"), ("BNB", "buy"): units("0.002")}


def test_a_dividend_of_direction_minus_one_is_a_debit(world: World) -> None:
    world.add(dividend(direction=-1))
    assert world.movements(MAIN, FIRST) == {("USDT", "out"): -units("1.5")}


# twins -----------------------------------------------------------------------------------------------------


def test_a_reward_that_a_dividend_tells_too_moves_once(world: World) -> None:
    world.add(bonus(in_dividends=True))
    world.add(dividend())
    scenario = Scenario(world)
    assert world.balance(MAIN, FIRST, "USDT") == units("101.5")
    assert spot(scenario) == {}
    assert list(scenario.keys(MAIN)) == ["asset_dividend"]


def test_a_reward_counts_where_its_dividend_is_hidden(world: World) -> None:
    world.add(bonus(in_dividends=True))
    scenario = Scenario(world)
    scenario.hide(world.add(dividend()))
    assert spot(scenario) == {}
    assert list(scenario.keys(MAIN)) == ["flexible_rewards"]


def test_two_equal_rewards_and_one_dividend_leave_one_reward(world: World) -> None:
    world.add(bonus(in_dividends=True))
    world.add(bonus(time=NOON - 2))
    world.add(dividend())
    scenario = Scenario(world)
    assert spot(scenario) == {}
    assert sorted(fact.time for fact in scenario.facts(MAIN)) == [NOON - 2, NOON]


def test_a_dividend_twelve_hours_away_still_stands_for_a_reward(world: World) -> None:
    world.add(bonus(in_dividends=True, time=NOON))
    world.add(dividend(time=NOON + 12 * HOUR))
    assert spot(Scenario(world)) == {}
    assert list(Scenario(world).keys(MAIN)) == ["asset_dividend"]


def test_an_airdrop_of_the_same_amount_stands_for_no_reward(world: World) -> None:
    world.add(bonus(time=NOON))
    world.add(dividend(time=NOON + HOUR, info="Airdrop"))
    assert spot(Scenario(world)) == {}
    assert {kind: len(keys) for kind, keys in Scenario(world).keys(MAIN).items()} == {
        "flexible_rewards": 1,
        "asset_dividend": 1,
    }


def test_a_dividend_more_than_twelve_hours_away_is_another_income(world: World) -> None:
    world.add(bonus(time=NOON - 1))
    world.add(dividend(time=NOON + 12 * HOUR))
    assert spot(Scenario(world)) == {}
    assert world.balance(MAIN, FIRST + timedelta(days=1), "USDT") == units("103")


def test_real_time_rewards_grow_the_share_and_are_no_dividend(world: World) -> None:
    world.add(bonus(type="REALTIME"))
    world.add(dividend())
    assert world.balance(MAIN, FIRST, "LDUSDT") == units("1.5")
    assert len(Scenario(world).facts(MAIN)) == 2


# lists -----------------------------------------------------------------------------------------------------


def rewards(count: int, world: World) -> None:
    for number in range(count):
        world.add(bonus(time=NOON + number, amount=units("1") + number))


def test_a_rows_list_shows_ten_of_the_last_thirty_days_unless_told(world: World) -> None:
    rewards(12, world)
    answer = at(world).get(f"{FLEXIBLE}/rewardsRecord")
    assert answer["total"] == 12
    assert [row["time"] for row in answer["rows"]] == [NOON + number for number in range(11, 1, -1)]
    assert at(world, NOON + 31 * DAY).get(f"{FLEXIBLE}/rewardsRecord") == {"rows": [], "total": 0}


def test_one_end_alone_is_thirty_days_after_or_before_it(world: World) -> None:
    rewards(1, world)
    caller = at(world, NOON + 80 * DAY)
    path = f"{FLEXIBLE}/rewardsRecord"
    assert caller.get(path, startTime=NOON)["total"] == 1
    assert caller.get(path, startTime=NOON + 1)["total"] == 0
    assert caller.get(path, endTime=NOON + 30 * DAY)["total"] == 1
    assert caller.get(path, endTime=NOON + 30 * DAY + 1)["total"] == 0


def test_more_than_thirty_days_are_refused(world: World) -> None:
    caller = at(world, NOON + 80 * DAY)
    path = f"{FLEXIBLE}/subscriptionRecord"
    assert caller.send(path, startTime=NOON, endTime=NOON + 30 * DAY).status == 200
    refused = caller.send(path, startTime=NOON, endTime=NOON + 30 * DAY + 1)
    assert refused.status == 400
    assert json.loads(refused.body)["code"] == -6021


def test_dividends_have_no_pages_but_a_total(world: World) -> None:
    for number in range(25):
        world.add(dividend(number=number + 1, time=NOON + number))
    answer = at(world).get(DIVIDENDS)
    assert answer["total"] == 25
    assert [row["id"] for row in answer["rows"]] == list(range(25, 5, -1))
    rest = at(world).get(DIVIDENDS, endTime=answer["rows"][-1]["divTime"], limit=500)
    assert [row["id"] for row in rest["rows"]] == list(range(6, 0, -1))


def test_dust_shows_the_newest_hundred_conversions_only(world: World) -> None:
    for number in range(102):
        fields = {"asset": "USDT", "amount": 10, "got": 5, "charge": 1}
        world.add(Dust(email=MAIN, time=NOON + number, parent_id=number, trans_id=number, **fields))
    answer = at(world).get(DUST)
    assert answer["total"] == 102
    assert [record["transId"] for record in answer["userAssetDribblets"]] == list(range(101, 1, -1))
    assert at(world).get(DUST, accountType="MARGIN")["userAssetDribblets"] == []


def test_repaid_liquidation_loans_are_told_for_ninety_days(world: World) -> None:
    world.add(LiquidationRepay(email=MAIN, time=NOON, repay_id=1, amount=units("1")))
    path = "/sapi/v1/margin/liquidation-loan/repay-history"
    assert [at(world, NOON + age).get(path, startTime=NOON)["total"] for age in (90 * DAY, 90 * DAY + 1)] == [1, 0]
