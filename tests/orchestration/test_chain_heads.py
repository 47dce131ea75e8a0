"""Heads of the chain in a second place: one object each, read back, and no wait or trouble of the place is hidden."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import chain_heads
from binrecon.orchestration.chain_heads import HeadsPlaceError, keep, kept
from binrecon.storage.chain_heads import KeptHead
from binrecon.storage.hash_chain import Sealed

ONE = Sealed(5, "a1" * 32, 12, datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
TWO = Sealed(0, "b2" * 32, 130, datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def place(tmp_path: Path) -> str:
    return f"file://{tmp_path}/heads"


def test_each_head_is_an_object_of_its_own_and_is_kept_once(place: str, tmp_path: Path) -> None:
    assert kept(place) == []
    for sealed in (TWO, ONE, TWO, Sealed(0, None)):
        keep(place, sealed)
    assert kept(place) == [KeptHead(12, "a1" * 32), KeptHead(130, "b2" * 32)]
    files = sorted(path for path in (tmp_path / "heads").rglob("*") if path.is_file())
    assert [path.parent.name for path in files] == ["2026-10", "2026-11"]
    assert json.loads(files[0].read_text()) == {
        "sealed_at": "2026-10-31T23:59:00+0000", "number": 12, "link": "a1" * 32, "rows": 5,
    }  # fmt: skip


def test_what_is_kept_is_never_written_again(place: str, tmp_path: Path) -> None:
    keep(place, ONE)
    [path] = (tmp_path / "heads" / "2026-10").iterdir()
    path.write_text("as it was")
    keep(place, ONE)
    assert path.read_text() == "as it was"


def test_an_object_store_takes_them_too() -> None:
    place = "memory://bucket/heads"
    keep(place, ONE)
    keep(place, TWO)
    assert kept(place) == [KeptHead(12, "a1" * 32), KeptHead(130, "b2" * 32)]


def test_what_is_no_head_is_named(place: str, tmp_path: Path) -> None:
    keep(place, ONE)
    [path] = (tmp_path / "heads" / "2026-10").iterdir()
    path.rename(path.with_suffix(".old"))
    with pytest.raises(HeadsPlaceError, match=r"1 object\(s\) there are no heads, the first is '000000000012_.*\.old'"):
        kept(place)


def test_a_place_that_cannot_be_used_is_told_without_its_words(tmp_path: Path) -> None:
    (tmp_path / "secret-name").write_text("a file, not a folder")
    for work in (lambda: keep(f"file://{tmp_path}/secret-name", ONE), lambda: keep("nowhere://secret-name/x", ONE)):
        with pytest.raises(HeadsPlaceError, match="^the place of chain_heads cannot be used: ") as told:
            work()
        assert "secret-name" not in str(told.value) and told.value.__context__ is None


def test_a_place_that_never_answers_is_given_up(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any) -> None:
        time.sleep(2)

    monkeypatch.setattr(chain_heads, "ANSWERS_WITHIN", 0.05)
    monkeypatch.setattr(chain_heads, "_write", slow)
    with pytest.raises(HeadsPlaceError, match="no answer within 0.05 s"):
        keep(place, ONE)
