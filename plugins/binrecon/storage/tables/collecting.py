"""Tables of what was to be asked, what was answered, and what the calls spent."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer, Interval, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from binrecon.storage.tables.declared import NOW, Base, Moment, by_month, key, moment, one_of


class CollectionPlan(Base):
    """One question a day needs (or, with `required` false, profits from). Without complete coverage it is a gap.
    `witness`: its list gives the wallet's balances, so that the day before is needed too."""

    __tablename__ = "binance_collection_plan"
    email: Mapped[str] = mapped_column(Text, primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    wallet: Mapped[str] = mapped_column(Text, primary_key=True)
    endpoint: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    required: Mapped[bool] = mapped_column(nullable=False, server_default=text("true"))
    priority: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    reason: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    planned_at: Mapped[datetime] = moment(server_default=NOW)
    witness: Mapped[bool] = mapped_column(nullable=False, server_default=text("false"))
    __table_args__ = (one_of("wallet", "wallet"), by_month("date"))


class Coverage(Base):
    """How one window of one endpoint and key was read. For trades the window is the whole contiguous stretch that is
    held and `last_id` the cursor. A row begins as failed and only a proved end makes it complete. `asked_at` is the
    exchange's time before the first page was asked, `uid` the account that the key was witnessed to be of. `meaning` is
    that of the refusal it ended with, empty where it did not; a complete one with NOT_HAD is the exchange's word that
    there is nothing."""

    __tablename__ = "binance_collection_coverage"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    endpoint: Mapped[str] = mapped_column(Text, nullable=False)
    key: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    window_start: Mapped[datetime] = moment()
    window_end: Mapped[datetime] = moment()
    status: Mapped[str] = mapped_column(Text, nullable=False)
    pages: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    records: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    first_id: Mapped[int | None] = mapped_column(BigInteger)
    last_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    run_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    asked_at: Mapped[datetime] = moment()
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    uid: Mapped[int | None] = mapped_column(BigInteger)
    meaning: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    __table_args__ = (
        one_of("status", "coverage"),
        CheckConstraint("window_start < window_end", name="window"),
        Index(None, "email", "endpoint", "key", "window_end"),
    )


class AccountIdentity(Base):
    """Which account answered to which key, and whether it was taken for that of the e-mail; `stated`: because the
    accounts file names it. `coverage_id` is the reading that told, `key_digest` the SHA-256 of the API key."""

    __tablename__ = "binance_account_identities"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    uid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    key_digest: Mapped[str] = mapped_column(Text, nullable=False)
    accepted: Mapped[bool] = mapped_column(nullable=False)
    stated: Mapped[bool] = mapped_column(nullable=False, server_default=text("false"))
    reason: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    coverage_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    run_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    created_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (Index(None, "email", "id"),)


class HostClock(Base):
    """How far the exchange's clock at an address is ahead of a host's, measured at `measured_at` by the host's
    clock."""

    __tablename__ = "binance_host_clocks"
    host: Mapped[str] = mapped_column(Text, primary_key=True)
    base_url: Mapped[str] = mapped_column(Text, primary_key=True)
    ahead: Mapped[timedelta] = mapped_column(Interval, nullable=False)
    measured_at: Mapped[datetime] = moment()


class WeightLedger(Base):
    """One row per granted call, for all workers and hosts: what it weighs, when, and what came of it.
    A row with outcome `correction` is weight the exchange reported that we did not know of."""

    __tablename__ = "binance_weight_ledger"
    id: Mapped[int] = key()
    bucket: Mapped[str] = mapped_column(Text, nullable=False)
    email: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    endpoint: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    key: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    weight: Mapped[int] = mapped_column(Integer, nullable=False)
    at: Mapped[datetime] = moment(primary_key=True)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    http_status: Mapped[int | None] = mapped_column(SmallInteger)
    used_reported: Mapped[int | None] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(Text, nullable=False, server_default="sent")
    run_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    __table_args__ = (
        CheckConstraint("weight >= 0", name="weight"),
        Index(None, "bucket", "at"),
        Index(None, "at"),
        Index(None, "email", "run_id"),
        by_month("at"),
    )


class LimiterPause(Base):
    """No call on this bucket before `until`. Buckets that end in `*` hold for everything behind that IP."""

    __tablename__ = "binance_limiter_pauses"
    bucket: Mapped[str] = mapped_column(Text, primary_key=True)
    until: Mapped[datetime] = moment()
    reason: Mapped[str] = mapped_column(Text, nullable=False, server_default="")


class ReconciliationError(Base):
    __tablename__ = "binance_reconciliation_errors"
    id: Mapped[int] = key()
    timestamp: Mapped[datetime] = moment(server_default=NOW)
    email: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    error_type: Mapped[str] = mapped_column(Text, nullable=False)
    symbol: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str] = mapped_column(Text, nullable=False)
    raw_error: Mapped[Any] = mapped_column(JSONB, nullable=False, server_default=text("'{}'::jsonb"))
    needs_manual_review: Mapped[bool] = mapped_column(nullable=False, server_default=text("false"))
    resolved_at: Mapped[datetime | None] = mapped_column(Moment)
    resolution_notes: Mapped[str | None] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    __table_args__ = (Index(None, "email", "timestamp"),)
