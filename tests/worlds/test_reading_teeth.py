"""With each planted defect of readings at midnight its scene complains, and without one no scene does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from tests.conftest import Database
from tests.simulator import HOUR, SECOND, UNIT, CoinIncome, Scenario, World, random_scenario, start_of
from tests.worlds.defects import Defect
from tests.worlds.defects_midnight import MIDNIGHT
from tests.worlds.defects_planting import plant
from tests.worlds.defects_report import PLANTED
from tests.worlds.reading_world import ReadingWorld

FIRST = date(2026, 9, 1)
EVENING = start_of(FIRST + timedelta(days=1))
DEFECTS = tuple(Defect.of(*row) for row in MIDNIGHT)
UNPROVED = text("SELECT date, reason FROM v_binance_verdicts_current WHERE verdict = 'unproved'")


def small() -> Scenario:
    """Three days of one account with coins, whose only movements are those that a scene adds."""
    world = World(FIRST, FIRST + timedelta(days=2))
    world.add_account("main+one@example.com")
    world.open("main+one@example.com", "BTC", 5 * UNIT, "COIN_FUTURE")
    world.open("main+one@example.com", "USDT", UNIT, "OPTION")
    return Scenario(world)


def income(scenario: Scenario, moment: int, amount: int = UNIT) -> CoinIncome:
    fields = {"email": scenario.world.main.email, "type": "REALIZED_PNL", "tran_id": moment}
    event = CoinIncome(time=moment, amount=amount, **fields)  # type: ignore[arg-type]
    scenario.world.add(event)
    return event


def ran(engine: Engine, scenario: Scenario, missed: frozenset[date] = frozenset()) -> Iterator[str]:
    run = ReadingWorld(engine, scenario, missed)
    run.run()
    yield from run.wrong()


def seeded(engine: Engine) -> Iterator[str]:
    yield from ran(engine, random_scenario(3, accounts=1, days=5, busy=3, troubles=0, coin_futures=True, options=True))


def gone(engine: Engine) -> Iterator[str]:
    scenario = small()
    income(scenario, EVENING - HOUR, -5 * UNIT)
    yield from ran(engine, scenario)


def told_late(engine: Engine) -> Iterator[str]:
    """Nobody could see it beside the reading when that was taken."""
    scenario = small()
    scenario.delay(income(scenario, EVENING + 11 * SECOND), EVENING + HOUR)
    yield from ran(engine, scenario)


def beside(engine: Engine) -> Iterator[str]:
    scenario = small()
    income(scenario, EVENING + 11 * SECOND)
    yield from ran(engine, scenario)
    with engine.connect() as connection:
        yield from (f"{day}: {reason}" for day, reason in connection.execute(UNPROVED))


def missed(engine: Engine) -> Iterator[str]:
    yield from ran(engine, small(), frozenset({FIRST}))


SCENES: dict[str, Callable[[Engine], Iterator[str]]] = {
    "seeded": seeded,
    "an asset is gone": gone,
    "a movement that was told late": told_late,
    "a movement beside the reading": beside,
    "a midnight was missed": missed,
}


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_defect_nobody_complains(scene: str, engine: Engine) -> None:
    assert list(SCENES[scene](engine)) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(
    defect: Defect,
    engine: Engine,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    plant(monkeypatch, defect.changes, database.owner_url)
    found = next(SCENES[defect.scene](engine), "")
    record_property(PLANTED, (defect.name, found))
    assert found
