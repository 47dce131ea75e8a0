"""What names a record: its ids, or where it has none all of it."""

from __future__ import annotations

from typing import Any

import pytest
from binrecon.sources.catalogue import CATALOGUE, SOURCES
from binrecon.sources.pages import FromId
from binrecon.sources.record_names import names_of
from binrecon.storage.sql_text import sql_text


@pytest.mark.parametrize("record", [{"id": None}, {}, [1], {"id": {"a": 1}}])
def test_a_record_without_its_id_is_named_by_all_of_it(record: Any) -> None:
    assert len(set(names_of([record, record], ("id",)))) in (1, 2)
    assert names_of([record], ("id",)) != names_of([{"id": 1}], ("id",))


def test_an_id_is_the_same_as_text_and_as_number() -> None:
    assert names_of([{"id": 7}], ("id",)) == names_of([{"id": "7"}], ("id",))


def test_every_list_says_what_names_a_record_or_gives_no_id() -> None:
    """A list that was added without a word on it would be read by whole records, which is safe and slow to settle.
    Where it gives no id, its template numbers equal records of one reading."""
    numbered = {name for name, source in SOURCES.items() if " nth" in sql_text(source.book, source)}
    nameless = {
        name for name, e in CATALOGUE.items() if not e.identity and e.raw_table and not isinstance(e.pages, FromId)
    }
    assert nameless - {"exchange_info", "klines", "account", "account_info"} == numbered
