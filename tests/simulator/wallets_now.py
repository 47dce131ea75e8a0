"""What COIN-M futures and options say of an account now: wallets that have no daily snapshot."""

from typing import Any

from .call import Call
from .clock import DAY
from .futures_account import asset_row
from .positions import Position, positions_before
from .products.coin_futures import CoinFill
from .units import UNIT, fixed, plain

NOTHING = fixed(0)
COIN_CHANGED = 1625474304765
"""The time of the last change of an asset, of long ago."""


def _profit(call: Call, held: int) -> int:
    """What is not realized of an asset that is held, another amount each day: it tells a margin from a balance."""
    return UNIT // 100 * (1 + call.now // DAY % 7) if held else 0


def _held(call: Call, wallet: str) -> dict[str, int]:
    held = call.scenario.world.balance_at(call.email, call.now, wallet)
    return {asset: held[asset] for asset in sorted(held) if held[asset] or call.settings.zero_rows}


def coin_account(call: Call) -> Any:
    """`updateTime` is of the last change of the account's settings, not of the answer."""
    rights = {"canDeposit": True, "canTrade": True, "canWithdraw": True}
    held = _held(call, "COIN_FUTURE")
    assets = [asset_row(asset, amount, _profit(call, amount), COIN_CHANGED) for asset, amount in held.items()]
    positions = positions_before(call.scenario.world.events, call.email, call.now + 1, CoinFill)
    return {
        "assets": assets,
        "positions": [_coin_position(one) for one in positions],
        **rights,
        "feeTier": 2,
        "updateTime": 0,
    }


def _coin_position(position: Position) -> dict[str, Any]:
    """Its size in contracts."""
    none = ("initialMargin", "maintMargin", "unrealizedProfit", "positionInitialMargin", "openOrderInitialMargin")
    return {
        "symbol": position.symbol,
        "positionAmt": plain(position.amount),
        **dict.fromkeys(none, NOTHING),
        "leverage": "125",
        "isolated": False,
        "positionSide": position.side,
        "entryPrice": fixed(position.entry),
        "breakEvenPrice": "0.0",
        "maxQty": "50",
        "updateTime": COIN_CHANGED,
        "notionalValue": "0",
    }


def coin_balances(call: Call) -> Any:
    return [
        {
            "accountAlias": "SgsR",
            "asset": asset,
            "balance": fixed(held),
            "withdrawAvailable": fixed(max(held, 0)),
            "crossWalletBalance": fixed(held),
            "crossUnPnl": NOTHING,
            "availableBalance": fixed(max(held, 0)),
            "updateTime": 1625474304765,
        }
        for asset, held in _held(call, "COIN_FUTURE").items()
    ]


def option_account(call: Call) -> Any:
    """Equity is the balance and what is not realized."""
    rights = {"canTrade": True, "canDeposit": True, "canWithdraw": True, "reduceOnly": False, "tradeGroupId": -1}
    assets = [_option_asset(asset, held, _profit(call, held)) for asset, held in _held(call, "OPTION").items()]
    return {"asset": assets, "greek": [], "time": call.now, **rights}


def _option_asset(asset: str, held: int, profit: int) -> dict[str, str]:
    return {
        "asset": asset,
        "marginBalance": plain(held),
        "equity": plain(held + profit),
        "available": plain(max(held, 0)),
        "initialMargin": "0",
        "maintMargin": "0",
        "unrealizedPNL": plain(profit),
        "adjustedEquity": plain(held),
    }
