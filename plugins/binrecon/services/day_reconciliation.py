"""Reconciles an account-day: lock, facts, verdicts, investigation of what is open, and what is written, in this order.

Rests on decisions 38, 39 and 62.
"""

from __future__ import annotations

import decimal
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import DayFacts, Gap
from binrecon.domain.day_results import DayResult
from binrecon.domain.investigation_input import BalanceMover
from binrecon.domain.money import CONTEXT
from binrecon.domain.portfolio_margin import SAID
from binrecon.domain.vocabulary import Measure, Verdict, Wallet
from binrecon.domain.wallets import described
from binrecon.processing.canonical import run_pending
from binrecon.reconciliation.at_midnight import explained_at_midnight
from binrecon.reconciliation.day_verdict import summarize
from binrecon.reconciliation.investigation.investigate import investigate, record_sets_of, with_findings
from binrecon.reconciliation.investigation.resolved import with_resolved_measures
from binrecon.reconciliation.positions import with_positions
from binrecon.reconciliation.verdicts import reconcile
from binrecon.sources.endpoint import Caller, Endpoint
from binrecon.sources.source import Source
from binrecon.sources.unread import UNREAD, Unread
from binrecon.sources.wallet_lists import endpoints_of
from binrecon.storage.archives import refuse_archived, refuse_archived_meanwhile
from binrecon.storage.day_facts import read_facts
from binrecon.storage.day_results import write_day
from binrecon.storage.investigation_input import read_investigation_input, read_resolved
from binrecon.storage.midnights import read_midnights
from binrecon.storage.transactions import ATTEMPTS, day_lock, retry_collisions

log = logging.getLogger(__name__)

PAIRS = "exchange_info"
"""The list of pairs: a day is planned by the list of its own time."""
_TYPES = {Caller.MAIN: "main", Caller.SUB: "sub"}


@dataclass(frozen=True)
class DayOutcome:
    """The judged day and how many verdict rows it added to the history (0 when nothing changed)."""

    result: DayResult
    appended: int


@retry_collisions
def reconcile_day(engine: Engine, account_day: AccountDay, doubts: Sequence[str], run_id: str) -> DayOutcome:
    """Judge the account-day on one consistent picture of the database, investigate what is open, and store the outcome,
    all or nothing. Each of the run's `doubts` leaves every asset unproved; they are kept for later judgements, with
    what is wrong with the list of pairs of the day's own time.

    What complete readings of other runs have left unread is made rows of first, and again where another run has added
    pages since: a run beside this one must not unprove its day. Two callers at once go one after the other; the second
    finds nothing to add. Raises RetryableError when something else kept writing the same rows, and as
    `refuse_archived`."""
    for attempt in range(1, ATTEMPTS + 1):
        run_pending(engine, account_day.email)
        with day_lock(engine, account_day) as connection:
            refuse_archived(connection, account_day.day)
            facts = read_facts(connection, account_day)
            if facts.pending_pages and attempt < ATTEMPTS:
                continue
            result = conclude(connection, with_doubts(facts, doubts))
            refuse_archived_meanwhile(engine, account_day.day)
            kept = [*doubts, *(f"{gap.name}: {gap.detail}" for gap in facts.gaps if gap.endpoint == PAIRS)]
            return DayOutcome(result, write_day(connection, result, run_id, kept))
    raise AssertionError("the last attempt ends in an outcome")


def lists_that_move(wallet: Wallet) -> tuple[BalanceMover, ...]:
    """The lists that can move balances of the wallet, but those asked pair by pair."""
    lists = (one for one in endpoints_of(wallet) if (one.adds or one.takes) and one.keys)
    return tuple(_mover(one) for one in lists if not isinstance(one, Source) or Measure.BALANCE in one.measures)


def untold_of(wallet: Wallet) -> tuple[BalanceMover, ...]:
    """What can move the wallet and no list reports."""
    return tuple(_mover(one) for one in UNREAD if one.wallet is wallet)


def _mover(one: Endpoint | Unread) -> BalanceMover:
    return BalanceMover(one.name, one.adds, one.takes, _TYPES.get(one.caller, ""))


def conclude(connection: Connection, facts: DayFacts) -> DayResult:
    """The verdicts on the facts, with what accounts for those that are open, as far as anything does, and what
    positions of contracts say of the day. Writes nothing."""
    return with_positions(facts, _investigated(connection, facts))


def _investigated(connection: Connection, facts: DayFacts) -> DayResult:
    result = _resolved(connection, facts, _past_midnight(connection, facts, reconcile(facts)))
    if not result.open_assets:
        return result
    wallet = facts.account_day.wallet
    records = read_investigation_input(connection, facts, result, record_sets_of(wallet))
    found = investigate(result, replace(records, lists=lists_that_move(wallet), untold=untold_of(wallet)))
    return with_findings(facts, result, found)


def _past_midnight(connection: Connection, facts: DayFacts, result: DayResult) -> DayResult:
    """The result, as far as what is stamped at midnight accounts for what is open."""
    kinds = described(facts.account_day.wallet).at_midnight
    judged = result.asset_verdicts
    of_kind = [one for one in judged if kinds and one.line.measure is kinds.measure]
    if not kinds or all(one.verdict is not Verdict.OPEN for one in of_kind):
        return result
    found = read_midnights(connection, facts.account_day, kinds, [one.line.asset for one in of_kind])
    with decimal.localcontext(CONTEXT):
        explained = explained_at_midnight(judged, kinds.measure, facts.account_day.day, found)
        return summarize(facts, explained, "")


def _resolved(connection: Connection, facts: DayFacts, result: DayResult) -> DayResult:
    """The result, as far as people resolved what of it is open and no balance."""
    opened = {one.line.asset for one in result.asset_verdicts if one.verdict is Verdict.OPEN and not one.is_balance}
    if not opened:
        return result
    parts = read_resolved(connection, facts.account_day, opened)
    return summarize(facts, with_resolved_measures(result.asset_verdicts, parts), "")


def with_doubts(facts: DayFacts, doubts: Sequence[str]) -> DayFacts:
    """The facts with these doubts: each of them leaves every asset unproved."""
    return replace(facts, gaps=(*(Gap("run", "", doubt) for doubt in doubts), *facts.gaps))


def of_its_time(facts: DayFacts) -> DayFacts:
    """The pairs a day asked for came from the list of its own time: a pair of the newest list that cannot be read says
    nothing about it."""
    return replace(facts, gaps=tuple(gap for gap in facts.gaps if gap.endpoint != PAIRS))


def doubts_of(
    wallet: Wallet,
    symbols: Sequence[str] | None,
    findings: Sequence[str],
    rights: Sequence[str] | None,
    apart: Sequence[str],
) -> list[str]:
    """What no coverage row shows: steps that did not finish (None), and rows that cannot be right. `rights` are those
    of a key that was accepted; pairs are asked for SPOT alone; `apart` are the wallets in portfolio margin, of which
    nothing was asked."""
    of_spot = {"the symbols of the day were not discovered (see discover_symbols)": symbols}
    steps = {
        "the account's key was not accepted (see check_key)": rights,
        **(of_spot if wallet is Wallet.SPOT else {}),
    }
    said = [SAID] if wallet in apart else []
    return said + [text for text, result in steps.items() if result is None] + list(findings)


def outcome(result: DayResult) -> dict[str, Any]:
    """What the run reports about the day: words and counts, no amounts."""
    counts = {str(verdict): result.count(verdict) for verdict in Verdict}
    return {"verdict": str(result.verdict), "reason": result.reason, "assets": counts}
