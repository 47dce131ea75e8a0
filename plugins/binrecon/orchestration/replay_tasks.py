"""The task bodies and the DAG by which held days are judged once more with the code at hand, and nothing is written.

What passes between tasks is accounts, days and counts: never an amount.

Rests on decision 127.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import COLLECT_TIMEOUT, form_dag, optional_text
from binrecon.orchestration.tasks import label

if TYPE_CHECKING:
    from binrecon.orchestration.replay_form import ReplayPeriod
    from binrecon.services.replay import ReplayedDay

log = logging.getLogger(__name__)


@task
def choose_accounts() -> list[str]:
    """The accounts that the form asks for, by their e-mails."""
    return list(_period().emails)


@task(map_index_template="{{ label }}", execution_timeout=COLLECT_TIMEOUT)
def replay_account(email: str) -> dict[str, int]:
    """Replay the days of the form of one account; the log has each verdict that would be another, and the CSV in the
    folder of the reports all of them. Returns how many days were replayed and not, and how many verdicts differ."""
    label(email)
    from binrecon.config.fingerprint import code_fingerprint
    from binrecon.orchestration import hook
    from binrecon.reporting.replay_report import path_of, write_replay
    from binrecon.services.replay import counted, replay

    period, code, roster = _period(), code_fingerprint(), load_accounts()
    days = []
    for one in replay(hook.engine(), [email], period.first, period.last):
        _log(one)
        days.append(one)
    span = (period.first.isoformat(), period.last.isoformat())
    path = path_of(roster.settings.reports, roster.account(email).slug, *span, code)
    write_replay(path, code, [(one.account_day, one.differences, one.not_replayed) for one in days])
    _log_passed_over(days)
    log.info("replayed with the code %s; the rows are in %s", code, path)
    return vars(counted(days))


@task
def tell(counts: Iterable[dict[str, int]]) -> str:
    """What all accounts come to, as the line that becomes the run's note."""
    sums = dict.fromkeys(("replayed", "not_replayed", "different"), 0)
    for one in counts:
        sums = {name: sums[name] + one[name] for name in sums}
    period = _period()
    left = f", {sums['not_replayed']} not replayed" if sums["not_replayed"] else ""
    line = f"{period.first} to {period.last}: {sums['different']} verdict(s) would be others"
    line = f"{line}, {sums['replayed']} account-day(s) replayed{left}"
    log.info("%s", line)
    return line


def replay_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with form_dag(
        "replay",
        "Replay of judged days",
        "Judges held days with the code at hand, writes nothing, and lists the verdicts that would be others",
        "replay",
        _form(emails),
    ) as dag:
        tell(replay_account.expand(email=choose_accounts()))
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    return {
        "account": optional_text("Account", "The e-mail of the account, empty for all.", examples=list(emails)),
        "first": optional_text("First day", "The first UTC day that is replayed.", format="date"),
        "last": optional_text("Last day", "The last UTC day that is replayed, itself included.", format="date"),
    }


def _period() -> ReplayPeriod:
    from binrecon.orchestration.replay_form import period_of
    from binrecon.storage.resolutions import RefusedError

    try:
        return period_of(dict(get_current_context()["params"]), load_accounts())
    except RefusedError as error:
        raise FormRefusedError(f"nothing was replayed: {error}") from None


def _log(one: ReplayedDay) -> None:
    from binrecon.reporting.replay_report import sentence

    for found in one.differences:
        log.warning("%s", sentence(one.account_day, found))


def _log_passed_over(days: Iterable[ReplayedDay]) -> None:
    """Months and reasons, with how many days: an archived month is one line."""

    def place(one: ReplayedDay) -> tuple[str, str]:
        return f"{one.account_day.day:%Y-%m}", one.not_replayed

    left = sorted((one for one in days if one.not_replayed), key=place)
    for (month, why), group in groupby(left, key=place):
        log.warning("%s: %d account-day(s) not replayed: %s", month, len(list(group)), why)
