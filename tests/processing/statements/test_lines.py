"""Every version of a statement is read to the digit; what cannot be read is one sentence with its place."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.statements import Line, Statement, StatementError
from binrecon.processing.statements.archive import Member
from binrecon.processing.statements.lines import read_statement

from tests.processing.statements.files import JAPANESE, NEWEST, SPANISH, V1, V2, V3, text

NOON = datetime(2025, 3, 1, 12)


def read(content: bytes, file_name: str = "statement.csv", member: str = "") -> Statement | None:
    return read_statement(file_name, Member(member, content), NEWEST)


def line(change: str = "1", time: str = "2025-03-01 12:00:00", coin: str = "BTC") -> str:
    return f"{time},Spot,Deposit,{coin},{change},"


@pytest.mark.parametrize(
    ("content", "version", "user"),
    [
        (text(V1, "2025-03-01 12:00:00,Spot,Deposit,BTC,1.5,note"), "v1", ""),
        (text(V2, '"77","2025-03-01 12:00:00","Spot","Deposit","BTC","1.5","note"'), "v2", "77"),
        (b"\xef\xbb\xbf" + text(V3, "77,25-03-01 12:00:00,Spot,Deposit,BTC,1.5,note"), "v3", "77"),
        (b"\xef\xbb\xbf" + text(V3, "77,2025-03-01 12:00:00,SPOT,Deposit,BTC,1.5,note"), "v3", "77"),
        (text(V2.upper(), "77,2025/03/01 12:00:00,Spot,Deposit,BTC,1.5,note"), "v2", "77"),
        (text(SPANISH, "2025-03-01 12:00:00,Spot,Deposit,BTC,1.5,note"), "localized", ""),
        (b"\xef\xbb\xbf" + text(JAPANESE, "77,25-03-01 12:00:00,Spot,Deposit,BTC,1.5,note"), "localized", "77"),
        (text(V1, "2025-03-01 12:00:00,Spot,Deposit,BTC,1.5,note").replace(b"\n", b"\r\n"), "v1", ""),
    ],
)
def test_every_version_gives_the_same_line(content: bytes, version: str, user: str) -> None:
    statement = read(content)
    assert statement and statement.version == version
    assert statement.lines == (Line(2, user, NOON, "Spot", "Deposit", "BTC", Decimal("1.5"), "note"),)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("6.0E-7", "0.0000006"),
        ("-8E-08", "-0.00000008"),
        ("--", "0"),
        ('"1,234,567.5"', "1234567.5"),
        ('"-12,000"', "-12000"),
        ("+3", "3"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("999999999999999999.999999999999999999", "999999999999999999.999999999999999999"),
        ("1.50", "1.5"),
    ],
)
def test_an_amount_keeps_every_digit(change: str, value: str) -> None:
    statement = read(text(V1, line(change)))
    assert statement and statement.lines[0].change == Decimal(value)


@pytest.mark.parametrize(
    "change",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e18",
        "0.0000000000000000001",
        "",
        "1,5",
        '"0,123"',
        '"1,23"',
        '"1,2345"',
        "１",
        "=1+1",
        "0x10",
        "1 000",
        "1_000",
        "1e400",
    ],
)
def test_an_amount_that_is_not_exact_names_line_and_column(change: str) -> None:
    content = text(V2, f"77,{line('1')}", f"77,{line(change)}")
    with pytest.raises(StatementError, match=r"^statement.csv, line 3(, column 6 \(Change\): |: 8 columns)"):
        read(content)


def test_an_amount_that_is_refused_stays_out_of_the_sentence() -> None:
    with pytest.raises(StatementError) as caught:
        read(text(V1, line("77.0000000000000000001")))
    assert "column 5 (Change): does not fit NUMERIC(36,18)" in str(caught.value) and "77" not in str(caught.value)


@pytest.mark.parametrize(
    "time",
    [
        "01/03/2025 12:00",
        "2025-03-01",
        "2025-13-01 12:00:00",
        "2025-02-30 12:00:00",
        "01-03-25 12:00:00",
        "2025-03-01T12:00:00",
        "2025-03-01 24:00:00",
        "2027-01-01 00:00:00",
        "1740830400",
        "2025-03/01 12:00:00",
    ],
)
def test_a_time_that_is_none_names_line_and_column(time: str) -> None:
    with pytest.raises(StatementError, match=r"line 3, column 1 \(Time\)"):
        read(text(V1, line(), line(time=time)))


@pytest.mark.parametrize("coin", ["", "=HYPERLINK()", "@SUM", "-BTC", "B TC", "X" * 65, "B\u202eTC"])
def test_a_coin_that_is_no_name_names_line_and_column(coin: str) -> None:
    with pytest.raises(StatementError, match=r"line 2, column 4 \(Coin\)"):
        read(text(V1, line(coin=coin)))


def test_a_coin_may_be_written_in_any_letters() -> None:
    statement = read(text(V1, line(coin="币安人生"), line(coin="1000SATS")))
    assert statement and [one.asset for one in statement.lines] == ["币安人生", "1000SATS"]


def test_equal_lines_all_stay() -> None:
    statement = read(text(V1, *[line()] * 3))
    assert statement and [one.number for one in statement.lines] == [2, 3, 4]


def test_a_remark_over_several_lines_does_not_shift_the_numbers() -> None:
    content = text(V1, '2025-03-01 12:00:00,Spot,Deposit,BTC,1,"two\nlines"', line("x"))
    with pytest.raises(StatementError, match="line 4, column 5"):
        read(content)


@pytest.mark.parametrize(
    "content",
    [
        text("No data matches the criteria."),
        text(V3, "No data matches the criteria."),
        text(f"\ufeff{V3}"),
        text('"No data matches the criteria."', "", ""),
    ],
)
def test_a_file_without_data_is_a_statement_without_lines(content: bytes) -> None:
    statement = read(content)
    assert statement and statement.lines == ()


@pytest.mark.parametrize(
    "header",
    [
        "Date(UTC),Pair,Side,Price,Executed,Amount,Fee",
        "Time,Coin,Network,Amount,Address,TXID,Status",
        "Date(UTC),Market,Type,Price,Amount,Total,Fee,Fee Coin",
        "Time,Coin,Amount,Type",
        "Date(UTC),type,Amount,Asset,Symbol,Transaction ID",
    ],
)
def test_another_export_is_no_statement(header: str) -> None:
    cells = ["2025-03-01 12:00:00", "BTC", "1", "BUY", "SYM", "7", "8", "9"][: header.count(",") + 1]
    assert read(text(header, ",".join(cells))) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds nothing"),
        (text(line()), "line 1: the header is missing"),
        (text(f"77,{line()}"), "line 1: the header is missing"),
        (text(V1, line(), "2025-03-01 12:00:00,Spot,Deposit,BTC,1"), "line 3: 5 columns, the header has 6"),
        (text(V1, line()) + b"\xff\xfe", "line 3: not UTF-8"),
        (text(V1, line()).decode().encode("utf-16"), "line 1: not UTF-8"),
        (text(V1, line(), "\0"), "line 3: not text"),
        (text(V1, '2025-03-01 12:00:00,Spot,Deposit,BTC,1,"open'), "line 2: not CSV"),
        (text(V1, '2025-03-01 12:00:00,Spot,"De"posit,BTC,1,'), "line 2: not CSV"),
        (text(V1, f"2025-03-01 12:00:00,Spot,Deposit,BTC,1,{'x' * 200_000}"), "line 2: not CSV"),
        (text(V1, f"2025-03-01 12:00:00,Spot,Deposit,BTC,1,{'x' * 2_000}"), r"line 2, column 6 \(Remark\): longer"),
        (text(V1, "2025-03-01 12:00:00,,Deposit,BTC,1,"), r"line 2, column 2 \(Account\)"),
        (text(V2, f",{line()}"), r"line 2, column 1 \(User ID\)"),
        (text(V1, line(), line(), "No data matches the criteria."), "line 4: 1 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(StatementError, match=sentence):
        read(content)


def test_the_place_names_the_member_of_a_zip() -> None:
    with pytest.raises(StatementError, match=r"^all.zip: year/a.csv, line 2, column 5"):
        read(text(V1, line("x")), "all.zip", "year/a.csv")


@pytest.mark.parametrize(
    ("file_name", "member", "header", "hours", "by"),
    [
        ("Binance-Transaction-History-202503010000(UTC+7).csv", "", V3, 7, "the file's name"),
        ("all.zip", "Binance-Transaction-History-202503010000(UTC-3_30).csv", V3, -3.5, "the file's name"),
        ("a(UTC+530).csv", "", V3, 5.5, "the file's name"),
        ("a(UTC+0).csv", "", V3, 0, "the file's name"),
        ("a(UTC).csv", "", V3, 0, "the file's name"),
        ("a(UTC+11).csv", "", V2, 11, "the file's name"),
        ("a.csv", "", V3.replace("Time", "Time(UTC+9)"), 9, "the header"),
        ("a.csv", "", V2, 0, "the header"),
        ("Binance-Transaction-History-202611030400(UTC--6)-part1-of1.csv", "", V3, -6, "the file's name"),
        ("a(UTC--3:30).csv", "", V3, -3.5, "the file's name"),
        ("a(UTC--0330).csv", "", V3, -3.5, "the file's name"),
        ("a(UTC-0330).csv", "", V3, -3.5, "the file's name"),
        ("a(UTC+-6).csv", "", V3, -6, "the file's name"),
        ("a(UTC\u22126).csv", "", V3, -6, "the file's name"),
        ("a(UTC-\u22126).csv", "", V3, -6, "the file's name"),
        ("a(UTC\u20133:30).csv", "", V3, -3.5, "the file's name"),
        ("a\uff08UTC\uff0d6\uff09.csv", "", V3, -6, "the file's name"),
        ("a(UTC+5.5).csv", "", V3, 5.5, "the file's name"),
        ("a(UTC-3.5).csv", "", V3, -3.5, "the file's name"),
        ("a(UTC+5,75).csv", "", V3, 5.75, "the file's name"),
        ("a(UTC+5.30).csv", "", V3, 5.5, "the file's name"),
        ("a(UTC+5.45).csv", "", V3, 5.75, "the file's name"),
        ("a(UTC+8.0).csv", "", V3, 8, "the file's name"),
        ("a(UTCnull).csv", "", V3, None, "'(UTCnull)' in the file's name"),
        ("a(UTC+99).csv", "", V3, None, "'(UTC+99)' in the file's name"),
        ("a(UTC++6).csv", "", V3, None, "'(UTC++6)' in the file's name"),
        ("a(UTC+5.4).csv", "", V3, None, "'(UTC+5.4)' in the file's name"),
        ("a(UTC+5:20).csv", "", V2, None, "'(UTC+5:20)' in the file's name"),
        ("a.csv", "", V3.replace("Time", "Time(UTC~9)"), None, "'(UTC~9)' in the header"),
        ("a.csv", "", V3, None, ""),
    ],
)
def test_name_or_header_state_the_offset(
    file_name: str, member: str, header: str, hours: float | None, by: str
) -> None:
    statement = read(text(header, f"77,{line()}"), file_name, member)
    assert statement
    assert (statement.stated, statement.stated_by) == (None if hours is None else timedelta(hours=hours), by)
