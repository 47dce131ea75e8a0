"""The task bodies and the DAG by which the month of an account is closed: by the rule, or by two people.

Rests on decisions 125 and 126.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.config.pages import slug_of
from binrecon.domain.vocabulary import SignOffRole
from binrecon.orchestration.asking import signature
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import form_dag, optional_text
from binrecon.orchestration.queued_runs import RunCounts
from binrecon.orchestration.sealing import seal_evidence

if TYPE_CHECKING:
    from binrecon.services.close_watch import ToAsk

log = logging.getLogger(__name__)

CLOSE = "binrecon_close"
AT_ONCE = 10_000
"""Runs that wait for people hold no worker: as many as there are accounts and months to sign."""


@task.short_circuit(ignore_downstream_trigger_rules=False)
def begin() -> bool:
    """Certify the month where every verdict is proved or explained; returns whether people have to sign it."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.close_form import close_form_of
    from binrecon.services.month_close import DONE, begin_close
    from binrecon.services.resolutions import refuse_unknown
    from binrecon.storage.resolutions import RefusedError

    context = get_current_context()
    try:
        form, roster = close_form_of(dict(context["params"])), load_accounts()
        refuse_unknown(roster, form.email)
        run = str(context["dag_run"].run_id)
        found = begin_close(hook.engine(), roster, form.email, form.month, run, hook.now(), _waiting_in(context["ti"]))
    except RefusedError as error:
        raise FormRefusedError(f"nothing was closed: {error}") from None
    log.info("%s of %s is %s, due %s", f"{form.month:%Y-%m}", form.email, found.state, found.due)
    return found.state not in DONE


@task
def look_at_closes() -> list[dict[str, Any]]:
    """Certify months by the rule, take back certificates, tell what is late; returns which closes are to be run, as
    arguments of the task that triggers them."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.posting import delivery
    from binrecon.orchestration.tasks import run_id
    from binrecon.services.close_watch import look_at_closes as look

    roster, is_waiting = load_accounts(), _waiting_in(get_current_context()["ti"])
    found = look(hook.engine(), roster, hook.now(), delivery(roster.settings, run_id()), is_waiting)
    return [
        {"conf": {"account": one.email, "month": f"{one.month:%Y-%m}"}, "trigger_run_id": run_of(one)} for one in found
    ]


def run_of(asked: ToAsk) -> str:
    """The run that asks: one account, month and digest, so that it is made once; another one where a run asked about
    the same verdicts before, and others stood between."""
    again = f"_{asked.before + 1}" if asked.before else ""
    return f"close_{slug_of(asked.email)}_{asked.month:%Y-%m}_{asked.digest[:12]}{again}"


def _waiting_in(runs: RunCounts) -> Callable[[Sequence[str]], bool]:
    """Whether one of these runs of the close has not ended, as Airflow tells a task."""
    return lambda run_ids: bool(runs.get_dr_count(CLOSE, run_ids=list(run_ids), states=["queued", "running"]))


def close_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, or the hourly look does; the form proposes these accounts."""
    form = {
        "account": optional_text("Account", "The e-mail of the account.", examples=list(emails)),
        "month": optional_text("Month", "The month that is closed, such as 2026-11."),
    }
    words = "Close of a month", "An account's month is certified by the rule, or signed by two people"
    with form_dag("close", *words, "close", form, at_once=AT_ONCE) as dag:
        prepare = signature("prepare", SignOffRole.PREPARED)
        review = signature("review", SignOffRole.REVIEWED)
        begin() >> prepare >> review >> seal_evidence.override(trigger_rule="none_failed")()
    return dag
