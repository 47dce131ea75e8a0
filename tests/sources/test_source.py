"""What a list of the exchange must have, in words: description, SQL, records in the simulator, cases and docs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from binrecon.config.paths import SQL
from binrecon.sources.booking import OwnFiles, Table
from binrecon.sources.catalogue import CATALOGUE, SOURCES
from binrecon.sources.source import Source, Told

from tests.simulator.mutations import FIELDS
from tests.simulator.products import LISTS
from tests.simulator.routes import ROUTES

TESTS = Path(__file__).resolve().parents[1]
PAGE = (TESTS.parent / "docs" / "sources.md").read_text(encoding="utf-8")
UNFILLED = "FILL_IN"
DESCRIPTIONS = TESTS.parent / "plugins" / "binrecon" / "sources"
PRODUCTS = TESTS / "simulator" / "products"
FILLS = {"trades", "allocations"}
"""Listed by the simulator's book of orders, not by a product."""


def missing(source: Source) -> Iterator[str]:
    """What is missing of a list, for somebody who adds one."""
    yield from missing_of_description(source)
    yield from missing_of_sql(source)
    yield from missing_of_simulator(source)
    if source.wallet is not None and f"| `{source.name}` |" not in PAGE:
        yield "its row in docs/sources.md: run bin/new-source --page"


def missing_of_description(source: Source) -> Iterator[str]:
    if UNFILLED in repr(source):
        yield f"facts in its description, where it says {UNFILLED}"
    if source.adds or source.takes:
        if not source.known_fields:
            yield "the fields of its records in its description (known_fields)"
        if not source.classes:
            yield "the class of its movements in a statement, in its description (statement or kinds)"
        if source.wallet is None:
            yield "the wallet that its records book to, in its description"
    elif source.product:
        yield "what its records can do to the balance, in its description (adds, takes)"
    if not source.told.effect or not source.told.at:
        yield "what it does and when, in its description (told)"


def missing_of_sql(source: Source) -> Iterator[str]:
    for file in (source.book, source.check):
        if not (SQL / file).is_file():
            yield f"include/sql/{file}"
    cases = list((TESTS / "sql" / source.name).glob("*/raw.json"))
    if len(cases) < 2:
        yield f"cases in tests/sql/{source.name}: what is booked, and what is refused"
    if not any("quarantine" in json.loads(case.with_name("expect.json").read_text()) for case in cases):
        yield f"a case in tests/sql/{source.name} of a record that cannot be read"
    if any(UNFILLED in case.read_text() for case in cases):
        yield f"facts in the cases of tests/sql/{source.name}, where they say {UNFILLED}"


def missing_of_simulator(source: Source) -> Iterator[str]:
    if source.path not in ROUTES or (source.product and source.name not in FILLS and source.name not in LISTS):
        yield f"a module of tests/simulator/products that registers {source.name} at {source.path}"
    elif source.path not in FIELDS:
        yield f"the fields of {source.path} that can be spoilt, in the simulator"
    elif source.name in LISTS and UNFILLED in str(LISTS[source.name].statement.operation):
        yield "what an account statement calls its records, in its module of the simulator"


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.name)
def test_nothing_is_missing_of_a_list(source: Source) -> None:
    assert list(missing(source)) == []


@pytest.mark.parametrize("folder", [DESCRIPTIONS, PRODUCTS, SQL, TESTS / "sql"], ids=lambda folder: folder.name)
def test_no_file_waits_for_a_fact(folder: Path) -> None:
    """Comments and docstrings too, which no description shows."""
    files = [path for path in folder.rglob("*") if path.suffix in {".py", ".sql", ".json"}]
    assert files
    assert [path for path in files if UNFILLED in path.read_text(encoding="utf-8")] == []


def test_the_simulator_lists_no_product_that_is_not_described() -> None:
    assert {kind: one.path for kind, one in LISTS.items()} == {
        source.name: source.path for source in SOURCES.values() if source.product and source.name not in FILLS
    }


def test_everything_that_is_kept_but_of_the_account_itself_is_described() -> None:
    """Of whose key it is, what the account has switched on, and the list of sub-accounts, no rows are made."""
    kept = {name for name, endpoint in CATALOGUE.items() if endpoint.raw_table}
    assert set(SOURCES) == kept - {"account", "account_info", "sub_account_list"}


def test_what_is_missing_is_said_in_words() -> None:
    bare = replace(
        SOURCES["pm_loan_repay"],
        name="a_new_list",
        path="/sapi/v1/a/new/list",
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("FILL_IN", ""),
        wallet=None,
        statement=None,
        known_fields="",
    )
    assert list(missing(bare)) == [
        "facts in its description, where it says FILL_IN",
        "the fields of its records in its description (known_fields)",
        "the class of its movements in a statement, in its description (statement or kinds)",
        "the wallet that its records book to, in its description",
        "what it does and when, in its description (told)",
        "include/sql/sources/a_new_list/book.sql",
        "include/sql/sources/a_new_list/check.sql",
        "cases in tests/sql/a_new_list: what is booked, and what is refused",
        "a case in tests/sql/a_new_list of a record that cannot be read",
        "a module of tests/simulator/products that registers a_new_list at /sapi/v1/a/new/list",
    ]


@pytest.mark.parametrize("room", ["macros", "shapes", "sources", "validation"])
def test_the_wallet_of_rows_is_a_parameter(room: str) -> None:
    """The exchange's own words for its wallets are fields of records, never a column of ours."""
    texts = {path: path.read_text(encoding="utf-8") for path in (SQL / room).rglob("*.sql")}
    assert texts
    assert [
        path for path, text in texts.items() if re.search(r"\bwallet (=|<>|IN) \(?'|%\(email\)s, '[A-Z]", text)
    ] == []
