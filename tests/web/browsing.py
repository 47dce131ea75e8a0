"""What every test in a browser does: log in, wait for the frame that shows the page."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.web.airflow_site import Server

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no browser: install one (Debian: apt-get install chromium)")
FRAME = "/plugin/proof/binrecon"
PATIENCE = 60_000


def log_in(page: Page, airflow: Server, user: str, to: str = "/") -> None:
    """Ask for an address without a login, and fill in the form that comes."""
    page.goto(f"{airflow.address}{to}")
    fill_login(page, airflow, user)


def fill_login(page: Page, airflow: Server, user: str) -> None:
    """The form of the server's auth manager."""
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", user)
    page.click(airflow.manager.submit)
    page.wait_for_url(lambda url: "/auth/login" not in url, timeout=PATIENCE)


def frame_of(page: Page) -> Frame:
    """The frame that shows our page, once it shows something."""
    handle = page.wait_for_selector("iframe", timeout=PATIENCE)
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_selector("h1", timeout=PATIENCE)
    return frame
