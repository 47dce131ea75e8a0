"""The page of an account-day: its verdict in a sentence, every asset with its arithmetic, what has no answer, and the
questions behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from binrecon.domain.account_day import AccountDay
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.pages.account_day import read_day, read_questions
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.charts import columns
from binrecon.web.downloads import reports_of
from binrecon.web.parameters import PathDay
from binrecon.web.rendering import render
from binrecon.web.runs import copies_of, run_of_day

router = APIRouter(dependencies=[LOGGED_IN])
ONE_DAY = timedelta(days=1)
BREAKS = "binrecon_breaks"
FAILED = "failed"
"""A copy that was tried to the end: Airflow's state."""


def wallet_named(name: str) -> Wallet:
    """The wallet of this name; an unknown one is a page that is not there."""
    try:
        return Wallet(name)
    except ValueError:
        raise HTTPException(404, f"There is no wallet of the name {name!r}.") from None


@router.get("/day/{slug}/{day}")
def account_day(
    request: Request, looking: Looking, slug: str, day: PathDay, wallet: Annotated[str, Query()] = Wallet.SPOT
) -> Response:
    """One wallet of the account on the day."""
    account = looking.account(slug)
    whose = AccountDay(account.email, day, wallet_named(wallet))
    now = datetime.now(UTC)
    newest = newest_settled_day(now)
    read = read_day(reader.engine(), whose, newest)
    run = run_of_day(account.dag_id, day)
    return render(
        request,
        "account_day.html",
        account=account,
        whose=whose,
        page=read,
        before=day - ONE_DAY,
        after=day + ONE_DAY,
        run=run,
        failed=[one for one in copies_of(account.dag_id, run) if one.state == FAILED] if run else [],
        is_settled=day <= newest,
        today=now.date(),
        may_clear=looking.may_clear(account),
        may_run=looking.may_run(account.dag_id),
        may_say=looking.may_run(BREAKS),
        breaks=BREAKS,
    )


@router.get("/coverage/{slug}/{day}")
def coverage(
    request: Request, looking: Looking, slug: str, day: PathDay, wallet: Annotated[str, Query()] = Wallet.SPOT
) -> Response:
    """Every question that the day needs, and what became of it."""
    account = looking.account(slug)
    whose = AccountDay(account.email, day, wallet_named(wallet))
    read = read_questions(reader.engine(), whose)
    return render(
        request,
        "coverage.html",
        account=account,
        whose=whose,
        questions=read.questions,
        picture=columns(read.days),
        tables={name: endpoint.raw_table for name, endpoint in CATALOGUE.items()},
    )


@router.get("/csvs/{slug}/{day}")
def csvs(looking: Looking, slug: str, day: PathDay, wallet: Annotated[str, Query()] = Wallet.SPOT) -> Response:
    """The CSVs of the day as a ZIP."""
    account = looking.account(slug)
    return reports_of(reader.engine(), account.slug, AccountDay(account.email, day, wallet_named(wallet)))
