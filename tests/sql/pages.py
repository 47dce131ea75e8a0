"""Puts pages of a case's raw.json into the raw tables; their numbers go from the file to the server as text."""

from __future__ import annotations

from pathlib import Path

from binrecon.sources.catalogue import SOURCES as LISTS
from sqlalchemy import Engine, text

SOURCES = {name: (source.raw_table, source.data_column) for name, source in LISTS.items()}
"""List -> raw table, data column."""

_PAGE = """
    WITH page AS (
        INSERT INTO {table} ({symbol} email, endpoint, key, coverage_id, window_start, window_end, request, http_status,
                             weight_headers, received_at, body, body_sha256, {data})
        SELECT {key} :email, :endpoint, coalesce(given ->> 'key', ''),
            coalesce((given ->> 'reading')::bigint, (SELECT coalesce(max(coverage_id), 0) + 1 FROM {table})),
            coalesce(given ->> 'window_start', '2026-11-01T00:00Z')::timestamptz,
            coalesce(given ->> 'window_end', '2026-11-02T00:00Z')::timestamptz,
            '{{}}', 200, '{{}}', coalesce(given ->> 'received_at', '2026-11-03T02:00Z')::timestamptz,
            coalesce(given ->> 'body', ''), '',
            given -> 'records'
        FROM jsonb_array_elements(CAST(:case AS jsonb) #> ARRAY['runs', CAST(:run AS text)])
            WITH ORDINALITY AS page (given, n)
        ORDER BY n
        RETURNING id
    )
    INSERT INTO binance_pages_pending (raw_table, page_id, email, endpoint)
    SELECT '{table}', id, :email, :endpoint FROM page
"""
_PAIRS = text("""
    INSERT INTO binance_exchange_info
        (symbol, base_asset, quote_asset, status, is_spot_trading_allowed, is_margin_trading_allowed, raw_data,
         evidence_at)
    SELECT pair ->> 0, pair ->> 1, pair ->> 2, 'TRADING', true, false, '{}', '2026-11-01T00:00Z'
    FROM jsonb_array_elements(coalesce(CAST(:case AS jsonb) -> 'pairs', '[]')) AS pair
""")


def add_pairs(engine: Engine, case: Path) -> None:
    """Make the case's `pairs` ([symbol, base, quote]) known."""
    with engine.begin() as connection:
        connection.execute(_PAIRS, {"case": case.read_text()})


def add_pages(engine: Engine, endpoint: str, case: Path, run: int, email: str) -> None:
    """Store the pages of `runs[run]` as unread: {key, reading, window_start, window_end, received_at, body,
    records}. They are one reading, unless they say otherwise."""
    table, data = SOURCES[endpoint]
    symbol, key = ("symbol,", "given ->> 'key',") if table == "binance_raw_trades" else ("", "")
    statement = text(_PAGE.format(table=table, data=data, symbol=symbol, key=key))
    with engine.begin() as connection:
        connection.execute(statement, {"email": email, "endpoint": endpoint, "case": case.read_text(), "run": str(run)})


def make_pending_again(engine: Engine) -> None:
    """Mark every stored page as not read."""
    with engine.begin() as connection:
        for endpoint, (table, _) in SOURCES.items():
            connection.execute(
                text(f"""
                    INSERT INTO binance_pages_pending (raw_table, page_id, email, endpoint)
                    SELECT '{table}', id, email, endpoint FROM {table} WHERE endpoint = '{endpoint}'
                    ON CONFLICT DO NOTHING
                """)
            )
