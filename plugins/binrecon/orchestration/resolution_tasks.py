"""The task bodies and the DAG by which people resolve what only they can know, and work off the error queue.

What passes between tasks is ids, days and counts: never an amount, never a text that somebody typed.

Rests on decisions 30 and 31.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.domain.vocabulary import Measure, Wallet
from binrecon.domain.wallets import MEASURES, RECONCILED
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import form_dag, optional_text
from binrecon.orchestration.sealing import seal_evidence
from binrecon.orchestration.tasks import run_id

log = logging.getLogger(__name__)

SHOW = "show"
ACTIONS = (SHOW, "propose", "approve", "withdraw", "resolve_error")
_KINDS = (None, "manual_correction", "token_swap", "airdrop", "off_api_transfer", "exchange_error", "other")


@task
def act() -> dict[str, Any]:
    """Do what the form asks, whole or not at all and once a run, as the user who triggered it; returns what was
    touched. A second try, after the first one died with its work done, gives what that one wrote."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.resolution_form import account_of, act_of, user_of
    from binrecon.services.resolutions import act_once, show
    from binrecon.storage.resolutions import RefusedError

    context = get_current_context()
    form, roster = dict(context["params"]), load_accounts()
    try:
        user = user_of(context)
        if form["action"] == SHOW:
            return show(hook.engine(), roster, account_of(form), user, hook.now())
        run = str(context["dag_run"].run_id)
        return act_once(hook.engine(), roster, act_of(form), user, run, hook.now())
    except RefusedError as error:
        raise FormRefusedError(f"nothing was done: {error}") from None


@task
def judge_again(done: dict[str, Any]) -> list[dict[str, str]]:
    """Judge the day of the action again, and every day whose verdict rests on a resolution that no longer counts;
    returns those that changed."""
    from datetime import date

    from binrecon.domain.account_day import AccountDay
    from binrecon.orchestration import hook
    from binrecon.orchestration.break_files import write_break_files
    from binrecon.orchestration.posting import delivery
    from binrecon.services.rejudging import days_without_backing, judge_and_alert

    days = days_without_backing(hook.engine(), hook.now())
    if done.get("day"):
        touched = AccountDay(str(done["account"]), date.fromisoformat(str(done["day"])), Wallet(done["wallet"]))
        days = sorted({*days, touched})
    roster = load_accounts()
    changed = judge_and_alert(hook.engine(), roster, days, run_id(), delivery(roster.settings, run_id()))
    write_break_files(roster, {one["account"] for one in changed})
    return changed


def resolutions_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with form_dag(
        "resolutions",
        "Resolutions and errors",
        "What only a person can know about a variance, signed; and the queue of errors",
        "resolutions",
        _form(emails),
    ) as dag:
        judge_again(act()) >> seal_evidence.override(trigger_rule="all_success")()
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    return {
        "action": Param(
            "show",
            type="string",
            enum=list(ACTIONS),
            title="Action",
            description="propose, approve or withdraw a resolution; resolve_error marks errors as dealt with; show "
            "lists both.",
        ),
        "account": optional_text(
            "Account",
            "propose: the e-mail of the account. show: that account alone, empty for all.",
            examples=list(emails),
        ),
        "day": optional_text("Day", "propose: the UTC day whose variance is resolved.", format="date"),
        "wallet": Param(
            str(Wallet.SPOT),
            type="string",
            enum=[str(wallet) for wallet in RECONCILED],
            title="Wallet",
            description="propose: the wallet whose variance is resolved.",
        ),
        "asset": optional_text("Asset", "propose: the asset, spelt as in verdicts.csv."),
        "measure": Param(
            str(Measure.BALANCE),
            type="string",
            enum=[str(measure) for measure in MEASURES],
            title="Measure",
            description="propose: what of the asset is off: its balance, or of MARGIN what is borrowed or the interest "
            "owed.",
        ),
        "kind": optional_text(
            "Kind", "propose: what kind of thing happened.", enum=list(_KINDS), values_display={"null": "(none)"}
        ),
        "amount": optional_text(
            "Amount",
            "propose: the part of the variance that this accounts for, with its sign (+ : the exchange holds more "
            "than the "
            "records account for), as an exact decimal such as -0.015.",
        ),
        "reason": optional_text(
            "Reason or notes",
            "propose, withdraw, resolve_error: how you know, 10 to 1000 characters. approve: optional.",
            maxLength=1000,
        ),
        "expires": optional_text(
            "Expires on",
            "propose: from this day on (00:00 UTC) it no longer counts. Empty: it counts until it is withdrawn.",
            format="date",
        ),
        "resolution_id": Param(
            None,
            type=["null", "integer"],
            minimum=1,
            title="Resolution",
            description="approve, withdraw: the number of the resolution.",
        ),
        "error_id": optional_text("Error", "resolve_error: the number of the error, or a span such as 12-40."),
    }
