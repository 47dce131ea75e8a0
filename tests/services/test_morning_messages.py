"""One message a morning over all accounts: posted once, by whoever sees the last day judged, and never without an
account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.accounts import Roster, load_accounts
from binrecon.orchestration import hook
from binrecon.orchestration.posting import FAILED, POSTED, deliver
from binrecon.reporting import morning
from binrecon.services.morning_messages import tell_after_day, tell_morning
from sqlalchemy import Engine

from tests.storage.rows import at, fetch, insert, snapshot

DAY = date(2026, 11, 17)
MORNING = datetime(2026, 11, 19, 3, tzinfo=UTC)
LATE = datetime(2026, 11, 19, 6, 15, tzinfo=UTC)
DELIVER = partial(deliver, None, run_id="run")
EMAILS = ("main@fund.example", "mike@fund.example", "sub@fund.example")


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Roster:
    accounts = [
        f'[[accounts]]\nemail = "{email}"\ntype = "sub"\nconnection = "c{n}"\n' for n, email in enumerate(EMAILS)
    ]
    later = '[[accounts]]\nemail = "next@fund.example"\ntype = "sub"\nconnection = "c9"\nstart_date = 2026-11-18\n'
    (tmp_path / "accounts.toml").write_text("".join([*accounts, later]))
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setattr(hook, "engine", lambda: engine)
    return load_accounts()


def judged(engine: Engine, email: str, verdict: str = "proved", day: date = DAY, **counts: int) -> None:
    insert(
        engine,
        "binance_reconciliation_days",
        dict(
            email=email,
            date=day,
            wallet="SPOT",
            opened_at=at(),
            decided_at=at(),
            verdict=verdict,
            **counts or {"proved": 4},
        ),
    )


def told(discord: Any) -> list[list[str]]:
    return [payload["embeds"][0]["description"].replace("\u200b", "").splitlines() for _, payload in discord.received]


def tell(engine: Engine, roster: Roster, times: Sequence[datetime]) -> list[str]:
    """The kinds that were posted at these times."""
    return [
        kind for now in times for kind, became in tell_morning(engine, roster, now, DELIVER).items() if became == POSTED
    ]


def test_it_is_posted_once_every_account_is_judged_whoever_asks(engine: Engine, roster: Roster, discord: Any) -> None:
    for email in EMAILS[:2]:
        judged(engine, email)
        assert tell_after_day(engine, roster, DAY, MORNING, DELIVER) == {}, "one is still at work"
    judged(engine, EMAILS[2], "open", proved=3, open=1)
    assert tell_after_day(engine, roster, DAY, MORNING, DELIVER) == {"morning": POSTED}
    assert tell(engine, roster, [MORNING, LATE, LATE + timedelta(hours=9)]) == []
    assert told(discord) == [
        [
            "s…@fund.example 2026-11-17: open, 3 proved, 1 open (0 calls, 0 s)",
            "ma…n@fund.example 2026-11-17: proved, 4 proved (0 calls, 0 s)",
            "mi…e@fund.example 2026-11-17: proved, 4 proved (0 calls, 0 s)",
            "n…@fund.example 2026-11-17: not due, the first day is 2026-11-18",
        ]
    ]


def test_breaks_of_older_days_are_counted_though_the_day_is_fine(engine: Engine, roster: Roster, discord: Any) -> None:
    for email in EMAILS:
        judged(engine, email)
    for email, back in ((EMAILS[2], 40), (EMAILS[0], 3), ("stranger@fund.example", 50)):
        judged(engine, email, "open", DAY - timedelta(days=back), open=1)
        cell = {"email": email, "date": DAY - timedelta(days=back), "wallet": "SPOT", "asset": "SOL", "verdict": "open"}
        insert(engine, "binance_reconciliation_verdicts", cell | {"variance": 25, "reason": "why"})
    assert tell(engine, roster, [MORNING]) == ["morning"]
    [(_, payload)] = discord.received
    [said] = [part["value"] for part in payload["embeds"][0]["fields"] if part["name"] == "Breaks"]
    assert said.replace("\u200b", "").splitlines() == [
        "2 open",
        "oldest open: SOL of s…@fund.example since 2026-10-08, 40 day(s), no owner",
    ]


def test_a_day_that_no_run_has_judged_is_no_break(engine: Engine, roster: Roster, discord: Any) -> None:
    """Its line says that it has no verdict; an older day that was judged is one."""
    for email in EMAILS:
        insert(engine, "binance_reconciliation_days", dict(email=email, date=DAY, wallet="SPOT", opened_at=at()))
    before = dict(email=EMAILS[1], date=DAY - timedelta(days=5), wallet="SPOT", opened_at=at(), decided_at=at())
    insert(engine, "binance_reconciliation_days", before | {"reason": "no snapshot"})
    assert tell(engine, roster, [LATE]) == ["morning, not all judged"]
    [(_, payload)] = discord.received
    [said] = [part["value"] for part in payload["embeds"][0]["fields"] if part["name"] == "Breaks"]
    assert said.replace("\u200b", "").splitlines() == [
        "1 unproved",
        "oldest unproved: the day as a whole of mi…e@fund.example since 2026-11-12, 5 day(s), no owner",
    ]


@pytest.mark.parametrize(("hours", "late"), [(0, ""), (22, "; 1 past their due day")])
def test_a_break_is_late_by_the_day_on_which_it_is_told(
    engine: Engine, roster: Roster, discord: Any, hours: int, late: str
) -> None:
    """A morning that is complete only after the next midnight is told on another day."""
    for email in EMAILS:
        judged(engine, email)
    whole = dict(email=EMAILS[0], date=DAY - timedelta(days=9), wallet="SPOT")
    row = dict(opened_at=at(), decided_at=at(), verdict="unproved", reason="no snapshot")
    insert(engine, "binance_reconciliation_days", whole | row)
    due = dict(asset="", measure="", due=MORNING.date(), author="ann")
    insert(engine, "binance_break_events", whole | due)
    assert tell(engine, roster, [MORNING + timedelta(hours=hours)]) == ["morning"]
    [(_, payload)] = discord.received
    [said] = [part["value"] for part in payload["embeds"][0]["fields"] if part["name"] == "Breaks"]
    assert said.splitlines()[0] == f"1 unproved{late}"


def test_breaks_are_not_read_by_every_run_that_has_nothing_to_tell(
    engine: Engine, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_early(*_: Any) -> None:
        raise AssertionError("read before all are judged")

    monkeypatch.setattr(morning, "breaks", too_early)
    judged(engine, EMAILS[0])
    assert tell_after_day(engine, roster, DAY, MORNING, DELIVER) == tell_morning(engine, roster, MORNING, DELIVER) == {}


def test_an_account_whose_run_has_not_ended_is_named_once_the_morning_is_over(
    engine: Engine, roster: Roster, discord: Any
) -> None:
    judged(engine, EMAILS[0])
    insert(engine, "binance_reconciliation_days", dict(email=EMAILS[1], date=DAY, wallet="SPOT", opened_at=at()))
    assert tell(engine, roster, [MORNING, LATE - timedelta(minutes=16), LATE, LATE + timedelta(hours=1)]) == [
        "morning, not all judged"
    ]
    [lines] = told(discord)
    waited = "no verdict: its run has not judged the day yet"
    assert lines[:2] == [f"mi…e@fund.example {DAY}: {waited}", f"s…@fund.example {DAY}: {waited}"]
    assert len(lines) == len(roster.accounts), "nobody is left out"
    judged(engine, EMAILS[2])
    assert tell(engine, roster, [LATE + timedelta(hours=2)]) == [], "still one"
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_days SET decided_at = now()")
    assert tell(engine, roster, [LATE + timedelta(hours=3)] * 2) == ["morning"]


def test_a_day_judged_after_the_morning_does_not_miss_those_at_work_beside_it(
    engine: Engine, roster: Roster, discord: Any
) -> None:
    """A first start or a backfill of the newest day in the afternoon: one message when the last account is judged."""
    for email in EMAILS[:2]:
        judged(engine, email)
        assert tell_after_day(engine, roster, DAY, LATE + timedelta(hours=7), DELIVER) == {}
    judged(engine, EMAILS[2])
    assert tell_after_day(engine, roster, DAY, LATE + timedelta(hours=7), DELIVER) == {"morning": POSTED}


def test_a_post_that_failed_is_made_good_by_the_hourly_look(engine: Engine, roster: Roster, discord: Any) -> None:
    for email in EMAILS:
        judged(engine, email)
    discord.answers = [(500, {})] * 3
    assert tell_morning(engine, roster, MORNING, DELIVER) == {"morning": FAILED}
    assert tell(engine, roster, [MORNING] * 2) == ["morning"]


def test_a_day_that_is_judged_otherwise_later_is_no_second_morning(
    engine: Engine, roster: Roster, discord: Any
) -> None:
    for email in EMAILS:
        judged(engine, email)
    tell(engine, roster, [MORNING])
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_days SET verdict = 'open', open = 1")
    assert tell(engine, roster, [LATE]) == []


def test_an_older_day_that_is_caught_up_says_nothing(engine: Engine, roster: Roster, discord: Any) -> None:
    for email in EMAILS:
        judged(engine, email, day=DAY - timedelta(days=3))
    assert tell_after_day(engine, roster, DAY - timedelta(days=3), MORNING, DELIVER) == {}


def test_before_anything_was_ever_judged_nobody_is_missed(engine: Engine, roster: Roster, discord: Any) -> None:
    assert tell(engine, roster, [LATE]) == []
    judged(engine, EMAILS[0], day=DAY - timedelta(days=1))
    assert tell(engine, roster, [LATE]) == ["morning, not all judged"]


def test_every_morning_has_its_own(engine: Engine, roster: Roster, discord: Any) -> None:
    for email in EMAILS:
        judged(engine, email)
        judged(engine, email, day=DAY + timedelta(days=1))
    judged(engine, "next@fund.example", day=DAY + timedelta(days=1))
    assert tell(engine, roster, [MORNING, MORNING + timedelta(days=1)]) == ["morning", "morning"]
    assert fetch(engine, "SELECT date FROM binance_notifications ORDER BY date") == [(DAY,), (DAY + timedelta(days=1),)]


def test_the_group_is_named_where_it_is_not_proved_and_not_where_it_is(
    engine: Engine, roster: Roster, discord: Any
) -> None:
    """A coin that is proved in one wallet and open in another, and one that is proved in all."""
    for number, email in enumerate(EMAILS):
        judged(engine, email)
        for day in (DAY - timedelta(days=1), DAY):
            snapshot(engine, day, {"BTC": "1", "ETH": "1"}, email)
        for asset, verdict in (("BTC", "proved"), ("ETH", "open" if number else "proved")):
            balances = dict(opening=1, expected=1, actual=1, variance=0)
            named = dict(email=email, date=DAY, wallet="SPOT", asset=asset, verdict=verdict, reason="x")
            insert(engine, "binance_reconciliation_verdicts", named | balances)
    assert tell(engine, roster, [MORNING]) == ["morning"]
    [(_, payload)] = discord.received
    fields = {one["name"]: one["value"] for one in payload["embeds"][0]["fields"]}
    assert fields["Group"] == "1 of 2 asset(s) not proved over all wallets (group.csv):\nETH"
