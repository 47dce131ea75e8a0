"""What the declarations of tables share: the base class, column types, words and checks.

Money is NUMERIC(36,18) and never NaN. Postgres rounds what has more than 18 places before any CHECK sees it, so every
text becomes a number through `binrecon_exact`, which refuses it. Times are timestamptz in UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, MetaData, Numeric, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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
