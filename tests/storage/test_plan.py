"""The day's plan on a real database: what is written, what is still to be asked, what an unknown pair does."""

from __future__ import annotations

from datetime import datetime

import pytest
from binrecon.storage.plan import SWEEP, Question, planned, release_unknown_symbol, unanswered, write_plan
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import DAY, EMAIL, at, coverage, fetch, insert, pairs, trade


def test_planning_twice_keeps_one_row_per_question_and_takes_the_newest_form(engine: Engine) -> None:
    write_plan(
        engine, spot(EMAIL, DAY), [Question("trades", "BTCUSDT", False, 90, "sweep"), Question("deposit_history")]
    )
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "BTCUSDT", True, 20, "both assets held")])
    assert planned(engine, spot(EMAIL, DAY)) == [
        Question("deposit_history"),
        Question("trades", "BTCUSDT", True, 20, "both assets held"),
    ]


def test_of_a_question_planned_twice_at_once_the_later_counts(engine: Engine) -> None:
    write_plan(
        engine, spot(EMAIL, DAY), [Question("trades", "BTCUSDT", False, 90, "sweep"), Question("trades", "BTCUSDT")]
    )
    assert planned(engine, spot(EMAIL, DAY)) == [Question("trades", "BTCUSDT")]


def test_planning_the_same_again_writes_nothing(engine: Engine) -> None:
    write_plan(engine, spot(EMAIL, DAY), [Question("deposit_history")])
    before = fetch(engine, "SELECT xmin::text, * FROM binance_collection_plan")
    write_plan(engine, spot(EMAIL, DAY), [Question("deposit_history")])
    assert fetch(engine, "SELECT xmin::text, * FROM binance_collection_plan") == before


def test_an_empty_plan_is_nothing_to_write(engine: Engine) -> None:
    write_plan(engine, spot(EMAIL, DAY), [])
    assert planned(engine, spot(EMAIL, DAY)) == []


def test_only_what_no_complete_answer_covers_is_to_be_asked_most_urgent_first(engine: Engine) -> None:
    write_plan(
        engine,
        spot(EMAIL, DAY),
        [
            Question("trades", "ZZZ", True, 10),
            Question("trades", "AAA", True, 20),
            Question("trades", "BBB", False, 20),
            Question("trades", "DONE", True, 10),
            Question("trades", "FAILED", True, 10),
            Question("deposit_history"),
        ],
    )
    coverage(engine, "trades", "DONE")
    coverage(engine, "trades", "FAILED", "failed")
    assert unanswered(engine, spot(EMAIL, DAY), "trades") == ["FAILED", "ZZZ", "AAA", "BBB"]


def required(engine: Engine, symbol: str) -> bool:
    return next(question.required for question in planned(engine, spot(EMAIL, DAY)) if question.key == symbol)


def test_an_unknown_pair_never_traded_is_no_longer_required(engine: Engine) -> None:
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "GONE"), Question("trades", "ELSE")])
    assert release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")
    assert (required(engine, "GONE"), required(engine, "ELSE")) == (False, True)


@pytest.mark.parametrize(
    "traded",
    [
        lambda e: insert(e, "binance_traded_symbols", dict(email=EMAIL, symbol="GONE")),
        lambda e: coverage(e, "trades", "GONE", "truncated", records=1),
        lambda e: trade(e, "GONE", {"spot_buy": ("A", "1")}, datetime=at()),
    ],
)
def test_an_unknown_pair_this_account_traded_stays_required(engine: Engine, traded: object) -> None:
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "GONE")])
    traded(engine)
    assert not release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")
    assert required(engine, "GONE")


def test_an_unknown_pair_that_the_exchange_still_offers_stays_required(engine: Engine) -> None:
    """A refusal of a pair in the newest list proves nothing about its trades."""
    pairs(engine, ("GO", "NE"))
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "GONE")])
    assert not release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")


def test_an_unknown_pair_never_traded_that_closed_on_the_day_itself_is_released(engine: Engine) -> None:
    pairs(engine, ("GO", "NE"), closed_at=at("18:00:00"))
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "GONE")])
    assert release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")
    assert not required(engine, "GONE")


@pytest.mark.parametrize(("closed", "released"), [("00:00:00", True), ("00:00:00.000001", False), ("23:59:59", False)])
def test_an_unknown_pair_once_traded_is_released_for_days_after_its_closing_only(
    engine: Engine, closed: str, released: bool
) -> None:
    pairs(engine, ("GO", "NE"), closed_at=at(closed))
    insert(engine, "binance_traded_symbols", dict(email=EMAIL, symbol="GONE"))
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "GONE")])
    assert release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE") is released
    assert required(engine, "GONE") is not released


def test_releasing_a_pair_again_changes_nothing(engine: Engine) -> None:
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "GONE")])
    assert release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")
    before = planned(engine, spot(EMAIL, DAY))
    assert release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")
    assert planned(engine, spot(EMAIL, DAY)) == before


@pytest.mark.parametrize("closed_at", [None, at("00:00:00")], ids=["still offered", "closed"])
def test_an_unknown_pair_that_is_only_swept_stops_nothing_and_stays_a_gap(
    engine: Engine, closed_at: datetime | None
) -> None:
    pairs(engine, ("GO", "NE"), closed_at=closed_at)
    write_plan(engine, spot(EMAIL, DAY), [Question("trades", "GONE", False, 90, SWEEP)])
    coverage(engine, "trades", "GONE", "failed")
    assert release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")
    assert planned(engine, spot(EMAIL, DAY)) == [Question("trades", "GONE", False, 90, SWEEP)]
    assert fetch(engine, "SELECT key, required, status FROM v_binance_coverage_gaps") == [("GONE", False, "failed")]


def test_a_pair_that_is_not_in_the_plan_cannot_be_released(engine: Engine) -> None:
    assert not release_unknown_symbol(engine, spot(EMAIL, DAY), "GONE")
