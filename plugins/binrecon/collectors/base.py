"""Read one window of one endpoint into evidence and report how it ended. What is special to a source is elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from binrecon.collectors import absences
from binrecon.collectors.passes import Passes
from binrecon.collectors.windows import widened, windows_for
from binrecon.domain.calls import Page
from binrecon.domain.errors import BinanceAPIError, BinreconError, FatalError, InvalidSymbolError
from binrecon.domain.intervals import DAY, Interval, day_interval
from binrecon.domain.meanings import Meaning
from binrecon.domain.vocabulary import CoverageStatus
from binrecon.exchange.client import BinanceClient
from binrecon.exchange.refusals import NotHadError
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.reach import oldest_told
from binrecon.storage import coverage, errors_log
from binrecon.storage.evidence import Evidence

log = logging.getLogger(__name__)

PROGRESS = 10
"""A long reading logs every so many pages how far it is."""

# What another run asked so short a time ago is as good as asking again: a backfill opens many days at once.
FRESH = timedelta(hours=1)
_INSTANT = timedelta(microseconds=1)


class RetentionPassedError(BinreconError):
    """The exchange no longer answers for the window: it can never be collected, and is recorded so."""


@dataclass(frozen=True)
class Collected:
    """What one reading brought. No pages and `complete` means that it was held already. `nothing` is why there is
    nothing to list, where the exchange stated it."""

    pages: int
    records: int
    status: CoverageStatus
    nothing: str = ""


HELD = Collected(0, 0, CoverageStatus.COMPLETE)


def total(parts: Iterable[Collected]) -> Collected:
    """Several readings as one, complete where each of them is."""
    held = list(parts)
    whole = all(part.status is CoverageStatus.COMPLETE for part in held)
    status = CoverageStatus.COMPLETE if whole else CoverageStatus.TRUNCATED
    return Collected(sum(part.pages for part in held), sum(part.records for part in held), status)


def proved_end(endpoint: Endpoint, window: Interval, asked: datetime) -> datetime:
    """Up to where a reading of the window can prove anything when it was asked at `asked`: nothing that the list may
    not have shown by then. Not after the window's start where it proves nothing."""
    return min(window.end, asked - endpoint.lag)


class BaseCollector:
    """Collects with one account's client. Sources with rules of their own override `collect`."""

    def __init__(
        self, client: BinanceClient, evidence: Evidence, run_id: str = "", *, sub_accounts: bool = True
    ) -> None:
        """`sub_accounts` is false where the accounts file states that the account has none."""
        self._client = client
        self._evidence = evidence
        self._run_id = run_id
        self._sub_accounts = sub_accounts

    def collect_day(self, endpoint: Endpoint, key: str, day: Interval) -> Collected:
        """Collect every window the day needs. Raises as `collect`; the windows before stay collected."""
        parts = range(len(windows_for(endpoint, day)))
        return total(self.collect_part(endpoint, key, day, part) for part in parts)

    def collect_part(self, endpoint: Endpoint, key: str, day: Interval, part: int) -> Collected:
        """Collect one of the windows that the day needs. One before it is only looked at again: where it is gone, the
        day lacks nothing. Raises as `collect`."""
        window = windows_for(endpoint, day)[part]
        if window.end <= day.start and self._is_past(endpoint, window):
            return HELD
        return self.collect(endpoint, key, window)

    def collect(self, endpoint: Endpoint, key: str, window: Interval) -> Collected:
        """Read one window into evidence, unless another run has just read it whole, or its day is held and the exchange
        tells nothing of it any more. The exchange's word that the account has nothing that the list could hold ends it
        too.

        Raises RetryableAPIError, FatalAPIError, InvalidSymbolError or RetentionPassedError; before that the coverage
        row is failed or truncated with the reason, and the error is in `binance_reconciliation_errors`.
        """
        if self._is_past(endpoint, window) and self._holds_its_day(endpoint, key, window):
            return HELD
        wanted = self._wanted(endpoint, key, window)
        if self._just_read(endpoint, key, wanted):
            return HELD
        asked = self._now()
        coverage_id = self._begin(endpoint, key, wanted)
        passes = Passes(coverage_id, asked, lambda at: self._begin(endpoint, key, wanted, at), self._evidence.fail)
        stored = self._store(endpoint, key, passes, self._client.pages(endpoint, key, wanted))
        return self._finish(endpoint, passes.newest, wanted, asked, stored)

    def _finish(
        self, endpoint: Endpoint, coverage_id: int, window: Interval, asked: datetime, stored: Collected
    ) -> Collected:
        """The last page has come: what the reading proves ends where the list may not have been complete when it was
        asked, and begins with the first day that was not gone by the time of the last answer."""
        start = max(window.start, self._oldest(endpoint) or window.start)
        end = proved_end(endpoint, window, asked)
        if end <= start:
            why = "nothing of it was over" if end <= window.start else "all of it was gone before the last answer"
            self._evidence.fail(coverage_id, f"asked at {asked:%Y-%m-%d %H:%M} UTC, when {why}")
            return replace(stored, status=CoverageStatus.TRUNCATED)
        meaning = Meaning.NOT_HAD if stored.nothing else None
        self._evidence.complete(coverage_id, Interval(start, end), stored.nothing, meaning)
        return stored

    def _now(self) -> datetime:
        """The exchange's time. An error of the question for it is recorded, as those of pages are."""
        try:
            return self._client.now()
        except BinanceAPIError as error:
            self._record(error)
            raise

    def _wanted(self, endpoint: Endpoint, key: str, window: Interval) -> Interval:
        """The window within retention; one that is read again and again also reaches forward over settled days."""
        wanted = self._within_retention(endpoint, key, window)
        settled = day_interval(self._now().date()).start - DAY
        return widened(endpoint, wanted, settled) if endpoint.reread else wanted

    def _just_read(self, endpoint: Endpoint, key: str, window: Interval) -> bool:
        """A task that is cleared belongs to the same run, and so always asks again."""
        since = self._now() - FRESH
        engine, email = self._evidence.engine, self._client.email
        return bool(endpoint.reread) and coverage.read_by_another_run(
            engine, email, endpoint.name, key, window, since, self._run_id
        )

    def _oldest(self, endpoint: Endpoint) -> datetime | None:
        """From when on the exchange tells every day of the list whole; None where it never expires."""
        return None if endpoint.retention is None else oldest_told(endpoint, self._now())

    def _is_past(self, endpoint: Endpoint, window: Interval) -> bool:
        """Whether nothing of the window can be asked any more."""
        oldest = self._oldest(endpoint)
        return oldest is not None and window.end - endpoint.ahead <= oldest

    def _holds_its_day(self, endpoint: Endpoint, key: str, window: Interval) -> bool:
        """Whether the day that the window is asked for, its last one, is held: the days before it are only looked at
        again."""
        last = day_interval((window.end - endpoint.ahead - _INSTANT).date())
        return bool(coverage.held_days(self._evidence.engine, self._client.email, endpoint.name, key, last))

    def _within_retention(self, endpoint: Endpoint, key: str, window: Interval) -> Interval:
        """The part of a window that the exchange still answers for, in whole days. Raises RetentionPassedError, after
        recording it, when nothing is left."""
        oldest = self._oldest(endpoint)
        if oldest is None or endpoint.retention is None:
            return window
        if window.end - endpoint.ahead > oldest:
            return Interval(max(window.start, oldest), window.end)
        error = RetentionPassedError(f"{endpoint.name}: the exchange answers for {endpoint.retention.days} days only")
        self._evidence.fail(self._begin(endpoint, key, window), str(error))
        raise error

    def _begin(self, endpoint: Endpoint, key: str, window: Interval, asked: datetime | None = None) -> int:
        """Begin a reading that is asked now, or was asked at a time before its first answer came."""
        asked = asked or self._now()
        log.info("asking %s %s from %s to %s", endpoint.name, key, window.start.isoformat(), window.end.isoformat())
        return self._evidence.begin(self._client.email, endpoint.name, key, window, asked, self._run_id)

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
        except NotHadError as refusal:
            return self._nothing(endpoint, key, passes, refusal, count)
        except BinanceAPIError as error:
            self._give_up(endpoint, key, passes.unproved, error)
            raise
        return Collected(count, records, CoverageStatus.COMPLETE)

    def _nothing(self, endpoint: Endpoint, key: str, passes: Passes, refusal: NotHadError, pages: int) -> Collected:
        """Keep the refusal as the page that proves that there is nothing, or give up where it does not prove it."""
        engine, email = self._evidence.engine, self._client.email
        error = absences.doubt(engine, email, refusal, self._sub_accounts, pages)
        if error is not None:
            self._give_up(endpoint, key, passes.unproved, error)
            raise error
        self._evidence.add_page(passes.newest, endpoint, refusal.page)
        nothing = absences.sentence(refusal.absence)
        log.info("%s %s holds nothing: %s (%s)", endpoint.name, key, nothing or "no records", refusal)
        return Collected(pages + 1, 0, CoverageStatus.COMPLETE, nothing)

    def _give_up(self, endpoint: Endpoint, key: str, rows: Collection[int], error: BinanceAPIError) -> None:
        """Say in the coverage rows and in the table of errors why the window is not complete. A product's list that was
        refused for good before has been reported already."""
        engine, email = self._evidence.engine, self._client.email
        told = endpoint.product and coverage.refused_before(engine, email, endpoint.name, key, error.meaning, min(rows))
        for coverage_id in rows:
            self._evidence.fail(coverage_id, str(error), error.meaning)
        self._record(error, key if endpoint.key_param == "symbol" else None, told)

    def _record(self, error: BinanceAPIError, symbol: str | None = None, told: bool = False) -> None:
        errors_log.record(
            self._evidence.engine,
            self._client.email,
            error,
            symbol,
            needs_manual_review=isinstance(error, FatalError | InvalidSymbolError) and not told,
            run_id=self._run_id,
        )
