"""The alert for a day that is not closed in time."""

import asyncio
from datetime import UTC, datetime

import pytest

from binrecon.orchestration.deadline import day_not_closed, is_stale

DAY = datetime(2026, 11, 18, tzinfo=UTC)


def missed(day: datetime, setting: str = "") -> None:
    """As Airflow calls it: the run as REST shows it."""
    run = {"dag_id": "binrecon_main", "logical_date": day.isoformat().replace("+00:00", "Z")}
    asyncio.run(day_not_closed("main@example.com", setting, {"dag_run": run, "deadline": {}}))


@pytest.mark.parametrize(("hour", "day", "stale"), [(6, 20, False), (5, 21, False), (7, 21, True), (0, 30, True)])
def test_an_alert_is_news_for_a_day(hour, day, stale):
    assert is_stale(DAY, datetime(2026, 11, day, hour, 1, tzinfo=UTC)) is stale


def test_the_account_is_told_without_its_address(discord):
    missed(datetime.now(UTC).replace(hour=0, minute=0))
    [(_, payload)] = discord.received
    assert "not closed in time" in payload["content"]
    assert "main@" not in payload["content"]


def test_a_day_long_past_is_not_told(discord):
    missed(DAY)
    assert discord.received == []


def test_without_a_connection_nothing_is_sent():
    missed(datetime.now(UTC))
