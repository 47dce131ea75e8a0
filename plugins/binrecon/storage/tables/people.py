"""Tables of what people say: resolutions, signatures and remarks, each append-only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from binrecon.storage.tables.declared import NOW, Base, Day, Moment, Money, finite, key, moment, one_of


class ResolutionRow(Base):
    """What a person says a variance is. Append-only; it never changes a balance, only what the verdict is called."""

    __tablename__ = "binance_resolutions"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    date: Mapped[date] = mapped_column(Date, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    kind: Mapped[str] = mapped_column(Text, nullable=False)
    amount: Mapped[Decimal] = mapped_column(Money, nullable=False)
    reason: Mapped[str] = mapped_column(Text, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    needs_approval: Mapped[bool] = mapped_column(nullable=False)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = moment(server_default=NOW)
    measure: Mapped[str] = mapped_column(Text, nullable=False, server_default="balance")
    __table_args__ = (
        one_of("kind", "resolution"),
        one_of("measure", "measure"),
        one_of("wallet", "wallet"),
        *finite("amount"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("length(btrim(reason)) >= 10", name="reason_given"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
        Index(None, "email", "date", "wallet", "asset"),
    )


class ResolutionEvent(Base):
    """A resolution approved by a second person, or withdrawn: each once."""

    __tablename__ = "binance_resolution_events"
    id: Mapped[int] = key()
    resolution_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("binance_resolutions.id", name="fk_binance_resolution_events_resolution_id_binance_resolutions"),
        nullable=False,
    )
    action: Mapped[str] = mapped_column(Text, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    reason: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        one_of("action", "resolution event"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
        UniqueConstraint("resolution_id", "action"),
    )


class SignOff(Base):
    """Who prepared or reviewed the verdicts of a period, and which verdicts these were."""

    __tablename__ = "binance_sign_offs"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    first: Mapped[date] = mapped_column(Date, nullable=False)
    last: Mapped[date] = mapped_column(Date, nullable=False)
    role: Mapped[str] = mapped_column(Text, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    comment: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    digest: Mapped[str] = mapped_column(Text, nullable=False)
    cells: Mapped[int] = mapped_column(Integer, nullable=False)
    through_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        one_of("role", "sign-off"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
        CheckConstraint("first <= last", name="period"),
        Index(None, "email", "first", "last"),
    )


class BreakRemark(Base):
    """What a person said of a break: who owns it, until when, a comment. It is said of one of the break's days, so that
    it stays with the break when days join it or leave it. A day that is unproved as a whole has no asset and no
    measure."""

    __tablename__ = "binance_break_events"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    date: Mapped[date] = mapped_column(Date, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    measure: Mapped[str] = mapped_column(Text, nullable=False)
    owner: Mapped[str | None] = mapped_column(Text)
    due: Mapped[Day | None] = mapped_column(Date)
    comment: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    author: Mapped[str] = mapped_column(Text, nullable=False)
    at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        one_of("wallet", "wallet"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
        CheckConstraint("owner IS NOT NULL OR due IS NOT NULL OR comment <> ''", name="said"),
        Index(None, "email", "date"),
    )
