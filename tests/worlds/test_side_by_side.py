"""Several days of an account at once, as a backfill made in Airflow's page starts them: what they leave is what day after day
leaves, and no day was red in between."""

from collections.abc import Callable
from random import Random

import pytest

from tests.worlds.dump import differences, dump
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import scenario_of
from tests.worlds.side_by_side import red_in_between, run_side_by_side

DAYS = 4


@pytest.mark.parametrize("number", range(6))
def test_days_at_once_leave_what_one_after_the_other_leaves(number: int, deploy: Callable[..., Pipeline]) -> None:
    scenario = scenario_of(200 + number, plain=number % 2 == 0, small=True)
    email, days = [*scenario.world.accounts][0], scenario.world.days[:DAYS]
    alone, beside = deploy(scenario), deploy(scenario)
    for day in days:
        alone.run_day(email, day)
    run_side_by_side(beside, email, tuple(days), Random(f"turns {number}"))
    assert (alone.failed, beside.failed) == ({}, {})
    assert differences(dump(alone.engine), dump(beside.engine)) == []
    assert red_in_between(beside) == red_in_between(alone)
