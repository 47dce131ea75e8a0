"""Days that people's actions judge again: each for itself, and told where one is open again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.config.accounts import Thresholds
from binrecon.domain.account_day import AccountDay
from binrecon.domain.errors import FatalError, RetryableError
from binrecon.orchestration import hook
from binrecon.orchestration.posting import deliver
from binrecon.services import day_reconciliation, rejudging
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import days_without_backing, judge_and_alert, judge_and_report
from binrecon.storage import resolutions
from binrecon.storage.archives import LOOK_BACK
from binrecon.storage.archiving import archive_months
from binrecon.storage.day_facts import read_facts
from binrecon.storage.hash_chain import seal
from binrecon.storage.resolutions import Proposal
from binrecon.storage.restoring import put_back
from binrecon.storage.sign_offs import Period, content_of
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, fetch, insert, plan, snapshot
from tests.storage.sealed_rows import add

NOW = datetime.now(UTC)
OTHER = "other@example.com"
NEWEST = "SELECT DISTINCT ON (email) email, verdict FROM binance_reconciliation_verdicts ORDER BY email, id DESC"
ACCOUNTS: Any = [SimpleNamespace(email=email, slug=email, thresholds=Thresholds()) for email in (EMAIL, OTHER)]
ROSTER: Any = SimpleNamespace(
    accounts=ACCOUNTS, settings=SimpleNamespace(reports=None, discord=None, show_amounts=True)
)


@pytest.fixture
def withdrawn(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Of two accounts the same day, explained by a resolution that has been withdrawn since."""
    monkeypatch.setattr(rejudging, "write_reports", lambda *_: None)
    for email in (EMAIL, OTHER):
        snapshot(engine, BEFORE, {"BTC": "1"}, email)
        snapshot(engine, DAY, {"BTC": "1.25"}, email)
        for endpoint in ("daily_snapshot", "deposit_history"):
            plan(engine, endpoint, email=email)
            coverage(engine, endpoint, email=email)
        reconcile_day(engine, spot(email, DAY), [], "own")
        resolve(engine, email)
    assert states(engine) == {EMAIL: "explained", OTHER: "explained"}
    with engine.begin() as connection:
        for number in (1, 2):
            resolutions.withdraw(connection, number, "bob", "it was another day", NOW)
    return engine


def resolve(engine: Engine, email: str) -> None:
    claim = Proposal(spot(email, DAY), "BTC", "other", Decimal("0.25"), "told by support, ticket 1")
    with engine.begin() as connection:
        resolutions.propose(connection, claim, "ann", False, NOW)
    judge_and_report(engine, ROSTER, [spot(email, DAY)], "form")


def states(engine: Engine) -> dict[str, str]:
    return dict(fetch(engine, NEWEST))


def test_a_day_that_fails_does_not_stop_the_next_and_fails_the_task(
    withdrawn: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = rejudging.judge_again

    def judge_again(engine: Engine, account_day: AccountDay, *rest: Any) -> Any:
        if account_day.email == EMAIL:
            raise RetryableError("something else kept writing")
        return tried(engine, account_day, *rest)

    monkeypatch.setattr(rejudging, "judge_again", judge_again)
    with pytest.raises(RetryableError, match="kept writing"):
        judge_and_report(withdrawn, ROSTER, days_without_backing(withdrawn, NOW), "hourly")
    assert states(withdrawn) == {EMAIL: "explained", OTHER: "open"}


def test_a_day_that_is_open_again_is_alerted_at_once_and_once(
    withdrawn: Engine, monkeypatch: pytest.MonkeyPatch, discord: Any
) -> None:
    monkeypatch.setattr(hook, "engine", lambda: withdrawn)
    for _ in range(2):
        judge_and_alert(
            withdrawn,
            ROSTER,
            [spot(email, DAY) for email in (EMAIL, OTHER)],
            "hourly",
            partial(deliver, None, run_id="hourly"),
        )
    titles = [payload["embeds"][0]["title"] for _, payload in discord.received]
    assert [title.split(" ", 1)[1] for title in titles] == [f"{DAY}: 1 open variance(s) above the threshold"] * 2


def test_the_same_variance_is_alerted_again_when_it_was_explained_in_between(
    withdrawn: Engine, monkeypatch: pytest.MonkeyPatch, discord: Any
) -> None:
    monkeypatch.setattr(hook, "engine", lambda: withdrawn)
    judge_and_alert(withdrawn, ROSTER, [spot(EMAIL, DAY)], "hourly", partial(deliver, None, run_id="hourly"))
    resolve(withdrawn, EMAIL)
    with withdrawn.begin() as connection:
        resolutions.withdraw(connection, 3, "bob", "that was wrong too", NOW)
    for _ in range(2):
        judge_and_alert(withdrawn, ROSTER, [spot(EMAIL, DAY)], "form", partial(deliver, None, run_id="form"))
    assert len(discord.received) == 2


def test_a_failing_day_takes_no_alert_of_the_others_away(
    withdrawn: Engine, monkeypatch: pytest.MonkeyPatch, discord: Any
) -> None:
    monkeypatch.setattr(hook, "engine", lambda: withdrawn)
    monkeypatch.setattr(rejudging, "write_reports", full_disk)
    with pytest.raises(OSError, match="disk"):
        judge_and_alert(
            withdrawn, ROSTER, days_without_backing(withdrawn, NOW), "hourly", partial(deliver, None, run_id="hourly")
        )
    assert len(discord.received) == 2


def full_disk(*_: Any) -> None:
    raise OSError("no space left on the disk")


def archived(owner: Engine, month: date) -> None:
    """Write down that answers of this month lie in an archive."""
    named = dict(folder="x", table_name="binance_raw_trades", rows=1, first_id=1, last_id=1, author="ann")
    insert(owner, "binance_archives", named | dict(month=month, file_sha256="", manifest_sha256=""))


def test_a_day_whose_evidence_is_archived_stays_as_it_was_judged(withdrawn: Engine, owner_engine: Engine) -> None:
    """By what is left of the evidence it would be judged otherwise; its own run says so."""
    archived(owner_engine, DAY.replace(day=1))
    assert judge_and_report(withdrawn, ROSTER, days_without_backing(withdrawn, NOW), "hourly") == []
    assert states(withdrawn) == {EMAIL: "explained", OTHER: "explained"}
    with pytest.raises(FatalError, match=f"what {DAY} rests on is archived: its verdicts stand as they are"):
        reconcile_day(withdrawn, spot(EMAIL, DAY), [], "own")


@pytest.fixture
def archived_while_read(owner_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The month goes when the picture of the database is taken and nothing of the day is read yet. A partition that is
    dropped is gone for older pictures as well."""
    for judging in (rejudging, day_reconciliation):

        def after_archiving(*given: Any) -> Any:
            archived(owner_engine, DAY.replace(day=1))
            return read_facts(*given)

        monkeypatch.setattr(judging, "read_facts", after_archiving)


def test_a_day_whose_evidence_goes_while_it_is_judged_again_stays(withdrawn: Engine, archived_while_read: None) -> None:
    assert judge_and_report(withdrawn, ROSTER, [spot(EMAIL, DAY)], "hourly") == []
    assert states(withdrawn) == {EMAIL: "explained", OTHER: "explained"}


def test_a_day_whose_evidence_goes_while_its_run_judges_it_is_refused(
    withdrawn: Engine, archived_while_read: None
) -> None:
    with pytest.raises(FatalError, match=f"what {DAY} rests on is archived: its verdicts stand as they are"):
        reconcile_day(withdrawn, spot(EMAIL, DAY), [], "own")
    assert states(withdrawn) == {EMAIL: "explained", OTHER: "explained"}


def test_a_day_that_was_refused_is_judged_once_its_month_is_back(
    withdrawn: Engine, owner_engine: Engine, tmp_path: Path
) -> None:
    for number, day in enumerate((DAY, DAY + timedelta(days=40)), 1):
        add(withdrawn, "binance_raw_trades", number, received_at=at(day=day))
    seal(withdrawn, NOW)
    month = DAY.replace(day=1)
    [stays] = archive_months(owner_engine, tmp_path, date(2026, 12, 1), date(2027, 4, 1))
    assert stays.refused.startswith("2 account-day(s)"), "what they rest on is withdrawn, and they are not judged again"
    for email in (EMAIL, OTHER):
        with withdrawn.connect() as connection:
            content = content_of(connection, Period(email, DAY, DAY))._asdict()
        del content["unjudged"]
        signed = dict(email=email, first=DAY, last=DAY, role="reviewed", author="bob", **content)
        insert(withdrawn, "binance_sign_offs", signed)
    [done] = archive_months(owner_engine, tmp_path, date(2026, 12, 1), date(2027, 4, 1))
    assert (done.month, done.rows) == (month, 1)
    with pytest.raises(FatalError, match=f"what {DAY} rests on is archived"):
        reconcile_day(withdrawn, spot(EMAIL, DAY), [], "own")
    assert put_back(owner_engine, tmp_path, month).rows == {"binance_raw_trades": 1}
    reconcile_day(withdrawn, spot(EMAIL, DAY), [], "own")
    judge_and_report(withdrawn, ROSTER, days_without_backing(withdrawn, NOW), "hourly")
    assert states(withdrawn) == {EMAIL: "open", OTHER: "open"}


@pytest.mark.parametrize(("beyond", "judged"), [(timedelta(0), True), (timedelta(days=1), False)])
def test_a_day_that_looks_back_at_an_archived_month_stays_too(
    withdrawn: Engine, owner_engine: Engine, monkeypatch: pytest.MonkeyPatch, beyond: timedelta, judged: bool
) -> None:
    month = DAY.replace(day=1) - timedelta(days=1)
    monkeypatch.setattr("binrecon.storage.archives.LOOK_BACK", DAY - DAY.replace(day=1) + beyond)
    archived(owner_engine, month.replace(day=1))
    judge_and_report(withdrawn, ROSTER, days_without_backing(withdrawn, NOW), "hourly")
    assert (states(withdrawn)[EMAIL] == "open") is judged
    assert LOOK_BACK.days == 15
