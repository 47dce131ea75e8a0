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


@pytest.mark.parametrize(
    ("subtype", "variance", "text"),
    [
        ("lone", "-2", "FUTURES of b@x.com is covered and does not list it, and it is not in the balance"),
        ("owed", "2", "FUTURES of b@x.com lists it and this wallet does not, and it is in the balance"),
    ],
)
def test_the_other_wallet_and_whose_it_is_are_named(subtype: str, variance: str, text: str) -> None:
    side = dict(source="wallet_transfer", subtype=subtype, status="balanced", party="FUTURES of b@x.com")
    there = found("BTC", variance, unmatched_transfers=(leg("BTC", "2", **side),))
    [finding] = there.explained
    assert (finding.text, finding.second) == (text, "the day of FUTURES of b@x.com is known, and adds up")


def test_what_one_wallet_alone_has_listed_for_long_is_asked_of_the_exchange() -> None:
    lone = leg("BTC", "2", source="wallet_transfer", subtype="lone", status="balanced", party="FUTURES")
    late = found("BTC", "-2", unmatched_transfers=(lone,), variances={30: "0"})
    assert late.alternatives == () and steps(late, "only one wallet has listed it in 30 days")
