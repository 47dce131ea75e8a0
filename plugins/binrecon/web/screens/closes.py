"""The page of closes: how the months of each account stand, who signed, what is due, and where to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from binrecon.config.accounts import Account
from binrecon.services.month_close import DONE, MONTHS_BACK, WAITING, CloseState, MonthClose, closes, oldest_month
from binrecon.storage.closes import asked
from binrecon.storage.transactions import consistent_read
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.rendering import render

router = APIRouter(dependencies=[LOGGED_IN])
CLOSE = "binrecon_close"
ACCOUNTS_AT_ONCE = 25
"""Each signed month is held against the digest of its verdicts, which takes a hundredth of a second."""
FEW_MONTHS = 3
"""Months before the present one that are shown of many accounts; of one those of a year."""
LOOKS = {
    CloseState.RUNNING: "due",
    CloseState.NOT_JUDGED: "due",
    CloseState.TO_SIGN: "unproved",
    CloseState.PREPARED: "explained",
    CloseState.TAKEN_BACK: "open",
    CloseState.BY_RULE: "proved",
    CloseState.CERTIFIED: "proved",
}
"""The verdict whose colour and sign a state has."""


@dataclass(frozen=True)
class CloseRow:
    """One month of one account; `run` is the newest run that asked people to sign it, empty where none did."""

    close: MonthClose
    account: Account
    run: str
    look: str
    may_close: bool


@router.get("/closes")
def closes_page(
    request: Request, looking: Looking, account: str = "", skip: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """The months of the accounts that the user may see, the newest first; of one account those of a year."""
    wanted = [one for one in looking.accounts if not account or one.slug == account]
    skip = min(skip, max(len(wanted) - 1, 0) // ACCOUNTS_AT_ONCE * ACCOUNTS_AT_ONCE)
    shown = {one.email: one for one in wanted[skip : skip + ACCOUNTS_AT_ONCE]}
    return render(
        request,
        "closes.html",
        accounts=looking.accounts,
        chosen=account,
        rows=_rows(shown, looking.settings.close_due_days, looking.may_run(CLOSE)),
        total=len(wanted),
        skip=skip,
        most=ACCOUNTS_AT_ONCE,
        done=DONE,
        waiting=WAITING,
        close_dag=CLOSE,
    )


def _rows(shown: dict[str, Account], due_days: int, may_run: bool) -> list[CloseRow]:
    now = datetime.now(UTC)
    since = oldest_month(now, MONTHS_BACK if len(shown) == 1 else FEW_MONTHS)
    with consistent_read(reader.engine()) as connection:
        found = closes(connection, list(shown), now, due_days, since)
        runs = {(one.email, one.month): one.run_id for one in asked(connection, list(shown), since)}
    return [
        CloseRow(
            one,
            shown[one.month.email],
            runs.get((one.month.email, one.month.month), ""),
            LOOKS[one.state],
            may_run and one.state in WAITING and not one.month.unjudged,
        )
        for one in found
    ]
