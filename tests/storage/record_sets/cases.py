"""A day of stored rows, settled, and what was found about each of its assets."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from binrecon.domain.vocabulary import Verdict
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import (
    BEFORE,
    DAY,
    EMAIL,
    at,
    coverage,
    covered_day,
    fetch,
    insert,
    plan,
    snapshot,
)

NEXT = DAY + timedelta(days=1)
OTHER = "sub@example.com"
FINDINGS = "SELECT findings FROM binance_reconciliation_verdicts WHERE date = :day ORDER BY id"
MS = {"23:59": 1793663940000, "00:01": 1793664060000}
"""Before and after the end of the day, in ms."""


def explain(engine: Engine, day: Any = DAY, run_id: str = "run") -> Verdict:
    return reconcile_day(engine, spot(EMAIL, day), [], run_id).result.verdict


def cover(engine: Engine, day: Any) -> None:
    plan(engine, "daily_snapshot", date=day)
    coverage(
        engine,
        "daily_snapshot",
        window_start=at("00:00:00", day - timedelta(days=1)),
        window_end=at("00:00:00", day + timedelta(days=1)),
    )


def page(engine: Engine, kind: str, *records: object, number: int = 70) -> None:
    """A raw page that holds these records."""
    product = kind == "product"
    insert(
        engine,
        f"binance_raw_{kind}_history",
        {
            "id": number,
            "email": EMAIL,
            "endpoint": "dust_log" if product else f"{kind}_history",
            "coverage_id": 1,
            "window_start": at(),
            "window_end": at(),
            "request": "{}",
            "http_status": 200,
            "weight_headers": "{}",
            "received_at": at(),
            "body": "",
            "body_sha256": "",
            f"{kind}_data": json.dumps(records),
        },
    )


def found(engine: Engine) -> dict[str, dict[str, Any]]:
    """The findings of the day by asset, after it was settled."""
    explain(engine)
    rows = fetch(
        engine, "SELECT asset, findings FROM binance_reconciliation_verdicts WHERE date = :day ORDER BY id", day=DAY
    )
    return {asset: findings for asset, findings in rows if findings}


def kinds(findings: dict[str, Any]) -> list[str]:
    return [finding["kind"] for finding in findings["explained"]]


def balances(engine: Engine, **assets: tuple[str, str]) -> None:
    """Opening and closing balance by asset, on a covered day."""
    for day, side in ((BEFORE, 0), (DAY, 1)):
        snapshot(engine, day, {asset: both[side] for asset, both in assets.items()})
    covered_day(engine, ["daily_snapshot"])


def alternatives(findings: dict[str, Any]) -> list[list[str]]:
    return [[finding["kind"] for finding in one] for one in findings["alternatives"]]
