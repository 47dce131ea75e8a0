"""Read one window of one endpoint into evidence and say how it ended. What is special to a source is elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from binrecon.binance.client import BinanceClient
from binrecon.binance.endpoints import Endpoint
from binrecon.calls import Page
from binrecon.collectors.passes import Passes
from binrecon.collectors.windows import widened, windows_for
from binrecon.errors import BinanceAPIError, BinreconError, FatalError, InvalidSymbolError
from binrecon.intervals import DAY, Interval, day_interval
from binrecon.records import CoverageStatus
from binrecon.storage import coverage, errors_log
from binrecon.storage.evidence import Evidence


log = logging.getLogger(__name__)

PROGRESS = 10
"""A long reading says every so many pages how far it is."""

# What another run asked so short a time ago is as good as asking again: a backfill opens many days at once.
FRESH = timedelta(hours=1)


class RetentionPassedError(BinreconError):
    """The exchange no longer answers for the window: it can never be collected, and is recorded so."""


@dataclass(frozen=True)
class Collected:
    """What one reading brought. No pages and `complete` means that it was held already."""

    pages: int
    records: int
    status: CoverageStatus


HELD = Collected(0, 0, CoverageStatus.COMPLETE)


def total(parts: Iterable[Collected]) -> Collected:
    """Several readings as one; each of them is complete, or it would have raised."""
    held = list(parts)
    return Collected(sum(part.pages for part in held), sum(part.records for part in held), CoverageStatus.COMPLETE)


class BaseCollector:
    """Collects with one account's client. Sources with rules of their own override `collect`."""

    def __init__(self, client: BinanceClient, evidence: Evidence, run_id: str = "") -> None:
        self._client = client
        self._evidence = evidence
        self._run_id = run_id

    def collect_day(self, endpoint: Endpoint, key: str, day: Interval) -> Collected:
        """Collect every window the day needs. Raises as `collect`; the windows before stay collected."""
        return total(self.collect(endpoint, key, window) for window in windows_for(endpoint, day))

    def collect(self, endpoint: Endpoint, key: str, window: Interval) -> Collected:
        """Read one window into evidence, unless another run has just read it whole.

        Raises RetryableAPIError, FatalAPIError, InvalidSymbolError or RetentionPassedError; before that the coverage
        row says failed or truncated with the reason, and the error stands in `binance_reconciliation_errors`.
        """
        wanted = self._wanted(endpoint, key, window)
        if self._just_read(endpoint, key, wanted):
            return HELD
        coverage_id = self._begin(endpoint, key, wanted)
        passes = Passes(coverage_id, lambda: self._begin(endpoint, key, wanted), self._evidence.fail)
        stored = self._store(endpoint, key, passes, self._client.pages(endpoint, key, wanted))
        self._evidence.complete(passes.newest)
        return stored

    def _wanted(self, endpoint: Endpoint, key: str, window: Interval) -> Interval:
        """The window within retention; one that is read again and again also reaches forward over settled days."""
        wanted = self._within_retention(endpoint, key, window)
        settled = day_interval(self._client.now().date()).start - DAY
        return widened(endpoint, wanted, settled) if endpoint.reread else wanted

    def _just_read(self, endpoint: Endpoint, key: str, window: Interval) -> bool:
        """A task that is cleared belongs to the same run, and so always asks anew."""
        since = self._client.now() - FRESH
        engine, email = self._evidence.engine, self._client.email
        return bool(endpoint.reread) and coverage.read_by_another_run(
            engine, email, endpoint.name, key, window, since, self._run_id
        )

    def _within_retention(self, endpoint: Endpoint, key: str, window: Interval) -> Interval:
        """The part of a window that the exchange still answers for, in whole days. Raises RetentionPassedError, after
        recording it, when nothing is left."""
        if endpoint.retention is None:
            return window
        oldest = day_interval((self._client.now() - endpoint.retention).date()).start
        if window.end > oldest:
            return Interval(max(window.start, oldest), window.end)
        error = RetentionPassedError(f"{endpoint.name}: the exchange answers for {endpoint.retention.days} days only")
        self._evidence.fail(self._begin(endpoint, key, window), str(error))
        raise error

    def _begin(self, endpoint: Endpoint, key: str, window: Interval) -> int:
        now = self._client.now()
        log.info("asking %s %s from %s to %s", endpoint.name, key, window.start.isoformat(), window.end.isoformat())
        return self._evidence.begin(self._client.email, endpoint.name, key, window, now, self._run_id)

    def _store(self, endpoint: Endpoint, key: str, passes: Passes, pages: Iterable[Page]) -> Collected:
        """Store the pages one by one, each committed before the next is asked for; the end is not proved yet."""
        count = records = 0
        try:
            for page in pages:
                self._evidence.add_page(passes.row_of(page), endpoint, page)
                count += 1
                records += len(page.records)
                if count % PROGRESS == 0:
                    log.info("%s %s: %d pages, %d records so far", endpoint.name, key, count, records)
        except BinanceAPIError as error:
            self._give_up(endpoint, key, passes.unproved, error)
            raise
        return Collected(count, records, CoverageStatus.COMPLETE)

    def _give_up(self, endpoint: Endpoint, key: str, rows: Iterable[int], error: BinanceAPIError) -> None:
        """Say in the coverage rows and in the table of errors why the window is not complete."""
        for coverage_id in rows:
            self._evidence.fail(coverage_id, str(error))
        errors_log.record(
            self._evidence.engine, self._client.email, error, key if endpoint.key_param == "symbol" else None,
            needs_manual_review=isinstance(error, FatalError | InvalidSymbolError), run_id=self._run_id,
        )
