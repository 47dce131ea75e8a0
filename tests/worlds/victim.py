"""The reference day in a process of its own, killed at one point: `python -m tests.worlds.victim URL POINT NTH`.

POINT is `before` (a page with records is stored and not committed), `after` (a page is committed) or `inside` (a
template has run, its transaction is open); NTH counts them from 1. The process ends itself by SIGKILL, as the kernel
would: nothing is flushed, closed or rolled back.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from binrecon.processing import canonical
from binrecon.storage import evidence
from binrecon.storage.database import engine_from
from sqlalchemy import Engine, event

from tests.simulator import Clock, Exchange
from tests.worlds import pipeline as running
from tests.worlds.clock import WorldClock
from tests.worlds.limits import Spaced
from tests.worlds.reference import DAY_T, reference, run_reference


def killed_at(
    nth: int, done: Callable[..., Any], counts: Callable[..., bool] = lambda *given: True
) -> Callable[..., Any]:
    """The function, whose `nth` call of those that count does its work and then ends the process."""
    calls = count(1)

    def call(*args: Any, **options: Any) -> Any:
        value = done(*args, **options)
        if counts(*args) and next(calls) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return value

    return call


def killed_before_commit(nth: int, run: Callable[..., None]) -> Callable[..., None]:
    """The function, whose `nth` call ends the process when its statements have run and its commit has not."""
    calls = count(1)

    def call(engine: Engine, *args: Any) -> None:
        if next(calls) == nth:
            event.listen(engine, "commit", lambda connection: os.kill(os.getpid(), signal.SIGKILL))
        run(engine, *args)

    return call


def arm(point: str, nth: int) -> None:
    if point == "before":
        evidence.count_shapes = killed_at(nth, evidence.count_shapes, lambda *given: bool(given[-1].records))
    elif point == "after":
        evidence.Evidence.add_page = killed_at(nth, evidence.Evidence.add_page)
    else:
        canonical.run_template = killed_before_commit(nth, canonical.run_template)


def main(url: str, point: str, nth: str) -> None:
    clock = WorldClock(Clock(running.settled(DAY_T)))
    arm(point, int(nth))
    exchange = Exchange(reference(), clock.exchange_clock)
    run_reference(
        running.Pipeline(exchange, clock, engine_from(url), Spaced(clock.sleep), run_id="killed", reads_back=True)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
