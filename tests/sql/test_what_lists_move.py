"""What a list's description says that it can do to SPOT is what its template does in the cases of all its records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from binrecon.sources.catalogue import CATALOGUE

from tests.sql.test_templates import FOLDER

MOVING = sorted(name for name, endpoint in CATALOGUE.items() if endpoint.adds or endpoint.takes)


def moved(name: str) -> Iterator[Decimal]:
    """The amounts that count in the expectations of a list's cases."""
    for case in (FOLDER / name).iterdir():
        expected = json.loads((case / "expect.json").read_text())
        yield from (Decimal(row[4]) for row in expected.get("transfers", []) if row[-1])
        yield from (Decimal(row[5]) for row in expected.get("trades", []))


@pytest.mark.parametrize("name", MOVING)
def test_a_list_adds_and_takes_what_its_description_says(name: str) -> None:
    amounts = list(moved(name))
    endpoint = CATALOGUE[name]
    assert (any(amount > 0 for amount in amounts), any(amount < 0 for amount in amounts)) == (
        endpoint.adds,
        endpoint.takes,
    )
