"""The provider's Discord notifier, made safe to call at the end of a day: bounded in time, no mentions, no token in an
error.

The webhook's address is a bearer token, and `requests` puts addresses into its exceptions: none of them leaves here,
nor does any of the provider's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

import requests
from airflow.providers.discord.hooks.discord_webhook import DiscordCommonHandler, DiscordWebhookHook
from airflow.providers.discord.notifications.discord import DiscordNotifier

from binrecon.domain.errors import ConfigurationError, RetryableError
from binrecon.orchestration import connections

SENDER = "binrecon"
TIMEOUT_SECONDS = 10
TRIES = 3
LONGEST_WAIT_SECONDS = 15


class NotPostedError(RetryableError):
    """Discord did not take a message. `wait` is how long it asked to be left alone, in seconds."""

    def __init__(self, reason: str, wait: int = 1) -> None:
        super().__init__(f"Discord did not take the message: {reason}")
        self.wait = min(wait, LONGEST_WAIT_SECONDS)


class _NoMentions(DiscordCommonHandler):
    def build_discord_payload(self, **parts: Any) -> str:
        """Nothing in a message, whatever an asset is called, rings anybody's phone."""
        return json.dumps({**json.loads(super().build_discord_payload(**parts)), "allowed_mentions": {"parse": []}})


class Webhook(DiscordWebhookHook):
    """Sends one message, once. Raises NotPostedError."""

    def __init__(self, conn_id: str) -> None:
        connections.discord(conn_id)
        super().__init__(http_conn_id=conn_id)
        self.handler = _NoMentions()

    def run_and_check(self, session: Any, prepped_request: Any, extra_options: dict[Any, Any]) -> Any:
        """One try. Raises NotPostedError outside the handler: raised in it, the request would stay as its context. The
        body of the answer is not read: the time-out holds for each piece of it, so that one that drips in would have no
        end."""
        try:
            response = session.send(prepped_request, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True)
            response.close()
        except requests.RequestException as error:
            failure = type(error).__name__
        else:
            if response.ok:
                return response
            raise NotPostedError(f"HTTP {response.status_code}", _retry_after(response))
        raise NotPostedError(failure)


class Notifier(DiscordNotifier):
    """DiscordNotifier over `Webhook`. `notify()` does not render Jinja: an asset may be called {{ … }}."""

    @cached_property
    def hook(self) -> DiscordWebhookHook:
        return Webhook(self.discord_conn_id)


def post(
    conn_id: str, text: str, embed: Any = None, tries: int = TRIES, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Post one message, in up to `tries` tries. Raises NotPostedError, or ConfigurationError for a bad connection."""
    notifier = Notifier(conn_id, text, SENDER, avatar_url="", embed=embed)
    failure = _failure(notifier)
    for _ in range(1, tries):
        if failure is None:
            break
        sleep(failure.wait)
        failure = _failure(notifier)
    if failure is not None:
        raise failure


def _failure(notifier: Notifier) -> NotPostedError | None:
    """Try once; the failure instead of raising it. Of anything foreign only the type: its text may be the address."""
    try:
        notifier.notify({})  # type: ignore[no-untyped-call]  # the provider leaves it bare
    except ConfigurationError:
        raise
    except NotPostedError as error:
        return error
    except Exception as error:  # noqa: BLE001 - its name is all that may be told: a text may hold the address
        failure = type(error).__name__
    else:
        return None
    return NotPostedError(failure)


def _retry_after(response: requests.Response) -> int:
    """Whole seconds, rounded up; Discord sends them in the header, as a decimal text."""
    whole, _, _ = response.headers.get("Retry-After", "").partition(".")
    return int(whole) + 1 if whole.isascii() and whole.isdigit() else 1
