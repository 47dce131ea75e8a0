"""Rows of archives in the order of the chain: what its check finds in place of rows that the tables no longer hold.

Rests on decision 117.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import takewhile
from pathlib import Path

from binrecon.domain.errors import FatalError
from binrecon.storage.archive_files import (
    MANIFEST,
    ArchivedRow,
    FiledTable,
    Manifest,
    file_of,
    file_sha256,
    read_manifest,
    read_rows,
)
from binrecon.storage.archives import ArchivedTable


class DamagedArchiveError(FatalError):
    """An item of an archive is not what was written; the text names it."""


class ArchivedRows:
    """The archives of one folder, those that should be there and are not included. Without a folder all are absent."""

    def __init__(self, held: Sequence[ArchivedTable], folder: Path | None) -> None:
        here = {one.folder: folder / one.folder for one in held if folder and (folder / one.folder).is_dir()}
        self.names = sorted(here)
        self.absent = [one for one in held if one.folder not in here]
        self._tables = {one.table for one in held}
        self._files = [file for name in self.names for file in _Folder(here[name], held).files()]

    def knows(self, table: str) -> bool:
        """Whether rows of this table were ever archived."""
        return table in self._tables

    @property
    def absent_names(self) -> list[str]:
        return sorted({one.folder for one in self.absent})

    def absent_rows(self, table: str) -> int:
        """How many rows of this table lie in archives that are not here."""
        return sum(one.rows for one in self.absent if one.table == table)

    def may_hold(self, table: str, row_id: int) -> bool:
        """Whether an archive that is not here may hold this row."""
        return any(one.table == table and one.first_id <= row_id <= one.last_id for one in self.absent)

    def of(self, table: str, link: int) -> dict[int, bytes]:
        """The hashes of the rows under this link, by row. To be asked for every link in the order of the chain. Raises
        DamagedArchiveError where a body is not that of its hash."""
        return {row_id: digest for file in self._files if file.table == table for row_id, digest in file.take(link)}

    def left_over(self) -> str | None:
        """A row that no link asked for, as a sentence."""
        return next((sentence for file in self._files if (sentence := file.left_over())), None)


def rows_under(folder: Path, held: Iterable[ArchivedTable], table: str, link: int, ids: set[int]) -> dict[int, bytes]:
    """The hashes of rows under one link that archives hold already, where its rows lie in several months. Raises
    DamagedArchiveError where the folder does not have such an archive."""
    found: dict[int, bytes] = {}
    for one in held:
        if one.table == table and any(one.first_id <= row_id <= one.last_id for row_id in ids):
            path = folder / one.folder / file_of(table)
            if not path.is_file() or file_sha256(path) != one.file_sha256:
                raise DamagedArchiveError(f"archive {one.folder} has rows of the same link, and {path} is not its file")
            under = takewhile(lambda row: row.link <= link, read_rows(path))
            found |= {row.id: row.hash for row in under if row.link == link}
    return found


class _Folder:
    """A folder, whose manifest and files are as they were written."""

    def __init__(self, folder: Path, held: Sequence[ArchivedTable]) -> None:
        self._folder = folder
        self._held = {one.table: one for one in held if one.folder == folder.name}

    @cached_property
    def _manifest(self) -> Manifest:
        written = {one.manifest_sha256 for one in self._held.values()}
        self._is_written(MANIFEST, written)
        manifest = read_manifest(self._folder)
        for name, digest in manifest.files.items():
            self._is_written(name, {digest})
        for table, one in self._held.items():
            filed = manifest.tables.get(table)
            if filed is None or (filed.sha256, filed.rows) != (one.file_sha256, one.rows):
                raise DamagedArchiveError(f"archive {self._folder.name}: {table} is not what was written down of it")
        return manifest

    def _is_written(self, name: str, digests: set[str]) -> None:
        path = self._folder / name
        if not path.is_file():
            raise DamagedArchiveError(f"archive {self._folder.name}: {name} is missing")
        if {file_sha256(path)} != digests:
            raise DamagedArchiveError(f"archive {self._folder.name}: {name} is not the file that was written")

    def files(self) -> list[_File]:
        return [
            _File(table, filed, self._folder) for table, filed in self._manifest.tables.items() if table in self._held
        ]


class _File:
    """The rows of one table and month, taken link by link; open from the first link that it knows to its end."""

    def __init__(self, table: str, filed: FiledTable, folder: Path) -> None:
        self.table = table
        self._filed = filed
        self._folder = folder
        self._rows: Iterator[ArchivedRow] | None = None
        self._next: ArchivedRow | None = None

    def take(self, link: int) -> Iterator[tuple[int, bytes]]:
        if self._rows is None and link >= self._filed.first_link:
            self._rows = read_rows(self._folder / self._filed.file)
            self._next = next(self._rows, None)
        while self._rows is not None and self._next is not None and self._next.link == link:
            if not self._next.is_intact(self._filed.body_hash):
                raise DamagedArchiveError(f"{self._named(self._next)}: its body does not have the hash kept beside it")
            yield self._next.id, self._next.hash
            self._next = next(self._rows, None)

    def left_over(self) -> str | None:
        if self._rows is None:
            return f"archive {self._folder.name}: {self._filed.file} holds rows of no link"
        return None if self._next is None else f"{self._named(self._next)}: no link of the chain holds it"

    def _named(self, row: ArchivedRow) -> str:
        return f"archive {self._folder.name}: {self.table}, row {row.id}"
