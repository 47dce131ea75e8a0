"""Remember which messages were posted, so that a rerun does not repeat them and a failed post can be retried.

Rests on decision 48.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Engine, text

from binrecon.storage.autocommit import single_statements
from binrecon.storage.locks import alone_in_transaction

CLAIMED, POSTED, FAILED = "claimed", "posted", "failed"
ABANDONED_AFTER = timedelta(minutes=15)
"""A claim this old belongs to a process that died before it could say how the post ended."""

NO_DAY = date(1970, 1, 1)
"""The date of messages that are about no day: what one day's run has posted, no other day's repeats."""

_SAID = text("""
    SELECT (SELECT newest.fingerprint = :fingerprint
                   AND (newest.status = 'posted'
                        OR newest.status = 'claimed' AND newest.posted_at > clock_timestamp() - :patience)
            FROM binance_notifications AS newest
            WHERE newest.email = :email AND newest.date = :day AND newest.kind = :kind
            ORDER BY newest.posted_at DESC, newest.id DESC LIMIT 1)
""")
_POSTED = text("""
    SELECT EXISTS (
        SELECT FROM binance_notifications WHERE email = :email AND date = :day AND kind = :kind AND status = 'posted')
""")
_CLAIM = text("""
    INSERT INTO binance_notifications (email, date, kind, fingerprint, status, posted_at)
    VALUES (:email, :day, :kind, :fingerprint, 'claimed', clock_timestamp())
    ON CONFLICT (email, date, kind, fingerprint) DO UPDATE SET status = 'claimed', posted_at = clock_timestamp()
    RETURNING id
""")
_SETTLE = text("UPDATE binance_notifications SET status = :status WHERE id = :id")


def claim(engine: Engine, email: str, day: date, kind: str, fingerprint: str) -> int | None:
    """Take the right to post a message; None when the newest message of this kind for the day says the same already.

    Two processes never both get it. Call `mark_posted` with the returned id once the post is through or has failed.
    """
    named = {"email": email, "day": day, "kind": kind, "fingerprint": fingerprint, "patience": ABANDONED_AFTER}
    with engine.begin() as connection:
        alone_in_transaction(connection, f"notify|{email}|{day}|{kind}")
        if connection.execute(_SAID, named).scalar_one():
            return None
        return int(connection.execute(_CLAIM, named).scalar_one())


def was_posted(engine: Engine, email: str, day: date, kind: str) -> bool:
    """Whether any message of this kind about the account and day was posted."""
    with single_statements(engine) as connection:
        return bool(connection.execute(_POSTED, {"email": email, "day": day, "kind": kind}).scalar_one())


def mark_posted(engine: Engine, claim_id: int, posted: bool) -> None:
    """Record how the post ended; a failed one may be claimed again."""
    with single_statements(engine) as connection:
        connection.execute(_SETTLE, {"id": claim_id, "status": POSTED if posted else FAILED})
