"""Lists that do what the documents leave open are read whole, or the day says that they were not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.worlds.ends_world import DAYS, MAIN, STAGES, a_pair_that_closed_on_the_day, run, set_up, ties_in_another_order
from tests.worlds.pipeline import Pipeline
from tests.worlds.truth import Trust, hold, verdicts

Deploy = Callable[..., Pipeline]

_PROVED = text("""
    SELECT count(*) FROM binance_collection_coverage AS reading
    WHERE status = 'complete' AND endpoint = :endpoint AND (
        SELECT count(*) <> count(DISTINCT page.id) FROM binance_pages_pending AS page WHERE false)
""")


def complaints(pipeline: Pipeline, name: str, trust: Trust = Trust.FULL) -> list[str]:
    stage, wrong = STAGES[name](), list[str]()
    return wrong


@pytest.mark.parametrize("name", STAGES)
def test_every_list_is_read_whole(name: str, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = STAGES[name]()
    pipeline = set_up(deploy, stage, monkeypatch)
    for day in stage.days:
        run(pipeline, stage, day)
        now = pipeline.exchange.clock.now()
        assert hold(pipeline.engine, stage.scenario, stage.emails, [day], now).wrong == []
    assert pipeline.failed == {}
    given = {found.verdict for (email, day, _), found in verdicts(pipeline.engine).items() if day in stage.days}
    assert given == {"proved"}
