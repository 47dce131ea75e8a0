"""What a task asks the exchange with: an account, the settings, and a collector over a client with its key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from binrecon.collectors.account_mode import ModeCollector
from binrecon.collectors.base import BaseCollector, Collected
from binrecon.collectors.identity import Holder, uid_of_key, witness
from binrecon.collectors.key_owner import WrongKeyError
from binrecon.collectors.reading_back import ReadingBack
from binrecon.collectors.sources import collector_for
from binrecon.collectors.windows import windows_for
from binrecon.config.accounts import Account, Settings, load_accounts
from binrecon.domain.intervals import DAY, Interval, day_interval
from binrecon.domain.vocabulary import AccountType
from binrecon.exchange.client import BinanceClient
from binrecon.orchestration import hook
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.evidence import Evidence

PAIRS = "exchange_info"


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

    def holder(self) -> Holder:
        return Holder(self.account, self.client())

    def collector(self, endpoint: str) -> BaseCollector:
        """A collector of this endpoint. Raises WrongKeyError where the account's key was not witnessed to be its
        own."""
        holder = self.holder()
        uid = None if self.public else uid_of_key(hook.engine(), holder)
        return collector_for(
            endpoint,
            holder.client,
            Evidence(hook.engine(), uid),
            self.run_id,
            self._refresh_pairs,
            self.account.sub_accounts,
        )

    def witness(self) -> int:
        """Ask whose key it is; returns the account's number. Raises WrongKeyError for another account's."""
        mains = [one for one in load_accounts().accounts if one.type is AccountType.MAIN]
        return witness(
            hook.engine(), self.holder(), [replace(self, account=one).holder() for one in mains], self.run_id
        )

    def witnessed(self) -> int:
        """The account's number, by what is known of the key; a key that nobody has asked about is asked about."""
        try:
            return uid_of_key(hook.engine(), self.holder())
        except WrongKeyError:
            return self.witness()

    def in_portfolio_margin(self) -> bool:
        """Whether the exchange says that the account is. Raises as `collector`."""
        holder = self.holder()
        uid = uid_of_key(hook.engine(), holder)
        return ModeCollector(holder.client, Evidence(hook.engine(), uid), self.run_id).in_portfolio_margin()

    def now(self) -> datetime:
        """The exchange's time."""
        return self.client().now()

    def collect(self, endpoint: str, key: str, day: Interval) -> Collected:
        """Collect all that a day needs of one key."""
        return self.collector(endpoint).collect_day(CATALOGUE[endpoint], key, day)

    def collect_part(self, endpoint: str, key: str, day: Interval, part: int) -> Collected:
        """Collect one of the windows that a day needs. A source read in a single window decides itself what of it is
        still to be asked."""
        if len(windows_for(CATALOGUE[endpoint], day)) == 1:
            return self.collect(endpoint, key, day)
        return self.collector(endpoint).collect_part(CATALOGUE[endpoint], key, day, part)

    def reading_back(self) -> ReadingBack:
        """What reads lists that expire back, all those of a task. Raises as `collector`."""
        holder = self.holder()
        evidence = Evidence(hook.engine(), uid_of_key(hook.engine(), holder))
        return ReadingBack(holder.client, evidence, self.run_id, sub_accounts=self.account.sub_accounts)

    def _refresh_pairs(self) -> None:
        """Read the exchange's pairs as they are now, for yesterday: the newest day that is over."""
        everybody = of_everybody(self.run_id)
        everybody.collect(PAIRS, "", day_interval((everybody.now() - DAY).date()))


def of_account(email: str, run_id: str) -> Session:
    """The session of an account. Raises ConfigurationError when the accounts file no longer has it."""
    roster = load_accounts()
    return Session(roster.account(email), roster.settings, run_id)


def of_everybody(run_id: str) -> Session:
    """The session for public endpoints, at the address of the first account's connection."""
    roster = load_accounts()
    return Session(roster.accounts[0], roster.settings, run_id, public=True)


def window_label(endpoint: str, key: str, day: Interval, part: int) -> str:
    """What one window of a list is called in a log: its key, by the name people use, and the days of it."""
    days = windows_for(CATALOGUE[endpoint], day)[part].days()
    span = str(days[0]) if len(days) == 1 else f"{days[0]} … {days[-1]}"
    return f"{CATALOGUE[endpoint].label_of(key)} {span}".strip()
