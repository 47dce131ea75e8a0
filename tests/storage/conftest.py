"""A record over midnight, as stored."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    MS,
    NEXT,
    cover,
    page,
)
from tests.storage.rows import (
    BEFORE,
    DAY,
    at,
    covered_day,
    snapshot,
    transfer,
)


@pytest.fixture
def over_midnight(engine: Engine) -> Engine:
    """
    BTC   opening  closing  next closing  deposit of 2.1234: insertTime 23:59, completeTime 00:01
          1        3.1234   3.1234
    """
    for day, balance in ((BEFORE, "1"), (DAY, "3.1234"), (NEXT, "3.1234")):
        snapshot(engine, day, {"BTC": balance})
    page(engine, "deposit", {"id": "d1", "insertTime": MS["23:59"], "completeTime": MS["00:01"]}, {"id": "other"})
    transfer(engine, "BTC", "2.1234", external_id="d1", fid=70, datetime=at("00:01:00", NEXT))
    covered_day(engine, ["daily_snapshot"])
    cover(engine, NEXT)
    return engine
