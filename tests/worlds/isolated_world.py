"""Runs a seeded world of isolated margin through its readings at midnight and the lists of its pairs, and holds every
cell against the truth. Amounts are integers of 1e-18."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.followed import plan_followed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import to_ms
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.canonical import run_pending
from binrecon.processing.validation import findings_of
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import text

from tests.simulator import HOUR, SECOND, start_of
from tests.simulator.postings import MEASURES
from tests.simulator.products.capital_flow import CapitalFlow
from tests.simulator.products.margin_lists import MarginTransfer
from tests.simulator.random_isolated_trouble import pairs_of
from tests.storage.rows import pairs
from tests.worlds.reading_world import NEXT, ReadingWorld

WALLET = Wallet.ISOLATED_MARGIN
MOVES = "isolated_transfer"
_VERDICTS = text("""
    SELECT DISTINCT ON (date, asset, measure) date, asset, measure, verdict, trunc(variance * 1e18)::text, reason
    FROM binance_reconciliation_verdicts WHERE email = :email AND wallet = :wallet
    ORDER BY date, asset, measure, id DESC
""")
_TAKEN = text("SELECT date, update_time FROM binance_snapshot_days WHERE email = :email AND wallet = :wallet")


class IsolatedWorld(ReadingWorld):
    """One world beside a database: read some seconds after every midnight, its lists once, and every day judged twice,
    as what days say of each other is known only then."""

    wallets = (WALLET,)

    def run(self) -> None:
        pairs(self.engine, *((one.base, one.quote) for one in self.world.symbols.values()))
        for end in [self.world.first_day - NEXT, *self.world.days]:
            self._read(end)
        self._to(start_of(self.world.last_day + 2 * NEXT) + 2 * HOUR)
        for email in self.world.accounts:
            run_pending(self.engine, email)
        days = [AccountDay(email, day, WALLET) for email in self.world.accounts for day in self.world.days]
        for one in days:
            self._ask(one)
        for email in self.world.accounts:
            run_pending(self.engine, email)
        for one in (*days, *days):
            reconcile_day(self.engine, one, findings_of(self.engine, one), "run")

    def _ask(self, one: AccountDay) -> None:
        """The list without a pair, and what follows from it."""
        plan_fixed(self.engine, one, self._kind(one.email))
        self.stand.collect(MOVES, day=one.day, email=one.email)
        for name, pair in plan_followed(self.engine, one, MOVES):
            self.stand.collect(name, pair, day=one.day, email=one.email)

    # the truth -------------------------------------------------------------------------------------------------

    def told(self, email: str) -> Sequence[tuple[date, str, str, str, int | None, str]]:
        """Day, holding, measure, verdict, variance and reason."""
        with self.engine.connect() as connection:
            found = connection.execute(_VERDICTS, {"email": email, "wallet": str(WALLET)}).all()
        return [(day, *cell, None if off is None else int(off), reason) for day, *cell, off, reason in found]  # type: ignore[misc]

    def wrong(self) -> Iterator[str]:
        """Every cell that is not what the readings and the lists could tell, and every leg that one side has alone."""
        for email in self.world.accounts:
            yield from self._wrong_of_account(email)

    def _wrong_of_account(self, email: str) -> Iterator[str]:
        told, taken = self.told(email), self._taken_of(email)
        if {row[0] for row in told} != set(self.world.days):
            yield f"{email}: days without a verdict"
        for day, holding, measure, verdict, variance, reason in told:
            pair, _, coin = holding.partition(":")
            span = (taken[day - NEXT], taken[day])
            off = self._off_of(email, pair, coin, measure, *span)
            doubted = self._near(email, *span) or self._doubted(email, pair, day, span)
            lacks = measure == "balance" and not off and self._ledger_lacks(email, pair, coin, day)
            right = "unproved" if doubted or lacks else "open" if off else "proved"
            may = {right, *(("explained",) if off and not doubted else ())}
            if verdict not in may or (verdict != "unproved" and variance != off):
                yield f"{email} {day} {holding} {measure}: {verdict} {variance}, and it is {right} {off}; {reason}"
            if verdict == "explained" and not reason.startswith(("stamped_at_midnight", "transfer_without_other_end")):
                yield f"{email} {day} {holding} {measure} is explained by {reason}"

    def _taken_of(self, email: str) -> dict[date, int]:
        with self.engine.connect() as connection:
            rows: list[tuple[date, datetime]] = [
                tuple(row) for row in connection.execute(_TAKEN, {"email": email, "wallet": str(WALLET)})
            ]
        return {day: to_ms(moment) for day, moment in rows}

    def _off_of(self, email: str, pair: str, coin: str, measure: str, first: int, last: int) -> int:
        """By how much it moved between two readings that no listed row tells."""
        shown = [self.shown(email, moment, measure, pair).get(coin, 0) for moment in (first, last)]
        facts = self.scenario.facts(email, str(WALLET), self.stand.exchange.clock.now(), measure, pair)
        return shown[1] - shown[0] - sum(one.amount for one in facts if one.asset == coin and first < one.time <= last)

    def shown(self, email: str, moment: int, measure: str, pair: str) -> dict[str, int]:
        """What the exchange showed of a pair."""
        return dict(self.world.balance_at(email, moment, str(WALLET), measure, pair))

    def _near(self, email: str, *taken: int) -> bool:
        """Whether a listed row lies within two seconds of one of the readings."""
        now = self.stand.exchange.clock.now()
        facts = [fact for measure in MEASURES for fact in self.scenario.facts(email, str(WALLET), now, measure)]
        return any(fact.amount and abs(fact.time - moment) <= 2 * SECOND for fact in facts for moment in taken)

    def _doubted(self, email: str, pair: str, day: date, span: tuple[int, int]) -> bool:
        """Whether a row of the pair that cannot be read is of the day, or of the time up to the reading after it; one
        of the list without a pair is of every pair."""
        for event in self.world.events:
            if event.time < start_of(day) or event.time > span[1] + 2 * SECOND or email not in event.emails:
                continue
            if self.scenario.is_unreadable(event) and pair in pairs_of(event):
                return True
        return False

    def _ledger_lacks(self, email: str, pair: str, coin: str, day: date) -> bool:
        """Whether the pair's ledger, or a move that it tells again, is not listed as it was."""
        start, end = start_of(day), start_of(day + timedelta(days=1))
        now = self.stand.exchange.clock.now()
        told_again = [
            event
            for event in self.world.events
            if (isinstance(event, CapitalFlow) and not event.alone) or isinstance(event, MarginTransfer)
        ]
        return any(
            start <= event.time < end and email in event.emails and self.scenario.told(event, now) != event
            for event in told_again
            if event.asset == coin and pair in pairs_of(event)
        )
