"""The request budget of all workers and hosts, in Postgres: no call is sent before its weight is written down here.

A granted call counts from its grant until 60 seconds after its answer, whenever in between the exchange counted it; so
no window of 60 seconds on the exchange's side holds more than the budget. Binance, "REST API general information".

Rests on decision 8.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text

from binrecon.domain.calls import Call, Grant, Outcome, Pause
from binrecon.domain.errors import BinanceErrorType, ConfigurationError, RetryableAPIError
from binrecon.domain.limits import DEFAULT_SHARE, WINDOW, bucket
from binrecon.storage.locks import alone_in_transaction

LONGEST_WAIT = timedelta(minutes=15)
# A call without an answer may still be under way: the client lets one last no longer than this.
FLIGHT = timedelta(seconds=90)
# The exchange's minute and ours may begin this far apart.
CLOCK_MARGIN = timedelta(seconds=2)
_SHORTEST_WAIT = 0.05

# A statement of its own after the lock on the bucket: its snapshot has to see what the last holder of the lock has
# committed.
_GRANT = text("""
    WITH moment AS (SELECT coalesce(CAST(:now AS timestamptz), clock_timestamp()) AS now),
    spent AS (
        SELECT row.id, row.weight,
               CASE WHEN row.answered_at IS NULL AND row.at + :window <= moment.now
                    THEN row.at + :window + :flight ELSE row.at + :window END AS free_at
        FROM binance_weight_ledger AS row, moment
        WHERE row.bucket = :bucket
          AND row.at > moment.now - :window - :flight
          AND (row.answered_at IS NULL OR row.at > moment.now - :window)
    ),
    used AS (SELECT coalesce(sum(weight), 0) AS used FROM spent),
    paused AS (
        SELECT max(pause.until) AS until
        FROM binance_limiter_pauses AS pause, moment
        WHERE pause.bucket IN (:bucket, :whole_ip) AND pause.until > moment.now
    ),
    granted AS (
        INSERT INTO binance_weight_ledger (bucket, email, endpoint, key, weight, at, run_id)
        SELECT :bucket, :email, :endpoint, :key, :weight, moment.now, :run_id
        FROM moment, used, paused
        WHERE paused.until IS NULL AND used.used + :weight <= :budget
        RETURNING id
    ),
    enough AS (
        SELECT min(free_at) AS free_at
        FROM (SELECT free_at, sum(weight) OVER (ORDER BY free_at, id) AS freed FROM spent) AS leaving, used
        WHERE leaving.freed >= used.used + :weight - :budget
    )
    SELECT (SELECT id FROM granted) AS id, used.used, paused.until IS NOT NULL AS paused,
           CAST(extract(epoch FROM coalesce(paused.until, enough.free_at) - moment.now) AS double precision) AS wait
    FROM moment, used, paused, enough
""")
_SETTLE = text("""
    UPDATE binance_weight_ledger
    SET at = greatest(at, moment.now), answered_at = moment.now, http_status = :status, used_reported = :used,
        outcome = :outcome
    FROM (SELECT coalesce(CAST(:now AS timestamptz), clock_timestamp()) AS now) AS moment,
         (SELECT at AS granted_at FROM binance_weight_ledger WHERE id = :id) AS before
    WHERE id = :id
    RETURNING moment.now, before.granted_at
""")
# What the exchange counts in its minute and we do not know of: another program behind the same address, or a lost row.
_CORRECT = text("""
    INSERT INTO binance_weight_ledger (bucket, email, endpoint, weight, at, answered_at, used_reported, outcome, run_id)
    SELECT :bucket, :email, :endpoint, :used - known.weight, :now, :now, :used, 'correction', :run_id
    FROM (
        SELECT coalesce(sum(weight), 0) AS weight
        FROM binance_weight_ledger
        WHERE bucket = :bucket AND at > CAST(:now AS timestamptz) - :window - :flight
          AND (answered_at IS NULL OR at >= date_trunc('minute', CAST(:granted_at AS timestamptz) - :margin))
    ) AS known
    WHERE :used > known.weight
""")
_PAUSE = text("""
    INSERT INTO binance_limiter_pauses AS held (bucket, until, reason)
    VALUES (:bucket, CAST(:now AS timestamptz) + :length, :reason)
    ON CONFLICT (bucket) DO UPDATE SET until = excluded.until, reason = excluded.reason
    WHERE held.until < excluded.until
""")


class _Answer(NamedTuple):
    id: int | None
    used: Decimal
    paused: bool
    wait: float | None


def whole_ip_bucket(egress: str) -> str:
    """The bucket whose pause holds for everything behind one address."""
    return f"ip|{egress}|*"


class RateLimiter:
    """Implements `Limits` on the tables of the database, for every process that shares it.

    `share` is the part of each budget we may use; `egress` names the address we leave by; `sleep` waits for seconds;
    `longest_wait` bounds one acquire. `clock` is for tests: without it the database's clock counts, for all hosts.
    """

    def __init__(
        self,
        engine: Engine,
        share: Decimal = DEFAULT_SHARE,
        egress: str = "default",
        clock: Callable[[], datetime] | None = None,
        *,
        sleep: Callable[[float], None],
        log: logging.Logger | None = None,
        longest_wait: timedelta = LONGEST_WAIT,
    ) -> None:
        self._engine = engine
        self._share = share
        self._egress = egress
        self._clock = clock
        self._sleep = sleep
        self._log = log or logging.getLogger(__name__)
        self._longest_wait = longest_wait.total_seconds()

    def acquire(self, call: Call) -> Grant:
        """Wait until the call fits and write it down. No connection is held while waiting.

        Raises ConfigurationError when the call is heavier than the whole budget, RetryableAPIError (RATE_LIMIT, with
        the seconds still to wait) when the wait would pass the bound.
        """
        budget = self._budget(call)
        name = bucket(call.limiter, call.path, call.email, self._egress)
        waited = 0.0
        while True:
            answer = self._ask(call, name, budget)
            if answer.id is not None:
                return Grant(answer.id, call, name)
            wait = max(answer.wait or 0.0, _SHORTEST_WAIT)
            self._tell(call, answer, wait, waited, budget)
            self._sleep(wait)
            waited += wait

    def record_outcome(self, grant: Grant, outcome: Outcome) -> None:
        """Move the call to the time of its answer, correct the count upward, and hold back what was told to wait."""
        with self._engine.begin() as connection:
            alone_in_transaction(connection, grant.bucket)
            named = {"id": grant.id, "now": self._now(), "status": outcome.status, "used": outcome.used}
            now, granted_at = connection.execute(_SETTLE, {**named, "outcome": outcome.outcome}).one()
            if outcome.used is not None:
                self._correct(connection, grant, outcome.used, now, granted_at)
            if outcome.pause is not None:
                self._pause(connection, grant, outcome.pause, now)

    def _budget(self, call: Call) -> int:
        budget = call.limiter.value.budget(self._share)
        if call.weight > budget:
            raise ConfigurationError(
                f"weight_share {self._share} leaves {budget} a minute; one call of {call.endpoint} weighs {call.weight}"
            )
        return budget

    def _ask(self, call: Call, name: str, budget: int) -> _Answer:
        named = {
            "bucket": name,
            "whole_ip": whole_ip_bucket(self._egress),
            "weight": call.weight,
            "budget": budget,
            "email": call.email,
            "endpoint": call.endpoint,
            "key": call.key,
            "run_id": call.run_id,
            "now": self._now(),
            "window": WINDOW,
            "flight": FLIGHT,
        }
        with self._engine.begin() as connection:
            alone_in_transaction(connection, name)
            return _Answer._make(connection.execute(_GRANT, named).one())

    def _tell(self, call: Call, answer: _Answer, wait: float, waited: float, budget: int) -> None:
        """Say once that and why a call waits; refuse a wait beyond the bound."""
        if waited + wait > self._longest_wait:
            raise RetryableAPIError(
                f"no budget for {wait:.0f} s ({'told to wait' if answer.paused else 'spent'})",
                endpoint=call.endpoint,
                type=BinanceErrorType.RATE_LIMIT,
                retry_after=wait,
            )
        if not waited:
            why = "the exchange told us to wait" if answer.paused else f"{answer.used} of {budget} weight used"
            self._log.info("%s: waiting %.1f s for its budget: %s", call.endpoint, wait, why)

    def _correct(self, connection: Connection, grant: Grant, used: int, now: datetime, granted_at: datetime) -> None:
        call = grant.call
        connection.execute(
            _CORRECT,
            {
                "bucket": grant.bucket,
                "email": call.email,
                "endpoint": call.endpoint,
                "run_id": call.run_id,
                "used": used,
                "now": now,
                "granted_at": granted_at,
                "window": WINDOW,
                "flight": FLIGHT,
                "margin": CLOCK_MARGIN,
            },
        )

    def _pause(self, connection: Connection, grant: Grant, pause: Pause, now: datetime) -> None:
        name = whole_ip_bucket(self._egress) if pause.whole_ip else grant.bucket
        length = timedelta(seconds=pause.seconds)
        connection.execute(_PAUSE, {"bucket": name, "now": now, "length": length, "reason": pause.reason})
        self._log.warning("%s: %s, no call for %.0f s", grant.call.endpoint, pause.reason, pause.seconds)

    def _now(self) -> datetime | None:
        return None if self._clock is None else self._clock()
