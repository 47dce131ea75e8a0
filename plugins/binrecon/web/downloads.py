"""Files that a page hands out: CSVs of what it shows, and those of an account-day, as a ZIP."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import Response
from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.reporting.csv_reports import as_text, write_reports


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV, its values written as those of the reports are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([as_text(value) for value in row] for row in rows)
    return text.getvalue().encode()


def csv_of(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV as an answer."""
    return _file(name, csv_text(header, rows), "text/csv; charset=utf-8")


def zip_of(name: str, files: Mapping[str, bytes]) -> Response:
    """Files by name in one ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in files.items():
            archive.writestr(member, content)
    return _file(name, packed.getvalue(), "application/zip")


def reports_of(engine: Engine, slug: str, account_day: AccountDay) -> Response:
    """The CSVs of the account-day as they would be written now, in one ZIP."""
    with tempfile.TemporaryDirectory(prefix="binrecon-page-") as folder:
        reports = write_reports(engine, Path(folder), slug, account_day)
        files = {report.path.name: report.path.read_bytes() for report in reports.values()}
    return zip_of(f"{slug}_{account_day.day}_{account_day.wallet.lower()}.zip", files)


def _file(name: str, content: bytes, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
