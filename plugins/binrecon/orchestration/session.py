"""What a task asks the exchange with: an account, the settings, and a collector over a client with its key."""

from __future__ import annotations

from dataclasses import dataclass

from binrecon.accounts import Account, Settings, load_accounts
from binrecon.binance.client import BinanceClient
from binrecon.binance.endpoints import CATALOGUE
from binrecon.collectors.base import BaseCollector, Collected
from binrecon.collectors.sources import collector_for
from binrecon.collectors.windows import windows_for
from binrecon.intervals import DAY, Interval, day_interval
from binrecon.orchestration import hook
from binrecon.storage.evidence import Evidence

PAIRS = "exchange_info"
KEY_NAMES = {
    ("sub_transfer_history", "from"): "sent", ("sub_transfer_history", "to"): "received",
    ("universal_transfer", "from"): "sent", ("universal_transfer", "to"): "received",
    ("sub_user_history", "1"): "received", ("sub_user_history", "2"): "sent",
}
"""What people call the keys that are mere directions. Of `subUserHistory`: 1 transfer in, 2 transfer out."""


@dataclass(frozen=True)
class Session:
    """One account within one run; with `public` nobody's, for the endpoints that want no key."""

    account: Account
    settings: Settings
    run_id: str
    public: bool = False

    @property
    def email(self) -> str:
        """The owner of what is asked, empty for the public endpoints."""
        return "" if self.public else self.account.email

    def client(self) -> BinanceClient:
        limits = hook.limiter(self.settings)
        return hook.BinanceHook(self.account.connection).client(self.email, limits, self.run_id, self.public)

    def collector(self, endpoint: str) -> BaseCollector:
        evidence, sub_accounts = Evidence(hook.engine()), self.account.sub_accounts
        return collector_for(endpoint, self.client(), evidence, self.run_id, self._refresh_pairs, sub_accounts)

    def collect(self, endpoint: str, key: str, day: Interval) -> Collected:
        """Collect all that a day needs of one key."""
        return self.collector(endpoint).collect_day(CATALOGUE[endpoint], key, day)

    def collect_part(self, endpoint: str, key: str, day: Interval, part: int) -> Collected:
        """Collect one of the windows that a day needs. A source read in a single window decides itself what of it is
        still to be asked."""
        windows = windows_for(CATALOGUE[endpoint], day)
        if len(windows) == 1:
            return self.collect(endpoint, key, day)
        return self.collector(endpoint).collect(CATALOGUE[endpoint], key, windows[part])

    def _refresh_pairs(self) -> None:
        """Read the exchange's pairs as they are now, for yesterday: the newest day that is over."""
        yesterday = day_interval((hook.now() - DAY).date())
        of_everybody(self.run_id).collect(PAIRS, "", yesterday)


def of_account(email: str, run_id: str) -> Session:
    """The session of an account. Raises ConfigurationError when the accounts file no longer has it."""
    roster = load_accounts()
    return Session(roster.account(email), roster.settings, run_id)


def of_everybody(run_id: str) -> Session:
    """The session for public endpoints, at the address of the first account's connection."""
    roster = load_accounts()
    return Session(roster.accounts[0], roster.settings, run_id, public=True)


def window_label(endpoint: str, key: str, day: Interval, part: int) -> str:
    """What one copy of a mapped task reads, for the UI: its key, by the name people use, and the days of its window."""
    days = windows_for(CATALOGUE[endpoint], day)[part].days()
    span = str(days[0]) if len(days) == 1 else f"{days[0]} … {days[-1]}"
    return f"{KEY_NAMES.get((endpoint, key), key)} {span}".strip()
