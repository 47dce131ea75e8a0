"""Statements are written whole, once, and never changed; movements are read as a statement would show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.statements import ApiMovement, ClockOffset, Line, Reading, Statement
from binrecon.domain.vocabulary import Wallet
from binrecon.storage import statements as store
from binrecon.storage.database import engine_from
from psycopg.errors import InsufficientPrivilege, UniqueViolation
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from tests.storage.rows import DAY, EMAIL, at, fetch, trade, transfer


def reading(*numbers: int, content: bytes = b"a", amount: str = "1.5", remark: str = "") -> Reading:
    lines = tuple(
        Line(number, "7", datetime(2026, 11, 2, 12), "Spot", "Deposit", "BTC", Decimal(amount), remark)
        for number in numbers
    )
    statement = Statement("s.csv", "", "v3", content, lines)
    return Reading(
        statement, {"7": EMAIL}, ClockOffset(timedelta(hours=1), "not proved: a test"), at("00:00:00"), at("23:00:00")
    )


def test_texts_and_amounts_come_back_as_they_were(engine: Engine) -> None:
    store.add(engine, [reading(2, amount="1E-18", remark=r"a\b\N 'c' \.")], "ann")
    [row] = fetch(engine, "SELECT at, change, remark FROM binance_statement_rows")
    assert row == (at("11:00:00"), Decimal("1E-18"), r"a\b\N 'c' \.")


def test_one_bad_statement_keeps_all_out_and_its_amounts_out_of_the_error(database_url: str) -> None:
    engine = engine_from(database_url)
    with pytest.raises(UniqueViolation) as caught:
        store.add(engine, [reading(2), reading(3, 3, content=b"b", amount="77.125")], "ann")
    assert "77.125" not in str(caught.value)
    assert fetch(engine, "SELECT count(*) FROM binance_statement_files") == [(0,)]
    engine.dispose()


def test_equal_content_is_kept_once(engine: Engine) -> None:
    assert store.add(engine, [reading(2), reading(2)], "ann") == [(1, True), (1, False)]
    assert store.add(engine, [reading(2, content=b"b"), reading(2)], "bob") == [(2, True), (1, False)]


@pytest.mark.parametrize(
    "change", ["UPDATE binance_statement_rows SET change = 0", "DELETE FROM binance_statement_files"]
)
def test_a_task_cannot_change_a_statement(engine: Engine, change: str) -> None:
    store.add(engine, [reading(2)], "ann")
    with pytest.raises(ProgrammingError) as caught, engine.begin() as connection:
        connection.execute(text(change))
    assert isinstance(caught.value.orig, InsufficientPrivilege)


def test_movements_are_read_as_lines_of_a_statement(engine: Engine) -> None:
    named = dict(source="withdraw", external_id="w", datetime=at("10:00:00"))
    transfer(engine, "BTC", "-1", txn_subtype="withdraw", **named)
    transfer(engine, "BTC", "-0.5", "txn_fee", txn_subtype="withdraw_fee", **named)
    transfer(engine, "BTC", "9", standing="failed")
    transfer(engine, "BTC", "9", email="other@example.com")
    transfer(engine, "BTC", "9", datetime=at("00:00:00", DAY + timedelta(days=1)))
    trade(engine, "ETHBTC", {"spot_buy": ("ETH", "2"), "spot_sell": ("BTC", "-0.1"), "taker_fee": ("BNB", "0")})
    found = store.known_movements(engine, [EMAIL], at("00:00:00"), at("00:00:00") + timedelta(days=1))
    assert sorted(found) == [
        ApiMovement(EMAIL, Wallet.SPOT, "BTC", Decimal("-1.5"), at("10:00:00")),
        ApiMovement(EMAIL, Wallet.SPOT, "BTC", Decimal("-0.1"), at()),
        ApiMovement(EMAIL, Wallet.SPOT, "ETH", Decimal(2), at()),
    ]


def test_users_of_proved_files_are_known(engine: Engine) -> None:
    store.add(engine, [reading(2)], "ann")
    assert store.known_users(engine, ["7", "8", ""]) == {}
    store.add(engine, [replace(reading(2, content=b"b"), offset=ClockOffset(timedelta(0), "proved: a test"))], "ann")
    assert store.known_users(engine, ["7", "8", ""]) == {"7": EMAIL}
