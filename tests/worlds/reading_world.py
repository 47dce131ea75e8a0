"""Runs a seeded world through the readings at its midnights and the lists after it, and holds every verdict against
the truth. Amounts are integers of 1e-18."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import to_ms
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.processing.canonical import run_pending
from binrecon.processing.validation import findings_of
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine, text

from tests.collectors.stand import Stand
from tests.simulator import HOUR, SECOND, Clock, Exchange, Scenario, day_of, start_of
from tests.simulator.clock import FOREVER
from tests.worlds.futures_truth import listed_again

THEIRS = {Wallet.COIN_M_FUTURES: "COIN_FUTURE", Wallet.OPTION: "OPTION"}
NEXT = timedelta(days=1)
DOUBTED = ("does not follow", "not checked")
"""What is said of positions; every fill is listed, so that each of them follows."""
_VERDICTS = text("""
    SELECT date, asset, verdict, trunc(variance * 1e18)::text, reason FROM v_binance_verdicts_current
    WHERE email = :email AND wallet = :wallet
""")
_TAKEN = text("SELECT date, update_time FROM binance_snapshot_days WHERE email = :email AND wallet = :wallet")


class ReadingWorld:
    """One world beside a database. Each wallet of each account is read some seconds after every midnight that the
    clock passes, but for those that are `missed`; then the lists are read once, and every day is judged."""

    wallets: tuple[Wallet, ...] = tuple(THEIRS)

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
            for wallet in THEIRS
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

    # the truth -------------------------------------------------------------------------------------------------

    def wrong(self) -> Iterator[str]:
        """Every verdict that is not what the readings and the lists could tell."""
        for email in self.world.accounts:
            for wallet in THEIRS:
                yield from self._wrong_of(email, wallet)

    def _wrong_of(self, email: str, wallet: Wallet) -> Iterator[str]:
        taken, doubts = self._taken(email, wallet), self._doubts(email, wallet)
        with self.engine.connect() as connection:
            told = connection.execute(_VERDICTS, {"email": email, "wallet": str(wallet)}).all()
        if {row[0] for row in told} != set(self.world.days):
            yield f"{email} {wallet}: days without a verdict"
        for day, asset, verdict, variance, reason in told:
            known = {day - NEXT, day} <= set(taken)
            off = self._off(email, wallet, asset, taken[day - NEXT], taken[day]) if known else None
            near = known and self._disturbed(email, wallet, taken[day - NEXT], taken[day])
            unproved = not known or near or day in doubts
            right = "unproved" if unproved else "open" if off else "proved"
            if verdict != right or (not unproved and int(variance) != off):
                yield f"{email} {wallet} {day} {asset}: {verdict} {variance}, and it is {right} {off}; {reason}"
            elif right != "unproved" and any(word in reason for word in DOUBTED):
                yield f"{email} {wallet} {day} {asset}: its positions follow from its fills; {reason}"

    def _taken(self, email: str, wallet: Wallet) -> dict[date, int]:
        with self.engine.connect() as connection:
            found: list[tuple[date, datetime]] = [
                tuple(row) for row in connection.execute(_TAKEN, {"email": email, "wallet": str(wallet)})
            ]
        return {day: to_ms(moment) for day, moment in found}

    def _off(self, email: str, wallet: Wallet, asset: str, first: int, last: int) -> int:
        """By how much the balance moved between two moments that no listed row tells."""
        theirs = THEIRS[wallet]
        held = [self.world.balance_at(email, moment, theirs).get(asset, 0) for moment in (first, last)]
        now = self.stand.exchange.clock.now()
        listed = [(fact.asset, fact.amount, fact.time) for fact in self.scenario.facts(email, theirs, now)]
        if wallet is Wallet.COIN_M_FUTURES:
            listed += [row[1:] for row in listed_again(self.scenario, now, "coin_income") if row[0] == email]
        told = sum(amount for of, amount, moment in listed if of == asset and first < moment <= last)
        return held[1] - held[0] - told

    def _disturbed(self, email: str, wallet: Wallet, *taken: int) -> bool:
        """Whether a listed row lies within two seconds of one of the moments."""
        facts = self.scenario.facts(email, THEIRS[wallet], self.stand.exchange.clock.now())
        return any(abs(fact.time - moment) <= 2 * SECOND for fact in facts for moment in taken)

    def _doubts(self, email: str, wallet: Wallet) -> set[date]:
        """The days of rows that cannot be read, and those before them where the reading came after."""
        found = {day for who, day, _ in self.scenario.unproved(FOREVER, THEIRS[wallet]) if who == email}
        rows = [event for event in self.world.events for event in [event, *self.scenario.incomes_of(event)]]
        at_midnight = {
            day_of(row.time)
            for row in rows
            if email in row.emails and day_of(row.time) in found and row.time == start_of(day_of(row.time))
            if self.scenario._unreadable(row)
        }
        return found | {day - NEXT for day in at_midnight}
