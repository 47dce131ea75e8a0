"""Matching what changed ends where matching everything anew does: seeded worlds, written in any order, by some at once.

The truth of a world knows nothing of what is kept between runs, of SQL or of locks: it is the matching of all its ends
at once, made of the facts that were planted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from binrecon.domain import thresholds
from binrecon.services import own_transfers
from binrecon.services.own_transfers import CHAIN, match_own_transfers
from binrecon.storage import transfer_ends
from binrecon.storage.transactions import serialized
from binrecon.storage.transfer_ends import all_locks, read_touched_ends
from binrecon.storage.transfer_matches import Matched
from sqlalchemy import Connection, Engine, text

from tests.reconciliation.transfer_matching import End, Match, Place, match_ends
from tests.storage.rows import DAY, at, fetch, insert, transfer

ACCOUNTS = ("main@example.com", "One@Example.com", "two@example.com", "late@example.com", "one@example.com")
"""The last one is the second, spelled otherwise."""
STRANGERS = ("nobody@elsewhere.com", "no address")
DAYS = (DAY, DAY + timedelta(days=1), DAY + timedelta(days=45))
WORDS = {"FUTURES": "UMFUTURE", "SPOT": "MAIN", "FUNDING": "FUNDING"}
SOURCES = ("account_transfer", "wallet_transfer", "um_income", "deposit", "withdraw", "custody_transfer")
ENDS = {
    "account_transfer": ("account_transfer", "account_transfer", "custody_transfer", "um_income"),
    "wallet_transfer": ("um_income",),
    "um_income": ("wallet_transfer", "account_transfer"),
    "withdraw": ("deposit",),
    "deposit": ("withdraw",),
}
"""What may tell the other end of what a list tells."""
HELD = """SELECT method, matched_on, asset, out_pid, in_pid, sender, receiver, sent, received, sent_at, received_at
    FROM binance_transfer_matches WHERE taken_back_at IS NULL ORDER BY out_pid"""
NOTED = """SELECT match_id, array_agg(pid ORDER BY amount) FROM binance_reconciliation_transfers
    WHERE match_id IS NOT NULL OR reconciled GROUP BY match_id ORDER BY match_id"""
NOTES = "SELECT id, ARRAY[out_pid, in_pid] FROM binance_transfer_matches WHERE taken_back_at IS NULL ORDER BY id"


@dataclass(frozen=True)
class Fact:
    """A leg as a list tells it; `number` is what names it there."""

    pid: int
    source: str
    email: str
    sent: bool
    number: str
    amount: int
    at: datetime
    asset: str = "BTC"
    counts: bool = True
    named: str | None = None
    named_wallet: str | None = None
    client_id: str | None = None
    txn_hash: str | None = None
    network: str | None = None

    @property
    def wallet(self) -> str:
        return "FUTURES" if self.source == "um_income" else "SPOT"

    @property
    def row(self) -> tuple[str, str, bool, str]:
        """What tells the leg from every other row of its list."""
        named = {"um_income": f"TRANSFER:{self.number}:{self.pid}", "deposit": str(self.pid), "withdraw": str(self.pid)}
        return self.source, self.email, self.sent, named.get(self.source, self.number)

    @property
    def signed(self) -> Decimal:
        return Decimal(-self.amount if self.sent else self.amount)

    @property
    def end(self) -> End:
        """What the leg says to the matching."""
        moved = self.source in ("account_transfer", "wallet_transfer")
        return End(
            self.pid,
            self.email,
            self.wallet,
            self.source not in ("deposit", "withdraw"),
            self.asset,
            self.signed,
            self.at,
            self._other,
            self.number if moved else None,
            self.number if self.source == "um_income" else None,
            self.number if self.source == "custody_transfer" else self.client_id,
            self.txn_hash,
            self.network,
        )

    @property
    def _other(self) -> Place:
        if self.source == "custody_transfer":
            return Place("a custodian")
        if self.source == "wallet_transfer":
            return Place(self.email.lower(), self.named_wallet or "")
        named = self.named or ""
        return Place(named.lower() if "@" in named else "", self.named_wallet or "")


@dataclass
class World:
    """Facts that come, change and go."""

    engine: Engine
    dice: Random
    facts: dict[int, Fact] = field(default_factory=dict)

    def happens(self) -> None:
        """A fact is told for the first time, or otherwise than before."""
        if not self.facts or self.dice.random() < 0.75:
            fact = self._new()
        else:
            fact = self._otherwise(self.dice.choice(list(self.facts.values())))
        self._tell(fact)
        self.facts[fact.pid] = fact

    def truth(self) -> list[tuple[Any, ...]]:
        ends = [fact.end for fact in self.facts.values() if fact.counts]
        ours = {end.place.email for end in ends}
        found = match_ends(ends, ours, thresholds.OTHER_END_REACH, CHAIN)
        return sorted(map(_row, found.matches), key=lambda row: row[3])

    def _new(self) -> Fact:
        """A list has one row for each id, account and direction."""
        held = {fact.row for fact in self.facts.values()}
        while (fact := self._other_end(self._fact(len(self.facts) + 1))).row in held:
            pass
        return fact

    def _other_end(self, fact: Fact) -> Fact:
        """The fact, more often than not as the other end of another one."""
        one = self.dice.choice(list(self.facts.values())) if self.facts else fact
        if one.source not in ENDS or self.dice.random() < 0.3:
            return fact
        source = self.dice.choice(ENDS[one.source])
        fact = replace(fact, source=source, sent=not one.sent, amount=one.amount, asset=one.asset)
        fact = replace(fact, at=one.at + timedelta(seconds=self.dice.randrange(12)), named=None, named_wallet=None)
        if self.dice.random() < 0.6:
            fact = replace(fact, number=one.number, txn_hash=one.txn_hash, client_id=one.client_id)
        if source in ("um_income", "wallet_transfer"):
            fact = replace(fact, email=one.email, named_wallet=None if source == "um_income" else "FUTURES")
        return fact if source == "account_transfer" else replace(fact, client_id=None)

    def _fact(self, pid: int) -> Fact:
        dice = self.dice
        source = dice.choices(SOURCES, (4, 2, 2, 2, 2, 1))[0]
        # late@example.com tells little and is told of much: it becomes one of ours in the middle of a world.
        email = dice.choices(ACCOUNTS, (4, 3, 4, 1, 2))[0]
        sent = {"deposit": False, "withdraw": True}.get(source, dice.random() < 0.5)
        moment = self._moment()
        fact = Fact(
            pid, source, email, sent, self._number(), dice.randrange(1, 9), moment, dice.choice(("BTC", "BTC", "ETH"))
        )
        if source == "account_transfer":
            wallet = dice.choice((None, "SPOT", "FUTURES", "FUNDING"))
            return replace(fact, named=self._name(), named_wallet=wallet, client_id=dice.choice((None, self._number())))
        if source == "wallet_transfer":
            return replace(fact, named_wallet=dice.choice(("FUTURES", "FUNDING")))
        if source in ("deposit", "withdraw"):
            hashes = (None, self._number(), "Internal transfer " + self._number())
            return replace(fact, txn_hash=dice.choice(hashes), network=dice.choice((None, "TRX", "ETH")))
        return fact

    def _otherwise(self, fact: Fact) -> Fact:
        changes: list[Callable[[], Fact]] = [
            lambda: replace(fact, counts=not fact.counts),
            lambda: replace(fact, amount=self.dice.choice((0, 1, 2))),
            lambda: replace(fact, at=fact.at + timedelta(seconds=self.dice.choice((-9, 4, 11, 86_400)))),
            lambda: replace(fact, at=self._moment()),
        ]  # fmt: skip
        if fact.source == "account_transfer":
            changes.append(lambda: replace(fact, named=self._name()))
        return self.dice.choice(changes)()

    def _moment(self) -> datetime:
        return at("12:00:00", self.dice.choices(DAYS, (4, 2, 2))[0]) + timedelta(seconds=self.dice.randrange(30))

    def _number(self) -> str:
        """Of few, so that several ends have one."""
        return str(self.dice.randrange(60))

    def _name(self) -> str | None:
        return self.dice.choice((None, *ACCOUNTS, *STRANGERS))

    def _tell(self, fact: Fact) -> None:
        if fact.pid not in self.facts:
            if fact.source == "account_transfer":
                insert(self.engine, "binance_raw_transfer_between_account_main_spot", _page(fact))
            transfer(self.engine, fact.asset, str(fact.signed), **_leg(fact))
            return
        columns = {"amount": fact.signed, "datetime": fact.at, "counter_party": _counter_party(fact)}
        columns["standing"] = "counts" if fact.counts else "failed"
        with self.engine.begin() as connection:
            connection.execute(text("""UPDATE binance_reconciliation_transfers SET reconciled = false, amount = :amount,
                datetime = :datetime, counter_party = :counter_party, standing = :standing WHERE pid = :pid"""),
                {**columns, "pid": fact.pid})  # fmt: skip


def _counter_party(fact: Fact) -> str | None:
    return WORDS[fact.named_wallet or ""] if fact.source == "wallet_transfer" else fact.named


def _leg(fact: Fact) -> dict[str, Any]:
    """The row of the leg."""
    endpoint = "universal_transfer" if fact.source == "account_transfer" else fact.source
    return dict(
        pid=fact.pid,
        source=fact.source,
        endpoint=endpoint,
        fid=fact.pid,
        external_id=fact.row[-1],
        txn_type="transfer_out" if fact.sent else "transfer_in",
        txn_subtype="TRANSFER" if fact.source == "um_income" else "x",
        email=fact.email,
        wallet=fact.wallet,
        datetime=fact.at,
        counter_party=_counter_party(fact),
        txn_hash=fact.txn_hash,
        network=fact.network,
        standing="counts" if fact.counts else "failed",
    )


def _page(fact: Fact) -> dict[str, Any]:
    wallet = WORDS.get(fact.named_wallet or "")
    record = {"tranId": fact.number, "clientTranId": fact.client_id, "fromAccountType": wallet, "toAccountType": wallet}
    return dict(
        id=fact.pid,
        email=fact.email,
        endpoint="universal_transfer",
        coverage_id=1,
        window_start=at(),
        window_end=at(),
        request="{}",
        http_status=200,
        weight_headers="{}",
        received_at=at(),
        body="",
        body_sha256="",
        transfer_data=json.dumps([record]),
    )


def _row(match: Match) -> tuple[Any, ...]:
    sent, received = match.sent, match.received
    pids, emails = (sent.pid, received.pid), (sent.email, received.email)
    return (
        match.method,
        match.matched_on,
        sent.asset,
        *pids,
        *emails,
        sent.amount,
        received.amount,
        sent.at,
        received.at,
    )


def match_beside(world: World, workers: int, told: int) -> None:
    """So many runs at once, while so many facts more are told."""
    with ThreadPoolExecutor(workers) as pool:
        runs = [pool.submit(match_own_transfers, world.engine, "run") for _ in range(workers)]
        for _ in range(told):
            world.happens()
        for run in runs:
            run.result()


@pytest.mark.parametrize("seed", range(12))
def test_what_is_written_in_any_order_ends_where_matching_all_anew_does(
    engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, stood = World(engine, Random(seed)), 0
    for stage in range(12):
        monkeypatch.setattr(transfer_ends, "AT_ONCE", world.dice.choice((1, 4, 1000)))
        monkeypatch.setattr(own_transfers, "AT_ONCE", transfer_ends.AT_ONCE)
        for _ in range(world.dice.randrange(5, 20)):
            world.happens()
        if stage % 2:
            match_beside(world, workers=4, told=world.dice.randrange(6))
        match_own_transfers(engine, "run")
        assert fetch(engine, HELD) == world.truth(), f"stage {stage}"
        assert fetch(engine, NOTED) == fetch(engine, NOTES)
        stood += len(world.truth())
    [(taken_back,)] = fetch(engine, "SELECT count(*) FROM binance_transfer_matches WHERE taken_back_at IS NOT NULL")
    assert stood > 30 and taken_back > 5


def send(engine: Engine, amount: str, email: str, record: str, **other: Any) -> None:
    transfer(engine, "BTC", amount, source="account_transfer", email=email, external_id=record, **other)


PAIRS = "SELECT out_pid, in_pid FROM binance_transfer_matches WHERE taken_back_at IS NULL"


@pytest.mark.parametrize("at_once", [1, 1000])
def test_an_account_becomes_ours_with_its_first_end_and_is_none_without_its_last(
    engine: Engine, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One id is believed before the name of a stranger, and not before that of an account of ours."""
    for module in (transfer_ends, own_transfers):
        monkeypatch.setattr(module, "AT_ONCE", at_once)
    send(engine, "-1", "main@example.com", "7", counter_party="late@example.com")
    send(engine, "1", "two@example.com", "7")
    match_own_transfers(engine, "run")
    assert fetch(engine, PAIRS) == [(1, 2)]
    for day in DAYS:
        transfer(engine, "ETH", "1", email="Late@Example.com", datetime=at(day=day))
    match_own_transfers(engine, "run")
    assert fetch(engine, PAIRS) == []
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_transfers SET standing = 'failed' WHERE asset = 'ETH'"
        )
    match_own_transfers(engine, "run")
    assert fetch(engine, PAIRS) == [(1, 2)]


def test_an_account_that_is_spelled_otherwise_from_some_day_on_keeps_its_matches(engine: Engine) -> None:
    send(engine, "-1", "main@example.com", "7", counter_party="one@example.com")
    send(engine, "1", "One@Example.com", "7", counter_party="main@example.com")
    match_own_transfers(engine, "run")
    transfer(engine, "ETH", "5", email="one@example.com", datetime=at(day=DAYS[1]))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET status = 'again' WHERE amount = -1")
    assert match_own_transfers(engine, "run") == Matched(0, 0, 0)
    assert fetch(engine, PAIRS) == [(1, 2)]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[str]]:
    """The locks that were held at a time, of each time that what changed was looked at."""
    held: list[frozenset[str]] = []

    def noted(engine: Engine, *names: str) -> AbstractContextManager[Connection]:
        held.append(frozenset(names))
        return serialized(engine, *names)

    monkeypatch.setattr(own_transfers, "serialized", noted)
    return held


def test_two_ends_are_matched_under_the_locks_of_what_they_share(engine: Engine, taken: list[frozenset[str]]) -> None:
    send(engine, "-1", "main@example.com", "7")
    send(engine, "1", "two@example.com", "7")
    match_own_transfers(engine, "run")
    assert [len(names) for names in taken] == [0, len(taken[1])] and 2 <= len(taken[1]) <= 4


def test_many_legs_are_looked_at_once_under_all_locks(
    engine: Engine, taken: list[frozenset[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_transfers, "MANY", 1)
    send(engine, "-1", "main@example.com", "7")
    send(engine, "1", "two@example.com", "7")
    assert match_own_transfers(engine, "run").made == 1 and taken == [all_locks()]


def test_what_touches_more_by_the_time_its_locks_are_held_is_matched_under_all(
    engine: Engine, taken: list[frozenset[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run may have matched what is near to it while this one waited."""
    send(engine, "-1", "main@example.com", "7")
    send(engine, "1", "two@example.com", "7")
    more: Iterator[frozenset[str]] = iter((frozenset(), all_locks(), frozenset()))

    def touched(connection: Connection, *times: timedelta) -> frozenset[str]:
        return read_touched_ends(connection, *times) | next(more)

    monkeypatch.setattr(own_transfers, "read_touched_ends", touched)
    assert match_own_transfers(engine, "run").made == 1
    assert [names == all_locks() for names in taken] == [False, False, True]
