"""All tables of the reconciliation database, as the modules of `storage/tables` declare them; Alembic migrations must
match them."""

from __future__ import annotations

from binrecon.storage.tables import canonical, collecting, evidence, imports, matches, people, sealing, verdicts
from binrecon.storage.tables.declared import Base

DECLARING = (canonical, collecting, evidence, imports, matches, people, sealing, verdicts)
METADATA = Base.metadata
"""Whole once all of these are imported."""
RAW_NAMES = tuple(model.__tablename__ for model in evidence.RAW_TABLES)
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
