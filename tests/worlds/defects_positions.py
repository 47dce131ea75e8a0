"""Planted defects of positions, their fills and the ledger that tells of those.

Each row: name, scene (test_positions_teeth.SCENES), then where, old and new for each changed place.
"""

_FILLS = "sources/um_trades/book.sql"
_SNAPSHOT = "sources/futures_snapshot/book.sql"
_ROLLED = "reconcile/positions.sql"
_LEDGER = "reconcile/fills_and_ledger.sql"
_VERDICT = "binrecon.reconciliation.positions"

POSITIONS: tuple[tuple[str, ...], ...] = (
    ("a fill that sold adds to the position", "one way", _FILLS, "WHEN 'SELL' THEN -1", "WHEN 'SELL' THEN 1"),
    ("the short side is left out", "short", _SNAPSHOT,
     "sum(amount) FILTER (WHERE amount < 0), 0) AS short", "sum(amount) FILTER (WHERE false), 0) AS short"),
    ("both sides of a contract are one position", "both sides", _ROLLED, "CASE WHEN apart THEN side ELSE 'BOTH' END", "'BOTH'"),
    ("a fill of midnight is of the day that ends", "reading", _ROLLED,
     "CROSS JOIN bound WHERE datetime < ends", "CROSS JOIN bound WHERE datetime <= ends"),
    ("a fill of midnight is of no day", "midnight begins", _ROLLED, "datetime >= begins AND datetime < needed", "datetime > begins AND datetime < needed"),
    ("what was filled before a reading stays in it", "reading", _ROLLED, "-filled.quantity", "0"),
    ("profits are compared rounded", "a small profit", _LEDGER, "WHEN 'realized' THEN realized ELSE", "WHEN 'realized' THEN round(realized, 4) ELSE",
     _LEDGER, "WHEN 'realized' THEN amount ELSE", "WHEN 'realized' THEN round(amount, 4) ELSE"),
    ("charges are compared by contract", "charges exchanged", _LEDGER, "CASE WHEN by_number THEN number ELSE '' END", "''",
     _LEDGER, "CASE WHEN by_number THEN split_part(external_id, ':', 5) ELSE '' END", "''"),
    ("the sign of a charge counts", "charged below zero", _LEDGER, "ELSE abs(commission) END", "ELSE commission END"),
    ("fills that were not read are taken for none", "unread", _ROLLED, "WHEN why IS NOT NULL THEN why", ""),
    ("positions that cannot be read are taken for none", "unreadable positions", _SNAPSHOT,
     "bool_and(exact AND abs(long) < 1e18 AND abs(short) < 1e18)", "true OR bool_and(exact)"),
    ("a position that a newer list lacks is held on", "gone", _SNAPSHOT, "SET source = 'futures_snapshot', fid = day.fid, long = 0, short = 0",
     "SET source = 'futures_snapshot', fid = day.fid, long = held.long, short = held.short"),
    ("fills of what income names alone are asked", "held without income", "binrecon.collectors.followed:_following",
     "symbols = named_contracts(connection, account_day, contracts, ledger)", "symbols = []"),
    ("what fills contradict is proved", "a small profit", f"{_VERDICT}:_contradicted", "verdict=Verdict.UNPROVED", "verdict=Verdict.PROVED"),
    ("a position that differs is not told", "a fill is lacking", f"{_VERDICT}:with_positions", "if not said.checks and not said.otherwise", "if True"),
)  # fmt: skip
