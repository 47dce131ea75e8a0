"""The first screen, and the same as CSVs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from binrecon.domain.settlement import SETTLES_AFTER, newest_settled_day
from binrecon.storage.breaks import FIRST_DAY, Break
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.downloads import csv_text, zip_of
from binrecon.web.rendering import mount_of, render
from binrecon.web.runs import schedule_of
from binrecon.web.screens.cell import RESOLUTIONS
from binrecon.web.screens.first_screen import SPANS, Choice, look
from binrecon.web.screens.grid import NONE, Cell, Row
from binrecon.web.screens.grid_html import cells_of
from binrecon.web.screens.inbox import NOT_JUDGED, Concern, first_of

router = APIRouter(dependencies=[LOGGED_IN])
Chosen = Annotated[Choice, Depends()]
MOST = 500
"""Rows of the inbox that are shown; the CSVs have all."""

DAYS_HEADER = (
    *("date", "account", "wallet", "state"),
    *("proved", "explained", "open", "unproved", "usd_open", "unpriced", "reason"),
)
NEEDS_HEADER = (
    *("cause", "account", "wallet", "verdict", "what", "assets"),
    *("since", "times", "variance", "usd", "next_step"),
    *("until", "age", "owner", "due", "comment"),
)


@router.get("/")
def overview(request: Request, looking: Looking, choice: Chosen) -> Response:
    """All accounts that the user may see, or those that the filters in the address name."""
    now = datetime.now(UTC)
    newest = newest_settled_day(now)
    shown = look(looking, choice, mount_of(request), now)
    return render(
        request,
        "overview.html",
        accounts=looking.accounts,
        wallets=sorted({str(one) for each in looking.accounts for one in each.wallets}),
        choice=choice,
        query=request.url.query,
        is_filtered=choice.narrows or bool(choice.account or choice.wallet),
        spans=[(span, newest - timedelta(days=span - 1)) for span in SPANS],
        shown=shown,
        headline=shown.headline,
        cells_of=cells_of,
        schedule=schedule_of([one.dag_id for one in looking.accounts]),
        settles_after=SETTLES_AFTER,
        resolutions=RESOLUTIONS,
        most=MOST,
        groups=first_of(shown.groups, MOST),
        ever=f"first={FIRST_DAY}&last={newest}",
        today=now.date(),
        not_judged=NOT_JUDGED,
    )


@router.get("/overview.zip")
def download(request: Request, looking: Looking, choice: Chosen) -> Response:
    """The grid, the inbox and its breaks one by one as CSVs, with the same filters."""
    shown = look(looking, choice, mount_of(request), datetime.now(UTC))
    days = (_day_line(row, cell) for row in shown.rows for cell in row.cells if cell.state != NONE)
    files = {
        "days.csv": csv_text(DAYS_HEADER, days),
        "needs_a_person.csv": csv_text(NEEDS_HEADER, map(_need_line, shown.concerns)),
        "breaks.csv": csv_text(Break._fields, shown.breaks),
    }
    return zip_of(f"proof_{shown.days[0]}_{shown.days[-1]}.zip", files)


def _day_line(row: Row, cell: Cell) -> tuple[Any, ...]:
    held = cell.day
    counts = (held.proved, held.explained, held.open, held.unproved, held.usd, held.unpriced) if held else (None,) * 6
    return cell.date, row.account.email, row.wallet, cell.state, *counts, held.reason if held else None


def _need_line(one: Concern) -> tuple[Any, ...]:
    email = one.account.email if one.account else None
    about = one.cause, email, one.wallet, one.verdict, one.subject, " ".join(one.names)
    told = one.told
    said = (told.last_day, told.age, told.owner, told.due, told.comment) if told else (None,) * 5
    return *about, one.since, one.times, one.variance, one.usd, one.step, *said
