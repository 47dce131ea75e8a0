"""A record's shape is names and types, and what nobody has described is named, whatever it is called."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.domain.wallets import WALLETS
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.record_fields import described, shape_of, unknown_in

SETTLED = {"id": "1", "settleAmount": "0.5", "settleAsset": "BNB", "isExercised": True}


def test_a_shape_is_names_and_types_one_step_deep() -> None:
    record = {
        "a": "x",
        "b": 1,
        "c": Decimal("1.5"),
        "d": True,
        "e": None,
        "f": [1],
        "g": [{"h": 1}, {"h": "x", "i": {"j": 1}}],
        "k": {"l": []},
    }
    assert shape_of(record) == {
        "a:s",
        "b:n",
        "c:n",
        "d:b",
        "f:a",
        "g:a",
        "g[].h:n",
        "g[].h:s",
        "g[].i:o",
        "k:o",
        "k.l:a",
    }
    assert shape_of([1]) == shape_of("x") == shape_of(None) == frozenset()


@pytest.mark.parametrize(
    ("field", "named"), [("x\x00y", "x\\0y:s"), ("\ud800", "\\ud800:s"), ("n" * 999, "n" * 64 + ":s")]
)
def test_a_hostile_name_is_data(field: str, named: str) -> None:
    assert shape_of({field: "1"}) == {named}


def test_another_type_of_a_known_field_is_not_known() -> None:
    assert unknown_in("dual_investment", shape_of(SETTLED)) == ()
    assert unknown_in("dual_investment", shape_of({**SETTLED, "settleAmount": Decimal("0.5"), "bonus": "1"})) == (
        "bonus:s",
        "settleAmount:n",
    )
    assert unknown_in("exchange_info", shape_of({"anything": 1})) == ()


def test_every_list_that_moves_a_balance_is_described() -> None:
    moving = {name for name, endpoint in CATALOGUE.items() if endpoint.adds or endpoint.takes}
    fills = {one.name for wallet in WALLETS.values() if wallet.contracts for one in wallet.contracts.fills}
    assert described() == moving | {wallet.witness for wallet in WALLETS.values()} | fills
