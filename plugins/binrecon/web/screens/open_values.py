"""The page of open values: every cell that is open or unproved with its age, how much there was day by day, a CSV."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from binrecon.domain.settlement import newest_settled_day
from binrecon.storage.pages.open_values import OpenCell, OpenValues, read_open
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking, Viewer
from binrecon.web.charts import line_chart
from binrecon.web.downloads import csv_of
from binrecon.web.parameters import Day
from binrecon.web.rendering import render

router = APIRouter(dependencies=[LOGGED_IN])
REACH = timedelta(days=90)
MOST = 500
"""Cells that are shown at once, with links to those before and after; the CSV has all."""


@router.get("/open")
def open_values(
    request: Request,
    looking: Looking,
    account: str = "",
    first: Day = None,
    last: Day = None,
    skip: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """What is open or unproved between two days; the last 90 where none are given. `skip` cells are those before."""
    first, last = _span(first, last)
    read = _read(looking, account, first, last)
    skip = min(skip, max(len(read.cells) - 1, 0) // MOST * MOST)
    return render(
        request,
        "open_values.html",
        accounts=looking.accounts,
        filters={"account": account, "first": first, "last": last},
        read=read,
        shown=read.cells[skip : skip + MOST],
        skip=skip,
        most=MOST,
        names={one.email: one for one in looking.accounts},
        chart_usd=line_chart([(day.date, day.usd) for day in read.days], last),
        counts=line_chart([(day.date, Decimal(day.open + day.unproved)) for day in read.days], last),
        newest=newest_settled_day(datetime.now(UTC)),
    )


@router.get("/open.csv")
def open_csv(looking: Looking, account: str = "", first: Day = None, last: Day = None) -> Response:
    """The same cells as a file."""
    first, last = _span(first, last)
    cells = _read(looking, account, first, last).cells
    return csv_of(f"open_{first}_{last}.csv", OpenCell._fields, cells)


def _span(first: date | None, last: date | None) -> tuple[date, date]:
    last = last or newest_settled_day(datetime.now(UTC))
    return first or last - REACH, last


def _read(looking: Viewer, account: str, first: date, last: date) -> OpenValues:
    emails = [one.email for one in looking.accounts if not account or one.slug == account]
    return read_open(reader.engine(), emails, first, last)
