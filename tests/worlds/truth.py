"""Holds a database against the truth of a scenario. Amounts are integers of 1e-18; nothing here computes a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from sqlalchemy import Engine, text

from tests.simulator import Fact, Scenario, day_of
from tests.worlds.matched import wrong_matches
from tests.worlds.names import PLANTED, Names
from tests.worlds.planted import troubles
from tests.worlds.stated import not_borne_out

BalanceLine = tuple[str, date, str]
Doubted = tuple[str, date, str | None]
Leg = tuple[str, str, int, str, int, int]

_VERDICTS = text("""
    SELECT newest.email, newest.date, newest.asset, newest.verdict, trunc(newest.variance * 1e18)::text, newest.reason,
        (SELECT trunc(sum((finding ->> 'amount')::numeric) * 1e18)::text
         FROM jsonb_array_elements(newest.findings -> 'explained') AS finding),
        (SELECT array_agg(DISTINCT finding ->> 'kind')
         FROM jsonb_array_elements(newest.findings -> 'explained') AS finding),
        newest.findings -> 'explained' ->> 0, newest.findings ->> 'alternatives',
        coalesce(jsonb_array_length(newest.findings -> 'next_steps'), 0)
    FROM binance_reconciliation_verdicts AS newest
    WHERE newest.wallet = 'SPOT' AND newest.id IN (
        SELECT max(id) FROM binance_reconciliation_verdicts GROUP BY email, date, wallet, asset
    )
""")
_DAYS = text("SELECT email, date, verdict, reason FROM binance_reconciliation_days WHERE wallet = 'SPOT'")
_LEGS = text("""
    SELECT source, external_id, leg, asset, trunc(amount * 1e18)::text,
        round(extract(epoch FROM datetime) * 1000)::bigint
    FROM binance_reconciliation_transfers WHERE email = :email AND wallet = 'SPOT' AND effective AND amount <> 0
    UNION ALL
    SELECT source, external_id, leg, asset, trunc(amount * 1e18)::text,
        round(extract(epoch FROM datetime) * 1000)::bigint
    FROM binance_reconciliation_trades WHERE email = :email AND wallet = 'SPOT' AND amount <> 0
""")
_SOURCES = {
    "deposit": "deposit",
    "withdrawal": "withdraw",
    "family": "account_transfer",
    "wallet": "wallet_transfer",
    "fill": "trade",
    "convert": "convert",
}
_LEG_NUMBERS = {"in": 1, "out": 2, "buy": 1, "sell": 2, "fee": 3}


class Trust(IntEnum):
    """How far the answers were what the scenario lists.

    With FAULTS some did not come or were spoiled so that a reader can tell: days may be unproved and rows missing. With
    LIES some held another plausible value: then a variance may be any, and only `proved` means anything.
    """

    FULL, FAULTS, LIES = range(3)


@dataclass
class Findings:
    """What the comparison counted, and each place where the product is wrong, in words."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """One verdict as stored; `variance` None where none could be computed, `explained` what the findings add up to.

    `kinds` are those of the findings that explain it, `evidence` is the first of them as text, `alternatives` are all
    of them, `steps` says how many next steps there are.
    """

    verdict: str
    variance: int | None
    reason: str
    explained: int | None = None
    kinds: frozenset[str] = frozenset()
    evidence: str = ""
    alternatives: str = ""
    steps: int = 0


def verdicts(engine: Engine) -> dict[BalanceLine, Verdict]:
    with engine.connect() as connection:
        rows = connection.execute(_VERDICTS).all()
        return {
            (email, day, asset): Verdict(
                verdict,
                _whole(variance),
                reason,
                _whole(explained),
                frozenset(kinds or ()),
                evidence or "",
                other or "",
                steps,
            )
            for email, day, asset, verdict, variance, reason, explained, kinds, evidence, other, steps in rows
        }


def _whole(amount: str | None) -> int | None:
    return None if amount is None else int(amount)


def day_verdicts(engine: Engine) -> dict[tuple[str, date], str]:
    with engine.connect() as connection:
        return {(email, day): verdict for email, day, verdict, _ in connection.execute(_DAYS)}


def loose_reasons(engine: Engine) -> Iterator[str]:
    """Days whose reason names too much or too little: a proved one names nothing to look at, any other says why."""
    with engine.connect() as connection:
        for email, day, verdict, reason in connection.execute(_DAYS):
            if (verdict == "proved" and ("largest" in reason or ":" in reason)) or (verdict != "proved" and not reason):
                yield f"{email} {day} is {verdict}, and its reason is {reason!r}"


def hold(
    engine: Engine,
    scenario: Scenario,
    emails: Iterable[str],
    days: Iterable[date],
    now: int,
    trust: Trust = Trust.FULL,
    stated: Collection[str] = (),
) -> Findings:
    """Compare verdicts and rows of these accounts and days with what the lists could tell when read at `now`, and the
    statements of the accounts of which they were imported."""
    findings = Findings()
    emails, days = list(emails), set(days)
    judge = _Judge(scenario, now, max(days), trust, stated)
    findings.wrong += judge.wrong_verdicts(engine, set(emails), days, findings.counts)
    for email in emails if trust is Trust.FULL else ():
        findings.wrong += wrong_rows(engine, scenario, email, days, now)
    if trust is Trust.FULL:
        findings.wrong += wrong_matches(engine, scenario, emails, days, now)
    return findings


class _Judge:
    """What a verdict on each cell may be, from the scenario alone."""

    def __init__(
        self, scenario: Scenario, now: int, last_day: date, trust: Trust, stated: Collection[str] = ()
    ) -> None:
        self._trust = trust
        doubts = scenario.unproved(now)
        self._may = set(doubts)
        self._expected = {
            (email, day, asset): amount
            for (email, day, wallet, asset), amount in scenario.expected_variance(now).items()
            if wallet == "SPOT"
        }
        unread = [event for event in scenario.world.events if scenario.finish(event, {})]
        moved = {(p.email, day_of(p.time)) for event in unread for p in event.listed(now)}
        listed = {(email, day_of(event.time)) for event in unread for email in event.emails}
        # The day on which the money of such a row arrives may lie beyond what was asked: then its asset is open there.
        certain = listed & moved
        self._must = {cell for cell in self._may if cell[2] or cell[:2] in certain or cell[:2] not in listed | moved}
        self._later = {email for email, day in moved if day > last_day}
        self._names = Names(
            troubles(scenario, now),
            self._doubtful,
            last_day,
            told=trust is Trust.FULL,
            stated=stated,
            unsaid=not_borne_out(scenario, stated),
        )
        self._doubts = sorted({(*cell[:2], why) for cell, why in doubts.items()})

    def wrong_verdicts(self, engine: Engine, emails: set[str], days: set[date], counts: Counter[str]) -> Iterator[str]:
        """R1 and R14, and that each planted variance is reported to the last unit."""

        def inside(cell: Doubted) -> bool:
            return cell[0] in emails and cell[1] in days

        found = {cell: given for cell, given in verdicts(engine).items() if inside(cell)}
        if self._trust is Trust.FULL:
            lost = [cell for cell in self._expected if inside(cell) and cell not in found]
            yield from (f"no verdict on {cell}, whose variance is {self._expected[cell]}" for cell in lost)
        for cell, given in found.items():
            counts[given.verdict] += 1
            counts.update(self._names.reported(cell, given.verdict, given.kinds))
            if complaint := self._complaint(cell, given):
                yield f"{cell} {complaint}: {given}"
        judged = day_verdicts(engine)
        counts.update(
            f"{PLANTED}{why}, of a day: {judged.get((email, day))}"
            for email, day, why in self._doubts
            if inside((email, day, None))
        )
        yield from loose_reasons(engine)
        yield from self._wrong_days(judged, [cell for cell in self._must if inside(cell)])

    def _wrong_days(self, judged: dict[tuple[str, date], str], must: list[Doubted]) -> Iterator[str]:
        for email, day, asset in must:
            if asset is None and judged.get((email, day)) != "unproved":
                yield f"{email} {day} is {judged.get((email, day))}, must be unproved"

    def _complaint(self, cell: BalanceLine, given: Verdict) -> str | None:
        expected, must = self._expected.get(cell, 0), self._covers(self._must, cell)
        if given.verdict in ("open", "unproved") and not given.steps:
            return "says nothing of what to do"
        if given.verdict == "explained":
            return self._unexplained(cell, given, expected, must)
        if given.verdict == "proved" and (must or expected or given.variance != 0):
            return f"is proved, but its variance is {expected}" + (" and a source is missing" if must else "")
        if given.verdict == "open" and must:
            return "is open, but a source is missing"
        if given.verdict == "open" and given.variance in (expected, None, 0) and not expected:
            return "is open without a variance"
        if self._trust is Trust.FAULTS and given.verdict == "open" and "gave no answer" in given.reason:
            # A product's list that is refused for good is done without: what it would tell is off, and it says so.
            return None
        if given.verdict == "open" and self._trust is not Trust.LIES and given.variance != expected:
            return f"is open with another variance than {expected}"
        if given.verdict == "open":
            return self._names.missed(cell, given.alternatives)
        if given.verdict == "unproved" and self._trust is Trust.FULL and not self._doubtful(cell):
            return "is unproved for no planted cause"
        return "" if given.verdict in ("proved", "open", "unproved") else "has an unexpected verdict"

    def _unexplained(self, cell: BalanceLine, given: Verdict, expected: int, must: bool) -> str:
        """Findings explain the planted variance to the unit, and nothing where none is planted or a source is
        missing."""
        if must or not given.variance or given.variance != given.explained:
            return "is explained by findings that do not add up" + (", and a source is missing" if must else "")
        if self._trust is not Trust.LIES and given.variance != expected:
            return f"is explained, but its variance is {expected}"
        return "" if self._trust is Trust.LIES else self._names.misnamed(cell, given.kinds, given.evidence)

    def _doubtful(self, cell: BalanceLine) -> bool:
        """A pair that cannot be asked leaves BNB in doubt too, a record of a later day the window it was read in."""
        email, day, asset = cell
        by_pair = asset == "BNB" and any(who == email and when == day and what for who, when, what in self._may)
        return by_pair or email in self._later or self._covers(self._may, cell)

    @staticmethod
    def _covers(cells: set[Doubted], cell: BalanceLine) -> bool:
        return (*cell[:2], None) in cells or cell in cells


def wrong_rows(engine: Engine, scenario: Scenario, email: str, days: set[date], now: int) -> Iterator[str]:
    """R2: the legs that move money are the oracle's, none missing, none twice, each to the unit and millisecond."""
    yield from (f"{email} {complaint}" for _, complaint in _different(engine, scenario, email, days, now))


def _different(engine: Engine, scenario: Scenario, email: str, days: set[date], now: int) -> Iterator[tuple[str, str]]:
    """Source and complaint of each leg that only one side has."""
    missing, extra = differences(engine, scenario, email, days, now)
    yield from ((leg[0], f"lacks {leg}") for leg in missing)
    yield from ((leg[0], f"has too much {leg}") for leg in extra)


def differences(
    engine: Engine, scenario: Scenario, email: str, days: set[date], now: int
) -> tuple[Counter[Leg], Counter[Leg]]:
    """The legs of these days that only the oracle has, and those that only the database has."""
    with engine.connect() as connection:
        rows = [(*row[:4], int(row[4]), row[5]) for row in connection.execute(_LEGS, {"email": email})]
    held = Counter(row for row in rows if day_of(row[5]) in days)
    facts = scenario.facts(email, "SPOT", now)
    true = Counter(_leg(fact) for fact in facts if fact.amount and day_of(fact.time) in days)
    return true - held, held - true


def _leg(fact: Fact) -> Leg:
    kind = fact.key[0]
    if kind == "fill":
        _, _, symbol, number, side = fact.key
        external_id = f"{symbol}:{number}:{side[0]}"
    else:
        external_id = fact.external_id
    return _SOURCES.get(kind, kind), external_id, _LEG_NUMBERS[fact.leg], fact.asset, fact.amount, fact.time


ENDPOINTS = {
    "deposit": ("deposit_history",),
    "withdraw": ("withdraw_history",),
    "wallet_transfer": ("wallet_transfer",),
    "account_transfer": ("sub_transfer_history", "universal_transfer", "sub_user_history"),
    "trade": ("trades",),
    "convert": ("convert_history",),
}
_GAPS = text("SELECT DISTINCT endpoint FROM v_binance_coverage_gaps WHERE email = :email AND date = :day AND required")


def silent_losses(engine: Engine, scenario: Scenario, email: str, day: date, now: int) -> list[str]:
    """Sources whose rows of the day are not the oracle's although no gap says so.

    Pairs are found through the pairs the exchange lists and the assets of the other lists, so trades may be missing
    wherever the whole day is unproved. A day that could not be opened has no verdict: its run is red, and monitoring
    names it.
    """
    if (email, day) not in day_verdicts(engine):
        return []
    with engine.connect() as connection:
        gaps = set(connection.execute(_GAPS, {"email": email, "day": day}).scalars())
    given = {found.verdict for (who, when, _), found in verdicts(engine).items() if (who, when) == (email, day)}
    if given <= {"unproved"} and day_verdicts(engine).get((email, day)) == "unproved":
        gaps.add("trades")
    wrong = {source for source, _ in _different(engine, scenario, email, {day}, now)}
    return sorted(source for source in wrong if not gaps & set(ENDPOINTS[source]))
