"""Every table of the reconciliation database, as SQLAlchemy models; Alembic migrations must match them.

Money is NUMERIC(36,18) and never NaN. Postgres rounds what has more than 18 places before any CHECK sees it, so every
text becomes a number through `binrecon_exact`, which refuses it. Times are timestamptz in UTC. Raw tables are
append-only for every runtime role.

One file, however long: the schema is agreed to be read in one place, and everything here is a declaration.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

SCHEMA_WORDS = {
    "wallet": ("SPOT", "MARGIN", "ISOLATED_MARGIN", "FUTURES", "COIN_M_FUTURES", "OPTION"),
    "measure": ("balance", "loan", "interest", "unrealised_pnl"),
    "transfer": ("transfer_in", "transfer_out", "txn_fee"),
    "trade": (
        "spot_buy",
        "spot_sell",
        "maker_fee",
        "taker_fee",
        "convert_buy",
        "convert_sell",
        "dust_buy",
        "dust_sell",
        "swap_buy",
        "swap_sell",
        "margin_buy",
        "margin_sell",
    ),
    "standing": ("counts", "pending", "failed", "elsewhere", "told_elsewhere", "withdrawn"),
    "verdict": ("proved", "explained", "open", "unproved"),
    "coverage": ("complete", "truncated", "failed"),
    "position side": ("BOTH", "LONG", "SHORT"),
    "match": ("tran_id", "client_tran_id", "txn_hash", "amount_and_time"),
    "resolution": ("manual_correction", "token_swap", "airdrop", "off_api_transfer", "exchange_error", "other"),
    "resolution event": ("approved", "withdrawn"),
    "sign-off": ("prepared", "reviewed", "rule"),
    "statement event": ("clock_proved", "withdrawn"),
    "balance statement event": ("withdrawn",),
}

Money = Numeric(36, 18)
Instant = datetime
Day = date
"""The types by other names, for tables with columns called `datetime` and `date`."""
Moment = DateTime(timezone=True)
# Identifiers compare byte by byte: the same order on every server, and half the cost of a language's order.
Identifier = Text(collation="C")
NOW = text("clock_timestamp()")


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


def one_of(column: str, words: str) -> CheckConstraint:
    """CHECK that a text column holds one of the words of SCHEMA_WORDS."""
    allowed = ", ".join(f"'{word}'" for word in SCHEMA_WORDS[words])
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def finite(*columns: str) -> tuple[CheckConstraint, ...]:
    """CHECKs that refuse NaN, which NUMERIC otherwise takes and which turns every sum into NaN."""
    return tuple(CheckConstraint(f"{column} <> 'NaN'", name=f"{column}_finite") for column in columns)


def measure() -> Mapped[str]:
    """What of its asset a row is about; nearly all are about the balance."""
    return mapped_column(Text, nullable=False, server_default="balance")


def key() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(always=False), primary_key=True)


def by_month(column: str) -> dict[str, str]:
    """A table that is kept in partitions by month; its primary key holds the column."""
    return {"postgresql_partition_by": f"RANGE ({column})"}


def moment(**kwargs: Any) -> Mapped[datetime]:
    return mapped_column(Moment, nullable=False, **kwargs)


# --- raw evidence: one row per answer -------------------------------------------------------------------------------


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


# --- what was to be asked, and what was answered --------------------------------------------------------------------


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


# --- canonical rows -------------------------------------------------------------------------------------------------


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


# --- verdicts and what was said of them -----------------------------------------------------------------------------


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


# --- what explains a variance ---------------------------------------------------------------------------------------


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


class HashLink(Base):
    """A link of the chain over evidence, verdicts and log: digests rows of one table and names the link before it."""

    __tablename__ = "binance_hash_chain"
    id: Mapped[int] = key()
    table_name: Mapped[str] = mapped_column(Text, nullable=False)
    row_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), nullable=False)
    digest: Mapped[str] = mapped_column(Text, nullable=False)
    previous: Mapped[str] = mapped_column(Text, nullable=False)
    link: Mapped[str] = mapped_column(Text, nullable=False)
    sealed_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        UniqueConstraint("previous"),
        Index(None, "table_name", "id"),
        Index("ix_binance_hash_chain_last_row", "table_name", text("(row_ids[cardinality(row_ids)])"), "id"),
    )


class Archive(Base):
    """A month of a raw table that lies in a folder of archives and no longer here."""

    __tablename__ = "binance_archives"
    id: Mapped[int] = key()
    folder: Mapped[str] = mapped_column(Text, nullable=False)
    month: Mapped[date] = mapped_column(Date, nullable=False)
    table_name: Mapped[str] = mapped_column(Text, nullable=False)
    rows: Mapped[int] = mapped_column(BigInteger, nullable=False)
    first_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    last_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    file_sha256: Mapped[str] = mapped_column(Text, nullable=False)
    manifest_sha256: Mapped[str] = mapped_column(Text, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    archived_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        UniqueConstraint("month", "table_name"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        CheckConstraint("rows > 0 AND first_id <= last_id", name="rows"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
    )


RAW_NAMES = tuple(model.__tablename__ for model in RAW_TABLES)
APPEND_ONLY = (
    *RAW_NAMES,
    "binance_account_identities",
    "binance_reconciliation_verdicts",
    "binance_audit_log",
    "binance_resolutions",
    "binance_resolution_events",
    "binance_statement_files",
    "binance_statement_rows",
    "binance_statement_events",
    "binance_sign_offs",
    "binance_break_events",
    "binance_balance_statements",
    "binance_balance_statement_rows",
    "binance_balance_statement_events",
    "binance_histories",
    "binance_hash_chain",
)
