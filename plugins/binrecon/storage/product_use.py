"""What is known of an account's use of each product: when its lists told of something, and how far they were read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, text

from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import DAY, day_interval
from binrecon.domain.meanings import OF_THE_LIST
from binrecon.sources.catalogue import PRODUCTS
from binrecon.storage.autocommit import single_statements

_USE = text("""
    SELECT endpoint, key,
        bool_or(row.records > 0 AND row.window_start < :end AND row.window_end > :since) AS used,
        max(proved.window_end) FILTER (WHERE proved.window_start <= :start) AS read_until,
        max(row.window_end) FILTER (WHERE row.meaning = ANY(:for_good) AND row.window_start <= :start) AS refused_until
    FROM binance_collection_coverage AS row
    LEFT JOIN v_binance_readings AS proved USING (id, email, endpoint, key)
    WHERE email = :email AND endpoint = ANY(:endpoints) AND row.window_end > :since
    GROUP BY endpoint, key
""")

_UNREAD = text("""
    SELECT DISTINCT endpoint FROM binance_pages_pending
    WHERE endpoint = ANY(:products) AND email = :email
    ORDER BY endpoint
""")


class ProductUse(NamedTuple):
    """One key of a product's list. `used`: it told of something in the days before; `read_until`: how far it was read
    by the readings that begin at the day or earlier, None where none was complete; `refused_until`: how far those
    reached that were refused for good, None where none was."""

    endpoint: str
    key: str
    used: bool
    read_until: datetime | None
    refused_until: datetime | None = None


def product_use(
    connection: Connection, account_day: AccountDay, endpoints: Iterable[str], days: int
) -> dict[tuple[str, str], ProductUse]:
    """The use in the `days` before the UTC day, by endpoint and key; lists not read in that time are absent."""
    start = day_interval(account_day.day).start
    named = {
        "email": account_day.email,
        "endpoints": list(endpoints),
        "start": start,
        "end": start + DAY,
        "since": start - days * DAY,
        "for_good": sorted(OF_THE_LIST),
    }
    found = (ProductUse(*row) for row in connection.execute(_USE, named))
    return {(use.endpoint, use.key): use for use in found}


def unread_products(engine: Engine, email: str) -> list[str]:
    """The product endpoints of the account that have pages no template has read, by name."""
    named = {"email": email, "products": [product.name for product in PRODUCTS]}
    with single_statements(engine) as connection:
        return list(connection.execute(_UNREAD, named).scalars())
