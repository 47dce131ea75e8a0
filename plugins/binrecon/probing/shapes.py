"""Holds the shape of an answer against what the description of its list assumes: fields, their types, what pages by.

Names of fields are told, never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from binrecon.probing.advice import told
from binrecon.probing.fields import rows_of
from binrecon.probing.question import Found, Row
from binrecon.sources.booking import Snapshot
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.pages import FromId, MoreData
from binrecon.sources.record_fields import described_fields, shape_of
from binrecon.sources.record_names import field
from binrecon.sources.source import Source
from binrecon.sources.totals import whole

_TYPES = {"s": "a text", "n": "a number", "b": "true or false", "o": "an object", "a": "a list"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,63}(?:(?:\[\])?\.[A-Za-z_][A-Za-z_0-9]{0,63})?")
_LONG_NUMBER = re.compile(r"\d{4}")


def differences(endpoint: Endpoint, found: Found) -> list[str]:
    """What an answer has otherwise than its description says, each in words; nothing where it fits or did not come."""
    if not found.answered:
        return []
    rows = (found.document,) if endpoint.records is None and isinstance(found.document, dict) else found.rows
    return list(
        dict.fromkeys((*_of_fields(endpoint, rows), *_of_snapshots(endpoint, rows), *_of_paging(endpoint, found)))
    )


def told_of(endpoint: Endpoint, found: Found) -> str:
    """The answer of a list in a few words."""
    if not found.asked:
        return "not asked: nothing to ask about"
    if found.refused is not None:
        return told(found.refused)[0]
    unlike = differences(endpoint, found)
    if not unlike and not found.rows and endpoint.records is not None:
        return "no record to compare"
    count = f"{len(found.rows)} record(s)" if endpoint.records is not None else "one document"
    if unlike:
        return f"{count}: {'; '.join(unlike)}"
    return f"{count}, {'as described' if endpoint.known_fields else 'of fields that nothing here describes'}"


def _of_fields(endpoint: Endpoint, rows: Iterable[Row]) -> Iterator[str]:
    known = described_fields(endpoint.known_fields)
    if not known:
        return
    names = {name.rpartition(":")[0]: name.rpartition(":")[2] for name in sorted(known)}
    for seen in sorted(frozenset[str]().union(*map(shape_of, rows)) - known):
        name, _, kind = seen.rpartition(":")
        if name in names:
            yield f"`{name}` is {_TYPES[kind]}, described as {_TYPES[names[name]]}"
        else:
            yield f"`{showable(name)}` ({_TYPES[kind]}) is not described"


def _of_snapshots(endpoint: Endpoint, snapshots: Iterable[Row]) -> Iterator[str]:
    """What the rows of balances lack that is booked of them: they lie deeper than a shape looks."""
    if not isinstance(endpoint, Source) or not isinstance(endpoint.booking, Snapshot):
        return
    listed = endpoint.booking.listed
    for row in (row for snapshot in snapshots for row in rows_of(snapshot, listed)):
        lacking = [name for name in ("asset", *endpoint.booking.balance) if not isinstance(row.get(name), str)]
        yield from (f"`{listed}[].{name}` is not a text in every row" for name in lacking)


def _of_paging(endpoint: Endpoint, found: Found) -> Iterator[str]:
    total = getattr(endpoint.pages, "total_field", None)
    if total is not None and found.rows and whole(field(found.document, total)) is None:
        yield f"`{total}` is no count of the records"
    if isinstance(endpoint.pages, MoreData) and not isinstance(field(found.document, "moreData"), bool):
        yield "`moreData` is not true or false"
    if isinstance(endpoint.pages, FromId):
        yield from _missing(found.rows, endpoint.pages.id_field, int, "a whole number")
    if endpoint.time_field is not None:
        yield from _missing(found.rows, endpoint.time_field, int, "a whole number")
    for name in endpoint.identity:
        if any(field(row, name) is None for row in found.rows):
            yield f"`{name}`, which names a record, is missing"


def _missing(rows: Iterable[Row], name: str, kind: type[Any], what: str) -> Iterator[str]:
    if any(type(row.get(name)) is not kind for row in rows):
        yield f"`{name}` is not {what} in every record"


def showable(name: str) -> str:
    """The name of a field, where it is one: what is named by data (an e-mail, an id) is not repeated."""
    return name if _NAME.fullmatch(name) and not _LONG_NUMBER.search(name) else "a name that may be data"
