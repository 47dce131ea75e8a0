"""The bench of matching and investigation at a small size: every planted match and cause is met. Times belong to the
bench."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.bench import investigate
from tests.bench.open_cells import plant


def test_every_planted_match_and_cause_is_found(engine: Engine, owner_engine: Engine) -> None:
    planted = plant(owner_engine, transfers=1_400, cells=70)
    investigate.product(engine)
    assert len(planted.explained) == 50 and len(planted.open) == 30
    assert (investigate.wrong_matches(engine, planted), investigate.wrong_verdicts(engine, planted)) == (0, 0)


def test_a_missing_match_and_another_verdict_are_counted(engine: Engine, owner_engine: Engine) -> None:
    planted = plant(owner_engine, transfers=400, cells=7)
    investigate.product(engine)
    planted.matches["tran_id"] += 2
    planted.open.add(planted.explained.pop())
    assert (investigate.wrong_matches(engine, planted), investigate.wrong_verdicts(engine, planted)) == (2, 1)
