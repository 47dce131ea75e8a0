"""Ways of the wallet FUTURES that the documents leave open."""

from dataclasses import dataclass

OWN_IDS = 18 * 10**17
"""What an income's own id of a transfer is above the transfer's: nineteen digits."""


@dataclass(frozen=True)
class FuturesWays:
    """`own_tran_ids`: the income of a transfer has an id of its own, not the transfer's. `milliseconds`: the income of
    a fill or of a transfer is stamped to the millisecond, not cut to the second. `labels_exchanged`: a snapshot shows
    each of marginBalance and walletBalance under the other's name, as its documented example does. `empty_when_early`:
    a start before what is held brings an empty list, not what is held. `negative_commission`: userTrades shows what was
    charged below zero, as older examples do. `multi_assets` and `fee_burn` are the modes the accounts are in."""

    own_tran_ids: bool = False
    milliseconds: bool = False
    labels_exchanged: bool = False
    empty_when_early: bool = False
    negative_commission: bool = False
    multi_assets: bool = True
    fee_burn: bool = True


USUAL = FuturesWays()
