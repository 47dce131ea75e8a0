"""What the page's forms send, as they are shown, is what Airflow's forms take."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType, Measure
from binrecon.orchestration.resolution_form import LONGEST, SHORTEST, act_of, proposal_of
from binrecon.orchestration.sign_off_form import signing_of
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.resolutions import DealtWith, Withdrawal
from binrecon.storage import errors_log
from binrecon.storage.database import reading_engine
from binrecon.storage.resolutions import KINDS
from binrecon.storage.sign_offs import Period
from binrecon.web import reader
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.conftest import Database
from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, insert, snapshot, transfer

ACCOUNT = Account(EMAIL, AccountType.MAIN, "binance")
DAYS = f"first={DAY}&last={DAY}"


class Forms(HTMLParser):
    """The forms of a page that start a DAG, as `page.js` sends them when each is filled in as little as it demands."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, Any]] = []
        self.limits: list[tuple[str | None, str | None]] = []
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = "data-trigger" in given
            self.found += [{}] if self._inside else []
        elif self._inside and tag == "select":
            self._select = given["name"] or ""
        elif self._inside and tag == "option" and given.get("value") != "":
            self.found[-1].setdefault(self._select, given.get("value"))
        elif self._inside and tag == "input":
            self._fill(given)

    def handle_data(self, data: str) -> None:
        """An option without a value has its text."""
        if self._select and self.found[-1].get(self._select, "") is None:
            self.found[-1][self._select] = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _fill(self, given: dict[str, str | None]) -> None:
        if given.get("name") == "reason":
            self.limits.append((given.get("minlength"), given.get("maxlength")))
        value = given.get("value") or "x" * int(given.get("minlength") or 0)
        if value and given["name"]:
            self.found[-1][given["name"]] = int(value) if "data-number" in given else value


def forms(body: str) -> Forms:
    parser = Forms()
    parser.feed(body)
    return parser


@pytest.fixture
def page(database: Database, visit: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch) -> TestClient:
    made = visit((ACCOUNT,), may=True)
    engine = reading_engine(database.reader_url)
    monkeypatch.setattr(reader, "engine", lambda: engine)
    return made


def judge(engine: Engine, closing: str) -> None:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": closing})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), (), "run")


def test_an_open_variance_is_resolved_by_the_form_of_its_page(page: TestClient, engine: Engine) -> None:
    transfer(engine, "BTC", "0.25")
    judge(engine, "1.75")
    read = forms(page.get(f"/cell/{ACCOUNT.slug}/{DAY}/SPOT/balance?asset=BTC").text)
    [given] = [one for one in read.found if one.get("action") == "propose"]
    wanted = proposal_of(given)
    assert given["action"] == "propose" and wanted.kind == KINDS[0]
    assert (wanted.account_day, wanted.asset, wanted.measure) == (spot(EMAIL, DAY), "BTC", Measure.BALANCE)
    assert wanted.amount == Decimal("0.5")
    assert read.limits == [(str(SHORTEST), str(LONGEST))]


def test_what_waits_is_worked_off_by_its_forms(page: TestClient, engine: Engine) -> None:
    error = errors_log.record(engine, EMAIL, ValueError(), needs_manual_review=True)
    claim = {"email": EMAIL, "date": DAY, "wallet": "SPOT", "asset": "BTC", "kind": "airdrop", "amount": 1}
    insert(
        engine, "binance_resolutions", claim | {"reason": "as the chain shows", "author": "a", "needs_approval": True}
    )
    dealt, approve, withdraw = (act_of(given) for given in forms(page.get("/waiting").text).found)
    assert dealt == DealtWith(error, error, "x" * SHORTEST)
    assert approve.resolution_id == withdraw.resolution_id == 1 and isinstance(withdraw, Withdrawal)


def test_a_report_is_signed_by_its_form(page: TestClient, engine: Engine) -> None:
    judge(engine, "1")
    [given] = forms(page.get(f"/report/{ACCOUNT.slug}?{DAYS}").text).found
    signing = signing_of(given)
    assert signing.period == Period(EMAIL, DAY, DAY) and signing.role == "prepared"


def test_a_day_with_a_wallet_that_is_not_judged_cannot_be_signed(page: TestClient, engine: Engine) -> None:
    judge(engine, "1")
    opened = {"email": EMAIL, "date": DAY, "wallet": "MARGIN", "opened_at": at()}
    insert(engine, "binance_reconciliation_days", opened)
    body = page.get(f"/report/{ACCOUNT.slug}?{DAYS}").text
    assert "1 day without a verdict" in body and forms(body).found == []
