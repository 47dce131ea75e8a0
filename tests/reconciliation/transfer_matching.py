"""Which two ends of own transfers are one, said a second time and by itself: of ends in memory, one by one, in Python.

The product says it in SQL (include/sql/reconcile/own_pairs.sql); tests hold the one against the other. Rests on
decisions 24, 25, 94 and 138.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

OFF_CHAIN = ("off-chain transfer ", "internal transfer ")
"""How capital/deposit/hisrec and capital/withdraw/history begin the txId of a transfer that never left the exchange."""


class Place(NamedTuple):
    """A wallet of an account, in isolated margin one pair of it, as far as a record names it: what it does not say is
    empty. A wallet that has no ledger keeps the exchange's word for it. An `email` is in small letters; one that is no
    account of ours is a stranger's."""

    email: str = ""
    wallet: str = ""
    pair: str = ""

    def may_be(self, place: Place) -> bool:
        """Whether it could be that place: nothing that is said here is said otherwise there."""
        return all(said in ("", is_so) for said, is_so in zip(self, place, strict=True))


class End(NamedTuple):
    """One leg that counts, of a transfer that may have its other end in another list of ours; `asset` is the coin, and
    `pair` in isolated margin the pair that holds it; `amount` is signed.

    `inside` tells transfers inside the exchange from deposits and withdrawals. `other` is where the record says that
    the other end is. The identities are None where the record has none; `ledger_id` is the transfer's number as the
    ledger of a wallet tells it, which no document says to be that of the lists of transfers.
    """

    pid: int
    email: str
    wallet: str
    inside: bool
    asset: str
    amount: Decimal
    at: datetime
    other: Place = Place()
    tran_id: str | None = None
    ledger_id: str | None = None
    client_id: str | None = None
    txn_hash: str | None = None
    network: str | None = None
    pair: str = ""

    @property
    def place(self) -> Place:
        """Where the leg itself is; an account is one however a record or the accounts file spells it."""
        return Place(self.email.lower(), self.wallet, self.pair)


class Match(NamedTuple):
    """Two ends of one transfer and the identity, or amount and time, that says so."""

    method: str
    matched_on: str
    sent: End
    received: End


class Matching(NamedTuple):
    """Matches in the order of sending, and the ends that several others would fit: of those none is chosen."""

    matches: tuple[Match, ...]
    undecided: tuple[tuple[End, tuple[End, ...]], ...]


class _Pair(NamedTuple):
    """Two ends that something says belong together; they do not `fit` where something else says they cannot."""

    sent: End
    received: End
    matched_on: str
    fits: bool


_at = attrgetter("at")
_Pairs = Callable[[Sequence[End], Sequence[End]], Iterator[_Pair]]


def match_ends(ends: Iterable[End], ours: Collection[str], inside: timedelta, chain: timedelta) -> Matching:
    """Match what was sent with what was received, each end once.

    Identity decides before amount and time: tranId, clientTranId, transaction hash, in this order, each with the same
    asset and amount (a withdrawal's end is its amount without the fee). What no identity names is matched by asset,
    amount and time: a transfer inside the exchange when both ends lie within `inside` of each other, a withdrawal with
    a deposit into another account that follows within `chain` on the same network; first where a record names the
    other's account and wallet. No two records are one that name other places than each other's. An end that fits two
    others is left undecided, and so are they.

    What decides about two ends are they and what else could be one with either: ends that nothing of this joins, over
    however many others, may be matched apart. `ours` are the accounts of ours among those that the ends name, in small
    letters.
    """
    left = sorted(ends, key=_when)
    matches, undecided = [], []
    for method, pairs_of in _methods(inside, chain):
        sent, received = _sides(left)
        pairs = [_checked(pair, ours) for pair in pairs_of(sent, received)]
        alone, doubtful = _decided(pairs)
        matches += [Match(method, pair.matched_on, pair.sent, pair.received) for pair in alone]
        undecided += doubtful
        named = {end.pid for pair in pairs for end in (pair.sent, pair.received)}
        left = [end for end in left if end.pid not in named]
    return Matching(tuple(sorted(matches, key=lambda match: _when(match.sent))), tuple(undecided))


def _methods(inside: timedelta, chain: timedelta) -> tuple[tuple[str, _Pairs], ...]:
    def by_time(sent: Sequence[End], received: Sequence[End]) -> Iterator[_Pair]:
        return _by_time(sent, received, inside, chain)

    return (
        ("tran_id", _by_identity("tranId", attrgetter("tran_id"))),
        ("tran_id", _by_ledger_id),
        ("client_tran_id", _by_identity("clientTranId", attrgetter("client_id"))),
        ("txn_hash", _by_hash),
        ("amount_and_time", lambda sent, received: filter(_is_named, by_time(sent, received))),
        ("amount_and_time", by_time),
    )


def _by_identity(name: str, identity: Callable[[End], str | None]) -> _Pairs:
    """Ends of one id and asset. Where their amounts differ they stand for one transfer told in two ways: no match, and
    nothing weaker may match them either."""

    def pairs(sent: Sequence[End], received: Sequence[End]) -> Iterator[_Pair]:
        arrived = _grouped([end for end in received if identity(end)], lambda end: (identity(end), end.asset))
        for one in sent:
            for other in arrived.get((identity(one), one.asset), ()):
                yield _Pair(one, other, f"{name} {identity(one)}", one.amount.copy_negate() == other.amount)

    return pairs


def _by_ledger_id(sent: Sequence[End], received: Sequence[End]) -> Iterator[_Pair]:
    """Ends of one number, at least one of which the ledger of a wallet tells. Two numberings that nobody says are one
    may have a number in common: what does not fit otherwise is no pair, and is left to weaker rules."""
    arrived = _grouped(received, lambda end: (end.tran_id or end.ledger_id, end.asset, end.amount))
    for one in sent:
        number = one.tran_id or one.ledger_id
        for other in arrived.get((number, one.asset, one.amount.copy_negate()), ()) if number else ():
            if (one.ledger_id or other.ledger_id) and _may_be_one(one, other):
                yield _Pair(one, other, f"tranId {number}", True)


def _by_hash(sent: Sequence[End], received: Sequence[End]) -> Iterator[_Pair]:
    """One hash may hold many outputs: asset and amount tell them apart."""
    arrived = _grouped(
        [end for end in received if end.txn_hash], lambda end: (_bare(end.txn_hash or ""), end.asset, end.amount)
    )
    for one in sent:
        if one.txn_hash:
            for other in arrived.get((_bare(one.txn_hash), one.asset, one.amount.copy_negate()), ()):
                yield _Pair(one, other, f"transaction {one.txn_hash}", True)


def _by_time(sent: Sequence[End], received: Sequence[End], inside: timedelta, chain: timedelta) -> Iterator[_Pair]:
    arrived = _grouped(received, lambda end: (end.inside, end.asset, end.amount))
    for one in sent:
        others = arrived.get((one.inside, one.asset, one.amount.copy_negate()), ())
        earliest, latest = (one.at - inside, one.at + inside) if one.inside else (one.at, one.at + chain)
        for other in others[bisect_left(others, earliest, key=_at) : bisect_right(others, latest, key=_at)]:
            if _is_alike(one, other) and _may_be_one(one, other):
                yield _Pair(one, other, f"asset, amount and {abs(other.at - one.at)} between them", True)


def _is_alike(one: End, other: End) -> bool:
    """Whether no hash and no network that both records tell speaks against it, and they say anything of each other at
    all: the ledgers of two accounts do not even say that what moved went to another account."""
    hashes = one.txn_hash and other.txn_hash
    networks = one.network and other.network and one.network.upper() != other.network.upper()
    unrelated = one.ledger_id and other.ledger_id and one.place.email != other.place.email
    return not (hashes or networks or unrelated)


def _may_be_one(one: End, other: End) -> bool:
    """Whether they are of two places, and neither record names another than the other's, be it a stranger's or one
    without a ledger."""
    return one.place != other.place and one.other.may_be(other.place) and other.other.may_be(one.place)


def _is_named(pair: _Pair) -> bool:
    """Whether one of the two records names the account and the wallet of the other."""
    return _names(pair.sent.other, pair.received.place) or _names(pair.received.other, pair.sent.place)


def _names(named: Place, place: Place) -> bool:
    """Whether it is that place by its account and wallet; a pair of isolated margin need not be told."""
    return named.email != "" and named.wallet != "" and named.may_be(place)


def _checked(pair: _Pair, ours: Collection[str]) -> _Pair:
    """A pair whose ends name other places of ours than each other's does not fit. An identity is believed before what a
    record calls a stranger."""
    sent, received = pair.sent, pair.received
    agreed = _of_ours(sent.other, ours).may_be(received.place) and _of_ours(received.other, ours).may_be(sent.place)
    return pair if agreed else pair._replace(fits=False)


def _of_ours(named: Place, ours: Collection[str]) -> Place:
    return named if named.email in ours else named._replace(email="")


def _decided(pairs: Sequence[_Pair]) -> tuple[list[_Pair], list[tuple[End, tuple[End, ...]]]]:
    """The pairs whose ends fit nothing else, and each sent end of the others with all that it fits."""
    fitting = [pair for pair in pairs if pair.fits]
    receivers, senders = defaultdict(list), defaultdict(list)
    for pair in fitting:
        receivers[pair.sent.pid].append(pair)
        senders[pair.received.pid].append(pair)
    alone = [pair for pair in fitting if len(receivers[pair.sent.pid]) == len(senders[pair.received.pid]) == 1]
    decided = {pair.sent.pid for pair in alone}
    doubtful = [
        (group[0].sent, tuple(pair.received for pair in group))
        for pid, group in receivers.items()
        if pid not in decided
    ]
    return alone, doubtful


def _grouped(ends: Iterable[End], key: Callable[[End], object]) -> dict[object, list[End]]:
    """Ends by key, in their order."""
    found: dict[object, list[End]] = defaultdict(list)
    for end in ends:
        found[key(end)].append(end)
    return found


def _sides(ends: Iterable[End]) -> tuple[list[End], list[End]]:
    """What was sent and what was received; an end that moves nothing is neither."""
    sent: list[End] = []
    received: list[End] = []
    for end in ends:
        if end.amount:
            (sent if end.amount < Decimal(0) else received).append(end)
    return sent, received


def _bare(txn_hash: str) -> str:
    """Hashes are told in either case, and the number of an off-chain transfer behind either of two words."""
    lower = txn_hash.lower()
    return next((lower.removeprefix(word) for word in OFF_CHAIN if lower.startswith(word)), lower)


def _when(end: End) -> tuple[datetime, int]:
    return end.at, end.pid
