"""Revision 0010: the ends that stand are known as the next run reads them, so that it finds nothing changed."""

from __future__ import annotations

import json
from datetime import timedelta

from binrecon.domain.intervals import Interval
from binrecon.storage.database import engine_from
from binrecon.storage.transfer_ends import ChangedEnds, read_changed_ends
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
EVERYTHING = Interval(at() - timedelta(days=2), at() + timedelta(days=2))


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
    transfer(engine, "BTC", "-1", "transfer_out", source="withdraw", txn_hash="", network="TRX", external_id="w")
    transfer(engine, "BTC", "-0.1", "txn_fee", source="withdraw", external_id="w")
    transfer(engine, "BTC", "1", standing="failed")


def test_the_next_run_finds_nothing_changed(empty_database: Database) -> None:
    assert alembic(empty_database.owner_url, "upgrade", "0008").returncode == 0
    engine = engine_from(empty_database.owner_url)
    ends_of_every_kind(engine)
    assert alembic(empty_database.owner_url, "upgrade", "0010").returncode == 0
    assert fetch(engine, "SELECT count(*) FROM binance_transfer_ends") == [(17,)]
    with engine.connect() as connection:
        for email in (EMAIL, SUB):
            assert read_changed_ends(connection, email, EVERYTHING) == ChangedEnds((), ())
    assert alembic(empty_database.owner_url, "downgrade", "0008").returncode == 0
    engine.dispose()
