"""The task bodies and the DAG that import the exchange's own account statements as a third witness, and withdraw them.

What passes between tasks is names, times and counts: never an amount. Whatever is heavy is imported inside the bodies.

Rests on decisions 44 and 73.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.callbacks import DayNotProvedError, FormRefusedError
from binrecon.orchestration.dag_defaults import form_dag, optional_text
from binrecon.orchestration.sealing import seal_evidence
from binrecon.orchestration.tasks import label, run_id

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from binrecon.processing.statements.order import Order

log = logging.getLogger(__name__)

IMPORT, SHOW, WITHDRAW = ACTIONS = ("import", "show", "withdraw")


@task
def act() -> dict[str, Any]:
    """Show or withdraw what is held, as the form asks, in the name of the user who triggered the run; returns whose
    days that touches. An import is the work of the tasks beside it."""
    from binrecon.orchestration import hook
    from binrecon.storage.resolutions import RefusedError

    context = get_current_context()
    action = context["params"]["action"]
    try:
        with hook.engine().begin() as connection:
            return (
                {}
                if action == IMPORT
                else _show(connection, context)
                if action == SHOW
                else _withdraw(connection, context)
            )
    except RefusedError as error:
        raise FormRefusedError(f"nothing was done: {error}") from None


def _show(connection: Connection, context: Any) -> dict[str, Any]:
    from binrecon.orchestration.statement_form import statement_line
    from binrecon.services.resolutions import refuse_unknown
    from binrecon.storage.statement_filing import filed

    account = context["params"]["account"] or None
    found = filed(connection, email=account)
    if account and not found:
        refuse_unknown(load_accounts(), account)
    for statement in found:
        log.info("%s", statement_line(statement))
    return {}


def _withdraw(connection: Connection, context: Any) -> dict[str, Any]:
    from binrecon.orchestration.resolution_form import reason_of, user_of
    from binrecon.orchestration.statement_form import statement_id_of
    from binrecon.services.statement_rejudging import reach_of
    from binrecon.storage.statement_filing import withdraw

    form = dict(context["params"])
    statement = withdraw(connection, statement_id_of(form), user_of(context), reason_of(form))
    log.info("statement %d is withdrawn; its bytes may be imported again", statement.id)
    return reach_of(statement)


@task
def find_files() -> list[str]:
    """The files that the form's path names, relative to the statements folder; none where nothing is imported."""
    from binrecon.processing.statements.files import files_of

    form = get_current_context()["params"]
    if form["action"] != IMPORT:
        return []
    with _answered():
        return files_of(load_accounts().settings.statements, form["path"] or "")


@task(map_index_template="{{ label }}")
def import_statement(file: str) -> list[dict[str, Any]]:
    """Import one file, whole or not at all; returns what was found in it as names and counts."""
    label(file)
    from binrecon.orchestration import hook, session
    from binrecon.processing.statements.files import read_file
    from binrecon.processing.statements.importing import import_file

    context, settings = get_current_context(), load_accounts().settings
    # By the exchange's clock, as in open_day: a host that is ahead would take a statement before its last day is over.
    now = session.of_everybody(context["run_id"]).now()
    with _answered():
        content, order = read_file(settings.statements, file), _order(context["params"])
        found = import_file(hook.engine(), file, content, order, author_of(context), now)
    for statement in found:
        _warn(statement)
    return found


@task(trigger_rule="all_done")
def judge_again(acted: dict[str, Any] | None, imported: Iterable[list[dict[str, Any]]] | None) -> list[dict[str, str]]:
    """Judge the days again that the statements of this run speak of, and write the reports of those that changed;
    returns these. Files that were held already are among them: a run that broke off is made good by the next one.

    Runs when the imports are done, well or not: what was taken is judged.
    """
    from binrecon.orchestration import hook
    from binrecon.orchestration.break_files import write_break_files
    from binrecon.services.rejudging import judge_and_report
    from binrecon.services.statement_rejudging import days_of_reaches, proved_since

    engine, roster = hook.engine(), load_accounts()
    reaches = [*([acted] if acted else ()), *(statement for found in imported or () for statement in found)]
    reaches += proved_since(engine, roster, author_of(get_current_context()))
    changed = judge_and_report(engine, roster, days_of_reaches(engine, reaches), run_id())
    write_break_files(roster, {one["account"] for one in changed})
    return changed


@task
def tell(judged: list[dict[str, str]]) -> dict[str, int]:
    """Post on Discord which verdicts changed, each account by itself; returns how many messages each one called for."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.posting import deliver
    from binrecon.services.day_messages import names_of
    from binrecon.services.statement_rejudging import messages_of_run

    roster, touched, counts = load_accounts(), {change["account"] for change in judged}, {}
    for account in (account for account in roster.accounts if account.email in touched):
        messages = list(
            messages_of_run(hook.engine(), account, run_id(), roster.settings.show_amounts, names_of(roster))
        )
        deliver(roster.settings.discord, messages, run_id())
        counts[account.email] = len(messages)
    return counts


@task(trigger_rule="all_done")
def compare() -> dict[str, Any]:
    """Write the CSVs of every account that has statements; returns how many days can be compared and which witnesses
    agree."""
    from binrecon.orchestration import hook
    from binrecon.processing.statements import comparing
    from binrecon.reporting.statement_reports import write_statement_reports

    roster, result = load_accounts(), {}
    for account in roster.accounts:
        asked = [comparing.question(hook.engine(), account.email, wallet) for wallet in account.wallets]
        if asked[0].operations or _has_reports(roster.settings.reports, account.slug):
            result[account.email] = {str(one.wallet): comparing.compare(hook.engine(), one) for one in asked}
            for one in asked:
                write_statement_reports(hook.engine(), roster.settings.reports, account.slug, one)
    return result


@task(trigger_rule="none_failed")
def finished(compared: dict[str, Any] | None) -> int:
    """The only leaf: red when a file could not be imported or the form was refused. Returns the number of accounts that
    were compared."""
    if compared is None:
        raise DayNotProvedError("the statements were not compared: clear `compare` with downstream")
    return len(compared)


@contextmanager
def _answered() -> Iterator[None]:
    """What the form or a file of it does not allow is an answer to whoever sent it."""
    from binrecon.domain.statements import StatementError

    try:
        yield
    except StatementError as error:
        raise FormRefusedError(str(error)) from None


def _has_reports(reports: Path, slug: str) -> bool:
    """Whether there are CSVs that a withdrawal may have made wrong."""
    return (reports / slug / "statements").is_dir()


def _order(params: Any) -> Order:
    from binrecon.processing.statements.order import order_of

    return order_of(params, [account.email for account in load_accounts().accounts])


def author_of(context: Any) -> str:
    """Who triggered the run. What a cleared run writes is marked so: Airflow keeps no name of whoever cleared it."""
    name = getattr(context["dag_run"], "triggering_user_name", None) or "airflow"
    return f"{name} (run cleared)" if context["dag_run"].clear_number else name


def _warn(statement: dict[str, Any]) -> None:
    if not statement["offset_proved"]:
        log.warning("%(file)s: %(offset)s", statement)
    if statement["lacking"]:
        log.warning("%(file)s: %(lacking)s", statement)
    for what in ("unknown_operations", "unknown_wallets", "passed_over"):
        if statement[what]:
            log.warning("%s: %s: %s", statement["file"], what.replace("_", " "), statement[what])


def statement_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with form_dag(
        "statement_import",
        "Import account statements",
        "The exchange's own statements, compared with snapshots and movements as a three-way match",
        "statements",
        _form(emails),
    ) as dag:
        acted, imported = act(), import_statement.expand(file=find_files())
        judged, compared = judge_again(acted, imported), compare()
        posted, done = tell(judged), finished(compared)
        judged >> compared
        [compared, posted] >> seal_evidence() >> done
        [acted, imported, judged, posted] >> done
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    return {
        "action": Param(
            IMPORT,
            type="string",
            enum=list(ACTIONS),
            title="Action",
            description="import a file; show lists the statements that are held, in the log of `act`; withdraw "
            "stops one from "
            "counting.",
        ),
        "path": optional_text(
            "File or folder",
            "import: a CSV or ZIP, or a folder of them, below the statements folder of the accounts file "
            "(`statements` in "
            "[settings], else include/statements), on the worker.",
        ),
        "account": optional_text(
            "Account",
            "import: the e-mail of the account all lines belong to; empty when a file holds several users. show: "
            "that account "
            "alone, empty for all.",
            examples=list(emails),
        ),
        "users": Param(
            {},
            type="object",
            title="Accounts by user ID",
            description='The account of each User ID in the files: {"123456": "main@example.com"}.',
        ),
        "offset": optional_text(
            "Offset from UTC",
            "The offset of the file's clock, such as +7 or -3:30. Leave empty to take it from the file's name or "
            "header. Known "
            "movements have to bear it out.",
        ),
        "first_day": optional_text(
            "First day",
            "The first day that you asked the exchange for, on the file's clock. Empty: only what lies between the "
            "first and the "
            "last line counts as covered.",
            format="date",
        ),
        "last_day": optional_text(
            "Last day", "The last day that you asked the exchange for, on the file's clock.", format="date"
        ),
        "statement": Param(
            None,
            type=["null", "integer"],
            minimum=1,
            title="Statement",
            description="withdraw: the number of the statement, from a run with the action show.",
        ),
        "reason": optional_text("Reason", "withdraw: why it is not to count, 10 to 1000 characters.", maxLength=1000),
    }
