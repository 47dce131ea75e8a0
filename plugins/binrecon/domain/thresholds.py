"""How near, how long and how many: the thresholds of an investigation. Causes use them, and SQL is given them as
parameters.

Read them as `thresholds.NAME`, so that one change here changes what is read and what is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

CUTOFF_REACH = timedelta(hours=1)
"""How far off midnight a snapshot may have been taken, and a record may have been on its way over it."""
CUTOFF_LEGS = 5_000
"""On each side of a midnight so many legs are read, the nearest, and all of the moment of the last: what a snapshot was
off by is walked outwards."""
ENTRY_REACH = timedelta(hours=1)
"""How far beyond the day a line of a statement may stand whose movement stands in the day, or the other way round."""
EQUAL_LEGS = 30
"""Of an asset and kind of leg so many are read that are the opposite of its variance."""
CHARGE_ROUNDING = Decimal("1e-8")
"""The place to which the exchange rounds the service charge of a dust conversion."""
CHARGES_AGREEING = 2
"""So many other conversions at least must agree on the share that was charged, before a row that does not fit says
anything."""
NEIGHBOUR_DAYS = 2
"""Days on either side of the day whose variances are read to see whether the asset is off there too."""
MIDNIGHT_DAYS = 7
"""Days on either side of the day that may show whether snapshots hold what is stamped with the midnight they are of."""
REFUND_WAIT_DAYS = 7
"""Days in which a failed withdrawal is given back; what is not back by then is lost until somebody says otherwise."""
OTHER_END_REACH = timedelta(seconds=10)
"""Between the two ends of a transfer inside the exchange that no identity joins."""
OTHER_END_WAIT_DAYS = 30
"""Days in which the other end of an own transfer is waited for."""
SETTLEMENT_WAIT_DAYS: Mapping[str, int] = {
    "account_transfer": 2,
    "wallet_transfer": 2,
    "custody_transfer": 2,
    "loan_borrow": 2,
    "loan_repay": 2,
    "flexible_subscription": 2,
    "flexible_redemption": 2,
    "liquidation_loan_repay": 2,
    "eth_redemption": 14,
    "sol_redemption": 14,
    "bfusd_redemption": 7,
    "rwusd_redemption": 7,
}
"""Days in which a pending record of a list comes true: within the exchange in two, from staking in fourteen."""
USUAL_SETTLEMENT_WAIT_DAYS = 7
"""The same of every list that is not named."""


def settlement_wait(source: str) -> int:
    """In how many days a pending record of the list comes true."""
    return SETTLEMENT_WAIT_DAYS.get(source, USUAL_SETTLEMENT_WAIT_DAYS)


def longest_settlement_wait() -> int:
    """Days around the day in which records are looked at whose money may have moved on it."""
    return max(USUAL_SETTLEMENT_WAIT_DAYS, *SETTLEMENT_WAIT_DAYS.values())


def parameters() -> dict[str, Any]:
    """Those that the queries of records need, as the parameters they name."""
    return {
        "cutoff_reach": CUTOFF_REACH,
        "cutoff_legs": CUTOFF_LEGS,
        "entry_reach": ENTRY_REACH,
        "equal_legs": EQUAL_LEGS,
        "charge_rounding": CHARGE_ROUNDING,
        "charges_agreeing": CHARGES_AGREEING,
        "other_end_reach": OTHER_END_REACH,
        "settlement_wait": longest_settlement_wait(),
    }
