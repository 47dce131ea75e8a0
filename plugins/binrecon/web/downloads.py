"""Files that a page hands out: one CSV of what it shows, and the CSVs of an account-day as a ZIP."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fastapi import Response
from sqlalchemy import Engine

from binrecon.domain.account_day import AccountDay
from binrecon.reporting.csv_reports import as_text, write_reports


def csv_of(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A CSV, its values written as those of the reports are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([as_text(value) for value in row] for row in rows)
    return _file(name, text.getvalue().encode(), "text/csv; charset=utf-8")


def reports_of(engine: Engine, slug: str, account_day: AccountDay) -> Response:
    """The CSVs of the account-day as they would be written now, in one ZIP."""
    with tempfile.TemporaryDirectory(prefix="binrecon-page-") as folder:
        reports = write_reports(engine, Path(folder), slug, account_day)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for report in reports.values():
                archive.write(report.path, report.path.name)
    return _file(f"{slug}_{account_day.day}_{account_day.wallet.lower()}.zip", packed.getvalue(), "application/zip")


def _file(name: str, content: bytes, media_type: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
