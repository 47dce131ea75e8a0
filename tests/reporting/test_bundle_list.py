"""Which files of a folder are bundles: hostile names, links and folders are none, and an unseen folder is not empty."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from binrecon.reporting.bundle_list import listed_bundles, open_bundle

FULL = f"statement_2026-11-01_2026-11-30_full_{'a' * 64}.zip"
BANK = f"statement_2026-10-01_2026-10-31_bank_{'b' * 64}.zip"
HOSTILE = (
    "<script>alert(1)</script>.zip",
    f"../{FULL}",
    f"..%2f{FULL}",
    f"{FULL}\n",
    f" {FULL}",
    f".bundle.{FULL}",
    FULL.upper(),
    f"statement_2026-11-01_2026-11-30_full_{'a' * 63}/.zip",
    f"statement_٢٠٢٦-11-01_2026-11-30_full_{'a' * 64}.zip",
    "",
    ".",
)


@pytest.fixture
def bundles(tmp_path: Path) -> Path:
    folder = tmp_path / "main_fund_example" / "bundles"
    folder.mkdir(parents=True)
    return folder


def put(folder: Path, name: str, content: bytes = b"zip", at: int = 1_800_000_000) -> None:
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at, at))


def test_a_name_tells_days_edition_and_reference_and_the_newest_is_first(bundles: Path) -> None:
    put(bundles, BANK, b"older", at=1_700_000_000)
    put(bundles, FULL)
    newer, older = listed_bundles(bundles.parent, "bundles") or []
    assert (newer.name, newer.first, newer.last) == (FULL, date(2026, 11, 1), date(2026, 11, 30))
    assert (newer.edition, newer.reference, newer.size) == ("full", "a" * 64, 3)
    assert older.edition == "bank" and older.written_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_what_is_no_bundle_is_not_told_of(bundles: Path) -> None:
    put(bundles, "<script>alert(1)<.zip")
    put(bundles, ".bundle.x8fk2")
    put(bundles, FULL.replace("11-30", "11-31"))
    (bundles / FULL).mkdir()
    put(bundles.parent, BANK)
    os.symlink(bundles.parent / BANK, bundles / BANK)
    assert listed_bundles(bundles.parent, "bundles") == []


def test_a_folder_that_is_not_there_is_not_known_and_an_empty_one_is(bundles: Path, tmp_path: Path) -> None:
    assert listed_bundles(bundles.parent, "bundles") == []
    bundles.rmdir()
    assert listed_bundles(bundles.parent, "bundles") == [], "the account has reports, and no bundle among them"
    assert listed_bundles(tmp_path / "another", "bundles") is None
    (bundles.parent / "bundles").write_bytes(b"")
    assert listed_bundles(bundles.parent, "bundles") is None, "a file where the folder should be"


def test_a_folder_that_a_link_leads_to_is_not_known_wherever_it_leads(bundles: Path, tmp_path: Path) -> None:
    """To another account's bundles, whose readers are others; or to nowhere, as where a disk is not mounted."""
    put(bundles, FULL)
    linked, other, whole = (tmp_path / name for name in ("linked", "other", "whole"))
    for account, target in ((linked, tmp_path / "gone"), (other, bundles)):
        account.mkdir()
        (account / "bundles").symlink_to(target)
    whole.symlink_to(bundles.parent)
    for account in (linked, other, whole):
        assert listed_bundles(account, "bundles") is None, account
        assert open_bundle(account / "bundles", FULL) is None, account


@pytest.mark.parametrize("error", [PermissionError(13, "denied"), OSError(5, "input/output error")])
def test_what_cannot_be_read_is_neither_empty_nor_not_there(
    bundles: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    put(bundles, FULL)
    really = os.open

    def refusing(path: Any, *args: Any, **named: Any) -> int:
        if str(path).endswith(refused):
            raise error
        return really(path, *args, **named)

    monkeypatch.setattr(os, "open", refusing)
    refused = "bundles"
    assert listed_bundles(bundles.parent, "bundles") is None
    refused = FULL
    with pytest.raises(type(error)):
        open_bundle(bundles, FULL)


def test_the_bytes_of_a_bundle_are_opened(bundles: Path) -> None:
    put(bundles, FULL, b"all of it")
    opened = open_bundle(bundles, FULL)
    assert opened is not None
    file, size = opened
    with file:
        assert (file.read(), size) == (b"all of it", 9)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_no_bundle_s_opens_nothing(bundles: Path, name: str) -> None:
    put(bundles.parent, FULL)
    assert open_bundle(bundles, name) is None


def test_a_link_and_a_folder_of_a_bundle_s_name_open_nothing(bundles: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret")
    os.symlink(tmp_path / "secret", bundles / FULL)
    (bundles / BANK).mkdir()
    os.mkfifo(bundles / FULL.replace("a" * 64, "c" * 64))
    for name in (FULL, BANK, FULL.replace("a" * 64, "c" * 64), FULL.replace("a" * 64, "d" * 64)):
        assert open_bundle(bundles, name) is None
