"""Writing a bundle: an account's days with all that their verdicts rest on, in one file that a stranger verifies.

Rests on decisions 133 to 135.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.config.fingerprint import code_fingerprint
from binrecon.reporting.bank_parts import bank_parts
from binrecon.reporting.bundle_file import (
    MANIFEST,
    TRAIL,
    VERIFIER,
    VERIFIER_PATH,
    BundleFile,
    BundlePart,
    digest_of,
    manifest_text,
    whole_zip,
)
from binrecon.services.resolutions import refuse_unknown
from binrecon.storage.archives import refuse_archived, refuse_archived_meanwhile
from binrecon.storage.bundle_parts import Facts
from binrecon.storage.bundle_readiness import refuse_unfinished
from binrecon.storage.bundle_scope import Scope, Span, read_scope
from binrecon.storage.bundle_trail import Trail
from binrecon.storage.resolutions import RefusedError

FOLDER = "bundles"


class Edition(StrEnum):
    """Who a bundle is for: whoever may see everything of the account, or a bank."""

    FULL = "full"
    BANK = "bank"


@dataclass(frozen=True)
class Written:
    """A bundle that was written, the hash of its manifest, and that of the manifest of the full edition."""

    path: Path
    reference: str
    full_reference: str
    verdicts: dict[str, int]


def write_bundle(engine: Engine, roster: Roster, span: Span, edition: Edition) -> Written:
    """Write the bundle of the span into the account's folder of reports, from one picture of the database, which it
    only reads.

    It appears whole or not at all; the same facts give the same manifest, and a file of that name is replaced. Raises
    RefusedError where the account is not configured or none of the days was opened, ConfigurationError where what they
    rest on is archived, RetryableError where what is held of them is not sealed, booked and judged yet."""
    refuse_unknown(roster, span.email)
    [slug] = [account.slug for account in roster.accounts if account.email == span.email]
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        refuse_archived(connection, span.first)
        facts = Facts(connection, read_scope(connection, span))
        refuse_archived_meanwhile(engine, span.first)
        refuse_unfinished(connection, facts.scope)
        if not facts.days():
            raise RefusedError(f"no day from {span.first} to {span.last} of this account was opened")
        return _written(facts, roster.settings.reports / slug / FOLDER, edition)


def _written(facts: Facts, folder: Path, edition: Edition) -> Written:
    name: list[str] = []
    with whole_zip(folder, name) as archive:
        file = BundleFile(archive)
        full = _full(file if edition is Edition.FULL else BundleFile(None), facts)
        manifest = full if edition is Edition.FULL else _bank(file, facts, digest_of(full))
        file.add_bytes(MANIFEST, manifest)
        file.add_bytes(VERIFIER, VERIFIER_PATH.read_bytes())
        reference, span = digest_of(manifest), facts.scope.span
        name.append(f"statement_{span.first}_{span.last}_{edition}_{reference}.zip")
    counts = Counter(str(told["verdict"]) for told in facts.verdicts())
    return Written(folder / name[0], reference, digest_of(full), dict(counts))


def _full(file: BundleFile, facts: Facts) -> bytes:
    """Write the facts and the trail; gives the manifest of the facts."""
    filed = {f"{name}.jsonl": file.add_lines(f"{name}.jsonl", lines()) for name, lines in facts.parts().items()}
    manifest = manifest_text({"edition": str(Edition.FULL), **_told(facts.scope)}, filed)
    _trail(file, facts, digest_of(manifest))
    return manifest


def _trail(file: BundleFile, facts: Facts, reference: str) -> None:
    trail, filed = Trail(facts.connection, facts), dict[str, BundlePart]()
    for name, lines in trail.parts().items():
        filed[f"{name}.jsonl"] = file.add_lines(f"{name}.jsonl", lines())
    file.add_bytes(TRAIL, manifest_text({"reference": reference, "head": trail.head}, filed))


def _bank(file: BundleFile, facts: Facts, full_reference: str) -> bytes:
    filed = {f"{name}.jsonl": file.add_lines(f"{name}.jsonl", lines()) for name, lines in bank_parts(facts).items()}
    told = {key: value for key, value in _told(facts.scope).items() if key != "account"}
    return manifest_text({"edition": str(Edition.BANK), "full": full_reference, **told}, filed)


def _told(scope: Scope) -> dict[str, Any]:
    span = scope.span
    return {"account": span.email, "first": str(span.first), "last": str(span.last), "code": code_fingerprint()}
