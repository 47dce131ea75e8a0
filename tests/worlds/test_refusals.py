"""What an account does not have, and what it is refused: proved where the exchange says that there is nothing, and
never else."""

from datetime import timedelta
from typing import Any

import pytest
from binrecon.reporting.day_summary import read_not_asked
from sqlalchemy import text

from tests.days import spot
from tests.simulator import HOUR, FamilyTransfer, FlexibleSubscription, Scenario, start_of, units
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.refusal_scenes import FIRST, MAIN, SECOND, SUB, SUB_LISTS, Deploy, plain_world
from tests.worlds.truth import day_verdicts, hold, verdicts

OFF = [
    "sub-account function off",
    "sub-account function off, other code",
    "sub-account function off, older form",
    "sub-account function off, older form, 200",
]
UNCLEAR = ["unsupported", "unsupported, other code", "broker"]


def rows(pipeline: Pipeline, query: str, **named: Any) -> list[tuple[Any, ...]]:
    with pipeline.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), named)]


def errors(pipeline: Pipeline, needed: bool = True) -> int:
    query = "SELECT count(*) FROM binance_reconciliation_errors WHERE needs_manual_review = :needed"
    return rows(pipeline, query, needed=needed)[0][0]


@pytest.mark.parametrize("answer", OFF)
def test_an_account_without_the_sub_account_function_is_proved(answer: str, deploy: Deploy) -> None:
    scenario = Scenario(plain_world())
    pipeline = deploy(scenario)
    pipeline.exchange.refusals.put(answer, *SUB_LISTS)
    pipeline.run_day(MAIN, FIRST)
    assert pipeline.failed == {} and errors(pipeline) == 0
    assert day_verdicts(pipeline.engine) == {(MAIN, FIRST): "proved"}
    assert hold(pipeline.engine, scenario, [MAIN], [FIRST], pipeline.exchange.clock.now()).wrong == []
    told = rows(
        pipeline,
        """
        SELECT DISTINCT endpoint, status, meaning, detail FROM binance_collection_coverage WHERE detail <> ''
        ORDER BY 1""",
    )
    why = "the exchange says of this account that its sub-account function is off"
    assert told == [
        (name, "complete", "NOT_HAD", why)
        for name in ("sub_account_list", "sub_transfer_history", "universal_transfer")
    ]
    with pipeline.engine.connect() as connection:
        assert read_not_asked(connection, spot(MAIN, FIRST)) == (
            f"sub_account_list, sub_transfer_history, universal_transfer: {why}",
        )
    kept = rows(
        pipeline,
        """
        SELECT DISTINCT http_status, body, transfer_data::text FROM binance_raw_transfer_between_account_main_spot""",
    )
    [(status, body, records)] = kept
    assert (status in (200, 400), "Sub-account function is not enabled" in body, records) == (True, True, "[]")


@pytest.mark.parametrize("answer", UNCLEAR)
def test_not_supported_proves_nothing_until_somebody_says_that_there_are_no_sub_accounts(
    answer: str, deploy: Deploy
) -> None:
    pipeline = deploy(Scenario(plain_world()))
    pipeline.exchange.refusals.put(answer, *SUB_LISTS)
    pipeline.run_day(MAIN, FIRST)
    assert day_verdicts(pipeline.engine) == {(MAIN, FIRST): "unproved"}
    assert {error.meaning for error in pipeline.failed.values()} == {"NOT_OFFERED"}

    pipeline.failed.clear()
    pipeline.without_sub_accounts = frozenset({MAIN})
    pipeline.run_day(MAIN, FIRST)
    assert pipeline.failed == {}
    assert day_verdicts(pipeline.engine) == {(MAIN, FIRST): "proved"}


def test_a_function_that_is_switched_on_later_is_read_from_the_next_run_on(deploy: Deploy) -> None:
    """The transfer of the first day is told only once the function is on, and the day that was proved without it is
    judged again."""
    world = plain_world(2, SUB)
    world.add(FamilyTransfer(9001, MAIN, SUB, "USDT", units("7"), start_of(FIRST) + 12 * HOUR))
    scenario = Scenario(world)
    pipeline = deploy(scenario, at=FIRST)
    pipeline.exchange.refusals.put("sub-account function off", *SUB_LISTS)
    pipeline.run_day(MAIN, FIRST)
    assert verdicts(pipeline.engine)[MAIN, FIRST, "USDT"].verdict == "open"

    pipeline.exchange.refusals.clear()
    pipeline.clock.exchange_clock.move_to(settled(SECOND))
    pipeline.run_id = "the next run"
    pipeline.run_day(MAIN, SECOND)
    assert {key[1]: found.verdict for key, found in verdicts(pipeline.engine).items()} == {
        FIRST: "proved",
        SECOND: "proved",
    }


def test_a_list_that_told_of_records_is_not_believed_to_be_off(deploy: Deploy) -> None:
    world = plain_world(2, SUB)
    world.add(FamilyTransfer(9001, MAIN, SUB, "USDT", units("7"), start_of(FIRST) + 12 * HOUR))
    pipeline = deploy(Scenario(world), at=FIRST)
    pipeline.run_day(MAIN, FIRST)
    assert pipeline.failed == {}
    pipeline.exchange.refusals.put("sub-account function off", *SUB_LISTS)
    pipeline.clock.exchange_clock.move_to(settled(SECOND))
    pipeline.run_id = "the next run"
    pipeline.run_day(MAIN, SECOND)
    assert {str(error).partition(" (")[2] for error in pipeline.failed.values()} == {
        "the exchange says that its sub-account function is off, though it told of records of it before)"
    }
    assert day_verdicts(pipeline.engine)[MAIN, SECOND] == "unproved"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("no futures account", "MAIN_UMFUTURE"),
        ("no margin account", "MARGIN_MAIN"),
        ("no Portfolio Margin account", "MAIN_PORTFOLIO_MARGIN"),
    ],
)
def test_a_wallet_that_the_account_does_not_have_moves_nothing(answer: str, kind: str, deploy: Deploy) -> None:
    pipeline = deploy(Scenario(plain_world()))
    pipeline.exchange.refusals.put(answer, "asset/transfer", query=f"type={kind}&")
    pipeline.run_day(MAIN, FIRST)
    assert pipeline.failed == {}
    assert day_verdicts(pipeline.engine) == {(MAIN, FIRST): "proved"}


def test_a_missing_wallet_says_nothing_of_the_others(deploy: Deploy) -> None:
    pipeline = deploy(Scenario(plain_world()))
    pipeline.exchange.refusals.put("no futures account", "asset/transfer", query="type=MAIN_FUNDING&")
    pipeline.run_day(MAIN, FIRST)
    assert day_verdicts(pipeline.engine) == {(MAIN, FIRST): "unproved"}


@pytest.mark.parametrize("answer", ["key", "not authorized", "place", "denied"])
def test_what_the_key_or_the_place_may_not_is_no_proof(answer: str, deploy: Deploy) -> None:
    pipeline = deploy(Scenario(plain_world()))
    pipeline.exchange.refusals.put(answer, *SUB_LISTS)
    pipeline.run_day(MAIN, FIRST)
    assert day_verdicts(pipeline.engine) == {(MAIN, FIRST): "unproved"}
    assert errors(pipeline) > 0


# lists of products -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["invited users only", "retired", "unknown code", "denied"])
def test_a_product_refused_for_good_reddens_no_day_and_is_told_once(answer: str, deploy: Deploy) -> None:
    days = [FIRST + timedelta(days=number) for number in range(9)]
    pipeline = deploy(Scenario(plain_world(len(days))), at=FIRST, products=True)
    pipeline.exchange.refusals.put(answer, "sol-staking")
    asked = []
    for day in days:
        pipeline.clock.exchange_clock.move_to(settled(day))
        pipeline.run_id = f"run of {day}"
        before = len(pipeline.exchange.log.of("/sapi/v1/sol-staking/sol/history/stakingHistory"))
        pipeline.run_day(MAIN, day)
        asked.append(len(pipeline.exchange.log.of("/sapi/v1/sol-staking/sol/history/stakingHistory")) - before)
    assert pipeline.failed == {}
    assert set(day_verdicts(pipeline.engine).values()) == {"proved"}
    assert asked == [1, 0, 0, 0, 0, 0, 0, 1, 0], "asked again once a week, so that a product switched on later is found"
    with pipeline.engine.connect() as connection:
        told = [len(read_not_asked(connection, spot(MAIN, day))) for day in days]
    assert told == [1, 0, 0, 0, 0, 0, 0, 1, 0], "one sentence for the three lists, on the days that asked them"
    assert errors(pipeline) == 3 and errors(pipeline, needed=False) == 3, "three lists, each told once"


def test_a_product_in_use_that_is_refused_is_a_gap(deploy: Deploy) -> None:
    world = plain_world(2)
    world.add(
        FlexibleSubscription(email=MAIN, asset="USDT", time=start_of(FIRST) + HOUR, purchase_id=1, amount=units("5"))
    )
    pipeline = deploy(Scenario(world), at=FIRST, products=True)
    pipeline.run_day(MAIN, FIRST)
    pipeline.exchange.refusals.put("invited users only", "flexible/history/subscriptionRecord")
    pipeline.clock.exchange_clock.move_to(settled(SECOND))
    pipeline.run_id = "the next run"
    pipeline.run_day(MAIN, SECOND)
    assert len(pipeline.failed) == 1
    assert day_verdicts(pipeline.engine)[MAIN, SECOND] == "unproved"


@pytest.mark.parametrize("answer", ["key", "not authorized", "place"])
def test_a_product_that_the_key_may_not_read_fails(answer: str, deploy: Deploy) -> None:
    pipeline = deploy(Scenario(plain_world()), products=True)
    pipeline.exchange.refusals.put(answer, "sol-staking")
    pipeline.run_day(MAIN, FIRST)
    assert len(pipeline.failed) == 3


def test_no_records_found_is_an_empty_list(deploy: Deploy) -> None:
    pipeline = deploy(Scenario(plain_world()), products=True)
    pipeline.exchange.refusals.put("no records", "loan/flexible")
    pipeline.run_day(MAIN, FIRST)
    assert pipeline.failed == {} and errors(pipeline, needed=False) == 0
    with pipeline.engine.connect() as connection:
        assert read_not_asked(connection, spot(MAIN, FIRST)) == ()
    assert day_verdicts(pipeline.engine) == {(MAIN, FIRST): "proved"}
