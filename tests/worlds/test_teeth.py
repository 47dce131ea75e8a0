"""R12 in small: with each planted defect these worlds complain, and without them they do not."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.worlds.defects import DEFECTS, Defect
from tests.worlds.defects_planting import plant
from tests.worlds.defects_report import PLANTED
from tests.worlds.defects_run import SCENES, complaints, staged
from tests.worlds.pipeline import Pipeline

Deploy = Callable[..., Pipeline]


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_defect_nobody_complains(scene: str, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(complaints(staged(deploy, SCENES[scene], monkeypatch), SCENES[scene])) == []


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
    scene = SCENES[defect.scene]
    pipeline = staged(deploy, scene, monkeypatch, engine=connect(database))
    found = next(complaints(pipeline, scene), "")
    record_property(PLANTED, (defect.name, found))
    assert found
