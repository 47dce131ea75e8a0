"""In which assets most trading is quoted, in order: where a search for a trade begins."""

from __future__ import annotations

STABLECOINS = ("USDT", "USDC", "FDUSD", "TUSD", "USDP", "DAI", "BUSD", "USD1")
MAJORS = ("BTC", "ETH", "BNB")
FEE_ASSET = "BNB"
"""Fees of any pair may be paid in it."""

_ORDER = {asset: place for place, asset in enumerate((*STABLECOINS, *MAJORS))}


def quote_rank(asset: str) -> int:
    """Place of the asset among those most trades are quoted in, 0 first; all others share the last place."""
    return _ORDER.get(asset, len(_ORDER))
