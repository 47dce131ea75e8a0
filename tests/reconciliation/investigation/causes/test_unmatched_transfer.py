"""A transfer between own accounts that one of them alone lists."""

from __future__ import annotations

import pytest

from tests.reconciliation.cases import (
    amounts,
    found,
    leg,
    records,
    steps,
)


@pytest.mark.parametrize(("status", "explained"), [("balanced", True), ("off", False), ("", False)])
def test_a_transfer_that_only_the_sender_lists_is_missing_here_where_the_senders_day_adds_up(
    status: str, explained: bool
) -> None:
    owed = leg("BTC", "2", "7 of main@x.com", leg=2, source="account_transfer", subtype="owed", status=status)
    there = found("BTC", "2", unmatched_transfers=(owed,))
    names = ("account_transfer 7 of main@x.com out",)
    assert records(there) == ([names] if explained else [])
    assert explained or [[one.records for one in found_] for found_ in there.alternatives] == [[names]]


def test_a_transfer_that_only_this_account_lists_did_not_arrive_here() -> None:
    lone = leg("BTC", "2", source="account_transfer", subtype="lone", status="balanced")
    assert amounts(found("BTC", "-2", unmatched_transfers=(lone,))) == ["-2"]
    late_ = found("BTC", "-2", unmatched_transfers=(lone,), variances={30: "0"})
    assert late_.alternatives == () and steps(late_, "only one account has listed it in 30 days")
