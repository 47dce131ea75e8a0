"""With each planted defect of what people read its scene complains, and without one no scene does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.worlds.defects import Defect
from tests.worlds.defects_planting import plant
from tests.worlds.defects_report import PLANTED
from tests.worlds.defects_statements import STATEMENTS
from tests.worlds.statement_scenes import SCENES

DEFECTS = tuple(Defect.of(*row) for row in STATEMENTS)


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_defect_nobody_complains(
    scene: str, engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert list(SCENES[scene](engine, monkeypatch, tmp_path)) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(
    defect: Defect,
    engine: Engine,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    plant(monkeypatch, defect.changes, database.owner_url)
    found = next(SCENES[defect.scene](engine, monkeypatch, tmp_path), "")
    record_property(PLANTED, (defect.name, found))
    assert found
