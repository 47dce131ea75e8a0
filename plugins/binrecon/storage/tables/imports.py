"""Tables of what people bring: account statements with their lines, and statements of balances at a date."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    Interval,
    LargeBinary,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from binrecon.storage.tables.declared import NOW, Base, Moment, Money, finite, key, moment, one_of


class StatementFile(Base):
    """One statement file of the exchange, whole, and what was found out about it. Bytes that were withdrawn may be
    brought again, as another filing, and so may a part of an export that is equal to another part. `export` is empty
    for a file that is no part; `parts` is NULL where nothing tells how many there are."""

    __tablename__ = "binance_statement_files"
    id: Mapped[int] = key()
    sha256: Mapped[str] = mapped_column(Text, nullable=False)
    member: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    filing: Mapped[int] = mapped_column(Integer, nullable=False, server_default="1")
    file_name: Mapped[str] = mapped_column(Text, nullable=False)
    accounts: Mapped[list[str]] = mapped_column(ARRAY(Text), nullable=False)
    version: Mapped[str] = mapped_column(Text, nullable=False)
    utc_offset: Mapped[timedelta] = mapped_column(Interval, nullable=False)
    offset_proof: Mapped[str] = mapped_column(Text, nullable=False)
    rows: Mapped[int] = mapped_column(Integer, nullable=False)
    covered_from: Mapped[datetime | None] = mapped_column(Moment)
    covered_to: Mapped[datetime | None] = mapped_column(Moment)
    content: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    imported_at: Mapped[datetime] = moment(server_default=NOW)
    export: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    part: Mapped[int] = mapped_column(Integer, nullable=False, server_default="1")
    parts: Mapped[int | None] = mapped_column(Integer, server_default="1")
    __table_args__ = (
        UniqueConstraint("sha256", "member", "filing"),
        CheckConstraint("part BETWEEN 1 AND coalesce(parts, part)", name="part"),
        CheckConstraint("(export = '') = (parts IS NOT DISTINCT FROM 1)", name="whole"),
    )


class StatementRow(Base):
    """One line of a statement, its time in UTC. Equal lines are real: `line` tells them apart."""

    __tablename__ = "binance_statement_rows"
    file_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("binance_statement_files.id", name="fk_binance_statement_rows_file_id_binance_statement_files"),
        primary_key=True,
    )
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    email: Mapped[str] = mapped_column(Text, nullable=False)
    at: Mapped[datetime] = moment()
    account: Mapped[str] = mapped_column(Text, nullable=False)
    operation: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    change: Mapped[Decimal] = mapped_column(Money, nullable=False)
    remark: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    __table_args__ = (*finite("change"), Index(None, "email", "at"), Index(None, "file_id", "account", "email"))


class StatementEvent(Base):
    """What became of a statement after its import: its clock proved by movements that were collected later, or
    withdrawn because it is no witness; each once."""

    __tablename__ = "binance_statement_events"
    id: Mapped[int] = key()
    file_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("binance_statement_files.id", name="fk_binance_statement_events_file_id_binance_statement_files"),
        nullable=False,
    )
    action: Mapped[str] = mapped_column(Text, nullable=False)
    utc_offset: Mapped[timedelta | None] = mapped_column(Interval)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    reason: Mapped[str] = mapped_column(Text, nullable=False)
    at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        one_of("action", "statement event"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
        CheckConstraint("(utc_offset IS NOT NULL) = (action = 'clock_proved')", name="offset_given"),
        CheckConstraint("length(btrim(reason)) >= 10", name="reason_given"),
        UniqueConstraint("file_id", "action"),
    )


class BalanceStatement(Base):
    """A file that says what accounts held at dates, as a person brought it. `whole`: what it does not name of a wallet
    at a date was zero then."""

    __tablename__ = "binance_balance_statements"
    id: Mapped[int] = key()
    sha256: Mapped[str] = mapped_column(Text, nullable=False)
    filing: Mapped[int] = mapped_column(Integer, nullable=False, server_default="1")
    file_name: Mapped[str] = mapped_column(Text, nullable=False)
    whole: Mapped[bool] = mapped_column(nullable=False)
    accounts: Mapped[list[str]] = mapped_column(ARRAY(Text), nullable=False)
    rows: Mapped[int] = mapped_column(Integer, nullable=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    imported_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        UniqueConstraint("sha256", "filing"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
    )


class BalanceStatementRow(Base):
    """What a wallet held of an asset at 00:00 UTC of a date; an empty asset states that it held nothing."""

    __tablename__ = "binance_balance_statement_rows"
    statement_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("binance_balance_statements.id", name="fk_binance_balance_statement_rows_statement_id"),
        primary_key=True,
    )
    line: Mapped[int] = mapped_column(Integer, primary_key=True)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    date: Mapped[date] = mapped_column(Date, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    balance: Mapped[Decimal] = mapped_column(Money, nullable=False)
    __table_args__ = (
        UniqueConstraint(
            "statement_id",
            "email",
            "wallet",
            "date",
            "asset",
            name="uq_binance_balance_statement_rows_one_balance",
        ),
        one_of("wallet", "wallet"),
        *finite("balance"),
        CheckConstraint("asset <> '' OR balance = 0", name="nothing_is_zero"),
        Index(None, "email", "wallet", "date"),
    )


class BalanceStatementEvent(Base):
    """A statement of balances that no longer counts; each once."""

    __tablename__ = "binance_balance_statement_events"
    id: Mapped[int] = key()
    statement_id: Mapped[int] = mapped_column(
        BigInteger,
        ForeignKey("binance_balance_statements.id", name="fk_binance_balance_statement_events_statement_id"),
        nullable=False,
    )
    action: Mapped[str] = mapped_column(Text, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    reason: Mapped[str] = mapped_column(Text, nullable=False)
    at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        one_of("action", "balance statement event"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
        CheckConstraint("length(btrim(reason)) >= 10", name="reason_given"),
        UniqueConstraint("statement_id", "action"),
    )
