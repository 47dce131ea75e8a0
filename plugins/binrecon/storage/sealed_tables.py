"""Which tables the hash chain covers, and which columns of them. Named here and not read from the database: a column
that a later revision adds must not change the hash of rows that were sealed before it. Sealed columns are never taken
out or renamed.

Rests on decisions 32, 77 and 127.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from binrecon.storage.sql_text import sql_text

_PAGE = (
    "id",
    "email",
    "endpoint",
    "key",
    "coverage_id",
    "window_start",
    "window_end",
    "request",
    "http_status",
    "weight_headers",
    "received_at",
    "body_sha256",
    "created_at",
)
_PAGE_DATA = {
    "binance_raw_daily_snapshot": ("snapshot_data",),
    "binance_raw_deposit_history": ("deposit_data",),
    "binance_raw_withdraw_history": ("withdraw_data",),
    "binance_raw_transfer_between_account_main_spot": ("transfer_data",),
    "binance_raw_transfer_between_account_sub": ("transfer_data",),
    "binance_raw_transfer_between_wallets": ("transfer_data",),
    "binance_raw_trades": ("symbol", "trade_data"),
    "binance_raw_convert_history": ("convert_data",),
    "binance_raw_exchange_info": ("exchange_info_data",),
    "binance_raw_klines": ("kline_data",),
    "binance_raw_sub_accounts": ("sub_account_data",),
    "binance_raw_product_history": ("product_data",),
    "binance_raw_account": ("account_data",),
}
_OTHERS = {
    "binance_account_identities": (
        "id",
        "email",
        "uid",
        "key_digest",
        "accepted",
        "stated",
        "reason",
        "coverage_id",
        "run_id",
        "created_at",
    ),
    "binance_quarantine": (
        "id",
        "email",
        "endpoint",
        "key",
        "coverage_id",
        "raw_table",
        "fid",
        "ordinal",
        "reason",
        "record",
        "exchange_time",
        "window_start",
        "window_end",
        "created_at",
    ),
    "binance_statement_files": (
        "id",
        "sha256",
        "member",
        "filing",
        "file_name",
        "accounts",
        "version",
        "utc_offset",
        "offset_proof",
        "rows",
        "covered_from",
        "covered_to",
        "author",
        "imported_at",
    ),
    "binance_statement_events": ("id", "file_id", "action", "utc_offset", "author", "reason", "at"),
    "binance_reconciliation_verdicts": (
        "id",
        "email",
        "date",
        "wallet",
        "asset",
        "opening",
        "expected",
        "actual",
        "variance",
        "variance_usd",
        "verdict",
        "reason",
        "run_id",
        "decided_at",
        "findings",
    ),
    "binance_audit_log": ("id", "at", "actor", "action", "email", "date", "detail"),
    "binance_resolutions": (
        "id",
        "email",
        "date",
        "wallet",
        "asset",
        "kind",
        "amount",
        "reason",
        "author",
        "needs_approval",
        "expires_at",
        "created_at",
    ),
    "binance_resolution_events": ("id", "resolution_id", "action", "author", "reason", "at"),
    "binance_sign_offs": (
        "id",
        "email",
        "first",
        "last",
        "role",
        "author",
        "comment",
        "digest",
        "cells",
        "through_id",
        "at",
    ),
    "binance_break_events": (
        "id",
        "email",
        "date",
        "wallet",
        "asset",
        "measure",
        "owner",
        "due",
        "comment",
        "author",
        "at",
    ),
    "binance_balance_statements": (
        "id",
        "sha256",
        "filing",
        "file_name",
        "whole",
        "accounts",
        "rows",
        "author",
        "imported_at",
    ),
    "binance_balance_statement_events": ("id", "statement_id", "action", "author", "reason", "at"),
    "binance_histories": (
        "id",
        "email",
        "wallet",
        "born",
        "through",
        "days",
        "covered",
        "proved",
        "open",
        "unproved",
        "digest",
        "run_id",
        "decided_at",
    ),
}
_BODY = "body_sha256 = encode(sha256(convert_to(body, 'UTF8')), 'hex')"
_FILES = frozenset({"binance_statement_files", "binance_balance_statements"})
_FILE = "sha256 = encode(sha256(content), 'hex')"
_NOTHING_BESIDE = "true"
_MEASURE = ("measure", "balance")
_LATER: dict[str, tuple[tuple[str, str | None], ...]] = {
    "binance_reconciliation_verdicts": (_MEASURE, ("code_sha256", None)),
    "binance_resolutions": (_MEASURE,),
}
_WRITTEN = frozenset({"created_at", "imported_at", "decided_at", "at"})
"""When a row was written: each table has one of these columns."""


@dataclass(frozen=True)
class SealedTable:
    """A table, its sealed columns, and the condition under which bytes kept beside their hash are the bytes of that
    hash. `later` are columns that later revisions added, in their order, each with the value of all rows before it:
    sealed where it has another one. The first stands in the sealed text by itself, any further one under its name, so
    that no value can pass for another column's."""

    name: str
    columns: tuple[str, ...]
    intact: LiteralString = _NOTHING_BESIDE
    later: tuple[tuple[str, str | None], ...] = ()

    def statement(self, name: str) -> sql.Composed:
        """The statement in `include/sql/hash_chain/<name>` over this table."""
        return self.over(f"hash_chain/{name}", self.name)

    def over(self, path: str, relation: str) -> sql.Composed:
        """The statement in `include/sql/<path>` over this table or a partition of it."""
        columns = sql.SQL(", ").join(sql.Identifier("row", column) for column in self.columns)
        text = sql.SQL(sql_text(path))
        [written] = _WRITTEN.intersection(self.columns)
        return text.format(
            table=sql.Identifier(relation),
            columns=columns,
            later=self._later,
            intact=sql.SQL(self.intact),
            written=sql.Identifier(written),
        )

    @property
    def _later(self) -> sql.Composable:
        """The later columns as a JSON array of those that say something."""
        parts = [_later_part(number, *one) for number, one in enumerate(self.later)]
        return sql.SQL(" || ").join([sql.SQL("'[]'::jsonb"), *parts])


def _later_part(number: int, name: str, before: str | None) -> sql.Composed:
    """One later column as a JSON array of one or none."""
    column = sql.Identifier("row", name)
    value = column if number == 0 else sql.SQL("jsonb_build_object({}, {})").format(sql.Literal(name), column)
    text = "CASE WHEN {} IS NOT DISTINCT FROM {} THEN '[]' ELSE jsonb_build_array({}) END"
    return sql.SQL(text).format(column, sql.Literal(before), value)


SEALED = {
    table.name: table
    for table in (
        *(SealedTable(name, (*_PAGE, *data), _BODY) for name, data in _PAGE_DATA.items()),
        *(
            SealedTable(name, columns, _FILE if name in _FILES else _NOTHING_BESIDE, _LATER.get(name, ()))
            for name, columns in _OTHERS.items()
        ),
    )
}
"""By name, in the order in which they are sealed: what is known before what was concluded from it."""
