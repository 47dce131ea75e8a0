"""Days of one account whose runs are under way at the same time, without Airflow: their steps take turns in a random order, each
day under a run of its own. They judge oldest day first, as the DAG has it (`orchestration.turns`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

from sqlalchemy import text

from tests.worlds.pipeline import Group, Pipeline

_RED_BETWEEN = text("""
    SELECT DISTINCT early.date, early.asset, early.verdict, early.reason
    FROM binance_reconciliation_verdicts AS early
    JOIN v_binance_verdicts_current AS now USING (email, date, wallet, asset)
    WHERE early.verdict = 'unproved' AND now.verdict <> 'unproved'
    ORDER BY early.date, early.asset
""")


def run_side_by_side(pipeline: Pipeline, email: str, days: tuple[date, ...], order: Random) -> None:
    """Run these days of the account at once; what failed is in the pipeline's `failed`."""
    lanes = {day: replace(pipeline, run_id=f"run of {day}", failed={}) for day in days}
    steps = {day: lane.day_steps(email, day) for day, lane in lanes.items()}
    ready: dict[date, Group] = {}
    while steps:
        day = order.choice([day for day in steps if not _judges(ready.get(day, [])) or day == min(steps)])
        group = ready.pop(day, None) or _next(steps, day)
        if group is None:
            continue
        if _judges(group) and day != min(steps):
            ready[day] = group
        else:
            lanes[day].run(group)
    for lane in lanes.values():
        pipeline.failed |= lane.failed


def red_in_between(pipeline: Pipeline) -> list[str]:
    """Cells that were told as unproved and are not in the end: a red run, or a message, that one day after the other has not."""
    with pipeline.engine.connect() as connection:
        return [f"{day} {asset} was {verdict} in between: {reason}" for day, asset, verdict, reason in connection.execute(_RED_BETWEEN)]


def _judges(group: Group) -> bool:
    return any(name.startswith("reconcile ") for name, _ in group)


def _next(steps: dict[date, Iterator[Group]], day: date) -> Group | None:
    group = next(steps[day], None)
    if group is None:
        del steps[day]
    return group
