"""The page of open values: every break with its age, how old they are by account, asset and cause, how much there was
day by day, and two CSVs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from binrecon.domain.settlement import newest_settled_day
from binrecon.storage.breaks import BUCKETS, Aged, Break
from binrecon.storage.pages.open_values import OpenValues, read_open
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking, Viewer
from binrecon.web.charts import line_chart
from binrecon.web.downloads import csv_of
from binrecon.web.parameters import Day
from binrecon.web.rendering import render

router = APIRouter(dependencies=[LOGGED_IN])
REACH = timedelta(days=90)
MOST = 500
"""Breaks that are shown at once, with links to those before and after; the CSV has all."""


@dataclass(frozen=True)
class AgeingRow:
    """The breaks of one account, asset and cause, by bucket of age."""

    email: str
    asset: str
    cause: str
    buckets: dict[str, Aged] = field(default_factory=dict)


@router.get("/open")
def open_values(
    request: Request,
    looking: Looking,
    account: str = "",
    first: Day = None,
    last: Day = None,
    skip: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """The breaks that have a day between two; the last 90 where none are given. `skip` breaks are those before."""
    first, last = _span(first, last)
    read = _read(looking, account, first, last)
    skip = min(skip, max(len(read.breaks) - 1, 0) // MOST * MOST)
    return render(
        request,
        "open_values.html",
        accounts=looking.accounts,
        filters={"account": account, "first": first, "last": last},
        read=read,
        shown=read.breaks[skip : skip + MOST],
        skip=skip,
        most=MOST,
        ageing=ageing_rows(read.ageing),
        buckets=BUCKETS,
        names={one.email: one for one in looking.accounts},
        today=datetime.now(UTC).date(),
        chart_usd=line_chart([(day.date, day.usd) for day in read.days], last),
        counts=line_chart([(day.date, Decimal(day.open + day.unproved)) for day in read.days], last),
    )


@router.get("/open.csv")
def open_csv(looking: Looking, account: str = "", first: Day = None, last: Day = None) -> Response:
    """The same breaks as a file, with the columns of breaks.csv."""
    first, last = _span(first, last)
    found = _read(looking, account, first, last).breaks
    return csv_of(f"breaks_{first}_{last}.csv", Break._fields, found)


@router.get("/ageing.csv")
def ageing_csv(looking: Looking, account: str = "", first: Day = None, last: Day = None) -> Response:
    """How old they are as a file, with the columns of the reports' ageing.csv."""
    first, last = _span(first, last)
    found = _read(looking, account, first, last).ageing
    return csv_of(f"ageing_{first}_{last}.csv", Aged._fields, found)


def ageing_rows(found: Iterable[Aged]) -> list[AgeingRow]:
    """A row for each account, asset and cause, in the order given."""
    made: dict[tuple[str, str, str], AgeingRow] = {}
    for one in found:
        key = one.email, one.asset, one.cause
        made.setdefault(key, AgeingRow(*key)).buckets[one.bucket] = one
    return list(made.values())


def _span(first: date | None, last: date | None) -> tuple[date, date]:
    last = last or newest_settled_day(datetime.now(UTC))
    return first or last - REACH, last


def _read(looking: Viewer, account: str, first: date, last: date) -> OpenValues:
    emails = [one.email for one in looking.accounts if not account or one.slug == account]
    return read_open(reader.engine(), emails, first, last, newest_settled_day(datetime.now(UTC)))
