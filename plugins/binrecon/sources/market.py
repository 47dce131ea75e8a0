"""The public lists: the pairs of the exchange, and what they closed at. Their rows are nobody's."""

from __future__ import annotations

from datetime import timedelta

from binrecon.domain.limits import Limiter
from binrecon.sources.booking import OwnFiles, Table
from binrecon.sources.endpoint import Caller
from binrecon.sources.pages import Single
from binrecon.sources.source import Source, Told

NO_LAG = timedelta(0)

LISTS: tuple[Source, ...] = (
    Source(
        "exchange_info",
        "/api/v3/exchangeInfo",
        Limiter.API_IP,
        20,
        Caller.PUBLIC,
        "binance_raw_exchange_info",
        "exchange_info_data",
        records="symbols",
        start_param=None,
        end_param=None,
        lag=NO_LAG,
        booking=OwnFiles(table=Table.EXCHANGE_INFO),
        told=Told("nothing: base and quote asset of every pair", "as asked"),
        wallet=None,
    ),
    Source(
        "klines",
        "/api/v3/klines",
        Limiter.API_IP,
        2,
        Caller.PUBLIC,
        "binance_raw_klines",
        "kline_data",
        Single(1000),
        key_param="symbol",
        keys=(),
        max_span=timedelta(days=30),
        lag=NO_LAG,
        fixed=(("interval", "1d"),),
        booking=OwnFiles(table=Table.DAILY_PRICES),
        told=Told("nothing: what a pair closed at", "open time"),
        wallet=None,
    ),
)
