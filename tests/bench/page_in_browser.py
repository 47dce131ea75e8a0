"""Times in Chromium how long the page's first screen takes until it is painted and a key works, and Airflow's own grid
until it is painted; in turn, each in a window of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import requests
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.rows import Row
from tests.web.browsing import CHROMIUM

ROUNDS = 5
USABLE_MS = 1000
PATIENCE_MS = 120_000
USER = "admin"
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
_CELL_OF_GRID = "a[href*='/runs/'][href*='/tasks/']"


def token(address: str) -> str:
    """What the login gives; each role of the site is a user of its name, and its password too."""
    answer = requests.post(f"{address}/auth/token", json={"username": USER, "password": USER}, timeout=60)
    return str(answer.json()["access_token"])


def measure(address: str, first_screen: str, dag_id: str) -> list[Row]:
    """The lines of the table, of the first screen at this path; none, and a sentence, where no browser is installed."""
    if CHROMIUM is None:
        print("No browser, so nothing is said of one: install Chromium (Debian: apt-get install chromium).", flush=True)
        return []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        turns = [_turn(browser, address, first_screen, dag_id) for _ in range(1 + ROUNDS)][1:]
        browser.close()
    ours, theirs = (median(figures) for figures in zip(*turns, strict=True))
    return [
        Row("first screen, 90 days, in Chromium until a key works, ms", ours, USABLE_MS),
        Row("Airflow's grid of one DAG in Chromium until it is painted, ms", theirs),
        Row("first screen ÷ Airflow's grid, in Chromium", ours / theirs, 1),
    ]


def _turn(browser: Browser, address: str, first_screen: str, dag_id: str) -> tuple[float, float]:
    return (
        _milliseconds(browser, address, first_screen, _use_our_grid),
        _milliseconds(browser, address, f"/dags/{dag_id}", _see_their_grid),
    )


def _milliseconds(browser: Browser, address: str, path: str, use: Callable[[Page], None]) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "_token", "value": token(address), "url": address}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    start = time.perf_counter()
    page.goto(address + path, wait_until="commit")
    use(page)
    took = (time.perf_counter() - start) * 1000
    context.close()
    return took


def _use_our_grid(page: Page) -> None:
    """The newest cell is reached by the arrows: the script has run, and the grid is there."""
    page.wait_for_selector("td.cell a[tabindex='0']")
    page.evaluate(_PAINTED)
    page.locator("td.cell a[tabindex='0']").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.activeElement.tabIndex === 0 && document.activeElement.closest('td.cell')")


def _see_their_grid(page: Page) -> None:
    page.wait_for_selector(_CELL_OF_GRID)
    page.evaluate(_PAINTED)
