"""The task bodies of an account's DAG, a few lines each. Whatever is heavy is imported inside them.

What passes between tasks is the day as ISO text, names and counts: never an amount, never a secret.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from binrecon.domain.account_day import AccountDay
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.portfolio_margin import SAID, STEP
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import described
from binrecon.orchestration.callbacks import DayNotProvedError, FormRefusedError
from binrecon.orchestration.traced import traced

if TYPE_CHECKING:
    from binrecon.collectors.base import Collected


log = logging.getLogger(__name__)


class KeyCheck(TypedDict):
    """What `check_key` found: the powers of an accepted key beside reading, and the wallets in portfolio margin."""

    rights: list[str]
    apart: list[str]


def run_id() -> str:
    return str(get_current_context()["run_id"])


def label(text: str) -> None:
    """Name this copy of a mapped task in the UI. Called first, so that failed copies have their name too."""
    get_current_context()["label"] = text  # type: ignore[typeddict-unknown-key]  # ours: Airflow types its own keys


def opened(day: str | None) -> date:
    """The day that `open_day` settled on. Skips the task when there is none: everything here hangs on it."""
    if day is None:
        log.warning("Skipped: open_day did not succeed. Clear open_day with downstream; this task runs again with it.")
        raise AirflowSkipException("open_day did not succeed")
    return date.fromisoformat(day)


def opened_of(email: str, wallet: str, day: str | None) -> AccountDay:
    """The account-day that this task is about; as `opened`."""
    return AccountDay(email, opened(day), Wallet(wallet))


def all_opened(email: str, wallets: list[str], day: str | None) -> list[AccountDay]:
    """The account-days that this task is about, SPOT first; as `opened`."""
    return [opened_of(email, wallet, day) for wallet in wallets]


def brief(collected: Collected) -> dict[str, Any]:
    """What a reading brought, as counts."""
    return {"pages": collected.pages, "records": collected.records, "status": str(collected.status)}


@task
def open_day(email: str, wallets: list[str]) -> str:
    """Settle which day this run means, by the exchange's clock, note that it has begun, and write down what has to be
    asked. A day that a person mistyped is an answer to that person."""
    from binrecon.collectors.day_plan import plan_fixed
    from binrecon.orchestration import hook, session
    from binrecon.orchestration.day import asked_by, day_of, typed_by_hand
    from binrecon.orchestration.run_ends import leave_mark
    from binrecon.storage.archives import refuse_archived
    from binrecon.storage.autocommit import single_statements
    from binrecon.storage.day_results import open_day as note_opened

    context = get_current_context()
    leave_mark(context)
    now = session.of_everybody(run_id()).now()
    try:
        day = day_of(asked_by(context, now))
        with single_statements(hook.engine()) as connection:
            refuse_archived(connection, day)
    except ConfigurationError as error:
        if typed_by_hand(context):
            raise FormRefusedError(str(error)) from None
        raise
    account = session.of_account(email, run_id()).account
    for wallet in wallets:
        account_day = AccountDay(email, day, Wallet(wallet))
        note_opened(hook.engine(), account_day)
        plan_fixed(hook.engine(), account_day, account.type)
    return day.isoformat()


@task
def check_key(email: str, wallets: list[str], day: str) -> KeyCheck:
    """Refuse a key that can do more than read, and one that is not the account's own; returns the powers of one that is
    accepted all the same, and which wallets are a part of portfolio margin, where the account is in it: their own lists
    are not asked then, which the exchange refuses, and their day says why."""
    from binrecon.exchange.permissions import dangerous_rights, refuse_dangerous_key
    from binrecon.orchestration import session

    opened(day)
    mine = session.of_account(email, run_id())
    permissions = mine.client().get_key_permissions()
    refuse_dangerous_key(permissions, mine.settings.allow_trading_keys)
    mine.witness()
    apart = [wallet for wallet in wallets if described(Wallet(wallet)).in_portfolio_margin]
    if not apart or not mine.in_portfolio_margin():
        return {"rights": dangerous_rights(permissions), "apart": []}
    log.warning("%s: not asked: %s. What to do: %s", ", ".join(apart), SAID, STEP)
    return {"rights": dangerous_rights(permissions), "apart": apart}


@traced(trigger_rule="all_done")
def reconcile(
    email: str, wallets: list[str], day: str, symbols: list[str] | None, checked: KeyCheck | None
) -> dict[str, Any]:
    """Match own transfers, then of each wallet: check the day's rows, judge the day, investigate what is open and store
    the verdicts; returns by wallet the day's verdict, its reason, how many assets got which, and its doubts. Then judge
    the days around it again, whose rows this run may have changed, and the days of other accounts that rest on what it
    changed; returns those whose verdicts did, as accounts, dates and words.

    `symbols` and `checked` are what discovering symbols and check_key gave, None when they did not finish."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.asset_events import announce
    from binrecon.processing.validation import findings_of
    from binrecon.services.day_reconciliation import doubts_of
    from binrecon.services.own_transfers import match_own_transfers
    from binrecon.services.rejudging import judge_others

    days = all_opened(email, wallets, day)
    rights, apart = (checked["rights"], checked["apart"]) if checked else (None, [])
    match_own_transfers(hook.engine(), run_id())
    outcomes: dict[str, Any] = {}
    for one in days:
        findings = findings_of(hook.engine(), one)
        outcomes[str(one.wallet)] = _judged(one, doubts_of(one.wallet, symbols, findings, rights, apart))
    changed = [change for one in days for change in judge_others(hook.engine(), one, run_id())]
    announce(get_current_context(), email, day, outcomes)
    return {"wallets": outcomes, "changed_days": changed}


def _judged(account_day: AccountDay, doubts: list[str]) -> dict[str, Any]:
    """What judging one wallet's day came to."""
    from binrecon.orchestration import hook
    from binrecon.reporting.day_summary import read_not_asked
    from binrecon.services.day_reconciliation import outcome, reconcile_day
    from binrecon.storage.autocommit import single_statements

    judged = reconcile_day(hook.engine(), account_day, doubts, run_id())
    with single_statements(hook.engine()) as connection:
        for sentence in read_not_asked(connection, account_day):
            log.info("not asked: %s", sentence)
    return {**outcome(judged.result), "doubts": doubts}


@traced(trigger_rule="all_done")
def write_reports(email: str, wallets: list[str], day: str) -> dict[str, int]:
    """Write the day's CSVs, those of every day this run judged otherwise, of whichever account, and the breaks of these
    accounts; returns the rows in each file of the day's own."""
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook, session
    from binrecon.orchestration.break_files import write_break_files
    from binrecon.reporting import csv_reports
    from binrecon.reporting.day_summary import changed_days

    mine, days = session.of_account(email, run_id()), all_opened(email, wallets, day)
    roster = load_accounts()
    folders = {account.email: account.slug for account in roster.accounts}
    changed = changed_days(hook.engine(), days[0], run_id())
    for other in changed:
        if other.email in folders:
            csv_reports.write_reports(hook.engine(), mine.settings.reports, folders[other.email], other)
    reports: dict[str, csv_reports.Report] = {}
    for one in days:
        reports |= csv_reports.write_reports(hook.engine(), mine.settings.reports, mine.account.slug, one)
    write_break_files(roster, {email, *(one.email for one in changed)})
    return {name: report.rows for name, report in reports.items()}


@task(trigger_rule="all_done")
def notify(email: str, wallets: list[str], day: str, decided: dict[str, Any] | None) -> dict[str, str]:
    """Tell Discord how the day of each wallet went where somebody is needed: summary with statistics, variance alerts,
    unlisted sub-accounts; and how the morning stands for all accounts, where this was the last of them.

    A task and not a success callback: Airflow ends a process that works on for 20 s after its task succeeded. Never
    fails because of Discord; returns what became of each message.
    """
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook, session
    from binrecon.orchestration.posting import delivery
    from binrecon.services.day_messages import messages_of
    from binrecon.services.morning_messages import tell_after_day
    from binrecon.storage.transactions import serialized

    roster, mine = load_accounts(), session.of_account(email, run_id())
    days, deliver = all_opened(email, wallets, day), delivery(roster.settings, mine.run_id)
    posted: dict[str, str] = {}
    # One day of the account at a time: two that report at once would both report what changed on a third.
    with serialized(hook.engine(), f"tell|{email}"):
        for one in days:
            doubts = decided["wallets"][str(one.wallet)]["doubts"] if decided else None
            posted |= deliver(messages_of(hook.engine(), roster, mine.account, one, doubts, mine.run_id))
    return posted | tell_after_day(hook.engine(), roster, days[0].day, hook.now(), deliver)


@task(trigger_rule="all_done")
def verdict(email: str, decided: dict[str, Any] | None) -> str:
    """The only leaf: red when any task failed or could not run, or when the day of a wallet is unproved, and names all
    of it; returns the worst verdict. What died without a word is written down here, as no callback was called. An open
    variance is a result, not a failure."""
    from binrecon.orchestration.run_ends import end_sentences, ends_of
    from binrecon.orchestration.silent_ends import write_silent
    from binrecon.reconciliation.day_verdict import FROM_BEST

    context = get_current_context()
    dag_id, ends = context["dag_run"].dag_id, ends_of(context["ti"], context["dag_run"].dag_id, run_id())
    write_silent(email, dag_id, ((run_id(), end) for end in ends if end.silent))
    missing = end_sentences(ends)
    if decided is None:
        missing.append("the day was not reconciled")
    outcomes = (decided or {}).get("wallets", {})
    missing += _unproved(outcomes)
    if missing:
        raise DayNotProvedError("; ".join(missing))
    return max((str(outcome["verdict"]) for outcome in outcomes.values()), key=FROM_BEST.index)


def _unproved(outcomes: dict[str, Any]) -> list[str]:
    """Why wallets are unproved, each reason once; SPOT goes without saying."""
    wallets: dict[str, list[str]] = {}
    for wallet, outcome in outcomes.items():
        if outcome["verdict"] == "unproved":
            wallets.setdefault(outcome["reason"], []).extend([wallet] if wallet != Wallet.SPOT else [])
    return [f"{', '.join(named)} unproved: {reason}".lstrip() for reason, named in wallets.items()]
