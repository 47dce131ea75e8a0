"""The matches of own transfers that are held, and what a matching changes of them.

Rests on decisions 23 and 114.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from binrecon.domain.transfer_ends import Match, Matching
from binrecon.storage.copy_format import ESCAPES
from binrecon.storage.queries import driver
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transfer_ends import ChangedEnds, TouchedEnds

_TABLES = """
CREATE TEMPORARY TABLE binrecon_matched (
    method text, matched_on text, asset text, out_pid bigint, in_pid bigint, sender text, receiver text, sent numeric,
    received numeric, sent_at timestamptz, received_at timestamptz
) ON COMMIT DROP;
CREATE TEMPORARY TABLE binrecon_changed (match_id bigint) ON COMMIT DROP
"""
_INDEX = (
    "CREATE INDEX ON binrecon_matched (out_pid); CREATE INDEX ON binrecon_matched (in_pid); ANALYZE binrecon_matched"
)


class Matched(NamedTuple):
    """What a run of matching changed, and how many sent ends it could not decide."""

    made: int
    taken_back: int
    undecided: int


def write_matches(
    connection: Connection, changed: ChangedEnds, touched: TouchedEnds, found: Matching, run_id: str
) -> Matched:
    """Store what differs of the matches of the touched ends, in the caller's transaction; the log names the
    account-days that may change (`judged_days.touched_days`)."""
    lines = [_copy_line(one) for one in found.matches]
    pids = sorted({*changed.pids, *(end.pid for end in touched.ends)})
    with driver(connection).cursor() as cursor:
        cursor.execute(_TABLES)
        with cursor.copy("COPY binrecon_matched FROM STDIN") as copy:
            copy.write("".join(lines))
        cursor.execute(_INDEX)
        cursor.execute(sql_text("reconcile/take_back_matches.sql"), {"pids": pids})
        taken_back = cursor.rowcount
        cursor.execute(sql_text("reconcile/add_matches.sql"), {"run_id": run_id})
        made = cursor.rowcount
        cursor.execute(sql_text("reconcile/mark_ends.sql"))
        cursor.execute(sql_text("reconcile/log_matching.sql"), {"run_id": run_id})
    return Matched(made, taken_back, len(found.undecided))


def _copy_line(match: Match) -> str:
    sent, received = match.sent, match.received
    texts = (
        match.method,
        match.matched_on.translate(ESCAPES),
        sent.asset.translate(ESCAPES),
        str(sent.pid),
        str(received.pid),
        sent.email.translate(ESCAPES),
        received.email.translate(ESCAPES),
    )
    return (
        "\t".join((*texts, str(sent.amount), str(received.amount), sent.at.isoformat(), received.at.isoformat())) + "\n"
    )
