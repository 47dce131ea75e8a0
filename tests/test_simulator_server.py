"""The simulator over HTTP: keep-alive, connections that really break, control paths, the fake Discord, the command."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import requests

from tests.simulator import Clock, Exchange, World, make_key, start_of
from tests.simulator.demo import MAIN, WALLETS
from tests.simulator.server import SimServer, serve

NOW = start_of(date(2026, 9, 10))
WEBHOOK = "/api/webhooks/123/token-x_1"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def server() -> Iterator[SimServer]:
    world = World(date(2026, 9, 1), date(2026, 9, 5))
    world.add_account("main@example.com")
    server = serve(Exchange(world, Clock(NOW)))
    yield server
    server.close()


def test_one_connection_serves_many_requests(server: SimServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1])
    for used in ("1", "2", "3"):
        connection.request("GET", "/api/v3/time")
        first = connection.sock
        answer = connection.getresponse()
        assert json.loads(answer.read()) == {"serverTime": NOW}
        assert answer.headers["X-MBX-USED-WEIGHT-1M"] == used
        assert connection.sock is first is not None
    connection.close()


def test_the_raw_query_is_what_is_checked(server: SimServer) -> None:
    key = server.exchange.key_of("main@example.com")
    payload = f"timestamp={NOW}&recvWindow=5000"
    signed = f"{server.url}/api/v3/account?{payload}&signature={key.sign(payload)}"
    assert requests.get(signed, headers={"X-MBX-APIKEY": key.api_key}).status_code == 200
    assert requests.get(signed + "&limit=1", headers={"X-MBX-APIKEY": key.api_key}).json()["code"] == -1022


@pytest.mark.parametrize("kind", ["reset", "reset_mid", "short_body", "refused"])
def test_connections_break_for_real_and_the_next_one_works(server: SimServer, kind: str) -> None:
    server.exchange.add_fault(kind, "exchangeInfo")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.get(f"{server.url}/api/v3/exchangeInfo", timeout=5)
    assert requests.get(f"{server.url}/api/v3/exchangeInfo", timeout=5).status_code == 200


def test_a_stall_outlasts_the_client(server: SimServer) -> None:
    server.exchange.add_fault("timeout", "time", options={"seconds": 30})
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{server.url}/api/v3/time", timeout=0.1)


def test_faults_and_the_log_are_reached_by_control_paths(server: SimServer) -> None:
    control = f"{server.url}/_sim"
    assert requests.post(f"{control}/faults", json=[{"kind": "5xx", "path": "time"}]).json() == {"added": 1}
    assert requests.get(f"{server.url}/api/v3/time").status_code == 502
    entry = requests.get(f"{control}/requests").json()[0]
    assert (entry["path"], entry["status"], entry["weight"], entry["fault"]) == ("/api/v3/time", 502, 1, "5xx")
    assert requests.post(f"{control}/faults", json=[{"kind": "nonsense"}]).status_code == 400
    assert requests.get(f"{control}/nothing").status_code == 404


def test_discord_keeps_what_it_accepts(server: SimServer) -> None:
    url = server.url + WEBHOOK
    assert requests.post(url, json={"content": "hello"}).status_code == 204
    assert requests.post(url, json={"content": "x" * 2001}).status_code == 400
    assert requests.post(url, json={}).status_code == 400
    assert requests.post(url, data=b"{").status_code == 400
    form = {"payload_json": (None, json.dumps({"content": "with a file"}), "application/json"), "file": ("a.csv", b"1")}
    assert requests.post(url, files=form).status_code == 204
    assert requests.post(f"{server.url}/api/webhooks/notdigits/x", json={"content": "x"}).status_code == 404
    received = requests.get(f"{server.url}/_sim/discord").json()
    assert [payload["content"] for payload in received] == ["hello", "with a file"]


def test_discord_can_fail(server: SimServer) -> None:
    server.exchange.add_fault("5xx", "webhooks")
    server.exchange.add_fault("reset", "webhooks", nth=2)
    url = server.url + WEBHOOK
    assert requests.post(url, json={"content": "lost"}).status_code == 502
    with pytest.raises(requests.ConnectionError):
        requests.post(url, json={"content": "lost"})
    assert requests.post(url, json={"content": "kept"}).status_code == 204
    assert [payload["content"] for payload in server.discord.received] == ["kept"]


def test_requests_may_come_at_the_same_time(server: SimServer) -> None:
    def ask() -> None:
        for _ in range(10):
            assert requests.get(f"{server.url}/api/v3/time").status_code == 200

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.used for entry in server.exchange.log] == list(range(1, 41))


def test_a_closed_server_frees_its_port() -> None:
    world = World(date(2026, 9, 1), date(2026, 9, 5))
    world.add_account("main@example.com")
    first = serve(Exchange(world, Clock(NOW)))
    port = first.server_address[1]
    first.close()
    second = serve(Exchange(world, Clock(NOW)), port)
    second.close()


@pytest.fixture
def command(tmp_path: Path) -> Iterator[tuple[dict, Path]]:
    arguments = [
        "--port",
        "0",
        "--world",
        "demo",
        "--days",
        "3",
        "--until",
        "2026-11-10",
        "--write",
        str(tmp_path / "out"),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.simulator", *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["pid"] == process.pid
        yield ready, tmp_path / "out"
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


def test_the_command_writes_what_the_product_needs(command: tuple[dict, Path]) -> None:
    ready, folder = command
    accounts = tomllib.loads((folder / "accounts.toml").read_text())["accounts"]
    assert [account["type"] for account in accounts] == ["main", "sub", "sub"]
    assert accounts[0]["start_date"] == date(2026, 11, 8) and accounts[0]["wallets"] == list(WALLETS[MAIN])
    lines = (folder / "connections.env").read_text().splitlines()
    connections = {name: json.loads(text) for name, text in (line.split("=", 1) for line in lines)}
    for account in accounts:
        connection = connections[f"AIRFLOW_CONN_{account['connection'].upper()}"]
        assert connection["conn_type"] == "binance" and connection["host"] == ready["url"]
        assert ("password" in connection) != ("private_key" in connection.get("extra", {}))
    assert os.stat(folder / "connections.env").st_mode & 0o077 == 0
    discord = connections["AIRFLOW_CONN_BINRECON_DISCORD"]
    posted = requests.post(discord["host"] + discord["extra"]["webhook_endpoint"], json={"content": "hi"})
    assert posted.status_code == 204
    truth = json.loads((folder / "truth.json").read_text())
    assert truth["days"] == ["2026-11-08", "2026-11-09", "2026-11-10"]
    assert {plant["kind"] for plant in truth["planted"]} == {
        "hidden_deposit", "airdrop", "convert_from_funding", "hidden_trade", "altered_fee", "refused_symbol",
        "missing_snapshot", "too_precise", "slow_redemption", "untold_dividend",
        "unknown_kind", "hidden_income", "lost_end", "late_reading", "no_reading", "other_loan",
    }  # fmt: skip
    proved = {plant["kind"] for plant in truth["planted"] if plant["expected_verdict"] == "proved"}
    assert proved == {"unknown_kind", "late_reading"}, "what is told of these is in the reason"


def test_the_command_s_keys_are_accepted(command: tuple[dict, Path]) -> None:
    ready, _ = command
    for name, email, ed25519 in (
        ("binance_main", "main@fund.example", False),
        ("binance_sub_beta", "beta@fund.example", True),
    ):
        key = make_key(name, email, ed25519=ed25519)
        stamp = requests.get(f"{ready['url']}/api/v3/time").json()["serverTime"]
        query = {"timestamp": stamp, "signature": key.sign(f"timestamp={stamp}")}
        answer = requests.get(f"{ready['url']}/api/v3/account", params=query, headers={"X-MBX-APIKEY": key.api_key})
        assert answer.status_code == 200, answer.text
