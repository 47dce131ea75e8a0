"""Bundles of days that lie ready: one reference for the same facts, nobody's data for a bank, and what is refused."""

from __future__ import annotations

import json
import runpy
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.errors import ConfigurationError, RetryableError
from binrecon.domain.vocabulary import AccountType
from binrecon.reporting.bundle_list import listed_bundles
from binrecon.services import bundle as bundles
from binrecon.services.bundle import FOLDER, Edition, Written, write_bundle
from binrecon.storage import archiving
from binrecon.storage.archive_check import partition_of
from binrecon.storage.archives import ArchivedTable
from binrecon.storage.bundle_readiness import refuse_unfinished
from binrecon.storage.bundle_scope import Scope, Span, read_scope
from binrecon.storage.hash_chain import seal
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.restoring import put_back
from sqlalchemy import Connection, Engine, create_engine

from tests.bench.bundle import EMAIL, FIRST, plant
from tests.bundles import VERIFIER, verify, written
from tests.conftest import Database
from tests.storage.rows import fetch, insert, transfer
from tests.storage.sealed_rows import add, owner_does

LAST = FIRST + timedelta(days=2)
RENUMBERED = """
    UPDATE binance_collection_coverage SET id = id + 7000, asked_at = asked_at + interval '3 hours', run_id = 'another';
    UPDATE binance_raw_trades SET id = id + 7000, coverage_id = coverage_id + 7000,
        received_at = received_at + interval '3 hours';
    UPDATE binance_raw_daily_snapshot SET id = id + 9000, coverage_id = coverage_id + 7000,
        received_at = received_at + interval '4 hours';
    UPDATE binance_raw_exchange_info SET id = id + 7000, coverage_id = coverage_id + 7000;
    UPDATE binance_reconciliation_trades SET pid = -pid, fid = fid + 7000, evidence_at = evidence_at + interval '1 day';
    UPDATE binance_reconciliation_balances SET pid = -pid, fid = fid + 9000;
    UPDATE binance_snapshot_days SET fid = fid + 9000;
    UPDATE binance_reconciliation_verdicts SET id = 9000 - id, decided_at = decided_at + interval '1 day', run_id = 'x'
"""
FIRST_PAGE = "ORDER BY id LIMIT 1"
OF_ACCOUNTS = """
    SELECT named.table_name
    FROM information_schema.columns AS named
    JOIN pg_class AS held ON held.oid = named.table_name::regclass AND held.relkind IN ('r', 'p')
        AND NOT held.relispartition
    WHERE named.column_name = 'email' AND named.table_schema = 'public' AND starts_with(named.table_name, 'binance')
"""


def roster(folder: Path) -> Roster:
    return Roster((Account(EMAIL, AccountType.SUB, "connection"),), Settings(reports=folder))


def bundle(engine: Engine, folder: Path, edition: str = "full") -> Written:
    return written(engine, EMAIL, FIRST, LAST, folder, edition)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_stranger_finds_everything_proved(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 4, days=3)
    done = bundle(engine, tmp_path)
    told = verify(done.path, "--reference", done.reference)
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert told.stdout.splitlines()[-1] == "The bundle is what it says, and everything in it is proved or explained."
    assert done.path.parent == tmp_path / roster(tmp_path).accounts[0].slug / "bundles"
    assert done.reference in done.path.name
    assert verify(done.path, "--reference", "0" * 64).returncode == 2
    head = json.loads(parts(done.path)["trail.json"])["head"]
    assert verify(done.path, "--head", head).returncode == 0
    assert verify(done.path, "--head", "f" * 64).returncode == 2
    assert "  binance_reconciliation_verdicts: 6 rows with their texts, 0 as hashes or numbers alone" in told.stdout


def test_a_link_before_those_of_the_bundle_is_neither_there_nor_missing(
    owner_engine: Engine, engine: Engine, tmp_path: Path
) -> None:
    older = [sealed_act(owner_engine, engine, author) for author in ("ann", "ben")]
    plant(owner_engine, 2, days=3)
    done = bundle(engine, tmp_path)
    assert verify(done.path, "--head", older[1]).returncode == 0
    for head in (older[0], "f" * 64):
        told = verify(done.path, "--head", head)
        assert (told.returncode, told.stderr) == (1, "")
        assert (
            f"attention: the link {head} is not in the bundle, whose chain begins at link 3: cannot tell" in told.stdout
        )


def sealed_act(owner: Engine, engine: Engine, author: str) -> str:
    """The link of a signature of another account."""
    told = {"email": "other@example.com", "first": FIRST, "last": FIRST, "role": "prepared", "author": author}
    insert(owner, "binance_sign_offs", {**told, "digest": author, "cells": 1, "through_id": 1})
    seal(engine, datetime.now(UTC))
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT link FROM binance_hash_chain ORDER BY id DESC").scalar())


def test_the_program_inside_reads_the_folder_that_it_lies_in(
    owner_engine: Engine, engine: Engine, tmp_path: Path
) -> None:
    plant(owner_engine, 2, days=3)
    with zipfile.ZipFile(bundle(engine, tmp_path).path) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert verify(tmp_path / "unpacked", program=tmp_path / "unpacked" / "verify_bundle.py").returncode == 0


def test_the_same_facts_have_one_reference_whatever_their_numbers_and_moments(
    new_database: Callable[[], Database], tmp_path: Path
) -> None:
    references = []
    for number, statements in enumerate(("SELECT 1", RENUMBERED)):
        database = new_database()
        owner, engine = create_engine(database.owner_url), create_engine(database.writer_url)
        plant(owner, 4, days=3)
        with owner.begin() as connection:
            connection.exec_driver_sql(statements)
        done = bundle(engine, tmp_path / str(number))
        assert verify(done.path).returncode == 0
        references.append((done.reference, parts(done.path)))
        owner.dispose()
        engine.dispose()
    (one, first), (other, second) = references
    assert one == other
    facts = [name for name in first if name.endswith(".jsonl") and not name.startswith("trail/")]
    assert len(facts) >= 15
    assert [name for name in facts if first[name] != second[name]] == []
    assert first["trail/readings.jsonl"] != second["trail/readings.jsonl"]


def test_another_fact_has_another_reference(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 4, days=3)
    one = bundle(engine, tmp_path)
    assert bundle(engine, tmp_path).reference == one.reference
    transfer(engine, "BTC", "1", email=EMAIL, datetime=datetime(2025, 11, 2, tzinfo=UTC), standing="pending")
    assert bundle(engine, tmp_path).reference != one.reference
    assert len(list(one.path.parent.iterdir())) == 2


def test_a_bundle_waits_for_answers_that_are_not_booked(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    """A run has asked and not booked yet: its records would be in no row. A page of a reading that was given up never
    will be, nor fills of a pair that nobody knows."""
    plant(owner_engine, 2, days=3)
    [(page, reading, listed)] = fetch(engine, f"SELECT id, coverage_id, endpoint FROM binance_raw_trades {FIRST_PAGE}")
    [(other, begun)] = fetch(engine, f"SELECT id, coverage_id FROM binance_raw_daily_snapshot {FIRST_PAGE}")
    named = dict(raw_table="binance_raw_trades", page_id=page, email=EMAIL, endpoint=listed, coverage_id=reading)
    insert(engine, "binance_pages_pending", named)
    with pytest.raises(RetryableError, match=r"^1 answer\(s\) are not booked yet; a run is under way"):
        bundle(engine, tmp_path)
    owner_does(owner_engine, "DELETE FROM binance_exchange_info")
    unread = dict(raw_table="binance_raw_daily_snapshot", page_id=other, endpoint="daily_snapshot", coverage_id=begun)
    insert(engine, "binance_pages_pending", named | unread)
    with pytest.raises(RetryableError, match=r"^1 answer\(s\) are not booked yet"):
        bundle(engine, tmp_path)
    owner_does(owner_engine, "UPDATE binance_collection_coverage SET status = 'truncated' WHERE id = :id", id=begun)
    with engine.connect() as connection:
        refuse_unfinished(connection, read_scope(connection, Span(EMAIL, FIRST, LAST)))
    assert list(tmp_path.rglob("*.zip")) == []


def test_a_bundle_waits_for_verdicts_on_what_is_booked(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    """A record came late, and its day is judged again only later: the rows would not come to the verdict."""
    plant(owner_engine, 2, days=3)
    transfer(engine, "BTC", "1", email=EMAIL, datetime=datetime(2025, 11, 2, tzinfo=UTC))
    for edition in Edition:
        with pytest.raises(
            RetryableError, match="^2025-11-02 SPOT BTC changed since it was judged; a run is under way"
        ):
            bundle(engine, tmp_path, edition)
    assert list(tmp_path.rglob("*.zip")) == list(tmp_path.rglob(".bundle*")) == []
    assert written(engine, EMAIL, FIRST, FIRST, tmp_path).path.exists(), "the day before it is as it was judged"


def test_a_bundle_waits_for_verdicts_on_what_cannot_be_read_by_now(
    owner_engine: Engine, engine: Engine, tmp_path: Path
) -> None:
    """A newer answer contradicts what was proved: the day is unproved once it is judged again."""
    plant(owner_engine, 2, days=3)
    [(page, reading)] = fetch(engine, "SELECT id, coverage_id FROM binance_raw_trades ORDER BY id DESC LIMIT 1")
    noon = datetime(2025, 11, 2, 12, tzinfo=UTC)
    window = dict(exchange_time=noon, window_start=noon, window_end=noon + timedelta(hours=1))
    named = dict(email=EMAIL, endpoint="trades", key="BTCUSDT", coverage_id=reading, fid=page, ordinal=1)
    refused = dict(raw_table="binance_raw_trades", reason="contradicts earlier evidence", record="{}")
    insert(engine, "binance_quarantine", named | refused | window)
    with pytest.raises(RetryableError, match="^2025-11-02 SPOT lacks trades BTCUSDT, and was judged before it did"):
        bundle(engine, tmp_path)


def test_a_row_that_is_not_sealed_is_sealed_first(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 2, days=3)
    with pytest.raises(RetryableError, match="were added since the last sealing"):
        write_bundle(engine, roster(tmp_path), Span(EMAIL, FIRST, LAST), Edition.FULL)
    assert list(tmp_path.rglob("*.zip")) == list(tmp_path.rglob(".bundle*")) == []
    seal(engine, datetime.now(UTC))
    assert write_bundle(engine, roster(tmp_path), Span(EMAIL, FIRST, LAST), Edition.FULL).path.exists()


def test_the_reader_suffices_to_write_one(
    owner_engine: Engine, engine: Engine, reader_engine: Engine, tmp_path: Path
) -> None:
    plant(owner_engine, 2, days=3)
    seal(engine, datetime.now(UTC))
    assert write_bundle(reader_engine, roster(tmp_path), Span(EMAIL, FIRST, LAST), Edition.FULL).verdicts == {
        "proved": 6
    }


def test_a_bundle_of_a_month_that_is_archived_meanwhile_is_none(
    owner_engine: Engine, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answers are gone for the picture of the database that the bundle is written from, though that is older."""
    month, table = FIRST.replace(day=1), "binance_raw_trades"
    owner_does(owner_engine, "SELECT binrecon_make_partition(:table, :month)", table=table, month=month)
    plant(owner_engine, 2, days=3)

    def after_archiving(connection: Connection, span: Span) -> Scope:
        [(rows,)] = fetch(owner_engine, f"SELECT count(*) FROM {partition_of(table, month)}")
        named = dict(first_id=1, last_id=10**9, file_sha256="x", manifest_sha256="x")
        archiving._drop(owner_engine, month, [ArchivedTable("2025-11", month, table, rows, **named)])
        return read_scope(connection, span)

    monkeypatch.setattr(bundles, "read_scope", after_archiving)
    with pytest.raises(ConfigurationError, match=f"what {FIRST} rests on is archived"):
        bundle(engine, tmp_path)
    assert list(tmp_path.rglob("*.zip")) == list(tmp_path.rglob(".bundle*")) == []


def test_a_month_that_was_archived_and_is_back_gives_the_bundle_of_before(
    owner_engine: Engine, engine: Engine, tmp_path: Path
) -> None:
    tables, month = ("binance_raw_trades", "binance_raw_daily_snapshot"), FIRST.replace(day=1)
    for table in tables:
        owner_does(owner_engine, "SELECT binrecon_make_partition(:table, :month)", table=table, month=month)
    plant(owner_engine, 4, days=3)
    for table in tables:
        add(engine, table, 1, id=10**8, email="other@example.com", received_at=datetime(2026, 2, 1, tzinfo=UTC))
    before = bundle(engine, tmp_path)
    [gone] = archiving.archive_months(owner_engine, tmp_path / "months", date(2025, 12, 1), date(2026, 4, 1))
    assert gone.rows > 0 and gone.refused == ""
    with pytest.raises(ConfigurationError, match=f"what {FIRST} rests on is archived"):
        bundle(engine, tmp_path)
    assert set(put_back(owner_engine, tmp_path / "months", month).rows) == set(tables)
    after = bundle(engine, tmp_path)
    assert after.reference == before.reference
    told = verify(after.path)
    assert (told.returncode, told.stderr) == (0, ""), told.stdout


IN_EXPONENTS = r"""
    UPDATE binance_raw_trades SET trade_data = said.body::jsonb, body = said.body,
        body_sha256 = encode(sha256(convert_to(said.body, 'UTF8')), 'hex')
    FROM (
        SELECT id, regexp_replace(regexp_replace(body, '"time": ([0-9])([0-9]{12})', '"time": \1.\2E12', 'g'),
            '"id": ([0-9])([0-9]{7})', '"id": \1.\2e+7', 'g') AS body
        FROM binance_raw_trades
    ) AS said
    WHERE said.id = binance_raw_trades.id
"""
NUMBERS = (
    "1.5e3", "1.500E3", "1E-8", "1e27", "1.7935344E12", "-0.0", "-0e0", "0E-3", "0e5", "12.50", "-1.5E-3", "0.0001e6",
    "10.0e-1", "-100.25E+1", "9.99e0", "5E-18", "123456789012345678.123456789012345678",
)  # fmt: skip


def test_numbers_in_exponents_are_those_that_were_booked(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 2, days=3)
    with owner_engine.begin() as connection:
        assert connection.exec_driver_sql(IN_EXPONENTS).rowcount == 3
    [(body,)] = fetch(engine, "SELECT body FROM binance_raw_trades ORDER BY id LIMIT 1")
    assert "E12" in body and "e+7" in body
    told = verify(bundle(engine, tmp_path).path)
    assert (told.returncode, told.stderr) == (0, ""), told.stdout


def test_the_verifier_reads_numbers_as_the_database_does(engine: Engine) -> None:
    [(told,)] = fetch(engine, "SELECT CAST(:numbers AS jsonb)::text", numbers=f"[{', '.join(NUMBERS)}]")
    read = json.loads(f"[{', '.join(NUMBERS)}]", parse_float=runpy.run_path(str(VERIFIER))["number_text"])
    assert told == f"[{', '.join(map(str, read))}]"


@pytest.mark.parametrize("email", ["Main.Owner@Fund.Example", 'o\'brien%s+"x"/../y@fund.example'])
def test_an_account_of_any_name_has_its_bundle(
    owner_engine: Engine, engine: Engine, tmp_path: Path, email: str
) -> None:
    plant(owner_engine, 2, days=3)
    with owner_engine.begin() as connection:
        for (name,) in connection.exec_driver_sql(OF_ACCOUNTS).fetchall():
            connection.exec_driver_sql(
                f"UPDATE {name} SET email = %(new)s WHERE email = %(old)s", {"new": email, "old": EMAIL}
            )
    done = written(engine, email, FIRST, LAST, tmp_path)
    told = verify(done.path, "--reference", done.reference)
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert done.path.parent.parent.parent == tmp_path, "one folder below the reports"


@pytest.mark.parametrize("edition", Edition)
def test_what_was_written_is_listed_as_what_it_is(
    owner_engine: Engine, engine: Engine, tmp_path: Path, edition: Edition
) -> None:
    plant(owner_engine, 2, days=3)
    seal(engine, datetime.now(UTC))
    made = write_bundle(engine, roster(tmp_path), Span(EMAIL, FIRST, LAST), edition)
    [found] = listed_bundles(made.path.parent.parent, FOLDER) or []
    assert (found.name, found.first, found.last, found.edition) == (made.path.name, FIRST, LAST, edition)
    assert (found.reference, found.size) == (made.reference, made.path.stat().st_size)


def test_what_cannot_be_written_is_refused_in_a_sentence(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 2, days=3)
    with pytest.raises(RefusedError, match="somebody@example.com"):
        write_bundle(engine, roster(tmp_path), Span("somebody@example.com", FIRST, LAST), Edition.FULL)
    before = FIRST - timedelta(days=40)
    with pytest.raises(RefusedError, match=f"no day from {before} to {before} of this account was opened"):
        write_bundle(engine, roster(tmp_path), Span(EMAIL, before, before), Edition.FULL)
    archived = dict(
        folder="2025-10",
        month=date(2025, 10, 1),
        table_name="binance_raw_trades",
        rows=1,
        first_id=1,
        last_id=1,
        file_sha256="x",
        manifest_sha256="x",
        author="ann",
    )
    insert(owner_engine, "binance_archives", archived)
    with pytest.raises(ConfigurationError, match="archived"):
        write_bundle(engine, roster(tmp_path), Span(EMAIL, FIRST, LAST), Edition.FULL)
