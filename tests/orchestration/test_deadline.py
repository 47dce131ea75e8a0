"""The alert for a day that is not closed in time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from binrecon.orchestration.deadline import day_not_closed, waited_for_from

DAY = datetime(2026, 11, 18, tzinfo=UTC)


def missed(day: datetime, setting: str = "") -> None:
    """As Airflow calls it: the run as REST shows it."""
    run = {"dag_id": "binrecon_main", "logical_date": day.isoformat().replace("+00:00", "Z")}
    asyncio.run(day_not_closed("main@example.com", setting, {"dag_run": run, "deadline": {}}))


DUE = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("run_type", "late", "since"),
    [
        ("scheduled", timedelta(seconds=3), timedelta(seconds=3)),
        ("scheduled", timedelta(seconds=-1), timedelta()),  # the clocks of two hosts
        ("scheduled", timedelta(hours=9), timedelta(hours=9)),  # first start at 11:00: four hours from then
        ("scheduled", timedelta(days=1), None),  # a newer day is due: nobody waits for this one
        ("scheduled", timedelta(days=40), None),
        ("backfill", timedelta(seconds=3), None),
        ("manual", timedelta(seconds=3), None),
    ],
)
def test_somebody_waits_only_for_the_scheduled_run_of_the_newest_settled_day(run_type, late, since):
    assert waited_for_from(run_type, DUE, DUE + late) == (None if since is None else DUE + since)


def test_the_account_is_told_without_its_address(discord):
    missed(datetime.now(UTC).replace(hour=0, minute=0))
    [(_, payload)] = discord.received
    assert "not closed in time" in payload["content"]
    assert "main@" not in payload["content"]


def test_without_a_connection_nothing_is_sent():
    missed(datetime.now(UTC))
