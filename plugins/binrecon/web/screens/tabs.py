"""What Airflow's own pages show of us: the tabs of a DAG and of a run, and the strip on its home page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from binrecon.web.access import LOGGED_IN, Looking
from binrecon.web.addresses import segment
from binrecon.web.formats import count
from binrecon.web.rendering import mount_of, render
from binrecon.web.runs import day_of_run
from binrecon.web.screens.first_screen import Choice, look

router = APIRouter(dependencies=[LOGGED_IN])
SEE_OTHER = 303


@router.get("/of-dag/{dag_id}")
def of_dag(request: Request, looking: Looking, dag_id: str) -> Response:
    """The account that the DAG reconciles."""
    account = looking.of_dag(dag_id)
    return RedirectResponse(f"{mount_of(request)}/?account={segment(account.slug)}", SEE_OTHER)


@router.get("/of-run/{dag_id}/{run_id:path}")
def of_run(request: Request, looking: Looking, dag_id: str, run_id: str) -> Response:
    """The day that the run is about."""
    account = looking.of_dag(dag_id)
    if day := day_of_run(dag_id, run_id):
        return RedirectResponse(f"{mount_of(request)}/day/{segment(account.slug)}/{day}", SEE_OTHER)
    return render(request, "no_day.html", account=account, run_id=run_id)


@router.get("/strip")
def strip(request: Request, looking: Looking) -> dict[str, Any]:
    """One sentence for Airflow's home page, and where it leads."""
    shown = look(looking, Choice(), mount_of(request), datetime.now(UTC))
    stands = shown.headline
    told = [f"{number} {verdict}" for verdict, number in stands.counts.items()]
    told += [f"{stands.waiting} not judged yet"] if stands.waiting else []
    needs = len(shown.concerns)
    return {
        "day": f"{stands.day}: {', '.join(told) or 'no account'}",
        "needs": f"{count(needs, 'thing needs', 'things need')} a person" if needs else "nothing needs a person",
        "worst": stands.worst,
    }
