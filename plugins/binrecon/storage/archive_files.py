"""The files of an archive: rows of a month of raw tables, the links that hold them, and a manifest that names each.

A month is a folder, `2026-05` (`2026-05-2` of tables that went later), with `manifest.json`, `links.jsonl.gz` and a
`<table>.jsonl.gz` for each table. A line of a table is one row under one link, by link and row: `text` is what was
hashed, the row's sealed columns as JSON in the order that the manifest names, and `body` the bytes beside it. So no
table has to be put back for them to be verified.

Rests on decision 117.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

MANIFEST = "manifest.json"
LINKS = "links.jsonl.gz"
FORMAT = 1
_BODY_HASH = "body_sha256"
_BLOCK = 1 << 20


class ArchivedRow(NamedTuple):
    """A row under a link that holds it."""

    link: int
    id: int
    text: str
    body: str

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()

    def is_intact(self, position: int) -> bool:
        """Whether the body has the hash that stands at this place of the sealed columns."""
        return bool(json.loads(self.text)[position] == hashlib.sha256(self.body.encode()).hexdigest())


@dataclass(frozen=True)
class FiledTable:
    """A table's part of a manifest: its rows, the first and last of their numbers, the first link that holds one, the
    columns that their text gives, and the file."""

    rows: int
    first_id: int
    last_id: int
    first_link: int
    columns: tuple[str, ...]
    file: str
    sha256: str

    @property
    def body_hash(self) -> int:
        """Where among the columns the hash of the body stands."""
        return self.columns.index(_BODY_HASH)


@dataclass(frozen=True)
class Manifest:
    """What a folder holds. `links_sha256` is of the file of the links."""

    folder: str
    tables: dict[str, FiledTable]
    links_sha256: str
    format: int = FORMAT

    @property
    def files(self) -> dict[str, str]:
        """Every file that it names, with its SHA-256."""
        return {LINKS: self.links_sha256, **{table.file: table.sha256 for table in self.tables.values()}}


def file_of(table: str) -> str:
    return f"{table}.jsonl.gz"


def write_rows(path: Path, rows: Iterable[ArchivedRow]) -> str:
    """Write a table's rows; gives the SHA-256 of the file."""
    return _write_lines(path, (row._asdict() for row in rows))


def write_links(path: Path, links: Iterable[dict[str, Any]]) -> str:
    """Write the links that hold rows of the month; gives the SHA-256 of the file."""
    return _write_lines(path, links)


def _write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> str:
    with path.open("wb") as file:
        # Without a name and a time in it, the same rows are the same bytes.
        with gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
            for line in lines:
                packed.write(json.dumps(line, ensure_ascii=False, default=str).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return file_sha256(path)


def read_rows(path: Path) -> Iterator[ArchivedRow]:
    """The rows of a table's file, as a stream."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield ArchivedRow(**json.loads(line))


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write the manifest; gives its SHA-256."""
    path = folder / MANIFEST
    with path.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return file_sha256(path)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a month. Whether it is the one that was written, its SHA-256 tells."""
    held = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    tables = {name: FiledTable(**{**one, "columns": tuple(one["columns"])}) for name, one in held["tables"].items()}
    return Manifest(held["folder"], tables, held["links_sha256"], held["format"])


def file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
