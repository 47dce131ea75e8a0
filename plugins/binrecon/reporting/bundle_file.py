"""The ZIP of a bundle: its parts as they are written, the hash of each, and the manifest that names them all.

Rests on decisions 133 and 135.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from binrecon.config.paths import BUNDLE

FORMAT = 1
MANIFEST = "manifest.json"
TRAIL = "trail.json"
VERIFIER = "verify_bundle.py"
VERIFIER_PATH = BUNDLE / "include" / "bundle" / VERIFIER
LEVEL = 1
"""Of deflate: higher ones take several times as long and save a tenth."""
_BLOCK = 1 << 18
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class BundlePart:
    """A file of a bundle: the hash of its bytes, how many they are, and its lines."""

    sha256: str
    size: int
    lines: int


class BundleFile:
    """Files that are put into a ZIP one after the other, or where there is none only hashed."""

    def __init__(self, archive: zipfile.ZipFile | None) -> None:
        self._archive = archive

    def add_lines(self, name: str, lines: Iterable[str]) -> BundlePart:
        """Write lines as they come, each ended by a line feed."""
        digest, size, count = hashlib.sha256(), 0, 0
        with self._entry(name) as file:
            for block, number in _blocks(lines):
                digest.update(block)
                size, count = size + len(block), count + number
                if file is not None:
                    file.write(block)
        return BundlePart(digest.hexdigest(), size, count)

    def add_bytes(self, name: str, content: bytes) -> BundlePart:
        """Write a file that is at hand as a whole."""
        with self._entry(name) as file:
            if file is not None:
                file.write(content)
        return BundlePart(hashlib.sha256(content).hexdigest(), len(content), content.count(b"\n"))

    @contextmanager
    def _entry(self, name: str) -> Iterator[IO[bytes] | None]:
        if self._archive is None:
            yield None
            return
        # Without a time of its own, the same content is the same entry.
        entry = zipfile.ZipInfo(name, _EPOCH)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        with self._archive.open(entry, "w", force_zip64=True) as file:
            yield file


def _blocks(lines: Iterable[str]) -> Iterator[tuple[bytes, int]]:
    """Lines in blocks of some size, each with how many they are."""
    waiting, size = list[bytes](), 0
    for line in lines:
        waiting.append(line.encode() + b"\n")
        size += len(waiting[-1])
        if size >= _BLOCK:
            yield b"".join(waiting), len(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting), len(waiting)


def manifest_text(told: Mapping[str, Any], files: Mapping[str, BundlePart]) -> bytes:
    """A manifest: what is told, and every file with its hash and size; the same for the same."""
    named = {name: asdict(filed) for name, filed in files.items()}
    whole = {"format": FORMAT, **told, "files": named}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def digest_of(content: bytes) -> str:
    """SHA-256 of a manifest: the reference of its bundle."""
    return hashlib.sha256(content).hexdigest()


@contextmanager
def whole_zip(folder: Path, name: list[str]) -> Iterator[zipfile.ZipFile]:
    """A ZIP under a temporary name that gets its own when everything is written: the only text that `name` holds by
    then. Without one, or where something is raised, nothing stays."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".bundle.")
    try:
        with os.fdopen(handle, "w+b") as file:
            os.fchmod(handle, 0o640)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                yield archive
            file.flush()
            os.fsync(handle)
        [final] = name
        os.replace(temporary, folder / final)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
