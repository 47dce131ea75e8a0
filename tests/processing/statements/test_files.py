"""Only plain files below the statements folder are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from binrecon.domain.statements import StatementError
from binrecon.processing.statements import files
from binrecon.processing.statements.files import files_of, read_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """statements/ with two files and a folder, and a secret beside it."""
    inside = tmp_path / "statements"
    (inside / "2026").mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("secret")
    for name in ("b.csv", "a.ZIP", "notes.txt", "2026/c.csv"):
        (inside / name).write_text(name)
    return inside


def test_a_folder_gives_the_statements_right_in_it_in_order(folder: Path) -> None:
    assert files_of(folder, ".") == ["a.ZIP", "b.csv"]
    assert files_of(folder, "2026") == ["2026/c.csv"]
    assert files_of(folder, str(folder / "2026")) == ["2026/c.csv"]


def test_a_file_is_itself(folder: Path) -> None:
    assert files_of(folder, " 2026/c.csv ") == ["2026/c.csv"]
    assert read_file(folder, "2026/c.csv") == b"2026/c.csv"


@pytest.mark.parametrize(
    "given", ["../secret.csv", "/etc/passwd", "2026/../../secret.csv", "/", "{{ 1 }}.csv", "", " ", "a\nb"]
)
def test_a_path_out_of_the_folder_is_refused(folder: Path, given: str) -> None:
    for ask in (files_of, read_file):
        with pytest.raises(StatementError, match="not below|not a path"):
            ask(folder, given)


def test_a_path_that_is_not_there_is_refused(folder: Path) -> None:
    with pytest.raises(StatementError, match="there is no 'x.csv'"):
        read_file(folder, "x.csv")


def test_links_are_not_followed(folder: Path) -> None:
    (folder / "link.csv").symlink_to(folder.parent / "secret.csv")
    (folder / "out").symlink_to(folder.parent)
    assert files_of(folder, ".") == ["a.ZIP", "b.csv"]
    for given in ("link.csv", "out/secret.csv", "out"):
        for ask in (files_of, read_file):
            with pytest.raises(StatementError, match="through a link"):
                ask(folder, given)


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(folder)
    assert read_file(linked, "b.csv") == b"b.csv"


def test_a_pipe_and_a_folder_are_no_files(folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    for given in ("pipe.csv", "2026"):
        with pytest.raises(StatementError, match="no plain file"):
            read_file(folder, given)


def test_too_large_and_too_many_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_TOGETHER", 4)
    monkeypatch.setattr(files, "MOST_FILES", 1)
    with pytest.raises(StatementError, match="5 bytes; at most 4"):
        read_file(folder, "b.csv")
    with pytest.raises(StatementError, match="2 CSV and ZIP files"):
        files_of(folder, ".")
    (folder / "empty").mkdir()
    with pytest.raises(StatementError, match="0 CSV and ZIP files"):
        files_of(folder, "empty")
