"""Tables of canonical rows: transfers, trades, balances, positions, and what is known of pairs and prices."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Computed, Date, Index, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from binrecon.storage.tables.declared import (
    NOW,
    Base,
    Identifier,
    Instant,
    Moment,
    Money,
    by_month,
    finite,
    key,
    measure,
    moment,
    one_of,
)


class Transfer(Base):
    """A signed leg that enters or leaves a wallet: deposits, withdrawals and their fee, transfers between accounts and
    between wallets. `source` names the fact's kind, `endpoint` the witness that won. Only `effective` rows move money.

    `standing` says why: counts; pending, which may still come true; failed, which is final and moved nothing;
    elsewhere, of another wallet; told_elsewhere, counted under another list; withdrawn, which a newer complete reading
    does not list."""

    __tablename__ = "binance_reconciliation_transfers"
    pid: Mapped[int] = key()
    source: Mapped[str] = mapped_column(Text, nullable=False)
    endpoint: Mapped[str] = mapped_column(Text, nullable=False)
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    external_id: Mapped[str] = mapped_column(Identifier, nullable=False)
    leg: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    datetime: Mapped[Instant] = moment()
    listed_at: Mapped[Instant | None] = mapped_column(Moment)
    txn_type: Mapped[str] = mapped_column(Text, nullable=False)
    txn_subtype: Mapped[str] = mapped_column(Text, nullable=False)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    amount: Mapped[Decimal] = mapped_column(Money, nullable=False)
    status: Mapped[str] = mapped_column(Text, nullable=False)
    standing: Mapped[str] = mapped_column(Text, nullable=False)
    effective: Mapped[bool] = mapped_column(Computed("standing = 'counts'::text", persisted=True), nullable=False)
    counter_party: Mapped[str | None] = mapped_column(Text)
    network: Mapped[str | None] = mapped_column(Text)
    txn_hash: Mapped[str | None] = mapped_column(Text)
    match_id: Mapped[int | None] = mapped_column(BigInteger)
    reconciled: Mapped[bool] = mapped_column(nullable=False, server_default=text("false"))
    evidence_at: Mapped[Instant] = moment()
    created_at: Mapped[Instant] = moment(server_default=NOW)
    updated_at: Mapped[Instant] = moment(server_default=NOW)
    measure: Mapped[str] = measure()
    __table_args__ = (
        one_of("txn_type", "transfer"),
        one_of("wallet", "wallet"),
        one_of("measure", "measure"),
        one_of("standing", "standing"),
        *finite("amount"),
        CheckConstraint(
            "leg = CASE txn_type WHEN 'transfer_in' THEN 1 WHEN 'transfer_out' THEN 2 ELSE 3 END", name="leg"
        ),
        CheckConstraint("CASE WHEN txn_type = 'transfer_in' THEN amount >= 0 ELSE amount <= 0 END", name="sign"),
        UniqueConstraint("email", "source", "external_id", "leg", "measure"),
        Index(None, "email", "asset", "datetime"),
        Index(None, "email", "datetime"),
        {"postgresql_with": {"fillfactor": 50}},
    )


class Trade(Base):
    """A signed leg of a fill or a convert. Fills cannot change, so they are inserted once; `agg_id` ties the legs."""

    __tablename__ = "binance_reconciliation_trades"
    pid: Mapped[int] = key()
    source: Mapped[str] = mapped_column(Text, nullable=False)
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    external_id: Mapped[str] = mapped_column(Identifier, nullable=False)
    leg: Mapped[int] = mapped_column(SmallInteger, nullable=False)
    datetime: Mapped[Instant] = moment()
    txn_type: Mapped[str] = mapped_column(Text, nullable=False, server_default="trade")
    txn_subtype: Mapped[str] = mapped_column(Text, nullable=False)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    symbol: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    amount: Mapped[Decimal] = mapped_column(Money, nullable=False)
    price: Mapped[Decimal | None] = mapped_column(Money)
    agg_id: Mapped[str] = mapped_column(Text, nullable=False)
    reconciled: Mapped[bool] = mapped_column(nullable=False, server_default=text("false"))
    evidence_at: Mapped[Instant] = moment()
    created_at: Mapped[Instant] = moment(server_default=NOW)
    updated_at: Mapped[Instant] = moment(server_default=NOW)
    measure: Mapped[str] = measure()
    __table_args__ = (
        one_of("txn_subtype", "trade"),
        one_of("wallet", "wallet"),
        one_of("measure", "measure"),
        *finite("amount", "price"),
        CheckConstraint("txn_type = 'trade'", name="txn_type"),
        CheckConstraint(
            "leg = CASE WHEN txn_subtype IN ('spot_buy', 'convert_buy', 'dust_buy', 'swap_buy', 'margin_buy') THEN 1"
            " WHEN txn_subtype IN ('spot_sell', 'convert_sell', 'dust_sell', 'swap_sell', 'margin_sell')"
            " THEN 2 ELSE 3 END",
            name="leg",
        ),
        CheckConstraint("CASE WHEN leg = 1 THEN amount >= 0 ELSE amount <= 0 END", name="sign"),
        UniqueConstraint("email", "source", "external_id", "leg", "measure"),
        Index(None, "email", "asset", "datetime"),
        Index(None, "email", "datetime"),
    )


class Balance(Base):
    """What the exchange's snapshot says (raw_) beside what the roll-forward gives (cal_), per day, wallet and asset."""

    __tablename__ = "binance_reconciliation_balances"
    pid: Mapped[int] = key()
    source: Mapped[str] = mapped_column(Text, nullable=False)
    fid: Mapped[int | None] = mapped_column(BigInteger)
    external_id: Mapped[str] = mapped_column(Text, nullable=False)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    asset: Mapped[str] = mapped_column(Text, nullable=False)
    raw_balance: Mapped[Decimal | None] = mapped_column(Money)
    raw_loan: Mapped[Decimal | None] = mapped_column(Money)
    raw_interest: Mapped[Decimal | None] = mapped_column(Money)
    raw_unrealised_pnl: Mapped[Decimal | None] = mapped_column(Money)
    cal_balance: Mapped[Decimal | None] = mapped_column(Money)
    cal_loan: Mapped[Decimal | None] = mapped_column(Money)
    cal_interest: Mapped[Decimal | None] = mapped_column(Money)
    cal_unrealised_pnl: Mapped[Decimal | None] = mapped_column(Money)
    variance_in_asset: Mapped[Decimal | None] = mapped_column(Money)
    variance_in_usd: Mapped[Decimal | None] = mapped_column(Money)
    usd_price: Mapped[Decimal | None] = mapped_column(Money)
    evidence_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = moment(server_default=NOW)
    updated_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        one_of("wallet", "wallet"),
        *finite(
            "raw_balance",
            "raw_loan",
            "raw_interest",
            "raw_unrealised_pnl",
            "cal_balance",
            "cal_loan",
            "cal_interest",
            "cal_unrealised_pnl",
            "variance_in_asset",
            "variance_in_usd",
            "usd_price",
        ),
        UniqueConstraint("email", "date", "wallet", "asset"),
        # Every row is rewritten once, when its day is settled: its partitions leave half of each page free for that.
        by_month("date"),
    )


class SnapshotDay(Base):
    """A snapshot that exists: without a row here the day has none, however few assets the account holds."""

    __tablename__ = "binance_snapshot_days"
    email: Mapped[str] = mapped_column(Text, primary_key=True)
    wallet: Mapped[str] = mapped_column(Text, primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    update_time: Mapped[datetime] = moment()
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    evidence_at: Mapped[datetime] = moment()
    __table_args__ = (one_of("wallet", "wallet"),)


class PositionDay(Base):
    """A list of positions that exists, of the moment `taken_at`. Where one of them could not be read, none is believed
    (`readable`)."""

    __tablename__ = "binance_position_days"
    email: Mapped[str] = mapped_column(Text, primary_key=True)
    wallet: Mapped[str] = mapped_column(Text, primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    readable: Mapped[bool] = mapped_column(nullable=False)
    asked_at: Mapped[datetime] = moment()
    taken_at: Mapped[datetime] = moment()
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    evidence_at: Mapped[datetime] = moment()
    __table_args__ = (one_of("wallet", "wallet"),)


class Position(Base):
    """What was held of a contract at the end of a day, each side by itself, as the exchange's list says."""

    __tablename__ = "binance_reconciliation_positions"
    pid: Mapped[int] = key()
    source: Mapped[str] = mapped_column(Text, nullable=False)
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    date: Mapped[date] = mapped_column(Date, nullable=False)
    symbol: Mapped[str] = mapped_column(Identifier, nullable=False)
    long: Mapped[Decimal] = mapped_column(Money, nullable=False)
    short: Mapped[Decimal] = mapped_column(Money, nullable=False)
    evidence_at: Mapped[datetime] = moment()
    created_at: Mapped[datetime] = moment(server_default=NOW)
    updated_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        one_of("wallet", "wallet"),
        *finite("long", "short"),
        CheckConstraint("long >= 0 AND short <= 0", name="sides"),
        UniqueConstraint("email", "wallet", "date", "symbol"),
    )


class Fill(Base):
    """What changed a position: a fill of an order, or the exercise of an option. It moves no balance: the ledger does.
    Fills cannot change, so they are inserted once."""

    __tablename__ = "binance_reconciliation_fills"
    pid: Mapped[int] = key()
    source: Mapped[str] = mapped_column(Text, nullable=False)
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    external_id: Mapped[str] = mapped_column(Identifier, nullable=False)
    datetime: Mapped[Instant] = moment()
    email: Mapped[str] = mapped_column(Text, nullable=False)
    wallet: Mapped[str] = mapped_column(Text, nullable=False)
    symbol: Mapped[str] = mapped_column(Identifier, nullable=False)
    number: Mapped[str] = mapped_column(Identifier, nullable=False)
    side: Mapped[str] = mapped_column(Text, nullable=False)
    quantity: Mapped[Decimal] = mapped_column(Money, nullable=False)
    realized: Mapped[Decimal | None] = mapped_column(Money)
    realized_asset: Mapped[str | None] = mapped_column(Text)
    commission: Mapped[Decimal | None] = mapped_column(Money)
    commission_asset: Mapped[str | None] = mapped_column(Text)
    evidence_at: Mapped[Instant] = moment()
    created_at: Mapped[Instant] = moment(server_default=NOW)
    __table_args__ = (
        one_of("wallet", "wallet"),
        one_of("side", "position side"),
        *finite("quantity", "realized", "commission"),
        UniqueConstraint("email", "source", "external_id"),
        Index(None, "email", "wallet", "datetime"),
    )


class ExchangeInfo(Base):
    """A pair, listed or once listed. `closed_at`: the first reading since which the exchange has not offered it for
    spot trading; NULL while it does. `smart_routing`: the newest list names it among the pairs that smart orders are
    routed in (`sors`)."""

    __tablename__ = "binance_exchange_info"
    symbol: Mapped[str] = mapped_column(Text, primary_key=True)
    base_asset: Mapped[str] = mapped_column(Text, nullable=False)
    quote_asset: Mapped[str] = mapped_column(Text, nullable=False)
    status: Mapped[str] = mapped_column(Text, nullable=False)
    is_spot_trading_allowed: Mapped[bool] = mapped_column(nullable=False)
    is_margin_trading_allowed: Mapped[bool] = mapped_column(nullable=False)
    raw_data: Mapped[Any] = mapped_column(JSONB, nullable=False)
    evidence_at: Mapped[datetime] = moment()
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    smart_routing: Mapped[bool] = mapped_column(nullable=False, server_default=text("false"))
    updated_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (Index(None, "base_asset"), Index(None, "quote_asset"))


class TradedSymbol(Base):
    """A pair this account was seen to trade; stays askable after a delisting."""

    __tablename__ = "binance_traded_symbols"
    email: Mapped[str] = mapped_column(Text, primary_key=True)
    symbol: Mapped[str] = mapped_column(Text, primary_key=True)
    last_trade_time: Mapped[datetime | None] = mapped_column(Moment)
    first_seen: Mapped[datetime] = moment(server_default=NOW)
    last_checked: Mapped[datetime | None] = mapped_column(Moment)
    is_active: Mapped[bool] = mapped_column(nullable=False, server_default=text("true"))


class RecordShape(Base):
    """A set of field names and JSON types that records of a list came with. `unknown`: those no document and no
    template knows. The first page that held such a record is named."""

    __tablename__ = "binance_record_shapes"
    endpoint: Mapped[str] = mapped_column(Text, primary_key=True)
    shape: Mapped[str] = mapped_column(Text, primary_key=True)
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), nullable=False)
    unknown: Mapped[list[str]] = mapped_column(ARRAY(Text), nullable=False)
    records: Mapped[int] = mapped_column(BigInteger, nullable=False)
    raw_table: Mapped[str] = mapped_column(Text, nullable=False)
    first_fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    first_seen_at: Mapped[datetime] = moment(server_default=NOW)
    last_seen_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = {"postgresql_with": {"fillfactor": 50}}


class DailyPrice(Base):
    """The close of one UTC day of one pair, in the pair's quote asset."""

    __tablename__ = "binance_daily_prices"
    symbol: Mapped[str] = mapped_column(Text, primary_key=True)
    date: Mapped[date] = mapped_column(Date, primary_key=True)
    close: Mapped[Decimal] = mapped_column(Money, nullable=False)
    fid: Mapped[int] = mapped_column(BigInteger, nullable=False)
    evidence_at: Mapped[datetime] = moment()
    __table_args__ = (*finite("close"), CheckConstraint("close > 0", name="close_positive"))
