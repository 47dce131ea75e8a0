"""Which messages a day calls for: a summary where somebody is needed, sub-accounts missing from the accounts file,
variances above the thresholds.

Rests on decisions 48 and 74.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Engine

from binrecon.config.accounts import Account, Roster
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import DayFacts
from binrecon.domain.messages import Message
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.reconciliation.alerts import alerts
from binrecon.reporting.account_names import Naming, naming
from binrecon.reporting.day_summary import Change, DaySummary, open_since, read_summary
from binrecon.reporting.discord import all_fit, kind_of, summary_message, unlisted_message, variance_message
from binrecon.reporting.sub_accounts import unlisted
from binrecon.services.day_reconciliation import conclude, of_its_time, with_doubts
from binrecon.storage.day_facts import read_facts
from binrecon.storage.notifications import was_posted
from binrecon.storage.transactions import consistent_read

Deliver = Callable[[Iterable[Message]], dict[str, str]]
"""Posts what was not posted before, and returns what became of each kind of message."""
_NEED_SOMEBODY = (Verdict.OPEN, Verdict.UNPROVED)


@dataclass(frozen=True)
class Alert:
    """An alert, and what it is about: the account, the day, and the assets above the thresholds."""

    message: Message
    account_day: AccountDay
    assets: tuple[str, ...]

    @property
    def marks(self) -> set[tuple[AccountDay, str]]:
        return {(self.account_day, asset) for asset in self.assets}


def messages_of(
    engine: Engine, roster: Roster, account: Account, account_day: AccountDay, doubts: Sequence[str] | None, run_id: str
) -> Iterator[Message]:
    """The day's messages: the summary where somebody is needed, where other days changed, or where an earlier one has
    to be corrected; a day that is fine has its line in the morning message. What the summary shows of open variances
    above the thresholds is not reported once more by an alert. `doubts` are those the day was judged with, None when it
    was not: then there is no alert for it. Each is read when it is asked for: what changes after the summary was posted
    is the next one's to report."""
    name, show_amounts = names_of(roster), roster.settings.show_amounts
    summary = read_summary(engine, account_day, run_id, weight_share=roster.settings.weight_share)
    own = (
        []
        if doubts is None
        else _alert(engine, account, account_day, show_amounts, name, partial(with_doubts, doubts=doubts))
    )
    others = [
        alert
        for one in _accounts_of(account, roster, summary.changes)
        for alert in alerts_of(engine, one, _changes_of(one, account, summary.changes), show_amounts, name)
    ]
    shown, apart = ([*own, *others], []) if all_fit(summary.changes, show_amounts, name) else (own, others)
    if _is_called_for(engine, summary):
        above = {mark for alert in shown for mark in alert.marks}
        message = summary_message(summary, show_amounts, name, above)
        yield replace(message, covers=tuple(alert.message for alert in shown))
    else:
        apart = [*shown, *apart]
    if account_day.wallet is Wallet.SPOT:
        yield from filter(None, [_unlisted(engine, account, roster, name)])
    yield from (alert.message for alert in apart)


def names_of(roster: Roster) -> Naming:
    """How messages call the accounts of the file."""
    return naming(account.email for account in roster.accounts)


def alerts_of(
    engine: Engine, account: Account, changes: Iterable[Change], show_amounts: bool, name: Naming
) -> Iterator[Alert]:
    """An alert for each day on which these changes of the account's verdicts left a variance open above its
    thresholds."""
    opened = [change for change in changes if change.after == Verdict.OPEN]
    for account_day in sorted({AccountDay(account.email, change.day, change.wallet) for change in opened}):
        yield from _alert(engine, account, account_day, show_amounts, name, of_its_time)


def _is_called_for(engine: Engine, summary: DaySummary) -> bool:
    """A summary that was posted is corrected when the day turns out fine."""
    needed, whose = summary.verdict in _NEED_SOMEBODY or bool(summary.changes), summary.account_day
    return needed or was_posted(engine, whose.email, whose.day, kind_of("summary", whose))


def _accounts_of(mine: Account, roster: Roster, changes: Iterable[Change]) -> list[Account]:
    """The own account and the others that the changes are of; one that the accounts file has no more gets no alert."""
    others = {change.account for change in changes} - {None, mine.email}
    return [mine, *(account for account in roster.accounts if account.email in others)]


def _changes_of(account: Account, mine: Account, changes: Iterable[Change]) -> list[Change]:
    return [change for change in changes if (change.account or mine.email) == account.email]


def _alert(
    engine: Engine,
    account: Account,
    account_day: AccountDay,
    show_amounts: bool,
    name: Naming,
    seen: Callable[[DayFacts], DayFacts],
) -> list[Alert]:
    """The day's alert, none where nothing is above the thresholds. Judged once more from what is stored, as `seen` has
    the facts: amounts do not travel between tasks. Writes nothing."""
    with consistent_read(engine) as connection:
        result = conclude(connection, seen(read_facts(connection, account_day)))
    above = alerts(result, account.thresholds.of(account_day.wallet))
    assets = tuple(asset_verdict.name for asset_verdict in above)
    since = open_since(engine, account_day, assets)
    message = variance_message(account_day, above, show_amounts, since, name)
    return [] if message is None else [Alert(message, account_day, assets)]


def _unlisted(engine: Engine, mine: Account, roster: Roster, name: Naming) -> Message | None:
    """Only a main account has a list of sub-accounts."""
    if mine.type is not AccountType.MAIN:
        return None
    known = [account.email for account in roster.accounts]
    found = unlisted(engine, mine.email, known)
    return unlisted_message(mine.email, found, naming([*known, *found]))
