"""Several days of an account at once, as a backfill made in Airflow's page starts them: what they leave is what day
after day leaves, and no day was red in between."""

from collections.abc import Callable, Mapping
from datetime import date
from random import Random

import pytest

from tests.worlds.dump import differences, dump
from tests.worlds.pipeline import Group, Pipeline
from tests.worlds.seeds import scenario_of
from tests.worlds.side_by_side import at_random, at_the_worst_moment, judges, red_in_between, run_side_by_side

DAYS = 4


@pytest.mark.parametrize("number", range(4))
def test_days_at_once_leave_what_one_after_the_other_leaves(number: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = scenario_of(200 + number, plain=number % 2 == 0, small=True)
    email, days = next(iter(scenario.world.accounts)), scenario.world.days[:DAYS]
    alone, beside = deploy(scenario), deploy(scenario)
    for day in days:
        alone.run_day(email, day)
    run_side_by_side(beside, email, days, at_random(Random(f"turns {number}")))
    assert (alone.failed, beside.failed) == ({}, {})
    assert differences(dump(alone.engine), dump(beside.engine)) == []
    assert red_in_between(beside) == red_in_between(alone)


def test_a_day_that_is_judged_while_others_have_pages_unread_is_not_red(deploy: Callable[..., Pipeline]) -> None:
    """As on the day that ended red with "11 pages not read yet": those were of pairs that another day's sweep had
    asked."""
    scenario = scenario_of(200, plain=True, small=True)
    pipeline, days = deploy(scenario, daily_pairs=0), scenario.world.days[:DAYS]
    unread = []

    def choose(waiting: Mapping[date, Group]) -> date:
        day = at_the_worst_moment(waiting)
        if judges(waiting[day]):
            with pipeline.engine.connect() as connection:
                unread.append(
                    connection.exec_driver_sql(
                        "SELECT count(*) FROM binance_pages_pending WHERE raw_table = 'binance_raw_trades'"
                    ).scalar_one()
                )
        return day

    run_side_by_side(pipeline, next(iter(scenario.world.accounts)), days, choose)
    assert sum(unread) > 0
    assert red_in_between(pipeline) == []
