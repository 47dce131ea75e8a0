"""The page as one application: its screens, what every answer carries, and what is shown where something failed."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException

from binrecon.domain.errors import BinreconError
from binrecon.web.rendering import STATIC, render
from binrecon.web.screens import (
    account_day,
    bundles,
    cell,
    closes,
    evidence,
    group,
    open_values,
    overview,
    queues,
    report,
    tabs,
    upload,
)

log = logging.getLogger(__name__)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "frame-ancestors 'self'",
        "form-action 'self'",
        "base-uri 'none'",
    )
)
"""Nothing from elsewhere, nothing inline."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
SCREENS = (overview, account_day, cell, evidence, open_values, group, closes, bundles, queues, report, tabs, upload)


def page() -> FastAPI:
    """The application that Airflow mounts."""
    made = FastAPI(title="Proof", docs_url=None, redoc_url=None, openapi_url=None)
    made.mount("/static", StaticFiles(directory=STATIC), name="static")
    for screen in SCREENS:
        made.include_router(screen.router)
    made.middleware("http")(_with_headers)
    made.add_exception_handler(StarletteHTTPException, _refused)
    made.add_exception_handler(RequestValidationError, _not_understood)
    made.add_exception_handler(BinreconError, _not_set_up)
    made.add_exception_handler(SQLAlchemyError, _database_away)
    made.add_exception_handler(Exception, _failed)
    return made


async def _with_headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException | HTTPException)
    template = "logged_out.html" if error.status_code == 401 else "refused.html"
    return render(request, template, error.status_code, status=error.status_code, detail=str(error.detail))


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())
    return render(request, "refused.html", 422, status=422, detail=f"The address says what is not understood: {told}.")


def _not_set_up(request: Request, error: Exception) -> Response:
    """A connection or the accounts file: the sentence says what to do."""
    return render(request, "failed.html", 503, title="This page is not set up", detail=str(error))


def _database_away(request: Request, error: Exception) -> Response:
    log.warning("the page could not read the reconciliation database: %s", type(error).__name__)
    detail = (
        "The reconciliation database did not answer in time. Nothing is said about any day meanwhile. "
        "Load the page again; if it stays so, look whether the database of the connection binrecon_reader runs."
    )
    return render(request, "failed.html", 503, title="No answer from the database", detail=detail)


def _failed(request: Request, error: Exception) -> Response:
    log.error("the page %s failed", request.url.path, exc_info=error)
    detail = "The web server's log has the traceback. The tables, the CSVs and the DAGs are not touched by it."
    return render(request, "failed.html", 500, title="This page failed", detail=detail)
