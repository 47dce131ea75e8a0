"""Which account answered to which key, as it was witnessed: read, and written once and never changed.

Rests on decision 49.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from binrecon.storage.autocommit import single_statements
from binrecon.storage.locks import alone_in_transaction

_OWN = text("SELECT uid FROM v_binance_account_identity WHERE email = :email")
_ANSWERED = text("SELECT email, answered FROM v_binance_account_identity WHERE email <> :email")
_LISTED = text("SELECT email, min(uid) FROM v_binance_listed_accounts GROUP BY email")
_HOLDERS = text("SELECT email FROM v_binance_account_identity WHERE uid = :uid ORDER BY email")
_OF_KEY = text("""
    SELECT CASE WHEN told.accepted THEN told.uid END
    FROM binance_account_identities AS told
    JOIN v_binance_account_identity AS own ON own.email = told.email AND own.uid = told.uid
    WHERE told.email = :email AND told.key_digest = :key_digest
    ORDER BY told.id DESC
    LIMIT 1
""")
_ADD = text("""
    INSERT INTO binance_account_identities (email, uid, key_digest, accepted, stated, reason, coverage_id, run_id)
    SELECT :email, :uid, :key_digest, :accepted, :stated, :reason, :coverage_id, :run_id
    WHERE NOT EXISTS (
        SELECT FROM (SELECT * FROM binance_account_identities WHERE email = :email ORDER BY id DESC LIMIT 1) AS newest
        WHERE newest.uid = :uid AND newest.key_digest = :key_digest AND newest.accepted = :accepted
          AND newest.stated = :stated AND newest.reason = :reason)
""")


@dataclass(frozen=True)
class Witnessed:
    """One answer to the question whose key it is: the account's number, the digest of the API key, the coverage row of
    the reading that told; `reason` why it was refused, empty where it was `accepted`."""

    uid: int
    key_digest: str
    coverage_id: int
    accepted: bool
    stated: bool = False
    reason: str = ""


def alone(connection: Connection) -> None:
    """Until the end of the transaction nobody else decides whose key it is: two accounts may show one key at one
    moment."""
    alone_in_transaction(connection, "identities")


def own_uid(connection: Connection, email: str) -> int | None:
    """The number that was taken last for the account's; None before the first."""
    return connection.execute(_OWN, {"email": email}).scalar_one_or_none()


def taken_for(engine: Engine, email: str) -> int | None:
    """The same outside of a decision."""
    with single_statements(engine) as connection:
        return own_uid(connection, email)


def others(connection: Connection, email: str) -> dict[str, int]:
    """E-mail of every other account that was ever witnessed -> the number its key answered with last, accepted or
    not."""
    return {other: uid for other, uid in connection.execute(_ANSWERED, {"email": email})}


def listed(connection: Connection) -> dict[str, str]:
    """E-mail, in small letters, of every sub-account in the newest lists of the main accounts -> its number, as
    text."""
    return {email: uid for email, uid in connection.execute(_LISTED)}


def add(connection: Connection, email: str, told: Witnessed, run_id: str) -> None:
    """Write down what was witnessed, unless it is what was witnessed last."""
    connection.execute(_ADD, {"email": email, "run_id": run_id, **vars(told)})


def uid_of_key(engine: Engine, email: str, key_digest: str) -> int | None:
    """The number of the account's own that this key was witnessed with; None for a key that nobody was asked about, or
    that was refused."""
    with single_statements(engine) as connection:
        return connection.execute(_OF_KEY, {"email": email, "key_digest": key_digest}).scalar_one_or_none()


def holders(engine: Engine, uid: int) -> list[str]:
    """The e-mails that this number was taken for."""
    with single_statements(engine) as connection:
        return list(connection.execute(_HOLDERS, {"uid": uid}).scalars())
