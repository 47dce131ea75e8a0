"""What happens when a task fails: an error row for every try, a message to Discord when a person has to look, and at
the end of the log the sentence on what to do.

Airflow builds these with the DAG, in every task process: nothing heavy is imported before something failed.

Rests on decisions 13 and 67.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from binrecon.domain.errors import BinanceAPIError, BinreconError, FatalError
from binrecon.domain.meanings import SENTENCES

log = logging.getLogger(__name__)

TRIES = 1
"""Airflow ends a process 20 s after its task: a callback has time for one post."""

UNFOLD = "::endgroup::"
"""Airflow folds what callbacks log into "Post Execute", so that an open log ends with the traceback; this ends the
fold."""

STEPS: Mapping[str, str] = {
    "DayNotProvedError": "Clear what the reason names, with downstream; this task runs again with it.",
    "FormRefusedError": "Nothing was changed: correct the form, then trigger it again.",
    "RefusedError": "Nothing was changed: correct the form, then trigger it again.",
    "StatementError": "Nothing was imported: correct what the sentence names, then trigger the import again.",
    "RetentionPassedError": "The exchange no longer has these days: they stay unproved; nothing here needs clearing.",
    "NotPostedError": "The day itself is done: check the Discord connection and its webhook, then clear this task.",
    "InexactAmountError": "An amount cannot be held exactly: see the record in `binance_quarantine` or the form that "
    "gave it.",
    "SilentEndError": "See the worker's own log and its memory, then clear the task that the sentence names with "
    "downstream.",
    "ConfigurationError": "Change what the sentence names, then clear this task with downstream.",
    "RetryableError": "Something blocked every try: clear this copy with downstream; if it happens again, look up in "
    "the database"
    " who holds a lock.",
    "FatalError": "Change what the sentence names, then clear this task with downstream.",
    "BinreconError": "The process of the task ended from outside: see the worker's own log and its memory, then "
    "clear this copy"
    " with downstream.",
    # not ours
    "AirflowTaskTimeout": "It took longer than it is allowed to: clear this copy with downstream; if it happens "
    "again, the lines above"
    " show what it waited for.",
    "OperationalError": "The database could not be reached or gave up: see `binrecon_db` and the database's own log, "
    "then clear"
    " this copy with downstream.",
    "DBAPIError": "The database refused the statement: this is a defect, or somebody edited the database; call the "
    "owner of the code.",
    "MemoryError": "The worker's memory is too small: give it more, then clear this copy with downstream.",
    "ImportError": "The installation is incomplete: install the lock file again, then clear this task with downstream.",
    "OSError": "The operating system refused: check disk, folders and permissions, then clear this copy with "
    "downstream.",
}
"""What to do about an error, by a class among its ancestors, the nearest first; those of the exchange go by their
meaning."""
ELSE = (
    "Clear this copy with downstream once the cause is gone; the lines above show where it happened. If it happens "
    "again,"
    " call the owner of the code."
)


class DayNotProvedError(FatalError):
    """Something the day needs was not collected or cannot be read: the run must not look fine. The day's summary
    reports it."""


class FormRefusedError(DayNotProvedError):
    """The form asks for what cannot be done, or names what cannot be taken. An answer to the person at the form, so
    neither work for the error queue nor a message to Discord."""


@dataclass(frozen=True)
class RecordError:
    """Callback for a failed try, or with `final` for the last one. Never raises: the failure itself is what counts."""

    email: str
    final: bool = False

    def __call__(self, context: Mapping[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, BaseException):
            error = BinreconError(str(error or "the task's process died"))
        for step in (self._leave_word, self._record):
            try:
                step(context, error)
            except Exception as trouble:  # noqa: BLE001 - the database may be what failed the task
                log.error("the failure could not be recorded: %s", type(trouble).__name__)
        log.info(UNFOLD)
        if self.final:
            log.error("%s", last_sentence(context, error))
        else:
            log.warning("%s. Airflow tries it again.", failure_text(context, error))

    def _leave_word(self, context: Mapping[str, Any], error: BaseException) -> None:
        from binrecon.orchestration.run_ends import leave_word

        if self.final:
            leave_word(context)

    def _record(self, context: Mapping[str, Any], error: BaseException) -> None:
        from binrecon.orchestration import hook
        from binrecon.storage import errors_log

        run_id = str(context.get("run_id", ""))
        if not _recorded(context, error):
            needed = self.final and not isinstance(error, DayNotProvedError)
            errors_log.record(hook.engine(), self.email, error, needs_manual_review=needed, run_id=run_id)
        if self.final and isinstance(error, FatalError) and not isinstance(error, DayNotProvedError):
            self._tell(error, _day(context), run_id)

    def _tell(self, error: FatalError, day: date, run_id: str) -> None:
        """Without the symbol: a revoked key that fails three hundred pairs is one message."""
        from binrecon.config.accounts import load_accounts
        from binrecon.orchestration.posting import deliver
        from binrecon.reporting.account_names import naming
        from binrecon.reporting.discord import error_message

        roster = load_accounts()
        kind = str(getattr(error, "type", type(error).__name__))
        name = naming(account.email for account in roster.accounts)
        message = error_message(self.email, day, kind, f"{error}. {next_step(error)}", name=name)
        deliver(roster.settings.discord, [message], run_id, TRIES)


def failure_text(context: Mapping[str, Any], error: BaseException) -> str:
    """Which copy failed, and what happened. Of errors that are not ours only the class is named: their text may quote
    anything."""
    what = str(context.get("label") or getattr(context.get("ti"), "task_id", "task"))
    return f"{what}: {error if isinstance(error, BinreconError) else type(error).__name__}"


def last_sentence(context: Mapping[str, Any], error: BaseException) -> str:
    """What a person reads at the end of a red log: which copy, what happened, what to do next."""
    return f"{failure_text(context, error)}. {next_step(error)}"


def next_step(error: BaseException) -> str:
    """What to do about an error, ours or somebody else's."""
    if isinstance(error, BinanceAPIError):
        return SENTENCES[error.meaning]
    return next((STEPS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in STEPS), ELSE)


def _recorded(context: Mapping[str, Any], error: BaseException) -> bool:
    """Collectors record the exchange's errors themselves, with the pair."""
    return isinstance(error, BinanceAPIError) and "collect" in getattr(context.get("ti"), "task_id", "")


def _day(context: Mapping[str, Any]) -> date:
    """The day of the run as far as it is known here, for the message alone."""
    from binrecon.orchestration.day import asked_by, day_of
    from binrecon.orchestration.hook import now

    try:
        return day_of(asked_by(context, now()))
    except FatalError:
        return now().date()
