"""With each planted defect of identity, coverage and clocks its scene complains, and without one none does."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.worlds.defects import Defect
from tests.worlds.defects_identity import IDENTITY
from tests.worlds.defects_planting import plant
from tests.worlds.defects_report import PLANTED
from tests.worlds.identity_scenes import SCENES, complaints
from tests.worlds.pipeline import Pipeline

Deploy = Callable[..., Pipeline]
DEFECTS = tuple(Defect.of(*row) for row in IDENTITY)


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_defect_nobody_complains(scene: str, deploy: Deploy) -> None:
    assert list(complaints(SCENES[scene].deployed(deploy), SCENES[scene])) == []


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
    found = next(complaints(scene.deployed(deploy, engine=connect(database)), scene), "")
    record_property(PLANTED, (defect.name, found))
    assert found
