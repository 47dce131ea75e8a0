"""Lists that do what the documents leave open are read whole, or the day says that they were not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.worlds.ends_world import (
    MAIN,
    STAGES,
    Stage,
    one_leaves_while_another_enters,
    run,
    set_up,
    ties_in_another_order,
)
from tests.worlds.pipeline import Pipeline
from tests.worlds.truth import Trust, hold, verdicts

Deploy = Callable[..., Pipeline]

_READINGS = text("""
    SELECT reading.status, reading.detail, count(page.id), count(DISTINCT record ->> 'tranId'), count(record)
    FROM binance_collection_coverage AS reading
    JOIN binance_raw_transfer_between_wallets AS page ON page.coverage_id = reading.id
    LEFT JOIN LATERAL jsonb_array_elements(page.transfer_data) AS record ON true
    WHERE reading.endpoint = 'wallet_transfer' GROUP BY reading.id ORDER BY reading.id
""")


def run_all(pipeline: Pipeline, stage: Stage, trust: Trust = Trust.FULL) -> list[str]:
    wrong: list[str] = []
    for day in stage.days:
        run(pipeline, stage, day)
        wrong += hold(pipeline.engine, stage.scenario, stage.emails, [day], pipeline.exchange.clock.now(), trust).wrong
    return wrong


@pytest.mark.parametrize("name", STAGES)
def test_every_list_is_read_whole(name: str, deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = STAGES[name]()
    pipeline = set_up(deploy, stage, monkeypatch)
    assert run_all(pipeline, stage) == []
    assert pipeline.failed == {}
    given = {found.verdict for (_, day, _), found in verdicts(pipeline.engine).items() if day in stage.days}
    assert given == {"proved"}


def test_ties_in_another_order_for_each_page_never_prove_a_list(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine rows of one moment: no window divides them, and whether other page edges show them all is chance."""
    stage = ties_in_another_order()
    pipeline = set_up(deploy, stage, monkeypatch)
    assert run_all(pipeline, stage, Trust.FAULTS) == []
    given = {found.verdict for found in verdicts(pipeline.engine).values()}
    assert given == ({"unproved"} if pipeline.failed else {"proved"})


def test_each_pass_is_kept_and_only_the_last_is_the_reading(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = one_leaves_while_another_enters()
    pipeline = set_up(deploy, stage, monkeypatch)
    run(pipeline, stage, stage.days[0])
    with pipeline.engine.connect() as connection:
        passes = [tuple(row) for row in connection.execute(_READINGS)]
    *earlier, (status, detail, _, distinct, rows) = passes
    assert len(earlier) == 3 and {(one[0], one[1][:10]) for one in earlier} == {("truncated", "read again")}
    listed = {row.id for row in stage.scenario.listing("wallet", MAIN, pipeline.exchange.clock.now())}
    assert (status, detail, distinct, rows) == ("complete", "", len(listed), len(listed))
