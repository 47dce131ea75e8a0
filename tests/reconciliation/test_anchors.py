"""Dated balances become points: what is not named is zero where the balance is whole, and contradictions are told."""

from __future__ import annotations

from decimal import Decimal

from binrecon.domain.history import EVERYTHING_ELSE
from binrecon.reconciliation.anchors import points_of, with_birth

from tests.reconciliation.history_cases import A, B, C, anchor


def balances(anchors: list, asset: str) -> list:
    return [(point.date, point.balance) for point in points_of(anchors, ())[asset]]


def test_what_a_whole_balance_does_not_name_was_zero() -> None:
    anchors = [anchor(B, ETH="2"), anchor(A, BTC="1")]
    assert balances(anchors, "BTC") == [(A, Decimal(1)), (B, Decimal(0))]
    assert balances(anchors, "ETH") == [(A, Decimal(0)), (B, Decimal(2))]
    assert balances(anchors, EVERYTHING_ELSE) == [(A, Decimal(0)), (B, Decimal(0))]


def test_one_that_is_not_whole_speaks_of_what_it_names() -> None:
    anchors = [anchor(A, BTC="1", ETH="1"), anchor(B, whole=False, BTC="3")]
    assert balances(anchors, "ETH") == [(A, Decimal(1))]
    assert balances(anchors, EVERYTHING_ELSE) == [(A, Decimal(0))]


def test_a_statement_says_nothing_of_an_asset_that_statements_never_show() -> None:
    anchors = [anchor(A, "snapshot", LDBTC="1"), anchor(B, BTC="1"), anchor(C, "snapshot")]
    points = points_of(anchors, (), silent={"LDBTC"})
    assert [(point.date, point.balance) for point in points["LDBTC"]] == [(A, Decimal(1)), (C, Decimal(0))]
    assert len(points_of(anchors, ())["LDBTC"]) == 3


def test_an_asset_that_moved_and_no_balance_names_has_points() -> None:
    assert [point.balance for point in points_of([anchor(A), anchor(B)], ["SOL"])["SOL"]] == [Decimal(0), Decimal(0)]


def test_equal_balances_of_two_sources_are_one_point_and_others_a_contradiction() -> None:
    agreed = points_of([anchor(A, BTC="1"), anchor(A, "snapshot", BTC="1")], ())["BTC"]
    assert [(point.balance, point.sources, point.conflict) for point in agreed] == [
        (Decimal(1), ("statement 1", "snapshot"), "")
    ]
    [off] = points_of([anchor(A, BTC="1"), anchor(A, "snapshot")], ())["BTC"]
    assert off.balance is None
    assert off.conflict == "the balances at 2025-01-01 00:00 UTC contradict each other: statement 1 1, snapshot 0"


def test_birth_is_zero_before_the_first_record_unless_somebody_tells_what_was_held() -> None:
    assert [(one.source, one.date) for one in with_birth([anchor(C)], A)] == [("birth", A), ("statement 1", C)]
    assert with_birth([anchor(A, BTC="5")], A) == [anchor(A, BTC="5")]
    assert len(with_birth([anchor(A, whole=False, BTC="5")], A)) == 2
    assert with_birth([anchor(C)], None) == [anchor(C)]
