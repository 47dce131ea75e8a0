"""With each planted defect of transfers that join two wallets their scene complains, and without one it does not."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.worlds.defects import Defect
from tests.worlds.defects_planting import plant
from tests.worlds.defects_report import PLANTED
from tests.worlds.defects_wallets import WALLETS
from tests.worlds.pipeline import Pipeline
from tests.worlds.wallet_scene import complaints, deployed

Deploy = Callable[..., Pipeline]
DEFECTS = tuple(Defect.of(name, "", *texts) for name, *texts in WALLETS)


def test_without_a_defect_nobody_complains(deploy: Deploy) -> None:
    assert list(complaints(deployed(deploy))) == []


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
    found = next(complaints(deployed(deploy, engine=connect(database))), "")
    record_property(PLANTED, (defect.name, found))
    assert found
