"""The page in a real browser inside of Airflow: what is seen, clicked, typed, and refused."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from sqlalchemy import Engine, text

from tests.web.airflow_site import Server
from tests.web.browsing import FRAME, PATIENCE, fill_login, frame_of, in_a_browser, log_in
from tests.web.conftest import Site

pytestmark = [pytest.mark.slow, in_a_browser]
DAG = "binrecon_main_fund_example"
SIZES = ((1280, 800), (390, 800))


@pytest.fixture(scope="module")
def logins(airflow: Server, browser: Browser) -> dict[str, str]:
    """The stored login of each role."""
    return {role: logged_in(airflow, browser, role) for role in ("viewer", "admin")}


def logged_in(airflow: Server, browser: Browser, role: str) -> dict:
    context = browser.new_context()
    page = context.new_page()
    log_in(page, airflow, role)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="module")
def run(airflow: Server, site: Site) -> str:
    """A run of the main account's second day, with the note that the scheduler would have written."""
    runs = f"{airflow.address}/api/v2/dags/{DAG}/dagRuns"
    day, headers = str(site.demo.world.days[1]), airflow.bearer("admin")
    made = requests.post(runs, headers=headers, json={"logical_date": None, "conf": {"day": day}}, timeout=30).json()
    note = {"note": f"Day {day}: 7 proved"}
    noted = requests.patch(f"{runs}/{quote(made['dag_run_id'])}", headers=headers, json=note, timeout=30)
    assert noted.ok, noted.text
    return str(made["dag_run_id"])


@pytest.fixture
def open_as(airflow: Server, browser: Browser, logins: dict) -> Iterator[Callable[..., Page]]:
    """A function that gives a page of a user of this role; errors of its console fail the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def give(role: str = "admin", size: tuple[int, int] = SIZES[0], dark: bool = False) -> Page:
        width, height = size
        context = browser.new_context(
            storage_state=logins[role], viewport={"width": width, "height": height}, accept_downloads=True
        )
        context.add_init_script(f"localStorage.setItem('theme', '{'dark' if dark else 'light'}')")
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield give
    for context in contexts:
        context.close()
    assert [error for error in errors if "status of 40" not in error] == []


def screens(site: Site) -> dict[str, str]:
    account, day = site.accounts[0], site.demo.world.days[1]
    return {
        "overview": "/",
        "day": f"/day/{account.slug}/{day}?wallet=SPOT",
        "cell": f"/cell/{account.slug}/{day}/SPOT/balance?asset=BTC",
        "coverage": f"/coverage/{account.slug}/{day}?wallet=SPOT",
        "evidence": "/evidence/binance_raw_deposit_history/1",
        "open": "/open",
        "group": "/group",
        "closes": "/closes",
        "bundles": "/bundles",
        "waiting": "/waiting",
        "log": "/log",
        "report": f"/report/{account.slug}?first={site.demo.world.days[0]}&last={site.last}",
    }


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_each_screen_fits_and_can_be_read(
    airflow: Server, open_as: Callable[..., Page], site: Site, size: tuple[int, int], dark: bool, tmp_path: Path
) -> None:
    page = open_as(size=size, dark=dark)
    for name, path in screens(site).items():
        page.goto(f"{airflow.address}{FRAME}{path}")
        frame = frame_of(page)
        assert frame.evaluate("document.documentElement.classList.contains('dark')") is dark, name
        wider = frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} pixels wider than its frame"
        assert poor_contrast(frame) == [], name
        if name == "overview" and size == SIZES[0]:
            hidden = frame.evaluate(HIDDEN_BY_SCROLLING, "table.inbox")
            assert hidden <= 0, f"the buttons of the inbox are {hidden} pixels outside"
        page.screenshot(path=tmp_path / f"{name}.png")


HIDDEN_BY_SCROLLING = """(name) => {
  const around = document.querySelector(name).closest('.scroll');
  return around.scrollWidth - around.clientWidth;
}"""
CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (value) => { const v = value / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('main *, header *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.offsetParent || element.closest('svg, .hidden, button:disabled')) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const said = `${element.tagName}.${element.className}: ${ratio.toFixed(2)} ${element.textContent.slice(0, 30)}`;
    if (ratio < 4.5) poor.push(said);
  }
  return [...new Set(poor)];
}"""
"""WCAG 2.1, 1.4.3: text against what lies behind it, at least 4.5 to 1."""


def poor_contrast(frame: Frame) -> list[str]:
    return frame.evaluate(CONTRAST)


def test_the_morning_s_question_is_answered_without_a_click(
    airflow: Server, open_as: Callable[..., Page], site: Site, reading: Engine
) -> None:
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}/")
    frame = frame_of(page)
    with reading.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT email, date, asset, verdict FROM v_binance_verdicts_current "
                "WHERE verdict IN ('open', 'unproved')"
            )
        ).all()
    cells = frame.locator("td.cell a").evaluate_all(
        "all => all.map((one) => one.closest('td').className.split(' ')[1])"
    )
    with reading.connect() as connection:
        held = connection.execute(text("SELECT verdict, count(*) FROM binance_reconciliation_days GROUP BY verdict"))
        assert Counter(cells) == Counter(dict(held.all()))
    inbox = frame.locator("table.inbox").first.inner_text()
    for email, _, asset, verdict in rows:
        assert email in inbox and (asset in inbox), (email, asset, verdict)


def test_every_verdict_is_drilled_down_to_its_bytes_and_back(
    airflow: Server, open_as: Callable[..., Page], site: Site
) -> None:
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}/")
    frame_of(page).locator("td.cell.open a").first.click()
    frame = frame_of(page)
    expect(frame.locator("h1")).to_contain_text("open")
    frame.locator("tbody th a").first.click()
    frame.wait_for_selector("dl.equation")
    moves = frame.locator("section[aria-labelledby=moves-title] tbody tr td:last-child a")
    if moves.count():
        moves.first.click()
        frame.wait_for_selector("text=made anew")
        assert "the same" in frame.locator("dl.facts").inner_text()
        page.go_back()
        frame_of(page).wait_for_selector("dl.equation")
    page.wait_for_url("**/binrecon/cell/**")
    address = page.url
    page.reload()
    frame_of(page).wait_for_selector("dl.equation")
    assert page.url == address


def test_a_deep_link_leads_through_the_login_to_its_page(airflow: Server, browser: Browser, site: Site) -> None:
    path = screens(site)["day"]
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    log_in(page, airflow, "viewer", f"{FRAME}{path}")
    expect(frame_of(page).locator("h1")).to_contain_text(str(site.demo.world.days[1]))
    context.close()


def test_a_run_has_a_tab_with_its_day_and_the_day_leads_to_its_run(
    airflow: Server, open_as: Callable[..., Page], site: Site, run: str
) -> None:
    page = open_as()
    page.goto(f"{airflow.address}/dags/{DAG}/runs/{quote(run)}")
    page.get_by_title("Day", exact=True).click()
    frame = frame_of(page)
    expect(frame.locator("h1")).to_contain_text(f"{site.demo.world.days[1]} of main@fund.example")
    frame.locator("a[data-airflow-page]").click()
    page.wait_for_url(re.compile(f"/runs/{re.escape(quote(run, safe=''))}|/runs/{re.escape(run)}"))


def test_a_day_is_run_again_as_the_user(airflow: Server, open_as: Callable[..., Page], site: Site, run: str) -> None:
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}{screens(site)['day']}")
    frame = frame_of(page)
    frame.get_by_role("button", name="Clear what failed").click()
    frame.wait_for_selector("form[data-failed] >> text=the run is queued")
    frame.get_by_role("button", name="Run the day again").click()
    frame.wait_for_selector("form[data-tasks] >> text=the run is queued")


def test_a_copy_that_failed_is_read_and_cleared_from_its_day(
    airflow: Server, open_as: Callable[..., Page], site: Site, run: str
) -> None:
    address = f"{airflow.address}/api/v2/dags/{DAG}/dagRuns/{quote(run)}/taskInstances/open_day"
    state = {"new_state": "failed"}
    marked = requests.patch(address, headers=airflow.bearer("admin"), json=state, timeout=30)
    assert marked.ok, marked.text
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}{screens(site)['day']}")
    failed = frame_of(page).locator("form[data-clear]", has_text="open_day failed")
    failed.get_by_role("button", name="Clear this copy").click()
    expect(failed.locator("[role=status]")).to_contain_text("the run is queued")
    again = requests.get(address, headers=airflow.bearer("admin"), timeout=30).json()
    assert again["state"] is None, "it waits for its next try"
    failed.locator("a[data-airflow-page]").click()
    page.wait_for_url(re.compile("/tasks/open_day"))


def test_a_link_to_a_run_opens_airflow_s_own_page_and_back_returns(
    airflow: Server, open_as: Callable[..., Page], site: Site, run: str
) -> None:
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}{screens(site)['day']}")
    frame_of(page).locator("a[data-airflow-page]").first.click()
    page.wait_for_url(re.compile(r"/dags/binrecon_main_fund_example/runs/"))
    page.go_back()
    expect(frame_of(page).locator("h1")).to_contain_text("main@fund.example")


def test_the_keys_find_walk_and_open(airflow: Server, open_as: Callable[..., Page]) -> None:
    page = open_as()
    page.goto(f"{airflow.address}/binrecon/")
    page.wait_for_selector("h1")
    page.keyboard.press("/")
    page.keyboard.type("SOL")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("asset=SOL"))
    assert page.locator("table.inbox").first.locator("tbody tr").count() >= 1
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    assert page.locator("tr.chosen").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(day|cell)/"))


def test_the_grid_is_walked_by_arrows_and_every_function_is_in_the_order_of_tabs(
    airflow: Server, open_as: Callable[..., Page]
) -> None:
    page = open_as()
    page.goto(f"{airflow.address}/binrecon/")
    page.locator("td.cell a[tabindex='0']").focus()
    before = page.evaluate("document.activeElement.href")
    page.keyboard.press("ArrowLeft")
    after = page.evaluate("document.activeElement.href")
    assert before != after and "/day/" in after
    unreachable = page.evaluate(
        "[...document.querySelectorAll('main a, main button, main input, main select')]"
        ".filter((one) => one.tabIndex < 0 && !one.closest('td.cell')).map((one) => one.outerHTML)"
    )
    assert unreachable == []


def test_the_theme_is_switched_while_the_page_is_open(airflow: Server, open_as: Callable[..., Page]) -> None:
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}/")
    frame = frame_of(page)
    page.evaluate("document.documentElement.classList.replace('light', 'dark')")
    frame.wait_for_selector("html.dark")


def test_what_is_downloaded_is_what_is_shown(
    airflow: Server, open_as: Callable[..., Page], site: Site, tmp_path: Path
) -> None:
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}/open")
    frame = frame_of(page)
    shown = frame.locator("table.inbox tbody tr").count()
    with page.expect_download() as waited:
        frame.locator("a[download]").first.click()
    waited.value.save_as(tmp_path / "open.csv")
    assert len(list(csv.DictReader((tmp_path / "open.csv").open()))) == shown
    page.goto(f"{airflow.address}{FRAME}{screens(site)['day']}")
    frame = frame_of(page)
    assets = frame.locator("table.lines tbody tr").count()
    with page.expect_download() as waited:
        frame.locator("a[download]").click()
    waited.value.save_as(tmp_path / "day.zip")
    with zipfile.ZipFile(tmp_path / "day.zip") as archive:
        lines = archive.read("summary.csv").decode().splitlines()
    assert len(lines) == assets + 1


def test_the_tabs_of_a_dag_and_the_strip_on_the_home_page(airflow: Server, open_as: Callable[..., Page]) -> None:
    page = open_as()
    page.goto(f"{airflow.address}/")
    strip = page.locator("[role=status]", has_text="Balances of")
    strip.wait_for()
    assert "a person" in strip.inner_text()
    page.goto(f"{airflow.address}/dags/binrecon_main_fund_example")
    page.get_by_title("Account", exact=True).click()
    expect(frame_of(page).locator("td.cell a").first).to_be_visible()


def test_a_session_that_ended_is_said_and_leads_to_the_login(airflow: Server, open_as: Callable[..., Page]) -> None:
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}/")
    frame = frame_of(page)
    page.context.clear_cookies()
    frame.locator("nav a", has_text="Open").click()
    frame.wait_for_selector("text=Your session has ended")
    frame.locator("a", has_text="Log in").click()
    page.wait_for_url(re.compile("/auth/login"))
    fill_login(page, airflow, "admin")
    frame_of(page)
    assert page.url.endswith(f"{FRAME}/open"), "the login comes back to the screen that was asked for"


def test_a_form_is_sent_as_the_user_and_its_run_is_followed(
    airflow: Server, open_as: Callable[..., Page], site: Site
) -> None:
    """No scheduler runs here: the run stays queued, and the page says so."""
    page = open_as()
    page.goto(f"{airflow.address}{FRAME}{screens(site)['report']}")
    frame = frame_of(page)
    frame.fill("input[name=comment]", "month end")
    frame.locator("form[data-trigger] button").click()
    frame.wait_for_selector("text=the run is queued")
    runs = requests.get(
        f"{airflow.address}/api/v2/dags/binrecon_sign_off/dagRuns", headers=airflow.bearer("admin"), timeout=30
    ).json()["dag_runs"]
    assert runs[-1]["triggering_user_name"] == "admin"
    assert runs[-1]["conf"]["comment"] == "month end" and runs[-1]["conf"]["role"] == "prepared"
    told = {"headers": airflow.bearer("admin"), "json": {"is_paused": True}, "timeout": 30}
    requests.patch(f"{airflow.address}/api/v2/dags/binrecon_sign_off", **told).raise_for_status()
    try:
        frame.wait_for_selector("text=the run is queued, and binrecon_sign_off is paused: unpause it")
    finally:
        told["json"] = {"is_paused": False}
        requests.patch(f"{airflow.address}/api/v2/dags/binrecon_sign_off", **told).raise_for_status()
