"""Revision 0010: the ends of held matches are known as the next run reads them, and everything else is matched once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from binrecon.services.own_transfers import match_own_transfers
from binrecon.storage.database import engine_from
from binrecon.storage.transfer_ends import next_to_match, read_changed_ends
from binrecon.storage.transfer_matches import Matched
from sqlalchemy import Engine

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.rows import EMAIL, at, fetch, insert, transfer

SUB = "Sub@Example.com"
PAGES = {
    "universal_transfer": ("binance_raw_transfer_between_account_main_spot", "transfer_data"),
    "margin_universal_transfer": ("binance_raw_transfer_between_account_main_spot", "transfer_data"),
    "sub_user_history": ("binance_raw_transfer_between_account_sub", "transfer_data"),
    "managed_transfer": ("binance_raw_product_history", "product_data"),
}
HELD = "SELECT out_pid, in_pid FROM binance_transfer_matches WHERE taken_back_at IS NULL ORDER BY 1"
ENDS = "effective AND leg <> 3 AND txn_subtype <> 'FUNDING_FEE' ORDER BY pid"
TO_MATCH = "SELECT pid FROM binance_transfers_to_match ORDER BY 1"


@pytest.fixture
def before(empty_database: Database) -> Iterator[Engine]:
    """A database before the revision."""
    assert alembic(empty_database.owner_url, "upgrade", "0009").returncode == 0
    engine = engine_from(empty_database.owner_url)
    yield engine
    engine.dispose()


def upgraded(engine: Engine) -> None:
    assert alembic(engine.url.render_as_string(hide_password=False), "upgrade", "0010").returncode == 0


def write(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


def hold(engine: Engine, sent: int, received: int) -> None:
    """A match of these two legs, noted on both."""
    write(
        engine,
        f"""INSERT INTO binance_transfer_matches
        (method, matched_on, asset, out_pid, in_pid, sender, receiver, sent, received, sent_at, received_at)
        VALUES ('tran_id', 'tranId 7', 'BTC', {sent}, {received}, '{EMAIL}', '{SUB}', -1, 1, now(), now())""",
    )
    write(
        engine,
        f"""UPDATE binance_reconciliation_transfers
        SET match_id = (SELECT max(id) FROM binance_transfer_matches), reconciled = true
        WHERE pid IN ({sent}, {received})""",
    )


def send(engine: Engine, amount: str, email: str, record: str) -> None:
    transfer(engine, "BTC", amount, source="account_transfer", email=email, external_id=record)


def page(engine: Engine, number: int, endpoint: str, *records: dict[str, object]) -> None:
    table, data = PAGES[endpoint]
    told = dict(id=number, email=EMAIL, endpoint=endpoint, coverage_id=1, window_start=at(), window_end=at())
    sent = dict(request="{}", http_status=200, weight_headers="{}", received_at=at(), body="", body_sha256="")
    insert(engine, table, {**told, **sent, data: json.dumps(records)})


def ends_of_every_kind(engine: Engine) -> None:
    moved = {"fromAccountType": "USDT_FUTURE", "toAccountType": "SPOT"}
    page(engine, 1, "universal_transfer", {"tranId": 7, "clientTranId": "mine", **moved}, {"tranId": 8, **moved})
    page(engine, 2, "sub_user_history", {"tranId": 9, "fromAccountType": "SPOT", "toAccountType": "CROSS_MARGIN"})
    page(engine, 3, "margin_universal_transfer", {"tranId": 7, "clientTranId": "", **moved})
    page(engine, 4, "managed_transfer", {"tranId": "x", "fromAccountType": "SPOT", "toAccountType": "FUNDING"})
    between = dict(source="account_transfer", endpoint="universal_transfer", fid=1)
    transfer(engine, "BTC", "-1", external_id="7", counter_party=SUB.lower(), **between)
    transfer(engine, "BTC", "1", external_id="8", counter_party=EMAIL.upper(), **between)
    listed = dict(source="account_transfer", email=SUB, counter_party="no address")
    transfer(engine, "BTC", "1", external_id="9", endpoint="sub_user_history", fid=2, **listed)
    transfer(engine, "BTC", "-1", external_id="x", endpoint="managed_transfer", fid=4, **listed)
    margin = dict(wallet="MARGIN", fid=3)
    told = dict(source="margin_account_transfer", endpoint="margin_universal_transfer", counter_party=SUB)
    transfer(engine, "BTC", "-1", external_id="7", **told, **margin)
    transfer(engine, "BTC", "1", external_id="70", source="margin_wallet_transfer", counter_party="MAIN", **margin)
    transfer(engine, "BTC", "1", external_id="71", source="margin_transfer")
    transfer(engine, "BTC", "1", external_id="72", source="wallet_transfer", counter_party="FUNDING")
    isolated = dict(source="isolated_transfer", wallet="ISOLATED_MARGIN")
    for number, party in enumerate(("SPOT", "ISOLATED_MARGIN:ETHUSDT", "MOTHER_SPOT", "SUB_MARGIN", None)):
        transfer(engine, "BTCUSDT:USDT", "1", external_id=f"i{number}", counter_party=party, **isolated)
    income = dict(wallet="FUTURES", source="um_income")
    transfer(engine, "USDT", "5", external_id="TRANSFER:99:USDT", txn_subtype="TRANSFER", **income)
    transfer(engine, "USDT", "5", external_id="FUNDING_FEE:98:USDT", txn_subtype="FUNDING_FEE", **income)
    transfer(engine, "BTC", "1", external_id="mine", source="custody_transfer", email=SUB)
    transfer(engine, "BTC", "1", txn_hash="Internal transfer 12", network="")
    transfer(engine, "BTC", "1", txn_hash="0xAB", network="ETH")
    transfer(engine, "BTC", "-1", "transfer_out", source="withdraw", txn_hash="", network="TRX", external_id="w")
    transfer(engine, "BTC", "-0.1", "txn_fee", source="withdraw", external_id="w")
    transfer(engine, "BTC", "1", standing="failed")


def test_what_was_matched_is_known_as_the_next_run_reads_it(before: Engine) -> None:
    ends_of_every_kind(before)
    ends = [pid for (pid,) in fetch(before, f"SELECT pid FROM binance_reconciliation_transfers WHERE {ENDS}")]
    for sent, received in zip(ends[::2], ends[1::2], strict=True):
        hold(before, sent, received)
    upgraded(before)
    assert fetch(before, "SELECT pid FROM binance_transfer_ends ORDER BY 1") == [(pid,) for pid in ends]
    assert fetch(before, TO_MATCH) == []
    write(before, "INSERT INTO binance_transfers_to_match (pid) SELECT pid FROM binance_transfer_ends")
    with before.connect() as connection:
        following = next_to_match(connection)
        assert following is not None
        read_changed_ends(connection, following)
        assert connection.exec_driver_sql("SELECT * FROM binrecon_changed_ends").all() == []


def test_what_was_booked_and_not_matched_is_matched_by_the_next_run(before: Engine) -> None:
    send(before, "-1", EMAIL, "7")
    send(before, "1", SUB, "7")
    transfer(before, "BTC", "-0.1", "txn_fee", source="withdraw")
    upgraded(before)
    assert fetch(before, TO_MATCH) == [(1,), (2,)]
    assert match_own_transfers(before, "run") == Matched(1, 0, 0)
    assert match_own_transfers(before, "run") == Matched(0, 0, 0)


def test_a_match_of_a_leg_that_does_not_count_by_then_is_taken_back(before: Engine) -> None:
    send(before, "-1", EMAIL, "7")
    send(before, "1", SUB, "7")
    hold(before, 1, 2)
    write(
        before,
        "UPDATE binance_reconciliation_transfers SET standing = 'withdrawn', reconciled = false WHERE amount > 0",
    )
    upgraded(before)
    assert match_own_transfers(before, "run") == Matched(0, 1, 0)
    assert (
        fetch(before, "SELECT 1 FROM binance_reconciliation_transfers WHERE match_id IS NOT NULL OR reconciled") == []
    )


def test_an_end_whose_other_end_changed_by_then_finds_another(before: Engine) -> None:
    send(before, "-1", EMAIL, "7")
    send(before, "1", SUB, "7")
    send(before, "-1", "third@example.com", "8")
    hold(before, 1, 2)
    write(
        before,
        "UPDATE binance_reconciliation_transfers SET external_id = '9', amount = -2, reconciled = false WHERE pid = 1",
    )
    upgraded(before)
    match_own_transfers(before, "run")
    assert fetch(before, HELD) == [(3, 2)]


def test_down_and_up_again_keeps_the_matches(before: Engine) -> None:
    upgraded(before)
    send(before, "-1", EMAIL, "7")
    send(before, "1", SUB, "7")
    match_own_transfers(before, "run")
    assert alembic(before.url.render_as_string(hide_password=False), "downgrade", "0009").returncode == 0
    upgraded(before)
    assert match_own_transfers(before, "run") == Matched(0, 0, 0)
    assert fetch(before, HELD) == [(1, 2)]
