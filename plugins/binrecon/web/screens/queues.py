"""The pages of what waits for people and of what was done: errors, quarantine, resolutions, statements, the log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from binrecon.storage.pages.queues import MOST_ENTRIES, MOST_ROWS, read_log, read_queues
from binrecon.storage.resolutions import ACTIVE, WAITS
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.rendering import render
from binrecon.web.screens.cell import RESOLUTIONS

router = APIRouter(dependencies=[LOGGED_IN])
STATEMENTS = "binrecon_statement_import"


@router.get("/waiting")
def waiting(request: Request, looking: Looking) -> Response:
    """Everything beside the verdicts that waits for a person, each with what can be done about it."""
    return render(
        request,
        "waiting.html",
        queues=read_queues(reader.engine(), looking.emails, datetime.now(UTC)),
        names={one.email: one for one in looking.accounts},
        most=MOST_ROWS,
        may_resolve=looking.may_run(RESOLUTIONS),
        may_import=looking.may_run(STATEMENTS),
        resolutions=RESOLUTIONS,
        statements=STATEMENTS,
        active=ACTIVE,
        waits=WAITS,
    )


@router.get("/log")
def log(
    request: Request, looking: Looking, action: str = "", before: Annotated[int | None, Query()] = None
) -> Response:
    """The log, newest first."""
    entries = read_log(reader.engine(), looking.emails, action, before)
    return render(
        request,
        "log.html",
        entries=entries,
        action=action,
        older=entries[-1].id if len(entries) == MOST_ENTRIES else None,
        names={one.email: one for one in looking.accounts},
    )
