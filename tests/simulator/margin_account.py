"""What cross and isolated margin hold and owe: the snapshot of a day, and the accounts right now."""

from datetime import date
from typing import Any

from .call import Call, invalid
from .postings import MEASURES
from .units import fixed
from .world import Balances, Symbol

CROSS, ISOLATED = "MARGIN", "ISOLATED_MARGIN"
MOST_PAIRS = 5
Standing = tuple[Balances, ...]
"""What is held, owed and charged of each asset, in the order of MEASURES."""


def margin_snapshot(call: Call, day: date, held: Balances) -> dict[str, Any]:
    """The data of a day's snapshot of cross margin. It is asked for anew: an asset may be owed and not be held."""
    del held
    found = (call.scenario.snapshot(call.email, day, CROSS, call.now, measure) for measure in MEASURES)
    standing = tuple(one or {} for one in found)
    return {**_totals(standing), "userAssets": _assets(standing, zero_rows=call.settings.zero_rows)}


def cross_account(call: Call) -> Any:
    """Cross margin now, assets without anything among them."""
    standing = _now(call, CROSS, "")
    return {
        "created": True,
        "borrowEnabled": True,
        "collateralMarginLevel": "3.2",
        **_totals(standing),
        "TotalCollateralValueInUSDT": "5.82728457",
        "totalOpenOrderLossInUSDT": "582.728457",
        "tradeEnabled": True,
        "transferInEnabled": True,
        "transferOutEnabled": True,
        "accountType": "MARGIN_1",
        "userAssets": _assets(standing, zero_rows=True),
    }


def isolated_account(call: Call) -> Any:
    """Isolated margin accounts now: all with totals, or those of at most five `symbols` without."""
    named, held = call.text("symbols"), call.scenario.world.pairs(call.email)
    chosen = held if named is None else named.split(",")
    if len(chosen) > MOST_PAIRS and named is not None:
        raise invalid("symbols")
    accounts = [_isolated(call, call.scenario.world.symbols[pair]) for pair in chosen if pair in held]
    totals = {f"total{name}OfBtc": fixed(0) for name in ("Asset", "Liability", "NetAsset")}
    return {"assets": accounts, **(totals if named is None else {})}


def _now(call: Call, wallet: str, pair: str) -> Standing:
    world = call.scenario.world
    return tuple(world.balance_at(call.email, call.now, wallet, measure, pair) for measure in MEASURES)


def _assets(standing: Standing, *, zero_rows: bool) -> list[dict[str, str]]:
    names = sorted({asset for held in standing for asset in held})
    shown = [asset for asset in names if zero_rows or any(held.get(asset) for held in standing)]
    return [{"asset": asset, **_amounts(standing, asset)} for asset in shown]


def _amounts(standing: Standing, asset: str) -> dict[str, str]:
    """A third of the assets, by their name's length, has a quarter of what is held locked in orders."""
    held, owed, charged = (amounts.get(asset, 0) for amounts in standing)
    locked = held // 4 if len(asset) % 3 == 0 else 0
    return {
        "borrowed": fixed(owed),
        "free": fixed(held - locked),
        "interest": fixed(charged),
        "locked": fixed(locked),
        "netAsset": fixed(held - owed - charged),
    }


def _totals(standing: Standing) -> dict[str, str]:
    """Worth in BTC, of BTC alone: nobody may rely on it."""
    held, owed, charged = (amounts.get("BTC", 0) for amounts in standing)
    return {
        "marginLevel": "999.00000000",
        "totalAssetOfBtc": fixed(held),
        "totalLiabilityOfBtc": fixed(owed + charged),
        "totalNetAssetOfBtc": fixed(held - owed - charged),
    }


def _isolated(call: Call, pair: Symbol) -> dict[str, Any]:
    standing = _now(call, ISOLATED, pair.name)
    return {
        "baseAsset": _side(standing, pair.base),
        "quoteAsset": _side(standing, pair.quote),
        "symbol": pair.name,
        "isolatedCreated": True,
        "enabled": True,
        "marginLevel": "999.00000000",
        "marginLevelStatus": "EXCESSIVE",
        "marginRatio": "5.00000000",
        "indexPrice": fixed(pair.price),
        "liquidatePrice": fixed(0),
        "liquidateRate": fixed(0),
        "tradeEnabled": True,
    }


def _side(standing: Standing, asset: str) -> dict[str, Any]:
    total = fixed(standing[0].get(asset, 0))
    flags = {"borrowEnabled": True, "repayEnabled": True}
    return {"asset": asset, **flags, **_amounts(standing, asset), "netAssetOfBtc": fixed(0), "totalAsset": total}
