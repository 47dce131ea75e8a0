"""Days of one account whose runs are under way at the same time, without Airflow: their steps take turns, each day
under a run of its own. They judge oldest day first, as the DAG has it (`orchestration.turns`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


Next = Mapping[date, Group]
"""The group of steps that each day is about to run."""


def run_side_by_side(pipeline: Pipeline, email: str, days: Iterable[date], choose: Callable[[Next], date]) -> None:
    """Run these days of the account at once, `choose` saying whose turn it is; what failed is in the pipeline's
    `failed`."""
    lanes = {day: replace(pipeline, run_id=f"run of {day}", failed={}) for day in days}
    steps = {day: lane.day_steps(email, day) for day, lane in lanes.items()}
    waiting = {day: next(steps[day]) for day in lanes}
    while waiting:
        day = choose(waiting)
        lanes[day].run(waiting.pop(day))
        if (group := next(steps[day], None)) is not None:
            waiting[day] = group
    for lane in lanes.values():
        pipeline.failed |= lane.failed


def at_random(order: Random) -> Callable[[Next], date]:
    """Any day whose turn it may be."""
    return lambda waiting: order.choice([day for day in waiting if day == min(waiting) or not judges(waiting[day])])


def at_the_worst_moment(waiting: Next) -> date:
    """The oldest day is judged when every other one has asked for trades and has not read them."""
    oldest, *others = sorted(waiting)
    if not judges(waiting[oldest]):
        return oldest
    early = [day for day in others if not judges(waiting[day]) and not _reads_trades(waiting[day])]
    return early[0] if early else oldest


def judges(group: Group) -> bool:
    return any(name.startswith("reconcile ") for name, _ in group)


def _reads_trades(group: Group) -> bool:
    return any(name.startswith("read trades ") for name, _ in group)


def red_in_between(pipeline: Pipeline) -> list[str]:
    """Cells that were told as unproved and are not in the end: a red run, or a message, that one day after the other
    has not."""
    with pipeline.engine.connect() as connection:
        return [
            f"{day} {asset} was {verdict} in between: {reason}"
            for day, asset, verdict, reason in connection.execute(_RED_BETWEEN)
        ]
