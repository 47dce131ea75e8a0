"""Put readings into the evidence: a coverage row and its pages, each a list of records as the exchange gives them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from binrecon.sources.catalogue import CATALOGUE
from sqlalchemy import Engine

from tests.storage.rows import DAY, EMAIL, at, fetch, insert

ASKED = at("02:00:00", DAY + timedelta(days=2))
NEXT = DAY + timedelta(days=1)


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


COUNTED = "SELECT coalesce(sum(amount), 0) FROM binance_reconciliation_transfers WHERE effective AND asset = :asset"
REASONS = "SELECT reason, coverage_id FROM binance_quarantine ORDER BY id"
MOVE = {
    "asset": "USDT",
    "amount": "100",
    "type": "MAIN_UMFUTURE",
    "status": "CONFIRMED",
    "tranId": 77,
    "timestamp": ms(at()),
}
REWARD = {"asset": "BTC", "rewards": "0.1", "projectId": "BTC001", "type": "BONUS", "time": ms(at("00:10:00"))}


def reading(
    engine: Engine,
    endpoint: str,
    *pages: list[Any],
    key: str = "",
    status: str = "complete",
    hours: float = 0,
    window: tuple[datetime, datetime] = (at("00:00:00"), at("00:00:00", NEXT)),
    email: str = EMAIL,
    body: str = "",
    **other: Any,
) -> int:
    """A reading of the window, begun so many hours after T+2 02:00, its pages a second apart; returns its id. `body` is
    what its answers said as they came, where that matters."""
    asked = ASKED + timedelta(hours=hours)
    insert(
        engine,
        "binance_collection_coverage",
        dict(
            email=email,
            endpoint=endpoint,
            key=key,
            window_start=window[0],
            window_end=window[1],
            status=status,
            asked_at=asked,
        )
        | other,
    )
    [(number,)] = fetch(engine, "SELECT max(id) FROM binance_collection_coverage")
    for position, records in enumerate(pages):
        page(engine, number, records, asked + timedelta(seconds=position), body)
    return int(number)


def read_by_us(engine: Engine, endpoint: str, records: list[Any], end: date, taken: datetime, **other: Any) -> int:
    """A reading of a wallet that stands for the end of a day, its answer come at `taken`, a second after it was
    asked."""
    window = (at("00:00:00", end), at("00:00:00", end + timedelta(days=1)))
    asked = {"asked_at": taken - timedelta(seconds=1)}
    return reading(
        engine, endpoint, records, window=window, hours=(taken - ASKED) / timedelta(hours=1), **asked | other
    )


def page(engine: Engine, number: int, records: list[Any], received_at: datetime, body: str = "") -> None:
    """One more page of a reading, which no template has read."""
    [(email, endpoint, key, start, end)] = fetch(
        engine,
        "SELECT email, endpoint, key, window_start, window_end FROM binance_collection_coverage WHERE id = :id",
        id=number,
    )
    table, data = CATALOGUE[endpoint].raw_table, CATALOGUE[endpoint].data_column
    symbol = {"symbol": key} if table == "binance_raw_trades" else {}
    insert(
        engine,
        str(table),
        {
            "email": email,
            "endpoint": endpoint,
            "key": key,
            "coverage_id": number,
            "window_start": start,
            "window_end": end,
            "request": "{}",
            "http_status": 200,
            "weight_headers": "{}",
            "received_at": received_at,
            "body": body,
            "body_sha256": "",
            str(data): json.dumps(records),
            **symbol,
        },
    )
    [(page_id,)] = fetch(engine, f"SELECT max(id) FROM {table}")
    insert(
        engine,
        "binance_pages_pending",
        dict(raw_table=table, page_id=page_id, email=email, endpoint=endpoint, coverage_id=number),
    )


def become(engine: Engine, number: int, status: str, **other: Any) -> None:
    """Let a reading end."""
    settings = ", ".join(f"{name} = %({name})s" for name in ("status", *other))
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE binance_collection_coverage SET {settings} WHERE id = %(id)s",
            {"status": status, "id": number, **other},
        )


def counted(engine: Engine, asset: str = "USDT") -> Decimal:
    return Decimal(fetch(engine, COUNTED, asset=asset)[0][0])


def reasons(engine: Engine) -> list[str]:
    return [reason for reason, _ in fetch(engine, REASONS)]
