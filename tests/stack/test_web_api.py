"""What the demo asks of Airflow's REST API, against a server that notes it."""

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bin.stack.errors import StackError
from bin.stack.web_api import AirflowAPI, Run

RUN = Run("binrecon_main", "backfill__1", date(2026, 11, 16), "success")


class Web(ThreadingHTTPServer):
    """Logs anybody in, notes the other requests, and answers those with ``status``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Noting)
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.status = 200


class Noting(BaseHTTPRequestHandler):
    server: Web

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        is_login = self.path == "/auth/token"
        if not is_login:
            self.server.asked.append((self.path, body))
        self.send_response(200 if is_login else self.server.status)
        self.end_headers()
        self.wfile.write(b'{"access_token": "token"}')

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def api(web: Web) -> AirflowAPI:
    return AirflowAPI(f"http://127.0.0.1:{web.server_address[1]}", "password")


def test_a_task_is_cleared_whole_with_all_that_follows_it(web: Web) -> None:
    api(web).clear(RUN, "collect.deposit_history")
    [(path, body)] = web.asked
    assert path == "/api/v2/dags/binrecon_main/clearTaskInstances"
    assert (body["dag_run_id"], body["task_ids"]) == ("backfill__1", ["collect.deposit_history"])
    assert (body["include_downstream"], body["only_failed"], body["dry_run"]) == (True, False, False)


def test_a_refused_clearing_ends_the_demo_with_a_sentence(web: Web) -> None:
    web.status = 409
    with pytest.raises(StackError, match="refused POST .*clearTaskInstances with HTTP 409"):
        api(web).clear(RUN, "collect.deposit_history")


def test_a_run_that_was_due_at_a_midnight_is_made_as_of_then(web: Web) -> None:
    api(web).trigger_due("binrecon_readings", date(2026, 11, 18))
    [(path, body)] = web.asked
    midnight = "2026-11-18T00:00:00Z"
    assert (path, body) == (
        "/api/v2/dags/binrecon_readings/dagRuns",
        {"logical_date": midnight, "run_after": midnight},
    )
