"""The planted defects as data: what each changes in the engine, and in which scene it must show. To add one, add a row.

Each is a mistake somebody could make, in one place where that is enough; where two guards cover each other both are
changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.worlds.defects_airflow import AIRFLOW
from tests.worlds.defects_canonical import CANONICAL
from tests.worlds.defects_causes import CAUSES
from tests.worlds.defects_ends import ENDS
from tests.worlds.defects_judging import JUDGING
from tests.worlds.defects_lists import LISTS
from tests.worlds.defects_planting import Change
from tests.worlds.defects_products import PRODUCTS
from tests.worlds.defects_reading import READING


@dataclass(frozen=True)
class Defect:
    """`changes` make the mistake; `scene` names the part of the world it is looked for in (defects_run.SCENES)."""

    name: str
    changes: tuple[Change, ...]
    scene: str

    @classmethod
    def of(cls, name: str, scene: str, *texts: str) -> Defect:
        """`texts` are where, old and new, and again where, old and new for a mistake in two places."""
        return cls(name, tuple(Change(*texts[n : n + 3]) for n in range(0, len(texts), 3)), scene)


DEFECTS: tuple[Defect, ...] = tuple(
    Defect.of(*row) for row in (*READING, *CANONICAL, *PRODUCTS, *LISTS, *JUDGING, *ENDS, *CAUSES, *AIRFLOW)
)
