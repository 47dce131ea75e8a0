"""The ends of own transfers as they were last matched: which of an account's are others by now, which ends of all
accounts that touches, and the locks of these.

Rests on decisions 94 and 112.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import Connection

from binrecon.domain.intervals import Interval
from binrecon.domain.transfer_ends import End, Place
from binrecon.domain.wallets import RECONCILED, transfer_words
from binrecon.storage.queries import execute, rows

GROUPS = 64
"""Into so many groups falls what ends share, each with a lock: few enough for the server's table of locks where many
runs hold all of them, and enough that few runs wait for another."""
_IDENTITIES = ("tran_id", "ledger_id", "client_id", "txn_hash", "network")


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
    """The account's ends in the span that are others by now, in the wallets that can be reconciled."""
    wallets = [str(wallet) for wallet in RECONCILED]
    named = {"email": email, "first": span.start, "last": span.end, "wallets": wallets, **transfer_words()}
    told = rows(connection, "reconcile/changed_ends.sql", named)
    were, are = ([_end(row) for stands, *row in told if stands is then] for then in (False, True))
    return ChangedEnds(tuple(were), tuple(are))


def read_touched_ends(
    connection: Connection, email: str, changed: ChangedEnds, inside: timedelta, chain: timedelta
) -> TouchedEnds:
    """What the changed ends of the account touch, as far as ends that could be one lead. `inside` and `chain` are the
    times within which ends without an identity can be one (`match_ends`)."""
    both = {"changed": _rows((*changed.were, *changed.are)), "email": email, "inside": inside, "chain": chain}
    others = rows(connection, "reconcile/touched_ends.sql", both, _ends)
    ends = (*changed.are, *others)
    names = sorted({end.other.email.lower() for end in ends} | {email.lower()})
    known = {one for (one,) in rows(connection, "reconcile/named_accounts.sql", {"names": names, "pids": changed.pids})}
    ours = {one.lower(): one for one in sorted(known | {end.email for end in ends})}
    keys = {key for end in (*changed.were, *ends) for key in _shared(end)} | _doubtful_names(ends)
    if email not in known:
        keys.add(_name(email))
    return TouchedEnds(tuple(_named(end, ours) for end in ends), frozenset(ours.values()), frozenset(map(_lock, keys)))


def all_locks() -> frozenset[str]:
    return frozenset(_lock_of(group) for group in range(GROUPS))


def keep_ends(connection: Connection, changed: ChangedEnds) -> None:
    """Keep the changed ends as they are, in the caller's transaction, which matches what they touch."""
    execute(connection, "reconcile/forget_ends.sql", {"pids": changed.pids})
    execute(connection, "reconcile/keep_ends.sql", {"ends": _rows(changed.are)})


def _shared(end: End) -> Iterator[str]:
    """What another end has to share with this one to be its other end; as wide as touched_ends.sql looks."""
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


def _lock(key: str) -> str:
    return _lock_of(crc32(key.encode()) % GROUPS)


def _lock_of(group: int) -> str:
    return f"match transfers|{group:02}"


def _named(end: End, ours: dict[str, str]) -> End:
    """The end with the account that its record names as that account's own rows write it."""
    email = end.other.email
    return end._replace(other=end.other._replace(email=ours.get(email.lower(), email)))


def _rows(ends: Iterable[End]) -> str:
    """Ends as rows of binance_transfer_ends in JSON, exact."""
    return json.dumps([_row(end) for end in ends])


def _row(end: End) -> dict[str, Any]:
    other = {f"other_{name}": value for name, value in end.other._asdict().items()}
    own = {name: getattr(end, name) for name in ("pid", "email", "wallet", "pair", "inside", "asset", *_IDENTITIES)}
    return {**own, **other, "amount": str(end.amount), "at": end.at.isoformat()}


def _ends(_: Any) -> Callable[[Sequence[Any]], End]:
    return _end


def _end(row: Sequence[Any]) -> End:
    pid, email, wallet, pair, inside, asset, amount, at, *told = row
    other, identities = Place(*told[:3]), told[3:]
    return End(pid, email, wallet, inside, asset, amount, at, other, *identities)._replace(pair=pair)
