"""What needs a person, gathered by cause: what is open or unproved, what no run has judged, and what waits beside the
verdicts. Each thing has one place where it is dealt with.

Rests on decision 108.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from binrecon.config.accounts import Account
from binrecon.domain.money import ZERO
from binrecon.domain.settlement import TIME_TO_CLOSE, newest_settled_day
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.pages.overview import ListedSubAccount, Overview, Unsettled, Waiting
from binrecon.web.addresses import cell_address, day_address, segment
from binrecon.web.screens.grid import DUE, Row

OPEN = "Open, and nothing accounts for it"
NOT_JUDGED = "Not judged"
UNLISTED = "Sub-accounts that nobody reconciles"
ACT = "#act-title"
"""Where a page has its forms."""
_DETAILS = re.compile(r"[:(]")


@dataclass(frozen=True)
class Concern:
    """One thing that needs a person: since when, how often or on how many days, how much, what to do first, and where.
    `wallet` is empty for what is of no wallet, `verdict` for what is beside the verdicts; `account` is None for what is
    of no account. `resolution` is the number of one that wants approval. `may_act`: Airflow lets the user deal with it.
    """

    cause: str
    account: Account | None
    subject: str
    since: date
    times: int
    step: str
    address: str
    button: str
    may_act: bool
    wallet: str = ""
    verdict: str = ""
    names: tuple[str, ...] = ()
    variance: Decimal | None = None
    usd: Decimal | None = None
    resolution: int | None = None


@dataclass(frozen=True)
class Group:
    """The concerns of one cause, largest first."""

    cause: str
    concerns: tuple[Concern, ...]

    @property
    def usd(self) -> Decimal:
        """How much of it is priced."""
        return sum((one.usd for one in self.concerns if one.usd is not None), ZERO)


@dataclass(frozen=True)
class Rights:
    """What Airflow lets the user do: send the form of resolutions, and clear or run tasks of an account."""

    resolves: bool
    clears: Callable[[Account], bool]


@dataclass(frozen=True)
class Subject:
    """Whose concerns are told: the accounts that the user sees, the e-mails that the accounts file names, the mount."""

    root: str
    accounts: Sequence[Account]
    known: frozenset[str]

    @cached_property
    def by_email(self) -> Mapping[str, Account]:
        return {account.email: account for account in self.accounts}


@dataclass(frozen=True)
class _WaitingKind:
    """How the inbox tells of one kind of what waits, and where it is dealt with."""

    cause: str
    step: str
    place: str
    button: str


_WAITING = {
    "error": _WaitingKind("Errors", "read it, and mark it as dealt with", "errors", "mark"),
    "quarantine": _WaitingKind("Records that could not be read exactly", "read the record", "quarantine", "read"),
    "approval": _WaitingKind("Resolutions that want approval", "approve or withdraw it", "claims", "approve"),
    "expiry": _WaitingKind("Resolutions that end within a week", "propose it anew, or let it end", "claims", "look"),
}


def concerns_of(subject: Subject, read: Overview, rows: Iterable[Row], now: datetime, rights: Rights) -> list[Concern]:
    """Everything that needs a person, in no order."""
    return [
        *(_unsettled(subject, found, rights) for found in read.unsettled),
        *_not_judged(subject, rows, now, rights),
        *(_waiting(subject, one, rights) for one in read.waiting),
        *_unlisted(subject, read.members, rights),
    ]


def grouped(concerns: Iterable[Concern]) -> list[Group]:
    """The concerns by cause, both sorted by value and age."""
    causes: dict[str, list[Concern]] = {}
    for one in sorted(concerns, key=lambda one: (-(one.usd or ZERO), one.since, one.subject)):
        causes.setdefault(one.cause, []).append(one)
    groups = [Group(cause, tuple(found)) for cause, found in causes.items()]
    return sorted(groups, key=lambda group: (-group.usd, min(one.since for one in group.concerns)))


def _unsettled(subject: Subject, found: Unsettled, rights: Rights) -> Concern:
    account = subject.by_email[found.email]
    is_open = found.verdict == Verdict.OPEN
    may_act = rights.resolves if is_open else rights.clears(account)
    return Concern(
        OPEN if is_open else _cause_of(found.subject),
        account,
        found.subject,
        found.since,
        found.days,
        found.step,
        _place(subject.root, account, found) + (ACT if may_act else ""),
        ("resolve" if is_open else "clear") if may_act else "look",
        may_act,
        found.wallet,
        found.verdict,
        () if is_open else tuple(found.names),
        found.variance if is_open else None,
        found.usd or None,
    )


def _place(root: str, account: Account, found: Unsettled) -> str:
    """Where what is open is resolved, and what has no whole answer cleared: on its newest day."""
    if found.verdict == Verdict.OPEN:
        return cell_address(root, account, found.newest, found.wallet, found.asset, found.measure)
    return day_address(root, account, found.newest, found.wallet)


def _cause_of(clause: str) -> str:
    """A clause of a reason without its details: "not covered: trades ADABTC (failed)" is "Not covered"."""
    cause = _DETAILS.split(clause, maxsplit=1)[0].strip() or clause
    return cause[:1].upper() + cause[1:]


def _not_judged(subject: Subject, rows: Iterable[Row], now: datetime, rights: Rights) -> Iterator[Concern]:
    """Days whose verdict is overdue, and wallets that no run has ever opened a day of."""
    overdue = newest_settled_day(now - TIME_TO_CLOSE)
    for row in rows:
        due = [cell.date for cell in row.cells if cell.state == DUE and cell.date <= overdue]
        never = row.began is None and bool(row.cells)
        if not (due or never):
            continue
        may_act = rights.clears(row.account)
        first = due[0] if due else row.cells[-1].date
        yield Concern(
            NOT_JUDGED,
            row.account,
            "no day was ever opened" if never else "no run has judged it",
            first,
            len(due),
            f"unpause {row.account.dag_id}, or run a day from its page" if never else "run the day from its page",
            day_address(subject.root, row.account, first, row.wallet) + (ACT if may_act else ""),
            "run" if may_act else "look",
            may_act,
            row.wallet,
        )


def _waiting(subject: Subject, one: Waiting, rights: Rights) -> Concern:
    kind = _WAITING[one.kind]
    return Concern(
        kind.cause,
        subject.by_email.get(one.email),
        f"{one.subject}: {one.detail}",
        one.since.date(),
        one.times,
        kind.step,
        f"{subject.root}/waiting#{kind.place}",
        kind.button if rights.resolves else "look",
        rights.resolves,
        resolution=one.number if one.kind == "approval" and rights.resolves else None,
    )


def _unlisted(subject: Subject, members: Iterable[ListedSubAccount], rights: Rights) -> Iterator[Concern]:
    """Sub-accounts that the exchange lists for a main account and the accounts file does not name."""
    known = {email.lower() for email in subject.known}
    for one in members:
        if one.sub_account.lower() in known:
            continue
        account = subject.by_email[one.main]
        yield Concern(
            UNLISTED,
            account,
            one.sub_account,
            one.read_on,
            1,
            "add it to the accounts file: what it holds is in no balance here",
            f"{subject.root}/?account={segment(account.slug)}",
            "look",
            rights.clears(account),
        )
