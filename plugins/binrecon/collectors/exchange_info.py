"""Collect the list of pairs and their daily closes, public and once for all. Closes of a finished day are final."""

from __future__ import annotations

from binrecon.collectors.base import HELD, BaseCollector, Collected
from binrecon.domain.intervals import Interval
from binrecon.sources.endpoint import Endpoint
from binrecon.storage import coverage


class ExchangeInfoCollector(BaseCollector):
    """Endpoints exchange_info and sub_account_list: lists that hold now, whatever day is asked for."""


class PriceCollector(BaseCollector):
    """Endpoint klines: the daily candles of one pair."""

    def collect(self, endpoint: Endpoint, key: str, window: Interval) -> Collected:
        """Read the candles of `window` unless they were read after its end, when they can no longer change."""
        held = coverage.held_days(
            self._evidence.engine, self._client.email, endpoint.name, key, window, asked_from=window.end
        )
        return HELD if held == window.days() else super().collect(endpoint, key, window)
