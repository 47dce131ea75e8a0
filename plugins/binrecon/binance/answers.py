"""What an answer means: the document it holds, or the error it is, classed by what to do next.

Codes and actions follow Binance's "Error codes" (spot) and the SAPI error list. A code is read on `/api` and `/sapi`
only: other hosts use some of the numbers for other things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from binrecon.binance import exact_json
from binrecon.binance.transport import Reply
from binrecon.calls import Pause
from binrecon.errors import BinanceAPIError, BinanceErrorType, FatalAPIError, InvalidSymbolError, RetryableAPIError

RATE_LIMIT_FLOOR = 60.0
BAN_FLOOR = 120.0
FIREWALL_FLOOR = 300.0
LONGEST_WAIT = 4 * 86_400.0
CLOCK_CODE = -1021
SNAPSHOT_OK = 200
POOL_OK = 0

Type = BinanceErrorType
_RATE = frozenset({-1003, -1015, -4005, -6009, -12014})
_BUSY = frozenset({-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3007, -3037, -3044, -4041, -10001})
_KEY = frozenset({-1002, -1022, -1099, -2014, -2015, -3001, -4004})
_BALANCE = frozenset({-2010, -3041, -4024, -4026, -5002, -5003})
_PARAMETER = frozenset({
    -1020, *range(-1131, -1099), -1220, -2013, -2016, -3011, -3025, -3026, -4001, -4002, -4003, -4006, -4039, -4047,
    -5021, -6016, -6021, -7001, -7002, -10002,
})
_BAN_TEXT = re.compile(r"banned until (\d{13})(?!\d)", re.ASCII)


@dataclass(frozen=True)
class Refusal:
    """The exchange's own words for an error: `{"code": …, "msg": …}`. The text can repeat what was sent, so it is read
    for a ban's end and never passed on."""

    code: int
    text: str


def document_of(endpoint: str, reply: Reply, now: datetime) -> tuple[str, Any]:
    """The text and the document of a good answer.

    Raises RetryableAPIError (limits, bans, server faults, anything broken), InvalidSymbolError (-1121) or
    FatalAPIError. `now` is the exchange's time, from which the end of a ban is counted.
    """
    broken = ""
    try:
        text, document = exact_json.parse(reply.body)
    except exact_json.BrokenJSONError as error:
        broken, text, document = str(error), "", None
    refusal = _refusal(document)
    if reply.status != 200 or refusal is not None:
        raise _error(endpoint, reply, refusal, now)
    if broken or _denied(document):
        raise broken_answer(endpoint, broken or "it says that it failed", reply.status)
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


def broken_answer(endpoint: str, reason: str, status: int | None) -> RetryableAPIError:
    """An answer that cannot be believed: asked again, never taken as empty."""
    return RetryableAPIError(f"broken answer: {reason}", endpoint=endpoint, type=Type.NETWORK_ERROR, status=status)


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
    code, text = document["code"], document.get("msg")
    if code == SNAPSHOT_OK or (code == POOL_OK and "data" in document):
        return None
    return Refusal(code, text if isinstance(text, str) else "")


def _denied(document: Any) -> bool:
    """Fiat, Pay and rebates answer with a code in text, zeros for success; their lists are empty when it is another."""
    if not isinstance(document, dict):
        return False
    code = document.get("code")
    return document.get("success") is False or (isinstance(code, str) and code.strip("0") != "")


def _error(endpoint: str, reply: Reply, refusal: Refusal | None, now: datetime) -> BinanceAPIError:
    code = None if refusal is None else refusal.code
    facts: dict[str, Any] = {"endpoint": endpoint, "status": reply.status, "code": code}
    message = f"HTTP {reply.status}" if code is None else f"HTTP {reply.status}, code {code}"
    floor = _floor(reply.status, code)
    if floor is not None:
        wait = max(floor, _told(reply, now), _ban_left(refusal, now))
        return RetryableAPIError(message, type=Type.RATE_LIMIT, retry_after=min(wait, LONGEST_WAIT), **facts)
    if code == -1121 and reply.status < 500:
        return InvalidSymbolError(message, type=Type.INVALID_SYMBOL, **facts)
    if _may_pass(reply.status, code):
        return RetryableAPIError(message, type=Type.NETWORK_ERROR, **facts)
    return FatalAPIError(message, type=_fatal_type(reply.status, code), **facts)


def _floor(status: int, code: int | None) -> float | None:
    """The shortest wait in seconds after a refusal for asking too much, None for other errors.

    403 is the firewall's, unless the body holds a code: then it is an ordinary refusal.
    """
    if status == 418:
        return BAN_FLOOR
    if status == 403 and code is None:
        return FIREWALL_FLOOR
    if status == 429 or (code in _RATE and status < 500):
        return RATE_LIMIT_FLOOR
    return None


def _may_pass(status: int, code: int | None) -> bool:
    """Server faults, a clock that drifted, a redirect or an error page without a code: the same call may work later."""
    if status >= 500 or code in _BUSY or code == CLOCK_CODE:
        return True
    return code is None and status != 401


def _fatal_type(status: int, code: int | None) -> BinanceErrorType:
    if status == 401 or code in _KEY:
        return Type.API_KEY_INVALID
    if code in _BALANCE:
        return Type.INSUFFICIENT_BALANCE
    return Type.PARAMETER_ERROR if code in _PARAMETER else Type.UNKNOWN


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
