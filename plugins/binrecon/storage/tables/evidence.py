"""Tables of raw evidence: a row per answer of the exchange, what of it is not read yet, and what cannot be read.

Raw tables are append-only for every runtime role.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, Integer, SmallInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from binrecon.storage.tables.declared import NOW, Base, Moment, by_month, key, moment


class RawPage:
    """One answer of the exchange: the exact body, its hash, the request without signature or key, and the records."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    endpoint: Mapped[str] = mapped_column(Text, nullable=False)
    key: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    coverage_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    window_start: Mapped[datetime] = mapped_column(Moment, nullable=False)
    window_end: Mapped[datetime] = mapped_column(Moment, nullable=False)
    request: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    http_status: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    weight_headers: Mapped[dict[str, Any]] = mapped_column(JSONB, nullable=False)
    received_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    body: Mapped[str] = mapped_column(Text, nullable=False)
    body_sha256: Mapped[str] = mapped_column(Text, nullable=False)
    created_at: Mapped[datetime] = mapped_column(Moment, nullable=False, server_default=NOW)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (Index(None, "email", "coverage_id"), Index(None, "email", "received_at"), by_month("received_at"))


class RawDailySnapshot(RawPage, Base):
    __tablename__ = "binance_raw_daily_snapshot"
    snapshot_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawDepositHistory(RawPage, Base):
    __tablename__ = "binance_raw_deposit_history"
    deposit_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawWithdrawHistory(RawPage, Base):
    __tablename__ = "binance_raw_withdraw_history"
    withdraw_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawTransferBetweenAccountMainSpot(RawPage, Base):
    """`sub/transfer/history` and `universalTransfer`, asked with the main account's key."""

    __tablename__ = "binance_raw_transfer_between_account_main_spot"
    transfer_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawTransferBetweenAccountSub(RawPage, Base):
    """`subUserHistory`, asked with a sub-account's key."""

    __tablename__ = "binance_raw_transfer_between_account_sub"
    transfer_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawTransferBetweenWallets(RawPage, Base):
    __tablename__ = "binance_raw_transfer_between_wallets"
    transfer_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawTrades(RawPage, Base):
    __tablename__ = "binance_raw_trades"
    symbol: Mapped[str] = mapped_column(Text, nullable=False)
    trade_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawConvertHistory(RawPage, Base):
    __tablename__ = "binance_raw_convert_history"
    convert_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawExchangeInfo(RawPage, Base):
    __tablename__ = "binance_raw_exchange_info"
    exchange_info_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawKlines(RawPage, Base):
    __tablename__ = "binance_raw_klines"
    kline_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawProductHistory(RawPage, Base):
    """Every product with a history of its own (earn, staking, dust, dividends, fiat …): `endpoint` says which."""

    __tablename__ = "binance_raw_product_history"
    product_data: Mapped[Any] = mapped_column(JSONB, nullable=False)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        by_endpoint = Index(None, "email", "endpoint", "received_at")
        return (
            Index(None, "email", "coverage_id"),
            Index(None, "email", "received_at"),
            by_endpoint,
            by_month("received_at"),
        )


class RawSubAccounts(RawPage, Base):
    __tablename__ = "binance_raw_sub_accounts"
    sub_account_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


class RawAccount(RawPage, Base):
    """What the exchange says of the account that a key belongs to: its number (`uid`) and the balances of the
    moment."""

    __tablename__ = "binance_raw_account"
    account_data: Mapped[Any] = mapped_column(JSONB, nullable=False)


RAW_TABLES: tuple[type[Any], ...] = (
    RawDailySnapshot,
    RawDepositHistory,
    RawWithdrawHistory,
    RawTransferBetweenAccountMainSpot,
    RawTransferBetweenAccountSub,
    RawTransferBetweenWallets,
    RawTrades,
    RawConvertHistory,
    RawExchangeInfo,
    RawKlines,
    RawSubAccounts,
    RawProductHistory,
    RawAccount,
)


class PagePending(Base):
    """A raw page that no template has read yet. Written with the page, deleted with the rows made from it, or when its
    reading was given up."""

    __tablename__ = "binance_pages_pending"
    raw_table: Mapped[str] = mapped_column(Text, primary_key=True)
    page_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    endpoint: Mapped[str] = mapped_column(Text, nullable=False)
    coverage_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (Index(None, "raw_table", "email"),)


class Quarantine(Base):
    """A record that cannot be read exactly, kept as text. It makes the days of its window unproved until it is read
    well in a newer, complete answer for the same endpoint and key."""

    __tablename__ = "binance_quarantine"
    id: Mapped[int] = key()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    endpoint: Mapped[str] = mapped_column(Text, nullable=False)
    key: Mapped[str] = mapped_column(Text, nullable=False, server_default="")
    coverage_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    raw_table: Mapped[str] = mapped_column(Text, nullable=False)
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    ordinal: Mapped[int] = mapped_column(Integer, nullable=False)
    reason: Mapped[str] = mapped_column(Text, nullable=False)
    record: Mapped[str] = mapped_column(Text, nullable=False)
    exchange_time: Mapped[datetime | None] = mapped_column(Moment)
    window_start: Mapped[datetime] = moment()
    window_end: Mapped[datetime] = moment()
    created_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        UniqueConstraint("raw_table", "fid", "ordinal"),
        Index(None, "email", "endpoint", "key"),
        Index(None, "coverage_id"),
    )
