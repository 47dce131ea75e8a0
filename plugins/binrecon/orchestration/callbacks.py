"""What happens when a task fails: an error row for every try, a message to Discord when a person has to look.

Airflow builds these with the DAG, in every task process: nothing heavy is imported before something failed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from binrecon.errors import BinanceAPIError, BinanceErrorType, BinreconError, ConfigurationError, FatalError

log = logging.getLogger(__name__)

TRIES = 1
"""Airflow ends a process 20 s after its task: a callback has time for one post."""


NEXT_STEPS: Mapping[object, str] = {
    BinanceErrorType.INVALID_SYMBOL: "The exchange does not know this pair for this account: see whether it was delisted or"
    " renamed; its assets stay unproved until it answers or its closing is known.",
    BinanceErrorType.API_KEY_INVALID: "The exchange refused the key: mend the account's connection (key, secret, allowed IP),"
    " then clear check_key with downstream.",
    BinanceErrorType.RATE_LIMIT: "The budget or a ban did not free up in time: wait for its end, then clear this copy with"
    " downstream.",
    BinanceErrorType.NETWORK_ERROR: "The exchange gave no whole answer: clear this copy with downstream when it is back.",
}


class DayNotProvedError(FatalError):
    """Something the day needs was not collected or cannot be read: the run must not look fine. The day's summary tells it."""


class FormRefusedError(DayNotProvedError):
    """The form asks for what cannot be done, or names what cannot be taken. An answer to the person at the form, so neither work for
    the error queue nor a message to Discord."""


@dataclass(frozen=True)
class RecordError:
    """Callback for a failed try, or with `final` for the last one. Never raises: the failure itself is what counts."""

    email: str
    final: bool = False

    def __call__(self, context: Mapping[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, BaseException):
            error = BinreconError(str(error or "the task's process died"))
        if self.final:
            log.error("%s", last_sentence(context, error))
        try:
            self._record(context, error)
        except Exception as trouble:  # noqa: BLE001 - the database may be what failed the task
            log.error("the failure could not be recorded: %s", type(trouble).__name__)

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
        from binrecon.accounts import load_accounts
        from binrecon.orchestration.posting import deliver
        from binrecon.reporting.account_names import naming
        from binrecon.reporting.discord import error_message

        roster = load_accounts()
        kind = str(getattr(error, "type", type(error).__name__))
        name = naming(account.email for account in roster.accounts)
        message = error_message(self.email, day, kind, str(error), name=name)
        deliver(roster.settings.discord, [message], run_id, TRIES)


def last_sentence(context: Mapping[str, Any], error: BaseException) -> str:
    """What a person reads at the end of a red log: which copy, what happened, what to do next. Of errors that are not
    ours only the class is named: their text may quote anything."""
    what = str(context.get("label") or getattr(context.get("ti"), "task_id", "task"))
    said = str(error) if isinstance(error, BinreconError) else type(error).__name__
    return f"{what}: {said}. {NEXT_STEPS.get(getattr(error, 'type', None), _next_step(error))}"


def _next_step(error: BaseException) -> str:
    if isinstance(error, FormRefusedError):
        return "Trigger again with a corrected form; this run needs no clearing."
    if isinstance(error, DayNotProvedError):
        return "Clear what the reason names, with downstream; this task runs again with it."
    if isinstance(error, ConfigurationError):
        return "Change what the sentence names, then clear this task with downstream."
    return "Clear this copy with downstream once the cause is gone; the lines above show where it happened."


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
