"""With each planted defect the scenes of refusals complain, and without them they do not."""

from collections.abc import Callable

import pytest

from tests.worlds.defects import Defect
from tests.worlds.defects_planting import plant
from tests.worlds.defects_refusals import REFUSALS
from tests.worlds.defects_report import PLANTED
from tests.worlds.pipeline import Pipeline
from tests.worlds.refusal_scenes import SCENES

DEFECTS = tuple(Defect.of(*row) for row in REFUSALS)


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_defect_nobody_complains(
    scene: str, deploy: Callable[..., Pipeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SCENES[scene](deploy, monkeypatch) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(
    defect: Defect,
    deploy: Callable[..., Pipeline],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    plant(monkeypatch, defect.changes, "")
    found = next(iter(SCENES[defect.scene](deploy, monkeypatch)), "")
    record_property(PLANTED, (defect.name, found))
    assert found
