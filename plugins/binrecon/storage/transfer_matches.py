"""Matches what was sent with what was received among the touched ends, and what that changes of the matches that are
held.

Which two ends are one is decided by include/sql/reconcile/own_pairs.sql. Rests on decisions 23, 114 and 138.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from binrecon.storage.queries import driver, execute, rows

_TABLES = """
CREATE TEMPORARY TABLE binrecon_matched (
    method text, matched_on text, asset text, out_pid bigint, in_pid bigint, sender text, receiver text, sent numeric,
    received numeric, sent_at timestamptz, received_at timestamptz
) ON COMMIT DROP;
CREATE TEMPORARY TABLE binrecon_changed (match_id bigint) ON COMMIT DROP;
SET LOCAL enable_nestloop = off;
SET LOCAL work_mem = '16MB'
"""
"""How many ends are left for a later step no planner knows; where it guesses that none are, it would look at every two
of them. The memory holds what AT_ONCE legs need at a step."""
_INDEX = """
SET LOCAL enable_nestloop = on;
SET LOCAL work_mem TO DEFAULT;
CREATE INDEX ON binrecon_matched (out_pid); CREATE INDEX ON binrecon_matched (in_pid); ANALYZE binrecon_matched
"""
_CHANGED = "ANALYZE binrecon_changed"
"""Without figures it is taken for so many rows that all matches there are would be read for them."""


class Matched(NamedTuple):
    """What a run of matching changed, and how many sent ends it could not decide."""

    made: int
    taken_back: int
    undecided: int


def find_matches(connection: Connection, inside: timedelta, chain: timedelta) -> int:
    """Match the touched ends of the caller's transaction (`read_touched_ends`), each once; gives how many sent ends
    are left undecided, as several others fit them. `inside` and `chain` are the times within which the two ends of a
    transfer inside the exchange, and a deposit after its withdrawal, can be one without an identity."""
    driver(connection).execute(_TABLES)
    [(undecided,)] = rows(connection, "reconcile/find_matches.sql", {"inside": inside, "chain": chain})
    driver(connection).execute(_INDEX)
    return int(undecided)


def write_matches(connection: Connection, run_id: str) -> tuple[int, int]:
    """Store what differs of the matches of the touched ends, in the caller's transaction; gives how many were made and
    how many taken back. The log names the account-days that may change (`judged_days.touched_days`)."""
    taken_back = execute(connection, "reconcile/take_back_matches.sql", {})
    made = execute(connection, "reconcile/add_matches.sql", {"run_id": run_id})
    driver(connection).execute(_CHANGED)
    execute(connection, "reconcile/mark_ends.sql", {})
    execute(connection, "reconcile/log_matching.sql", {"run_id": run_id})
    return made, taken_back
