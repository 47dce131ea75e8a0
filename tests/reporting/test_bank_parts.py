"""The edition for a bank: nobody's data in it, and arithmetic that holds."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from binrecon.services.bundle import Written
from sqlalchemy import Engine, text

from tests.bench.bundle import EMAIL, FIRST, plant
from tests.bundle_tampering import Opened, Tamper, changed, filed, removed, without
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


def whole(bundle: Opened) -> None:
    """A day is unproved as a whole, although each balance of it is proved."""
    changed("days.jsonl", "verdict", "unproved")(bundle)


def explained_by_nothing(bundle: Opened) -> None:
    """Totals, balances, verdicts and days say that a balance is explained, and nothing explains it."""
    lines = {name: bundle.lines(name) for name in ("days.jsonl", "verdicts.jsonl", "totals.jsonl", "balances.jsonl")}
    for name, more in (
        ("days.jsonl", {"proved": 1, "explained": 1, "verdict": "explained"}),
        ("verdicts.jsonl", {"actual": "1", "variance": "-999", "verdict": "explained"}),
        ("totals.jsonl", {"closing": "1", "variance": "-999"}),
    ):
        lines[name][-2 if name != "days.jsonl" else -1] |= more
    lines["balances.jsonl"][-2]["balance"] = "1"
    for name, told in lines.items():
        bundle.put(name, told)


ATTENTION = {
    "a day that was not judged": (changed("days.jsonl", "judged", False), "2025-11-01 SPOT was not judged"),
    "a day that is unproved as a whole": (whole, "2025-11-01 SPOT is unproved as a whole"),
    "more days than were opened": (
        lambda bundle: bundle.put_manifest({**bundle.manifest(), "last": "2025-11-04"}),
        "2025-11-04 was never opened",
    ),
}
REFUSED = {
    "a day counts what is not there": (changed("days.jsonl", "open", 1), "days.jsonl: 2025-11-01 SPOT says 1 open"),
    "a day is worse than its verdicts": (changed("days.jsonl", "verdict", "open"), "its worst verdict is proved"),
    "a day without its line": (removed("days.jsonl"), "days.jsonl: 2025-11-01 SPOT has no line"),
    "another expected balance": (changed("verdicts.jsonl", "expected", "77"), "says something else than"),
    "an amount that is none": (changed("verdicts.jsonl", "variance", "nil"), "variance is 'nil'"),
    "a word that is none": (changed("verdicts.jsonl", "verdict", "fine"), "is 'fine', which is no verdict"),
    "a verdict is gone": (removed("verdicts.jsonl"), "has no verdict, and a control total"),
    "a total is gone": (removed("totals.jsonl"), "totals.jsonl: 2025-11-01 SPOT BTC balance has none"),
    "proved is open": (changed("verdicts.jsonl", "verdict", "open"), "is open, and is off by 0"),
    "another balance": (changed("balances.jsonl", "balance", "999"), "and the control totals of 2025-11-01 have 1000"),
    "a balance is gone": (removed("balances.jsonl"), "balances.jsonl: 2025-10-31 SPOT BTC balance is 0"),
    "explained by nothing": (explained_by_nothing, "is explained, and by nothing"),
    "a file is gone": (without("balances.jsonl"), "balances.jsonl is in no manifest"),
    "an edition that is none": (
        lambda bundle: bundle.put_manifest({**bundle.manifest(), "edition": "short"}),
        "edition 'short' is not known",
    ),
}


@pytest.mark.parametrize("code, cases", [(1, ATTENTION), (2, REFUSED)], ids=["needs attention", "is not what it says"])
def test_a_changed_edition_for_a_bank(
    code: int, cases: dict[str, tuple[Tamper, str]], owner_engine: Engine, engine: Engine, tmp_path: Path
) -> None:
    plant(owner_engine, 4, days=3)
    bank, failed = bundle(engine, tmp_path, "bank"), {}
    for name, (tamper, said) in cases.items():
        opened = Opened.of(bank.path)
        tamper(opened)
        opened.make_anew()
        told = verify(opened.write(tmp_path / "changed.zip"))
        if (told.returncode, told.stderr) != (code, "") or said not in told.stdout:
            failed[name] = told.stdout[-600:] + told.stderr[-300:]
    assert failed == {}


def test_the_edition_for_a_bank_has_no_link(owner_engine: Engine, engine: Engine, tmp_path: Path) -> None:
    plant(owner_engine, 4, days=3)
    told = verify(bundle(engine, tmp_path, "bank").path, "--head", "f" * 64)
    assert told.returncode == 2
    assert "the edition for a bank has no chain" in told.stdout


def with_people(owner: Engine) -> None:
    """Rows of people, of records and addresses, on a day of the bundle, which leave its balances as they are."""
    said = {"standing": "failed", "counter_party": "x", "txn_hash": "x"}
    transfer(owner, "BTC", "1", email=EMAIL, datetime=datetime(2025, 11, 2, tzinfo=UTC), **said)
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
        {**cell, **dict.fromkeys(("opening", "expected", "actual"), 1000), "variance": 0}
        | {"verdict": "proved", "reason": "x", "findings": json.dumps(found)},
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
