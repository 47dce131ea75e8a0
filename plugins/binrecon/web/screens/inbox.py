"""What needs a person, gathered by cause: the breaks, what no run has judged, and what waits beside the verdicts. Each
thing has one place where it is dealt with.

Rests on decisions 108 and 139.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from binrecon.config.accounts import Account
from binrecon.domain.money import total
from binrecon.domain.settlement import TIME_TO_CLOSE, newest_settled_day
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.breaks import Break
from binrecon.storage.pages.overview import ListedSubAccount, Overview, Waiting
from binrecon.web.addresses import cell_address, day_address, segment
from binrecon.web.screens.grid import DUE, Row

NOT_JUDGED = "Not judged"
UNLISTED = "Sub-accounts that nobody reconciles"
ACT = "#act-title"
"""Where a page has its forms."""
BREAK = "#break-title"
"""Where the page of an asset of a day tells of its break."""


@dataclass(frozen=True)
class Concern:
    """One thing that needs a person: since when, how often or on how many days, how much, what to do first, and where.
    `wallet` is empty for what is of no wallet, `verdict` for what is beside the verdicts; `account` is None for what is
    of no account. `resolution` is the number of one that wants approval. `may_act`: Airflow lets the user deal with it.
    `breaks` is what it gathers: one, or unproved ones that differ in their asset alone; `about` leads to what is told
    of it. `variance` and `usd` are as in the breaks, None where they are not known.
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
    breaks: tuple[Break, ...] = ()
    about: str = ""

    @property
    def told(self) -> Break | None:
        """One of its breaks, of which age, last day, owner and due day are those of all; None beside the breaks."""
        return self.breaks[0] if self.breaks else None

    @property
    def priced(self) -> Decimal:
        """How much of it is priced: it is worth so much, or more where a part has no known value."""
        values = [one.usd for one in self.breaks] if self.breaks else [self.usd]
        return total(usd for usd in values if usd is not None)


@dataclass(frozen=True)
class Group:
    """The concerns of one cause, largest first."""

    cause: str
    concerns: tuple[Concern, ...]

    @property
    def usd(self) -> Decimal:
        """How much of it is priced."""
        return total(one.priced for one in self.concerns)


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


def concerns_of(
    subject: Subject, read: Overview, rows: Sequence[Row], days: Sequence[date], now: datetime, rights: Rights
) -> list[Concern]:
    """Everything that needs a person, in no order; of the breaks those that have one of these days."""
    shown = [one for one in read.breaks if one.lies_in(days[0], days[-1])]
    return [
        *(_of_breaks(subject, found, rights) for found in _gathered(shown)),
        *_not_judged(subject, rows, now, rights),
        *(_waiting(subject, one, rights) for one in read.waiting),
        *_unlisted(subject, read.members, rights),
    ]


def grouped(concerns: Iterable[Concern]) -> list[Group]:
    """The concerns by cause, both sorted by value and age."""
    causes: dict[str, list[Concern]] = {}
    for one in sorted(concerns, key=lambda one: (-one.priced, one.since, one.subject)):
        causes.setdefault(one.cause, []).append(one)
    groups = [Group(cause, tuple(found)) for cause, found in causes.items()]
    return sorted(groups, key=lambda group: (-group.usd, min(one.since for one in group.concerns)))


def first_of(groups: Iterable[Group], most: int) -> list[tuple[Group, tuple[Concern, ...]]]:
    """Each group with those of its concerns that are among the first `most` of all."""
    found, left = [], most
    for group in groups:
        found.append((group, group.concerns[:left]))
        left = max(left - len(group.concerns), 0)
    return found


def _gathered(shown: Iterable[Break]) -> list[tuple[Break, ...]]:
    """Each open break by itself; unproved ones together where they tell the same of several assets: one answer that is
    missing leaves them all unproved."""
    kept: dict[tuple[object, ...], list[Break]] = {}
    for one in shown:
        own = (one.asset, one.measure) if one.state == Verdict.OPEN else ()
        days, said = (one.first_day, one.last_day, one.state), (one.owner, one.due, one.comment)
        kept.setdefault((one.email, one.wallet, days, one.reason, one.next_step, said, own), []).append(one)
    return [tuple(found) for found in kept.values()]


def _of_breaks(subject: Subject, found: tuple[Break, ...], rights: Rights) -> Concern:
    one = found[0]
    account, is_open = subject.by_email[one.email], one.state == Verdict.OPEN
    may_act = rights.resolves if is_open else rights.clears(account)
    return Concern(
        one.cause[:1].upper() + one.cause[1:],
        account,
        one.name if is_open else one.reason,
        one.first_day,
        one.days,
        one.next_step,
        _place(subject.root, account, one) + (ACT if may_act else ""),
        ("resolve" if is_open else "clear") if may_act else "look",
        may_act,
        one.wallet,
        one.state,
        () if is_open else tuple(each.name for each in found if each.asset),
        one.variance if len(found) == 1 else None,
        _worth(found),
        breaks=found,
        about=_about(subject.root, account, found),
    )


def _worth(found: Sequence[Break]) -> Decimal | None:
    """What they are worth together; None where a part of it is not known."""
    known = [one.usd for one in found if one.usd is not None]
    return total(known) if len(known) == len(found) else None


def _place(root: str, account: Account, one: Break) -> str:
    """Where what is open is resolved, on its first day, and what has no whole answer cleared, on its last."""
    if one.state == Verdict.OPEN:
        return cell_address(root, account, one.first_day, one.wallet, one.asset, one.measure)
    return day_address(root, account, one.last_day, one.wallet)


def _about(root: str, account: Account, found: Sequence[Break]) -> str:
    """Where its history is told: of one with an asset the page of that; else the day, which leads to each."""
    one = found[0]
    if len(found) == 1 and one.asset:
        return cell_address(root, account, one.first_day, one.wallet, one.asset, one.measure) + BREAK
    return day_address(root, account, one.first_day, one.wallet)


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
