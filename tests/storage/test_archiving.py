"""A month leaves the database only when it is sealed, no day needs it and its archive holds; then it is verified as
before, and whatever is changed in the archive is named."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.storage import archiving
from binrecon.storage.archive_files import LINKS, MANIFEST, read_manifest
from binrecon.storage.archives import LEAST_AGE
from binrecon.storage.archiving import ARCHIVED, MonthOutcome, archive_months
from binrecon.storage.chain_check import Verified, verify
from binrecon.storage.hash_chain import LATE, seal
from binrecon.storage.pages.report import read_report
from binrecon.storage.sign_offs import Period, content_of
from sqlalchemy import Engine

from tests.storage.rows import EMAIL, fetch, insert
from tests.storage.sealed_rows import NOW, add, owner_does

RAW = "binance_raw_trades"
OTHER = "binance_raw_product_history"
MAY, JUNE = datetime(2025, 5, 10, tzinfo=UTC), datetime(2025, 6, 10, tzinfo=UTC)
TODAY = date(2025, 10, 1)
BEFORE = date(2025, 6, 1)
FILE = f"{RAW}.jsonl.gz"


@pytest.fixture
def sealed(engine: Engine, owner_engine: Engine) -> Engine:
    """Three answers of May and three of June in two tables, in two links each, the second of both months."""
    for table in (RAW, OTHER):
        add(engine, table, 1, received_at=MAY)
        add(engine, table, 2, received_at=MAY)
    seal(engine, NOW - LATE)
    for table in (RAW, OTHER):
        add(engine, table, 3, received_at=MAY)
        for number in (4, 5, 6):
            add(engine, table, number, received_at=JUNE)
    add(engine, "binance_audit_log", 1)
    seal(engine, NOW)
    return engine


def archive(owner: Engine, folder: Path, before: date = BEFORE) -> list[MonthOutcome]:
    return list(archive_months(owner, folder, before, TODAY))


def check(engine: Engine, folder: Path | None = None) -> Verified:
    return verify(engine, lambda links, rows: None, archives=folder)


def count(engine: Engine, table: str = RAW) -> int:
    return int(fetch(engine, f"SELECT count(*) FROM {table}")[0][0])


def test_a_month_leaves_the_tables_and_is_verified_from_its_archive(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    before = check(sealed)
    [done] = archive(owner_engine, tmp_path)
    assert (done.month, done.rows, done.kept, done.refused) == (date(2025, 5, 1), 6, (), "")
    assert (count(sealed), count(sealed, OTHER)) == (3, 3)
    assert fetch(sealed, "SELECT to_regclass('binance_raw_trades_2025_05')") == [(None,)]
    found = check(sealed, tmp_path)
    assert (found.broken, found.links, found.rows, found.head) == (None, before.links, before.rows, before.head)
    assert (found.archives, found.absent, found.unread) == (("2025-05",), (), 0)
    assert archive(owner_engine, tmp_path) == []
    assert seal(sealed, NOW + LATE).rows == 1, "the entry of the log that says what was archived"
    assert check(sealed, tmp_path).broken is None


def test_the_next_month_goes_too_though_a_link_holds_rows_of_both(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    archive(owner_engine, tmp_path)
    for table in (RAW, OTHER):
        add(sealed, table, 7, received_at=JUNE + timedelta(days=60))
    seal(sealed, NOW + timedelta(hours=1))
    july = date(2025, 7, 1)
    (tmp_path / "2025-05").rename(tmp_path / "away")
    [stays] = archive(owner_engine, tmp_path, july)
    assert stays.refused.startswith("archive 2025-05 has rows of the same link") and count(sealed) == 4
    (tmp_path / "away").rename(tmp_path / "2025-05")
    assert [(one.month, one.rows) for one in archive(owner_engine, tmp_path, july)] == [(date(2025, 6, 1), 6)]
    found = check(sealed, tmp_path)
    assert (found.broken, found.archives, found.unread) == (None, ("2025-05", "2025-06"), 0)
    (tmp_path / "2025-06").rename(tmp_path / "away")
    found = check(sealed, tmp_path)
    assert (found.broken, found.absent, found.unread) == (None, ("2025-06",), 6)


def test_an_archive_that_is_not_at_hand_is_counted_and_never_passed(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    rows = check(sealed).rows
    archive(owner_engine, tmp_path)
    for folder in (None, tmp_path / "elsewhere"):
        found = check(sealed, folder)
        assert (found.broken, found.absent, found.unread, found.rows) == (None, ("2025-05",), 6, rows - 6)
    owner_does(owner_engine, f"UPDATE {RAW} SET key = 'x' WHERE id = 4")
    changed = check(sealed)
    assert changed.broken is not None and changed.broken.row_id == 4


def test_a_row_that_no_archive_holds_is_missed_though_one_is_not_at_hand(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    archive(owner_engine, tmp_path)
    owner_does(owner_engine, f"DELETE FROM {RAW} WHERE id = 5")
    for folder in (None, tmp_path):
        found = check(sealed, folder).broken
        assert found is not None and (found.table, found.row_id, found.what) == (RAW, 5, "the row was deleted")
    owner_does(owner_engine, f"DELETE FROM binance_archives WHERE table_name = '{RAW}'")
    found = check(sealed).broken
    assert found is not None and (found.table, found.row_id) == (RAW, 1)


def lines_of(path: Path) -> list[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def rewrite(folder: Path, change: Callable[[list[dict[str, object]]], None]) -> None:
    rows = lines_of(folder / FILE)
    change(rows)
    with gzip.open(folder / FILE, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def swap(folder: Path) -> None:
    shutil.copy(folder / f"{OTHER}.jsonl.gz", folder / FILE)


def change_manifest(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"rows": 3', '"rows": 4', 1))


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda folder: rewrite(folder, lambda rows: rows[1].update(body="[]")), FILE),
        (lambda folder: rewrite(folder, lambda rows: rows.pop(1)), FILE),
        (swap, FILE),
        (change_manifest, MANIFEST),
        (lambda folder: (folder / FILE).unlink(), FILE),
        (lambda folder: (folder / MANIFEST).unlink(), MANIFEST),
        (lambda folder: (folder / LINKS).write_bytes(b""), LINKS),
    ],
    ids=[
        "row changed",
        "row removed",
        "file swapped",
        "manifest changed",
        "file gone",
        "manifest gone",
        "links changed",
    ],
)
def test_a_tampered_archive_is_refused_by_name(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, tamper: Callable[[Path], object], named: str
) -> None:
    archive(owner_engine, tmp_path)
    tamper(tmp_path / "2025-05")
    found = check(sealed, tmp_path).broken
    assert found is not None and str(found).startswith(f"archive 2025-05: {named}")


@pytest.mark.parametrize(
    ("change", "row_id", "what"),
    [
        (
            lambda rows: rows[1].update(text=str(rows[1]["text"]).replace("BTCUSDT", "ETHUSDT")),
            2,
            "not what was sealed",
        ),
        (lambda rows: rows[1].update(body="[]"), 2, "its body does not have the hash"),
        (lambda rows: rows.pop(1), 2, "the row was deleted"),
        (lambda rows: rows.insert(2, dict(rows[1], id=9)), 9, "which does not name it"),
        (lambda rows: rows.append(dict(rows[1], link=999)), 2, "no link of the chain holds it"),
    ],
    ids=["text", "body", "removed", "added", "under no link"],
)
def test_an_archive_whose_hashes_were_made_anew_still_does_not_hold(
    sealed: Engine,
    owner_engine: Engine,
    tmp_path: Path,
    change: Callable[[list[dict[str, object]]], None],
    row_id: int,
    what: str,
) -> None:
    """Whoever owns database and folder may write file, manifest and hashes anew; the chain has the rows' digest."""
    archive(owner_engine, tmp_path)
    folder = tmp_path / "2025-05"
    rewrite(folder, change)
    digests = new_hashes(folder)
    owner_does(owner_engine, "UPDATE binance_archives SET manifest_sha256 = :manifest", manifest=digests[1])
    owner_does(
        owner_engine, f"UPDATE binance_archives SET file_sha256 = :file WHERE table_name = '{RAW}'", file=digests[0]
    )
    found = check(sealed, tmp_path).broken
    assert found is not None and what in str(found) and str(row_id) in str(found)


def new_hashes(folder: Path) -> tuple[str, str]:
    """Let the manifest name the file as it is now; gives the hashes of both."""
    from binrecon.storage.archive_files import file_sha256

    path, old = folder / MANIFEST, read_manifest(folder).tables[RAW].sha256
    path.write_text(path.read_text().replace(old, file_sha256(folder / FILE)))
    return file_sha256(folder / FILE), file_sha256(path)


def test_what_is_not_sealed_stays(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    add(sealed, RAW, 7, received_at=MAY, id=-1)
    [stays] = archive(owner_engine, tmp_path)
    assert stays.refused == f"1 row(s) of {RAW} are in no link of the chain: seal them first"
    assert (count(sealed), count(sealed, OTHER)) == (7, 6)
    assert fetch(sealed, "SELECT count(*) FROM binance_archives") == [(0,)]


@pytest.mark.parametrize(
    ("change", "what"),
    [("key = 'x'", "row 2: the row is not what was sealed"), ("body = '[]'", "row 2: its body does not")],
)
def test_what_is_not_what_was_sealed_stays(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, change: str, what: str
) -> None:
    """An archive of a changed row would be the only copy of it."""
    owner_does(owner_engine, f"UPDATE {RAW} SET {change} WHERE id = 2")
    assert what in archive(owner_engine, tmp_path)[0].refused
    assert (count(sealed), list(tmp_path.glob("2*"))) == (6, [])


def test_what_is_not_booked_stays(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    insert(sealed, "binance_pages_pending", dict(raw_table=RAW, page_id=1, email=EMAIL, endpoint="trades"))
    [stays] = archive(owner_engine, tmp_path)
    assert stays.refused == f"1 answer(s) of {RAW} are not booked yet"


def day(engine: Engine, verdict: str, on: date, decided: bool = True) -> None:
    insert(
        engine,
        "binance_reconciliation_days",
        dict(email=EMAIL, date=on, wallet="SPOT", opened_at=MAY, decided_at=MAY if decided else None, verdict=verdict),
    )


@pytest.mark.parametrize(("verdict", "decided"), [("open", True), ("unproved", True), ("unproved", False)])
@pytest.mark.parametrize("on", [date(2025, 5, 20), date(2025, 6, 15)], ids=["of the month", "looks back at it"])
def test_what_an_open_day_needs_stays_until_it_is_signed(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, verdict: str, decided: bool, on: date
) -> None:
    day(sealed, verdict, on, decided)
    [stays] = archive(owner_engine, tmp_path)
    assert (
        stays.refused.startswith("1 account-day(s) before 2025-06-16 are open")
        and f"{on} SPOT {EMAIL}" in stays.refused
    )
    sign(sealed)
    assert [outcome.rows for outcome in archive(owner_engine, tmp_path)] == [6 if decided else 0]


def sign(engine: Engine, role: str = "reviewed", **other: int) -> None:
    """Sign the verdicts of May and June as they are."""
    period = Period(EMAIL, date(2025, 5, 1), date(2025, 6, 30))
    with engine.connect() as connection:
        content = content_of(connection, period)._asdict() | other
    del content["unjudged"]
    insert(engine, "binance_sign_offs", dict(role=role, author="bob", **vars(period), **content))


OPEN_DAY = date(2025, 5, 20)


def verdict(engine: Engine, variance: str) -> None:
    add(engine, "binance_reconciliation_verdicts", 1, date=OPEN_DAY, variance=variance, verdict="open")


def test_a_signature_of_other_verdicts_lets_nothing_go_until_they_are_as_signed(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    day(sealed, "open", OPEN_DAY)
    verdict(sealed, "1")
    sign(sealed)
    verdict(sealed, "2")
    [stays] = archive(owner_engine, tmp_path)
    assert "no reviewed signature" in stays.refused
    verdict(sealed, "1")
    assert [outcome.rows for outcome in archive(owner_engine, tmp_path)] == [6]


def test_a_verdict_of_a_lower_number_that_came_after_the_signature_is_not_signed(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    """It was written while somebody signed, and committed behind that."""
    day(sealed, "open", OPEN_DAY)
    sign(sealed, through_id=1000)
    verdict(sealed, "1")
    [stays] = archive(owner_engine, tmp_path)
    assert f"the first is {OPEN_DAY} SPOT {EMAIL}" in stays.refused


def test_a_day_that_is_unproved_as_a_whole_since_it_was_signed_is_not_signed(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    """No asset has a verdict, so none is another."""
    day(sealed, "proved", OPEN_DAY)
    sign(sealed)
    owner_does(owner_engine, "UPDATE binance_reconciliation_days SET verdict = 'unproved'")
    [stays] = archive(owner_engine, tmp_path)
    assert f"the first is {OPEN_DAY} SPOT {EMAIL}" in stays.refused


@pytest.mark.parametrize(("expires_at", "stays"), [(NOW + timedelta(days=900), True), (None, False)])
def test_a_day_that_is_explained_for_a_time_holds_its_month(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, expires_at: datetime | None, stays: bool
) -> None:
    """It has to be judged again when the resolution ends, and an archived day never is."""
    day(sealed, "explained", OPEN_DAY)
    number = add(sealed, "binance_resolutions", 1, date=OPEN_DAY, asset="BTC", expires_at=expires_at)
    finding = {"kind": "resolution", "amount": "1", "text": "", "records": [f"resolution {number}"]}
    told = json.dumps({"explained": [finding]})
    add(sealed, "binance_reconciliation_verdicts", 1, date=OPEN_DAY, variance="1", verdict="explained", findings=told)
    [done] = archive(owner_engine, tmp_path)
    assert ("explained for a time, and no reviewed signature is about them" in done.refused) is stays
    assert done.rows == (0 if stays else 6)
    sign(sealed)
    assert [one.rows for one in archive(owner_engine, tmp_path)] == ([6] if stays else [])


def test_what_is_only_prepared_lets_nothing_go(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    day(sealed, "open", OPEN_DAY)
    sign(sealed, "prepared")
    [stays] = archive(owner_engine, tmp_path)
    assert "no reviewed signature" in stays.refused


def test_days_that_are_proved_or_later_hold_nothing_back(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    day(sealed, "proved", date(2025, 5, 20))
    day(sealed, "explained", date(2025, 5, 21))
    day(sealed, "open", date(2025, 6, 16))
    assert [outcome.rows for outcome in archive(owner_engine, tmp_path)] == [6]


def test_a_table_keeps_the_month_from_which_sealing_goes_on(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    add(sealed, "binance_raw_klines", 1, received_at=MAY)
    seal(sealed, NOW + timedelta(hours=1))
    [done] = archive(owner_engine, tmp_path)
    assert (done.rows, done.kept) == (6, ("binance_raw_klines",))
    add(sealed, "binance_raw_klines", 2, received_at=JUNE)
    seal(sealed, NOW + timedelta(hours=2))
    assert check(sealed, tmp_path).broken is None
    assert [(one.rows, one.kept) for one in archive(owner_engine, tmp_path)] == [(1, ())]
    found = check(sealed, tmp_path)
    assert (found.broken, found.archives, found.unread) == (None, ("2025-05", "2025-05-2"), 0)


def test_the_day_must_be_old_enough(sealed: Engine, owner_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="2025-07-15 at the latest"):
        archive(owner_engine, tmp_path, TODAY - LEAST_AGE + timedelta(days=1))
    assert LEAST_AGE.days == 78


def test_what_cannot_be_taken_away_is_all_still_there(
    sealed: Engine, owner_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that comes while the files are written: nothing is dropped, and the next time all goes."""
    put = archiving._put_in_place

    def late(folder: Path, name: str) -> None:
        put(folder, name)
        add(sealed, RAW, 9, received_at=MAY)

    with monkeypatch.context() as patch:
        patch.setattr(archiving, "_put_in_place", late)
        with pytest.raises(Exception, match="got rows of 2025-05 meanwhile"):
            archive(owner_engine, tmp_path)
    assert (count(sealed), count(sealed, OTHER)) == (7, 6) and check(sealed).broken is None
    add(sealed, RAW, 10, received_at=JUNE)
    seal(sealed, NOW + timedelta(hours=1))
    assert [outcome.rows for outcome in archive(owner_engine, tmp_path)] == [7]
    assert check(sealed, tmp_path).broken is None


def test_a_folder_that_the_database_does_not_know_is_never_taken_away(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    """A backup from before that month was whole has been restored: what the tables lack of it lies in that folder
    alone."""
    only_copy = tmp_path / "2025-05" / FILE
    only_copy.parent.mkdir()
    only_copy.write_bytes(b"rows that the tables never had")
    (only_copy.parent / MANIFEST).write_text("what they are")
    assert [outcome.rows for outcome in archive(owner_engine, tmp_path)] == [6]
    assert only_copy.read_bytes() == b"rows that the tables never had"
    assert fetch(sealed, "SELECT DISTINCT folder FROM binance_archives") == [("2025-05-2",)]
    assert (check(sealed, tmp_path).broken, check(sealed, tmp_path).archives) == (None, ("2025-05-2",))


def test_what_a_run_left_that_was_killed_is_in_nobodys_way(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    """While it wrote another month, and after it had put this one in its place and before it dropped anything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archiving, "_drop", killed)
        with pytest.raises(KeyboardInterrupt):
            archive(owner_engine, tmp_path)
    (tmp_path / archiving.WRITING / "2025-04").mkdir(parents=True)
    assert [outcome.rows for outcome in archive(owner_engine, tmp_path)] == [6]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025-05"]
    assert check(sealed, tmp_path).broken is None


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_report_of_a_period_names_the_archives_that_its_evidence_may_lie_in(
    sealed: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    archive(owner_engine, tmp_path)
    may, june, july = (Period(EMAIL, date(2025, month, 1), date(2025, month, 20)) for month in (5, 6, 7))
    found = [read_report(sealed, period).archives for period in (may, june, july)]
    assert found == [("2025-05",), ("2025-05",), ()], "an answer about June's opening is one about 31 May"


def test_a_login_of_a_task_may_not_archive(sealed: Engine, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="permission denied"):
        archive(sealed, tmp_path)
    assert count(sealed) == 6


def test_every_raw_table_may_be_archived_but_the_lists_of_sub_accounts() -> None:
    assert len(ARCHIVED) == 12 and "binance_raw_sub_accounts" not in ARCHIVED
