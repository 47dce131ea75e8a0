"""Planted defects of reading wallets at midnight and of proving their days between two readings.

Each row: name, scene (test_reading_teeth.SCENES), then where, old and new for each changed place.
"""

_COIN = "sources/coin_m_reading/book.sql"
_BILL = "sources/option_bill/book.sql"
_LINES = "reconcile/balance_lines.sql"

MIDNIGHT: tuple[tuple[str, ...], ...] = (
    ("an id of a bill goes through a float", "seeded", _BILL,
     "coalesce(record ->> 'id', '')", "coalesce((record ->> 'id')::float8::text, '')"),
    ("what moved between midnight and the reading is left in", "seeded", _LINES,
     "datetime <= held.update_time", "datetime <= held.update_time - interval '1 day'"),
    ("what moved between midnight and the reading is added", "seeded", _LINES, "-term.amount", "term.amount"),
    ("a reading stands for the day that it is taken on", "seeded", _COIN,
     "(window_start AT TIME ZONE 'UTC')::date AS date", "(window_start AT TIME ZONE 'UTC')::date + 1 AS date"),
    ("coins of COIN-M are taken for those of the other futures", "seeded", "binrecon.processing.canonical:parameters_of",
     "str(wallet)", 'str(wallet).replace("COIN_M_FUTURES", "FUTURES")'),
    ("what is not realized is taken for a part of the balance", "seeded", _COIN, "'walletBalance')", "'marginBalance')"),
    ("an asset that a reading does not list keeps its balance", "an asset is gone", _COIN,
     "binrecon_exact(item ->> 'walletBalance') AS raw_balance",
     "coalesce(nullif(binrecon_exact(item ->> 'walletBalance'), 0), 1) AS raw_balance"),
    ("only the types that documents name are booked", "seeded", _BILL,
     "WHEN amount IS NULL THEN", "WHEN record ->> 'type' LIKE 'MOON%%' OR amount IS NULL THEN"),
    ("a movement beside a reading is no matter", "a movement that was told late", "reconcile/own_readings.sql",
     "leg.datetime <= held.update_time + %(guard)s", "leg.datetime < begun.asked_at - %(guard)s"),
    ("a disturbed reading is kept", "a movement beside the reading", "binrecon.collectors.reading:ReadingCollector._read",
     "if not self._is_disturbed(", "if True or self._is_disturbed("),
    ("a missing reading is taken for an empty wallet", "a midnight was missed", _LINES,
     "CASE WHEN EXISTS (", "CASE WHEN true OR EXISTS (",
     "binrecon.reconciliation.own_readings:missing_readings",
     "{reading.date for reading in facts.readings}", "{day - _DAY, day}"),
)  # fmt: skip
