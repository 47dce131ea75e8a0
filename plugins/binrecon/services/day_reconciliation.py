"""Joins what only the run knows to the judgement: steps that did not finish, and checks that found something."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Engine

from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import DayResult
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.investigation_input import InvestigationInput, Source
from binrecon.domain.vocabulary import Verdict
from binrecon.processing.canonical import run_pending
from binrecon.reconciliation.investigation import investigate, with_findings
from binrecon.reconciliation.transfer_matching import match_ends
from binrecon.reconciliation.verdicts import reconcile_spot
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Caller
from binrecon.sources.unread import UNREAD
from binrecon.storage.judged_again import (
    days_to_judge_again,
    judged_days,
    run_elsewhere,
    settle_again,
    touched_days,
)
from binrecon.storage.results import PAIRS, Judge, Settled, doubted, settle_day
from binrecon.storage.transfer_matches import Matched, match_transfers

log = logging.getLogger(__name__)

AROUND = timedelta(days=30)
"""Lists of own transfers are read back by less: so many days around a run's own are matched."""
INSIDE = timedelta(seconds=10)
"""Between the two ends of a transfer inside the exchange that no identity joins."""
CHAIN = timedelta(days=1)
"""From a withdrawal to the deposit it arrives as, where no transaction hash joins them."""
_TYPES = {Caller.MAIN: "main", Caller.SUB: "sub"}
LISTS = tuple(
    Source(one.name, one.adds, one.takes, _TYPES.get(one.caller, ""))
    for one in CATALOGUE.values()
    if (one.adds or one.takes) and one.keys
)
UNTOLD = tuple(Source(one.name, one.adds, one.takes, _TYPES.get(one.caller, "")) for one in UNREAD)
"""What can move SPOT: the lists of the catalogue, but those asked pair by pair, and what no list tells."""


def doubts_of(
    pairs: int | None, symbols: Sequence[str] | None, findings: Sequence[str] | None, rights: Sequence[str] | None
) -> list[str]:
    """What no coverage row shows: steps that did not finish (None), and rows that cannot be right. `rights` are those of a key
    that was accepted."""
    steps = {
        "the account's key was not accepted (see check_key)": rights,
        "the pairs of the day were not read": pairs,
        "the symbols of the day were not discovered": symbols,
        "the checks of the day did not finish": findings,
    }
    return [text for text, result in steps.items() if result is None] + list(findings or ())


def judge_with(doubts: Sequence[str]) -> Judge:
    """The judge of a day with these doubts: each of them leaves every asset unproved."""

    def judge(facts: DayFacts) -> DayResult:
        return reconcile_spot(doubted(facts, doubts))

    return judge


def match_around(engine: Engine, day: date, run_id: str) -> Matched:
    """Match the own transfers of all accounts, over the days whose rows this run may have changed."""
    span = Interval(day_interval(day - AROUND).start, day_interval(day + AROUND).end)
    found = match_transfers(engine, span, partial(match_ends, inside=INSIDE, chain=CHAIN), run_id)
    if found.undecided:
        log.warning(
            "%d own transfer(s) have several equal candidates for their other end: none was chosen", found.undecided
        )
    return found


def investigated(facts: DayFacts, result: DayResult, clues: InvestigationInput) -> DayResult:
    """The judged day after a look for what accounts for its open cells."""
    told = replace(clues, lists=LISTS, untold=UNTOLD)
    return with_findings(facts, result, investigate(result, told))


def settle(engine: Engine, email: str, day: date, doubts: Sequence[str], run_id: str) -> Settled:
    """Judge the day with the run's doubts, investigate what is open, and store the outcome. What complete readings of other
    runs have left unread is made rows of first: a run beside this one must not unprove its day."""
    return settle_day(
        engine,
        email,
        day,
        judge_with(doubts),
        run_id,
        investigate=investigated,
        doubts=doubts,
        read=partial(run_pending, engine, email),
    )


def judge_later(facts: DayFacts) -> DayResult:
    """The judge of a day that a later run holds again."""
    return reconcile_spot(_of_its_time(facts))


def investigated_later(facts: DayFacts, result: DayResult, clues: InvestigationInput) -> DayResult:
    """What goes with `judge_later`: the day's verdict hangs on its gaps, so both must see the same ones."""
    return investigated(_of_its_time(facts), result, clues)


def _of_its_time(facts: DayFacts) -> DayFacts:
    """The pairs a day asked for came from the list of its own time: a pair of the newest list that cannot be read says
    nothing about it."""
    return replace(facts, gaps=tuple(gap for gap in facts.gaps if gap.endpoint != PAIRS))


def judge_others(engine: Engine, email: str, day: date, run_id: str) -> list[dict[str, str]]:
    """Judge the days around `day` again, since its run may have changed their rows, and then the days of other accounts that
    rest on what it changed. Gives those that changed: account, date, and verdict before and after, equal where only an
    asset's amount or reason is another. The own day is judged once more with them: a neighbour's run beside this one may have
    made its day known in between."""
    around = [(email, other) for other in days_to_judge_again(judged_days(engine, email, day), day)]
    changed = judge_again(engine, around, run_id)
    if around:
        judge_again(engine, [(email, day)], run_id)
    touched = touched_days(engine, email, day, run_id)
    own = [(account, other) for account, other in touched if account == email]
    elsewhere = [(account, other) for account, other in touched if account != email]
    return changed + judge_again(engine, own, run_id) + judge_again(engine, elsewhere, run_elsewhere(email, run_id))


def judge_again(engine: Engine, days: Iterable[tuple[str, date]], run_id: str) -> list[dict[str, str]]:
    """Judge these accounts' days again, one after the other: no two are ever held at once, so that runs which judge each
    other's days do not wait in a circle. Gives those that changed."""
    changed = []
    for email, day in days:
        again = settle_again(engine, email, day, judge_later, run_id, investigate=investigated_later)
        if again is not None and again.appended:
            verdicts = {"from": str(again.before), "to": str(again.result.verdict)}
            changed.append({"account": email, "day": day.isoformat(), **verdicts})
            log.warning("%(day)s of %(account)s was judged again: %(from)s before, %(to)s now", changed[-1])
    return changed


def outcome(result: DayResult) -> dict[str, Any]:
    """What the run says about the day: words and counts, no amounts."""
    counts = {str(verdict): result.count(verdict) for verdict in Verdict}
    return {"verdict": str(result.verdict), "reason": result.reason, "assets": counts}
