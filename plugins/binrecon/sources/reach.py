"""How far back the exchange tells a list that expires: to the day, which differs for snapshots."""

from __future__ import annotations

from datetime import datetime

from binrecon.domain.intervals import DAY, day_interval
from binrecon.domain.wallets import WALLETS
from binrecon.sources.endpoint import Endpoint

SNAPSHOTS = frozenset(one.witness for one in WALLETS.values() if not one.read_by_us)
"""Lists whose one record of a day stands at its end, so that a day in which the reach ends is told still."""


def oldest_told(endpoint: Endpoint, now: datetime) -> datetime:
    """When the first UTC day begins that an endpoint which expires still tells whole. Of most lists the day in which
    their reach ends is gone in part; of snapshots it is the oldest that is told, up to the midnight that follows.
    Raises ValueError where the endpoint never expires."""
    if endpoint.retention is None:
        raise ValueError(f"{endpoint.name} does not expire")
    reach = now - endpoint.retention
    first = day_interval(reach.date()).start
    return first if first == reach or endpoint.name in SNAPSHOTS else first + DAY
