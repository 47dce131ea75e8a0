"""What lacks of lists over a stretch, by asset, and the sentence for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from binrecon.domain.history import Blocked, Need
from binrecon.reconciliation.anchors import midnight
from binrecon.reconciliation.history_coverage import ListsRead, common, held_spans

from tests.reconciliation.history_cases import DEPOSITS, A, B, C, D, anchor, at, facts, moves, read

PAIR = Need("trades", "ETHBTC", frozenset({"ETH", "BTC", "BNB"}))
EXPIRES = Need("wallet_transfer", "MAIN_FUNDING", expires=180)


def lacking(told: object, asset: str = "BTC", start: object = A, end: object = B) -> tuple[str, ...]:
    return ListsRead(told).lacking(asset, midnight(start), midnight(end))  # type: ignore[arg-type]


def test_a_list_that_was_read_over_all_of_it_does_not_lack() -> None:
    assert lacking(facts(anchor(A), anchor(B))) == ()


def test_two_windows_with_a_hole_between_them_are_no_whole() -> None:
    windows = {("deposit_history", ""): ((midnight(A), at(A)), (at(A, 13), midnight(D)))}
    assert lacking(facts(anchor(A), anchor(B), read=windows)) == ("deposit_history: nothing read from 2025-01-01 on",)


def test_a_list_that_expires_says_from_when_on_it_is_known() -> None:
    told = facts(anchor(A), anchor(B), needs=(EXPIRES,), read=read(EXPIRES, B))
    assert lacking(told) == (
        "wallet_transfer MAIN_FUNDING: known from 2025-04-01 on only (the exchange answers for 180 days)",
    )
    assert lacking(facts(needs=(EXPIRES,), read={})) == (
        "wallet_transfer MAIN_FUNDING: not read (the exchange answers for 180 days)",
    )


def test_a_pair_touches_its_assets_alone_until_it_closed() -> None:
    told = facts(anchor(A, BTC="1"), anchor(B, BTC="1"), needs=(PAIR,), read={})
    assert lacking(told) == ("trades ETHBTC: not read",)
    assert lacking(told, "SOL") == ()
    assert lacking(replace(told, needs=(replace(PAIR, until=midnight(A)),))) == ()
    assert lacking(replace(told, needs=(replace(PAIR, until=at(A)),))) != ()


def test_a_pair_never_traded_matters_only_while_both_its_assets_were_held() -> None:
    need = replace(PAIR, pair=("ETH", "BTC"))
    anchors = (anchor(A, BTC="1"), anchor(B, BTC="1"), anchor(C, BTC="1", ETH="1"))
    told = facts(*anchors, needs=(need,), read={})
    assert lacking(told, start=A, end=B) == ()
    assert lacking(told, start=B, end=C) == ("trades ETHBTC: not read",)


def test_a_record_that_could_not_be_read_lacks_in_what_it_can_touch() -> None:
    blocked = Blocked("trades", "ETHBTC", at(A), at(A) + timedelta(hours=12), "price is not exact")
    told = facts(anchor(A), anchor(B), needs=(DEPOSITS, PAIR), read=read(DEPOSITS) | read(PAIR), blocked=(blocked,))
    assert lacking(told) == ("trades ETHBTC: a record of 2025-01-01 could not be read (price is not exact)",)
    assert lacking(told, "SOL") == () and lacking(told, start=B, end=C) == ()
    unknown = replace(told, blocked=(blocked._replace(endpoint="somewhere"),))
    assert lacking(unknown, "SOL") != (), "it may be any asset"


def test_held_spans_join_what_touches_and_count_movements() -> None:
    told = facts(anchor(A), anchor(B, BTC="1"), anchor(C), anchor(D))
    assert held_spans(told.points, {})["BTC"] == [(A, C)]
    assert held_spans(told.points, {("ETH", A): moves("0", 2)}).get("ETH") is None
    assert held_spans(told.points, {("BTC", C): moves("0", 2)})["BTC"] == [(A, D)]


def test_what_no_balance_tells_of_an_asset_counts_as_held_unless_it_was_zero_beside_it() -> None:
    told = facts(anchor(A), anchor(B, whole=False, ETH="5"), anchor(C, whole=False, BTC="0", SOL="1"))
    held = held_spans(told.points, {})
    assert (held["ETH"], held["BTC"], held["SOL"]) == ([(A, date.max)], [], [(A, date.max)])
    parts = facts(anchor(B, whole=False, ETH="5", BTC="0"), anchor(C, whole=False, ETH="0", BTC="2"))
    held = held_spans(parts.points, {})
    assert (held["ETH"], held["BTC"]) == ([(date.min, C)], [(B, date.max)])
    assert held_spans(parts.points, {("ETH", C): moves("0", 2)}, {"BTC"})["ETH"] == [(date.min, date.max)]
    assert held_spans(parts.points, {}, {"BTC"})["BTC"] == [(date.min, date.max)], "it moved before the first of them"
    assert held_spans({"ETH": ()}, {})["ETH"] == [(date.min, date.max)]


def test_a_pair_is_needed_where_the_later_balance_of_one_of_its_assets_is_not_told() -> None:
    need = replace(PAIR, pair=("ETH", "BTC"))
    anchors = (anchor(A, whole=False, BTC="1", ETH="5"), anchor(B, whole=False, BTC="1"))
    told = facts(*anchors, needs=(need,), read={})
    assert lacking(told) == ("trades ETHBTC: not read",)
    none = facts(anchor(A, whole=False, BTC="1", ETH="0"), anchors[1], needs=(need,), read={})
    assert lacking(none) == ()


def test_common_spans_are_those_that_both_share() -> None:
    assert list(common([(A, C)], [(B, D)])) == [(B, C)]
    assert list(common([(A, B), (C, D)], [(A, D)])) == [(A, B), (C, D)]
    assert list(common([(A, B)], [(B, C)])) == []
    assert list(common([], [(A, B)])) == []


def test_a_list_that_others_lead_to_is_needed_on_the_days_that_were_not_spared() -> None:
    every = frozenset(A + timedelta(days=number) for number in range((B - A).days))
    need = Need("margin_trades", "ETHBTC", spared=every - {A})
    told = facts(anchor(A), anchor(B), needs=(need,), read={})
    assert lacking(told) == ("margin_trades ETHBTC: not read",)
    first_day = {("margin_trades", "ETHBTC"): ((midnight(A), midnight(A + timedelta(days=1))),)}
    assert lacking(replace(told, read=first_day)) == ()
    assert lacking(replace(told, needs=(replace(need, spared=every),))) == ()
    assert lacking(replace(told, needs=(replace(need, spared=every),)), end=C) != (), "days after B were not spared"
