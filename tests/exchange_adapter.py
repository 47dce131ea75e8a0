"""A requests transport adapter over an exchange in process: no sockets, and a broken connection fails as a real one
does.

    session = requests.Session()
    session.mount("https://", ExchangeAdapter(exchange, sleep=clock.sleep))

The answers go through urllib3's own response object, so that cut bodies, wrong lengths and chunks are judged by the
same code as in production. Errors carry the request, with key and signature, and the URL in their text, as the real
ones do.
"""

import io
from collections.abc import Callable, Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError, ProtocolError, SSLError

from tests.simulator import Broken, Exchange, Request, Response

READ_SECONDS = 15.0


class ExchangeAdapter(HTTPAdapter):
    """Hands each request to `exchange`.

    `sleep` lets time pass: `latency` seconds on the way there and as many back, and the whole read time-out when no
    answer comes. `signatures` collects every signature that was sent.
    """

    def __init__(
        self, exchange: Exchange, sleep: Callable[[float], None] = lambda seconds: None, latency: float = 0.0
    ) -> None:
        super().__init__()
        self._exchange = exchange
        self._sleep = sleep
        self._latency = latency
        self.signatures: list[str] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """One request; raises the exceptions of requests."""
        target = urlsplit(str(request.url))
        self.signatures += [text for name, text in parse_qsl(target.query) if name == "signature"]
        question = Request(str(request.method), target.path, target.query, dict(request.headers))
        self._wait(self._latency)
        try:
            answer = self._exchange.handle(question)
        except Broken as broken:
            return self._break(broken, request, options.get("timeout"))
        self._wait(self._latency)
        return self.build_response(request, as_urllib3(answer, io.BytesIO(answer.body)))

    def _wait(self, seconds: float) -> None:
        if seconds:
            self._sleep(seconds)

    def _break(self, broken: Broken, request: requests.PreparedRequest, timeout: Any) -> requests.Response:
        if broken.response and broken.kind in ("reset_mid", "short_body"):
            half = broken.response.body[: len(broken.response.body) // 2]
            body = io.BytesIO(half) if broken.kind == "short_body" else _ResetAtEnd(half)
            return self.build_response(request, as_urllib3(broken.response, body))
        if broken.kind == "timeout":
            self._wait(timeout[1] if isinstance(timeout, tuple) else READ_SECONDS)
        _fail(broken.kind, request)
        return None


class _ResetAtEnd(io.BytesIO):
    """A body whose connection is reset where it ends."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise ConnectionResetError(104, "Connection reset by peer")
        return data


def as_urllib3(answer: Response, body: io.BytesIO) -> HTTPResponse:
    """The answer as it would come from a socket, with the length of its whole body announced."""
    headers: Mapping[str, str] = {"Content-Length": str(len(answer.body)), **answer.headers}
    return HTTPResponse(
        body, headers, answer.status, preload_content=False, enforce_content_length=True, request_method="GET"
    )


def _fail(kind: str, request: requests.PreparedRequest) -> NoReturn:
    """Raise what requests raises, with the same chain behind it."""
    host, path = urlsplit(str(request.url)).hostname or "", request.path_url
    pool = HTTPSConnectionPool(host)
    connection = HTTPSConnection(host)
    if kind == "timeout":
        raise requests.ReadTimeout(f"{pool}: Read timed out. {path}", request=request)
    if kind == "reset":
        cut = ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
        raise requests.ConnectionError(cut, request=request) from cut
    if kind == "tls":
        failed = MaxRetryError(pool, path, SSLError("certificate verify failed"))
        raise requests.exceptions.SSLError(failed, request=request) from failed
    if kind == "dns":
        reason = NameResolutionError(host, connection, OSError(-2, "Name or service not known"))
    else:
        reason = NewConnectionError(connection, "Failed to establish a new connection: [Errno 111] Connection refused")
    refused = MaxRetryError(pool, path, reason)
    raise requests.ConnectionError(refused, request=request) from refused
