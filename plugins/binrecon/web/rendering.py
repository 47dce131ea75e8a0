"""Templates to answers: every value is escaped, so that a hostile name is a text; every link is below the mount."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from binrecon.config.pages import OUTER
from binrecon.web.addresses import cell_address, day_address, segment
from binrecon.web.formats import FILTERS

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS, segment=segment)
    made.globals.update(day_address=day_address, cell_address=cell_address)
    return made


def mount_of(request: Request) -> str:
    """Where the page is mounted, with the base path of the web server before it."""
    return str(request.scope.get("root_path", "")).rstrip("/")


def airflow_of(request: Request) -> str:
    """The address of Airflow's own pages: the mount without our prefix."""
    return mount_of(request).rpartition("/")[0]


def outer_of(request: Request) -> str:
    """The address inside of Airflow of the screen that is asked for: where a login comes back to."""
    inner = quote(request.url.path.removeprefix(mount_of(request)))
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{airflow_of(request)}{OUTER}{inner}{query}"


def render(request: Request, template: str, status_code: int = 200, **values: Any) -> HTMLResponse:
    """The template as an answer."""
    text = (
        _environment()
        .get_template(template)
        .render(
            root=mount_of(request),
            airflow=airflow_of(request),
            outer=outer_of(request),
            path=request.url.path,
            **values,
        )
    )
    return HTMLResponse(text, status_code)
