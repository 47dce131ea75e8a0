"""Wires the DAG that looks at everything once an hour: numbers to Airflow's metrics, findings to a person."""

from __future__ import annotations

import logging

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, CronTriggerTimetable, task

from binrecon.domain.vocabulary import NOBODY
from binrecon.orchestration.chain_watch import look_at_chain
from binrecon.orchestration.close_tasks import CLOSE, look_at_closes
from binrecon.orchestration.dag_defaults import FIRST_DAY, TAG, defaults, guide
from binrecon.orchestration.queued_runs import look_for_queued_runs
from binrecon.orchestration.silent_ends import look_for_silent_ends
from binrecon.orchestration.tasks import run_id

log = logging.getLogger(__name__)


@task
def watch(not_started: list[str] | None, chain: list[str] | None) -> int:
    """Run the monitoring queries; returns the number of findings, those about runs that do not start and about the
    chain included. A finding is a result and does not fail the task."""
    from airflow.sdk.observability import stats

    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook, posting
    from binrecon.reporting import monitoring
    from binrecon.reporting.account_names import plain_naming
    from binrecon.reporting.discord import findings_message

    now, roster = hook.now(), load_accounts()
    name = plain_naming(account.email for account in roster.accounts)
    metrics, findings = monitoring.run(hook.engine(), roster.accounts, now, roster.settings.weight_share, name)
    metrics |= {"runs_not_started": len(not_started or ()), "chain_findings": len(chain or ())}
    findings = [*(chain or ()), *(not_started or ()), *findings]
    for metric, value in metrics.items():
        stats.gauge(f"binrecon.{metric}", value)  # type: ignore[arg-type]  # StatsD writes a Decimal as it stands
    for finding in findings:
        log.warning("%s", finding)
    message = findings_message(now.date(), findings)
    if message is not None:
        posting.deliver(roster.settings.discord, [message], run_id())
    return len(findings)


@task
def make_partitions() -> int:
    """Make the partitions of the months to come, and those of rows that came before one was made for them; returns how
    many. A month without one is no failure: its rows lie in the default partition until then."""
    from binrecon.orchestration import hook
    from binrecon.storage import partitions

    return partitions.make_partitions(hook.engine())


@task
def judge_expired() -> list[dict[str, str]]:
    """Judge the days again that rest on a resolution that has expired since, with alerts for what is open on them now;
    returns those that changed."""
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook
    from binrecon.orchestration.break_files import write_break_files
    from binrecon.orchestration.posting import delivery
    from binrecon.services.rejudging import days_without_backing, judge_and_alert

    days = days_without_backing(hook.engine(), hook.now())
    roster = load_accounts()
    changed = judge_and_alert(hook.engine(), roster, days, run_id(), delivery(roster.settings, run_id()))
    write_break_files(roster, {one["account"] for one in changed})
    return changed


@task
def write_group() -> list[str]:
    """Write group.csv of the days whose verdicts or matches changed since it was written, the newest first; returns
    them. What is left is written the next hour."""
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook
    from binrecon.services import group

    return [day.isoformat() for day in group.write_changed(hook.engine(), load_accounts())]


@task
def tell_morning() -> dict[str, str]:
    """Post the morning message over all accounts, where no run has posted it: because the last one could not, or
    because one has not judged its day by the end of the morning. Returns what became of it."""
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook
    from binrecon.orchestration.posting import delivery
    from binrecon.services import morning_messages

    roster = load_accounts()
    return morning_messages.tell_morning(hook.engine(), roster, hook.now(), delivery(roster.settings, run_id()))


def monitoring_dag() -> DAG:
    """A quarter past every hour, so that it does not meet the start of the daily runs."""
    with DAG(
        dag_id="binrecon_monitoring",
        dag_display_name="Reconciliation monitoring",
        description="Calls, weight, errors, gaps, retention, days not closed; closes of months; partitions to come",
        doc_md=guide("monitoring"),
        schedule=CronTriggerTimetable("15 * * * *", timezone="UTC"),
        start_date=FIRST_DAY,
        catchup=False,
        max_active_runs=1,
        default_args=defaults(NOBODY),
        tags=[TAG, "monitoring"],
    ) as dag:
        watched = watch.override(trigger_rule="all_done")(look_for_queued_runs(), look_at_chain())
        expired = judge_expired()
        [expired, look_for_silent_ends()] >> watched
        looked = look_at_closes.override(trigger_rule="all_done")()
        expired >> looked
        TriggerDagRunOperator.partial(
            task_id="ask_to_sign",
            map_index_template="{{ task.trigger_run_id }}",
            trigger_dag_id=CLOSE,
            logical_date=None,
            skip_when_already_exists=True,
        ).expand_kwargs(looked)
        tell_morning()
        write_group()
        make_partitions()
    return dag
