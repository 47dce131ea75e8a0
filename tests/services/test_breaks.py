"""A person says who deals with a break: once a run, and only of what is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from binrecon.services.breaks import Saying, say_once
from binrecon.storage.breaks import BreakPlace, Remark
from binrecon.storage.resolutions import RefusedError
from sqlalchemy import Engine

from tests.months import AFTER, LAST, ROSTER, judge
from tests.storage.rows import EMAIL, fetch

PLACE = BreakPlace(EMAIL, "SPOT", "BTC", "balance", LAST)


def say(engine: Engine, place: BreakPlace = PLACE, run: str = "run", **said: Any) -> dict[str, Any]:
    return say_once(engine, ROSTER, Saying(place, Remark(**said)), "ann", run, AFTER)


def test_it_is_said_once_a_run(engine: Engine) -> None:
    judge(engine, LAST, "open", "1")
    assert say(engine, owner="ben") == say(engine, owner="ben")
    assert fetch(engine, "SELECT owner, author FROM binance_break_events") == [("ben", "ann")]


def test_a_proved_day_between_two_opposite_ones_is_no_day_of_their_break(engine: Engine) -> None:
    judge(engine, LAST - timedelta(days=1), "open", "15")
    judge(engine, LAST)
    judge(engine, AFTER, "open", "-15")
    with pytest.raises(RefusedError, match="it is no break"):
        say(engine, owner="ben")
    assert fetch(engine, "SELECT count(*) FROM binance_break_events") == [(0,)]


def test_what_is_no_break_and_what_says_nothing_is_refused(engine: Engine) -> None:
    judge(engine, LAST)
    with pytest.raises(RefusedError, match="it is no break"):
        say(engine, owner="ben")
    with pytest.raises(RefusedError, match="nothing is said"):
        say(engine)
    with pytest.raises(RefusedError, match="no account"):
        say(engine, PLACE.__class__("x@y.example", "SPOT", "BTC", "balance", LAST), owner="ben")
    assert fetch(engine, "SELECT count(*) FROM binance_break_events") == [(0,)]
