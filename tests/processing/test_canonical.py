"""Running all templates: pairs before their trades, one fact from two witnesses once, two runs at once like one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from binrecon.processing import canonical
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.sql.pages import add_pages, make_pending_again

MAIN = "main@example.com"
NOON = 1793534400000
PAIR = {
    "symbol": "BNBBTC",
    "status": "TRADING",
    "baseAsset": "BNB",
    "quoteAsset": "BTC",
    "isSpotTradingAllowed": True,
    "isMarginTradingAllowed": False,
}
FILL = {
    "symbol": "BNBBTC",
    "id": 1,
    "price": "4",
    "qty": "12",
    "quoteQty": "48",
    "commission": "0.1",
    "commissionAsset": "BNB",
    "time": NOON,
    "isBuyer": True,
    "isMaker": False,
}
UNIVERSAL = {
    "tranId": 5,
    "fromEmail": MAIN,
    "toEmail": "sub@example.com",
    "asset": "BNB",
    "amount": "2",
    "createTimeStamp": NOON,
    "fromAccountType": "SPOT",
    "toAccountType": "SPOT",
    "status": "SUCCESS",
}
SUB_TRANSFER = {
    "from": MAIN,
    "to": "sub@example.com",
    "asset": "BNB",
    "qty": "2",
    "status": "SUCCESS",
    "tranId": 5,
    "time": NOON,
}


class Account:
    """Stores pages for an account and reads tables."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine = engine
        self.file = folder / "raw.json"

    def answer(self, template: str, key: str, *records: Any, at: str = "2026-11-03T02:00Z", email: str = MAIN) -> None:
        self.file.write_text(json.dumps({"runs": [[{"key": key, "received_at": at, "records": list(records)}]]}))
        add_pages(self.engine, template, self.file, 0, email)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def transfers(self) -> list[tuple[Any, ...]]:
        columns = "endpoint, external_id, leg, status"
        return self.rows(f"SELECT {columns} FROM binance_reconciliation_transfers ORDER BY email, leg")


@pytest.fixture
def account(engine: Engine, tmp_path: Path) -> Account:
    return Account(engine, tmp_path)


def test_pairs_are_read_before_the_trades_in_them(account: Account) -> None:
    account.answer("trades", "BNBBTC", FILL)
    account.answer("exchange_info", "", PAIR, email="")
    canonical.run(account.engine, MAIN)
    assert account.rows("SELECT count(*) FROM binance_reconciliation_trades") == [(3,)]
    assert account.rows("SELECT count(*) FROM binance_pages_pending") == [(0,)]


def test_trades_wait_for_their_pair_and_are_read_when_it_comes(account: Account) -> None:
    account.answer("trades", "BNBBTC", FILL)
    canonical.run(account.engine, MAIN)
    assert account.rows("SELECT count(*) FROM binance_pages_pending") == [(1,)]
    account.answer("exchange_info", "", PAIR, email="")
    canonical.run(account.engine, MAIN)
    assert account.rows("SELECT count(*) FROM binance_reconciliation_trades") == [(3,)]


def test_pages_of_another_account_are_left_alone(account: Account) -> None:
    account.answer("universal_transfer", "from", UNIVERSAL, email="other@example.com")
    canonical.run(account.engine, MAIN)
    assert account.transfers() == []
    assert account.rows("SELECT count(*) FROM binance_pages_pending") == [(1,)]


@pytest.mark.parametrize("order", [("universal", "sub"), ("sub", "universal")])
def test_a_move_told_by_two_witnesses_counts_once_and_the_better_one_stands(
    order: tuple[str, str], account: Account
) -> None:
    for witness in order:
        if witness == "sub":
            account.answer("sub_transfer_history", "from", SUB_TRANSFER, at="2026-11-05T02:00Z")
        else:
            account.answer("universal_transfer", "from", UNIVERSAL)
        canonical.run(account.engine, MAIN)
    assert account.transfers() == [("universal_transfer", "5", 2, "SUCCESS")]


def test_both_ends_of_a_move_between_accounts_stand_under_their_own_account(account: Account) -> None:
    received = {
        "counterParty": "master",
        "email": MAIN,
        "type": 1,
        "asset": "BNB",
        "qty": "2",
        "fromAccountType": "SPOT",
        "toAccountType": "SPOT",
        "status": "SUCCESS",
        "tranId": 5,
        "time": NOON,
    }
    account.answer("sub_transfer_history", "from", SUB_TRANSFER)
    account.answer("sub_user_history", "1", received, email="sub@example.com")
    for email in (MAIN, "sub@example.com"):
        canonical.run(account.engine, email)
    assert account.transfers() == [("sub_transfer_history", "5", 2, "SUCCESS"), ("sub_user_history", "5", 1, "SUCCESS")]
    assert account.rows("SELECT sum(amount) FROM binance_reconciliation_transfers") == [(0,)]


def test_one_trade_id_in_two_accounts_is_two_fills(account: Account) -> None:
    account.answer("exchange_info", "", PAIR, email="")
    account.answer("trades", "BNBBTC", FILL)
    account.answer("trades", "BNBBTC", {**FILL, "isBuyer": False}, email="sub@example.com")
    for email in (MAIN, "sub@example.com"):
        canonical.run(account.engine, email)
    assert account.rows("SELECT count(*), count(DISTINCT external_id) FROM binance_reconciliation_trades") == [(6, 2)]


def test_two_runs_at_once_write_what_one_writes(account: Account) -> None:
    account.answer("exchange_info", "", PAIR, email="")
    for start in range(0, 2000, 400):
        account.answer("trades", "BNBBTC", *({**FILL, "id": n} for n in range(start + 1, start + 501)))
    canonical.run(account.engine, MAIN, ["exchange_info"])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: canonical.run(account.engine, MAIN), range(4)))
    assert account.rows("SELECT count(*) FROM binance_reconciliation_trades") == [(3 * 2100,)]
    assert account.rows("SELECT count(*) FROM binance_quarantine") == [(0,)]


def test_an_altered_fill_is_seen_by_a_run_that_waited_for_the_one_before(account: Account) -> None:
    """The waiting run must not decide from a picture of the table taken before its wait."""
    account.answer("exchange_info", "", PAIR, email="")
    canonical.run(account.engine, MAIN, ["exchange_info"])
    account.answer("trades", "BNBBTC", FILL)
    statements = canonical.statements_of("trades")
    with account.engine.connect() as first, ThreadPoolExecutor(1) as pool:
        for statement in statements:
            first.exec_driver_sql(statement, canonical.parameters_of("trades", MAIN))
        account.answer("trades", "BNBBTC", {**FILL, "qty": "13"}, at="2026-11-04T02:00Z")
        second = pool.submit(canonical.run, account.engine, MAIN, ["trades"])
        while not account.rows("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            assert not second.done()
        first.commit()
        second.result()
    assert account.rows("SELECT reason FROM binance_quarantine") == [("contradicts earlier evidence",)]


def test_a_template_that_fails_changes_nothing(account: Account, owner_engine: Engine) -> None:
    account.answer("universal_transfer", "from", UNIVERSAL)
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE binance_quarantine RENAME TO away")
    with pytest.raises(DBAPIError):
        canonical.run(account.engine, MAIN, ["universal_transfer"])
    assert account.transfers() == []
    assert account.rows("SELECT count(*) FROM binance_pages_pending") == [(1,)]


def test_reading_everything_again_changes_no_row(account: Account) -> None:
    account.answer("universal_transfer", "from", UNIVERSAL)
    account.answer("sub_transfer_history", "from", SUB_TRANSFER)
    canonical.run(account.engine, MAIN)
    before = account.rows("SELECT xmin::text, ctid::text FROM binance_reconciliation_transfers")
    make_pending_again(account.engine)
    canonical.run(account.engine, MAIN)
    assert account.rows("SELECT xmin::text, ctid::text FROM binance_reconciliation_transfers") == before
