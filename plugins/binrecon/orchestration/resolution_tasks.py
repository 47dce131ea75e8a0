"""The task bodies and the DAG by which people resolve what only they can know, and work off the error queue.

What passes between tasks is ids, days and counts: never an amount, never a text that somebody typed.

Rests on decisions 30 and 31.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import FIRST_DAY, NOBODY, TAG, defaults, guide, optional_text
from binrecon.orchestration.sealing import seal_evidence
from binrecon.orchestration.tasks import run_id

if TYPE_CHECKING:
    from binrecon.domain.account_day import AccountDay
    from datetime import datetime

    from sqlalchemy import Connection

    from binrecon.storage.resolutions import Resolution

log = logging.getLogger(__name__)

SHOW = "show"
ACTIONS = (SHOW, "propose", "approve", "withdraw", "resolve_error")
ALONE = "; proposed before a second person had to approve: to have it approved, withdraw it and have it proposed again"
_KINDS = (None, "manual_correction", "token_swap", "airdrop", "off_api_transfer", "exchange_error", "other")


@task
def act() -> dict[str, Any]:
    """Do what the form asks, whole or not at all and once a run, as the user who triggered it; returns what was
    touched. A second try, after the first one died with its work done, gives what that one wrote."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.resolution_form import user_of
    from binrecon.storage.resolutions import RefusedError

    context = get_current_context()
    form = context["params"]
    try:
        user = user_of(context)
        with hook.engine().begin() as connection:
            if form["action"] == SHOW:
                return _show(connection, dict(form), user, hook.now())
            return _once(connection, dict(form), user, str(context["dag_run"].run_id), hook.now())
    except RefusedError as error:
        raise FormRefusedError(f"nothing was done: {error}") from None


@task
def judge_again(done: dict[str, Any]) -> list[dict[str, str]]:
    """Judge the day of the action again, and every day whose verdict rests on a resolution that no longer counts;
    returns those that changed."""
    from datetime import date

    from binrecon.domain.account_day import AccountDay
    from binrecon.domain.vocabulary import Wallet
    from binrecon.orchestration import hook
    from binrecon.orchestration.posting import delivery
    from binrecon.services.rejudging import days_without_backing, judge_and_alert

    days = days_without_backing(hook.engine(), hook.now())
    if done.get("day"):
        touched = AccountDay(str(done["account"]), date.fromisoformat(str(done["day"])), Wallet(done["wallet"]))
        days = sorted({*days, touched})
    roster = load_accounts()
    return judge_and_alert(hook.engine(), roster, days, run_id(), delivery(roster.settings, run_id()))


def _once(connection: Connection, form: dict[str, Any], user: str, run: str, at: datetime) -> dict[str, Any]:
    from binrecon.storage.resolutions import done_by, log_done

    done = done_by(connection, run)
    if done is not None:
        log.warning("an earlier try of this run already did what the form asks: nothing more is written")
        return done
    touched = _BODIES[form["action"]](connection, form, user, at)
    log_done(connection, user, run, touched)
    return touched


def _propose(connection: Connection, form: dict[str, Any], user: str, at: datetime) -> dict[str, Any]:
    from binrecon.orchestration.resolution_form import shortfall_text, proposal_of, refuse_unknown
    from binrecon.storage.resolutions import propose, standing

    roster, wanted = load_accounts(), proposal_of(form)
    refuse_unknown(wanted.account_day.email)
    written = propose(connection, wanted, user, roster.settings.second_person, at)
    log.info("resolution %d is written%s", written, "; it waits for approval" if roster.settings.second_person else "")
    found = standing(connection, wanted, at)
    if found.rest:
        log.warning("resolution %d: %s", written, shortfall_text(found, roster.settings.show_amounts))
    return _touched(written, wanted.account_day)


def _approve(connection: Connection, form: dict[str, Any], user: str, at: datetime) -> dict[str, Any]:
    from binrecon.orchestration.resolution_form import reason_of, resolution_id_of
    from binrecon.storage.resolutions import approve

    found = approve(connection, resolution_id_of(form), user, reason_of(form, needed=False), at)
    return _touched(found.id, found.account_day)


def _withdraw(connection: Connection, form: dict[str, Any], user: str, at: datetime) -> dict[str, Any]:
    from binrecon.orchestration.resolution_form import reason_of, resolution_id_of
    from binrecon.storage.resolutions import withdraw

    found = withdraw(connection, resolution_id_of(form), user, reason_of(form), at)
    return _touched(found.id, found.account_day)


def _resolve_error(connection: Connection, form: dict[str, Any], user: str, at: datetime) -> dict[str, Any]:
    from binrecon.orchestration.resolution_form import error_ids_of, reason_of
    from binrecon.storage.error_queue import resolve_errors

    return {"resolved_errors": resolve_errors(connection, *error_ids_of(form), reason_of(form), user)}


def _show(connection: Connection, form: dict[str, Any], user: str, at: datetime) -> dict[str, Any]:
    """Write both lists into the log, amounts only where the settings show them; what people typed is quoted."""
    from binrecon.orchestration.resolution_form import account_of, refuse_unknown
    from binrecon.storage.error_queue import open_errors
    from binrecon.storage.resolutions import ACTIVE, listed, log_look

    account, settings = account_of(form), load_accounts().settings
    resolutions, errors = listed(connection, at, account), open_errors(connection, account)
    for one in resolutions:
        alone = settings.second_person and one.state == ACTIVE and one.approved_by is None
        log.info("%s%s", _line(one, settings.show_amounts), ALONE if alone else "")
    if account and not resolutions and not errors:
        refuse_unknown(account)
    for error in errors:
        when = error.at.isoformat(" ", "seconds")
        log.info("error %d, %s, %r: %s %r", error.id, when, error.email, error.type, error.message)
    log_look(connection, user, account)
    return {"resolutions": len(resolutions), "errors": errors[0].waiting if errors else 0}


def _line(one: Resolution, amounts: bool) -> str:
    from binrecon.domain.money import plain

    amount = f" {plain(one.amount)}" if amounts else ""
    until = f" until {one.expires_at:%Y-%m-%d}" if one.expires_at else ""
    others = "".join(
        f", {what} by {name!r}"
        for what, name in (("approved", one.approved_by), ("withdrawn", one.withdrawn_by))
        if name
    )
    return (
        f"resolution {one.id} is {one.state}: {one.email}, {one.date}, {one.asset!r}{amount}, {one.kind}{until}, by "
        f"{one.author!r}{others}: {one.reason!r}"
    )


def _touched(resolution_id: int, account_day: AccountDay) -> dict[str, Any]:
    day = account_day.day.isoformat()
    return {"resolution": resolution_id, "account": account_day.email, "day": day, "wallet": str(account_day.wallet)}


_BODIES = {"propose": _propose, "approve": _approve, "withdraw": _withdraw, "resolve_error": _resolve_error}


def resolutions_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with DAG(
        dag_id="binrecon_resolutions",
        dag_display_name="Resolutions and errors",
        description="What only a person can know about a variance, signed; and the queue of errors",
        doc_md=guide("resolutions"),
        schedule=None,
        start_date=FIRST_DAY,
        catchup=False,
        max_active_runs=1,
        default_args=defaults(NOBODY),
        params=_form(emails),
        tags=[TAG, "resolutions"],
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
            description="propose, approve or withdraw a resolution; resolve_error marks errors as dealt with; show lists both.",
        ),
        "account": optional_text(
            "Account",
            "propose: the e-mail of the account. show: that account alone, empty for all.",
            examples=list(emails),
        ),
        "day": optional_text("Day", "propose: the UTC day whose variance is resolved.", format="date"),
        "asset": optional_text("Asset", "propose: the asset, spelt as in verdicts.csv."),
        "kind": optional_text(
            "Kind", "propose: what kind of thing happened.", enum=list(_KINDS), values_display={"null": "(none)"}
        ),
        "amount": optional_text(
            "Amount",
            "propose: the part of the variance that this accounts for, with its sign (+ : the exchange holds more than the "
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
