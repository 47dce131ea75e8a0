"""Endpoints under /api/v3: time, exchange info, account, klines and prices."""

import json
from typing import Any

from .call import Call
from .clock import DAY, HOUR, MINUTE, SECOND, day_of
from .fill_lists import BAD_COMBINATION, BAD_SYMBOL
from .units import fixed
from .wire import ApiError
from .world import Symbol

INTERVALS = {
    "1s": SECOND, "1m": MINUTE, "3m": 3 * MINUTE, "5m": 5 * MINUTE, "15m": 15 * MINUTE, "30m": 30 * MINUTE,
    "1h": HOUR, "2h": 2 * HOUR, "4h": 4 * HOUR, "6h": 6 * HOUR, "8h": 8 * HOUR, "12h": 12 * HOUR, "1d": DAY,
    "3d": 3 * DAY, "1w": 7 * DAY,
}  # fmt: skip
RATE_LIMITS = [
    {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000},
    {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 100},
    {"rateLimitType": "ORDERS", "interval": "DAY", "intervalNum": 1, "limit": 200000},
    {"rateLimitType": "RAW_REQUESTS", "interval": "MINUTE", "intervalNum": 5, "limit": 300000},
]


def server_time(call: Call) -> Any:
    return {"serverTime": call.now}


def exchange_info(call: Call) -> Any:
    return {
        "timezone": "UTC",
        "serverTime": call.now,
        "rateLimits": RATE_LIMITS,
        "exchangeFilters": [],
        "symbols": [symbol_row(symbol) for symbol in _chosen(call)],
        "sors": _routing(call),
    }


def _routing(call: Call) -> list[dict[str, Any]]:
    """The pairs that smart orders are routed over, by their base asset."""
    routed = [symbol for symbol in call.scenario.world.symbols.values() if symbol.routed]
    return [
        {"baseAsset": base, "symbols": [symbol.name for symbol in routed if symbol.base == base]}
        for base in dict.fromkeys(symbol.base for symbol in routed)
    ]


def symbol_row(symbol: Symbol) -> dict[str, Any]:
    groups = [["SPOT"] * symbol.spot + ["MARGIN"] * symbol.margin]
    return {
        "symbol": symbol.name,
        "status": symbol.status,
        "baseAsset": symbol.base,
        "baseAssetPrecision": 8,
        "quoteAsset": symbol.quote,
        "quotePrecision": 8,
        "quoteAssetPrecision": 8,
        "baseCommissionPrecision": 8,
        "quoteCommissionPrecision": 8,
        "orderTypes": [
            "LIMIT",
            "LIMIT_MAKER",
            "MARKET",
            "STOP_LOSS",
            "STOP_LOSS_LIMIT",
            "TAKE_PROFIT",
            "TAKE_PROFIT_LIMIT",
        ],
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": True,
        "opoAllowed": True,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": True,
        "cancelReplaceAllowed": True,
        "amendAllowed": True,
        "pegInstructionsAllowed": True,
        "isSpotTradingAllowed": symbol.spot,
        "isMarginTradingAllowed": symbol.margin,
        "filters": [
            {
                "filterType": "PRICE_FILTER",
                "minPrice": "0.00000001",
                "maxPrice": "922327.00000000",
                "tickSize": "0.00000001",
            },
            {"filterType": "LOT_SIZE", "minQty": "0.00000001", "maxQty": "9000.00000000", "stepSize": "0.00000001"},
        ],
        "permissions": [],
        "permissionSets": groups,
        "defaultSelfTradePreventionMode": "NONE",
        "allowedSelfTradePreventionModes": ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    }


def _chosen(call: Call) -> list[Symbol]:
    """Symbols asked for by `symbol`, `symbols` (JSON array) or `symbolStatus`; all without."""
    every = {name: symbol.at(call.now) for name, symbol in call.scenario.world.symbols.items()}
    names = _names(call)
    status = call.text("symbolStatus")
    if names is not None and status is not None:
        raise BAD_COMBINATION
    if names is None:
        return [symbol for symbol in every.values() if status in (None, symbol.status)]
    if any(name not in every for name in names):
        raise BAD_SYMBOL
    return [every[name] for name in names]


def _names(call: Call) -> list[str] | None:
    single, many = call.text("symbol"), call.text("symbols")
    if single is not None and many is not None:
        raise BAD_COMBINATION
    if single is not None:
        return [single]
    return None if many is None else _json_names(many)


def _json_names(text: str) -> list[str]:
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ApiError(-1100, "Illegal characters found in parameter 'symbols'.")
    return names


def account(call: Call) -> Any:
    omit = call.text("omitZeroBalances") == "true"
    held = call.scenario.world.balance_at(call.email, call.now)
    return {
        "makerCommission": 10,
        "takerCommission": 10,
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {
            "maker": "0.00100000",
            "taker": "0.00100000",
            "buyer": "0.00000000",
            "seller": "0.00000000",
        },
        "canTrade": True,
        "canWithdraw": True,
        "canDeposit": True,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": call.now,
        "accountType": "SPOT",
        "balances": [balance_row(asset, units) for asset, units in sorted(held.items()) if units or not omit],
        "permissions": ["SPOT"],
        "uid": call.scenario.world.accounts[call.email].user_id,
    }


def balance_row(asset: str, amount: int) -> dict[str, str]:
    """A third of the assets, by their name's length, has a quarter of its balance locked in orders."""
    locked = amount // 4 if len(asset) % 3 == 0 else 0
    return {"asset": asset, "free": fixed(amount - locked), "locked": fixed(locked)}


def klines(call: Call) -> Any:
    symbol = call.need("symbol")
    step = INTERVALS.get(call.need("interval"))
    if step is None:
        raise ApiError(-1120, "Invalid interval.")
    if symbol not in call.scenario.world.symbols:
        raise BAD_SYMBOL
    size = call.page_size("limit", 500, 1000)
    rows = (_kline(call, symbol, start, step) for start in _starts(call, step, size))
    return [row for row in rows if row]


def _starts(call: Call, step: int, size: int) -> range:
    """Open times: from the start the oldest `size`, else the newest `size`; the running candle is returned too."""
    start, end = call.number("startTime"), call.number("endTime")
    last = min(call.now, call.now if end is None else end) // step
    if start is None:
        return range((last - size + 1) * step, last * step + 1, step)
    first = -(-start // step)
    return range(first * step, min(last, first + size - 1) * step + 1, step)


def _kline(call: Call, symbol: str, opened: int, step: int) -> list[Any] | None:
    close = call.scenario.world.close_price(symbol, day_of(opened + step - 1))
    before = call.scenario.world.close_price(symbol, day_of(opened - 1))
    if close is None or before is None:
        return None
    low, high = sorted((before, close))
    prices = [fixed(price) for price in (before, high, low, close)]
    return [
        opened,
        *prices,
        "10.00000000",
        opened + step - 1,
        fixed(close * 10),
        7,
        "5.00000000",
        fixed(close * 5),
        "0",
    ]


def ticker_price(call: Call) -> Any:
    rows = []
    for symbol in _chosen(call):
        price = call.scenario.world.close_price(symbol.name, day_of(call.now))
        if price is not None:
            rows.append({"symbol": symbol.name, "price": fixed(price)})
    return rows[0] if call.text("symbol") and rows else rows
