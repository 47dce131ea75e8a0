"""The bench of matching at a small size: every planted transfer is matched. Times belong to the bench itself."""

from __future__ import annotations

from binrecon.services.own_transfers import match_own_transfers
from sqlalchemy import Engine

from tests.bench import matching


def test_every_transfer_of_a_fund_has_both_its_ends(engine: Engine) -> None:
    matching.plant(engine, "x.com", 4, matching.DAYS[:2], range(4))
    found = match_own_transfers(engine, "run")
    assert (found.made, found.taken_back, found.undecided) == (2 * 4 * matching.EACH_SENDS, 0, 0)


def test_figures_are_those_of_few_accounts_and_of_many(owner_engine: Engine, engine: Engine) -> None:
    writer = engine.url.render_as_string(hide_password=False)
    rows = matching.measure(owner_engine, writer, scale=0.0)
    assert [row.bound for row in rows] == [None, None, None, 0.03, 2, 2, 2]
