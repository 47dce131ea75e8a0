"""What USDⓈ-M futures say of an account now, of its modes and contracts, and its daily snapshot."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from .call import Call
from .clock import DAY, day_of, start_of
from .contracts import CONTRACTS, Contract
from .positions import Position, positions_before
from .registry import SNAPSHOTS
from .units import UNIT, fixed, plain

NOTHING = fixed(0)


def exchange_info(call: Call) -> Any:
    limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400}
    return {
        "exchangeFilters": [],
        "rateLimits": [limit],
        "serverTime": call.now,
        "assets": [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}],
        "symbols": [_contract_row(contract) for contract in CONTRACTS.values()],
        "timezone": "UTC",
    }


def _contract_row(contract: Contract) -> dict[str, Any]:
    return {
        "symbol": contract.name,
        "pair": contract.pair,
        "contractType": contract.kind,
        "deliveryDate": 4133404800000 if contract.kind == "PERPETUAL" else 1798185600000,
        "onboardDate": 1569398400000,
        "status": "TRADING",
        "baseAsset": contract.base,
        "quoteAsset": contract.quote,
        "marginAsset": contract.quote,
        "pricePrecision": 8,
        "quantityPrecision": 3,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "0.00000001", "maxPrice": "1000000", "tickSize": "0.00000001"},
            {"filterType": "LOT_SIZE", "minQty": "0.001", "maxQty": "100000", "stepSize": "0.001"},
        ],
        "orderTypes": ["LIMIT", "MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK"],
    }


def modes(call: Call) -> Any:
    return {"multiAssetsMargin": call.scenario.futures.multi_assets}


def fee_burn(call: Call) -> Any:
    return {"feeBurn": call.scenario.futures.fee_burn}


# now -----------------------------------------------------------------------------------------------------------


def balances(call: Call) -> Any:
    held = call.scenario.world.balance_at(call.email, call.now, "FUTURES")
    profits = _profits(_positions(call, call.now + 1), day_of(call.now))
    return [
        {
            "accountAlias": "SgsR",
            "asset": asset,
            "balance": fixed(held[asset]),
            "crossWalletBalance": fixed(held[asset]),
            "crossUnPnl": fixed(profits[asset]),
            "availableBalance": fixed(max(held[asset], 0)),
            "maxWithdrawAmount": fixed(max(held[asset], 0)),
            "marginAvailable": True,
            "updateTime": call.now,
        }
        for asset in sorted(held)
    ]


def account(call: Call) -> Any:
    """The totals are those of USDT alone, as in single-asset mode."""
    held = call.scenario.world.balance_at(call.email, call.now, "FUTURES")
    positions, day = _positions(call, call.now + 1), day_of(call.now)
    profits = _profits(positions, day)
    return {
        **_totals(held.get("USDT", 0), profits["USDT"]),
        "assets": [asset_row(asset, held[asset], profits[asset], call.now) for asset in sorted(held)],
        "positions": [_position_row(call, position, day) for position in positions],
    }


def _totals(held: int, profit: int) -> dict[str, str]:
    none = ("InitialMargin", "MaintMargin", "PositionInitialMargin", "OpenOrderInitialMargin")
    return {
        **{f"total{name}": NOTHING for name in none},
        "totalWalletBalance": fixed(held),
        "totalUnrealizedProfit": fixed(profit),
        "totalMarginBalance": fixed(held + profit),
        "totalCrossWalletBalance": fixed(held),
        "totalCrossUnPnl": fixed(profit),
        "availableBalance": fixed(max(held, 0)),
        "maxWithdrawAmount": fixed(max(held, 0)),
    }


def asset_row(asset: str, held: int, profit: int, updated: int) -> dict[str, Any]:
    """What the account shows of an asset, of USD-M and of COIN-M alike; `updated` is the time of its last change."""
    none = ("maintMargin", "initialMargin", "positionInitialMargin", "openOrderInitialMargin")
    return {
        "asset": asset,
        "walletBalance": fixed(held),
        "unrealizedProfit": fixed(profit),
        "marginBalance": fixed(held + profit),
        **dict.fromkeys(none, NOTHING),
        "crossWalletBalance": fixed(held),
        "crossUnPnl": fixed(profit),
        "availableBalance": fixed(max(held, 0)),
        "maxWithdrawAmount": fixed(max(held, 0)),
        "updateTime": updated,
    }


def _position_row(call: Call, position: Position, day: date) -> dict[str, Any]:
    return {
        "symbol": position.symbol,
        "positionSide": position.side,
        "positionAmt": plain(position.amount),
        "unrealizedProfit": fixed(position.unrealized(day)),
        "isolatedMargin": NOTHING,
        "notional": plain(position.amount * position.mark(day) // UNIT),
        "isolatedWallet": "0",
        "initialMargin": "0",
        "maintMargin": "0",
        "updateTime": call.now,
    }


def _positions(call: Call, before: int) -> list[Position]:
    return positions_before(call.scenario.world.events, call.email, before)


def _profits(positions: list[Position], day: date) -> dict[str, int]:
    """Unrealized profit by asset."""
    sums: dict[str, int] = defaultdict(int)
    for position in positions:
        sums[position.asset] += position.unrealized(day)
    return sums


# at the end of a day -------------------------------------------------------------------------------------------


def snapshot(call: Call, day: date, held: dict[str, int]) -> dict[str, Any]:
    """What is not realized is as old as the day before, as the documents warn."""
    positions, stale = _positions(call, start_of(day) + DAY), day - timedelta(days=1)
    profits = _profits(positions, stale)
    return {
        "assets": [_snapshot_asset(call, asset, held[asset], profits[asset]) for asset in held],
        "position": [_snapshot_position(position, day, stale) for position in positions],
    }


def _snapshot_asset(call: Call, asset: str, held: int, profit: int) -> dict[str, str]:
    margin, wallet = fixed(held + profit), fixed(held)
    if call.scenario.futures.labels_exchanged:
        margin, wallet = wallet, margin
    return {"asset": asset, "marginBalance": margin, "walletBalance": wallet}


def _snapshot_position(position: Position, day: date, stale: date) -> dict[str, str]:
    return {
        "symbol": position.symbol,
        "entryPrice": fixed(position.entry),
        "markPrice": fixed(position.mark(day)),
        "positionAmt": fixed(position.amount),
        "unRealizedProfit": fixed(position.unrealized(stale)),
    }


SNAPSHOTS["FUTURES"] = snapshot
