"""The bench of matching at a small size: every transfer of the new day is matched. Times belong to the bench itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from tests.bench import matching
from tests.every_account import match_every_account


def test_every_transfer_of_a_fund_has_both_its_ends(engine: Engine) -> None:
    matching.plant(engine, "x.com", 4, [matching.DAY, matching.DAY + timedelta(days=1)])
    found = match_every_account(engine, matching.DAY, "run")
    assert (found.made, found.taken_back, found.undecided) == (2 * 4 * matching.EACH_SENDS, 0, 0)


def test_figures_are_those_of_few_accounts_and_of_many(owner_engine: Engine, engine: Engine) -> None:
    writer = engine.url.render_as_string(hide_password=False)
    rows = matching.measure(owner_engine, writer, scale=0.0)
    assert [row.bound for row in rows] == [None, None, 2, 2]
