"""The one message a morning over all accounts: the state of the newest day for each, fine or not, judged or not yet.

Rests on decision 74.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Engine

from binrecon.config.accounts import Account
from binrecon.domain.messages import Message
from binrecon.domain.vocabulary import NOBODY, Verdict, Wallet
from binrecon.reporting.account_names import Naming
from binrecon.reporting.discord import COLOURS, composed, field
from binrecon.reporting.discord_text import DESCRIPTION, FIELD, lines, masked, safe
from binrecon.reporting.effort import Effort, read_efforts, read_shares, shares_text
from binrecon.storage.autocommit import single_statements
from binrecon.storage.breaks import Break, breaks, looked_at
from binrecon.storage.queries import rows

COMPLETE, INCOMPLETE = "morning", "morning, not all judged"
"""The kinds of the message: once every account's day is judged, and before that once the morning is over."""
_FINE = (str(Verdict.PROVED), str(Verdict.EXPLAINED))
_BROKEN = (str(Verdict.OPEN), str(Verdict.UNPROVED))
_ITS_MORNING = timedelta(days=2)
"""From the newest settled day to the morning on which it is told."""
_AWAITED, _NOT_DUE = "no verdict", "not due"
_ORDER = (_AWAITED, str(Verdict.UNPROVED), str(Verdict.OPEN), str(Verdict.EXPLAINED), str(Verdict.PROVED), _NOT_DUE)
"""Those that need somebody first: what has no room is counted at the end."""


@dataclass(frozen=True)
class AccountMorning:
    """The state of the day for one wallet of an account. `state` is its verdict, `no verdict` where no run of the day
    has judged it yet, `not due` where the account begins later (`starts`). What the account's run took is SPOT's."""

    email: str
    state: str
    counts: tuple[tuple[str, int], ...] = ()
    starts: date | None = None
    calls: int = 0
    seconds: int = 0
    wallet: Wallet = Wallet.SPOT


@dataclass(frozen=True)
class Morning:
    """All accounts of the file on one day, one state for each of their wallets. `ever_judged` is whether any of them
    ever had a day judged; `shares` how full the budgets became, in percent by pool; `group` the assets of which all
    wallets together are not proved, and out of how many, where there are several wallets and any is not; `breaks` all
    that these accounts have up to the day, the oldest first; `told_on` the UTC day on which it is told, that of its
    morning unless it is late."""

    day: date
    accounts: tuple[AccountMorning, ...]
    ever_judged: bool
    shares: tuple[tuple[str, Decimal], ...] = ()
    group: tuple[tuple[str, ...], int] | None = None
    breaks: tuple[Break, ...] = ()
    told_on: date | None = None

    @property
    def awaited(self) -> list[str]:
        """The accounts whose day is due and has no verdict."""
        return list(dict.fromkeys(one.email for one in self.accounts if one.state == _AWAITED))


def read_morning(engine: Engine, accounts: Sequence[Account], day: date, weight_share: Decimal) -> Morning:
    """The state of the day for each wallet of each account of the file."""
    emails = [account.email for account in accounts]
    asked = [(account, wallet) for account in accounts for wallet in account.wallets]
    named = {"emails": [account.email for account, _ in asked], "wallets": [str(wallet) for _, wallet in asked]}
    with single_statements(engine) as connection:
        held = rows(connection, "reports/morning.sql", {**named, "day": day})
        efforts = read_efforts(connection, emails, day)
        shares = read_shares(connection, emails, day, weight_share)
    found = [
        _state(account, wallet, day, judged, verdict, counts, efforts[account.email])
        for (account, wallet), (_, judged, verdict, *counts, _) in zip(asked, held, strict=True)
    ]
    return Morning(day, tuple(found), any(row[-1] for row in held), shares)


def read_breaks(engine: Engine, morning: Morning) -> tuple[Break, ...]:
    """All breaks of these accounts up to the day, the oldest first. Of a wallet whose day no run has judged yet the day
    itself is none: its line says so. Read where it is told alone, as it takes longer the more days there are."""
    awaited = {(one.email, str(one.wallet)) for one in morning.accounts if one.state == _AWAITED}
    emails = list(dict.fromkeys(one.email for one in morning.accounts))
    with single_statements(engine) as connection:
        found = breaks(connection, looked_at(emails, morning.day))
    return tuple(one for one in found if one.first_day < morning.day or (one.email, one.wallet) not in awaited)


def _state(
    account: Account, wallet: Wallet, day: date, judged: bool, verdict: str, counts: Sequence[int], effort: Effort
) -> AccountMorning:
    if judged:
        named = tuple(zip(map(str, Verdict.__members__.values()), counts, strict=True))
        return AccountMorning(account.email, verdict, named, None, effort.calls, effort.seconds, wallet)
    later = account.start_date is not None and account.start_date > day
    starts = account.start_date if later else None
    return AccountMorning(account.email, _NOT_DUE if later else _AWAITED, starts=starts, wallet=wallet)


def morning_message(morning: Morning, name: Naming = masked) -> Message:
    """One line for each wallet of each account, those that need somebody first. It is posted once a day when all are
    judged, and once before that when the morning is over: what a verdict later becomes is reported by the account's own
    messages."""
    ordered = sorted(morning.accounts, key=lambda one: (_ORDER.index(one.state), one.email, one.wallet != Wallet.SPOT))
    text = lines(ordered, DESCRIPTION, lambda account: _line(morning.day, account, name))
    worst = {one.email: one.state for one in reversed(ordered)}
    states = Counter(worst[one.email] for one in ordered if one.wallet is Wallet.SPOT)
    fine, due = sum(states[state] for state in _FINE), states.total() - states[_NOT_DUE]
    fields = [field("Accounts", ", ".join(f"{states[state]} {state}" for state in _ORDER if states[state]))]
    if morning.breaks:
        fields.append(field("Breaks", _of_breaks(morning, name)))
    if morning.group:
        fields.append(field("Group", _of_group(*morning.group)))
    if morning.shares:
        fields.append(field("Budgets", shares_text(morning.shares)))
    colour = {_AWAITED: COLOURS["unproved"], _NOT_DUE: COLOURS["proved"], **COLOURS}[ordered[0].state]
    title = f"{morning.day}: {fine} of {due} account(s) fine"
    kind = INCOMPLETE if morning.awaited else COMPLETE
    return composed(kind, NOBODY, morning.day, title, text, colour, fields, ())


def _of_breaks(morning: Morning, name: Naming) -> str:
    """How many there are, of whatever day, and the oldest of each kind; the page has all of them."""
    found, told = morning.breaks, []
    counts = Counter(one.state for one in found)
    today = morning.told_on or morning.day + _ITS_MORNING
    late = sum(one.due is not None and one.due < today for one in found)
    told.append(", ".join(f"{counts[state]} {state}" for state in _BROKEN if counts[state]))
    told[0] += f"; {late} past their due day" if late else ""
    for state in _BROKEN:
        oldest = next((one for one in found if one.state == state), None)
        told += [f"oldest {state}: {_break_line(oldest, name)}"] if oldest else []
    return "\n".join(told)


def _break_line(one: Break, name: Naming) -> str:
    wallet = "" if one.wallet == Wallet.SPOT else f" {one.wallet}"
    what = safe(one.name) or "the day as a whole"
    return (
        f"{what} of {name(one.email)}{wallet} since {one.first_day}, {one.age} day(s), {safe(one.owner or 'no owner')}"
    )


def _of_group(assets: Sequence[str], out_of: int) -> str:
    """Names alone: what the group holds of them is in group.csv."""
    named = lines(assets, FIELD // 2, safe)
    if not any(assets):
        return "no asset is known over all wallets (group.csv)"
    return f"{len(assets)} of {out_of} asset(s) not proved over all wallets (group.csv):\n{named}"


def _line(day: date, account: AccountMorning, name: Naming) -> str:
    of_spot = account.wallet is Wallet.SPOT
    who = f"{name(account.email)} {day}{'' if of_spot else f' {account.wallet}'}:"
    if account.state == _AWAITED:
        return f"{who} no verdict: its run has not judged the day yet"
    if account.state == _NOT_DUE:
        return f"{who} not due, the first day is {account.starts}"
    counts = ", ".join(f"{count} {verdict}" for verdict, count in account.counts if count) or "no assets"
    took = f" ({account.calls} calls, {account.seconds} s)" if of_spot else ""
    return f"{who} {account.state}, {counts}{took}"
