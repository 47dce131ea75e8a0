"""Read what is stamped with the midnights around an account-day, and the variances of the days between them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection

from binrecon.domain import thresholds
from binrecon.domain.account_day import AccountDay
from binrecon.domain.midnights import Midnights, Stamped
from binrecon.domain.wallets import AtMidnight, described
from binrecon.storage.queries import rows


def read_midnights(
    connection: Connection, account_day: AccountDay, kinds: AtMidnight, assets: Iterable[str]
) -> Midnights:
    """Those within reach of the day, of all assets that have any and of `assets`."""
    reach = timedelta(days=thresholds.MIDNIGHT_DAYS)
    first, last = account_day.day - reach, account_day.day + reach
    named = {**account_day.parameters, "measure": str(kinds.measure), "kinds": list(kinds.kinds), "first": first}
    found = rows(connection, "reconcile/midnight_sums.sql", {**named, "last": last + timedelta(days=1)})
    stamped = {(asset, day): Stamped(amount, tuple(records)) for asset, day, amount, records in found}
    wanted = sorted({*assets, *(asset for asset, _ in stamped)})
    known = rows(connection, "reconcile/midnight_variances.sql", {**named, "last": last, "assets": wanted})
    read_by_us = described(account_day.wallet).read_by_us
    return Midnights(stamped, {(asset, day): variance for asset, day, variance in known}, read_by_us)
