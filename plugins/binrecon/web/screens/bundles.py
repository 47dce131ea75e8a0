"""The page of bundles: a form that has one written, those that lie in the reports, and their download.

Rests on decision 139.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import IO

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from binrecon.config.accounts import Account
from binrecon.domain.settlement import newest_settled_day
from binrecon.reporting.bundle_list import ListedBundle, listed_bundles, open_bundle
from binrecon.services.bundle import FOLDER, Edition
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.parameters import Day
from binrecon.web.rendering import render

router = APIRouter(dependencies=[LOGGED_IN])
STATEMENT = "binrecon_statement"
ACCOUNTS_AT_ONCE = 25
"""Each has a folder that is read; of more accounts one is chosen."""
MOST = 200
"""Bundles of an account that are shown."""
BLOCK = 1 << 18


@dataclass(frozen=True)
class AccountBundles:
    """The bundles of one account, None where its folder cannot be seen from here."""

    account: Account
    found: list[ListedBundle] | None


@router.get("/bundles")
def bundles(request: Request, looking: Looking, account: str = "", first: Day = None, last: Day = None) -> Response:
    """The bundles of the account, or of all that the user may see where these are few; the days fill the form."""
    wanted = [one for one in looking.accounts if not account or one.slug == account]
    listed = wanted if len(wanted) <= ACCOUNTS_AT_ONCE else []
    last = last or newest_settled_day(datetime.now(UTC))
    reports = looking.settings.reports
    return render(
        request,
        "bundles.html",
        accounts=looking.accounts,
        chosen=account,
        first=first or last.replace(day=1),
        last=last,
        listed=[AccountBundles(one, listed_bundles(reports / one.slug, FOLDER)) for one in listed],
        has_more=len(listed) < len(wanted),
        most=MOST,
        editions=tuple(Edition),
        may_write=looking.may_run(STATEMENT),
        statement=STATEMENT,
    )


@router.get("/bundles/{slug}/{name}")
def bundle(looking: Looking, slug: str, name: str) -> Response:
    """The file of a bundle, as it lies in the reports."""
    account = looking.account(slug)
    try:
        found = open_bundle(looking.settings.reports / account.slug / FOLDER, name)
    except OSError as error:
        raise HTTPException(503, f"This web server cannot read the bundle ({type(error).__name__}).") from None
    if found is None:
        raise HTTPException(404, "No bundle of this name lies in the account's folder, as this web server sees it.")
    file, size = found
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(size)}
    return StreamingResponse(_blocks(file), media_type="application/zip", headers=headers)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, BLOCK), b"")
