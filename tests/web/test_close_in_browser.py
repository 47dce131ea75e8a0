"""A month is closed in a real browser on a real Airflow: asked by the page's button, signed by two people as required
actions, taken back by a verdict, and asked about again by the hourly look."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType
from sqlalchemy import Engine

from tests.conftest import Database
from tests.months import PAST, PAST_AFTER, PAST_FIRST, PAST_LAST, judge, judge_all
from tests.storage.rows import EMAIL, fetch
from tests.web.airflow_site import Server, scheduled, serve
from tests.web.auth_managers import SIMPLE
from tests.web.browsing import FRAME, PATIENCE, frame_of, in_a_browser, log_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

pytestmark = [pytest.mark.slow, in_a_browser]
CLOSE, MONITORING = "binrecon_close", "binrecon_monitoring"
LONGEST = 240
"""Seconds that anything may take until it shows."""


@pytest.fixture
def stage(database: Database, engine: Engine) -> Iterator[Server]:
    """The month before last, open on one day, on an Airflow that runs its tasks."""
    judge_all(engine, (PAST_FIRST, PAST_LAST, PAST_AFTER))
    judge(engine, PAST_LAST, "open", "12.5", "25")
    account = Account(EMAIL, AccountType.SUB, "sub")
    with serve(database, [account], SIMPLE) as server, scheduled(server):
        for dag in (CLOSE, MONITORING):
            server.ask("admin", "PATCH", f"/api/v2/dags/{dag}", {"is_paused": False}).raise_for_status()
        yield server


def as_user(browser: Browser, server: Server, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE)
    log_in(page, server, name)
    return page


def closes(server: Server, page: Page) -> Frame:
    page.goto(f"{server.address}{FRAME}/closes")
    return frame_of(page)


def shown(server: Server, page: Page, seen: Callable[[str], bool]) -> str:
    """What the row of the month says, once it is what is waited for."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        row = closes(server, page).locator("tbody tr", has_text=PAST).inner_text()
        if seen(row):
            return row
        time.sleep(2)
    raise AssertionError(f"never shown: {row}\n{(server.home / 'scheduler.log').read_text()[-3000:]}")


def answer(server: Server, page: Page, pictures: Path, name: str) -> str:
    """Go from the page to the required action, read it, and sign; gives what it says."""
    frame = closes(server, page)
    frame.locator("a", has_text="required action").click()
    page.wait_for_url("**/required_actions**")
    page.locator("text=sign as").last.click()
    button = page.get_by_role("button", name="Sign", exact=True)
    button.wait_for()
    told = page.locator("body").inner_text()
    page.screenshot(path=pictures / f"{name}.png")
    button.click()
    page.wait_for_timeout(1000)
    return told


def waits_for(server: Server, task: str) -> str:
    """The state of this task of the newest close, once it waits or has ended."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        path = f"/api/v2/dags/{CLOSE}/dagRuns/~/taskInstances?task_id={task}&order_by=-start_date"
        found = server.ask("admin", "GET", path).json()["task_instances"]
        if found and found[0]["state"] in ("awaiting_input", "success", "failed"):
            return str(found[0]["state"])
        time.sleep(1)
    raise AssertionError((server.home / "scheduler.log").read_text()[-3000:])


def test_a_month_is_asked_about_signed_by_two_taken_back_and_asked_about_again(
    stage: Server, browser: Browser, engine: Engine, tmp_path: Path
) -> None:
    admin, other = as_user(browser, stage, "admin"), as_user(browser, stage, "op")
    assert "to be signed" in shown(stage, admin, lambda row: True)
    closes(stage, admin).locator("tbody tr", has_text=PAST).locator("button", has_text="Close").click()
    shown(stage, admin, lambda row: "required action" in row)
    assert waits_for(stage, "prepare") == "awaiting_input"
    told = answer(stage, admin, tmp_path, "prepare")
    assert "1 break(s)" in told and "12.5" not in told
    assert "prepared by admin" in shown(stage, admin, lambda row: "prepared by" in row)
    assert waits_for(stage, "review") == "awaiting_input"
    answer(stage, admin, tmp_path, "review by the same")
    time.sleep(5)
    assert waits_for(stage, "review") == "awaiting_input"
    assert "Prepared by admin" in answer(stage, other, tmp_path, "review")
    row = shown(stage, admin, lambda row: "reviewed by op" in row)
    assert "certified" in row and "required action" not in row
    admin.screenshot(path=tmp_path / "certified.png")

    judge(engine, PAST_FIRST, "open", "3")
    assert "taken back: reviewed by op" in shown(stage, admin, lambda row: "taken back" in row)
    stage.ask("admin", "POST", f"/api/v2/dags/{MONITORING}/dagRuns", {"logical_date": None}).raise_for_status()
    assert waits_for(stage, "prepare") in ("awaiting_input", "success")
    end = time.monotonic() + LONGEST
    while len(stage.ask("admin", "GET", f"/api/v2/dags/{CLOSE}/dagRuns").json()["dag_runs"]) < 2:
        assert time.monotonic() < end, (stage.home / "scheduler.log").read_text()[-3000:]
        time.sleep(2)
    # The first run's link stands until the second has asked.
    shown(stage, admin, lambda row: "required action" in row and actions(engine).count("close asked") == 2)
    admin.screenshot(path=tmp_path / "taken back.png")
    assert "certificate taken back" in actions(engine)


def actions(engine: Engine) -> list[str]:
    """What the log tells of closes, oldest first."""
    told = fetch(engine, "SELECT action FROM binance_audit_log WHERE action <> 'form done' ORDER BY id")
    return [action for (action,) in told]
