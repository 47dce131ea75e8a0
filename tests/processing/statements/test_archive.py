"""A ZIP gives its CSV files within limits; one that was made to hurt is refused in a sentence."""

from __future__ import annotations

import random
import stat
import struct
import zipfile

import pytest
from binrecon.domain.statements import StatementError
from binrecon.processing.statements import archive
from binrecon.processing.statements.archive import members_of

from tests.processing.statements.files import zipped


def test_a_plain_file_is_its_own_member() -> None:
    assert members_of("a.csv", b"text") == ([archive.Member("", b"text")], [])


def test_a_zip_gives_its_csv_files_and_names_the_rest() -> None:
    content = zipped(
        [("a.csv", b"1"), ("b/C.CSV", b"2"), ("readme.pdf", b"3"), ("__MACOSX/._a.csv", b"4"), ("b/", b"")]
    )
    members, others = members_of("all.zip", content)
    assert [(one.name, one.content) for one in members] == [("a.csv", b"1"), ("b/C.CSV", b"2")]
    assert others == ["readme.pdf", "__MACOSX/._a.csv"]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "b/../../a.csv", "..\\a.csv", "C:\\a.csv", "a\n.csv"])
def test_a_member_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(StatementError, match="leads out of the ZIP"):
        members_of("all.zip", zipped([(name, b"1")]))


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(StatementError, match="'a.csv' is a link"):
        members_of("all.zip", zipped([(link, b"/etc/passwd")]))


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(zipped([("a.csv", b"1")]))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(StatementError, match="is encrypted"):
        members_of("all.zip", bytes(content))


def test_a_bomb_is_refused_by_its_ratio() -> None:
    with pytest.raises(StatementError, match="packed more than 250 to 1"):
        members_of("all.zip", zipped([("a.csv", b"0" * 20_000_000)]))


def test_a_bomb_that_claims_to_be_small_is_refused() -> None:
    content = bytearray(zipped([("a.csv", b"0" * 20_000_000)]))
    for start, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(start) + offset
        content[place : place + 4] = struct.pack("<I", 100)
    with pytest.raises(StatementError):
        members_of("all.zip", bytes(content))


def test_more_than_fits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 1000)
    monkeypatch.setattr(archive, "MOST_TOGETHER", 1500)
    noise = random.Random(1).randbytes(900)
    assert len(members_of("all.zip", zipped([("a.csv", noise)]))[0]) == 1
    with pytest.raises(StatementError, match="all.zip: a.csv: more than 1000 bytes"):
        members_of("all.zip", zipped([("a.csv", noise * 2)]))
    with pytest.raises(StatementError, match="more than 1500 bytes unpacked"):
        members_of("all.zip", zipped([("a.csv", noise), ("b.csv", noise)]))
    with pytest.raises(StatementError, match="a.csv: more than 1000 bytes"):
        members_of("a.csv", noise * 2)


def test_too_many_members_are_refused() -> None:
    with pytest.raises(StatementError, match="101 members"):
        members_of("all.zip", zipped([(f"{number}.csv", b"1") for number in range(101)]))


def test_a_list_of_a_million_members_is_not_read() -> None:
    content = zipped([("a.csv", b"1")])
    start = content.index(b"PK\x01\x02")
    with pytest.raises(StatementError, match="too many members"):
        members_of("all.zip", content[:start] + b"PK\x01\x02" * 201 + content[start:])


def test_a_workbook_is_refused() -> None:
    with pytest.raises(StatementError, match="workbook"):
        members_of("a.xlsx", zipped([("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]))


@pytest.mark.parametrize("cut", [10, 40, -1])
def test_a_broken_zip_is_refused(cut: int) -> None:
    with pytest.raises(StatementError, match="all.zip: not a ZIP that can be read"):
        members_of("all.zip", zipped([("a.csv", b"12345" * 100)])[:cut])


def test_a_damaged_member_is_refused() -> None:
    content = bytearray(zipped([("a.csv", b"12345" * 100)]))
    content[40] ^= 0xFF
    with pytest.raises(StatementError, match="not a ZIP that can be read"):
        members_of("all.zip", bytes(content))
