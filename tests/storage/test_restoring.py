"""A month goes back into the tables as it was, all of it or nothing, and only from the archive that the chain holds."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from binrecon.domain.errors import BinreconError, ConfigurationError
from binrecon.storage import restoring
from binrecon.storage.archive_files import MANIFEST, file_sha256, read_manifest
from binrecon.storage.archived_rows import DamagedArchiveError
from binrecon.storage.archives import refuse_archived
from binrecon.storage.archiving import ARCHIVED, MonthOutcome, archive_months
from binrecon.storage.chain_check import Verified, verify
from binrecon.storage.hash_chain import LATE, seal
from binrecon.storage.restoring import put_back
from binrecon.storage.schema import METADATA
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine

from tests.storage.rows import fetch
from tests.storage.sealed_rows import NOW, add, owner_does

RAW, OTHER = "binance_raw_trades", "binance_raw_product_history"
MAY, JUNE, JULY = (datetime(2025, month, 10, 3, 4, 5, 678901, tzinfo=UTC) for month in (5, 6, 7))
MONTH, NEXT = date(2025, 5, 1), date(2025, 6, 1)
TODAY = date(2025, 10, 1)
FILE = f"{RAW}.jsonl.gz"
ODD = [
    {"trade_data": '[{"qty": 1.10, "big": 123456789012345678901234567890.000000000000000001, "none": null}]'},
    {"trade_data": "null", "request": '{"symbol": "BTCUSDT", "of": [null, true, {"a": "\\u00fc"}]}'},
    {"trade_data": "{}", "key": 'quote " backslash \\ tab \t', "symbol": "币安USDT", "http_status": 451},
]
"""What a way through text could change: places of a number, a null, characters."""


@pytest.fixture
def sealed(engine: Engine) -> Engine:
    """Answers of May, June and July in two tables; one link of each table holds rows of two months."""
    for number, other in enumerate(ODD, 1):
        add(engine, RAW, number, received_at=MAY, **other)
    add(engine, OTHER, 1, received_at=MAY)
    seal(engine, NOW - LATE)
    for table in (RAW, OTHER):
        add(engine, table, 4, received_at=MAY)
        add(engine, table, 5, received_at=JUNE)
    seal(engine, NOW)
    for table in (RAW, OTHER):
        add(engine, table, 6, received_at=JULY)
    seal(engine, NOW + timedelta(hours=1))
    return engine


def archive(owner: Engine, folder: Path, before: date = NEXT) -> list[MonthOutcome]:
    return list(archive_months(owner, folder, before, TODAY))


def check(engine: Engine, folder: Path | None = None) -> Verified:
    return verify(engine, lambda links, rows: None, archives=folder)


def held(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of both tables as the database writes it, every column."""
    return {table: fetch(engine, f"SELECT row::text FROM {table} AS row ORDER BY id") for table in (RAW, OTHER)}


def test_every_row_comes_back_as_it_was_and_is_verified_as_a_live_one(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    before, links = held(sealed), check(sealed).links
    assert [one.rows for one in archive(owner_engine, tmp_path)] == [6]
    assert held(sealed) != before
    done = put_back(owner_engine, tmp_path, MONTH)
    assert (done.rows, done.judged_from) == ({RAW: 4, OTHER: 2}, None)
    assert held(sealed) == before
    assert fetch(owner_engine, "SELECT count(*) FROM binance_raw_trades_2025_05") == [(4,)]
    found = check(sealed)
    assert (found.broken, found.links, found.absent, found.unread) == (None, links, (), 0)
    assert seal(sealed, NOW + timedelta(hours=2)).rows == 2, "the log of both, and none of the rows a second time"
    assert check(sealed).broken is None


def test_nothing_of_a_row_that_came_back_can_be_changed_unseen(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    archive(owner_engine, tmp_path)
    put_back(owner_engine, tmp_path, MONTH)
    owner_does(owner_engine, f"UPDATE {RAW} SET http_status = 200 WHERE id = 3")
    found = check(sealed).broken
    assert found is not None and (found.table, found.row_id) == (RAW, 3)


def test_a_second_time_there_is_nothing_to_put_back(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    archive(owner_engine, tmp_path)
    put_back(owner_engine, tmp_path, MONTH)
    before = held(sealed)
    shutil.rmtree(tmp_path / "2025-05")
    assert put_back(owner_engine, tmp_path, MONTH).rows == {}
    assert put_back(owner_engine, tmp_path, date(2024, 1, 1)).rows == {}
    assert held(sealed) == before


def test_two_at_once_put_it_back_once(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(sealed)
    archive(owner_engine, tmp_path)
    places = restoring._make_places
    meet = Barrier(2, timeout=20)

    def together(*given: Any) -> None:
        places(*given)
        meet.wait()

    monkeypatch.setattr(restoring, "_make_places", together)
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: put_back(owner_engine, tmp_path, MONTH).rows, range(2)))
    assert sorted(map(len, done)) == [0, 2]
    assert held(sealed) == before and check(sealed).broken is None


def test_one_table_comes_back_and_the_rest_stays_where_it_is(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    before = held(sealed)
    archive(owner_engine, tmp_path)
    assert put_back(owner_engine, tmp_path, MONTH, [RAW]).rows == {RAW: 4}
    assert held(sealed)[RAW] == before[RAW] and len(held(sealed)[OTHER]) == 2
    found = check(sealed, tmp_path)
    assert (found.broken, found.archives, found.unread) == (None, ("2025-05",), 0)
    assert [(one.rows, one.refused) for one in archive(owner_engine, tmp_path)] == [(4, "")]
    found = check(sealed, tmp_path)
    assert (found.broken, found.archives, found.unread) == (None, ("2025-05", "2025-05-2"), 0)
    assert put_back(owner_engine, tmp_path, MONTH).rows == {OTHER: 2, RAW: 4}
    assert held(sealed) == before and check(sealed).broken is None


def test_archiving_anew_takes_no_folder_that_still_holds_something(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    """The second is the only copy of its table, and the first has other files than are written now."""
    archive(owner_engine, tmp_path)
    put_back(owner_engine, tmp_path, MONTH, [RAW])
    archive(owner_engine, tmp_path)
    put_back(owner_engine, tmp_path, MONTH, [OTHER])
    assert fetch(sealed, "SELECT folder, table_name FROM binance_archives") == [("2025-05-2", RAW)]
    archive(owner_engine, tmp_path)
    assert fetch(sealed, "SELECT folder, table_name FROM binance_archives ORDER BY folder") == [
        ("2025-05-2", RAW),
        ("2025-05-3", OTHER),
    ]
    assert check(sealed, tmp_path).broken is None


def test_a_month_comes_back_beside_others_that_stay(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    """A link holds rows of both months: its other rows are read from their archive, which has to be at hand."""
    before = held(sealed)
    archive(owner_engine, tmp_path, date(2025, 7, 1))
    (tmp_path / "2025-06").rename(tmp_path / "away")
    with pytest.raises(DamagedArchiveError, match="archive 2025-06 has rows of the same link"):
        put_back(owner_engine, tmp_path, MONTH)
    (tmp_path / "away").rename(tmp_path / "2025-06")
    done = put_back(owner_engine, tmp_path, MONTH)
    assert (done.rows, done.judged_from) == ({RAW: 4, OTHER: 2}, date(2025, 7, 16))
    found = check(sealed, tmp_path)
    assert (found.broken, found.archives, found.unread) == (None, ("2025-06",), 0)
    assert put_back(owner_engine, tmp_path, NEXT).judged_from is None
    assert held(sealed) == before and check(sealed).broken is None


def test_rows_that_came_in_the_meantime_stay_and_are_archived_with_it(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    """Archiving refuses such a month; this is the way out."""
    archive(owner_engine, tmp_path)
    add(sealed, RAW, 9, received_at=MAY)
    add(sealed, RAW, 10, received_at=JULY)
    seal(sealed, NOW + timedelta(hours=2))
    assert archive(owner_engine, tmp_path)[0].refused == f"{RAW} was archived, and has 1 row(s) of the month now"
    put_back(owner_engine, tmp_path, MONTH)
    assert fetch(owner_engine, "SELECT count(*) FROM binance_raw_trades_2025_05") == [(5,)]
    assert check(sealed).broken is None
    assert [(one.rows, one.refused) for one in archive(owner_engine, tmp_path)] == [(7, "")]
    assert check(sealed, tmp_path).broken is None


def rewrite(folder: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    change(rows)
    with gzip.open(folder / FILE, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda folder: rewrite(folder, lambda rows: rows[1].update(body="[]")), f"{FILE} is not the file"),
        (lambda folder: (folder / FILE).unlink(), f"{FILE} is missing"),
        (lambda folder: (folder / MANIFEST).write_text("{}"), f"{MANIFEST} is not the file"),
        (shutil.rmtree, "is not in"),
    ],
    ids=["row changed", "file gone", "manifest changed", "folder gone"],
)
def test_an_archive_that_is_not_what_was_written_puts_nothing_back(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, tamper: Callable[[Path], object], named: str
) -> None:
    archive(owner_engine, tmp_path)
    before = held(sealed)
    tamper(tmp_path / "2025-05")
    with pytest.raises(DamagedArchiveError, match=named):
        put_back(owner_engine, tmp_path, MONTH)
    assert held(sealed) == before and fetch(sealed, "SELECT count(*) FROM binance_archives") == [(2,)]
    assert fetch(sealed, "SELECT to_regclass('binance_raw_trades_2025_05')") == [(None,)]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[1].update(text=str(rows[1]["text"]).replace("BTCUSDT", "ETHUSDT")),
        lambda rows: rows[1].update(body="[]"),
        lambda rows: rows[1].update(text=str(rows[1]["text"]).replace(", ", ",")),
        lambda rows: rows.pop(1),
        lambda rows: rows.insert(2, dict(rows[1], id=9)),
        lambda rows: rows.append(dict(rows[1], link=999)),
    ],
    ids=["text", "body", "spelling", "removed", "added", "under no link"],
)
def test_an_archive_whose_hashes_were_made_anew_puts_nothing_back(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, change: Callable[[list[dict[str, Any]]], object]
) -> None:
    """Whoever owns database and folder may write file, manifest and hashes anew; the chain has the rows' digest."""
    archive(owner_engine, tmp_path)
    before, folder = held(sealed), tmp_path / "2025-05"
    rewrite(folder, change)
    make_hashes_anew(owner_engine, folder)
    with pytest.raises(BinreconError, match=RAW):
        put_back(owner_engine, tmp_path, MONTH)
    assert held(sealed) == before and fetch(sealed, "SELECT count(*) FROM binance_archives") == [(2,)]


def make_hashes_anew(owner: Engine, folder: Path) -> None:
    old, new = read_manifest(folder).tables[RAW].sha256, file_sha256(folder / FILE)
    (folder / MANIFEST).write_text((folder / MANIFEST).read_text().replace(old, new))
    manifest = file_sha256(folder / MANIFEST)
    owner_does(owner, "UPDATE binance_archives SET manifest_sha256 = :manifest", manifest=manifest)
    owner_does(owner, f"UPDATE binance_archives SET file_sha256 = :file WHERE table_name = '{RAW}'", file=new)


def test_a_failure_on_the_way_leaves_everything_as_it_was(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(sealed)
    archive(owner_engine, tmp_path)
    gone = held(sealed)
    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_tell", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            put_back(owner_engine, tmp_path, MONTH)
    assert held(sealed) == gone and check(sealed, tmp_path).broken is None
    assert archive(owner_engine, tmp_path) == [], "an empty partition is left, and nothing is in it"
    put_back(owner_engine, tmp_path, MONTH)
    assert held(sealed) == before


def test_the_log_says_what_came_back(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    [done] = archive(owner_engine, tmp_path)
    put_back(owner_engine, tmp_path, MONTH, [OTHER])
    told = fetch(sealed, "SELECT action, actor, detail FROM binance_audit_log ORDER BY id")
    named = {"folder": "2025-05", "manifest_sha256": done.manifest_sha256}
    assert told == [
        ("evidence archived", "binrecon_owner", {**named, "rows": 6}),
        ("evidence put back", "binrecon_owner", {**named, "rows": 2}),
    ]


def test_a_day_that_was_refused_is_judged_again(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    archive(owner_engine, tmp_path)
    with owner_engine.connect() as connection:
        with pytest.raises(ConfigurationError, match="what 2025-06-15 rests on is archived"):
            refuse_archived(connection, date(2025, 6, 15))
        put_back(owner_engine, tmp_path, MONTH)
    with owner_engine.connect() as connection:
        refuse_archived(connection, date(2025, 6, 15))
        refuse_archived(connection, date(2025, 5, 2))


def test_a_login_of_a_task_may_not_put_anything_back(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    archive(owner_engine, tmp_path)
    with pytest.raises(BinreconError, match="2025-05: the database refuses: permission denied"):
        put_back(sealed, tmp_path, MONTH)


@pytest.mark.parametrize("table", ARCHIVED)
def test_an_archive_has_every_column_and_none_of_them_is_null(table: str) -> None:
    """One that neither is sealed nor lies beside it would come back empty, and a NULL as a JSON null."""
    columns = METADATA.tables[table].columns
    assert {column.name for column in columns} == {*SEALED[table].columns, restoring.BODY}
    assert not [column.name for column in columns if column.nullable]
