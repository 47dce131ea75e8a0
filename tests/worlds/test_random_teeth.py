"""With a planted defect of each kind of drawn trouble a seeded world that has the kind complains; the worlds themselves
are run, and do not complain without one, in every test run."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.worlds.defects import DEFECTS, Defect
from tests.worlds.defects_identity import IDENTITY
from tests.worlds.defects_planting import plant
from tests.worlds.defects_report import PLANTED
from tests.worlds.pipeline import Pipeline
from tests.worlds.random_trouble import Kind
from tests.worlds.seeds import run_world

BY_NAME = {defect.name: defect for defect in (*DEFECTS, *(Defect.of(*row) for row in IDENTITY))}
CAUGHT = (
    (Kind.KEYS, 65, "nobody looks whose key it is"),
    (Kind.CLOCK, 60, "the host's clock is believed"),
    (Kind.EARLY, 60, "a reading proves what came after it was asked"),
    (Kind.MOVING, 7, "pages by offset do not overlap"),
    (Kind.HALF, 90, "a reading under way is read as if it were whole"),
    (Kind.MINDS, 30, "other balances of a final day are taken"),
    (Kind.TWICE, 55, "equal records of a list without ids count once"),
    (Kind.CLOSED, 95, "a pair closed to spot trading is never asked"),
    (Kind.ODD, 45, "trades are asked by startTime alone"),
)
"""A kind, a small world that has it, and a defect that only shows by it."""


@pytest.mark.parametrize(("kind", "seed", "name"), CAUGHT, ids=[kind.name for kind, *_ in CAUGHT])
def test_a_seeded_world_catches_a_defect_of_its_kind(
    kind: Kind,
    seed: int,
    name: str,
    deploy: Callable[..., Pipeline],
    connect: Callable[[Database], Engine],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    plant(monkeypatch, BY_NAME[name].changes, database.owner_url)
    findings = run_world(
        seed, lambda *world, **rest: deploy(*world, engine=connect(database), **rest), monkeypatch.setitem
    )
    record_property(PLANTED, (f"{name}, in world {seed}", next(iter(findings.wrong), "")))
    assert findings.counts[f"worlds {kind}"] == 1
    assert findings.wrong
