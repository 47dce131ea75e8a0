"""A limiter without a ledger, for worlds that are not about the budget: it spaces calls so that nobody minds."""

from collections.abc import Callable

from binrecon.domain.calls import Call, Grant, Outcome

MINUTE = 60.0


class Spaced:
    """Implements `Limits` by sleeping before each call as long as half the budget takes to earn its weight."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep

    def acquire(self, call: Call) -> Grant:
        self._sleep(2 * MINUTE * call.weight / call.limiter.value.weight)
        return Grant(0, call, "")

    def record_outcome(self, grant: Grant, outcome: Outcome) -> None:
        """Wait out what the exchange asked for."""
        if outcome.pause:
            self._sleep(outcome.pause.seconds)
