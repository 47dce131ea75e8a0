"""Several readings in one task: one that fails does not stop the next, and the task fails with it in the end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from binrecon.domain.errors import BinreconError, RetryableError, must_wait

if TYPE_CHECKING:
    from binrecon.collectors.base import Collected

log = logging.getLogger(__name__)


class Attempts:
    """What some readings brought, and the errors of those that failed."""

    def __init__(self) -> None:
        self.read: list[Collected] = []
        self.failed: dict[str, BinreconError] = {}

    def add(self, name: str, ask: Callable[[], Collected], excuse: Callable[[BinreconError], bool]) -> bool:
        """Whether the reading of this name succeeded. An error that `excuse` takes is none. Raises at once what the
        next question would meet as well: the exchange told us to wait."""
        try:
            self.read.append(ask())
        except BinreconError as error:
            if must_wait(error):
                raise
            if not excuse(error):
                log.warning("%s failed, the next one is asked: %s", name, error)
                self.failed[name] = error
            return False
        return True

    def total(self) -> Collected:
        """All of them as one reading. Raises an error where there was one: the first that may pass, so that the task
        tries again, else the first."""
        from binrecon.collectors.base import total

        if self.failed:
            count = len(self.failed) + len(self.read)
            log.error("%d of %d failed: %s", len(self.failed), count, ", ".join(self.failed))
            errors = list(self.failed.values())
            raise next((error for error in errors if isinstance(error, RetryableError)), errors[0])
        return total(self.read)
