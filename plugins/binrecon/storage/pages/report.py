"""What the report of a period shows, for whoever files it: equations, verdicts, evidence, signatures, the head of
the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from psycopg import sql
from sqlalchemy import Connection, Engine

from binrecon.storage.pages.evidence import RAW_TABLES
from binrecon.storage.pages.overview import DayState
from binrecon.storage.queries import driver, rows
from binrecon.storage.sign_offs import Content, Newer, Period, Signature, changed_since, content_of, signatures
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transactions import consistent_read


class AssetPeriod(NamedTuple):
    """One measure of an asset over the period: opening + moved + variance = closing, signed, in the asset; None where a
    snapshot is missing. The counts are days by verdict."""

    wallet: str
    asset: str
    measure: str
    opening: Decimal | None
    moved: Decimal | None
    variance: Decimal | None
    closing: Decimal | None
    proved: int
    explained: int
    open: int
    unproved: int


class ReportedException(NamedTuple):
    """A verdict that is not plainly proved."""

    date: date
    wallet: str
    asset: str
    measure: str
    verdict: str
    variance: Decimal | None
    variance_usd: Decimal | None
    reason: str


class EvidenceSum(NamedTuple):
    """The raw answers of one table that speak of the period; `digest` is over the hashes of their bytes."""

    table: str
    pages: int
    first_page: int
    last_page: int
    digest: str


class ChainHead(NamedTuple):
    """The newest link of the chain."""

    id: int
    link: str
    sealed_at: datetime


class HistoryCovered(NamedTuple):
    """How many of an account's days from `born` to `through` a proof covers, as it was worked out last."""

    born: date
    through: date
    days: int
    covered: int
    decided_at: datetime


@dataclass(frozen=True)
class PeriodReport:
    """One consistent picture of a period; `newer` are the verdicts that came after the newest signature, `archives` the
    folders that may hold answers which `evidence` does not count; `history` is of all days, not of the period."""

    period: Period
    days: tuple[DayState, ...]
    assets: tuple[AssetPeriod, ...]
    exceptions: tuple[ReportedException, ...]
    evidence: tuple[EvidenceSum, ...]
    archives: tuple[str, ...]
    head: ChainHead | None
    content: Content
    signed: tuple[Signature, ...]
    newer: tuple[Newer, ...]
    history: HistoryCovered | None


def _evidence(connection: Connection, period: Period) -> Iterator[EvidenceSum]:
    """What each raw table holds of the period."""
    for table in sorted(RAW_TABLES):
        statement = sql.SQL(sql_text("pages/report_evidence.sql")).format(table=sql.Identifier(table))
        with driver(connection).cursor() as cursor:
            yield from map(EvidenceSum._make, cursor.execute(statement, {**vars(period), "table": table}))


def read_report(engine: Engine, period: Period) -> PeriodReport:
    """The period as it stands now."""
    named = {**vars(period), "emails": [period.email]}
    with consistent_read(engine) as connection:
        signed = signatures(connection, period)
        return PeriodReport(
            period,
            tuple(rows(connection, "pages/days.sql", named, lambda _: DayState._make)),
            tuple(rows(connection, "pages/report_assets.sql", named, lambda _: AssetPeriod._make)),
            tuple(rows(connection, "pages/report_exceptions.sql", named, lambda _: ReportedException._make)),
            tuple(_evidence(connection, period)),
            tuple(folder for (folder,) in rows(connection, "pages/report_archives.sql", named)),
            next(iter(rows(connection, "pages/chain_head.sql", {}, lambda _: ChainHead._make)), None),
            content_of(connection, period),
            tuple(signed),
            tuple(changed_since(connection, period, signed[-1])) if signed else (),
            next(iter(rows(connection, "pages/report_history.sql", named, lambda _: HistoryCovered._make)), None),
        )
