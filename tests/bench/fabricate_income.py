"""Makes pages of USD-M income inside the server: at full scale 5 accounts, 25 readings of a week, 1,000,000 rows.

A fill has two rows of one second under one tranId, and a page begins with the second that ended the one before it, as
the list is read. Every twentieth row is funding.
"""

from __future__ import annotations

from sqlalchemy import Engine

from tests.bench.canonical_rate import Canonical
from tests.bench.fabricate import EMAILS

INCOME = Canonical(
    endpoint="um_income",
    emails=EMAILS,
    raw_table="binance_raw_product_history",
    table="binance_reconciliation_transfers",
    columns="source, endpoint, fid, external_id, leg, datetime, listed_at, txn_type, txn_subtype, email, wallet,"
    " measure, asset, amount, status, standing, counter_party, network, txn_hash, evidence_at",
)
PAGES = 40
"""Of a reading."""
_READINGS = """
    INSERT INTO binance_collection_coverage
        (email, endpoint, key, window_start, window_end, status, pages, records, asked_at, finished_at)
    SELECT 'account' || account || '@example.com', 'um_income', '',
        '2026-10-01Z'::timestamptz + week * interval '7 days', '2026-10-08Z'::timestamptz + week * interval '7 days',
        'complete', %(pages)s, 1000 * %(pages)s, '2026-11-07 02:00Z', '2026-11-07 02:05Z'
    FROM generate_series(1, 5) AS a (account) CROSS JOIN generate_series(0, 4) AS w (week)
"""
_PAGES = """
    INSERT INTO binance_raw_product_history
        (email, endpoint, key, coverage_id, window_start, window_end, request, http_status, weight_headers, received_at,
         body, body_sha256, product_data)
    SELECT email, 'um_income', '', reading, window_start, window_end, '{}', 200, '{}', '2026-11-07 02:01Z', '', '',
        jsonb_agg(jsonb_build_object(
            'symbol', 'C' || lpad((dice %% 300)::text, 3, '0') || 'USDT', 'incomeType', kind, 'info', kind,
            'income', CASE WHEN kind = 'COMMISSION' THEN '-' ELSE (ARRAY['', '', '-'])[1 + dice %% 3] END
                || to_char((dice %% 900000 + 1) * 0.00012345, 'FM9999990.00000000'),
            'asset', CASE WHEN kind = 'COMMISSION' AND dice %% 10 < 3 THEN 'BNB' ELSE 'USDT' END,
            'time', begun + n / 2 * (600000 / %(pages)s)::bigint, 'tranId', 9689322392000 + reading * 100000 + n / 2,
            'tradeId', CASE WHEN kind = 'FUNDING_FEE' THEN '' ELSE (205919200 + n / 2)::text END
        ) ORDER BY n)
    FROM (
        SELECT begun.id AS reading, email, window_start, window_end, page, n,
            abs(hashint8(begun.id * 1009 + n)) AS dice,
            CASE WHEN n %% 20 = 0 THEN 'FUNDING_FEE' WHEN n %% 2 = 0 THEN 'REALIZED_PNL' ELSE 'COMMISSION' END AS kind,
            extract(epoch FROM window_start)::bigint * 1000 AS begun
        FROM binance_collection_coverage AS begun
        CROSS JOIN generate_series(0, %(pages)s - 1) AS p (page)
        CROSS JOIN LATERAL generate_series(998 * page, 998 * page + 999) AS t (n)
    ) AS told
    GROUP BY reading, email, window_start, window_end, page
    ORDER BY reading, page
"""
_SIZE = "SELECT count(*), 998 * count(*) + 2 * count(DISTINCT coverage_id) FROM binance_raw_product_history"
"""Two rows stand on two pages."""


def fabricate(owner: Engine, scale: float) -> tuple[int, int]:
    """Fill the raw table of a migrated, empty database; returns pages and the rows that they tell of."""
    with owner.begin() as connection:
        for statement in (_READINGS, _PAGES):
            connection.exec_driver_sql(statement, {"pages": max(2, round(PAGES * scale))})
        pages, rows = connection.exec_driver_sql(_SIZE).one()
    return pages, rows
