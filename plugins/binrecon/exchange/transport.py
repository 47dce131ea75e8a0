"""Send one prepared request and read its whole answer. Nothing that leaves here carries a URL, key or signature."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import requests
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
LONGEST = timedelta(seconds=60)
LARGEST_BODY = 128 * 1024 * 1024
_CHUNK = 1 << 16


class LostAnswerError(Exception):
    """No whole answer came. The text names the kind of failure alone; raised without cause or context."""


@dataclass(frozen=True)
class Reply:
    """An answer as it came, whatever its status."""

    status: int
    headers: CaseInsensitiveDict[str]
    body: bytes = field(repr=False)


class _SignedLines(logging.Filter):
    """urllib3 logs the whole URL of a request at DEBUG: drop those that are signed."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "signature=" not in record.getMessage()


logging.getLogger("urllib3.connectionpool").addFilter(_SignedLines())


class Transport:
    """GET requests over one session: no redirects, bounded in time and size, every byte that was announced."""

    def __init__(self, base_url: str, session: requests.Session, clock: Callable[[], datetime]) -> None:
        self._base_url = base_url.rstrip("/")
        self._session = session
        self._clock = clock
        # Proxies and certificates of the environment; looked up once, as that costs as much as building a request.
        self._settings = session.merge_environment_settings(self._base_url, {}, True, None, None)

    def get(self, path: str, query: str, api_key: str | None) -> Reply:
        """Send the query exactly as given. Raises LostAnswerError."""
        failure = ""
        try:
            return self._read(self._send(path, query, api_key))
        except (requests.RequestException, HTTPError, OSError) as error:
            failure = type(error).__name__
        # Outside the handler: an error raised in it would keep the request, with key and signature, as its context.
        raise LostAnswerError(failure)

    def _send(self, path: str, query: str, api_key: str | None) -> requests.Response:
        url = self._base_url + path
        request = requests.Request("GET", url, headers={"X-MBX-APIKEY": api_key} if api_key else {}).prepare()
        request.headers["Accept-Encoding"] = "gzip, deflate"
        # After prepare(), which would quote the query anew and so break its signature.
        request.url = f"{url}?{query}" if query else url
        timeout = (CONNECT_SECONDS, READ_SECONDS)
        return self._session.send(request, allow_redirects=False, timeout=timeout, **self._settings)

    def _read(self, response: requests.Response) -> Reply:
        with response:
            body = self._body(response)
        announced = response.headers.get("Content-Length")
        whole = announced is None or "Content-Encoding" in response.headers or announced.strip() == str(len(body))
        if not whole:
            raise requests.exceptions.ChunkedEncodingError
        return Reply(response.status_code, response.headers, body)

    def _body(self, response: requests.Response) -> bytes:
        deadline = self._clock() + LONGEST
        parts: list[bytes] = []
        size = 0
        for part in response.iter_content(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > LARGEST_BODY or self._clock() > deadline:
                raise requests.exceptions.ReadTimeout
        return b"".join(parts)
