"""The ends of own transfers as they were last matched: which of an account's are others by now, which ends of all
accounts that touches, and the locks of these.

Rests on decisions 94 and 112.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain as chained
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import Connection

from binrecon.domain.intervals import Interval
from binrecon.domain.transfer_ends import End, Place
from binrecon.domain.wallets import RECONCILED, transfer_words
from binrecon.storage.queries import driver, execute, rows

GROUPS = 64
"""Into so many groups falls what ends share, each with a lock: few enough for the server's table of locks where many
runs hold all of them, and enough that few runs wait for another."""
_TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS binrecon_changed_ends (
    stands boolean NOT NULL, LIKE binance_transfer_ends INCLUDING GENERATED
) ON COMMIT DROP;
TRUNCATE binrecon_changed_ends
"""
"""What changed is not sent back for each statement that asks of it: a first run has all ends of an account."""


class ChangedEnds(NamedTuple):
    """The ends of an account that are others than when they were last matched: as they were, and as they are."""

    were: tuple[End, ...]
    are: tuple[End, ...]

    @property
    def pids(self) -> list[int]:
        return sorted({end.pid for end in (*self.were, *self.are)})


class TouchedEnds(NamedTuple):
    """All ends whose matches may be others by what changed, the changed ones as they are among them; those of the
    accounts that they name which are ours; and the locks under which nobody else's change can touch them."""

    ends: tuple[End, ...]
    ours: frozenset[str]
    locks: frozenset[str]


def read_changed_ends(connection: Connection, email: str, span: Interval) -> ChangedEnds:
    """The account's ends in the span that are others by now, in the wallets that can be reconciled; the caller's
    transaction holds them for `read_touched_ends` and `keep_ends`, until it ends or reads others."""
    wallets = [str(wallet) for wallet in RECONCILED]
    named = {"email": email, "first": span.start, "last": span.end, "wallets": wallets, **transfer_words()}
    driver(connection).execute(_TABLE)
    told = rows(connection, "reconcile/changed_ends.sql", named)
    were, are = ([_end(row) for stands, *row in told if stands is then] for then in (False, True))
    return ChangedEnds(tuple(were), tuple(are))


def read_touched_ends(
    connection: Connection, email: str, changed: ChangedEnds, inside: timedelta, chain: timedelta
) -> TouchedEnds:
    """What the changed ends of the account touch, as far as ends that could be one lead. `inside` and `chain` are the
    times within which ends without an identity can be one (`match_ends`)."""
    times = {"email": email, "inside": inside, "chain": chain}
    others = rows(connection, "reconcile/touched_ends.sql", times, _ends)
    ends = (*changed.are, *others)
    names = sorted({end.other.email.lower() for end in ends} | {email.lower()})
    known = {one for (one,) in rows(connection, "reconcile/named_accounts.sql", {"names": names, "pids": changed.pids})}
    ours = {one.lower(): one for one in sorted(known | {end.email for end in ends})}
    first = [] if email in known else [_name(email)]
    locks = _locks(chained(first, _shared((*changed.were, *ends)), _doubtful_names(ends)))
    return TouchedEnds(tuple(_named(end, ours) for end in ends), frozenset(ours.values()), locks)


def own_locks(changed: ChangedEnds) -> frozenset[str]:
    """Those of the locks that are known without looking at other ends: of what the changed ends share with any."""
    return _locks(_shared((*changed.were, *changed.are)))


def all_locks() -> frozenset[str]:
    return frozenset(map(_lock_of, range(GROUPS)))


def keep_ends(connection: Connection) -> None:
    """Keep the changed ends, as the caller's transaction has read them, which matches what they touch."""
    execute(connection, "reconcile/forget_ends.sql", {})
    execute(connection, "reconcile/keep_ends.sql", {})


def _shared(ends: Iterable[End]) -> Iterator[str]:
    """What another end has to share with one of these to be its other end; as wide as touched_ends.sql looks."""
    for end in ends:
        yield f"amount|{end.asset}|{end.amount.copy_abs()}"
        for kind, identity in (("number", end.tran_id or end.ledger_id), ("client id", end.client_id)):
            if identity is not None:
                yield f"{kind}|{end.asset}|{identity}"


def _doubtful_names(ends: Sequence[End]) -> set[str]:
    """The accounts that a record names beside ends of others: whether it is one of ours has a say there."""
    sent, received = ({end.email.lower() for end in ends if (end.amount < 0) is way} for way in (True, False))
    named = {(end.other.email.lower(), end.amount < 0) for end in ends if end.other.email != end.email}
    return {_name(name) for name, is_sent in named if "@" in name and (received if is_sent else sent) - {name}}


def _name(email: str) -> str:
    return f"account|{email.lower()}"


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


def _named(end: End, ours: dict[str, str]) -> End:
    """The end with the account that its record names as that account's own rows write it."""
    told = end.other.email
    email = ours.get(told.lower(), told)
    return end if email == told else end._replace(other=end.other._replace(email=email))


def _ends(_: Any) -> Callable[[Sequence[Any]], End]:
    return _end


def _end(row: Sequence[Any]) -> End:
    pid, email, wallet, pair, inside, asset, amount, at, *place, tran, ledger, client, txn_hash, network = row
    return End(
        pid, email, wallet, inside, asset, amount, at, Place(*place), tran, ledger, client, txn_hash, network, pair
    )
