"""Delivery of messages: once each, never at the price of the day, never failing in silence."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from binrecon.domain.messages import Message
from binrecon.domain.vocabulary import AccountType
from binrecon.orchestration import hook
from binrecon.orchestration.posting import FAILED, POSTED, SAID_BEFORE, deliver
from binrecon.reporting.discord import error_message
from binrecon.services import day_messages
from sqlalchemy import Engine, text

from tests.days import spot

EMAIL, DAY = "main@example.com", date(2026, 11, 18)


@pytest.fixture(autouse=True)
def database_of_the_test(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "engine", lambda: engine)


def message(text: str = "all proved", kind: str = "summary", day: date = DAY) -> Message:
    return Message(EMAIL, day, kind, text, {"title": text}, f"{kind} {text}")


def send(*messages: Message, setting: str | None = None) -> dict[str, str]:
    return deliver(setting, messages, "run-1", tries=1)


def errors(engine: Engine) -> list[tuple]:
    query = "SELECT email, needs_manual_review, run_id, raw_error ->> 'class' FROM binance_reconciliation_errors"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_message_is_posted_once(discord):
    assert send(message()) == {"summary": POSTED}
    assert send(message()) == {"summary": SAID_BEFORE}
    assert len(discord.received) == 1


def test_news_of_the_same_kind_is_posted(discord):
    send(message("1 open"))
    assert send(message("all proved")) == {"summary": POSTED}
    assert [payload["content"] for _, payload in discord.received] == ["1 open", "all proved"]


def test_alerts_of_several_days_are_each_posted_once_however_often_the_run_repeats_them(discord):
    alerts = [message("BTC is open", "variance", DAY - timedelta(days=n)) for n in range(3)]
    assert [send(*alerts) for _ in range(2)] == [{"variance": POSTED}, {"variance": SAID_BEFORE}]
    send(message("BTC and ETH are open", "variance", DAY))
    assert len(discord.received) == 4


def test_what_a_message_covers_is_not_posted_beside_it_nor_later(discord):
    alert = message("BTC is open", "variance")
    assert send(replace(message("1 open"), covers=(alert,))) == {"summary": POSTED}
    assert send(alert) == {"variance": SAID_BEFORE}
    assert [payload["content"] for _, payload in discord.received] == ["1 open"]


def test_what_a_message_covers_is_posted_where_it_was_said_before_or_failed(discord):
    summary, alert, again = (
        message("1 open"),
        message("BTC is open", "variance"),
        message("BTC is open again", "variance"),
    )
    discord.answers = [(500, {})]
    assert send(replace(summary, covers=(alert,))) == {"summary": FAILED, "variance": POSTED}
    assert send(replace(summary, covers=(alert,))) == {"summary": POSTED}
    assert send(replace(summary, covers=(again,))) == {"summary": SAID_BEFORE, "variance": POSTED}
    assert [payload["content"] for _, payload in discord.received[1:]] == ["BTC is open", "1 open", "BTC is open again"]


def test_a_failure_is_an_error_row_and_may_be_posted_later(discord, engine):
    discord.answers = [(500, {})]
    assert send(message()) == {"summary": FAILED}
    assert errors(engine) == [(EMAIL, True, "run-1", "NotPostedError")]
    assert send(message()) == {"summary": POSTED}


def test_one_failed_message_does_not_stop_the_next(discord):
    discord.answers = [(500, {})]
    assert send(message(), message("BTC is open", "variance")) == {"summary": FAILED, "variance": POSTED}


def test_a_message_the_provider_finds_too_long_is_recorded(discord, engine):
    assert send(message("x" * 2001)) == {"summary": FAILED}
    assert errors(engine)[0][3] == "NotPostedError"


def test_without_a_connection_nothing_is_sent_and_the_log_says_so_once(engine, caplog):
    with caplog.at_level("INFO"):
        assert send(message(), message("more", "variance")) == {}
    assert caplog.text.count("no Discord connection") == 1
    assert errors(engine) == []


def test_a_connection_that_the_accounts_file_names_must_exist(engine):
    assert send(message(), setting="discord_of_nobody") == {"summary": FAILED}
    assert errors(engine)[0][3] == "ConfigurationError"


def test_real_messages_are_taken_by_the_provider(discord):
    assert send(error_message(EMAIL, DAY, "API_KEY_INVALID", "trades: HTTP 401, code -2015")) == {
        "error:API_KEY_INVALID:": POSTED
    }


def test_sub_accounts_that_nobody_reconciles_are_posted_once_for_all_days_until_they_are_others(
    discord, engine, monkeypatch
):
    main = SimpleNamespace(email=EMAIL, type=AccountType.MAIN)
    settings = SimpleNamespace(show_amounts=False, weight_share=Decimal(1))
    roster = SimpleNamespace(accounts=[], settings=settings)
    posted = []
    for names, days in ((["a@x.y"], 3), (["a@x.y", "b@x.y"], 2)):
        monkeypatch.setattr(day_messages, "unlisted", lambda *_, names=names: names)
        for day in (DAY + timedelta(days=n) for n in range(days)):
            messages = [
                m
                for m in day_messages.messages_of(engine, roster, main, spot(EMAIL, day), None, "run-1")
                if m.kind == "unlisted"
            ]
            posted.append(deliver(None, messages, "run-1", tries=1)["unlisted"])
    assert posted == [POSTED, SAID_BEFORE, SAID_BEFORE, POSTED, SAID_BEFORE]
    assert len(discord.received) == 2
