"""What an answer is: the document it holds, or the error it means, classed by `refusals`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from binrecon.domain.calls import Pause
from binrecon.domain.errors import (
    BinanceAPIError,
    BinanceErrorType,
    FatalAPIError,
    InvalidSymbolError,
    RetryableAPIError,
)
from binrecon.domain.meanings import Meaning
from binrecon.exchange import exact_json
from binrecon.exchange.refusals import PASSING, NotHadError, absence_of, meaning_of, type_of
from binrecon.exchange.transport import Reply

RATE_LIMIT_FLOOR = 60.0
BAN_FLOOR = 120.0
FIREWALL_FLOOR = 300.0
LONGEST_WAIT = 4 * 86_400.0
SNAPSHOT_OK = 200
POOL_OK = 0

Type = BinanceErrorType
_FLOORS = {Meaning.LIMIT: RATE_LIMIT_FLOOR, Meaning.BAN: BAN_FLOOR, Meaning.FIREWALL: FIREWALL_FLOOR}
"""The shortest wait in seconds after a refusal for asking too much."""
_BAN_TEXT = re.compile(r"banned until (\d{13})(?!\d)", re.ASCII)


@dataclass(frozen=True)
class Refusal:
    """The exchange's own words for an error: `{"code": …, "msg": …}`, the code None where there is none. The text can
    repeat what was sent, so it is read for a ban's end and for what the account does not have, and never passed on."""

    code: int | None
    text: str


def document_of(endpoint: str, reply: Reply, now: datetime, path: str = "", key: str = "") -> tuple[str, Any]:
    """The text and the document of a good answer.

    Raises RetryableAPIError (limits, bans, server faults, anything broken), InvalidSymbolError (-1121), NotHadError
    where the exchange says that the account has nothing that the list at `path` could tell of `key`, or FatalAPIError.
    `now` is the exchange's time, from which the end of a ban is counted.
    """
    broken = ""
    try:
        text, document = exact_json.parse(reply.body)
    except exact_json.BrokenJSONError as error:
        broken, text, document = str(error), "", None
    refusal = _refusal(document)
    denied = _denied(document)
    if (refusal or denied) and reply.status < 500:
        _not_had(endpoint, reply.status, refusal or Refusal(None, _words(document)), path, key, text)
    if reply.status != 200 or refusal is not None:
        raise _error(endpoint, reply, refusal, now, isinstance(document, dict))
    if broken or denied:
        meaning = Meaning.BROKEN if broken else Meaning.SAYS_FAILED
        raise broken_answer(endpoint, broken or "it says that it failed", reply.status, meaning)
    return text, document


def records_of(endpoint: str, path: str | None, document: Any) -> list[Any]:
    """The list of records at `path` (dots between its steps) of a document; None: one object is the whole answer.

    Raises RetryableAPIError when the document has another shape: it is never taken as empty. Only where a total of 0
    stands beside it may the list itself be left out.
    """
    if path is None:
        if isinstance(document, dict):
            return []
        raise broken_answer(endpoint, "an object was due", 200)
    nothing_due = isinstance(document, dict) and type(document.get("total")) is int and document["total"] == 0
    for step in path.split(".") if path else ():
        if not isinstance(document, dict):
            raise broken_answer(endpoint, "an object was due", 200)
        if nothing_due and step not in document:
            return []
        document = document.get(step)
    if not isinstance(document, list):
        raise broken_answer(endpoint, "a list was due", 200)
    if {type(record) for record in document} not in (set(), {dict}, {list}):
        raise broken_answer(endpoint, "a record is neither object nor list", 200)
    return document


def broken_answer(
    endpoint: str, reason: str, status: int | None, meaning: Meaning = Meaning.BROKEN
) -> RetryableAPIError:
    """An answer that cannot be believed: asked again, never taken as empty."""
    return RetryableAPIError(
        f"broken answer: {reason}", endpoint=endpoint, type=Type.NETWORK_ERROR, status=status, meaning=meaning
    )


def pause_after(error: BinanceAPIError) -> Pause | None:
    """What the limiter has to hold back after this error: one bucket after 429, the whole address after 403 and 418."""
    if error.type is not Type.RATE_LIMIT or error.retry_after is None:
        return None
    whole_ip = error.status in (403, 418)
    return Pause(error.retry_after, whole_ip, f"HTTP {error.status}, code {error.code}")


def _refusal(document: Any) -> Refusal | None:
    """An error object, whatever the HTTP status: some endpoints answer 200 with the error inside."""
    if not isinstance(document, dict) or type(document.get("code")) is not int:
        return None
    code = document["code"]
    if code == SNAPSHOT_OK or (code == POOL_OK and "data" in document):
        return None
    return Refusal(code, _words(document))


def _words(document: dict[str, Any]) -> str:
    text = document.get("msg", document.get("message"))
    return text if isinstance(text, str) else ""


def _denied(document: Any) -> bool:
    """Fiat, Pay and rebates answer with a code in text, zeros for success; their lists are empty when it is another."""
    if not isinstance(document, dict):
        return False
    code = document.get("code")
    return document.get("success") is False or (isinstance(code, str) and code.strip("0") != "")


def _not_had(endpoint: str, status: int, refusal: Refusal, path: str, key: str, body: str) -> None:
    """Raise NotHadError where the refusal says that there is nothing to list."""
    absence = absence_of(path, key, refusal.code, refusal.text)
    if absence is not None:
        raise NotHadError(
            _told_as(status, refusal.code), absence, body, endpoint=endpoint, status=status, code=refusal.code
        )


def _error(endpoint: str, reply: Reply, refusal: Refusal | None, now: datetime, is_object: bool) -> BinanceAPIError:
    code = None if refusal is None else refusal.code
    meaning = meaning_of(reply.status, code, is_object)
    facts: dict[str, Any] = {
        "endpoint": endpoint,
        "status": reply.status,
        "code": code,
        "meaning": meaning,
        "type": type_of(meaning, code),
    }
    message = _told_as(reply.status, code)
    if meaning in _FLOORS:
        wait = max(_FLOORS[meaning], _told(reply, now), _ban_left(refusal, now))
        return RetryableAPIError(message, retry_after=min(wait, LONGEST_WAIT), **facts)
    if meaning is Meaning.PAIR:
        return InvalidSymbolError(message, **facts)
    return (RetryableAPIError if meaning in PASSING else FatalAPIError)(message, **facts)


def _told_as(status: int, code: int | None) -> str:
    return f"HTTP {status}" if code is None else f"HTTP {status}, code {code}"


def _told(reply: Reply, now: datetime) -> float:
    """Seconds that Retry-After asks for, as a number or a date; 0 when it is missing or makes no sense."""
    text = reply.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])  # seconds, no money; nine digits are thirty years
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()


def _ban_left(refusal: Refusal | None, now: datetime) -> float:
    """Seconds until the end of a ban as the text of -1003 gives it, in epoch milliseconds."""
    found = _BAN_TEXT.search(refusal.text) if refusal is not None else None
    return int(found[1]) / 1000 - now.timestamp() if found else 0.0
