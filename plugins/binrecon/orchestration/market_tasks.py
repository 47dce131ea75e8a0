"""Task bodies for what is the same for all accounts: the pairs the exchange lists, and daily closes."""

from __future__ import annotations

from datetime import timedelta

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
def refresh_pairs(day: str) -> int:
    """Read the exchange's pairs unless a reading for this day or a later one is held: an account waits for no other
    DAG."""
    from binrecon.domain.intervals import Interval, day_interval
    from binrecon.orchestration import hook, session
    from binrecon.storage.coverage import held_days

    window = day_interval(opened(day))
    everybody = session.of_everybody(run_id())
    since = Interval(window.start, day_interval(everybody.now().date()).end)
    if held_days(hook.engine(), "", session.PAIRS, "", since):
        return 0
    return everybody.collect(session.PAIRS, "", window).pages


@traced(trigger_rule="all_done")
def collect_closes(day: str, email: str | None = None) -> int:
    """Read the closes of the day that a USD value needs and that were not read yet; returns how many pairs were asked.

    For the assets of one account, or without `email` of all of them.
    """
    from binrecon.orchestration import hook, session
    from binrecon.services import closing_prices

    return closing_prices.collect_closes(session.of_everybody(run_id()).collect, hook.engine(), opened(day), email)
