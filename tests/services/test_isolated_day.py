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
    assert verdicts(judged(engine)) == dict.fromkeys(CELLS, ("proved", 0)) | {("BTCUSDT:USDT", "loan"): ("open", 1)}
