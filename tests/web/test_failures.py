"""What the page says where something is missing or hostile, and what it takes from nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.vocabulary import AccountType
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.database import reading_engine
from binrecon.web import reader
from binrecon.web.screens import upload
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.conftest import Database
from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, covered_day, snapshot

Visit = Callable[..., TestClient]
SCRIPT = '<script>alert("x")</script>'
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def empty(database: Database, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Callable[[], TestClient]:
    """A client of a page over a database of the test's own."""
    engine = reading_engine(database.reader_url)

    def client() -> TestClient:
        made = visit((Account(EMAIL, AccountType.MAIN, "binance"),))
        monkeypatch.setattr(reader, "engine", lambda: engine)
        return made

    return client


def test_where_nothing_ran_yet_the_page_says_how_to_start(empty: Callable[[], TestClient]) -> None:
    body = empty().get("/").text
    assert "Unpause an account" in body and "1 not judged yet" in body
    assert "No run has opened this day." in empty().get(f"/day/{EMAIL.replace('@', '_').replace('.', '_')}/{DAY}").text


def test_a_hostile_name_is_a_text_on_every_page(empty: Callable[[], TestClient], engine: Engine) -> None:
    snapshot(engine, BEFORE, {SCRIPT: "1"})
    snapshot(engine, DAY, {SCRIPT: "3"})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), (), "run")
    client, slug = empty(), EMAIL.replace("@", "_").replace(".", "_")
    found = 0
    for address in (
        "/?span=90",
        f"/day/{slug}/{DAY}",
        f"/open?first={BEFORE}&last={DAY}",
        f"/report/{slug}?first={DAY}&last={DAY}",
    ):
        body = client.get(address).text
        assert SCRIPT not in body, address
        found += "&lt;script&gt;" in body
    assert found >= 3
    shown = client.get(f"/cell/{slug}/{DAY}/SPOT/balance", params={"asset": SCRIPT})
    assert shown.status_code == 200 and SCRIPT not in shown.text and "<dd>+2</dd>" in shown.text


def test_a_database_that_is_away_is_no_empty_list(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visit()
    nowhere = reading_engine("postgresql+psycopg://nobody:secret@127.0.0.1:1/none")
    monkeypatch.setattr(reader, "engine", lambda: nowhere)
    answer = client.get("/")
    assert answer.status_code == 503 and "No answer from the database" in answer.text
    assert "secret" not in answer.text and "Nothing of these days" not in answer.text


def test_a_missing_connection_is_named(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visit()

    def missing() -> Engine:
        raise ConfigurationError("the connection 'binrecon_reader' is missing")

    monkeypatch.setattr(reader, "engine", missing)
    answer = client.get("/")
    assert answer.status_code == 503 and "binrecon_reader" in answer.text


def test_a_fault_of_ours_shows_no_traceback(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visit()
    monkeypatch.setattr(reader, "engine", lambda: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500 and "ZeroDivision" not in answer.text and "This page failed" in answer.text


@pytest.mark.parametrize("address", ["/day/nobody/2026-11-02", "/nothing", "/evidence/binance_raw_trades/999999"])
def test_what_is_not_there_is_said_so(visit: Visit, address: str) -> None:
    answer = visit().get(address)
    assert answer.status_code == 404 and "Not here" in answer.text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = SimpleNamespace(statements=tmp_path)
    monkeypatch.setattr(upload, "load_accounts", lambda: SimpleNamespace(settings=settings))
    return tmp_path


def test_an_upload_is_kept_byte_for_byte_under_a_harmless_name(visit: Visit, folder: Path) -> None:
    content = b"User_ID,UTC_Time\r\n\x00\xff"
    answer = visit(may=True).put("/statements/..%2F..%2Fmy export.csv", content=content, headers=OURS)
    assert answer.status_code == 200, answer.text
    kept = folder / answer.json()["path"]
    assert kept.read_bytes() == content and kept.resolve().is_relative_to(folder / "uploaded")
    assert kept.name == f"{hashlib.sha256(content).hexdigest()[:12]}-my_export.csv"
    assert [entry.name for entry in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize(
    ("headers", "may", "content", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, True, b"x", 403),
        ({"origin": "http://evil.example"}, True, b"x", 403),
        ({}, True, b"x", 403),
        (OURS, False, b"x", 403),
        (OURS, True, b"", 422),
        (OURS, True, b"x" * 11, 413),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(
    visit: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch, headers: dict, may: bool, content: bytes, status: int
) -> None:
    monkeypatch.setattr(upload, "MOST", 10)
    answer = visit(may=may).put("/statements/a.csv", content=content, headers=headers)
    assert answer.status_code == status
    assert [entry for entry in folder.rglob("*") if entry.is_file()] == []


def test_forms_are_shown_to_those_alone_who_may_send_them(visit: Visit, folder: Path) -> None:
    assert 'type="file"' in visit(may=True).get("/waiting").text
    assert "<form" not in visit(may=False).get("/waiting").text
