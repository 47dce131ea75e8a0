"""Count what the records of each list look like, page by page, so that a field nobody has described is seen when it
comes.

Rests on decision 59.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from binrecon.domain.calls import Page
from binrecon.sources.record_fields import Shape, described, shape_of, unknown_in

MOST_OF_A_PAGE = 20
"""So many shapes of one page are written, the most frequent first: names are data of the exchange, and might differ in
each record."""
MOST = 500
"""So many shapes of one list are kept; the next ones are not."""

_COUNT = text("""
    INSERT INTO binance_record_shapes AS held (endpoint, shape, fields, unknown, records, raw_table, first_fid)
    SELECT :endpoint, :shape, CAST(:fields AS text[]), CAST(:unknown AS text[]), :records, :raw_table, :fid
    WHERE EXISTS (SELECT FROM binance_record_shapes WHERE endpoint = :endpoint AND shape = :shape)
       OR (SELECT count(*) FROM binance_record_shapes WHERE endpoint = :endpoint) < :most
    ON CONFLICT (endpoint, shape) DO UPDATE
    SET records = held.records + excluded.records, last_seen_at = clock_timestamp()
""")


def count_shapes(connection: Connection, raw_table: str, page_id: int, page: Page) -> None:
    """Add a stored page's records to the counts of their shapes, in the caller's transaction. Nothing is written for a
    list whose fields are not described, nor for a page without records."""
    if page.endpoint not in described():
        return
    found = Counter(shape for record in page.records if (shape := shape_of(record)))
    rows = list(_rows(page.endpoint, found))
    if rows:
        one = {"endpoint": page.endpoint, "raw_table": raw_table, "fid": page_id, "most": MOST}
        connection.execute(_COUNT, [{**one, **row} for row in rows])


def _rows(endpoint: str, found: Counter[Shape]) -> Iterator[dict[str, Any]]:
    """In the order of their keys, so that two tasks which count the same shapes wait for each other and not in a
    circle."""
    named = {_name(shape): (shape, records) for shape, records in found.most_common(MOST_OF_A_PAGE)}
    for name, (shape, records) in sorted(named.items()):
        yield {
            "shape": name,
            "fields": sorted(shape),
            "unknown": list(unknown_in(endpoint, shape)),
            "records": records,
        }


def _name(shape: Shape) -> str:
    """A short name for a set of names of any length."""
    return hashlib.sha256("\n".join(sorted(shape)).encode()).hexdigest()[:32]
