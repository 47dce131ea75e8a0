"""Matches the own transfers that the evidence has changed, with all that this touches, and nothing else.

Rests on decisions 23, 114 and 138.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import Connection, Engine

from binrecon.domain import thresholds
from binrecon.storage.transactions import consistent_read, retry_collisions, serialized
from binrecon.storage.transfer_ends import (
    AT_ONCE,
    MANY,
    Next,
    all_locks,
    keep_ends,
    next_to_match,
    read_changed_ends,
    read_touched_ends,
)
from binrecon.storage.transfer_matches import Matched, find_matches, write_matches

log = logging.getLogger(__name__)

CHAIN = timedelta(days=1)
"""From a withdrawal to the deposit it arrives as, where no transaction hash joins them."""


def match_own_transfers(engine: Engine, run_id: str) -> Matched:
    """Match what of the own transfers was written since it was last matched, whichever account's run wrote it, with
    every end of any account that this touches, and store what differs. What then stands is what matching everything
    anew would give. Raises RetryableError when something else kept writing the same rows."""
    done, legs = Matched(0, 0, 0), AT_ONCE
    while legs == AT_ONCE:
        portion, legs = _match_next(engine, run_id)
        done = Matched(*map(sum, zip(done, portion, strict=True)))
    if done.undecided:
        log.warning(
            "%d own transfer(s) have several equal candidates for their other end: none was chosen", done.undecided
        )
    return done


@retry_collisions
def _match_next(engine: Engine, run_id: str) -> tuple[Matched, int]:
    """Match the next legs that are to be matched, at most AT_ONCE, and tell how many there were.

    What they touch is known once it was read, and may be more by the time its locks are held: then it is done again
    under all of them. Two callers at once whose ends touch each other go one after the other, and the second finds what
    the first one left to do."""
    with consistent_read(engine) as connection:
        following = next_to_match(connection)
    if following is None:
        return Matched(0, 0, 0), 0
    locks = all_locks() if following.legs > MANY else frozenset[str]()
    while True:
        with serialized(engine, *locks) as connection:
            read_changed_ends(connection, following)
            needed = read_touched_ends(connection, thresholds.OTHER_END_REACH, CHAIN)
            if needed <= locks:
                return _matched(connection, following, run_id), following.legs
        locks = all_locks() if locks else needed


def _matched(connection: Connection, following: Next, run_id: str) -> Matched:
    undecided = find_matches(connection, inside=thresholds.OTHER_END_REACH, chain=CHAIN)
    keep_ends(connection, following)
    return Matched(*write_matches(connection, run_id), undecided)
