"""Airflow in a folder of its own, connections by environment variable, and a Discord that listens on loopback."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.orchestration import airflow_home  # noqa: F401

Connect = Callable[..., None]
WEBHOOK = "webhooks/4711/canary-Token_1"


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    """connect("binance_main", conn_type="binance", …) defines an Airflow connection for the test."""

    def define(conn_id: str, text: str | None = None, **fields: object) -> None:
        monkeypatch.setenv(f"AIRFLOW_CONN_{conn_id.upper()}", json.dumps(fields) if text is None else text)

    return define


class FakeDiscord(ThreadingHTTPServer):
    """Answers with `answers` in turn, then 204; keeps what it received."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[tuple[str, dict]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/"


class _Handler(BaseHTTPRequestHandler):
    server: FakeDiscord

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, json.loads(body)))
        status, headers = self.server.answers.pop(0) if self.server.answers else (204, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *parts: object) -> None:
        """Silence: the test reads `received`."""


@pytest.fixture
def discord(connect: Connect) -> Iterator[FakeDiscord]:
    """A fake Discord behind the connection `binrecon_discord`."""
    server = FakeDiscord()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    connect("binrecon_discord", conn_type="discord", host=server.host, extra={"webhook_endpoint": WEBHOOK})
    yield server
    server.shutdown()
    server.server_close()
