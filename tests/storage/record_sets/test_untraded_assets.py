"""Assets that no pair trades any more, by the pairs that are stored."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    balances,
    found,
    kinds,
)
from tests.storage.rows import (
    pairs,
)


@pytest.mark.parametrize(("listed", "kind"), [(("OLD", "BTC"), []), (("BTC", "EUR"), ["swapped_asset"]), (None, [])])
def test_a_coin_whose_balance_became_another_is_swapped_where_no_pair_trades_it(
    engine: Engine, listed: tuple[str, str] | None, kind: list[str]
) -> None:
    balances(engine, OLD=("5.1234", "0"), XNEW=("0", "5.1234"))
    if listed:
        pairs(engine, listed)
    there = found(engine)
    assert [kinds(there[asset]) for asset in ("OLD", "XNEW")] == [kind, kind]
