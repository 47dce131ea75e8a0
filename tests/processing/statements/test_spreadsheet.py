"""A statement that a spreadsheet saved again is refused, and the sentence says so; one as it was downloaded never
is."""

from __future__ import annotations

from datetime import date

import pytest
from binrecon.domain.statements import StatementError
from binrecon.processing.statements.archive import Member
from binrecon.processing.statements.lines import read_statement
from binrecon.processing.statements.spreadsheet import SAID

from tests.processing.statements.files import NEWEST, SPANISH, V1, V2, V3, text
from tests.simulator import random_world
from tests.simulator.statement import statement
from tests.simulator.statement_saved import HABITS, saved_again

LINE = "77,{},Spot,Deposit,BTC,{},"


def read(content: bytes) -> None:
    read_statement("s.csv", Member("", content), NEWEST)


@pytest.mark.parametrize(
    "clock",
    [
        "11/2/2026 12:00",
        "02.11.2026 12:00:00",
        "2/11/26 12:00 PM",
        "2026-11-02 12:00",
        "2026/11/2 12:00:00",
        "26-11-02 12:00",
        "46328.5",
        "46328,5",
        "46328",
        "12:00.0",
        "02.11.2026",
    ],
)
@pytest.mark.parametrize("header", [V3, V2])
def test_a_time_in_another_form_names_its_cell_and_the_spreadsheet(clock: str, header: str) -> None:
    with pytest.raises(StatementError, match=rf"^s.csv, line 2, column 2 \(Time\): .*{SAID}$"):
        read(text(header, LINE.format(f'"{clock}"', "1")))


@pytest.mark.parametrize("change", ["1.5E+10", "-2E+05", "1.23457E+11", "1.23457E-07", "-9.87654E-10", "1e+05"])
def test_an_amount_that_a_cell_rounded_is_refused_without_showing_it(change: str) -> None:
    with pytest.raises(StatementError, match=rf"column 6 \(Change\): rounded .*{SAID}$") as caught:
        read(text(V3, LINE.format("26-11-02 12:00:00", change)))
    assert change not in str(caught.value)


@pytest.mark.parametrize("change", ["6.0E-7", "-8E-08", "1.23457E-7", "1.234567E-07", "1.0E7", "1,234,567.5"])
def test_an_amount_as_the_exchange_writes_it_is_taken(change: str) -> None:
    read(text(V3, LINE.format("26-11-02 12:00:00", f'"{change}"')))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (text(V3.replace(",", ";"), "77;26-11-02 12:00:00;Spot;Deposit;BTC;1;"), "line 1: not separated by commas"),
        (
            text("sep=;", V3.replace(",", ";"), "77;02.11.2026 12:00;Spot;Deposit;BTC;0,5;"),
            "line 1: not separated by commas",
        ),
        (text(SPANISH.replace(",", ";"), "02.11.2026 12:00;Spot;Deposit;BTC;0,5;"), "line 1: not separated by commas"),
        (
            text(V1.replace(",", "\t"), "2026-11-02 12:00:00\tSpot\tDeposit\tBTC\t1\t"),
            "line 1: not separated by commas",
        ),
        (text(SPANISH, "02/11/2026 12:00,Spot,Deposit,BTC,1,"), r"line 2, column 1 \(Time\): rewritten"),
        (text(V3, LINE.format("26-11-02 12:00:00", '"0,5"')), r"line 2, column 6 \(Change\): not a plain decimal"),
        (text(V3, "1.23457E+08,26-11-02 12:00:00,Spot,Deposit,BTC,1,"), r"line 2, column 1 \(User ID\): no user id"),
        (text(V3, LINE.format("26-11-02 12:00:00", "1")).decode().encode("utf-16"), "line 1: not UTF-8 text"),
    ],
)
def test_what_else_a_spreadsheet_does_is_told(content: bytes, sentence: str) -> None:
    with pytest.raises(StatementError, match=f"^s.csv, {sentence}.*{SAID}$"):
        read(content)


@pytest.mark.parametrize(
    "header",
    [
        "Date(UTC);Pair;Side;Price;Executed;Amount;Fee",
        "Time;Coin;Amount;Type",
        "Date(UTC),type,Amount,Asset,Symbol,Transaction ID",
    ],
)
def test_another_export_that_was_saved_again_is_no_statement(header: str) -> None:
    separator = ";" if ";" in header else ","
    cells = ["02.11.2026 12:00", "BTCUSDT", "BUY", "1", "X", "7", "8"][: header.count(separator) + 1]
    assert read_statement("s.csv", Member("", text(header, separator.join(cells))), NEWEST) is None


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_whole_statement_saved_again_is_refused(habit: str, version: int) -> None:
    world = random_world(7, accounts=1, days=4, busy=4)
    body = statement(world, list(world.accounts), world.first_day, date(2026, 11, 1), version=version)
    read(body)
    with pytest.raises(StatementError, match=SAID):
        read(saved_again(body, habit))
