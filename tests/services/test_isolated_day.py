"""A day of isolated margin, from readings and pages to its verdicts: two pairs that hold one coin, each by itself."""

from __future__ import annotations

from binrecon.domain.vocabulary import Verdict
from binrecon.processing.validation import findings_of
from sqlalchemy import Engine

from tests.services.isolated_days import (
    CELLS,
    HELD,
    ISOLATED,
    LEFT,
    ROWS,
    isolated_day,
    judged,
    plus,
    words,
)
from tests.services.margin_days import verdicts
from tests.storage.readings import reasons


def test_a_day_of_two_pairs_that_hold_one_coin_is_proved(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, **ROWS)
    result = judged(engine)
    assert verdicts(result) == dict.fromkeys(CELLS, ("proved", 0)), [one.reason for one in result.asset_verdicts]
    assert result.verdict is Verdict.PROVED
    assert findings_of(engine, ISOLATED) == [] and reasons(engine) == []
    assert {one.reason for one in result.asset_verdicts} == {
        "adds up exactly, everything covered; between two readings of ours, 2026-11-02 00:00:17 and 2026-11-03 00:00:15"
    }


def test_an_open_loan_stands_beside_a_proved_balance(engine: Engine) -> None:
    isolated_day(engine, HELD, plus(LEFT, "BTCUSDT:USDT", loan="1"), **ROWS)
    result = judged(engine)
    assert verdicts(result) == dict.fromkeys(CELLS, ("proved", 0)) | {("BTCUSDT:USDT", "loan"): ("open", 1)}
    [loan] = [one for one in result.asset_verdicts if one.verdict is Verdict.OPEN]
    assert loan.variance_usd == 1, "it is worth what its coin is"


def test_without_a_list_of_one_pair_the_other_is_proved(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, silent=("isolated_interest__BTCUSDT",), **ROWS)
    assert {cell for cell, word in words(engine).items() if word == "unproved"} == {
        ("BTCUSDT:BTC", "interest"),
        ("BTCUSDT:USDT", "interest"),
    }


def test_what_adds_up_is_not_proved_where_the_pair_s_ledger_says_otherwise(engine: Engine) -> None:
    rows = ROWS["isolated_capital_flow__BTCUSDT"]
    isolated_day(engine, HELD, LEFT, **ROWS | {"isolated_capital_flow__BTCUSDT": rows[1:]})
    [said] = [one for one in judged(engine).asset_verdicts if one.verdict is not Verdict.PROVED]
    assert (said.line.asset, said.line.measure) == ("BTCUSDT:USDT", "balance")
    assert said.reason == "isolated_capital_flow says otherwise of what moved it than the lists that tell the same"
