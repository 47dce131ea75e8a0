"""The ends of own transfers as the evidence stands, and the matches of them that are held.

Rests on decision 23.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection

from binrecon.domain.intervals import Interval
from binrecon.domain.transfer_ends import End, Match, Matching, Place
from binrecon.domain.wallets import RECONCILED, transfer_words
from binrecon.storage.copy_format import ESCAPES
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text

MARGIN = timedelta(days=2)
"""So far beyond the span ends are read too: the other end of a transfer, and what else it could be."""
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


def read_ends(connection: Connection, span: Interval) -> list[End]:
    """The ends of the span and of its margins on both sides, by time, in the wallets that can be reconciled."""
    around = {"first": span.start - MARGIN, "last": span.end + MARGIN}
    named = {**around, **transfer_words(), "wallets": [str(wallet) for wallet in RECONCILED]}
    return rows(connection, "reconcile/match_ends.sql", named, _ends)


def write_matches(connection: Connection, span: Interval, found: Matching, run_id: str) -> Matched:
    """Store what differs of the matches sent in the span, in the caller's transaction; the log names the account-days
    that may change (`judged_days.touched_days`)."""
    lines = [_copy_line(one) for one in found.matches if span.start <= one.sent.at < span.end]
    with driver(connection).cursor() as cursor:
        cursor.execute(_TABLES)
        with cursor.copy("COPY binrecon_matched FROM STDIN") as copy:
            copy.write("".join(lines))
        cursor.execute(_INDEX)
        cursor.execute(sql_text("reconcile/take_back_matches.sql"), {"first": span.start, "last": span.end})
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


def _ends(_: Any) -> Callable[[Sequence[Any]], End]:
    return _end


def _end(row: Sequence[Any]) -> End:
    pid, email, wallet, pair, inside, asset, amount, at, *told = row
    other, identities = Place(*told[:3]), told[3:]
    return End(pid, email, wallet, inside, asset, amount, at, other, *identities)._replace(pair=pair)
