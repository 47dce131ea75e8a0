"""Put small, readable rows into the reconciliation tables: a day of one account in a few lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, text

EMAIL = "fund@example.com"
DAY = date(2026, 11, 2)
BEFORE = DAY - timedelta(days=1)
_NUMBER = itertools.count(1)


def at(clock: str = "12:00:00", day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=UTC)


def insert(engine: Engine, table: str, *rows: dict[str, Any]) -> None:
    """Insert rows whose keys are column names."""
    with engine.begin() as connection:
        for row in rows:
            columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)


def fetch(engine: Engine, query: str, **named: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), named)]


def snapshot(
    engine: Engine, day: date, balances: dict[str, str], email: str = EMAIL, *, wallet: str = "SPOT", **other: Any
) -> None:
    """A snapshot of the day that lists these balances (decimal texts) and nothing else."""
    insert(
        engine,
        "binance_snapshot_days",
        dict(
            email=email,
            wallet=wallet,
            date=day,
            update_time=at("23:59:59", day),
            fid=1,
            evidence_at=at("02:00:00", day + timedelta(days=2)),
        )
        | other,
    )
    for asset, amount in balances.items():
        insert(
            engine,
            "binance_reconciliation_balances",
            dict(
                source="daily_snapshot",
                fid=1,
                external_id=f"{day}",
                date=day,
                email=email,
                wallet=wallet,
                asset=asset,
                raw_balance=Decimal(amount),
                evidence_at=at(day=day),
            ),
        )


def transfer(engine: Engine, asset: str, amount: str, txn_type: str = "", **other: Any) -> None:
    """A transfer leg; the type follows from the sign unless given."""
    value = Decimal(amount)
    txn_type = txn_type or ("transfer_in" if value >= 0 else "transfer_out")
    leg = {"transfer_in": 1, "transfer_out": 2, "txn_fee": 3}[txn_type]
    insert(
        engine,
        "binance_reconciliation_transfers",
        dict(
            source="deposit",
            endpoint="deposit_history",
            fid=1,
            external_id=f"t{next(_NUMBER):06}",
            leg=leg,
            datetime=at(),
            txn_type=txn_type,
            txn_subtype="deposit",
            email=EMAIL,
            wallet="SPOT",
            asset=asset,
            amount=value,
            status="1",
            standing="counts",
            evidence_at=at(),
        )
        | other,
    )


def trade(engine: Engine, symbol: str, legs: dict[str, tuple[str, str]], **other: Any) -> None:
    """A fill: legs by txn_subtype, each (asset, signed amount)."""
    external_id = f"{symbol}:{next(_NUMBER)}:B"
    for subtype, (asset, amount) in legs.items():
        leg = 1 if subtype.endswith("_buy") else 2 if subtype.endswith("_sell") else 3
        insert(
            engine,
            "binance_reconciliation_trades",
            dict(
                source="trade",
                fid=1,
                external_id=external_id,
                leg=leg,
                datetime=at(),
                txn_subtype=subtype,
                email=EMAIL,
                wallet="SPOT",
                symbol=symbol,
                asset=asset,
                amount=Decimal(amount),
                agg_id=external_id,
                evidence_at=at(),
            )
            | other,
        )


def pairs(
    engine: Engine,
    *symbols: tuple[str, str],
    status: str = "TRADING",
    spot: bool = True,
    listed: str = "12:00:00",
    closed_at: datetime | None = None,
) -> None:
    """List (base, quote) pairs in exchange info, last seen there at the time `listed` of the day."""
    for base, quote in symbols:
        insert(
            engine,
            "binance_exchange_info",
            dict(
                symbol=base + quote,
                base_asset=base,
                quote_asset=quote,
                status=status,
                is_spot_trading_allowed=spot,
                is_margin_trading_allowed=False,
                raw_data="{}",
                evidence_at=at(listed),
                closed_at=closed_at,
            ),
        )


def close(engine: Engine, symbol: str, price: str, day: date = DAY) -> None:
    insert(
        engine,
        "binance_daily_prices",
        dict(symbol=symbol, date=day, close=Decimal(price), fid=1, evidence_at=at(day=day)),
    )


def plan(engine: Engine, endpoint: str, key: str = "", **other: Any) -> None:
    question = dict(wallet="SPOT", endpoint=endpoint, key=key, witness=endpoint == "daily_snapshot")
    insert(engine, "binance_collection_plan", dict(email=EMAIL, date=DAY) | question | other)


def coverage(engine: Engine, endpoint: str, key: str = "", status: str = "complete", **other: Any) -> None:
    """One reading of the whole day, of snapshots with the day before, unless other windows are given; asked a day and a
    half after the window."""
    end = other.get("window_end", at("00:00:00") + timedelta(days=1))
    asked = end + timedelta(hours=36)
    insert(
        engine,
        "binance_collection_coverage",
        dict(
            email=EMAIL,
            endpoint=endpoint,
            key=key,
            window_start=at("00:00:00", BEFORE if endpoint == "daily_snapshot" else DAY),
            window_end=end,
            status=status,
            asked_at=asked,
            finished_at=asked + timedelta(seconds=1),
        )
        | other,
    )


def covered_day(engine: Engine, endpoints: Iterable[str] = ("daily_snapshot", "deposit_history")) -> None:
    """Plan and cover a few questions completely."""
    for endpoint in endpoints:
        plan(engine, endpoint)
        coverage(engine, endpoint)


def known_day(engine: Engine, *days: date, email: str = EMAIL) -> None:
    """Days that their own runs have judged without a doubt, every question answered; snapshots are not among what is
    put there."""
    for day in days:
        plan(engine, "daily_snapshot", date=day, email=email)
        coverage(
            engine,
            "daily_snapshot",
            email=email,
            window_start=at("00:00:00", day - timedelta(days=1)),
            window_end=at("00:00:00", day + timedelta(days=1)),
        )
        insert(
            engine,
            "binance_reconciliation_days",
            dict(email=email, date=day, wallet="SPOT", opened_at=at(), decided_at=at(), verdict="proved", doubts=[]),
        )
