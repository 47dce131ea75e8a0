"""Runs a seeded world through the readings at its midnights and the lists after it, and holds every verdict against
the truth."""

from __future__ import annotations

from datetime import date, timedelta

from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.processing.canonical import run_pending
from binrecon.processing.validation import findings_of
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.collectors.stand import Stand
from tests.simulator import HOUR, SECOND, Clock, Exchange, Scenario, start_of
from tests.worlds.reading_truth import reading_truths
from tests.worlds.wallet_truth import hold

READ = (Wallet.COIN_M_FUTURES, Wallet.OPTION)
NEXT = timedelta(days=1)


class ReadingWorld:
    """One world beside a database. Each wallet of each account is read some seconds after every midnight that the
    clock passes, but for those that are `missed`; then the lists are read once, and every day is judged."""

    wallets: tuple[Wallet, ...] = READ

    def __init__(self, engine: Engine, scenario: Scenario, missed: frozenset[date] = frozenset()) -> None:
        self.scenario, self.world, self.engine = scenario, scenario.world, engine
        self.stand = Stand(engine, Exchange(scenario, Clock(start_of(scenario.world.first_day))))
        self.missed = missed

    def run(self) -> None:
        """From the midnight before the first day to the verdicts on the last one."""
        for end in [self.world.first_day - NEXT, *self.world.days]:
            self._read(end)
        self._to(start_of(self.world.last_day + 2 * NEXT) + 2 * HOUR)
        days = [
            AccountDay(email, day, wallet)
            for email in self.world.accounts
            for day in self.world.days
            for wallet in READ
        ]
        for one in days:
            plan_fixed(self.engine, one, self._kind(one.email))
            ledger = WALLETS[one.wallet].ledger
            self.stand.collect(ledger, day=one.day, email=one.email)
            for endpoint, key in plan_followed(self.engine, one, ledger):
                self.stand.collect(endpoint, key, day=one.day, email=one.email)
        for email in self.world.accounts:
            run_pending(self.engine, email)
        for one in days:
            reconcile_day(self.engine, one, findings_of(self.engine, one), "run")

    def _read(self, end: date) -> None:
        self._to(start_of(end + NEXT) + 2 * SECOND)
        for email in self.world.accounts if end not in self.missed else ():
            for wallet in self.wallets:
                self.stand.collect(WALLETS[wallet].witness, day=end, email=email)

    def _to(self, moment: int) -> None:
        clock = self.stand.exchange.clock
        clock.advance(max(moment - clock.now(), 0))

    def _kind(self, email: str) -> AccountType:
        return AccountType.MAIN if self.world.accounts[email].is_main else AccountType.SUB

    def wrong(self) -> list[str]:
        """Every verdict and row that is not what the readings and the lists could tell."""
        now = self.stand.exchange.clock.now()
        truths = reading_truths(self.engine, self.scenario, self.world.accounts, self.world.days, now)
        return hold(self.engine, list(truths)).wrong
