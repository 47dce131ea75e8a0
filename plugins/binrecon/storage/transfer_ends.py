"""The ends of own transfers as they were last matched: which are others by now, which ends of all accounts that
touches, and the locks of these.

What changed and what it touches stay in temporary tables of the caller's transaction: it may be as much as AT_ONCE.
Rests on decisions 94, 114 and 138.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import Connection

from binrecon.domain.wallets import RECONCILED, transfer_words
from binrecon.storage.queries import driver, execute, rows

AT_ONCE = 100_000
"""So many legs are matched in one transaction: the first run after an upgrade has many."""
MANY = 1000
"""What so many legs or ends share with others falls into every group of locks."""
GROUPS = 64
"""Into so many groups falls what ends share, each with a lock: few enough for the server's table of locks where many
runs hold all of them, and enough that few runs wait for another."""
_TABLES = """
DROP TABLE IF EXISTS binrecon_written, binrecon_changed_ends, binrecon_touched_ends, binrecon_strangers;
CREATE TEMPORARY TABLE binrecon_written (
    is_end boolean NOT NULL, is_noted_before boolean NOT NULL, pid bigint NOT NULL, email text, wallet text,
    source text, endpoint text, fid bigint, external_id text, leg smallint, asset text, amount numeric,
    datetime timestamptz, counter_party text, txn_hash text, network text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE binrecon_changed_ends (
    stands boolean NOT NULL, LIKE binance_transfer_ends INCLUDING GENERATED
) ON COMMIT DROP;
CREATE TEMPORARY TABLE binrecon_touched_ends (
    pid bigint NOT NULL, at timestamptz NOT NULL, is_sent boolean NOT NULL, is_received boolean NOT NULL,
    inside boolean NOT NULL, tran_id text, number text, client_id text, bare_hash text, asset text NOT NULL,
    amount numeric NOT NULL, name text NOT NULL, wallet text NOT NULL, pair text NOT NULL, other_name text NOT NULL,
    other_wallet text NOT NULL, other_pair text NOT NULL, ledger_id text, network text, email text NOT NULL,
    txn_hash text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE binrecon_strangers (name text NOT NULL) ON COMMIT DROP
"""
"""What tells who takes part in a step of matching comes first in a touched end: Postgres reads a row up to the last
column that is asked for."""
_WRITTEN = "ANALYZE binrecon_written"
_CHANGED = "CREATE INDEX ON binrecon_changed_ends (pid); ANALYZE binrecon_changed_ends"
_TOUCHED = "ANALYZE binrecon_touched_ends"
_BY_INDEX = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
_AS_USUAL = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on"
"""From an end to those that it touches each step is one look into an index. How many a step leads to no planner knows,
and the figures of a table that has just been filled are those of before: it would read the whole table for each."""
_ACCOUNTS = """
SELECT lower(email) FROM binrecon_written WHERE email IS NOT NULL
UNION
SELECT name FROM binrecon_changed_ends WHERE NOT stands
"""


class Next(NamedTuple):
    """The next legs to be matched: up to which row of those that are, and how many rows."""

    last: int
    legs: int


class _Shared(NamedTuple):
    """What another end has to share with an end to be its other end; `stands` tells one as it is matched now from one
    as it was."""

    stands: bool
    name: str
    other_name: str
    is_sent: bool
    asset: str
    amount: Decimal
    number: str | None
    client_id: str | None


def next_to_match(connection: Connection) -> Next | None:
    """The next legs that were written since they were last matched, at most AT_ONCE; None where there are none."""
    [(last, legs)] = rows(connection, "reconcile/next_to_match.sql", {"at_once": AT_ONCE})
    return None if last is None else Next(last, legs)


def read_changed_ends(connection: Connection, following: Next) -> None:
    """Gather what of these legs are other ends by now, in the wallets that can be reconciled, as they were and as they
    are; the caller's transaction holds them for what follows, until it ends or reads others."""
    cursor = driver(connection)
    cursor.execute(_TABLES)
    named = {"last": following.last, "wallets": [str(wallet) for wallet in RECONCILED], **transfer_words()}
    execute(connection, "reconcile/written_legs.sql", named)
    cursor.execute(_WRITTEN)
    execute(connection, "reconcile/changed_ends.sql", named)
    cursor.execute(_CHANGED)


def read_touched_ends(connection: Connection, inside: timedelta, chain: timedelta) -> frozenset[str]:
    """Gather all ends whose matches may be others by what changed, as far as ends that could be one lead, the changed
    ones as they are among them; gives the locks under which nobody else's change can touch them. `inside` and `chain`
    are the times within which ends without an identity can be one (`find_matches`)."""
    cursor = driver(connection)
    cursor.execute(_BY_INDEX)
    touched = execute(connection, "reconcile/touched_ends.sql", {"inside": inside, "chain": chain})
    cursor.execute(_TOUCHED)
    execute(connection, "reconcile/strangers.sql", {})
    cursor.execute(_AS_USUAL)
    return all_locks() if touched > MANY else _locks_of_ends(connection)


def _locks_of_ends(connection: Connection) -> frozenset[str]:
    shared = rows(connection, "reconcile/shared_by_ends.sql", {"most": 4 * MANY}, lambda _: _Shared._make)
    accounts = {name for (name,) in driver(connection).execute(_ACCOUNTS)}
    standing = [one for one in shared if one.stands]
    return _locks([*map(_name, accounts), *_keys(shared), *_doubtful_names(standing)])


def all_locks() -> frozenset[str]:
    return frozenset(map(_lock_of, range(GROUPS)))


def keep_ends(connection: Connection, following: Next) -> None:
    """Keep the changed ends of these legs, as the caller's transaction has read them, which matches what they touch:
    they are to be matched no more."""
    execute(connection, "reconcile/forget_ends.sql", {})
    execute(connection, "reconcile/keep_ends.sql", {})
    execute(connection, "reconcile/take_out_matched.sql", {"last": following.last})


def _keys(ends: Iterable[_Shared]) -> Iterator[str]:
    """What each of these shares with another end that could be its other one; as wide as touched_ends.sql looks."""
    for end in ends:
        yield f"amount|{end.asset}|{end.amount}"
        for kind, identity in (("number", end.number), ("client id", end.client_id)):
            if identity is not None:
                yield f"{kind}|{end.asset}|{identity}"


def _doubtful_names(ends: Sequence[_Shared]) -> set[str]:
    """The accounts that a record names beside ends of others: whether it is one of ours has a say there."""
    sent, received = ({end.name for end in ends if end.is_sent is way} for way in (True, False))
    named = {(end.other_name, end.is_sent) for end in ends if end.other_name != end.name}
    return {_name(name) for name, is_sent in named if "@" in name and (received if is_sent else sent) - {name}}


def _name(name: str) -> str:
    return f"account|{name}"


def _locks(keys: Iterable[str]) -> frozenset[str]:
    """The locks of all groups that the keys fall into; keys beyond those that fill every group say nothing new."""
    groups: set[int] = set()
    for key in keys:
        groups.add(crc32(key.encode()) % GROUPS)
        if len(groups) == GROUPS:
            break
    return frozenset(map(_lock_of, groups))


def _lock_of(group: int) -> str:
    return f"match transfers|{group:02}"
