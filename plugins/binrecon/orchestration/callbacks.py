"""What happens when a task fails: an error row for every try, a message to Discord when a person has to look.

Airflow builds these with the DAG, in every task process: nothing heavy is imported before something failed.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from binrecon.errors import BinanceAPIError, BinreconError, FatalError

log = logging.getLogger(__name__)

TRIES = 1
"""Airflow ends a process 20 s after its task: a callback has time for one post."""


class DayNotProvedError(FatalError):
    """Something the day needs was not collected or cannot be read: the run must not look fine. The day's summary tells it."""


@dataclass(frozen=True)
class RecordError:
    """Callback for a failed try, or with `final` for the last one. Never raises: the failure itself is what counts."""

    email: str
    final: bool = False

    def __call__(self, context: Mapping[str, Any]) -> None:
        error = context.get("exception")
        if not isinstance(error, BaseException):
            error = BinreconError(str(error or "the task's process died"))
        try:
            self._record(context, error)
        except Exception as trouble:  # noqa: BLE001 - the database may be what failed the task
            log.error("the failure could not be recorded: %s", type(trouble).__name__)

    def _record(self, context: Mapping[str, Any], error: BaseException) -> None:
        from binrecon.orchestration import hook
        from binrecon.storage import errors_log

        run_id = str(context.get("run_id", ""))
        if not _recorded(context, error):
            errors_log.record(hook.engine(), self.email, error, needs_manual_review=self.final, run_id=run_id)
        if self.final and isinstance(error, FatalError) and not isinstance(error, DayNotProvedError):
            self._tell(error, _day(context), run_id)

    def _tell(self, error: FatalError, day: date, run_id: str) -> None:
        """Without the symbol: a revoked key that fails three hundred pairs is one message."""
        from binrecon.accounts import load_accounts
        from binrecon.orchestration.posting import deliver
        from binrecon.reporting.discord import error_message

        kind = str(getattr(error, "type", type(error).__name__))
        message = error_message(self.email, day, kind, str(error))
        deliver(load_accounts().settings.discord, self.email, day, [message], run_id, TRIES)


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
