"""The bench of a task's memory at a small size: its steps do what they are named after. Megabytes belong to the bench
itself."""

from __future__ import annotations

from sqlalchemy import Engine, text

from tests.bench import task_memory
from tests.conftest import Database

_BOOKED = text("SELECT count(*) FROM binance_reconciliation_transfers WHERE source = 'um_income' AND effective")
_JUDGED = text("SELECT wallet FROM binance_reconciliation_days WHERE decided_at IS NOT NULL")


def test_the_list_is_read_booked_and_judged(database: Database, owner_engine: Engine) -> None:
    peaks = task_memory.peak_of_steps(database.writer_url, 2500)
    assert list(peaks) == ["empty", "collect", "canonicalize", "reconcile"]
    assert 0 < peaks["empty"] <= min(peaks.values())
    with owner_engine.connect() as connection:
        assert connection.execute(_BOOKED).scalar_one() == 2500
        assert connection.execute(_JUDGED).scalars().all() == ["FUTURES"]
