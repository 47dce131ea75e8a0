"""The task bodies and the DAG that work out how much of an account's history is proved, and take balances at dates.

Nothing is asked of the exchange. What passes between tasks is names, days and counts: never an amount. Rests on
decisions 130 to 132.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import form_dag, optional_text
from binrecon.orchestration.sealing import seal_evidence
from binrecon.orchestration.tasks import run_id

if TYPE_CHECKING:
    from binrecon.config.accounts import Account, Roster
    from binrecon.domain.history import AccountHistory

log = logging.getLogger(__name__)

REPORT, IMPORT, SHOW, WITHDRAW = ACTIONS = ("report", "import", "show", "withdraw")


@task
def act() -> list[str]:
    """Import, show or withdraw balances as the form asks, in the name of the user who triggered the run; returns the
    accounts whose history is worked out then."""
    from binrecon.domain.statements import StatementError
    from binrecon.orchestration.history_form import accounts_of
    from binrecon.storage.resolutions import RefusedError

    context, roster = get_current_context(), load_accounts()
    acts = {IMPORT: _import, SHOW: _show, WITHDRAW: _withdraw}
    try:
        form = dict(context["params"])
        if form["action"] == REPORT:
            return accounts_of(form, [account.email for account in roster.accounts])
        return acts[form["action"]](form, context, roster)
    except (RefusedError, StatementError) as error:
        raise FormRefusedError(f"nothing was done: {error}") from None


def _import(form: dict[str, Any], context: Any, roster: Roster) -> list[str]:
    from binrecon.orchestration import hook
    from binrecon.orchestration.history_form import users_of, whole_of
    from binrecon.orchestration.resolution_form import user_of
    from binrecon.processing.statements.files import files_of, read_file
    from binrecon.services.balance_statements import BalanceImport, import_once

    user, folder = user_of(context), roster.settings.statements
    files = [(name, read_file(folder, name)) for name in files_of(folder, form["path"] or "")]
    emails = [account.email for account in roster.accounts]
    wanted = BalanceImport(files, whole_of(form), users_of(form, emails))
    done = import_once(hook.engine(), roster, wanted, hook.now().date(), user, str(context["dag_run"].run_id))
    log.info("%d file(s) of balances, %d of them new", len(files), done["new"])
    return list(done["accounts"])


def _show(form: dict[str, Any], context: Any, roster: Roster) -> list[str]:
    from binrecon.orchestration import hook
    from binrecon.orchestration.history_form import balances_line
    from binrecon.orchestration.resolution_form import account_of
    from binrecon.services.balance_statements import listed_balances

    for one in listed_balances(hook.engine(), roster, account_of(form)):
        log.info("%s", balances_line(one))
    return []


def _withdraw(form: dict[str, Any], context: Any, roster: Roster) -> list[str]:
    from binrecon.orchestration import hook
    from binrecon.orchestration.resolution_form import reason_of, user_of
    from binrecon.orchestration.statement_form import statement_id_of
    from binrecon.services.balance_statements import withdraw_once

    user, run = user_of(context), str(context["dag_run"].run_id)
    done = withdraw_once(hook.engine(), statement_id_of(form), reason_of(form), user, run)
    return [email for email in done["accounts"] if email in {account.email for account in roster.accounts}]


@task
def work_out(accounts: list[str]) -> dict[str, dict[str, Any]]:
    """Judge every stretch of these accounts' histories up to the newest settled day, keep how much is proved and write
    the CSVs; returns by account the days since its birth and those that a proof covers."""
    from binrecon.domain.settlement import newest_settled_day
    from binrecon.orchestration import hook
    from binrecon.services.history import account_history

    roster, told = load_accounts(), {}
    through = newest_settled_day(hook.now())
    for account in (one for one in roster.accounts if one.email in accounts):
        history = account_history(hook.engine(), account, through)
        if history is None:
            log.info("%s: nothing is known of it yet", account.email)
            continue
        told[account.email] = _kept(account, history, roster)
    return told


def _kept(account: Account, history: AccountHistory, roster: Roster) -> dict[str, Any]:
    from binrecon.orchestration import hook
    from binrecon.reporting.history_reports import write_history_reports
    from binrecon.services.history import keep_history

    keep_history(hook.engine(), history, run_id())
    write_history_reports(roster.settings.reports, account.slug, history)
    log.info(
        "%s: %d of %d days since %s are covered by a proof",
        history.email,
        len(history.covered),
        history.days,
        history.born,
    )
    for line in _next_steps(history):
        log.info("%s", line)
    return {"born": history.born.isoformat(), "days": history.days, "covered": len(history.covered)}


def _next_steps(history: AccountHistory) -> list[str]:
    """What would prove more, without amounts: a line for each stretch that is not proved."""
    return [
        f"{history.email} {one.wallet} {one.asset or 'everything else'} {one.start} to {one.end}: {one.verdict}: "
        f"{one.reason}"
        for wallet in history.wallets
        for one in wallet.stretches
        if one.reason and one.verdict != "proved"
    ]


def history_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with form_dag(
        "history",
        "History from birth",
        "How many days of an account's life a proof covers, and balances at dates that prove more of them",
        "history",
        _form(emails),
    ) as dag:
        work_out(act()) >> seal_evidence.override(trigger_rule="all_success")()
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    return {
        "action": Param(
            REPORT,
            type="string",
            enum=list(ACTIONS),
            title="Action",
            description="report works out the history; import takes balances at dates from a file and works it out "
            "then; show lists the statements of balances that are held, in the log of `act`; withdraw stops one from "
            "counting.",
        ),
        "account": optional_text(
            "Account", "report, show: the e-mail of the account; empty for all.", examples=list(emails)
        ),
        "path": optional_text(
            "File or folder",
            "import: a CSV date,account,wallet,asset,balance, or a folder of them, below the statements folder of the "
            "accounts file, on the worker.",
        ),
        "whole": Param(
            None,
            type=["null", "boolean"],
            title="The file is whole",
            description="import: true where an asset that the file does not name for a wallet and date was zero then; "
            "false where it tells of some assets only.",
        ),
        "users": Param(
            {},
            type="object",
            title="Accounts by user ID",
            description='import: the account of each User ID in the file: {"123456": "main@example.com"}.',
        ),
        "statement": Param(
            None,
            type=["null", "integer"],
            minimum=1,
            title="Statement",
            description="withdraw: the number of the statement of balances, from a run with the action show.",
        ),
        "reason": optional_text("Reason", "withdraw: why it is not to count, 10 to 1000 characters.", maxLength=1000),
    }
