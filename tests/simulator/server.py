"""The exchange over HTTP/1.1 with keep-alive, its control paths under /_sim, and connections that really break."""

import json
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .discord import Discord
from .exchange import Exchange
from .faults import Fault
from .wire import Broken, Request, Response, json_response

Controls = Mapping[str, Callable[[], Any]]
NO_CONTROLS: Controls = {}
LINGER_OFF = struct.pack("ii", 1, 0)  # close with a reset


class SimServer(ThreadingHTTPServer):
    """Serves one exchange and one fake Discord on 127.0.0.1. POST /_sim/<name> calls the control of that name and gives
    its result."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, exchange: Exchange, port: int, controls: Controls = NO_CONTROLS) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.exchange = exchange
        self.controls = {f"/_sim/{name}": act for name, act in controls.items()}
        self.discord = Discord()
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self) -> None:
        """Stop serving and free the port."""
        self.stopping.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the server; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def answer(self, request: Request) -> Response:
        """Control paths, then Discord (faults may hit it too), then the exchange."""
        if request.path.startswith("/_sim/"):
            return self._control(request)
        if request.path.startswith("/api/") and "/webhooks/" in request.path:
            return self._discord(request)
        return self.exchange.handle(request)

    def _discord(self, request: Request) -> Response:
        fault = self.exchange.faults.take(request, None)
        if fault and fault.before_arrival:
            raise Broken(fault.kind)
        response = Response(503, b"") if fault else self.discord.handle(request)
        if response is None:
            return json_response(404, {"message": "Unknown Webhook", "code": 10015}, {})
        if fault:
            response = fault.apply(request.path, response, None, self.exchange.clock.now())
            if fault.breaks:
                raise Broken(fault.kind, response, fault.options.get("seconds", 60))
        return response

    def _control(self, request: Request) -> Response:
        if request.path == "/_sim/discord":
            return json_response(200, self.discord.received, {})
        if request.path == "/_sim/requests":
            return json_response(200, [entry.as_dict() for entry in self.exchange.log], {})
        if request.path == "/_sim/faults" and request.method == "POST":
            return self._add_faults(request.body)
        if request.path in self.controls and request.method == "POST":
            return json_response(200, self.controls[request.path](), {})
        return json_response(404, {"message": "unknown control path"}, {})

    def _add_faults(self, body: bytes) -> Response:
        try:
            added = [self.exchange.faults.add(Fault(**fields)) for fields in json.loads(body)]
        except (TypeError, ValueError) as wrong:
            return json_response(400, {"message": str(wrong)}, {})
        return json_response(200, {"added": len(added)}, {})


class _Handler(BaseHTTPRequestHandler):
    """Turns HTTP into Request and Response; kept alive between requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SimServer

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, path, query, dict(self.headers.items()), body, self.client_address[0])
        try:
            self._send(self.server.answer(request))
        except Broken as broken:
            self._break(broken)

    do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the exchange keeps its own log, without signatures."""

    def _send(self, response: Response) -> None:
        self._head(response)
        self.wfile.write(response.body)

    def _head(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()

    def _break(self, broken: Broken) -> None:
        """Half an answer where the kind asks for it, then a clean close or a reset."""
        self.close_connection = True
        if broken.kind == "timeout":
            self.server.stopping.wait(broken.seconds)
        if broken.response and broken.kind in ("reset_mid", "short_body"):
            self._head(broken.response)
            self.wfile.write(broken.response.body[: len(broken.response.body) // 2])
        if broken.kind != "short_body":
            self._reset(after=0.02 if broken.kind == "reset_mid" else 0)

    def _reset(self, after: float) -> None:
        """A reset at once, or late enough that the client has read what was sent."""
        self.server.stopping.wait(after)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_OFF)
        os.close(self.connection.detach())


def serve(exchange: Exchange, port: int = 0, controls: Controls = NO_CONTROLS) -> SimServer:
    """Start serving in a background thread; port 0 takes a free one."""
    server = SimServer(exchange, port, controls)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server
