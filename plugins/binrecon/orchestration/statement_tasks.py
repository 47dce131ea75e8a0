"""The task bodies and the DAG that import the exchange's own account statements as a third witness.

What passes between tasks is names and counts: never an amount. Whatever is heavy is imported inside the bodies.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.accounts import load_accounts
from binrecon.orchestration import statement_guide
from binrecon.orchestration.callbacks import DayNotProvedError
from binrecon.orchestration.tasks import label
from binrecon.orchestration.wiring import FIRST_DAY, NOBODY, TAG, defaults

if TYPE_CHECKING:
    from binrecon.processing.statements.importing import Order

log = logging.getLogger(__name__)


@task
def find_files() -> list[str]:
    """The files that the form's path names, relative to the statements folder."""
    from binrecon.processing.statements.files import files_of

    return files_of(load_accounts().settings.statements, get_current_context()["params"]["path"])


@task(map_index_template="{{ label }}")
def import_statement(file: str) -> list[dict[str, Any]]:
    """Import one file, whole or not at all; gives what was found in it as names and counts."""
    label(file)
    from binrecon.orchestration import hook
    from binrecon.processing.statements.files import read_file
    from binrecon.processing.statements.importing import import_file

    context, settings = get_current_context(), load_accounts().settings
    content = read_file(settings.statements, file)
    found = import_file(hook.engine(), file, content, _order(context["params"]), _author(context), hook.now())
    for statement in found:
        _warn(statement)
    return found


@task(trigger_rule="all_done")
def compare(imported: Any) -> dict[str, Any]:
    """Write the CSVs of every account that has statements; gives how many days can be compared and which witnesses agree.

    Runs when the imports are done, well or not: what was taken is compared.
    """
    from binrecon.orchestration import hook
    from binrecon.processing.statements import comparing
    from binrecon.reporting.statement_reports import write_statement_reports

    roster, result = load_accounts(), {}
    for account in roster.accounts:
        wanted = comparing.question(hook.engine(), account.email)
        if wanted.operations:
            result[account.email] = comparing.compare(hook.engine(), wanted)
            write_statement_reports(hook.engine(), roster.settings.reports, account.slug, wanted)
    return result


@task(trigger_rule="none_failed")
def finished(compared: dict[str, Any] | None) -> int:
    """The only leaf: red when a file could not be imported. Gives the number of accounts that were compared."""
    if compared is None:
        raise DayNotProvedError("the statements were not compared: clear `compare` with downstream")
    return len(compared)


def _order(params: Any) -> Order:
    from binrecon.processing.statements.order import order_of

    return order_of(params, [account.email for account in load_accounts().accounts])


def _author(context: Any) -> str:
    return str(getattr(context["dag_run"], "triggering_user_name", None) or "airflow")


def _warn(statement: dict[str, Any]) -> None:
    if not statement["offset_proved"]:
        log.warning("%(file)s: %(offset)s", statement)
    for what in ("unknown_operations", "unknown_wallets", "passed_over"):
        if statement[what]:
            log.warning("%s: %s: %s", statement["file"], what.replace("_", " "), statement[what])


def statement_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with DAG(
        dag_id="binrecon_statement_import", dag_display_name="Import account statements",
        description="The exchange's own statements as a third witness beside snapshots and movements",
        doc_md=statement_guide.GUIDE, schedule=None, start_date=FIRST_DAY, catchup=False, max_active_runs=1,
        default_args=defaults(NOBODY), params=_form(emails), tags=[TAG, "statements"],
    ) as dag:
        imported = import_statement.expand(file=find_files())
        compared = compare(imported)
        imported >> finished(compared)
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    said = statement_guide.PARAMETERS
    optional = {"type": ["null", "string"]}
    return {
        "path": Param("", type="string", title="File or folder", minLength=1, description=said["path"]),
        "account": Param(None, **optional, examples=list(emails), title="Account", description=said["account"]),
        "users": Param({}, type="object", title="Accounts by user ID", description=said["users"]),
        "offset": Param(None, **optional, title="Offset from UTC", description=said["offset"]),
        "first_day": Param(None, **optional, format="date", title="First day", description=said["first_day"]),
        "last_day": Param(None, **optional, format="date", title="Last day", description=said["last_day"]),
    }
