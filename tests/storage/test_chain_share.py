"""Shares of the chain: in a week every link is in exactly one, whatever is added meanwhile; each is held against its
rows and the link before it, and what was not in time is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from binrecon.storage import chain_share
from binrecon.storage.chain_share import SHARES, VerifiedShare, share_of, verify_share
from binrecon.storage.hash_chain import seal
from sqlalchemy import Engine

from tests.storage.sealed_rows import NOW, add, owner_does

LOG = "binance_audit_log"


def verified(engine: Engine, share: int) -> VerifiedShare:
    return verify_share(engine, share, lambda: NOW, NOW)


def test_a_week_has_each_share_once() -> None:
    begun = datetime(2026, 11, 1, 5, 59, tzinfo=UTC)
    hours = [share_of(begun + timedelta(hours=hour)) for hour in range(SHARES)]
    assert sorted(hours) == list(range(SHARES)) and SHARES == 168
    assert share_of(begun) == share_of(begun.replace(minute=0)) == share_of(begun + timedelta(weeks=1))


def test_every_link_is_in_one_share_also_where_more_are_added_meanwhile(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_share, "SHARES", 3)
    links = rows = 0
    for share in range(3):
        for number in range(4):
            add(engine, LOG, number)
            seal(engine, NOW)
        found = verified(engine, share)
        assert found.findings == []
        links, rows = links + found.links, rows + found.rows
    # of 4, 8 and 12 links those that 3 leaves the share over of
    assert (links, rows) == (1 + 3 + 4, 1 + 3 + 4 + 0)


def test_a_link_that_does_not_follow_the_one_before_it_is_named(engine: Engine, owner_engine: Engine) -> None:
    for number in (1, 2, 3):
        add(engine, LOG, number)
        seal(engine, NOW)
    assert verified(engine, 1).findings == [] and verified(engine, 1).links == 1
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id = 2")
    [told] = verified(engine, 3).findings
    assert "link 3" in told and "does not follow the link before it" in told
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id = 1")
    assert verified(engine, 3).findings == [told], "the first one follows nothing"


def test_several_broken_links_are_one_sentence_and_the_rest_is_still_verified(
    engine: Engine, owner_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_share, "SHARES", 1)
    for number in (1, 2, 3):
        add(engine, LOG, number)
        seal(engine, NOW)
    owner_does(owner_engine, f"UPDATE {LOG} SET actor = 'x' WHERE id < 3")
    found = verified(engine, 0)
    assert (found.links, len(found.broken)) == (3, 2)
    assert found.findings == [f"the chain does not hold: {found.broken[0]} (1 more link(s) do not hold)"]


def test_a_share_that_takes_too_long_is_told(engine: Engine) -> None:
    add(engine, LOG, 1)
    seal(engine, NOW)
    found = verify_share(engine, 1, lambda: NOW + timedelta(seconds=1), NOW)
    assert found.findings == ["this hour's share of the chain was not verified whole: 0 link(s) were in time"]
