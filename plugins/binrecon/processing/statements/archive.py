"""From the bytes of a dropped file to the CSV files in it: the file itself, or the members of a ZIP, within limits.

Nothing is unpacked to disk. A ZIP's own account of its sizes is not believed: members are read up to the limit and no
further.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import NamedTuple

from binrecon.domain.statements import StatementError

MOST_BYTES = 64 * 1024 * 1024
"""Of one CSV: some 700,000 lines. A year of an account that trades more is exported in pieces."""
MOST_TOGETHER = 2 * MOST_BYTES
MOST_MEMBERS = 100
MOST_RATIO = 250
"""Statements pack about 10 to 1, one of nothing but equal lines up to 200 to 1; a bomb packs 1000 to 1."""
_ALWAYS_ALLOWED = 1024 * 1024
_CHUNK = 1024 * 1024
_ENTRY = b"PK\x01\x02"
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
# What `zipfile` itself raises for a file that is no whole ZIP; NotImplementedError is its word for a way of packing
# that it does not know, and nothing of ours raises it. All of them become one refusal of the file: none is passed over.
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError)


class Member(NamedTuple):
    """One CSV: its name inside the ZIP (empty for a plain file) and its bytes."""

    name: str
    content: bytes


def members_of(file_name: str, content: bytes) -> tuple[list[Member], list[str]]:
    """The CSV files that a dropped file holds, and the names of members that are none.

    Raises StatementError for a ZIP that is broken, encrypted, too large, packed too tightly, or with members that are
    links or lead out of it, and for a workbook.
    """
    if not content.startswith(_ZIP_STARTS):
        _refuse_large(file_name, len(content))
        return [Member("", content)], []
    if content.count(_ENTRY) > 2 * MOST_MEMBERS:  # before its list is read, which could fill the memory alone
        raise StatementError(f"{file_name}: too many members; at most {MOST_MEMBERS} are read")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _members(file_name, archive)
    except _BROKEN as error:
        raise StatementError(f"{file_name}: not a ZIP that can be read ({type(error).__name__})") from None


def _members(file_name: str, archive: zipfile.ZipFile) -> tuple[list[Member], list[str]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(entry.filename == "[Content_Types].xml" for entry in entries):
        raise StatementError(f"{file_name}: a workbook (.xlsx); export the statement as CSV")
    if len(entries) > MOST_MEMBERS:
        raise StatementError(f"{file_name}: {len(entries)} members; at most {MOST_MEMBERS} are read")
    for entry in entries:
        _refuse_unsafe(file_name, entry)
    wanted = [entry for entry in entries if _is_csv(entry.filename)]
    return _unpacked(file_name, archive, wanted), [entry.filename for entry in entries if entry not in wanted]


def _is_csv(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix.lower() == ".csv" and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _refuse_unsafe(file_name: str, entry: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
    shown = f"{file_name}: member {entry.filename[:80]!r}"
    if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0] or not entry.filename.isprintable():
        raise StatementError(f"{shown} has a name that leads out of the ZIP")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise StatementError(f"{shown} is a link")
    if entry.flag_bits & 1:
        raise StatementError(f"{shown} is encrypted")


def _unpacked(file_name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> list[Member]:
    members, together = [], 0
    for entry in entries:
        content = _read(f"{file_name}: {entry.filename}", archive, entry)
        together += len(content)
        if together > MOST_TOGETHER:
            raise StatementError(f"{file_name}: more than {MOST_TOGETHER} bytes unpacked")
        members.append(Member(entry.filename, content))
    return members


def _read(place: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The member's bytes. Stops at the first chunk that is beyond a limit, whatever size the ZIP claims."""
    most = max(_ALWAYS_ALLOWED, entry.compress_size * MOST_RATIO)
    read = bytearray()
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            read += chunk
            _refuse_large(place, len(read))
            if len(read) > most:
                raise StatementError(f"{place}: packed more than {MOST_RATIO} to 1, as no statement is")
    return bytes(read)


def _refuse_large(place: str, size: int) -> None:
    if size > MOST_BYTES:
        raise StatementError(f"{place}: more than {MOST_BYTES} bytes; export a shorter time")
