"""The weight that one probe may spend, kept in memory: a share of each minute, and so much in all.

It counts as `storage.weight_ledger` does: a call from its grant until a minute after its answer. It knows nothing of
what other programs behind the same address spend, but what the exchange tells in its headers.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from binrecon.domain.calls import Call, Grant, Outcome
from binrecon.domain.errors import BinanceErrorType, ConfigurationError, RetryableAPIError
from binrecon.domain.limits import WINDOW, Limiter, bucket
from binrecon.exchange.channel import ATTEMPTS

SHARE = Decimal("0.25")
"""Half of each budget is the product's by default: beside it a probe stays below the exchange's limits."""
LONGEST_WAIT = timedelta(minutes=5)
_HERE = "probe"


@dataclass
class _Spent:
    weight: int
    free_at: datetime


class ProbeBudget:
    """Implements `Limits` for one process. `weights` is what was announced, by limiter: so much may be spent for each
    of the attempts that the client makes at a call."""

    def __init__(
        self, weights: Mapping[Limiter, int], clock: Callable[[], datetime], sleep: Callable[[float], None]
    ) -> None:
        self._left = {limiter: weight * ATTEMPTS for limiter, weight in weights.items()}
        self._clock, self._sleep = clock, sleep
        self._spent: dict[str, dict[int, _Spent]] = defaultdict(dict)
        self._paused: dict[str, datetime] = {}
        self._numbers = itertools.count(1)

    def acquire(self, call: Call) -> Grant:
        """Wait until the minute has room. Raises RetryableAPIError (RATE_LIMIT) where all that was announced is spent
        or the wait would be too long, ConfigurationError where one call is more than the share of a minute."""
        name = bucket(call.limiter, call.path, call.email, _HERE)
        if call.weight > call.limiter.value.budget(SHARE):
            raise ConfigurationError(f"one call of {call.endpoint} weighs more than the probe's share of a minute")
        if call.weight > self._left.get(call.limiter, 0):
            raise _no_budget(call, "the announced weight is spent")
        self._wait(call, name)
        self._left[call.limiter] -= call.weight
        number = next(self._numbers)
        self._spent[name][number] = _Spent(call.weight, self._clock() + WINDOW)
        return Grant(number, call, name)

    def record_outcome(self, grant: Grant, outcome: Outcome) -> None:
        """Count the call from its answer on, take over what the exchange counts, hold back what was told to wait."""
        now, held = self._clock(), self._spent[grant.bucket]
        held[grant.id].free_at = now + WINDOW
        known = sum(one.weight for one in held.values() if one.free_at > now)
        if outcome.used is not None and outcome.used > known:
            held[next(self._numbers)] = _Spent(outcome.used - known, now + WINDOW)
        if outcome.pause is not None:
            name = "" if outcome.pause.whole_ip else grant.bucket
            until = now + timedelta(seconds=outcome.pause.seconds)
            self._paused[name] = max(until, self._paused.get(name, until))

    def _wait(self, call: Call, name: str) -> None:
        waited = timedelta(0)
        while wait := self._until_free(call, name):
            waited += wait
            if waited > LONGEST_WAIT:
                raise _no_budget(call, "the wait would be too long")
            self._sleep(wait.total_seconds())

    def _until_free(self, call: Call, name: str) -> timedelta:
        """How long until the call may be sent; nothing where it may be now."""
        now, room = self._clock(), call.limiter.value.budget(SHARE) - call.weight
        pause = max((self._paused[one] for one in (name, "") if one in self._paused), default=now)
        if pause > now:
            return pause - now
        used = 0
        for spent in sorted(self._spent[name].values(), key=lambda one: one.free_at, reverse=True):
            used += spent.weight
            if spent.free_at > now and used > room:
                return spent.free_at - now
        return timedelta(0)


def _no_budget(call: Call, reason: str) -> RetryableAPIError:
    return RetryableAPIError(reason, endpoint=call.endpoint, type=BinanceErrorType.RATE_LIMIT)
