"""Faults that can be put at any request: connections that break, answers that are refusals, and spoiled bodies."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .clock import SECOND
from .keys import Key
from .mutations import BODY_MUTATIONS, ROW_MUTATIONS, mutate
from .wire import Request, Response, json_response

BEFORE_ARRIVAL = frozenset({"refused", "dns", "tls"})
BREAKS = frozenset({"timeout", "reset", "reset_mid", "short_body"})
CODES = {
    "-1021_late": (400, -1021, "Timestamp for this request is outside of the recvWindow."),
    "-1021_ahead": (400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."),
    "-1003": (429, -1003, "Too many requests; current request has limited."),
    "-1022": (400, -1022, "Signature for this request is not valid."),
    "-1121": (400, -1121, "Invalid symbol."),
    "-2015": (401, -2015, "Invalid API-key, IP, or permissions for action."),
    "error_object": (200, -1000, "An unknown error occurred while processing the request."),
}
PAGES = {
    "html": (200, b"<html><head><title>Error</title></head><body>The service is not available.</body></html>"),
    "empty": (200, b""),
    "403": (403, b"<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>"),
}
LIMITS = frozenset({"429", "418"})
HTTP_KINDS = sorted(
    BEFORE_ARRIVAL | BREAKS | LIMITS | {"5xx", "same_page", "long_page", "short_page"} | set(CODES) | set(PAGES)
)
JSON_KINDS = sorted((set(BODY_MUTATIONS) | set(ROW_MUTATIONS)) - {"short_page"})
KINDS = sorted(HTTP_KINDS + JSON_KINDS)


@dataclass
class Fault:
    """Fires on the `nth` matching request and the `times - 1` after it (None: for ever).

    `path` is a part of the path, `key` a key's name or its account's e-mail, `when` any predicate over the request.
    Options: `retry_after` (429, 418: text of the header, None leaves it out), `wait` (seconds the exchange really
    means), `status` (5xx), `seconds` (timeout), `field`, `value`, `row` (spoiled rows).
    A spoiling fault whose answer has nothing to spoil waits for the next match. `fired` counts the hits.
    """

    kind: str
    path: str = ""
    nth: int = 1
    times: int | None = 1
    key: str | None = None
    when: Callable[[Request], bool] | None = None
    options: dict[str, Any] = field(default_factory=dict)
    seen: int = 0
    fired: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind}; known are {', '.join(KINDS)}")

    @property
    def before_arrival(self) -> bool:
        return self.kind in BEFORE_ARRIVAL

    @property
    def breaks(self) -> bool:
        return self.kind in BREAKS

    @property
    def extra_rows(self) -> int:
        return 1 if self.kind == "long_page" else 0

    @property
    def wait(self) -> int:
        """Milliseconds the exchange insists on after a fault 429 or 418."""
        told = str(self.options.get("retry_after", 30))
        return int(self.options.get("wait", int(told) if told.isdigit() else 0)) * SECOND

    def matches(self, request: Request, key: Key | None) -> bool:
        """Count a request that fits and say whether this one is hit."""
        if self.path not in request.path or (self.when and not self.when(request)):
            return False
        if self.key is not None and (key is None or self.key not in (key.name, key.email)):
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)

    def apply(self, path: str, response: Response, previous: Response | None, now: int) -> Response:
        """The answer this fault makes of the true one."""
        changed = self._change(path, response, previous, now)
        if changed is None:
            self.seen -= 1
            return response
        self.fired += 1
        return changed

    def _change(self, path: str, response: Response, previous: Response | None, now: int) -> Response | None:
        if self.kind in LIMITS:
            return self._limit(response, now)
        if self.kind in CODES:
            status, code, message = CODES[self.kind]
            return json_response(status, {"code": code, "msg": message}, response.headers)
        if self.kind in PAGES:
            status, body = PAGES[self.kind]
            return Response(status, body, {"Content-Type": "text/html"})
        if self.kind == "5xx":
            return Response(self.options.get("status", 502), b"<html>Bad Gateway</html>", {"Content-Type": "text/html"})
        if self.kind == "same_page":
            return previous
        if self.breaks or self.kind == "long_page":
            return response
        body = mutate(self.kind, path, response.body, self.options) if response.status == 200 else None
        return None if body is None else response.with_body(body)

    def _limit(self, response: Response, now: int) -> Response:
        value = self.options.get("retry_after", 30)
        header = {} if value is None else {"Retry-After": str(value)}
        text = "Too much request weight used; current limit is 6000 request weight per 1 MINUTE."
        if self.kind == "418":
            text = f"Way too much request weight used; IP banned until {now + self.wait}."
        return json_response(int(self.kind), {"code": -1003, "msg": text}, {**response.headers, **header})


class Faults(list[Fault]):
    """The faults in force, asked in order; the first that fires wins."""

    def add(self, fault: Fault) -> Fault:
        self.append(fault)
        return fault

    def take(self, request: Request, key: Key | None) -> Fault | None:
        hits = [fault for fault in self if fault.matches(request, key)]
        for late in hits[1:]:
            late.seen -= 1
        if hits and hits[0].before_arrival:
            hits[0].fired += 1
        return hits[0] if hits else None
