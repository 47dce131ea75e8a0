"""Tables of verdicts and of what was said of them: days, log, messages, and how much of a history is proved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from binrecon.storage.tables.declared import NOW, Base, Moment, Money, finite, key, measure, moment, one_of


class ReconciliationVerdict(Base):
    """Append-only history: a new row only when the verdict, the reason or an amount differs from the newest one.
    `code_sha256` is the fingerprint of the code that made it, NULL where that was not kept yet."""

    __tablename__ = "binance_reconciliation_verdicts"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    date: Mapped[date] = mapped_column(Date, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    opening: Mapped[Decimal | None] = mapped_column(Money)
    expected: Mapped[Decimal | None] = mapped_column(Money)
    actual: Mapped[Decimal | None] = mapped_column(Money)
    variance: Mapped[Decimal | None] = mapped_column(Money)
    variance_usd: Mapped[Decimal | None] = mapped_column(Money)
    verdict: Mapped[str] = mapped_column(Text, nullable=False)
    reason: Mapped[str] = mapped_column(Text, nullable=False)
    run_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    decided_at: Mapped[datetime] = moment(server_default=NOW)
    findings: Mapped[Any] = mapped_column(JSONB, nullable=False, server_default=text("'{}'::jsonb"))
    measure: Mapped[str] = measure()
    code_sha256: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
        one_of("verdict", "verdict"),
        one_of("wallet", "wallet"),
        one_of("measure", "measure"),
        CheckConstraint("code_sha256 ~ '^[0-9a-f]{64}$'", name="code_sha256"),
        *finite("opening", "expected", "actual", "variance", "variance_usd"),
        CheckConstraint("verdict <> 'proved' OR (variance = 0 AND variance IS NOT NULL)", name="proved_is_zero"),
        Index(None, "email", "date", "wallet", "asset", "measure", "id"),
        Index(
            "ix_binance_reconciliation_verdicts_not_proved",
            "verdict",
            "date",
            "email",
            postgresql_where=text("verdict IN ('open', 'unproved')"),
        ),
    )


class ReconciliationDay(Base):
    """One account-day-wallet: opened, decided, and the worst verdict in it. Without assets the day itself is judged."""

    __tablename__ = "binance_reconciliation_days"
    email: Mapped[str] = mapped_column(Text, primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    wallet: Mapped[str] = mapped_column(Text, primary_key=True)
    opened_at: Mapped[datetime] = moment()
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    verdict: Mapped[str] = mapped_column(Text, nullable=False, server_default="unproved")
    reason: Mapped[str] = mapped_column(Text, nullable=False, server_default="not reconciled yet")
    proved: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    explained: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    open: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    unproved: Mapped[int] = mapped_column(Integer, nullable=False, server_default="0")
    run_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    doubts: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    __table_args__ = (one_of("verdict", "verdict"), one_of("wallet", "wallet"))


class AuditLog(Base):
    """Who or what did something that changes what people may rely on. Append-only."""

    __tablename__ = "binance_audit_log"
    id: Mapped[int] = key()
    at: Mapped[datetime] = moment(server_default=NOW)
    actor: Mapped[str] = mapped_column(Text, nullable=False)
    action: Mapped[str] = mapped_column(Text, nullable=False)
    email: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    date: Mapped[date | None] = mapped_column(Date)
    detail: Mapped[Any] = mapped_column(JSONB, nullable=False, server_default=text("'{}'::jsonb"))
    __table_args__ = (Index(None, "email", "at"),)


class Notification(Base):
    """A message that was posted; the fingerprint of its content keeps a rerun from posting it again."""

    __tablename__ = "binance_notifications"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    date: Mapped[date] = mapped_column(Date, nullable=False)
    kind: Mapped[str] = mapped_column(Text, nullable=False)
    fingerprint: Mapped[str] = mapped_column(Text, nullable=False)
    status: Mapped[str] = mapped_column(Text, nullable=False)
    posted_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (UniqueConstraint("email", "date", "kind", "fingerprint"),)


class HistoryDays(Base):
    """How many days of an account's history a proof covers, of one wallet or, with an empty one, of all together; how
    many stretches have which verdict, and one digest of them all."""

    __tablename__ = "binance_histories"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    born: Mapped[date] = mapped_column(Date, nullable=False)
    through: Mapped[date] = mapped_column(Date, nullable=False)
    days: Mapped[int] = mapped_column(Integer, nullable=False)
    covered: Mapped[int] = mapped_column(Integer, nullable=False)
    proved: Mapped[int] = mapped_column(Integer, nullable=False)
    open: Mapped[int] = mapped_column(Integer, nullable=False)
    unproved: Mapped[int] = mapped_column(Integer, nullable=False)
    digest: Mapped[str] = mapped_column(Text, nullable=False)
    run_id: Mapped[str] = mapped_column(Text, nullable=False)
    decided_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        CheckConstraint("covered BETWEEN 0 AND days AND days = through - born + 1", name="counted"),
        Index(None, "email", "wallet", "id"),
    )
