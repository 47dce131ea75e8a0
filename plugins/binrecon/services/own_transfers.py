"""Matches the own transfers that an account's evidence has changed, with all that this touches, and nothing else.

Rests on decisions 23 and 112.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from sqlalchemy import Connection, Engine

from binrecon.domain import thresholds
from binrecon.domain.intervals import Interval, day_interval
from binrecon.reconciliation.transfer_matching import match_ends
from binrecon.storage.transactions import retry_collisions, serialized
from binrecon.storage.transfer_ends import (
    ChangedEnds,
    TouchedEnds,
    all_locks,
    keep_ends,
    own_locks,
    read_changed_ends,
    read_touched_ends,
)
from binrecon.storage.transfer_matches import Matched, write_matches

log = logging.getLogger(__name__)

AROUND = timedelta(days=30)
"""Lists of own transfers are read back by less: so many days around a run's own are looked at."""
CHAIN = timedelta(days=1)
"""From a withdrawal to the deposit it arrives as, where no transaction hash joins them."""


@retry_collisions
def match_own_transfers(engine: Engine, email: str, day: date, run_id: str) -> Matched:
    """Match what of the account's own transfers its evidence has changed since they were last matched, on the days
    whose rows the run may have changed, with every end of any account that this touches, and store what differs. What
    then stands is what matching everything anew would give.

    What is touched is known once it was read, and may be more by the time its locks are held: then it is done again
    under all of them. Where what changed wants all of them by itself, as in an account's first run, what it touches is
    read under them alone. Two callers at once whose ends touch each other go one after the other, and two of one
    account: the second finds what the first one left to do. Raises RetryableError when something else kept writing the
    same rows."""
    locks: frozenset[str] = frozenset()
    while True:
        with serialized(engine, *locks) as connection:
            changed = read_changed_ends(connection, email, _span(day))
            if not (changed.were or changed.are):
                return Matched(0, 0, 0)
            if not locks and own_locks(changed) == all_locks():
                locks = all_locks()
                continue
            touched = read_touched_ends(connection, email, changed, thresholds.OTHER_END_REACH, CHAIN)
            if touched.locks <= locks:
                return _matched(connection, changed, touched, run_id)
        locks = all_locks() if locks else touched.locks


def _span(day: date) -> Interval:
    return Interval(day_interval(day - AROUND).start, day_interval(day + AROUND).end)


def _matched(connection: Connection, changed: ChangedEnds, touched: TouchedEnds, run_id: str) -> Matched:
    found = match_ends(touched.ends, touched.ours, inside=thresholds.OTHER_END_REACH, chain=CHAIN)
    keep_ends(connection)
    matched = write_matches(connection, changed, touched, found, run_id)
    if matched.undecided:
        log.warning(
            "%d own transfer(s) have several equal candidates for their other end: none was chosen", matched.undecided
        )
    return matched
