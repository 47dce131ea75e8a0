"""With each planted defect of futures, options and what wallets share their scene complains, and without one no scene
does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.simulator import SECOND, FuturesWays, Habits, Scenario, random_scenario
from tests.worlds.defects import Defect
from tests.worlds.defects_all_wallets import ALL_WALLETS
from tests.worlds.defects_planting import plant
from tests.worlds.defects_report import PLANTED
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import seen_with_every_asset
from tests.worlds.wallet_worlds import ALL, Ways, set_up

Deploy = Callable[..., Pipeline]
DEFECTS = tuple(Defect.of(*row) for row in ALL_WALLETS)
LOANS, TWINS = 13, 11
"""Seeds of worlds of one account: one borrows and exchanges assets, one has equal incomes and at midnight only funding
and interest."""


def world(seed: int = LOANS, ways: FuturesWays = FuturesWays()) -> Scenario:
    """One account, three days, all wallets, told as it was."""
    every = {"margin": True, "futures": True, "coin_futures": True, "options": True, "moves": True}
    size = {"accounts": 1, "days": 3, "busy": 3, "burst": 3, "first_day": date(2026, 9, 1)}
    return seen_with_every_asset(random_scenario(seed, troubles=0, ways=ways, **every, **size))


def midnight_inside() -> Scenario:
    """Snapshots of futures and of margin hold what is stamped with their midnight."""
    scenario = world(TWINS)
    for wallet in ("FUTURES", "MARGIN"):
        scenario.midnight_inside(wallet)
    return scenario


SCENES: dict[str, Callable[[], Scenario]] = {
    "clean": world,
    "equal incomes": lambda: world(TWINS),
    "labels exchanged": lambda: world(ways=FuturesWays(labels_exchanged=True)),
    "midnight inside": midnight_inside,
    "a ledger that never answers": world,
}


def wrong(scene: str, deploy: Deploy, patch: pytest.MonkeyPatch, engine: Engine | None = None) -> list[str]:
    """What the worlds complain about once the days of the scene are judged."""
    scenario = SCENES[scene]()
    ways = Ways(Habits(signed_flows=True), scenario.futures, dict.fromkeys(scenario.world.accounts, ALL), 2 * SECOND)
    played = set_up(scenario, ways, deploy, patch, **({"engine": engine} if engine else {}))
    if scene == "a ledger that never answers":
        played.pipeline.exchange.add_fault("5xx", "/fapi/v1/income", times=None)
    return played.run_at_once().wrong


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_defect_nobody_complains(scene: str, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(scene, deploy, monkeypatch) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(
    defect: Defect,
    deploy: Deploy,
    connect: Callable[[Database], Engine],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    plant(monkeypatch, defect.changes, database.owner_url)
    found = next(iter(wrong(defect.scene, deploy, monkeypatch, connect(database))), "")
    record_property(PLANTED, (defect.name, found))
    assert found
