"""Heads of the chain in a second place: one object each, read back, and no wait or trouble of the place is hidden."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from airflow.sdk.io import fs, store
from binrecon.orchestration import chain_heads
from binrecon.orchestration.chain_heads import NO_HEAD, HeadsPlaceError, begin, keep, kept
from binrecon.storage.chain_heads import KeptHead
from binrecon.storage.hash_chain import Sealed
from fsspec import AbstractFileSystem
from fsspec.implementations.memory import MemoryFileSystem

ONE = Sealed(5, "a1" * 32, 12, datetime(2026, 10, 31, 23, 59, tzinfo=UTC))
TWO = Sealed(0, "b2" * 32, 130, datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def place(tmp_path: Path) -> str:
    return f"file://{tmp_path}/heads"


def test_each_head_is_an_object_of_its_own_and_is_kept_once(place: str, tmp_path: Path) -> None:
    begin(place, TWO)
    for sealed in (ONE, TWO, Sealed(0, None)):
        keep(place, sealed)
    assert kept(place) == [KeptHead(12, "a1" * 32), KeptHead(130, "b2" * 32)]
    files = sorted(path for path in (tmp_path / "heads").rglob("*") if path.is_file())
    assert [path.parent.name for path in files] == ["2026-10", "2026-11"]
    assert json.loads(files[0].read_text()) == {
        "sealed_at": "2026-10-31T23:59:00+0000", "number": 12, "link": "a1" * 32, "rows": 5,
    }  # fmt: skip


@pytest.mark.parametrize("away", ["absent", "empty", "other"])
def test_a_place_without_a_head_is_not_at_hand_until_a_person_begins_it(place: str, tmp_path: Path, away: str) -> None:
    """Moved away, a mount point that nothing is mounted on, and a folder of something else."""
    if away != "absent":
        (tmp_path / "heads" / ("2026-11" if away == "other" else "")).mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    for use in (lambda: kept(place), lambda: keep(place, TWO)):
        with pytest.raises(HeadsPlaceError) as told:
            use()
        assert str(told.value) == NO_HEAD and sorted(tmp_path.rglob("*")) == before
    keep(place, Sealed(0, None))
    with pytest.raises(HeadsPlaceError, match="nothing is sealed yet"):
        begin(place, Sealed(0, None))
    for sealed in (ONE, TWO):
        begin(place, sealed)
    assert kept(place) == [KeptHead(12, "a1" * 32)], "it begins once"
    keep(place, TWO)
    assert len(kept(place)) == 2


def test_what_is_kept_is_never_written_again(place: str, tmp_path: Path) -> None:
    begin(place, ONE)
    [path] = (tmp_path / "heads" / "2026-10").iterdir()
    path.write_text("as it was")
    keep(place, ONE)
    assert path.read_text() == "as it was"


class Bucket(MemoryFileSystem):
    """A store of objects, as S3's: it has no folders, and asked for one it would make the bucket."""

    def makedirs(self, path: str, exist_ok: bool = False) -> None:
        raise AssertionError("nobody makes a bucket")

    mkdir = makedirs


Opens = Callable[[str | None, dict[str, Any]], AbstractFileSystem]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Callable[[Opens], str]:
    """Registers how a store is opened, as a provider does; gives the place in it."""

    def register(opens: Opens) -> str:
        monkeypatch.setattr(store, "_STORE_CACHE", {})
        monkeypatch.setitem(cast(dict[str, Any], fs._register_filesystems()), "memory", opens)
        return "memory://bucket/heads"

    monkeypatch.setattr(MemoryFileSystem, "store", {})
    monkeypatch.setattr(MemoryFileSystem, "pseudo_dirs", [""])
    return register


def test_an_object_store_takes_them_too(bucket: Callable[[Opens], str]) -> None:
    place = bucket(lambda connection, options: Bucket())
    with pytest.raises(HeadsPlaceError, match="no head is in the place"):
        keep(place, ONE)
    begin(place, ONE)
    keep(place, TWO)
    assert kept(place) == [KeptHead(12, "a1" * 32), KeptHead(130, "b2" * 32)]


def test_a_store_that_cannot_be_opened_is_not_used_with_another_key(
    bucket: Callable[[Opens], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(connection: str | None, options: dict[str, Any]) -> AbstractFileSystem:
        raise PermissionError(connection)

    begin(bucket(lambda connection, options: Bucket()), ONE)
    place = bucket(refused).replace("//", "//heads_store@")
    with pytest.raises(HeadsPlaceError, match="cannot be used: Airflow has no connection 'heads_store'$"):
        kept(place)
    monkeypatch.setenv("AIRFLOW_CONN_HEADS_STORE", '{"conn_type": "generic"}')
    for use in (lambda: kept(place), lambda: keep(place, TWO), lambda: begin(place, TWO)):
        with pytest.raises(HeadsPlaceError, match="cannot be used: PermissionError$"):
            use()
    with pytest.raises(HeadsPlaceError, match="no provider is installed for s3://$"):
        kept("s3://bucket/heads")


def test_what_others_wrote_since_is_seen(bucket: Callable[[Opens], str]) -> None:
    forgotten: list[str | None] = []

    class Remembers(Bucket):
        def invalidate_cache(self, path: str | None = None) -> None:
            forgotten.append(path)

    place = bucket(lambda connection, options: Remembers())
    begin(place, ONE)
    forgotten.clear()
    kept(place)
    assert None in forgotten, "whatever the store's client remembers of its listings"


@pytest.mark.parametrize("of", ["folder", "store"])
def test_two_writers_at_once_keep_one_head(of: str, place: str, bucket: Callable[[Opens], str]) -> None:
    where = place if of == "folder" else bucket(lambda connection, options: Bucket())
    begin(where, ONE)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: keep(where, TWO), range(16)))
    assert kept(where) == [KeptHead(12, "a1" * 32), KeptHead(130, "b2" * 32)]


def test_what_is_no_head_is_named(place: str, tmp_path: Path) -> None:
    begin(place, ONE)
    [path] = (tmp_path / "heads" / "2026-10").iterdir()
    path.rename(path.with_suffix(".old"))
    with pytest.raises(HeadsPlaceError, match=r"1 object\(s\) there are no heads, the first is '000000000012_.*\.old'"):
        kept(place)


def test_a_place_that_cannot_be_used_is_told_without_its_words(tmp_path: Path) -> None:
    (tmp_path / "secret-name").write_text("a file, not a folder")
    for work in (lambda: begin(f"file://{tmp_path}/secret-name", ONE), lambda: keep("nowhere://secret-name/x", ONE)):
        with pytest.raises(HeadsPlaceError, match="^the place of chain_heads cannot be used: ") as told:
            work()
        assert "secret-name" not in str(told.value) and told.value.__context__ is None


def test_a_place_that_never_answers_is_given_up(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any) -> None:
        time.sleep(2)

    monkeypatch.setattr(chain_heads, "ANSWERS_WITHIN", 0.05)
    monkeypatch.setattr(chain_heads, "_is_begun", slow)
    with pytest.raises(HeadsPlaceError, match="no answer within 0.05 s"):
        keep(place, ONE)
