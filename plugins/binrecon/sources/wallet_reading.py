"""What all readings of wallets by us have in common: an answer that holds now, kept as the snapshot that the exchange
does not give.

Rests on decision 88.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from binrecon.sources.endpoint import Caller
from binrecon.sources.pages import Single
from binrecon.sources.source import Source

UP_TO_A_READING = timedelta(days=1) - timedelta(minutes=1)
"""How far beyond a day its lists are read: a reading that stands for the day's end may come so late."""
wallet_reading = partial(
    Source,
    caller=Caller.ANY,
    raw_table="binance_raw_daily_snapshot",
    data_column="snapshot_data",
    pages=Single(),
    start_param=None,
    end_param=None,
    lag=timedelta(0),
    identity=("asset",),
)
"""A reading of one wallet."""
