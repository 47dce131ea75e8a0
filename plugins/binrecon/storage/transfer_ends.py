"""The ends of own transfers as they were last matched: which are others by now, which ends of all accounts that
touches, and the locks of these.

Rests on decisions 94 and 114.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain as chained
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import Connection

from binrecon.domain.transfer_ends import End, Place
from binrecon.domain.wallets import RECONCILED, transfer_words
from binrecon.storage.queries import driver, execute, rows

AT_ONCE = 100_000
"""So many legs are matched in one transaction, which has them in memory: the first run after an upgrade has many."""
GROUPS = 64
"""Into so many groups falls what ends share, each with a lock: few enough for the server's table of locks where many
runs hold all of them, and enough that few runs wait for another."""
_TABLES = """
DROP TABLE IF EXISTS binrecon_written, binrecon_changed_ends;
CREATE TEMPORARY TABLE binrecon_written (
    is_end boolean NOT NULL, is_noted_before boolean NOT NULL, pid bigint NOT NULL, email text, wallet text,
    source text, endpoint text, fid bigint, external_id text, leg smallint, asset text, amount numeric,
    datetime timestamptz, counter_party text, txn_hash text, network text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE binrecon_changed_ends (
    stands boolean NOT NULL, LIKE binance_transfer_ends INCLUDING GENERATED
) ON COMMIT DROP
"""
"""What changed is not sent back for each statement that asks of it: it may be as much as AT_ONCE."""
_WRITTEN = "ANALYZE binrecon_written"
_CHANGED = "CREATE INDEX ON binrecon_changed_ends (pid); ANALYZE binrecon_changed_ends"
_BY_INDEX = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
_AS_USUAL = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on"
"""From an end to those that it touches each step is one look into an index. How many a step leads to no planner knows,
and the figures of a table that has just been filled are those of before: it would read the whole table for each."""


class Next(NamedTuple):
    """The next legs to be matched: up to which row of those that are, and how many rows."""

    last: int
    legs: int


class ChangedEnds(NamedTuple):
    """The ends that are others than when they were last matched, of the legs that were written up to `last`: as they
    were, and as they are."""

    last: int
    were: tuple[End, ...]
    are: tuple[End, ...]
    pids: frozenset[int]
    """The legs of these, and those that are no end: what is held of them is as it is now, or nothing."""
    accounts: frozenset[str]
    """The accounts of these, in small letters."""


class TouchedEnds(NamedTuple):
    """All ends whose matches may be others by what changed, the changed ones as they are among them; those of the
    accounts that they name which are ours, in small letters; and the locks under which nobody else's change can touch
    them."""

    ends: tuple[End, ...]
    ours: frozenset[str]
    locks: frozenset[str]


def next_to_match(connection: Connection) -> Next | None:
    """The next legs that were written since they were last matched, at most AT_ONCE; None where there are none."""
    [(last, legs)] = rows(connection, "reconcile/next_to_match.sql", {"at_once": AT_ONCE})
    return None if last is None else Next(last, legs)


def read_changed_ends(connection: Connection, following: Next) -> ChangedEnds:
    """What of these legs are other ends by now, in the wallets that can be reconciled; the caller's transaction holds
    them for `read_touched_ends` and `keep_ends`, until it ends or reads others."""
    cursor = driver(connection)
    cursor.execute(_TABLES)
    named = {"last": following.last, "wallets": [str(wallet) for wallet in RECONCILED], **transfer_words()}
    execute(connection, "reconcile/written_legs.sql", named)
    cursor.execute(_WRITTEN)
    changed = rows(connection, "reconcile/changed_ends.sql", named)
    cursor.execute(_CHANGED)
    were, are = ([_end(row) for stands, *row in changed if stands is then] for then in (False, True))
    no_ends = {pid for (pid,) in cursor.execute("SELECT pid FROM binrecon_written WHERE NOT is_end")}
    pids = no_ends.union((end.pid for end in were), (end.pid for end in are))
    told = cursor.execute("SELECT DISTINCT email FROM binrecon_written WHERE email IS NOT NULL").fetchall()
    accounts = {end.place.email for end in were} | {email.lower() for (email,) in told}
    return ChangedEnds(following.last, tuple(were), tuple(are), frozenset(pids), frozenset(accounts))


def read_touched_ends(connection: Connection, changed: ChangedEnds, inside: timedelta, chain: timedelta) -> TouchedEnds:
    """What the changed ends touch, as far as ends that could be one lead. `inside` and `chain` are the times within
    which ends without an identity can be one (`match_ends`)."""
    driver(connection).execute(_BY_INDEX)
    others = rows(connection, "reconcile/touched_ends.sql", {"inside": inside, "chain": chain}, _ends)
    ends = (*changed.are, *others)
    named = sorted({end.other.email for end in ends} - {""})
    known = {name for (name,) in rows(connection, "reconcile/known_accounts.sql", {"names": named})}
    driver(connection).execute(_AS_USUAL)
    locks = _locks(chained(map(_name, changed.accounts), _shared((*changed.were, *ends)), _doubtful_names(ends)))
    return TouchedEnds(ends, frozenset(known | {end.place.email for end in ends}), locks)


def all_locks() -> frozenset[str]:
    return frozenset(map(_lock_of, range(GROUPS)))


def keep_ends(connection: Connection, changed: ChangedEnds) -> None:
    """Keep the changed ends, as the caller's transaction has read them, which matches what they touch: they are to be
    matched no more."""
    execute(connection, "reconcile/forget_ends.sql", {})
    execute(connection, "reconcile/keep_ends.sql", {})
    execute(connection, "reconcile/take_out_matched.sql", {"last": changed.last})


def _shared(ends: Iterable[End]) -> Iterator[str]:
    """What another end has to share with one of these to be its other end; as wide as touched_ends.sql looks."""
    for end in ends:
        yield f"amount|{end.asset}|{end.amount.copy_abs()}"
        for kind, identity in (("number", end.tran_id or end.ledger_id), ("client id", end.client_id)):
            if identity is not None:
                yield f"{kind}|{end.asset}|{identity}"


def _doubtful_names(ends: Sequence[End]) -> set[str]:
    """The accounts that a record names beside ends of others: whether it is one of ours has a say there."""
    sent, received = ({end.place.email for end in ends if (end.amount < 0) is way} for way in (True, False))
    named = {(end.other.email, end.amount < 0) for end in ends if end.other.email != end.place.email}
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


def _ends(_: Any) -> Callable[[Sequence[Any]], End]:
    return _end


def _end(row: Sequence[Any]) -> End:
    pid, email, wallet, pair, inside, asset, amount, at, *place, tran, ledger, client, txn_hash, network = row
    return End(
        pid, email, wallet, inside, asset, amount, at, Place(*place), tran, ledger, client, txn_hash, network, pair
    )
