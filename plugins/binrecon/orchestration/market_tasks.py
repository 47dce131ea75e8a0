"""Reads what is the same for all accounts: the pairs the exchange lists, and daily closes."""

from __future__ import annotations

from datetime import date, timedelta

from airflow.sdk import get_current_context, task

from binrecon.orchestration.tasks import opened, run_id
from binrecon.orchestration.traced import traced


@task
def day_before() -> str:
    """The UTC day that ended last before this run was due, as ISO text."""
    due = get_current_context()["dag_run"].run_after
    return (due - timedelta(days=1)).date().isoformat()


@traced()
def collect_pairs(day: str) -> int:
    """Read the exchange's pairs; returns the number of pages."""
    from binrecon.domain.intervals import day_interval
    from binrecon.orchestration import session

    return session.of_everybody(run_id()).collect(session.PAIRS, "", day_interval(opened(day))).pages


@traced()
def collect_closes(day: str) -> int:
    """Read the closes of the day that the USD values of all accounts need and that were not read yet; returns how many
    pairs were asked."""
    return read_closes(opened(day), None)


def read_pairs(day: date) -> int:
    """Read the exchange's pairs unless a reading for this day or a later one is held: an account waits for no other
    DAG. Returns the number of pages."""
    from binrecon.domain.intervals import Interval, day_interval
    from binrecon.orchestration import hook, session
    from binrecon.storage.coverage import held_days

    window = day_interval(day)
    everybody = session.of_everybody(run_id())
    since = Interval(window.start, day_interval(everybody.now().date()).end)
    if held_days(hook.engine(), "", session.PAIRS, "", since):
        return 0
    return everybody.collect(session.PAIRS, "", window).pages


def read_closes(day: date, email: str | None) -> int:
    """Read the closes of the day that a USD value needs and that were not read yet, for the assets of one account, or
    without `email` of all of them; returns how many pairs were asked."""
    from binrecon.orchestration import hook, session
    from binrecon.services import closing_prices

    return closing_prices.collect_closes(session.of_everybody(run_id()).collect, hook.engine(), day, email)
