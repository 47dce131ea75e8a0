"""The edition for a bank: nobody's data in it, and arithmetic that holds."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from binrecon.services.bundle import Written
from sqlalchemy import Engine, text

from tests.bench.bundle import EMAIL, FIRST, plant
from tests.bundle_tampering import Opened, changed, filed
from tests.bundles import verify, written
from tests.storage.rows import insert, transfer

LAST = FIRST + timedelta(days=2)
MARK = "CANARY"
KEPT = {"asset", "endpoint", "key", "source", "symbol", "raw_table", "body_sha256", "external_id", "email", "uid"}
KEPT |= {"code_sha256"}
"""Columns of the texts by which rows are found, those that a bank has a right to, and one that takes digits alone."""
TEXTS = text("""
    SELECT column_.table_name, column_.column_name, column_.data_type
    FROM information_schema.columns AS column_
    JOIN information_schema.tables AS held USING (table_schema, table_name)
    WHERE table_schema = 'public' AND held.table_type = 'BASE TABLE' AND column_.is_generated = 'NEVER'
      AND table_name ~ '^binance_(reconciliation|resolution|sign|quarantine|collection|raw_trades|raw_daily)'
      AND table_name !~ '_[0-9]{4}_[0-9]{2}$' AND table_name !~ '_p[0-9]+$'
      AND column_.data_type IN ('text', 'jsonb')
      AND column_.column_name <> ALL (:kept)
      AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = column_.table_name::regclass)
      AND NOT EXISTS (
          SELECT FROM pg_constraint
          WHERE conrelid = column_.table_name::regclass AND contype = 'c'
            AND pg_get_constraintdef(oid) ~ ('\\m' || column_name || ' = ANY|\\m' || column_name || ' = ''')
      )
""")


def bundle(engine: Engine, folder: Path, edition: str = "full") -> Written:
    return written(engine, EMAIL, FIRST, LAST, folder, edition)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bank_finds_no_text_of_anybody(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 4, days=3)
    with_people(owner_engine)
    marked = mark_every_text(owner_engine)
    assert marked >= 30
    full, bank = bundle(engine, tmp_path), bundle(engine, tmp_path, "bank")
    seen = b"".join(parts(full.path).values())
    assert seen.count(MARK.encode()) > 50
    shown = parts(bank.path)
    shown.pop("verify_bundle.py")
    told = b"".join(shown.values()) + "".join(shown).encode() + bank.path.name.encode()
    assert MARK.encode() not in told
    assert EMAIL.encode() not in told and b"fund" not in told
    assert set(shown) == {"manifest.json", "days.jsonl", "verdicts.jsonl", "totals.jsonl", "balances.jsonl"}
    assert json.loads(shown["manifest.json"])["full"] == full.reference == bank.full_reference


def test_the_edition_for_a_bank_adds_up_or_is_refused(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 4, days=3)
    bank = bundle(engine, tmp_path, "bank")
    assert verify(bank.path, "--reference", bank.reference).returncode == 0
    opened = Opened.of(bank.path)
    changed("totals.jsonl", "opening", "7")(opened)
    assert verify(opened.write(tmp_path / "changed.zip")).returncode == 2
    told = opened.manifest()
    opened.put_manifest({**told, "files": {name: filed(opened.files[name]) for name in told["files"]}})
    refused = verify(opened.write(tmp_path / "changed.zip"))
    assert refused.returncode == 2
    assert "NOT SO: totals.jsonl: 2025-11-01 SPOT BTC balance" in refused.stdout


def with_people(owner: Engine) -> None:
    """Rows of people, of records and addresses, on a day of the bundle."""
    transfer(
        owner, "BTC", "1", email=EMAIL, datetime=datetime(2025, 11, 2, tzinfo=UTC), counter_party="x", txn_hash="x"
    )
    cell = {"email": EMAIL, "date": FIRST, "wallet": "SPOT", "asset": "BTC"}
    insert(
        owner,
        "binance_resolutions",
        {**cell, "kind": "other", "amount": 1, "reason": "told by them", "author": "a", "needs_approval": False},
    )
    insert(
        owner,
        "binance_sign_offs",
        {
            "email": EMAIL,
            "first": FIRST,
            "last": FIRST,
            "role": "prepared",
            "author": "a",
            "digest": "d",
            "cells": 1,
            "through_id": 1,
        },
    )
    found = {"explained": [], "alternatives": [], "next_steps": ["x"]}
    insert(
        owner,
        "binance_reconciliation_verdicts",
        {**cell, "variance": 1, "verdict": "open", "reason": "x", "findings": json.dumps(found)},
    )


def mark_every_text(owner: Engine) -> int:
    """Put the mark into every text of every row, but where a row is found by it; gives how many columns that are."""
    with owner.begin() as connection:
        columns = connection.execute(TEXTS, {"kept": sorted(KEPT)}).all()
        for table, column, kind in columns:
            value: Any = (
                f'\'{{"explained": [], "next_steps": ["{MARK}"]}}\'' if kind == "jsonb" else f"'{MARK} {column}'"
            )
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = {value}")
    return len(columns)
