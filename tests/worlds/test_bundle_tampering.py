"""A bundle that somebody changed is refused, whatever he changed and wherever, and the item is named."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.vocabulary import AccountType
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.resolutions import act_once
from binrecon.services.sign_off import Signing, sign_once
from binrecon.storage.resolutions import Proposal
from binrecon.storage.sign_offs import Period
from sqlalchemy import text

from tests.bundle_tampering import AS_THEY_WERE, MADE_ANEW, Opened
from tests.bundles import verify, written
from tests.days import spot
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import run_world

SEED = 3
"""With proved, explained and open balances."""
_OPEN = text("""
    SELECT date, asset, variance FROM binance_reconciliation_verdicts
    WHERE email = :email AND id IN (
        SELECT max(id) FROM binance_reconciliation_verdicts GROUP BY email, date, wallet, asset, measure
    ) AND verdict = 'open' ORDER BY date, asset
""")


def test_every_changed_bundle_is_refused_and_the_item_named(
    deploy: Callable[..., Pipeline], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bundle = signed_bundle(deploy, monkeypatch, tmp_path)
    assert verify(bundle).returncode == 1, "open balances need attention, and nothing else"
    failed: dict[str, str] = {}
    for manifests, tampers in (("made anew", MADE_ANEW), ("as they were", AS_THEY_WERE)):
        for name, tamper in tampers.items():
            opened = Opened.of(bundle)
            before = dict(opened.files)
            tamper(opened)
            assert opened.files != before, name
            if manifests == "made anew":
                opened.make_anew()
            told = verify(opened.write(tmp_path / "changed.zip"))
            if told.returncode != 2 or "NOT SO:" not in told.stdout or told.stderr:
                failed[f"{name}, manifests {manifests}"] = told.stdout[-300:] + told.stderr[-500:]
    assert failed == {}
    hold_damaged(bundle, tmp_path / "damaged.zip")
    assert len(MADE_ANEW) + len(AS_THEY_WERE) >= 60


def hold_damaged(bundle: Path, damaged: Path) -> None:
    """A file whose bytes no longer unpack is named, whichever of its first bytes is another."""
    with zipfile.ZipFile(bundle) as archive:
        filed = archive.getinfo("verdicts.jsonl")
    content, header = bundle.read_bytes(), filed.header_offset
    start = header + 30 + len(filed.filename) + int.from_bytes(content[header + 28 : header + 30], "little")
    for place in range(start, start + 12):
        damaged.write_bytes(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :])
        told = verify(damaged)
        assert (told.returncode, told.stderr) == (2, ""), told.stderr[-500:]
        assert "verdicts.jsonl" in told.stdout


def signed_bundle(deploy: Callable[..., Pipeline], monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """The bundle of a world in which somebody resolved one open balance whole and one in part, and signed."""
    deployed: list[Pipeline] = []

    def deploy_and_keep(*arguments: Any, **options: Any) -> Pipeline:
        deployed.append(deploy(*arguments, **options))
        return deployed[-1]

    run_world(SEED, deploy_and_keep, monkeypatch.setitem)
    pipeline, days = deployed[-1], deployed[-1].exchange.world.days
    email, engine, now = pipeline.emails[0], pipeline.engine, datetime.now(UTC)
    with engine.connect() as connection:
        part, whole = connection.execute(_OPEN, {"email": email}).all()[:2]
    roster = Roster((Account(email, AccountType.MAIN, "connection"),), Settings())
    for number, ((day, asset, variance), share) in enumerate(((part, 2), (whole, 1))):
        claim = Proposal(spot(email, day), asset, "other", Decimal(variance) / share, "told by the exchange's support")
        act_once(engine, roster, claim, "ann", f"form {number}", now)
        reconcile_day(engine, spot(email, day), [], "again")
    sign_once(engine, roster, Signing(Period(email, days[0], days[-1]), "prepared", "seen"), "ann", "form")
    return written(engine, email, days[0], days[-1], folder).path
