"""Whatever stands in a field of a record, or whatever is missing, its template and its check read on to the end.

Each field of two known good records takes each hostile value once, and all their amounts the largest that there is, as
sums and products of them may fit nowhere. A template that fails stops an account; a check that fails leaves all days
around the page unproved.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from binrecon.processing.canonical import parameters_of, run_template
from binrecon.sources.catalogue import SOURCES as LISTS
from binrecon.storage.sql_text import sql_text
from sqlalchemy import Engine, event, text

from tests.sql.pages import SOURCES, add_pages, add_pairs
from tests.sql.test_templates import FOLDER

EMAIL = "main@example.com"
HOSTILE = (
    None,
    "",
    "x",
    [],
    {},
    ["x", None, 3],
    {"a": 1},
    True,
    -1,
    "1e400",
    1e308,
    "NaN",
    "9" * 40,
    "0.0000000000000000001",
    "2026-13-45",
    99999999999999999999,
    "-1.0",
    "\u202e",
    "\u0663",
    "'",
    "%s",
)
LARGEST = "999999999999999999"
"""Whole, so that products of it have no decimals too many."""
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]+)?")
PAIRS = [
    [base + quote, base, quote]
    for base in ("BTC", "ETH", "BNB", "SOL")
    for quote in ("USDT", "USDC", "BTC", "BNB")
    if base != quote
]
"""Records of a pair wait until the pair is known."""
NO_RECORDS = (None, 3, "x", [], [1], {})
Field = tuple[str | int, ...]


def good_records(template: str) -> list[tuple[str, dict[str, Any]]]:
    """Two records of the template's own cases, each with the key of its page."""
    runs = (json.loads((case / "raw.json").read_text())["runs"] for case in sorted((FOLDER / template).iterdir()))
    pages = (page for run in runs for pages in run for page in pages if isinstance(page.get("records"), list))
    found = [(page.get("key", ""), record) for page in pages for record in page["records"] if isinstance(record, dict)]
    return found[:2]


def fields_of(value: Any, inside: Field = ()) -> Iterator[Field]:
    """The way to every field and item, those that hold others too."""
    named = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for name, held in named:
        yield (*inside, name)
        yield from fields_of(held, (*inside, name))


def with_field(record: dict[str, Any], field: Field, *value: Any) -> dict[str, Any]:
    """The record with another value there, or without the field."""
    changed = copy.deepcopy(record)
    holder: Any = changed
    for name in field[:-1]:
        holder = holder[name]
    if value:
        holder[field[-1]] = value[0]
    else:
        del holder[field[-1]]
    return changed


def hostile(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for field in fields_of(record):
        yield with_field(record, field)
        yield from (with_field(record, field, value) for value in HOSTILE)


def with_largest_amounts(value: Any, times: int) -> Any:
    """The same with every text that may be an amount as large as amounts can be, and the items of its lists so many
    times."""
    if isinstance(value, dict):
        return {name: with_largest_amounts(held, times) for name, held in value.items()}
    if isinstance(value, list):
        return [with_largest_amounts(held, times) for held in value] * times
    return LARGEST if isinstance(value, str) and _AMOUNT.fullmatch(value) else value


def too_large(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A good record with the largest amounts: all of them, all but those of one field, and without one of its
    fields."""
    for largest in (with_largest_amounts(record, times) for times in (1, 2)):
        yield largest
        for name in record:
            yield with_field(largest, (name,))
            yield with_field(largest, (name,), record[name])


def pages_of(template: str) -> list[dict[str, Any]]:
    records = good_records(template)
    bad: list[tuple[str, Any]] = [(key, [changed]) for key, record in records for changed in hostile(record)]
    bad += [(key, [changed]) for key, record in records for changed in too_large(record)]
    bad += [(records[0][0], given) for given in NO_RECORDS]
    return [
        {"key": key, "reading": reading, "received_at": "2026-11-03T02:00Z", "records": given}
        for reading, (key, given) in enumerate(bad, start=1)
    ]


def planned_once(engine: Engine) -> Engine:
    """The engine, for hundreds of readings one after the other: the server plans once for all of them, and without
    loops in loops, which look cheap while it has never counted the rows."""
    planned = engine.execution_options()
    settings = "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_nestloop = off"
    event.listen(planned, "begin", lambda connection: connection.exec_driver_sql(settings))
    return planned


@pytest.mark.parametrize("target", SOURCES)
def test_no_value_in_any_field_stops_the_template_or_the_check(target: str, engine: Engine, tmp_path: Path) -> None:
    case = tmp_path / "raw.json"
    case.write_text(json.dumps({"pairs": PAIRS, "runs": [pages_of(target)]}))
    add_pairs(engine, case)
    named = parameters_of(target, EMAIL)
    add_pages(engine, target, case, 0, named["email"])
    run_template(planned_once(engine), target, EMAIL)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM binance_pages_pending")).scalar_one() == 0
        check = sql_text(LISTS[target].check, LISTS[target])
        for day in ("2026-11-01", "2026-11-02"):
            connection.exec_driver_sql(check, {**named, "day": day}).fetchall()
