"""Replay over worlds: with the code that judged them nothing would be another verdict; with a planted defect exactly
those cells and days are named that judging with it changes; and the database is as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from binrecon.services.rejudging import judge_again
from binrecon.services.replay import ReplayedDay, replay
from binrecon.storage.replay import opened_days
from sqlalchemy import Engine

from tests.conftest import Database
from tests.storage.rows import fetch
from tests.worlds.defects import DEFECTS
from tests.worlds.defects_planting import plant
from tests.worlds.defects_run import SCENES, complaints, staged
from tests.worlds.dump import everything
from tests.worlds.kept import Kept
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_world
from tests.worlds.wallet_worlds import run_world as run_wallet_world

Deploy = Callable[..., Pipeline]
Cell = tuple[Any, ...]
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
SEEDS = (0, 2, 3, 8, 17)
"""Every mode is among them."""
APPENDED = """
    SELECT email, date, wallet, asset, measure FROM binance_reconciliation_verdicts WHERE run_id = 'defect'
    ORDER BY email COLLATE "C", date, wallet COLLATE "C", asset COLLATE "C", measure COLLATE "C"
"""
DAYS = """
    SELECT email, date, wallet, '' AS asset, '' AS measure, verdict, reason FROM binance_reconciliation_days
    ORDER BY email COLLATE "C", date, wallet COLLATE "C"
"""
PLANTED = {defect.name: defect for defect in DEFECTS}
JUDGED_OTHERWISE = (
    "a day begins at local midnight",
    "a difference is open although something is missing",
    "a missing snapshot is taken for zeros",
    "a missing other end is ignored",
    "an amount alone explains",
    "an open asset says nothing of what to do",
)


def replayed(engine: Engine, emails: list[str]) -> list[ReplayedDay]:
    """Everything that is held, replayed; the database says the same before and after."""
    before = everything(engine)
    found = list(replay(engine, emails, FIRST, LAST))
    assert everything(engine) == before
    return found


def cells(days: list[ReplayedDay]) -> list[Cell]:
    return [
        (one.account_day.email, one.account_day.day, str(one.account_day.wallet), found.asset, found.measure)
        for one in days
        for found in one.differences
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_with_the_code_that_judged_a_seeded_world_nothing_differs(
    seed: int, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed = Kept(deploy)
    run_world(seed, deployed, monkeypatch.setitem)
    days = replayed(deployed.pipeline.engine, list(deployed.pipeline.emails))
    assert days and cells(days) == []
    assert sum(1 for one in days if not one.not_replayed) > 0


@pytest.mark.parametrize("seed", [1, 4])
def test_nor_does_anything_of_a_world_with_every_wallet(
    seed: int, deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed = Kept(deploy)
    run_wallet_world(seed, deployed, monkeypatch)
    days = replayed(deployed.pipeline.engine, list(deployed.pipeline.emails))
    assert cells(days) == []
    assert len({one.account_day.wallet for one in days if not one.not_replayed}) > 1


@pytest.mark.parametrize("name", JUDGED_OTHERWISE)
def test_a_planted_defect_is_told_by_exactly_the_cells_that_it_changes(
    name: str,
    deploy: Deploy,
    connect: Callable[[Database], Engine],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    defect = PLANTED[name]
    scene = SCENES[defect.scene]
    pipeline = staged(deploy, scene, monkeypatch, engine=connect(database))
    assert list(complaints(pipeline, scene)) == []
    engine, emails = pipeline.engine, list(pipeline.emails)
    assert cells(replayed(engine, emails)) == []
    plant(monkeypatch, defect.changes, database.owner_url)
    told = replayed(engine, emails)
    stood = fetch(engine, DAYS)
    for opened in opened_days(engine, emails, FIRST, LAST):
        judge_again(engine, opened.account_day, "defect")
    assert [cell for cell in cells(told) if cell[3]] == fetch(engine, APPENDED) != []
    days = [now[:5] for before, now in zip(stood, fetch(engine, DAYS), strict=True) if before != now]
    assert [cell for cell in cells(told) if not cell[3]] == days
