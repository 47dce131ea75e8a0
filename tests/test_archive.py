"""The command that archives says what it did, what stays and why, and names a database that it cannot use without its
password; what it took away is verified by the other command, and comes back."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from binrecon import archive, verify_chain
from binrecon.storage.hash_chain import seal
from sqlalchemy import Engine

from tests.conftest import Database
from tests.storage.rows import fetch
from tests.storage.sealed_rows import NOW, add, owner_does

TABLE = "binance_raw_trades"
OPERATING = (Path(__file__).parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")


@pytest.fixture
def old(engine: Engine, database: Database, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Sealed answers of a month of long ago and one of today, and the addresses in the environment."""
    for number in (1, 2):
        add(engine, TABLE, number, received_at=datetime(2019, 5, 10, tzinfo=UTC))
    add(engine, TABLE, 3, received_at=NOW)
    seal(engine, NOW)
    monkeypatch.setenv("BINRECON_OWNER_URL", database.owner_url)
    monkeypatch.setenv("BINRECON_READER_URL", database.reader_url)
    return engine


def test_a_month_is_archived_and_verified(old: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert archive.main([str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2019-05: 2 row(s) archived, manifest ")
    assert fetch(old, f"SELECT count(*) FROM {TABLE}") == [(1,)]
    assert archive.main([str(tmp_path)]) == 0
    assert "has rows that may go" in capsys.readouterr().out
    assert verify_chain.main(["--archives", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "1 link(s) over 3 row(s) hold; 1 row(s) are not sealed yet" in out and "archives read: 2019-05" in out
    assert verify_chain.main([]) == 2
    out, err = capsys.readouterr()
    assert "1 link(s) over 1 row(s) hold" in out
    assert err.startswith("not verified: 2 row(s) of archives that are not at hand (2019-05)")
    (tmp_path / "2019-05" / "manifest.json").write_text("{}")
    assert verify_chain.main(["--archives", str(tmp_path)]) == 1
    assert "archive 2019-05: manifest.json is not the file that was written" in capsys.readouterr().err


def test_a_month_comes_back(old: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert archive.main([str(tmp_path)]) == 0
    capsys.readouterr()
    assert archive.main(["--restore", str(tmp_path), "2019-05"]) == 0
    assert capsys.readouterr().out == "2019-05: 2 row(s) of 1 table(s) put back; every day may be judged again\n"
    assert fetch(old, f"SELECT count(*) FROM {TABLE}") == [(3,)]
    assert verify_chain.main([]) == 0
    capsys.readouterr()
    assert archive.main(["--restore", str(tmp_path), "2019-05", TABLE]) == 0
    nothing = f"nothing of 2019-05 of {TABLE} lies in an archive; every day may be judged again\n"
    assert capsys.readouterr().out == nothing


def test_a_damaged_archive_is_named_and_nothing_comes_back(
    old: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert archive.main([str(tmp_path)]) == 0
    (tmp_path / "2019-05" / "manifest.json").write_text("{}")
    assert archive.main(["--restore", str(tmp_path), "2019-05"]) == 1
    assert capsys.readouterr().err == "archive 2019-05: manifest.json is not the file that was written\n"
    assert fetch(old, f"SELECT count(*) FROM {TABLE}") == [(1,)]


@pytest.mark.parametrize(
    "words",
    [
        ["--restore", "folder"],
        ["folder", "2019-05"],
        ["--restore", "folder", "May"],
        ["--restore", "folder", "2019-05", "binance_audit_log"],
        ["--restore", "folder", "2019-05", "--before", "2019-06-01"],
    ],
)
def test_words_that_name_no_month_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        archive.main(words)
    assert ended.value.code == 2 and "usage: bin/archive FOLDER" in capsys.readouterr().err


def test_what_stays_is_told_and_makes_it_fail(old: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(old, TABLE, 4, id=-1, received_at=datetime(2019, 5, 11, tzinfo=UTC))
    assert archive.main([str(tmp_path)]) == 1
    assert (
        capsys.readouterr().err == f"2019-05 stays: 1 row(s) of {TABLE} are in no link of the chain: seal them first\n"
    )


def test_a_day_that_is_too_near_is_refused(old: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    near = datetime.now(UTC).date() - timedelta(days=10)
    assert archive.main([str(tmp_path), "--before", near.isoformat()]) == 1
    assert "may still be judged by" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "is no URL of the form"),
        ("postgresql+psycopg://nobody:canary@127.0.0.1:1/none", "the database refuses"),
    ],
)
def test_a_database_it_cannot_use_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str, sentence: str
) -> None:
    monkeypatch.setenv("BINRECON_OWNER_URL", url)
    assert archive.main([str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert sentence in told and "canary" not in told and len(told.splitlines()) == 1


def line_of(*programs: str) -> str:
    """The command of docs/operating.md that begins with this program, as it stands there; skips where one of its
    programs is missing."""
    missing = [name for name in ("bash", *programs) if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{missing[0]} is not on this machine: a line of docs/operating.md that needs it is not tried")
    [line] = re.findall(rf"^    ({programs[0]} (?:.*\\\n)*.*)$", OPERATING, re.MULTILINE)
    return str(line)


def run(line: str) -> str:
    return subprocess.run(["bash", "-c", line], check=True, capture_output=True, text=True, timeout=60).stdout


def test_the_command_that_shows_an_archived_answer_does(old: Engine, tmp_path: Path) -> None:
    assert archive.main([str(tmp_path)]) == 0
    line = line_of("zcat", "jq").replace("/srv/binrecon-archives/2026-05", f"{tmp_path}/2019-05").replace("4711", "2")
    assert run(line) == '[{"id": 2}]\n'


def test_the_command_that_drops_a_month_of_calls_does(old: Engine, owner_engine: Engine) -> None:
    line, month = line_of("psql"), "binance_weight_ledger_2026_05"
    owner_does(owner_engine, "SELECT binrecon_make_partition('binance_weight_ledger', '2026-05-01')")
    assert fetch(owner_engine, f"SELECT to_regclass('{month}')") == [(month,)]
    assert run(line) == "ALTER TABLE\nDROP TABLE\n"
    assert fetch(owner_engine, f"SELECT to_regclass('{month}')") == [(None,)]
    with pytest.raises(subprocess.CalledProcessError):
        run(line)
