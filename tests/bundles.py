"""Bundles in tests: written as the product writes them, verified as a stranger does."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.vocabulary import AccountType
from binrecon.services.bundle import Edition, Written, write_bundle
from binrecon.storage.bundle_scope import Span
from binrecon.storage.hash_chain import seal
from sqlalchemy import Engine

ROOT = Path(__file__).resolve().parents[1]
VERIFIER = ROOT / "include" / "bundle" / "verify_bundle.py"
ALONE = ("-I", "-S")
"""Nothing of ours, and nothing that is installed, can be imported."""


def written(engine: Engine, email: str, first: date, last: date, folder: Path, edition: str = "full") -> Written:
    """The bundle of an account's days, below the folder, once all that is held is sealed."""
    seal(engine, datetime.now(UTC))
    account = Account(email, AccountType.MAIN, "connection")
    roster = Roster((account,), Settings(reports=folder))
    return write_bundle(engine, roster, Span(email, first, last), Edition(edition))


def verify(bundle: Path, *more: str, program: Path = VERIFIER) -> subprocess.CompletedProcess[str]:
    """What the verifier says of a bundle, in a process of its own without site packages and environment."""
    command = [sys.executable, *ALONE, str(program), *more, str(bundle)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env={})
