"""The screen of closes says how each month stands, and has a button only where somebody can ask for signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType, SignOffRole
from binrecon.services.month_close import begin_close, certify_by_rule
from binrecon.services.sign_off import Signing, sign_once
from binrecon.storage.database import reading_engine
from binrecon.storage.sign_offs import Period
from binrecon.web import reader
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.conftest import Database
from tests.months import PAST, PAST_AFTER, PAST_FIRST, PAST_LAST, ROSTER, judge, judge_all, nobody_waits
from tests.storage.rows import EMAIL

ACCOUNT = Account(EMAIL, AccountType.MAIN, "binance")
NOW = datetime.now(UTC)
MONTH = PAST_LAST.replace(day=1)
PERIOD = Period(EMAIL, PAST_FIRST, PAST_LAST)
BUTTON = 'data-dag="binrecon_close"'


@pytest.fixture
def look(
    database: Database, engine: Engine, visit: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """A function that gives the row of the month, as a user sees it who may trigger DAGs or not."""
    judge_all(engine, (PAST_FIRST, PAST_LAST, PAST_AFTER))
    read = reading_engine(database.reader_url)

    def row(may: bool = True) -> str:
        client = visit((ACCOUNT,), may=may)
        monkeypatch.setattr(reader, "engine", lambda: read)
        [found] = [part for part in client.get("/closes").text.split("<tr>") if f">{PAST}</a>" in part]
        return found

    return row


def sign(engine: Engine, role: SignOffRole, author: str) -> None:
    sign_once(engine, ROSTER, Signing(PERIOD, role, ""), author, f"{role} {author}")


def test_a_month_with_a_break_is_to_be_signed_by_who_may(look: Callable[..., str], engine: Engine) -> None:
    judge(engine, PAST_LAST, "open", "1")
    assert "to be signed" in look() and BUTTON in look() and ">Close</button>" in look() and "late" in look()
    assert BUTTON not in look(may=False) and "required action" not in look()


def test_a_month_that_was_asked_about_leads_to_the_required_action(look: Callable[..., str], engine: Engine) -> None:
    judge(engine, PAST_LAST, "open", "1")
    begin_close(engine, ROSTER, EMAIL, MONTH, "a run/1", NOW, nobody_waits)
    assert "/dags/binrecon_close/runs/a%20run%2F1/required_actions" in look() and ">Ask again</button>" in look()


def test_who_signed_is_named_and_a_certificate_that_is_taken_back_too(look: Callable[..., str], engine: Engine) -> None:
    judge(engine, PAST_LAST, "open", "1")
    sign(engine, SignOffRole.PREPARED, "ann")
    assert "prepared by ann" in look() and BUTTON in look()
    sign(engine, SignOffRole.REVIEWED, "<ben>")
    assert "reviewed by &lt;ben&gt;" in look() and BUTTON not in look() and "late" not in look()
    judge(engine, PAST_FIRST, "open", "2")
    assert "taken back: reviewed by &lt;ben&gt;" in look() and "prepared by ann" not in look() and BUTTON in look()


def test_the_rule_certifies_without_a_button(look: Callable[..., str], engine: Engine) -> None:
    certify_by_rule(engine, EMAIL, NOW, 5)
    assert "certified by rule" in look() and "rule by binrecon" in look() and BUTTON not in look()


def test_a_month_with_days_without_a_verdict_has_no_button(look: Callable[..., str], engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_days SET decided_at = NULL WHERE date = %s", (PAST_LAST,)
        )
    assert "not judged" in look() and "1 day without a verdict" in look() and BUTTON not in look()
