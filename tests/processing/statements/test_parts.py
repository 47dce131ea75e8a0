"""Parts of one export are no overlapping files: equal lines in two of them are two facts, and only all of them tell a
day whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.statements import StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements import comparing
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from binrecon.services.statement_rejudging import days_of_reaches, reach_of
from binrecon.storage import statements as store
from binrecon.storage.day_facts import read_statement_day
from binrecon.storage.statement_filing import filed, withdraw
from sqlalchemy import Engine

from tests.days import spot
from tests.processing.statements.cases import NOW, line, witnesses
from tests.processing.statements.files import V3, text, zipped
from tests.simulator.statement_parts import counted, in_parts, numbered
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch, insert, snapshot, trade, transfer

NAME = "Binance-Transaction-History-202611100900(UTC+0).csv"
OTHER = "other@example.com"
NEXT = DAY + timedelta(days=1)
THREE_DAYS = Order(account=EMAIL, first_day=BEFORE, last_day=NEXT)
FILL = (line("12:00:00", "Transaction Buy", "BTC", "0.001"), line("12:00:00", "Transaction Spend", "USDT", "-15"))
FOUR_FILLS = text(f"\ufeff{V3}", *FILL * 4)
SEAMED = text(
    f"\ufeff{V3}", line("11:00:00", "Deposit", "ETH", "1"), *FILL * 4, line("13:00:00", "Deposit", "ETH", "2")
)


def bring(engine: Engine, name: str, content: bytes, order: Order = THREE_DAYS) -> list[dict[str, Any]]:
    return import_file(engine, name, content, order, "ann", NOW)


def bring_each(engine: Engine, files: Mapping[str, bytes], order: Order = THREE_DAYS) -> list[dict[str, Any]]:
    return [found for name, content in files.items() for found in bring(engine, name, content, order)]


def days(engine: Engine) -> list[date]:
    with engine.connect() as connection:
        return store.comparable_days(connection, comparing.question(engine, EMAIL, Wallet.SPOT))


@pytest.fixture
def fills(engine: Engine) -> Engine:
    """Four equal fills of one second, in the lists and in the snapshots."""
    snapshot(engine, BEFORE, {"USDT": "100"})
    snapshot(engine, DAY, {"USDT": "40", "BTC": "0.004"})
    for number in range(4):
        legs = {"spot_buy": ("BTC", "0.001"), "spot_sell": ("USDT", "-15")}
        trade(engine, "BTCUSDT", legs, external_id=f"BTCUSDT:{number}")
    return engine


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("body", [FOUR_FILLS, SEAMED])
def test_equal_lines_on_either_side_of_a_seam_are_as_many_facts(fills: Engine, body: bytes, packed: bool) -> None:
    files = numbered(NAME, in_parts(body, 2))
    found = bring(fills, "all.zip", zipped(files.items())) if packed else bring_each(fills, files)
    assert [one["new"] for one in found] == [True, True] and found[-1]["lacking"] == ""
    said = witnesses(fills)
    assert said[DAY, "BTC"] == ("0.004", "0.004", "0.004", "all three")
    assert said[DAY, "USDT"] == ("-60", "-60", "-60", "all three")


def test_equal_part_files_are_two_parts_and_each_is_held_once(engine: Engine) -> None:
    files = numbered(NAME, in_parts(FOUR_FILLS, 2))
    assert len(set(files.values())) == 1
    assert [one["new"] for _ in range(2) for one in bring_each(engine, files)] == [True, True, False, False]
    assert fetch(engine, "SELECT part, parts, filing FROM binance_statement_files ORDER BY id") == [
        (1, 2, 1),
        (2, 2, 2),
    ]
    again = bring(engine, "s(UTC+0).zip", zipped(files.items()))
    assert [one["new"] for one in again] == [False, False], "the same names in a ZIP"


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_without_a_part_no_day_is_told_whole_and_bringing_it_completes_the_days(engine: Engine, missing: int) -> None:
    files = numbered(NAME, in_parts(SEAMED, 3))
    late = next(name for name in files if f"part{missing}" in name)
    found = bring_each(engine, {name: body for name, body in files.items() if name != late})
    assert f"part(s) {missing} of this export are not held" in found[-1]["lacking"]
    assert days(engine) == [] and witnesses(engine) == {}
    with engine.connect() as connection:
        assert read_statement_day(connection, spot(EMAIL, DAY), ["BTC"]) is None
    [last] = bring(engine, late, files[late])
    assert last["lacking"] == "" and days(engine) == [BEFORE, DAY, NEXT]
    assert witnesses(engine)[DAY, "BTC"][2] == "0.004"
    with engine.begin() as connection:
        gone = withdraw(connection, 2, "bob", "it was of another time")
    assert days(engine) == [] and gone.reach_from == at("00:00:00", BEFORE)


def test_the_part_that_completes_an_export_has_all_its_days_judged_again(engine: Engine) -> None:
    body = text(V3, *(line("12:00:00", "Deposit", "BTC", "1", day=BEFORE + timedelta(days=n)) for n in range(3)))
    files = numbered(NAME, in_parts(body, 3))
    for n in range(3):
        insert(
            engine,
            "binance_reconciliation_days",
            dict(
                email=EMAIL,
                date=BEFORE + timedelta(days=n),
                wallet="SPOT",
                opened_at=at(),
                decided_at=at(),
                verdict="open",
            ),
        )
    without_days = Order(account=EMAIL)
    *_, last = bring_each(engine, files, without_days)
    assert [one.day for one in days_of_reaches(engine, [last])] == [BEFORE, DAY, NEXT]
    assert days(engine) == [DAY], "from the first line to the last one"
    with engine.connect() as connection:
        reaches = [reach_of(one) for one in filed(connection)]
    assert len({tuple(reach["covered"]) for reach in reaches}) == 1


def test_parts_that_are_counted_are_all_in_their_zip(engine: Engine) -> None:
    files = counted("3f2a", in_parts(SEAMED, 3))
    found = bring(engine, "statement.zip", zipped(files.items()))
    assert [one["lacking"] for one in found] == ["", "", ""]
    assert witnesses(engine)[DAY, "BTC"][2] == "0.004"


def test_a_counted_part_that_a_zip_lacks_is_named(engine: Engine) -> None:
    files = counted("3f2a", in_parts(SEAMED, 3))
    [*_, found] = bring(engine, "statement.zip", zipped([item for item in files.items() if "00001" not in item[0]]))
    assert "part 3 of 3; part(s) 2 of this export" in found["lacking"] and days(engine) == []


def test_a_counted_part_by_itself_does_not_say_how_many_there_are(engine: Engine) -> None:
    [found] = bring(engine, "part-00000-3f2a-c000.csv", SEAMED)
    assert "no number of parts" in found["lacking"] and "bring the ZIP" in found["lacking"] and days(engine) == []


@pytest.mark.parametrize("name", ["x-part1-of1.csv", "part-00000-3f2a.csv"])
def test_the_only_part_is_whole(engine: Engine, name: str) -> None:
    [found] = bring(engine, "all.zip", zipped([(name, SEAMED)]))
    assert found["lacking"] == "" and days(engine) == [BEFORE, DAY, NEXT]


@pytest.mark.parametrize(
    "again",
    [
        replace(THREE_DAYS, first_day=DAY),
        replace(THREE_DAYS, first_day=None, last_day=None),
        Order(users={"77": EMAIL, "88": OTHER}),
    ],
)
def test_parts_that_were_brought_for_other_days_or_accounts_do_not_complete_each_other(
    engine: Engine, again: Order
) -> None:
    [one, two] = numbered(NAME, in_parts(FOUR_FILLS, 2)).items()
    bring(engine, *one)
    [found] = bring(engine, *two, order=again)
    assert found["new"] and "part(s) 1 of this export are not held for the same accounts and days" in found["lacking"]
    assert days(engine) == []


def test_a_second_download_is_the_same_export_and_another_total_is_not(engine: Engine) -> None:
    one, two = in_parts(SEAMED, 2)
    bring(engine, "x(UTC+0)-part1-of2.csv", one)
    assert bring(engine, "x(UTC+0)-part2-of3.csv", two)[0]["lacking"]
    assert days(engine) == []
    assert bring(engine, "X(UTC+0)-Part2-of2 (1).csv", two)[0]["lacking"] == "" and days(engine) == [BEFORE, DAY, NEXT]


def test_one_part_with_two_contents_is_refused(engine: Engine) -> None:
    one, two = in_parts(SEAMED, 2)
    bring(engine, "x-part1-of2.csv", one)
    with pytest.raises(
        StatementError, match=r"part 1 of this export is held with other lines, as statement 1 .*withdraw that one"
    ):
        bring(engine, "x-part1-of2.csv", two)


@pytest.mark.parametrize("number", ["0-of2", "3-of2"])
def test_a_number_that_cannot_be_is_refused(engine: Engine, number: str) -> None:
    with pytest.raises(StatementError, match="there is no such part"):
        bring(engine, f"x-part{number}.csv", SEAMED)


def test_a_part_whose_name_was_taken_away_counts_as_whole_until_it_is_withdrawn(engine: Engine) -> None:
    [(name, one), (_, _two)] = numbered(NAME, in_parts(SEAMED, 2)).items()
    bring(engine, "statement.csv", one)
    with pytest.raises(StatementError, match="held as a file of its own, statement 1 .*withdraw that one first"):
        bring(engine, name, one)
    with engine.begin() as connection:
        withdraw(connection, 1, "bob", "it is a part of an export")
    assert bring(engine, name, one)[0]["new"]
    assert bring(engine, "statement.csv", one)[0]["new"] is False, "the part is held"


def test_overlapping_exports_count_the_most_of_any_of_them(engine: Engine) -> None:
    bring_each(engine, numbered(NAME, in_parts(FOUR_FILLS, 2)))
    bring(engine, "whole.csv", text(V3, *FILL * 5))
    bring_each(engine, counted("a", in_parts(FOUR_FILLS, 4)))
    assert witnesses(engine)[DAY, "BTC"][2] == "0.005"


def test_an_empty_part_is_a_part(engine: Engine) -> None:
    files = numbered(NAME, in_parts(text(V3, *FILL), 3))
    *_, found = bring_each(engine, files)
    assert found["rows"] == 0 and found["lacking"] == "" and days(engine) == [BEFORE, DAY, NEXT]


def test_parts_have_one_clock_that_is_proved_by_all_their_lines(engine: Engine) -> None:
    for clock in ("12:00:00", "13:00:01"):
        transfer(engine, "BTC", "1", datetime=at(clock))
    lines = [line(clock, "Buy", "BTC", "1") for clock in ("19:00:00", "20:00:01")]
    files = numbered(NAME.replace("+0", "+7"), in_parts(text(V3, *lines), 2))
    found = bring(engine, "a.zip", zipped(files.items()), Order(account=EMAIL))
    assert [one["offset_proved"] for one in found] == [True, True]


def test_a_part_brought_later_is_proved_with_the_one_before(engine: Engine) -> None:
    for clock in ("12:00:00", "13:00:01"):
        transfer(engine, "BTC", "1", datetime=at(clock))
    lines = [line(clock, "Buy", "BTC", "1") for clock in ("12:00:00", "13:00:01")]
    found = bring_each(engine, numbered(NAME, in_parts(text(V3, *lines), 2)))
    assert [one["offset_proved"] for one in found] == [False, False]
    assert comparing.prove_clocks(engine, EMAIL, "ann") == [1, 2]


def test_what_is_held_is_told_with_what_it_lacks(engine: Engine) -> None:
    bring(engine, *next(iter(numbered(NAME, in_parts(SEAMED, 2)).items())))
    with engine.connect() as connection:
        [one] = filed(connection)
    assert (one.part, one.parts, one.missing, one.in_parts) == (1, 2, [2], True)
    assert one.lacking.startswith("part 1 of 2; part(s) 2 of this export")
    assert Decimal(one.rows) == 5
