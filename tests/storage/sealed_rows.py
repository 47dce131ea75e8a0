"""Rows for every table that the hash chain covers, and what is done with them behind its back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from binrecon.storage.chain_check import Verified, verify
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine, text

from tests.storage.rows import DAY, EMAIL, at, insert

NOW = datetime.now(UTC).replace(microsecond=0)
BESIDE = {"body", "content"}
"""Kept beside their hash, which is sealed."""
FROM_NAMES = {"export", "part", "parts"}
"""Of a statement file: they follow from its name and member, which are sealed."""
BEFORE_CODE = replace(
    SEALED["binance_reconciliation_verdicts"], later=SEALED["binance_reconciliation_verdicts"].later[:1]
)
"""Verdicts before revision 0012: none names the code that made it."""
_OTHERS: dict[str, dict[str, Any]] = {
    "binance_quarantine": dict(
        email=EMAIL,
        endpoint="trades",
        key="BTCUSDT",
        coverage_id=1,
        raw_table="binance_raw_trades",
        fid=1,
        reason="no id",
        record="{}",
        exchange_time=at(),
        window_start=at(),
        window_end=at(),
    ),
    "binance_reconciliation_verdicts": dict(
        email=EMAIL,
        date=DAY,
        wallet="SPOT",
        asset="BTC",
        opening=1,
        expected=1,
        actual=1,
        variance=0,
        variance_usd=0,
        verdict="proved",
        reason="covered",
        findings="{}",
    ),
    "binance_audit_log": dict(actor="ann", action="looked", email=EMAIL, date=DAY, detail='{"a": 1}'),
    "binance_resolutions": dict(
        email=EMAIL,
        date=DAY,
        wallet="SPOT",
        asset="BTC",
        kind="other",
        amount="1.5",
        reason="told by support",
        author="ann",
        needs_approval=True,
        expires_at=at(),
    ),
    "binance_resolution_events": dict(author="bob", reason="seen too"),
    "binance_statement_files": dict(
        member="",
        file_name="a.csv",
        accounts=[EMAIL],
        version="3",
        utc_offset="7 hours",
        offset_proof="proved",
        rows=1,
        covered_from=at(),
        covered_to=at(),
        author="ann",
    ),
    "binance_account_identities": dict(
        email=EMAIL, uid=7, key_digest="0f", accepted=True, stated=False, reason="seen", coverage_id=1, run_id="run"
    ),
    "binance_statement_events": dict(author="bob", reason="of another account"),
    "binance_sign_offs": dict(
        email=EMAIL, first=DAY, last=DAY, role="prepared", author="ann", comment="", digest="0f", cells=1, through_id=1
    ),
    "binance_break_events": dict(
        email=EMAIL,
        date=DAY,
        wallet="SPOT",
        asset="BTC",
        measure="balance",
        owner="ann",
        due=DAY,
        comment="asked support",
        author="bob",
    ),
    "binance_balance_statements": dict(file_name="b.csv", whole=True, accounts=[EMAIL], rows=1, author="ann"),
    "binance_balance_statement_events": dict(author="bob", reason="of another account"),
    "binance_histories": dict(
        email=EMAIL,
        wallet="SPOT",
        born=DAY,
        through=DAY,
        days=1,
        covered=1,
        proved=1,
        open=0,
        unproved=0,
        digest="0f",
        run_id="run",
    ),
}


SEALED_AFTER_PARTITIONS = (
    "binance_break_events",
    "binance_balance_statements",
    "binance_balance_statement_events",
    "binance_histories",
)
"""Tables of revisions after 0011."""
SEALED_SINCE = ("binance_sign_offs", *SEALED_AFTER_PARTITIONS)
"""Tables of revisions after 0007, for tests of databases from before."""


def add(engine: Engine, table: str, number: int, **other: Any) -> int:
    """Insert the `number`-th row of this table; gives its id."""
    if table == "binance_resolution_events":
        resolution = add(engine, "binance_resolutions", number)
        other = {"resolution_id": resolution, "action": "approved"} | other
    if table == "binance_statement_events":
        statement = add(engine, "binance_statement_files", number, member="b.csv")
        other = {"file_id": statement, "action": "withdrawn"} | other
    if table == "binance_balance_statement_events":
        statement = add(engine, "binance_balance_statements", number, filing=number + 1)
        other = {"statement_id": statement, "action": "withdrawn"} | other
    insert(engine, table, {**_row(table, number), **other})
    with engine.connect() as connection:
        return connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one()


def _row(table: str, number: int) -> dict[str, Any]:
    content = f'[{{"id": {number}}}]'
    digest = hashlib.sha256(content.encode()).hexdigest()
    if table == "binance_quarantine":
        return _OTHERS[table] | {"ordinal": number}
    if table in ("binance_statement_files", "binance_balance_statements"):
        return _OTHERS[table] | {"content": content.encode(), "sha256": digest}
    if table in _OTHERS:
        return _OTHERS[table]
    named = {column: content for column in SEALED[table].columns if column.endswith("_data")}
    return {**named, **_page(content, digest), **({"symbol": "BTCUSDT"} if "symbol" in SEALED[table].columns else {})}


def _page(content: str, digest: str) -> dict[str, Any]:
    return dict(
        email=EMAIL,
        endpoint="any",
        key="",
        coverage_id=1,
        window_start=at(),
        window_end=at(),
        request='{"limit": 1000}',
        http_status=200,
        weight_headers="{}",
        received_at=at(),
        body=content,
        body_sha256=digest,
    )


def check(engine: Engine, head: str | None = None) -> Verified:
    """What the check of the chain finds."""
    return verify(engine, lambda links, rows: None, head)


def owner_does(engine: Engine, statement: str, **named: Any) -> None:
    """Change what only the owner of the tables may."""
    with engine.begin() as connection:
        connection.execute(text(statement), named)
