"""Delivers messages to Discord: each once, never at the price of the day, never failing in silence.

Rests on decision 13.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from airflow.configuration import conf

from binrecon.config.pages import OUTER, day_path
from binrecon.domain.errors import BinreconError
from binrecon.domain.vocabulary import Wallet
from binrecon.orchestration import connections, hook, webhook
from binrecon.storage import errors_log
from binrecon.storage.notifications import NO_DAY, claim, mark_posted

if TYPE_CHECKING:
    from binrecon.config.accounts import Settings
    from binrecon.domain.messages import Embed, Message
    from binrecon.services.day_messages import Deliver

log = logging.getLogger(__name__)

POSTED, SAID_BEFORE, FAILED = "posted", "posted before", "not posted"


def deliver(
    setting: str | None, messages: Iterable[Message], run_id: str, tries: int = webhook.TRIES
) -> dict[str, str]:
    """Post what was not posted before about the account and day that each message is about, whichever run it comes
    from; returns what became of each kind of message.

    `setting` is the connection of the accounts file. Without one, and without a connection called `binrecon_discord`,
    nothing is sent. A failed post becomes a row in `binance_reconciliation_errors` and may be tried again.
    """
    conn_id = connections.discord_id(setting)
    if conn_id is None:
        log.info("no Discord connection: nothing is sent")
        return {}
    became: dict[str, str] = {}
    for message in messages:
        became |= _deliver_with(conn_id, message, run_id, tries)
    return became


def delivery(settings: Settings, run_id: str) -> Deliver:
    """What the use cases post with: to the channel of the settings, in the name of the run."""
    return partial(deliver, settings.discord, run_id=run_id)


def _deliver_with(conn_id: str, message: Message, run_id: str, tries: int) -> dict[str, str]:
    """A posted message has reported what it covers; one that was posted before, or failed, has not."""
    told = {message.kind: _deliver(conn_id, message, run_id, tries)}
    for covered in message.covers:
        if told[message.kind] == POSTED:
            _count_as_posted(covered)
        else:
            told |= _deliver_with(conn_id, covered, run_id, tries)
    return told


def _count_as_posted(message: Message) -> None:
    engine = hook.engine()
    claimed = claim(engine, message.email, message.day, message.kind, message.fingerprint)
    if claimed is not None:
        mark_posted(engine, claimed, posted=True)


def _deliver(conn_id: str, message: Message, run_id: str, tries: int) -> str:
    engine = hook.engine()
    claimed = claim(engine, message.email, message.day, message.kind, message.fingerprint)
    if claimed is None:
        return SAID_BEFORE
    failure = _failure(conn_id, message, tries)
    mark_posted(engine, claimed, posted=failure is None)
    if failure is None:
        return POSTED
    log.error("%s: %s", message.kind, failure)
    errors_log.record(engine, message.email, failure, needs_manual_review=True, run_id=run_id)
    return FAILED


def _failure(conn_id: str, message: Message, tries: int) -> Exception | None:
    """Post; the error instead of raising it."""
    try:
        webhook.post(conn_id, message.text, message.embed | _link(message), tries)
    except BinreconError as error:
        return error
    return None


def _link(message: Message) -> Embed:
    """The page that the message's title leads to: of its account-day where it is about one, else the overview. None
    where Airflow does not know its own address."""
    server = conf.get("api", "base_url", fallback="").rstrip("/")
    if not server.startswith(("http://", "https://")):
        return {}
    if not message.email or message.day == NO_DAY:
        return {"url": f"{server}{OUTER}/"}
    wallet = message.kind.rpartition(" of ")[2]
    named = wallet if wallet in set(Wallet) else Wallet.SPOT
    return {"url": server + day_path(message.email, message.day, named)}
