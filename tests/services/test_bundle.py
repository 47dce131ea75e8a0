"""Bundles of days that lie ready: one reference for the same facts, nobody's data for a bank, and what is refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.errors import ConfigurationError, RetryableError
from binrecon.domain.vocabulary import AccountType
from binrecon.reporting.bundle_list import listed_bundles
from binrecon.services.bundle import FOLDER, Edition, Written, write_bundle
from binrecon.storage.bundle_scope import Span
from binrecon.storage.hash_chain import seal
from binrecon.storage.resolutions import RefusedError
from sqlalchemy import Engine, create_engine

from tests.bench.bundle import EMAIL, FIRST, plant
from tests.bundles import verify, written
from tests.conftest import Database
from tests.storage.rows import insert, transfer

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
    transfer(engine, "BTC", "1", email=EMAIL, datetime=datetime(2025, 11, 2, tzinfo=UTC))
    assert bundle(engine, tmp_path).reference != one.reference
    assert len(list(one.path.parent.iterdir())) == 2


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
