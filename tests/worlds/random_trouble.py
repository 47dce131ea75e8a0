"""Trouble that seeded worlds draw besides their own: wrong keys, clocks that are off, lists asked too early, that move,
that are cut or change their mind, facts told twice, pairs that close. Each kind has a random stream of its own, so that
a world without it is what it always was. Here it is laid over a world and its run; what must follow the scenario says,
or a sentence here.

Worlds with faults draw none: theirs cover each other up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from random import Random
from typing import Any

from binrecon.collectors.day_plan import plan_fixed

from tests.days import spot
from tests.simulator import DAY, HOUR, MINUTE, SECOND, Habits, Request, Scenario, start_of
from tests.simulator.handing import exchange_keys, hand_out, put_right
from tests.simulator.random_lists import (
    DEPOSITS,
    LONG,
    OWN,
    change_minds,
    close_pair,
    long_lists,
    move_lists,
    odd_lists,
    tell_again,
)
from tests.worlds.halfway import read_first_page
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.truth import day_verdicts, verdicts

KEYLESS = ("/api/v3/account", "/sapi/v1/account/apiRestrictions", "/sapi/v1/sub-account/list")
"""What a key may be asked before anybody knows whose it is."""
AHEAD = (-50 * HOUR, -3 * HOUR, -90 * SECOND, 90 * SECOND, 3 * HOUR, 50 * HOUR)
FEW_DAYS = 20
"""Days of a world that may be run again a day later: the exchange keeps thirty snapshots."""


class Kind(StrEnum):
    """What is counted of each: how many worlds it came in."""

    KEYS = "with keys handed out wrongly"
    CLOCK = "with a host's clock that is off"
    EARLY = "with lists asked too early"
    MOVING = "with lists that move while they are read"
    HALF = "with readings cut in the middle or half made by another run"
    MINDS = "with records gone or changed between readings"
    TWICE = "with facts in two lists"
    CLOSED = "with a pair closed after a sale"
    ODD = "with lists cut, turned round or counted otherwise"


SHARE = {
    Kind.KEYS: 0.4,
    Kind.CLOCK: 0.2,
    Kind.EARLY: 0.12,
    Kind.MOVING: 0.1,
    Kind.HALF: 0.12,
    Kind.MINDS: 0.12,
    Kind.TWICE: 0.2,
    Kind.CLOSED: 0.2,
    Kind.ODD: 0.15,
}
"""Of the worlds in which it is possible."""
SMALL = frozenset({Kind.MOVING, Kind.HALF})
"""Kinds that need lists of several pages."""


def drawn(seed: int, accounts: int, days: int) -> frozenset[Kind]:
    """The kinds this world has. Nobody has another's key in a family of one."""
    impossible = {Kind.KEYS: accounts < 2, Kind.MINDS: days > FEW_DAYS}
    return frozenset(kind for kind in Kind if not impossible.get(kind) and stream(seed, kind).random() < SHARE[kind])


def stream(seed: int, kind: Kind) -> Random:
    return Random(f"{seed}:{kind.name}")


@dataclass
class Trouble:
    """The kinds of one world, and what came of them. `wrong` are sentences about what the product made of them
    meanwhile."""

    seed: int
    kinds: frozenset[Kind]
    scenario: Scenario
    habits: Habits = field(default_factory=Habits)
    options: dict[str, Any] = field(default_factory=dict)
    came: set[Kind] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def rng(self, kind: Kind) -> Random:
        """What follows the draw itself."""
        return Random(f"{self.seed}:{kind.name}:how")

    def has(self, kind: Kind) -> bool:
        return kind in self.kinds

    @property
    def counts(self) -> Counter[str]:
        """Worlds by what came; lists that move are known to have moved only afterwards."""
        moved = {Kind.MOVING} if self.habits.happened else set()
        return Counter(f"worlds {kind}" for kind in self.came | moved)

    @property
    def missing(self) -> list[str]:
        """What was drawn and did not come."""
        return [f"was drawn {kind}, which did not come" for kind in self.kinds if not self.counts[f"worlds {kind}"]]

    # before the run -------------------------------------------------------------------------------------------

    def lay(self) -> None:
        """Lay over the world what its lists do, whoever reads them."""
        if self.has(Kind.TWICE):
            tell_again(self.scenario, self.rng(Kind.TWICE))
            self.came.add(Kind.TWICE)
        if self.has(Kind.CLOSED):
            close_pair(self.scenario, self.rng(Kind.CLOSED))
            self.came.add(Kind.CLOSED)
        if self.has(Kind.MOVING):
            move_lists(self.scenario, self.rng(Kind.MOVING), self.habits)
        elif self.has(Kind.HALF):
            long_lists(self.scenario, self.rng(Kind.HALF))
        if self.has(Kind.ODD):
            self.options |= odd_lists(self.habits, self.rng(Kind.ODD))
            self.came.add(Kind.ODD)

    @property
    def ahead(self) -> timedelta:
        """How far the host's clock is ahead of the exchange's."""
        found = self.rng(Kind.CLOCK).choice(AHEAD) if self.has(Kind.CLOCK) else 0
        return timedelta(milliseconds=found)

    def before(self, pipeline: Pipeline, days: list[date]) -> None:
        """What happens before the days' own run."""
        if self.has(Kind.HALF):
            self._cut(pipeline)
        if self.has(Kind.CLOCK):
            self._open_early(pipeline, days[0])
        if self.has(Kind.EARLY):
            self._ask_early(pipeline, days)

    # clocks and lists that are early --------------------------------------------------------------------------

    def _open_early(self, pipeline: Pipeline, day: date) -> None:
        """By the exchange's clock the day has hardly begun: whatever the host's says, it is refused, and nothing is
        asked of it."""
        self.came.add(Kind.CLOCK)
        pipeline.clock.exchange_clock.move_to(start_of(day) + 5 * HOUR)
        for email in pipeline.emails:
            pipeline.run_day(email, day)
            if (email, day) in day_verdicts(pipeline.engine) or not pipeline.failed.pop(f"open of {email} {day}", None):
                self.wrong.append(f"{email} {day} was opened before it was over")

    def _ask_early(self, pipeline: Pipeline, days: list[date]) -> None:
        """Everything of a day is asked before it is over or within the hour that lists may lag, and the snapshots alone
        once more when it is due: it must be unproved."""
        self.came.add(Kind.EARLY)
        rng = self.rng(Kind.EARLY)
        number = rng.randrange(len(days))
        asked, day = days[max(number - 1, 0) : number + 1], days[number]
        pipeline.clock.exchange_clock.move_to(start_of(day) + rng.randrange(6 * HOUR, DAY + 50 * MINUTE))
        for email in pipeline.emails:
            pipeline.attempt(f"key of {email} early", partial(pipeline.witness, email))
            fixed = plan_fixed(pipeline.engine, spot(email, day), pipeline.kind(email))
            for group in pipeline.collect_span_steps(email, asked, fixed, f"of {email} early on {day}"):
                pipeline.run(group)
        pipeline.clock.exchange_clock.move_to(max(settled(day), pipeline.exchange.clock.now()))
        for email in pipeline.emails:
            pipeline.attempt("snapshots", partial(pipeline.collect_span, "daily_snapshot", "SPOT", email, asked))
            pipeline.canonicalize("daily_snapshot", email)
            pipeline.reconcile(email, day)
        self.wrong += _not_unproved(pipeline, pipeline.emails, [day], "its lists were asked too early")

    # keys -----------------------------------------------------------------------------------------------------

    @property
    def keys_from_the_first(self) -> bool:
        """Whether the key is wrong from the first run on; else it is changed for a wrong one after the run."""
        few = len(self.scenario.world.days) <= FEW_DAYS
        return self.has(Kind.KEYS) and not (few and self.rng(Kind.KEYS).random() < 0.5)

    @property
    def keys_later(self) -> bool:
        return self.has(Kind.KEYS) and not self.keys_from_the_first

    def with_wrong_keys(self, pipeline: Pipeline, run: Callable[[], None], days: list[date]) -> None:
        """The days are run with a key of another account in some connection, and it is put right afterwards."""
        self.came.add(Kind.KEYS)
        rng = Random(f"{self.seed}:KEYS:whose")
        one, other = rng.sample(pipeline.emails, 2)
        if rng.random() < 0.5:
            exchange_keys(pipeline.exchange, one, other)
            holders = [one, other]
        else:
            hand_out(pipeline.exchange, one, of=other)
            holders = [one]
        begun = len(pipeline.exchange.log)
        run()
        self.wrong += _not_unproved(pipeline, holders, days, "its key is another account's")
        self.wrong += _asked_with_wrong_keys(pipeline, holders, begun)
        self.wrong += _refused_without_need(pipeline, holders)
        put_right(pipeline.exchange, *holders)

    # readings -------------------------------------------------------------------------------------------------

    def _cut(self, pipeline: Pipeline) -> None:
        """A reading breaks off at its second page and is tried again; others are under way when a template runs."""
        rng, steps = self.rng(Kind.HALF), pipeline.call
        for path in (OWN, DEPOSITS):
            kind = rng.choice(["5xx", "reset_mid", "timeout", "short_body"])
            when = partial(_is_second_page, path)
            pipeline.exchange.add_fault(
                kind, path, when=when, nth=rng.randint(1, 3), times=1, options={"retried": True}
            )

        def call(name: str, step: Callable[[], Any]) -> Any:
            if rng.random() < 0.6 and read_first_page(pipeline, name, self.scenario.world.days, rng):
                self.came.add(Kind.HALF)
            return steps(name, step)

        pipeline.call = call

    # lists that change their mind -----------------------------------------------------------------------------

    def may_change(self, now: int) -> bool:
        """Not where a list puts itself right meanwhile: what a reader doubts then the scenario does not say. That kind
        is drawn in vain."""
        if self.scenario.changes_between(now, now + 2 * DAY):
            self.kinds -= {Kind.MINDS}
        return self.has(Kind.MINDS)

    def change_minds(self, now: int) -> None:
        if change_minds(self.scenario, self.rng(Kind.MINDS), now, now + 11 * HOUR):
            self.came.add(Kind.MINDS)


def _is_second_page(path: str, request: Request) -> bool:
    """Whether a list that is long is asked for what follows its first page."""
    wanted = "&".join(f"{name}={value}" for name, value in LONG[path].items())
    later = "current=2" in request.query or ("offset=" in request.query and "offset=0" not in request.query)
    return request.path.endswith(path) and wanted in request.query and later


def _not_unproved(pipeline: Pipeline, emails: Collection[str], days: Collection[date], why: str) -> Iterator[str]:
    """A sentence for each day of these that is said to be anything else."""
    of_days = day_verdicts(pipeline.engine)
    given = {(email, day, of_days.get((email, day), "not judged")) for email in emails for day in days}
    given |= {
        (email, day, found.verdict)
        for (email, day, _), found in verdicts(pipeline.engine).items()
        if email in emails and day in days
    }
    yield from (
        f"{email} {day} is {verdict}, though {why}" for email, day, verdict in sorted(given) if verdict != "unproved"
    )


def _asked_with_wrong_keys(pipeline: Pipeline, holders: Collection[str], begun: int) -> Iterator[str]:
    """A sentence for lists that were asked with a key that stands in another account's connection and in none of its
    own."""
    names = {pipeline.exchange.key_of(email).name for email in holders}
    asked = [entry for entry in pipeline.exchange.log[begun:] if entry.key in names and entry.path not in KEYLESS]
    if asked:
        yield f"{len(asked)} list(s) were asked with a key of another account, the first {asked[0].path}"


def _refused_without_need(pipeline: Pipeline, holders: Collection[str]) -> Iterator[str]:
    """A sentence for each key that was refused though it is the account's own, where the main account's list could be
    read."""
    if pipeline.exchange.world.main.email not in holders:
        refused = {name.split()[2] for name in pipeline.failed if name.startswith("key of ")}
        yield from (f"the key of {email} was refused, and is its own" for email in sorted(refused - set(holders)))
