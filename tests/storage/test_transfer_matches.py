"""Matches as they are kept: on both legs, once, and taken back with a reason when the evidence says otherwise."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from binrecon.domain import thresholds
from binrecon.services.own_transfers import CHAIN, match_own_transfers
from binrecon.storage.transactions import consistent_read
from binrecon.storage.transfer_ends import Next, keep_ends, read_changed_ends, read_touched_ends
from binrecon.storage.transfer_matches import Matched, find_matches, write_matches
from sqlalchemy import Connection, Engine

from tests.storage.rows import DAY, EMAIL, at, fetch, insert, transfer

OTHER = "Sub@Example.com"
MATCHES = """SELECT method, matched_on, sender, receiver, sent, received, taken_back_reason
    FROM binance_transfer_matches ORDER BY id"""
LEGS = "SELECT external_id, email, match_id, reconciled FROM binance_reconciliation_transfers ORDER BY pid"


def send(engine: Engine, amount: str, email: str, record: str, **other: Any) -> None:
    transfer(
        engine,
        "BTC",
        amount,
        source="account_transfer",
        endpoint="sub_user_history",
        email=email,
        external_id=record,
        **other,
    )


def match(engine: Engine, run_id: str = "run") -> Matched:
    return match_own_transfers(engine, run_id)


@pytest.fixture
def sent(engine: Engine) -> Engine:
    """One BTC from one account to the other, told by both under one tranId."""
    send(engine, "-1", EMAIL, "7", counter_party=OTHER.lower())
    send(engine, "1", OTHER, "7", datetime=at("12:00:03"))
    return engine


def test_a_match_says_what_it_rests_on_and_stands_on_both_legs(sent: Engine) -> None:
    assert match(sent) == Matched(1, 0, 0)
    assert fetch(sent, MATCHES) == [("tran_id", "tranId 7", EMAIL, OTHER, -1, 1, None)]
    assert fetch(sent, LEGS) == [("7", EMAIL, 1, True), ("7", OTHER, 1, True)]


def test_a_rerun_changes_no_row(sent: Engine) -> None:
    match(sent)
    whole = "SELECT * FROM {} ORDER BY 1"
    before = [
        fetch(sent, whole.format(name)) for name in ("binance_transfer_matches", "binance_reconciliation_transfers")
    ]
    assert match(sent, "again") == Matched(0, 0, 0)
    assert before == [
        fetch(sent, whole.format(name)) for name in ("binance_transfer_matches", "binance_reconciliation_transfers")
    ]


def update(engine: Engine, change: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE binance_reconciliation_transfers SET {change}")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("standing = 'failed' WHERE amount < 0", "what was sent does not count any more"),
        ("standing = 'failed' WHERE amount > 0", "what was received does not count any more"),
        ("amount = 2 WHERE amount > 0", "nothing names these two ends any more, or several would fit"),
        (
            "external_id = '8', datetime = datetime + interval '1 hour' WHERE amount > 0",
            "nothing names these two ends any more, or several would fit",
        ),
    ],
)
def test_a_match_is_taken_back_with_the_reason_and_both_legs_are_free(sent: Engine, change: str, reason: str) -> None:
    match(sent)
    update(sent, change)
    assert match(sent) == Matched(0, 1, 0)
    assert [row[-1] for row in fetch(sent, MATCHES)] == [reason]
    assert [row[2:] for row in fetch(sent, LEGS)] == [(None, False), (None, False)]


def test_records_that_change_together_give_a_new_match_and_keep_the_old_one_to_read(sent: Engine) -> None:
    match(sent)
    update(sent, "amount = 2 * amount, reconciled = false")
    assert match(sent) == Matched(1, 1, 0)
    assert [(row[4], row[-1]) for row in fetch(sent, MATCHES)] == [
        (-1, "the same ends, and the records say otherwise of them"),
        (-2, None),
    ]
    assert {row[2:] for row in fetch(sent, LEGS)} == {(2, True)}


def test_the_end_that_an_identity_names_takes_the_place_of_the_nearer_one(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    send(engine, "1", OTHER, "9", datetime=at("12:00:01"))
    match(engine)
    send(engine, "1", "third@example.com", "7", datetime=at("13:00:00"))
    assert match(engine) == Matched(1, 1, 0)
    assert [(row[0], row[-1]) for row in fetch(engine, MATCHES)] == [
        ("amount_and_time", "an end belongs to another"),
        ("tran_id", None),
    ]
    assert [row[3] for row in fetch(engine, LEGS)] == [True, False, True]


def test_two_equal_arrivals_are_left_alone_and_counted(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    for record in ("8", "9"):
        send(engine, "1", OTHER, record)
    assert match(engine) == Matched(0, 0, 1)


def test_a_withdrawal_arrives_as_a_deposit_of_another_account_without_its_fee(engine: Engine) -> None:
    for amount, kind in (("-1", "transfer_out"), ("-0.1", "txn_fee")):
        transfer(engine, "BTC", amount, kind, source="withdraw", external_id="w", txn_hash="0xAB")
    transfer(engine, "BTC", "1", email=OTHER, txn_hash="0xab", datetime=at("01:00:00", DAY + timedelta(days=1)))
    assert match(engine) == Matched(1, 0, 0)
    assert [row[2] for row in fetch(engine, LEGS)] == [1, None, 1]


def test_ends_are_matched_however_far_apart_and_long_ago_they_lie(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7", datetime=at(day=DAY - timedelta(days=400)))
    assert match(engine) == Matched(0, 0, 0)
    send(engine, "1", OTHER, "7", datetime=at(day=DAY + timedelta(days=40)))
    assert match(engine) == Matched(1, 0, 0)
    assert match(engine) == Matched(0, 0, 0)


def test_what_does_not_count_has_no_other_end(sent: Engine) -> None:
    update(sent, "standing = 'failed' WHERE amount > 0")
    assert match(sent) == Matched(0, 0, 0)


def test_the_client_s_own_id_is_read_from_the_page_the_leg_came_from(engine: Engine) -> None:
    insert(
        engine,
        "binance_raw_transfer_between_account_main_spot",
        dict(
            id=5,
            email=EMAIL,
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
            transfer_data=json.dumps([{"tranId": 7, "clientTranId": "mine"}, {"tranId": 8, "clientTranId": ""}]),
        ),
    )
    transfer(engine, "BTC", "-1", source="account_transfer", endpoint="universal_transfer", fid=5, external_id="7")
    transfer(engine, "BTC", "1", source="custody_transfer", email=OTHER, external_id="mine", datetime=at("15:00:00"))
    match(engine)
    assert [row[:2] for row in fetch(engine, MATCHES)] == [("client_tran_id", "clientTranId mine")]


def test_a_leg_that_was_written_again_and_says_the_same_is_noted_again(sent: Engine) -> None:
    match(sent)
    before = fetch(sent, LEGS)
    update(sent, "status = 'said otherwise', reconciled = false WHERE amount > 0")
    assert match(sent) == Matched(0, 0, 0)
    assert fetch(sent, LEGS) == before


def test_wallet_transfers_of_two_accounts_are_not_one_transfer_and_take_no_other_s_end(engine: Engine) -> None:
    wallet = dict(source="wallet_transfer", endpoint="wallet_transfer", counter_party="FUNDING")
    transfer(engine, "BTC", "-1", external_id="1", **wallet)
    transfer(engine, "BTC", "1", external_id="2", email=OTHER, datetime=at("12:00:05"), **wallet)
    send(engine, "-1", EMAIL, "7", counter_party=OTHER)
    assert match(engine) == Matched(0, 0, 0)


def test_a_deposit_on_another_network_is_not_what_was_withdrawn(engine: Engine) -> None:
    transfer(engine, "USDT", "-100", source="withdraw", endpoint="withdraw_history", network="TRX")
    transfer(engine, "USDT", "100", email=OTHER, network="ETH", txn_hash="0xabc", datetime=at("23:00:00"))
    assert match(engine) == Matched(0, 0, 0)


def test_two_runs_at_once_make_one_match(sent: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = [found.made for found in pool.map(lambda _: match(sent), range(4))]
    assert sorted(made) == [0, 0, 0, 1]


def test_names_with_every_dangerous_character_come_through(engine: Engine) -> None:
    for email, amount in (("a\\b\t'x", "-1"), ("%(day)s\n", "1")):
        transfer(engine, "a\\b\t%s", amount, source="account_transfer", email=email, external_id="7")
    assert match(engine) == Matched(1, 0, 0)


def test_marking_all_legs_moves_few_to_another_page_so_that_hardly_an_index_is_written(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("""
            INSERT INTO binance_reconciliation_transfers (source, endpoint, fid, external_id, leg, datetime, txn_type,
                txn_subtype, email, wallet, asset, amount, status, standing, evidence_at)
            SELECT 'account_transfer', 'sub_user_history', 1, n, 1 + side, '2026-11-02 12:00Z',
                   (ARRAY['transfer_in', 'transfer_out'])[1 + side], 'x', side || '@example.com', 'SPOT', 'BTC',
                   CASE side WHEN 0 THEN n ELSE -n END, '', 'counts', now()
            FROM generate_series(1, 200) AS n CROSS JOIN generate_series(0, 1) AS side""")
    pages = "SELECT pid, (ctid::text::point)[0] FROM binance_reconciliation_transfers ORDER BY pid"
    before = fetch(engine, pages)
    assert match(engine).made == 200
    moved = [pid for (pid, page), (_, now) in zip(before, fetch(engine, pages), strict=True) if now != page]
    assert len(moved) < 40 and len({page for _, page in before}) > 5


_STOOD = """
    INSERT INTO binance_transfer_ends (pid, email, wallet, pair, inside, asset, amount, at, other_name, other_wallet,
        other_pair, tran_id)
    SELECT 1000000 + 2 * n + side, (n + side) %% 2 || '@example.com', 'SPOT', '', true, 'BTC',
        CASE side WHEN 0 THEN -n ELSE n END, '2026-01-01Z'::timestamptz + n * interval '1 minute',
        (n + 1 - side) %% 2 || '@example.com', '', '', n
    FROM generate_series(1, 20000) AS n CROSS JOIN generate_series(0, 1) AS side;
    INSERT INTO binance_transfer_matches (method, matched_on, asset, out_pid, in_pid, sender, receiver, sent, received,
        sent_at, received_at)
    SELECT 'tran_id', 'tranId ' || n, 'BTC', 1000000 + 2 * n, 1000001 + 2 * n, '', '', -n, n, now(), now()
    FROM generate_series(1, 20000) AS n"""
_READ_WHOLE = """SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_xact_user_tables
    WHERE relname IN ('binance_transfer_ends', 'binance_transfer_matches')"""


@pytest.mark.parametrize("analyzed", [True, False])
@pytest.mark.parametrize("sender", ["0@example.com", "an account without an end @example.com"])
def test_two_legs_read_few_of_all_that_stands(
    owner_engine: Engine, engine: Engine, sender: str, analyzed: bool
) -> None:
    """Of few accounts with many ends each, of which the records name a stranger."""
    with owner_engine.begin() as connection:
        connection.exec_driver_sql(_STOOD)
        if analyzed:
            connection.exec_driver_sql("ANALYZE binance_transfer_ends, binance_transfer_matches")
    send(engine, "-1", sender, "a", counter_party="stranger@example.com")
    send(engine, "1", "1@example.com", "a")
    with consistent_read(engine) as connection:
        assert written_and_read_whole(connection) == (1, 0)


def written_and_read_whole(connection: Connection) -> tuple[int, int]:
    """How many matches a run makes, and how many rows of ends and of matches it reads without an index."""
    following = Next(10**9, 2)
    read_changed_ends(connection, following)
    read_touched_ends(connection, thresholds.OTHER_END_REACH, CHAIN)
    find_matches(connection, thresholds.OTHER_END_REACH, CHAIN)
    keep_ends(connection, following)
    made, _ = write_matches(connection, "run")
    return made, connection.exec_driver_sql(_READ_WHOLE).scalar_one()


_TOLD = """
    INSERT INTO binance_transfer_ends (pid, email, wallet, pair, inside, asset, amount, at, other_name, other_wallet,
        other_pair, txn_hash)
    SELECT 1000000 + n, mod(n, 2) || '@example.com', 'SPOT', '', false, 'BTC', CASE mod(n, 2) WHEN 0 THEN -1 ELSE 1 END,
        '2026-11-02 00:00Z'::timestamptz + n * interval '1 second', '', '', '', 'of ' || n
    FROM generate_series(1, 2000) AS n"""
_LOOKED_UP = """SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables
    WHERE relname = 'binance_transfer_ends'"""


@pytest.mark.parametrize("analyzed", [True, False])
def test_a_deposit_with_its_transaction_reads_none_of_the_equal_withdrawals_with_theirs(
    owner_engine: Engine, engine: Engine, analyzed: bool
) -> None:
    with owner_engine.begin() as connection:
        connection.exec_driver_sql(_TOLD)
        if analyzed:
            connection.exec_driver_sql("ANALYZE binance_transfer_ends")
    assert looked_up(engine, "0xab") < 100
    assert looked_up(engine, None) > 900, "it could be the end of each"


def looked_up(engine: Engine, txn_hash: str | None) -> int:
    """How many ends a deposit makes a run look up."""
    transfer(engine, "BTC", "1", email=OTHER, txn_hash=txn_hash, datetime=at("23:00:00"))
    with consistent_read(engine) as connection:
        before = connection.exec_driver_sql(_LOOKED_UP).scalar_one()
        read_changed_ends(connection, Next(10**9, 1))
        read_touched_ends(connection, thresholds.OTHER_END_REACH, CHAIN)
        found = connection.exec_driver_sql(_LOOKED_UP).scalar_one() - before
    match(engine)
    return int(found)
