"""Tables of own transfers: the ends as they were last matched, the matches, and what is to be matched again."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from binrecon.storage.tables.declared import NOW, Base, Moment, Money, finite, key, moment, one_of


class TransferMatch(Base):
    """An own transfer with both its ends. Taken back, never deleted, when newer evidence no longer bears it out."""

    __tablename__ = "binance_transfer_matches"
    id: Mapped[int] = key()
    method: Mapped[str] = mapped_column(Text, nullable=False)
    matched_on: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    out_pid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    in_pid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    sender: Mapped[str] = mapped_column(Text, nullable=False)
    receiver: Mapped[str] = mapped_column(Text, nullable=False)
    sent: Mapped[Decimal] = mapped_column(Money, nullable=False)
    received: Mapped[Decimal] = mapped_column(Money, nullable=False)
    sent_at: Mapped[datetime] = moment()
    received_at: Mapped[datetime] = moment()
    run_id: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    made_at: Mapped[datetime] = moment(server_default=NOW)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_reason: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
        one_of("method", "match"),
        *finite("sent", "received"),
        CheckConstraint("sent <= 0 AND received >= 0", name="signs"),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_reason IS NULL)", name="taken_back"),
        Index(
            "uq_binance_transfer_matches_out_pid",
            "out_pid",
            unique=True,
            postgresql_where=text("taken_back_at IS NULL"),
        ),
        Index(
            "uq_binance_transfer_matches_in_pid", "in_pid", unique=True, postgresql_where=text("taken_back_at IS NULL")
        ),
        Index(None, "sent_at"),
    )


class TransferEnd(Base):
    """An end of an own transfer as it was last matched, by which the next run knows what changed. `number` and
    `bare_hash` are its number and its transaction whatever the list calls them; `name` and `other_name` are accounts
    in small letters."""

    __tablename__ = "binance_transfer_ends"
    pid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    pair: Mapped[str] = mapped_column(Text, nullable=False)
    inside: Mapped[bool] = mapped_column(nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    amount: Mapped[Decimal] = mapped_column(Money, nullable=False)
    at: Mapped[datetime] = moment()
    other_name: Mapped[str] = mapped_column(Text, nullable=False)
    other_wallet: Mapped[str] = mapped_column(Text, nullable=False)
    other_pair: Mapped[str] = mapped_column(Text, nullable=False)
    tran_id: Mapped[str | None] = mapped_column(Text)
    ledger_id: Mapped[str | None] = mapped_column(Text)
    client_id: Mapped[str | None] = mapped_column(Text)
    txn_hash: Mapped[str | None] = mapped_column(Text)
    network: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, Computed("lower(email)", persisted=True), nullable=False)
    number: Mapped[str | None] = mapped_column(Text, Computed("COALESCE(tran_id, ledger_id)", persisted=True))
    bare_hash: Mapped[str | None] = mapped_column(
        Text,
        Computed("regexp_replace(lower(txn_hash), '^(off-chain|internal) transfer '::text, ''::text)", persisted=True),
    )
    __table_args__ = (
        one_of("wallet", "wallet"),
        *finite("amount"),
        Index(None, "name"),
        Index(None, "asset", "amount", "at"),
        Index(
            "ix_binance_transfer_ends_asset_amount_at_without_hash",
            *("asset", "amount", "at"),
            postgresql_where=text("bare_hash IS NULL AND NOT inside"),
        ),
        Index(None, "number", "asset", postgresql_where=text("number IS NOT NULL")),
        Index(None, "client_id", "asset", postgresql_where=text("client_id IS NOT NULL")),
        Index(None, "bare_hash", "asset", "amount", postgresql_where=text("bare_hash IS NOT NULL")),
        Index(None, "other_name", postgresql_where=text("other_name NOT IN ('', name)")),
    )


class TransferToMatch(Base):
    """A leg that was written since it was last matched; a trigger adds it, whoever writes the leg."""

    __tablename__ = "binance_transfers_to_match"
    id: Mapped[int] = key()
    pid: Mapped[int] = mapped_column(BigInteger, nullable=False)
