"""The bench of a reconciled day at a small size: its truth is met exactly. Times belong to the bench itself."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.bench import reconcile_day
from tests.days import spot


def test_every_planted_variance_is_found_exactly_and_nothing_else(engine: Engine) -> None:
    assert reconcile_day.run(engine, cells=700, rounds=1)["error"] == 0


def test_the_error_figure_shows_a_single_unit(engine: Engine) -> None:
    truth = reconcile_day.plant(engine, "x@example.com", 5, reconcile_day.random.Random(1))
    reconcile_day.reconcile_day(engine, spot("x@example.com", reconcile_day.DAY), (), "bench")
    truth["A000003"] += 1
    assert reconcile_day.worst_error(engine, "x@example.com", truth) == 1
