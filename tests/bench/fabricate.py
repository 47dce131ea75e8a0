"""Makes pages of myTrades inside the server: at full scale 300 pairs, 5 accounts, 1,000,000 fills, 1,900 pages."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.bench.canonical_rate import Canonical

EMAILS = tuple(f"account{number}@example.com" for number in range(1, 6))
TRADES = Canonical(
    endpoint="trades",
    emails=EMAILS,
    raw_table="binance_raw_trades",
    table="binance_reconciliation_trades",
    columns="source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, price, agg_id,"
    " evidence_at",
)
PAIRS = 300
_PAIRS = """
    INSERT INTO binance_exchange_info
        (symbol, base_asset, quote_asset, status, is_spot_trading_allowed, is_margin_trading_allowed, raw_data,
         evidence_at)
    SELECT base || quote, base, quote, 'TRADING', true, false, '{}', now()
    FROM (
        SELECT 'C' || lpad(n::text, 3, '0') AS base, (ARRAY['USDT', 'USDC', 'BTC', 'BNB'])[1 + n %% 4] AS quote
        FROM generate_series(1, %(pairs)s) AS t (n)
    ) AS pair
"""
_PAGES = """
    INSERT INTO binance_raw_trades
        (email, endpoint, key, coverage_id, window_start, window_end, request, http_status, weight_headers, received_at,
         body, body_sha256, symbol, trade_data)
    SELECT 'account' || account || '@example.com', 'trades', symbol, 1, '2026-10-01Z', '2026-11-01Z', '{}', 200, '{}',
        '2026-11-02 02:00Z', '', '', symbol,
        jsonb_agg(jsonb_build_object(
            'symbol', symbol, 'id', id, 'orderId', 4000000000 + id / 3, 'orderListId', -1,
            'price', to_char(price, 'FM9999990.00000000'), 'qty', to_char(quantity, 'FM99999990.00000000'),
            'quoteQty', to_char(round(price * quantity, 8), 'FM99999999990.00000000'),
            'commission', to_char(round(quantity * 0.001, 8), 'FM9999990.00000000'),
            'commissionAsset',
            CASE WHEN dice %% 10 < 7 THEN 'BNB' WHEN dice %% 2 = 0 THEN base_asset ELSE quote_asset END,
            'time', 1790812800000 + n * 1900 + id %% 997, 'isBuyer', dice %% 2 = 0, 'isMaker', dice %% 3 = 0,
            'isBestMatch', true
        ) ORDER BY n)
    FROM (
        SELECT account, symbol, base_asset, quote_asset, n, pair * 1000000 + n * 5 + account AS id,
            abs(hashint8(pair * 1000003 + account * 1009 + n)) AS dice,
            (pair * 131 %% 9000 + 0.5 + n %% 1000 * 0.001)::numeric AS price,
            round((n * 37 %% 5000 + 1) * 0.01237::numeric, 8) AS quantity
        FROM generate_series(1, 5) AS a (account)
        CROSS JOIN (SELECT *, row_number() OVER (ORDER BY symbol) AS pair FROM binance_exchange_info) AS info
        CROSS JOIN LATERAL generate_series(1, 1 + (pair * 7919 + account * 104729) %% 1333) AS t (n)
    ) AS fill
    GROUP BY account, symbol, (n - 1) / 1000
    ORDER BY account, symbol, (n - 1) / 1000
"""
_SIZE = "SELECT count(*), sum(jsonb_array_length(trade_data)) FROM binance_raw_trades"


def fabricate(owner: Engine, scale: float) -> tuple[int, int]:
    """Fill the raw table of a migrated, empty database; returns pages and fills."""
    with owner.begin() as connection:
        connection.exec_driver_sql(_PAIRS, {"pairs": max(3, round(PAIRS * scale))})
        connection.exec_driver_sql(_PAGES, {"unused": None})
        pages, fills = connection.exec_driver_sql(_SIZE).one()
    return pages, fills
