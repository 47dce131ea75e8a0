"""Seeded worlds of wallets without snapshots, read at their midnights: every verdict is held against the truth."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from tests.simulator import Scenario, random_scenario
from tests.worlds.reading_world import ReadingWorld
from tests.worlds.seeds import asked

TOLD = text("SELECT wallet, verdict FROM v_binance_verdicts_current")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds --of readings` names."""
    if metafunc.function is test_what_the_lists_lack_is_open_to_the_last_unit:
        metafunc.parametrize("seed", asked(metafunc.config, range(20, 28)))


def world(seed: int, troubles: int | None = None) -> Scenario:
    both = {"coin_futures": True, "options": True}
    return random_scenario(seed, accounts=1 + seed % 2, days=5, busy=3, troubles=troubles, **both)


def told(engine: Engine) -> Counter[tuple[str, str]]:
    with engine.connect() as connection:
        return Counter(tuple(row) for row in connection.execute(TOLD))


@pytest.mark.parametrize("seed", range(4))
def test_a_world_without_trouble_is_proved_day_by_day(seed: int, engine: Engine) -> None:
    run = ReadingWorld(engine, world(seed, troubles=0))
    run.run()
    assert list(run.wrong()) == []
    assert set(told(engine)) == {("COIN_M_FUTURES", "proved"), ("OPTION", "proved")}


def test_what_the_lists_lack_is_open_to_the_last_unit(seed: int, engine: Engine) -> None:
    run = ReadingWorld(engine, world(seed, troubles=5))
    run.run()
    assert list(run.wrong()) == []


def test_a_midnight_that_was_missed_leaves_the_days_on_both_sides_unproved(engine: Engine) -> None:
    scenario = world(2, troubles=0)
    missed = scenario.world.first_day + timedelta(days=1)
    run = ReadingWorld(engine, scenario, frozenset({missed}))
    run.run()
    assert list(run.wrong()) == []
    assert {verdict for _, verdict in told(engine)} == {"proved", "unproved"}
