"""What moves a balance of a wallet and stands in no list that is read, as data for the next steps of an open asset.

docs/lists.md says of each why it is not read. Names are those that a person looks for in the exchange's pages.

Rests on decision 60.
"""

from __future__ import annotations

from dataclasses import dataclass

from binrecon.domain.vocabulary import Wallet
from binrecon.sources.endpoint import Caller


@dataclass(frozen=True)
class Unread:
    """A kind of movement no list that is read tells; `caller` says which accounts can have it."""

    name: str
    adds: bool = True
    takes: bool = True
    caller: Caller = Caller.ANY
    wallet: Wallet = Wallet.SPOT


UNREAD: tuple[Unread, ...] = (
    Unread("gift cards"),
    Unread("the prediction wallet"),
    Unread("P2P orders that settle in SPOT"),
    Unread("lending and collateral of VIP loans"),
    Unread("stable-rate loans"),
    Unread("auto-invest"),
    Unread("stocks and tokenized stocks"),
    Unread("NFT trades"),
    Unread("Launchpad and Launchpool subscriptions"),
    Unread("Alpha purchases"),
    Unread("trading bots and copy trading"),
    Unread("LDUSDT and RWUSD moved to Portfolio Margin"),
    Unread("token swaps and corrections by the exchange"),
    Unread("extra mining bonuses and hashrate resale", takes=False),
    Unread("card spending", adds=False),
    Unread("managed sub-accounts", caller=Caller.MAIN),
    Unread("institutional loans", wallet=Wallet.MARGIN),
    Unread("moves by portfolio margin", wallet=Wallet.MARGIN),
    Unread("liquidation loans after bankruptcy", takes=False, wallet=Wallet.MARGIN),
    Unread("prevented matches with the mode TRANSFER", wallet=Wallet.MARGIN),
    Unread("token swaps and corrections by the exchange", wallet=Wallet.MARGIN),
    Unread("fees in BNB that another wallet pays", takes=False, wallet=Wallet.ISOLATED_MARGIN),
    Unread("prevented matches with the mode TRANSFER", wallet=Wallet.ISOLATED_MARGIN),
    Unread("token swaps and corrections by the exchange", wallet=Wallet.ISOLATED_MARGIN),
    Unread("LDUSDT, BFUSD and RWUSD swapped inside the wallet", wallet=Wallet.FUTURES),
    Unread("positions moved between accounts", wallet=Wallet.FUTURES),
    Unread("negative balances cleared by the insurance fund", takes=False, wallet=Wallet.FUTURES),
    Unread("moves by portfolio margin", wallet=Wallet.FUTURES),
    Unread("token swaps and corrections by the exchange", wallet=Wallet.FUTURES),
    Unread("coins converted inside the wallet", wallet=Wallet.COIN_M_FUTURES),
    Unread("positions moved between accounts", wallet=Wallet.COIN_M_FUTURES),
    Unread("negative balances cleared by the insurance fund", takes=False, wallet=Wallet.COIN_M_FUTURES),
    Unread("moves by portfolio margin", wallet=Wallet.COIN_M_FUTURES),
    Unread("token swaps and corrections by the exchange", wallet=Wallet.COIN_M_FUTURES),
    Unread("bills in another asset than USDT", wallet=Wallet.OPTION),
    Unread("token swaps and corrections by the exchange", wallet=Wallet.OPTION),
)
