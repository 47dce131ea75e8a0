"""Collect daily balance snapshots, thirty days in one call: it weighs 2400, so what is final is not asked again.

Rests on decision 57.
"""

from __future__ import annotations

from binrecon.collectors.base import HELD, BaseCollector, Collected
from binrecon.domain.intervals import DAY, Interval, day_interval
from binrecon.sources.endpoint import Endpoint
from binrecon.storage import snapshots


class SnapshotCollector(BaseCollector):
    """The lists that are the witnesses of wallets."""

    def collect_day(self, endpoint: Endpoint, key: str, day: Interval) -> Collected:
        """Make sure that the snapshots of the day and of the day before were asked for. Raises as `collect`."""
        both = day.reaching_back(DAY)
        if snapshots.held(self._evidence.engine, self._client.email, endpoint.name, key, both, day.end + endpoint.lag):
            return HELD
        self._within_retention(endpoint, key, day)
        return self.collect(endpoint, key, self._widest(endpoint, both))

    def _widest(self, endpoint: Endpoint, both: Interval) -> Interval:
        """The longest window that may be asked at once, holds both days and ends no later than today begins: so one
        call brings all that neighbouring days need."""
        today = day_interval(self._now().date()).start
        end = max(min(both.start + endpoint.max_span, today), both.end)
        return Interval(end - endpoint.max_span, end)
