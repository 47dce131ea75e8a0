"""What is said of an account in portfolio margin: why its wallets there are not proved, and what to do."""

from __future__ import annotations

SAID = (
    "the account is in portfolio margin: there cross margin and both kinds of futures are one account, the exchange "
    "refuses their own lists, and those of portfolio margin are not read"
)
"""The doubt with which a day of such a wallet is judged, and its reason."""
STEP = (
    "take MARGIN, FUTURES and COIN_M_FUTURES out of `wallets` of this account in the accounts file: SPOT is proved "
    "without them, and what it exchanges with portfolio margin is in transfers.csv; or have the account leave "
    "portfolio margin"
)
