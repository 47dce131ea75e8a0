"""What a row of an account calls an asset: the asset itself, and in isolated margin, where the same coin of two pairs
is two holdings, pair, colon, coin. `binrecon_coin` and `binrecon_pair` say the same in SQL.

Rests on decision 96.
"""

from __future__ import annotations

from binrecon.domain.vocabulary import Wallet


def coin_of(wallet: Wallet, asset: str) -> str:
    """The coin of a holding, as every other wallet calls it."""
    return asset.partition(":")[2] if wallet is Wallet.ISOLATED_MARGIN else asset


def pair_of(wallet: Wallet, asset: str) -> str:
    """The pair of a holding; empty in every other wallet."""
    return asset.partition(":")[0] if wallet is Wallet.ISOLATED_MARGIN else ""
