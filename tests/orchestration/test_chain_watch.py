"""The hourly look at the chain finds it cut off, written anew, a row changed and a page changed, with no link kept by
a person; a place that cannot be used is told, and never fails a sealing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import hook
from binrecon.orchestration.chain_heads import begin, keep, kept
from binrecon.orchestration.chain_watch import findings_of_heads, look_at_chain
from binrecon.orchestration.sealing import keep_head, seal_evidence
from binrecon.storage.chain_heads import head_now
from binrecon.storage.chain_share import SHARES
from binrecon.storage.hash_chain import seal
from binrecon.verify_chain import main
from sqlalchemy import Engine

from tests.conftest import Database
from tests.storage.sealed_rows import NOW, add, owner_does

LOG, PAGES = "binance_audit_log", "binance_raw_trades"
ACCOUNTS = '[settings]\nchain_heads = "{}"\n[[accounts]]\nemail = "a@example.com"\ntype = "sub"\nconnection = "a"\n'
Look = Callable[[], list[str]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine, database: Database) -> str:
    """An accounts file with a second place, in which three sealings have kept their heads: links 1 and 2 (a page, a row
    of the log), 3 and 4."""
    folder = tmp_path / "heads"
    (tmp_path / "accounts.toml").write_text(ACCOUNTS.format(folder))
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("BINRECON_READER_URL", database.reader_url)
    monkeypatch.setattr(hook, "engine", lambda: engine)
    add(engine, PAGES, 1)
    for number in (1, 2, 3):
        add(engine, LOG, number)
        seal_evidence.function()
        begin(f"file://{folder}", head_now(engine))
    assert [head.number for head in kept(f"file://{folder}")] == [2, 3, 4]
    return f"file://{folder}"


@pytest.fixture
def week(monkeypatch: pytest.MonkeyPatch) -> Look:
    """What the looks of a week find, each finding once."""

    def looks() -> list[str]:
        found: list[str] = []
        for hour in range(SHARES):
            monkeypatch.setattr(hook, "now", lambda: NOW + timedelta(hours=hour))
            found += look_at_chain.function()
        return sorted(set(found))

    return looks


def look() -> list[str]:
    return look_at_chain.function()


def test_a_chain_that_holds_is_no_finding_of_a_whole_week(place: str, week: Look, capsys: Any) -> None:
    assert week() == []
    assert main([]) == 0
    assert "3 head(s) kept elsewhere are in the chain, the newest is link 4" in capsys.readouterr().out


def test_a_chain_that_is_cut_off_is_found_within_the_hour_and_by_the_command(
    place: str, owner_engine: Engine, capsys: Any
) -> None:
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id > 2")
    said = "whose chain ends at link 2: it was cut off or written anew (1 more kept link(s) do not hold)"
    [found] = look()
    assert "link 3 of the chain, which was kept elsewhere, is not in the database, " + said in found
    assert main([]) == 1 and said in capsys.readouterr().err
    assert [head.number for head in kept(place)] == [2, 3, 4], "no head of the cut chain is kept while it is cut"


def test_a_chain_that_is_cut_off_and_grows_on_is_found_too(place: str, engine: Engine, owner_engine: Engine) -> None:
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id > 2")
    add(engine, LOG, 9)
    seal_evidence.function()
    [found] = look()
    assert "link 3 of the chain, which was kept elsewhere, is not in the database: it was taken out" in found


def test_a_chain_that_is_written_anew_as_a_whole_is_found_though_it_holds_by_itself(
    place: str, engine: Engine, owner_engine: Engine, capsys: Any
) -> None:
    """By the owner, who changes a row and seals everything again under the same numbers."""
    owner_does(owner_engine, "TRUNCATE binance_hash_chain RESTART IDENTITY")
    owner_does(owner_engine, f"UPDATE {LOG} SET actor = 'somebody else' WHERE id = 1")
    for _ in range(3):
        seal(engine, NOW)
        add(engine, LOG, 9)
    seal(engine, NOW)
    [found] = look()
    assert "link 2 of the chain, which was kept elsewhere, is another one in the database: the chain was" in found
    assert main([]) == 1
    told = capsys.readouterr()
    assert "hold; 0 row(s) are not sealed yet" in told.out and "written anew" in told.err


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"UPDATE {LOG} SET actor = 'somebody else' WHERE id = 2", f"{LOG}, row 2: the row is not what was sealed"),
        (f"UPDATE {PAGES} SET body = '[]' WHERE id = 1", f"{PAGES}, row 1: the bytes kept with the row do not have"),
        (f"DELETE FROM {LOG} WHERE id = 3", f"{LOG}, row 3: the row was deleted"),
    ],
)
def test_a_row_or_a_page_that_is_changed_is_found_within_a_week_and_at_once_by_the_command(
    place: str, week: Look, owner_engine: Engine, capsys: Any, statement: str, said: str
) -> None:
    owner_does(owner_engine, statement)
    [found] = week()
    assert found.startswith("the chain does not hold: link ") and said in found
    assert main([]) == 1 and said in capsys.readouterr().err


def test_a_place_that_cannot_be_used_is_told_and_fails_no_sealing(place: str, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "heads").rename(tmp_path / "moved")
    (tmp_path / "heads").write_text("a file")
    add(engine, LOG, 9)
    assert seal_evidence.function()["number"] == 5
    [found] = look()
    assert found.startswith("the heads of the chain are not compared: the place of chain_heads cannot be used: ")
    assert main([]) == 2


@pytest.mark.parametrize("empty", [False, True], ids=["moved away", "not mounted"])
def test_a_place_that_is_not_at_hand_hides_no_cut_and_is_not_made_anew(
    place: str, engine: Engine, owner_engine: Engine, tmp_path: Path, capsys: Any, empty: bool
) -> None:
    (tmp_path / "heads").rename(tmp_path / "moved")
    if empty:
        (tmp_path / "heads").mkdir()
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id > 2")
    add(engine, LOG, 9)
    assert seal_evidence.function()["number"] == 5
    [found] = look()
    assert found.startswith("the heads of the chain are not compared: no head is in the place of chain_heads")
    assert main([]) == 2 == main(["--heads", f"{tmp_path}/moevd"]) and "no head is in" in capsys.readouterr().err
    assert list((tmp_path).glob("heads/*")) == [] and (tmp_path / "heads").exists() is empty
    assert main(["--heads", f"{tmp_path}/moved"]) == 1, "with the place at hand the cut is found"


def test_a_place_that_is_named_for_an_old_chain_is_begun_by_a_person(
    place: str, engine: Engine, owner_engine: Engine, tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "accounts.toml").write_text(ACCOUNTS.format(tmp_path / "new"))
    assert main([]) == 2 and look() != []
    assert main(["--begin"]) == 0 == main([]) and look() == []
    assert "1 head(s) kept elsewhere are in the chain, the newest is link 4" in capsys.readouterr().out
    add(engine, LOG, 9)
    seal_evidence.function()
    assert [head.number for head in kept(f"file://{tmp_path}/new")] == [4, 5]
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id > 2")
    assert main(["--begin"]) == 1, "a place that has heads is compared and not begun again"


def test_nothing_is_begun_with_a_chain_that_is_broken_or_empty_or_without_a_place(
    place: str, owner_engine: Engine, tmp_path: Path, capsys: Any
) -> None:
    new = f"{tmp_path}/new"
    owner_does(owner_engine, f"UPDATE {LOG} SET actor = 'somebody else' WHERE id = 1")
    assert main(["--begin", "--heads", new]) == 1
    for table in ("binance_hash_chain", LOG, PAGES):
        owner_does(owner_engine, f"TRUNCATE {table}")
    assert main(["--begin", "--heads", new]) == 2 and "nothing is sealed yet" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    (tmp_path / "accounts.toml").write_text(ACCOUNTS.format("").replace('chain_heads = ""\n', ""))
    assert main(["--begin"]) == 2 and "nothing is begun: no place" in capsys.readouterr().err


def test_what_a_sealing_could_not_keep_is_kept_by_the_next_look(place: str, engine: Engine) -> None:
    add(engine, LOG, 9)
    seal(engine, NOW)
    assert look() == []
    assert [head.number for head in kept(place)] == [2, 3, 4, 5]


def test_an_accounts_file_that_cannot_be_read_fails_no_sealing(place: str, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "accounts.toml").write_text("[settings\n")
    keep_head(seal(engine, NOW))


def test_without_a_place_nothing_is_compared_and_the_command_says_so(
    place: str, engine: Engine, tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / "accounts.toml").write_text(ACCOUNTS.format("").replace('chain_heads = ""\n', ""))
    assert findings_of_heads(engine, None) == [] == look()
    assert main([]) == 0 and "no place of them is known" in capsys.readouterr().err
    keep(place, seal(engine, NOW))
    assert main(["--heads", place]) == 0
    assert main(["--heads", "a relative path"]) == 2
