"""Two ends become one transfer by identity, then by amount and time; equal candidates are never guessed between.

Each case is matched by the product's SQL and by the same rule said in Python, which have to agree.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transfer_ends import Next, read_changed_ends, read_touched_ends
from binrecon.storage.transfer_matches import find_matches
from sqlalchemy import Connection, Engine

from tests.reconciliation.cases import moment
from tests.reconciliation.transfer_matching import End, Match, Matching, Place, match_ends

A, B, C = "a@x.com", "b@x.com", "c@x.com"
NOON = moment()
INSIDE, CHAIN = timedelta(seconds=10), timedelta(days=1)
_PID = itertools.count(1)


def end(email: str, amount: str, later: float = 0, **other: Any) -> End:
    told: dict[str, Any] = dict(pid=next(_PID), inside=True, asset="BTC", at=NOON + timedelta(seconds=later))
    return End(email=email, amount=Decimal(amount), **({"wallet": "SPOT"} | told | other))


def spot(amount: str, later: float = 0, email: str = A, to: str = "FUTURES", **other: Any) -> End:
    """A leg of SPOT whose record names another wallet of the account."""
    return end(email, amount, later, **({"other": Place(email, to), "tran_id": "7"} | other))


def futures(amount: str, later: float = 0, email: str = A, ledger_id: str = "99", **other: Any) -> End:
    """A row of income: it names nobody, and its time is a whole second."""
    return end(email, amount, later, **({"wallet": "FUTURES", "ledger_id": ledger_id} | other))


def chain(email: str, amount: str, later: float = 0, **other: Any) -> End:
    return end(email, amount, later, inside=False, **other)


_ENDS = """COPY binrecon_changed_ends (pid, email, wallet, inside, asset, amount, at, tran_id, ledger_id, client_id,
    txn_hash, network, pair, other_name, other_wallet, other_pair, stands) FROM STDIN"""
_database: ContextVar[Connection] = ContextVar("database")


@pytest.fixture(autouse=True)
def database(engine: Engine) -> Iterator[None]:
    with engine.connect() as connection:
        token = _database.set(connection)
        yield
        _database.reset(token)


def matched(*ends: End) -> Matching:
    said = match_ends(ends, {one.place.email for one in ends}, INSIDE, CHAIN)
    found = by_sql(ends)
    assert found.matches == said.matches
    assert sorted(found.undecided) == sorted(
        (sent, tuple(sorted(others, key=_when))) for sent, others in said.undecided
    )
    return said


def by_sql(ends: Sequence[End]) -> Matching:
    """What the product makes of these ends, of which nothing is kept."""
    connection, by_pid = _database.get(), {end.pid: end for end in ends}
    with connection.begin() as transaction:
        gather(connection, ends)
        undecided = find_matches(connection, INSIDE, CHAIN)
        found = connection.exec_driver_sql("SELECT method, matched_on, out_pid, in_pid FROM binrecon_matched").all()
        fitting = rows(connection, "reconcile/own_pairs.sql", {"inside": INSIDE, "chain": CHAIN})
        transaction.rollback()
    others: dict[End, list[End]] = {}
    for _, sent, received, alone in sorted(fitting):
        if not alone:
            others.setdefault(by_pid[sent], []).append(by_pid[received])
    assert undecided == len(others)
    matches = [Match(method, on, by_pid[sent], by_pid[received]) for method, on, sent, received in found]
    return Matching(tuple(sorted(matches, key=lambda one: (one.sent.at, one.sent.pid))), _in_order(others))


def _in_order(others: dict[End, list[End]]) -> tuple[tuple[End, tuple[End, ...]], ...]:
    return tuple((sent, tuple(sorted(received, key=_when))) for sent, received in others.items())


def _when(end: End) -> tuple[datetime, int]:
    return end.at, end.pid


def gather(connection: Connection, ends: Sequence[End]) -> None:
    """These ends as those that changed, none of which was ever kept."""
    read_changed_ends(connection, Next(0, 0))
    with driver(connection).cursor().copy(_ENDS) as copy:
        for end in ends:
            *row, pair = (value for name, value in end._asdict().items() if name != "other")
            copy.write_row((*row, pair, *end.other, True))
    read_touched_ends(connection, INSIDE, CHAIN)


def compared(*ends: End) -> int:
    """How many pairs of rows the joins look at, those among them that a condition of the join refuses."""
    query = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql_text('reconcile/own_pairs.sql')}"
    connection = _database.get()
    with connection.begin() as transaction:
        gather(connection, ends)
        find_matches(connection, INSIDE, CHAIN)
        for setting in ("enable_nestloop = off", "enable_mergejoin = off"):
            driver(connection).execute(f"SET LOCAL {setting}")
        [([plan],)] = driver(connection).execute(query, {"inside": INSIDE, "chain": CHAIN}).fetchall()
        transaction.rollback()
    looked = ("Actual Rows", "Rows Removed by Join Filter", "Rows Removed by Filter")
    return sum(round(node.get(name, 0)) for node in _joins(plan["Plan"]) for name in looked)


def _joins(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Join Type" in node:
        yield node
    for part in node.get("Plans", ()):
        yield from _joins(part)


def pairs(*ends: End) -> list[tuple[str, int, int]]:
    return [(m.method, ends.index(m.sent), ends.index(m.received)) for m in matched(*ends).matches]


@pytest.mark.parametrize(
    ("identity", "method", "said"),
    [
        ("tran_id", "tran_id", "tranId 7"),
        ("client_id", "client_tran_id", "clientTranId 7"),
        ("txn_hash", "txn_hash", "transaction 7"),
    ],
)
def test_one_identity_on_both_ends_matches_at_any_distance(identity: str, method: str, said: str) -> None:
    [found] = matched(end(A, "-1", **{identity: "7"}), end(B, "1", 500_000, **{identity: "7"})).matches
    assert (found.method, found.matched_on) == (method, said)


@pytest.mark.parametrize(
    "other",
    [
        end(B, "1", asset="ETH", tran_id="7"),
        end(B, "-1", tran_id="7"),
        end(B, "1", tran_id="8", later=11),
        end(B, "2", tran_id="7"),
        end(B, "1.000000000000000001", tran_id="7"),
        end(B, "0", tran_id="7"),
    ],
)
def test_another_asset_direction_id_or_amount_is_no_match(other: End) -> None:
    assert pairs(end(A, "-1", tran_id="7"), other) == []


def test_an_identity_wins_over_a_nearer_equal_amount() -> None:
    assert pairs(end(A, "-1", tran_id="7"), end(B, "1", 1, tran_id="8"), end(B, "1", 9, tran_id="7")) == [
        ("tran_id", 0, 2)
    ]


def test_ends_of_one_id_with_other_amounts_are_not_matched_by_time_with_somebody_else() -> None:
    assert pairs(end(A, "-1", tran_id="7"), end(B, "2", tran_id="7"), end(C, "1", 1)) == []


def test_the_account_that_the_record_names_decides_between_two_of_one_id() -> None:
    assert pairs(end(A, "-1", tran_id="7", other=Place(C)), end(B, "1", tran_id="7"), end(C, "1", tran_id="7")) == [
        ("tran_id", 0, 2)
    ]


def test_a_record_that_names_another_account_of_ours_is_no_match() -> None:
    assert pairs(end(A, "-1", other=Place(C)), end(B, "1"), end(C, "5")) == []


@pytest.mark.parametrize("stranger", ["c@x.com", "B@x.com.evil", "sub@elsewhere.com"])
def test_a_record_that_names_the_account_of_a_stranger_is_not_matched_by_time(stranger: str) -> None:
    assert pairs(end(A, "-1", other=Place(stranger)), end(B, "1")) == []
    assert pairs(end(A, "-1"), end(B, "1", other=Place(stranger))) == []


def test_an_identity_is_believed_before_the_name_of_a_stranger() -> None:
    assert pairs(end(A, "-1", other=Place("a custodian"), client_id="7"), end(B, "1", client_id="7")) == [
        ("client_tran_id", 0, 1)
    ]


def test_a_transfer_between_wallets_has_no_end_in_another_account() -> None:
    for identity in (None, "7"):
        there = end(B, "1", 5, tran_id=identity)
        assert pairs(end(A, "-1", other=Place(A, "FUNDING"), tran_id=identity), there) == []
    assert pairs(end(A, "-1"), end(B, "1", 5, other=Place(B, "FUNDING")), end(C, "1", 6)) == [("amount_and_time", 0, 2)]


# two wallets ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "method"), [("7", "tran_id"), ("99", "amount_and_time")])
def test_a_move_to_another_wallet_meets_the_row_of_its_ledger_whatever_number_that_has(
    number: str, method: str
) -> None:
    assert pairs(spot("-1", 0.9), futures("1", ledger_id=number)) == [(method, 0, 1)]
    assert pairs(futures("-1", ledger_id=number), spot("1", 0.9)) == [(method, 0, 1)]


def test_the_number_alone_is_enough_at_any_distance_and_time_reaches_ten_seconds() -> None:
    assert pairs(spot("-1"), futures("1", 500, ledger_id="7")) == [("tran_id", 0, 1)]
    assert pairs(spot("-1"), futures("1", 11)) == pairs(spot("-1", 11), futures("1")) == []


def test_both_legs_of_one_record_of_two_wallets_are_one_transfer() -> None:
    margin = end(A, "1", wallet="MARGIN", tran_id="7", other=Place(A, "SPOT"))
    assert pairs(spot("-1", to="MARGIN"), margin) == [("tran_id", 0, 1)]


@pytest.mark.parametrize(
    "other",
    [
        futures("1", email=B),
        futures("1", wallet="COIN_M_FUTURES"),
        futures("1", wallet="SPOT"),
        futures("2"),
        futures("-1"),
        futures("1", asset="ETH"),
        end(A, "1", tran_id="7", other=Place(A, "FUTURES")),
        end(A, "1", wallet="FUTURES", inside=False),
    ],
    ids=str,
)
@pytest.mark.parametrize("number", ["7", "99"])
def test_another_account_wallet_amount_asset_or_way_is_not_the_end_that_is_named(other: End, number: str) -> None:
    other = other._replace(ledger_id=other.ledger_id and number)
    assert pairs(spot("-1"), other) == []


def test_a_number_that_two_numberings_have_in_common_says_nothing_where_the_rest_does_not_fit() -> None:
    stranger = futures("5", 1, ledger_id="7")
    assert pairs(spot("-1"), stranger, futures("1", 2)) == [("amount_and_time", 0, 2)]


def test_the_end_that_a_record_names_comes_before_one_that_only_fits() -> None:
    """Two moves of one amount within seconds; the ledgers name nobody, so that each fits the other too."""
    sent, arrived = spot("-1", tran_id=None), futures("1", 1)
    back, home = end(A, "-1", 2, wallet="OPTION", ledger_id="5"), spot("1", 3, to="OPTION", tran_id=None)
    assert pairs(sent, arrived, back, home) == [("amount_and_time", 0, 1), ("amount_and_time", 2, 3)]


def test_ledgers_of_two_accounts_are_one_by_their_number_alone() -> None:
    assert pairs(futures("-1"), futures("1", 1, email=B, ledger_id="98")) == []
    assert pairs(futures("-1"), futures("1", 1, email=B)) == [("tran_id", 0, 1)]


def test_what_leaves_a_wallet_and_comes_back_is_no_transfer_of_two_ends() -> None:
    assert pairs(futures("-1", ledger_id="98"), futures("1", 1)) == []
    assert pairs(futures("-1"), futures("1", 1)) == []


def test_two_wallets_that_name_nobody_are_one_account_s_transfer() -> None:
    assert pairs(futures("-1"), end(A, "1", 1, wallet="OPTION", ledger_id="5")) == [("amount_and_time", 0, 1)]


def test_equal_rows_of_the_ledger_leave_a_move_undecided_and_named() -> None:
    sent, one, other = spot("-1"), futures("1", 0, ledger_id="98"), futures("1", 1)
    assert matched(sent, one, other).undecided == ((sent, (one, other)),)
    assert pairs(sent, one, other._replace(ledger_id="7")) == [("tran_id", 0, 2)]


def test_the_wallet_of_another_account_is_the_one_that_the_record_names() -> None:
    sent = end(A, "-1", tran_id="7", other=Place(B, "FUTURES"))
    assert pairs(sent, futures("1", email=B)) == [("amount_and_time", 0, 1)]
    assert pairs(sent, end(B, "1", tran_id="7", other=Place(A, "SPOT"))) == []
    assert pairs(sent, futures("1", email=C)) == pairs(sent, futures("1")) == []


def test_a_deposit_is_no_end_of_a_move_between_wallets() -> None:
    assert pairs(futures("-1"), chain(A, "1", 1)) == pairs(futures("-1"), chain(B, "1", 1)) == []


@pytest.mark.parametrize(
    ("one", "other", "found"), [("TRX", "ETH", False), ("TRX", "trx", True), ("TRX", None, True), (None, "ETH", True)]
)
def test_a_deposit_on_another_network_is_no_match_by_time(one: str | None, other: str | None, found: bool) -> None:
    assert bool(pairs(chain(A, "-1", network=one), chain(B, "1", 60, network=other))) is found


@pytest.mark.parametrize(("later", "found"), [(0, True), (-10, True), (10, True), (10.001, False), (-10.001, False)])
def test_inside_the_exchange_the_window_reaches_both_ways(later: float, found: bool) -> None:
    assert bool(pairs(end(A, "-1"), end(B, "1", later))) is found


@pytest.mark.parametrize(("later", "found"), [(0, True), (86_400, True), (86_401, False), (-1, False)])
def test_a_deposit_follows_its_withdrawal_within_the_window(later: float, found: bool) -> None:
    assert bool(pairs(chain(A, "-1"), chain(B, "1", later))) is found


@pytest.mark.parametrize(
    "other", [chain(A, "1", 60), end(B, "1", 1), chain(B, "0.9", 60), chain(B, "1", 60, txn_hash="0xdef")]
)
def test_own_account_other_kind_other_amount_or_other_hash_is_no_match_by_time(other: End) -> None:
    assert pairs(chain(A, "-1", txn_hash="0xabc"), other) == []


def test_a_withdrawal_without_its_hash_yet_is_matched_by_time() -> None:
    assert pairs(chain(A, "-1"), chain(B, "1", 60, txn_hash="0xdef")) == [("amount_and_time", 0, 1)]


def equal_amounts(hashes: tuple[bool, bool]) -> list[End]:
    """Withdrawals and deposits of one amount within a day, each with a transaction of its own or with none."""
    way = {"-1": (A, "s", hashes[0]), "1": (B, "r", hashes[1])}
    return [
        chain(email, amount, n, txn_hash=f"{side}{n}" if is_told else None)
        for amount, (email, side, is_told) in way.items()
        for n in range(200)
    ]


def test_many_equal_amounts_whose_transactions_are_others_are_not_compared_with_each_other() -> None:
    ends = equal_amounts((True, True))
    assert pairs(*ends) == []
    assert compared(*ends) <= 4 * len(ends)
    for hashes in ((True, False), (False, True), (False, False)):
        assert compared(*equal_amounts(hashes)) > 10_000, "each fits half of all the others"


def test_outputs_of_one_transaction_are_told_apart_by_amount() -> None:
    ends = [
        chain(A, "-1", txn_hash="h"),
        chain(A, "-2", txn_hash="h"),
        chain(B, "2", 9, txn_hash="h"),
        chain(C, "1", 9, txn_hash="h"),
    ]
    assert pairs(*ends) == [("txn_hash", 0, 3), ("txn_hash", 1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0xABC", "0xabc"),
        ("Off-chain transfer 12", "Internal transfer 12"),
        ("Off-chain transfer 12", "off-chain transfer 12"),
    ],
)
def test_one_transaction_may_be_written_in_two_ways(one: str, other: str) -> None:
    assert pairs(chain(A, "-1", txn_hash=one), chain(B, "1", 9, txn_hash=other)) == [("txn_hash", 0, 1)]


@pytest.mark.parametrize("identity", [{}, {"tran_id": "7"}, {"txn_hash": "7"}])
def test_two_equal_candidates_leave_all_three_undecided_and_named(identity: dict[str, str]) -> None:
    sent, one, other = end(A, "-1", **identity), end(B, "1", 1, **identity), end(B, "1", 2, **identity)
    found = matched(sent, one, other)
    assert (found.matches, found.undecided) == ((), ((sent, (one, other)),))


def test_two_senders_of_one_arrival_are_undecided_too() -> None:
    one, other, arrival = end(A, "-1"), end(C, "-1", 1), end(B, "1", 2)
    assert (pairs(one, other, arrival), [sent for sent, _ in matched(one, other, arrival).undecided]) == (
        [],
        [one, other],
    )


def test_the_order_of_the_ends_changes_nothing() -> None:
    ends = [end(A, f"-{n % 5 + 1}", n * 3, tran_id=str(n) if n % 2 else None) for n in range(40)]
    ends += [end(B, f"{n % 5 + 1}", n * 3 + 1, tran_id=str(n) if n % 2 else None) for n in range(40)]
    shuffled = list(ends)
    Random(3).shuffle(shuffled)
    assert matched(*ends) == matched(*shuffled)
    assert len(matched(*ends).matches) >= 20


@pytest.mark.parametrize("seed", range(20))
def test_any_ends_are_matched_as_the_rule_says(seed: int) -> None:
    """Transfers with two ends that tell more or less of each other, and few numbers, so that every way to be one and
    every doubt comes up."""
    dice = Random(seed)
    ends: list[End] = []
    while len(ends) < 300:
        one = _drawn(dice)
        ends += [one, *(_arrived(dice, one) for _ in range(dice.choice((0, 1, 1, 1, 1, 2))))]
    found = matched(*(one._replace(pid=pid) for pid, one in enumerate(ends, 1)))
    assert len({match.method for match in found.matches}) == 4 and len(found.matches) > 40 and found.undecided


def _drawn(dice: Random) -> End:
    """What one list tells of a transfer."""
    said = dice.choice(
        ({}, _number(dice, "tran_id"), _number(dice, "ledger_id"), _number(dice, "client_id"), _hash(dice))
    )
    return End(
        pid=0,
        email=dice.choice("abcdABCD"),
        wallet=dice.choice(("SPOT", "FUTURES", "ISOLATED_MARGIN")),
        inside=dice.random() < 0.6,
        asset=dice.choice(("BTC", "BTC", "ETH")),
        amount=Decimal(dice.randrange(-40, 41)) / dice.choice((1, 8)),
        at=NOON + timedelta(milliseconds=dice.choice((250, 500, 1000)) * dice.randrange(400_000)),
        other=_named(dice) if dice.random() < 0.3 else Place(),
        network=dice.choice((None, "TRX", "trx", "ETH")),
        pair=dice.choice(("", "", "BTCUSDT", "ETHUSDT")),
        **said,
    )


def _arrived(dice: Random, one: End) -> End:
    """The other end, which lies within reach or just beyond it, and tells the same as the first, less or otherwise."""
    reach = INSIDE if one.inside else CHAIN
    at = one.at + reach * dice.choice((0, 0.25, 0.5, 1, 1.125, -0.25))
    other = _drawn(dice)._replace(asset=one.asset, inside=one.inside, amount=-one.amount, at=at, network=one.network)
    if dice.random() < 0.5:
        other = other._replace(tran_id=one.tran_id or one.ledger_id, client_id=one.client_id, txn_hash=one.txn_hash)
    if dice.random() < 0.3:
        other = other._replace(other=one.place)
    return other._replace(amount=other.amount * 2) if dice.random() < 0.05 else other


def _named(dice: Random) -> Place:
    """As a record may name the other end: in part, wholly, or as a stranger's."""
    wallet = dice.choice(("", "SPOT", "FUTURES", "ISOLATED_MARGIN", "FUNDING"))
    return Place(dice.choice(("", *"abcd", "x")), wallet, dice.choice(("", "", "BTCUSDT")))


def _number(dice: Random, name: str) -> dict[str, Any]:
    return {name: str(dice.randrange(150))}


def _hash(dice: Random) -> dict[str, Any]:
    words = dice.choice(("0xA", "0xa", "Off-chain transfer ", "internal transfer "))
    return {"txn_hash": f"{words}{dice.randrange(40)}"}
