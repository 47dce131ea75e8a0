"""Statements of balances are kept whole, once, and withdrawn by an event; nothing is changed or deleted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from binrecon.domain.balance_statements import StatedBalance, StatedBalances
from binrecon.domain.statements import StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.storage.balance_statements import add_balances, held_balances, withdraw_balances
from binrecon.storage.resolutions import RefusedError
from psycopg.errors import CheckViolation, InsufficientPrivilege
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from tests.storage.rows import DAY, EMAIL, fetch

LINE = StatedBalance(2, DAY, EMAIL, Wallet.SPOT, "BTC", Decimal("0.000000000000000001"))
NONE = StatedBalance(3, DAY, EMAIL, Wallet.FUTURES, "", Decimal(0))
READ = StatedBalances("b.csv", True, (LINE, NONE), b"x")
REASON = "it is of another account"


def add(engine: Engine, read: StatedBalances = READ) -> tuple[int, bool]:
    with engine.begin() as connection:
        return add_balances(connection, read, "ann")


def withdraw(engine: Engine, number: int, reason: str = REASON) -> None:
    with engine.begin() as connection:
        withdraw_balances(connection, number, "bob", reason)


def test_a_file_is_kept_with_its_lines_and_once(engine: Engine) -> None:
    assert add(engine) == (1, True)
    assert add(engine, replace(READ, file_name="other.csv")) == (1, False)
    assert fetch(engine, "SELECT wallet, date, asset, balance FROM binance_balance_statement_rows ORDER BY line") == [
        ("SPOT", DAY, "BTC", Decimal("0.000000000000000001")),
        ("FUTURES", DAY, "", Decimal(0)),
    ]
    [one] = fetch(engine, "SELECT sha256, content, author, whole FROM binance_balance_statements")
    assert (len(one[0]), bytes(one[1]), *one[2:]) == (64, b"x", "ann", True)
    assert fetch(engine, "SELECT actor, action FROM binance_audit_log") == [("ann", "balances imported")]


def test_the_same_bytes_cannot_be_whole_and_not_whole(engine: Engine) -> None:
    add(engine)
    with pytest.raises(StatementError, match="held as statement 1, which is whole: withdraw that first"):
        add(engine, replace(READ, whole=False))


def test_the_same_bytes_cannot_be_of_two_accounts(engine: Engine) -> None:
    add(engine)
    other = "other@example.com"
    mapped = replace(READ, lines=tuple(line._replace(account=other) for line in READ.lines))
    with pytest.raises(StatementError, match=f"held as statement 1 for {EMAIL}: withdraw that first"):
        add(engine, mapped)
    withdraw(engine, 1)
    assert add(engine, mapped) == (2, True)


def test_two_user_ids_that_were_exchanged_are_another_statement(engine: Engine) -> None:
    other = "other@example.com"
    add(engine, replace(READ, lines=(LINE, NONE._replace(account=other))))
    with pytest.raises(StatementError, match=f"for {EMAIL}, {other}: withdraw that first"):
        add(engine, replace(READ, lines=(LINE._replace(account=other), NONE)))


def test_what_was_withdrawn_may_be_brought_again(engine: Engine) -> None:
    add(engine)
    withdraw(engine, 1)
    assert add(engine, replace(READ, whole=False)) == (2, True)
    with engine.connect() as connection:
        newest, oldest = held_balances(connection, email=EMAIL)
        assert held_balances(connection, email="nobody@example.com") == []
    assert (newest.id, newest.whole, newest.withdrawn_by) == (2, False, None)
    assert (oldest.id, oldest.withdrawn_by, oldest.rows, oldest.first, oldest.last) == (1, "bob", 2, DAY, DAY)


def test_a_wrong_number_is_refused_with_a_sentence(engine: Engine) -> None:
    add(engine)
    with pytest.raises(RefusedError, match="there is no statement of balances 7"):
        withdraw(engine, 7)
    withdraw(engine, 1)
    with pytest.raises(RefusedError, match="withdrawn already, by bob"):
        withdraw(engine, 1)


def test_the_database_wants_a_reason_and_lets_nothing_be_changed(engine: Engine) -> None:
    add(engine)
    with pytest.raises(CheckViolation):
        withdraw(engine, 1, "short")
    for table in ("binance_balance_statements", "binance_balance_statement_rows"):
        with engine.connect() as connection, pytest.raises(ProgrammingError) as error:
            connection.execute(text(f"DELETE FROM {table}"))
        assert isinstance(error.value.orig, InsufficientPrivilege)
