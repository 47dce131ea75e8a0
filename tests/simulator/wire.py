"""What goes over the wire: request, response, the exchange's own errors, and connections that break."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Request:
    """A request as received; `query` is the raw text after the question mark, never decoded."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    ip: str = "127.0.0.1"

    def header(self, name: str) -> str | None:
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)


@dataclass(frozen=True)
class Response:
    """An answer; `body` is exactly what a client receives."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        return json.loads(self.body)

    def with_body(self, body: bytes) -> "Response":
        return replace(self, body=body)


def json_response(status: int, value: Any, headers: Mapping[str, str]) -> Response:
    """JSON in UTF-8, unescaped, as the exchange sends it."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status, body, {"Content-Type": "application/json;charset=UTF-8", **headers})


class ApiError(Exception):
    """A refusal of the exchange: `{"code":…,"msg":…}` with an HTTP status."""

    def __init__(self, code: int, msg: str, status: int = 400) -> None:
        super().__init__(f"{code} {msg}")
        self.code = code
        self.msg = msg
        self.status = status


NO_RELATION = ApiError(-5021, "This parent sub have no relation")


class Broken(Exception):
    """No full answer arrived: refused, dns, tls, timeout, reset, reset_mid or short_body; `response` was cut off."""

    def __init__(self, kind: str, response: Response | None = None, seconds: float = 0) -> None:
        super().__init__(kind)
        self.kind = kind
        self.response = response
        self.seconds = seconds
