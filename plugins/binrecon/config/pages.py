"""Where the pages are in Airflow's web server, for whoever links to one: messages, notes, the page itself."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import quote

PREFIX = "/binrecon"
"""Where the page is mounted."""
ROUTE = "proof"
"""The name of the frame that shows it: Airflow's own address of a page is /plugin/proof and then the page's path."""
OUTER = f"/plugin/{ROUTE}{PREFIX}"
"""The page inside of Airflow: what a link from elsewhere leads to, after a login if need be."""


def slug_of(email: str) -> str:
    """An account's e-mail as a part of a path, of a DAG's id, of a folder's name."""
    return re.sub(r"[^a-z0-9]", "_", email.lower())


def day_path(email: str, day: date, wallet: str) -> str:
    """The page of an account-day inside of Airflow, without the server's address."""
    return f"{OUTER}/day/{slug_of(email)}/{day}?wallet={quote(wallet, safe='')}"
