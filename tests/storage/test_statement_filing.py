"""A statement is withdrawn once, by name and with a reason; its bytes may be brought again, and what it said no longer
counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from binrecon.domain.statements import ClockOffset
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements import comparing
from binrecon.processing.statements.order import Order
from binrecon.storage import statements as store
from binrecon.storage.day_facts import read_statement_day
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.statement_filing import Filed, filed, prove_clock, withdraw
from psycopg.errors import CheckViolation, InsufficientPrivilege
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.days import spot
from tests.processing.statements.cases import line, take, witnesses
from tests.storage.rows import BEFORE, DAY, EMAIL, fetch
from tests.storage.test_statements import reading

REASON = "it is of another account"


def leave(engine: Engine, number: int, author: str = "bob", reason: str = REASON) -> Filed:
    with engine.begin() as connection:
        return withdraw(connection, number, author, reason)


def test_what_was_withdrawn_is_listed_and_is_no_witness(engine: Engine) -> None:
    take(engine, line("12:00:00", "Deposit", "BTC", "1"))
    assert set(witnesses(engine)) == {(DAY, "BTC")}
    assert leave(engine, 1).place == "s.csv"
    assert witnesses(engine) == {} and comparing.question(engine, EMAIL, Wallet.SPOT).operations == {}
    with engine.connect() as connection:
        assert read_statement_day(connection, spot(EMAIL, DAY), ["BTC"]) is None
        [one] = filed(connection)
    assert (one.id, one.accounts, one.author, one.withdrawn_by, one.rows) == (1, [EMAIL], "ann", "bob", 1)
    assert fetch(engine, "SELECT count(*) FROM binance_statement_rows") == [(1,)], "nothing is deleted"


@pytest.mark.parametrize(("number", "sentence"), [(7, "there is no statement 7"), (1, "withdrawn already, by bob")])
def test_a_wrong_number_is_refused_with_a_sentence(engine: Engine, number: int, sentence: str) -> None:
    take(engine, line("12:00:00", "Deposit", "BTC", "1"))
    leave(engine, 1)
    with pytest.raises(RefusedError, match=sentence):
        leave(engine, number)
    assert fetch(engine, "SELECT author, reason FROM binance_statement_events") == [("bob", REASON)]


@pytest.mark.parametrize(("author", "reason"), [(" ", REASON), ("bob", "short")])
def test_the_database_wants_a_name_and_a_reason(engine: Engine, author: str, reason: str) -> None:
    take(engine, line("12:00:00", "Deposit", "BTC", "1"))
    with pytest.raises(CheckViolation):
        leave(engine, 1, author, reason)


@pytest.mark.parametrize(
    "change", ["UPDATE binance_statement_events SET reason = ''", "DELETE FROM binance_statement_events"]
)
def test_a_task_cannot_undo_a_withdrawal(engine: Engine, change: str) -> None:
    take(engine, line("12:00:00", "Deposit", "BTC", "1"))
    leave(engine, 1)
    with pytest.raises(DBAPIError) as caught, engine.begin() as connection:
        connection.execute(text(change))
    assert isinstance(caught.value.orig, InsufficientPrivilege)


def test_its_bytes_may_be_brought_again_and_count_once(engine: Engine) -> None:
    deposit = line("12:00:00", "Deposit", "BTC", "1")
    for number in (1, 2):
        assert take(engine, deposit)["new"] and not take(engine, deposit, name="other name.csv")["new"]
        assert witnesses(engine)[DAY, "BTC"][2] == "1"
        leave(engine, number)
    assert fetch(engine, "SELECT id, filing FROM binance_statement_files ORDER BY id") == [(1, 1), (2, 2)]


def test_the_other_of_two_overlapping_statements_still_speaks(engine: Engine) -> None:
    deposit = line("12:00:00", "Deposit", "BTC", "1")
    take(engine, deposit)
    take(engine, deposit, line("13:00:00", "Deposit", "BTC", "2"), name="b.csv")
    leave(engine, 2)
    assert witnesses(engine)[DAY, "BTC"][2] == "1"


def test_the_users_of_a_withdrawn_statement_are_free(engine: Engine) -> None:
    proved = replace(reading(2), offset=ClockOffset(timedelta(0), "proved: a test"))
    store.add(engine, [proved], "ann")
    assert store.known_users(engine, ["7"]) == {"7": EMAIL}
    leave(engine, 1)
    assert store.known_users(engine, ["7"]) == {}


def test_a_clock_is_proved_once_and_never_of_what_was_withdrawn(engine: Engine) -> None:
    store.add(engine, [reading(2), reading(2, content=b"b")], "ann")
    leave(engine, 2)
    offset = ClockOffset(timedelta(hours=8), "proved: two lines agree")
    with engine.begin() as connection:
        assert [prove_clock(connection, number, offset, "ann") for number in (1, 1, 2)] == [True, False, False]
        [first] = filed(connection, 1)
    assert first.offset_proved and first.covered_from == reading(2).covered_from - timedelta(hours=7)


def test_a_day_is_read_as_its_statements_tell_it(engine: Engine) -> None:
    take(
        engine,
        line("12:00:00", "Deposit", "BTC", "1"),
        line("12:00:00", "Deposit", "BTC", "2", account="Contado"),
        line("23:59:59", "Deposit", "BTC", "4", day=BEFORE),
        order=Order(account=EMAIL, first_day=BEFORE, last_day=DAY),
    )
    with engine.connect() as connection:
        said = read_statement_day(connection, spot(EMAIL, DAY), ["BTC", "LDBTC"])
        assert read_statement_day(connection, spot("other@example.com", DAY), ["BTC"]) is None
    assert said is not None and not said.offset_proved and said.shares == {"LDBTC"}
    assert [(one.account, one.operation, int(one.change), one.lines) for one in said.stated] == [
        ("Contado", "", 0, 1),
        ("Spot", "deposit", 1, 1),
    ]
