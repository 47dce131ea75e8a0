"""Reads an answer that is one document about the account and of no day, keeps it, and gives what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from binrecon.collectors.base import BaseCollector
from binrecon.collectors.passes import Passes
from binrecon.domain.intervals import Interval, day_interval
from binrecon.exchange.client import BinanceClient
from binrecon.sources.catalogue import CATALOGUE

Said = TypeVar("Said")


class DocumentCollector(BaseCollector):
    """Asks what concerns the account and no day."""

    def read(self, name: str, said: Callable[[Any], Said]) -> tuple[int, Said]:
        """The coverage row of the answer, and what `said` makes of the document; where that raises, nothing is
        proved."""
        endpoint, day, asked = CATALOGUE[name], today(self._client), self._now()
        coverage_id = self._begin(endpoint, "", day)
        found: list[Any] = []

        def seen() -> Any:
            for page in self._client.pages(endpoint, "", day):
                found.append(page.document)
                yield page

        passes = Passes(coverage_id, asked, lambda _: coverage_id, self._evidence.fail)
        stored = self._store(endpoint, "", passes, seen())
        result = said(found[0])
        self._finish(endpoint, coverage_id, day, asked, stored)
        return coverage_id, result


def today(client: BinanceClient) -> Interval:
    """The day that it is at the exchange."""
    return day_interval(client.now().date())
