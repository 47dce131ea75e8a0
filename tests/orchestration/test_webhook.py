"""One message to Discord: what arrives, what is tried again, and what never leaves."""

import pytest
import requests
from airflow.providers.http.hooks.http import HttpHook
from airflow.sdk.exceptions import AirflowException
from binrecon.domain.errors import ConfigurationError
from binrecon.orchestration.webhook import NotPostedError, post


@pytest.fixture
def waited() -> list:
    return []


def test_a_message_arrives_with_its_embed(discord, waited):
    post("binrecon_discord", "all proved", {"title": "2026-11-18"}, sleep=waited.append)
    [(path, payload)] = discord.received
    assert path == "/api/webhooks/4711/canary-Token_1"
    assert (payload["content"], payload["embeds"]) == ("all proved", [{"title": "2026-11-18"}])
    assert waited == []


def test_a_message_mentions_nobody_and_shows_no_foreign_picture(discord, waited):
    post("binrecon_discord", "@everyone <@1>", None, sleep=waited.append)
    [(_, payload)] = discord.received
    assert payload["allowed_mentions"] == {"parse": []}
    assert "avatar_url" not in payload


def test_an_asset_that_looks_like_a_template_stays_text(discord, waited):
    post("binrecon_discord", "{{ 7 * 7 }} {% raw %}", None, sleep=waited.append)
    assert discord.received[0][1]["content"] == "{{ 7 * 7 }} {% raw %}"


def test_an_answer_whose_body_never_ends_is_an_answer(discord, waited):
    discord.answers = [(200, {"Transfer-Encoding": "chunked"})]
    post("binrecon_discord", "hello", None, tries=1, sleep=waited.append)
    assert len(discord.received) == 1


def test_a_limit_is_waited_for(discord, waited):
    discord.answers = [(429, {"Retry-After": "2.5"})]
    post("binrecon_discord", "hello", None, sleep=waited.append)
    assert (len(discord.received), waited) == (2, [3])


def test_a_long_limit_is_not_waited_for_in_full(discord, waited):
    discord.answers = [(429, {"Retry-After": "3600"})]
    post("binrecon_discord", "hello", None, sleep=waited.append)
    assert waited == [15]


def test_a_broken_discord_is_given_up_after_three_tries(discord, waited):
    discord.answers = [(500, {})] * 3
    with pytest.raises(NotPostedError, match="HTTP 500"):
        post("binrecon_discord", "hello", None, sleep=waited.append)
    assert len(discord.received) == 3


def test_the_token_is_in_no_error_and_no_log(discord, connect, waited, caplog):
    discord.server_close()
    with pytest.raises(NotPostedError) as caught:
        post("binrecon_discord", "hello", None, sleep=waited.append)
    shown = str(caught.value) + repr(caught.value.__context__) + caplog.text
    assert "ConnectionError" in shown
    assert "canary-Token_1" not in shown


@pytest.mark.parametrize(
    ("owner", "method", "error"),
    [
        (requests.Session, "prepare_request", requests.exceptions.InvalidURL),
        (requests.Session, "prepare_request", requests.exceptions.MissingSchema),
        (HttpHook, "run", AirflowException),
        (HttpHook, "get_conn", KeyError),
    ],
)
def test_an_error_of_the_provider_is_told_by_its_type_alone(discord, waited, monkeypatch, caplog, owner, method, error):
    def fail(*_: object, **__: object) -> None:
        raise error(f"{discord.host}webhooks/4711/canary-Token_1")

    monkeypatch.setattr(owner, method, fail)
    with pytest.raises(NotPostedError, match=error.__name__) as caught:
        post("binrecon_discord", "hello", None, sleep=waited.append)
    assert caught.value.__context__ is None and caught.value.__cause__ is None
    assert "canary" not in str(caught.value) + caplog.text


def test_a_bad_connection_is_a_configuration_error(connect, waited):
    connect("binrecon_discord", conn_type="discord", host="https://discord.com/api/", extra={"webhook_endpoint": "x"})
    with pytest.raises(ConfigurationError):
        post("binrecon_discord", "hello", None, sleep=waited.append)
