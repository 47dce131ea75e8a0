"""The page of one raw answer: the exact bytes with the record marked, the hash made anew, request, reading, link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from binrecon.storage.pages.evidence import RAW_TABLES, ExchangeAnswer, pages_of, read_page
from binrecon.web import reader
from binrecon.web.access import LOGGED_IN, Looking, Viewer
from binrecon.web.rendering import render
from binrecon.web.runs import copies_of, readers_of

router = APIRouter(dependencies=[LOGGED_IN])
SHOWN = 200_000
"""Characters of a body that a page shows; the download has all."""
NOBODY = ""
"""The account of what belongs to none: pairs and prices."""


@router.get("/evidence/{table}/{number}")
def evidence(
    request: Request, looking: Looking, table: str, number: int, record: Annotated[str, Query()] = ""
) -> Response:
    """One answer of the exchange, as its bytes came; `record` is the id whose place in it is marked."""
    page = _page(looking, table, number)
    body = page.body or ""
    account = next((one for one in looking.accounts if one.email == page.email), None)
    copies = copies_of(account.dag_id, page.run_id) if account and page.run_id else []
    return render(
        request,
        "evidence.html",
        table=table,
        number=number,
        page=page,
        account=account,
        copies=readers_of(copies, page.endpoint, page.key),
        parts=parts_of(body[:SHOWN], record),
        record=record,
        is_cut=len(body) > SHOWN,
        characters=len(body),
    )


@router.get("/evidence/{table}/{number}/body")
def body(looking: Looking, table: str, number: int) -> Response:
    """The bytes alone, to be kept."""
    page = _page(looking, table, number)
    headers = {"Content-Disposition": f'attachment; filename="{table}_{number}.json"'}
    return Response((page.body or "").encode(), media_type="application/octet-stream", headers=headers)


@router.get("/reading/{table}/{reading}")
def reading(request: Request, looking: Looking, table: str, reading: int) -> Response:
    """The pages of one reading, of accounts that the user may see."""
    found = [one for one in pages_of(reader.engine(), _known(table), reading)]
    if found:
        _page(looking, table, found[0][0])
    return render(request, "reading.html", table=table, reading=reading, pages=found)


def _known(table: str) -> str:
    if table not in RAW_TABLES:
        raise HTTPException(404, "There is no raw table of this name.")
    return table


def _page(looking: Viewer, table: str, number: int) -> ExchangeAnswer:
    page = read_page(reader.engine(), _known(table), number)
    if page is None or page.email not in (NOBODY, *looking.emails):
        raise HTTPException(404, "No such page, or it is of an account that your login may not see.")
    return page


def parts_of(text: str, record: str) -> list[tuple[str, bool]]:
    """The text in parts, each with whether it names the record: the last part of the id that stands in the text."""
    for wanted in (record, *reversed(record.split(":"))):
        if len(wanted) > 2 and wanted in text:
            pieces = text.split(wanted)
            marked = [(piece, False) for piece in pieces]
            return [part for piece in marked for part in (piece, (wanted, True))][:-1]
    return [(text, False)]
