"""The ZIP of a bundle: hashes as its files are, whole or not at all, the same for the same."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
from binrecon.reporting.bundle_file import BundleFile, BundlePart, manifest_text, whole_zip

LINES = [f"line {number}" for number in range(50_000)]
CONTENT = "".join(f"{line}\n" for line in LINES).encode()


def write(folder: Path) -> BundlePart:
    name: list[str] = []
    with whole_zip(folder, name) as archive:
        filed = BundleFile(archive).add_lines("a.jsonl", iter(LINES))
        name.append("done.zip")
    return filed


def test_a_file_is_filed_as_it_is_and_the_same_lines_are_the_same_bytes(tmp_path: Path) -> None:
    filed = write(tmp_path / "one")
    assert filed == BundlePart(hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), len(LINES))
    with zipfile.ZipFile(tmp_path / "one" / "done.zip") as archive:
        assert archive.read("a.jsonl") == CONTENT
    write(tmp_path / "two")
    assert (tmp_path / "one" / "done.zip").read_bytes() == (tmp_path / "two" / "done.zip").read_bytes()


def test_without_a_zip_it_is_only_hashed() -> None:
    assert BundleFile(None).add_lines("a.jsonl", LINES).sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert BundleFile(None).add_bytes("b", b"x\n") == BundlePart(hashlib.sha256(b"x\n").hexdigest(), 2, 1)


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> None:
        with whole_zip(tmp_path, ["done.zip"]) as archive:
            BundleFile(archive).add_lines("a.jsonl", LINES)
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        failing()
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_does_not_depend_on_the_order_of_its_files() -> None:
    one, other = BundlePart("1", 2, 3), BundlePart("4", 5, 6)
    assert manifest_text({"a": 1}, {"x": one, "y": other}) == manifest_text({"a": 1}, {"y": other, "x": one})
