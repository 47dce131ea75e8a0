"""The report of a period, to be printed and filed: equations, exceptions, evidence, two signatures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException, Request, Response

from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import SignOffRole
from binrecon.services.sign_off import stands
from binrecon.storage.pages.report import read_report
from binrecon.storage.sign_offs import Period
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.parameters import Day
from binrecon.web.rendering import render

router = APIRouter(dependencies=[LOGGED_IN])
SIGN_OFF = "binrecon_sign_off"
LONGEST = timedelta(days=366)


@router.get("/report/{slug}")
def report(request: Request, looking: Looking, slug: str, first: Day = None, last: Day = None) -> Response:
    """The account's period; the newest settled day where none is given."""
    account = looking.account(slug)
    last = last or newest_settled_day(datetime.now(UTC))
    period = Period(account.email, first or last, last)
    if not timedelta(0) <= period.last - period.first < LONGEST:
        raise HTTPException(422, f"A period begins before it ends and has at most {LONGEST.days} days.")
    read = read_report(reader.engine(), period)
    in_force = stands(list(read.signed), read.content)
    return render(
        request,
        "report.html",
        account=account,
        report=read,
        in_force=in_force,
        roles=tuple(SignOffRole),
        next_role=SignOffRole.REVIEWED if SignOffRole.PREPARED in in_force else SignOffRole.PREPARED,
        may_sign=looking.may_run(SIGN_OFF) and not read.content.unjudged,
        sign_off=SIGN_OFF,
        now=datetime.now(UTC),
    )
