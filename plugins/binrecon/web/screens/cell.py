"""The page of one measure of an asset on an account-day: the equation, its movements, what was found, other days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from binrecon.domain.account_day import AccountDay
from binrecon.domain.money import CONTEXT
from binrecon.domain.settlement import newest_settled_day
from binrecon.sources.booking import OwnFiles
from binrecon.sources.catalogue import SOURCES
from binrecon.storage.pages.account_day import AssetLine
from binrecon.storage.pages.cell import MOST_MOVEMENTS, CellPage, Movement, read_cell
from binrecon.storage.resolutions import KINDS
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.charts import line_chart, witness_bars
from binrecon.web.parameters import PathDay
from binrecon.web.rendering import render
from binrecon.web.screens.account_day import BREAKS, ONE_DAY, wallet_named

router = APIRouter(dependencies=[LOGGED_IN])
RESOLUTIONS = "binrecon_resolutions"
NOTHING_FOUND: dict[str, Any] = {
    "explained": [],
    "resolved": [],
    "alternatives": [],
    "next_steps": [],
    "ruled_out": [],
    "witnesses": None,
}
"""What a verdict is stored with says no more than it has."""


@dataclass(frozen=True)
class Step:
    """A movement with the balance after it, None where the opening balance is not known; `table` holds its page."""

    movement: Movement
    balance: Decimal | None
    table: str


@router.get("/cell/{slug}/{day}/{wallet}/{measure}")
def cell(
    request: Request,
    looking: Looking,
    slug: str,
    day: PathDay,
    wallet: str,
    measure: str,
    asset: Annotated[str, Query()],
) -> Response:
    """One measure of the asset."""
    account = looking.account(slug)
    whose = AccountDay(account.email, day, wallet_named(wallet))
    page = read_cell(reader.engine(), whose, asset, measure, looking.emails, newest_settled_day(datetime.now(UTC)))
    current = page.history[0] if page.history else None
    findings = {**NOTHING_FOUND, **(current.findings if current else {})}
    return render(
        request,
        "cell.html",
        account=account,
        whose=whose,
        asset=asset,
        measure=measure,
        page=page,
        current=current,
        findings=findings,
        witnesses=witness_bars(witnesses_of(page.line, findings["witnesses"])),
        steps=list(steps_of(page)),
        most=MOST_MOVEMENTS,
        balance_chart=line_chart([(one.date, one.actual) for one in page.strip], day),
        variance_chart=line_chart([(one.date, one.variance) for one in page.strip], day),
        names={one.email: one for one in looking.accounts},
        before=day - ONE_DAY,
        after=day + ONE_DAY,
        may_resolve=looking.may_run(RESOLUTIONS),
        resolutions=RESOLUTIONS,
        kinds=KINDS,
        may_say=looking.may_run(BREAKS),
        breaks=BREAKS,
    )


def witnesses_of(line: AssetLine | None, told: Mapping[str, Any] | None) -> list[tuple[str, Decimal | None]]:
    """How much the balance changed on the day, as each witness says: two snapshots, the lists, and where one covers the
    day, a statement."""
    if line is None or line.opening is None:
        return []
    with localcontext(CONTEXT):
        snapshot = None if line.actual is None else line.actual - line.opening
        moved = None if line.expected is None else line.expected - line.opening
    return [("snapshots", snapshot), ("lists", moved), ("statement", Decimal(told["statement"]) if told else None)]


def steps_of(page: CellPage) -> Iterator[Step]:
    """The movements in the order of time, each with the running balance."""
    balance = page.line.opening if page.line else None
    tables = raw_tables()
    with localcontext(CONTEXT):
        for movement in page.movements:
            if balance is not None and movement.effective:
                balance += movement.amount
            yield Step(movement, balance, tables.get(movement.endpoint or movement.source, ""))


def raw_tables() -> dict[str, str]:
    """Where the pages lie that rows of a list, or of a source of trades, came from."""
    tables = {name: str(source.raw_table) for name, source in SOURCES.items()}
    named = {
        source.booking.rows_of: str(source.raw_table)
        for source in SOURCES.values()
        if isinstance(source.booking, OwnFiles) and source.booking.rows_of
    }
    return {**named, **tables}
