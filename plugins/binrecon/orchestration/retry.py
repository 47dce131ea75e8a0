"""What a failed try leads to, by class of error: fail at once, wait as long as the exchange says, or back off."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import RetryDecision, RetryPolicy

from binrecon.domain.errors import BinanceAPIError, BinreconError, RetryableError

if TYPE_CHECKING:
    from airflow.sdk import Context

RETRIES = 3
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
LONGEST_BAN = timedelta(hours=1)


class ErrorClassPolicy(RetryPolicy):
    """Ours fails at once unless it is a RetryableError; one that carries Retry-After waits so long, at most an hour;
    the rest, the database's and the system's errors included, backs off.

    The delays are 30 s, 60 s, 120 s. The number of tries stays the task's own: a policy cannot raise it.
    """

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Context | None = None
    ) -> RetryDecision:
        if isinstance(exception, BinreconError) and not isinstance(exception, RetryableError):
            return RetryDecision.fail("trying again cannot help; a person has to look")
        stated = _stated_wait(exception)
        if stated is not None:
            return RetryDecision.retry(max(stated, FIRST_DELAY), "the exchange states how long to wait")
        return RetryDecision.retry(min(FIRST_DELAY * 2 ** (try_number - 1), LONGEST_DELAY), "may work later")

    def serialize(self) -> dict[str, Any]:
        return {"__type": "binrecon.orchestration.retry.ErrorClassPolicy"}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> ErrorClassPolicy:
        return cls()


def _stated_wait(exception: BaseException) -> timedelta | None:
    if isinstance(exception, BinanceAPIError) and exception.retry_after is not None:
        return min(timedelta(seconds=exception.retry_after), LONGEST_BAN)
    return None
