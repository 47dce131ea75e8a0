"""Compose the Discord messages about a day: summary, variance alert, error, unlisted sub-accounts. Pure: sends nothing.

Rests on decisions 65 and 74.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import AssetVerdict, part_resolved
from binrecon.domain.messages import Embed, Message
from binrecon.domain.money import ZERO, plain, total
from binrecon.reporting.account_names import Naming
from binrecon.reporting.day_summary import Change, CounterMove, DaySummary, OpenValue
from binrecon.reporting.discord_text import DESCRIPTION, FIELD, TITLE, TOTAL, cut, fit, lines, masked, safe, size
from binrecon.reporting.effort import effort_text
from binrecon.storage.notifications import NO_DAY

COLOURS = {"proved": 0x2E7D32, "explained": 0x1565C0, "open": 0xC62828, "unproved": 0xEF6C00}
_ERROR_COLOUR = COLOURS["open"]
_LIST = 900
_AGREE = {
    "snapshot and statement": "snapshot = statement: the lists lack it",
    "movements and statement": "lists = statement: the snapshot is off",
    "none": "snapshot, lists and statement all differ",
    "incomplete": "the statement is inconclusive",
}
"""What the statement shows about an open value, to be read at a glance; the amount is the open value itself."""

Marks = Collection[tuple[AccountDay, str]]
"""Account-day and asset of variances above the account's thresholds, which a message marks."""


def summary_message(day: DaySummary, show_amounts: bool = False, name: Naming = masked, above: Marks = ()) -> Message:
    """The daily summary: verdict, counts, the largest open values, what is missing, and what collecting took. `above`
    are marked, so that no alert has to repeat them."""
    whose = day.account_day
    fields = [field("Assets", _counts(day))]
    if day.open_values:
        marked = {asset for account_day, asset in above if account_day == whose}
        fields.append(field("Open", lines(day.open_values, _LIST, partial(_open_line, show_amounts, marked))))
    if day.missing:
        fields.append(field("Missing", lines(day.missing, _LIST, safe)))
    if day.not_asked:
        fields.append(field("Not there", lines(day.not_asked, _LIST, safe)))
    if day.counter_moves:
        moved = lines(day.counter_moves, _LIST, partial(_counter_line, show_amounts))
        fields.append(field("With counter-wallets without a ledger", moved))
    if day.changes:
        changed = lines(day.changes, _LIST, partial(_change_line, show_amounts, name, whose.email, above))
        fields.append(field("Changed on other days", changed))
    fields.append(field("Collected", effort_text(day.effort)))
    resolved = [(value.asset, plain(value.resolved)) for value in day.open_values if value.resolved]
    facts = (
        day.verdict,
        day.reason,
        _counts(day),
        _amounts(day.open_values),
        day.missing,
        _changed(day.changes),
        *resolved,
        *((one.counter_wallet, one.asset, plain(one.net)) for one in day.counter_moves),
    )
    title = f"{_subject(whose, name)}: {day.verdict}"
    text, colour = safe(_reason(day, show_amounts)), COLOURS[day.verdict]
    return composed(kind_of("summary", whose), whose.email, whose.day, title, text, colour, fields, facts)


def kind_of(kind: str, account_day: AccountDay) -> str:
    """The kind of a message about a wallet's day: what was posted of one wallet, no other's repeats."""
    return f"{kind} of {account_day.beside_spot}" if account_day.beside_spot else kind


def _subject(account_day: AccountDay, name: Naming) -> str:
    """The account, the day, and the wallet where it is not SPOT."""
    return " ".join(filter(None, (name(account_day.email), str(account_day.day), account_day.beside_spot)))


def all_fit(
    changes: Sequence[Change], show_amounts: bool = False, name: Naming = masked, statement: bool = False
) -> bool:
    """Whether a message has room for a line of each of these changes, marks included."""
    marks = [(change.account_day(""), change.asset) for change in changes]
    return fit(changes, DESCRIPTION // 2 if statement else _LIST, partial(_change_line, show_amounts, name, "", marks))


def _reason(day: DaySummary, show_amounts: bool) -> str:
    """The day's reason, which names the largest assets; their amounts beside them where amounts may be shown. The
    stored reason has none, since it passes between tasks and into logs."""
    first = day.open_values[:3]
    names = f"largest {', '.join(value.asset for value in first)}:"
    if not show_amounts or names not in day.reason:
        return day.reason
    return day.reason.replace(
        names, f"largest {', '.join(f'{value.asset} {plain(value.variance)}' for value in first)}:", 1
    )


def variance_message(
    account_day: AccountDay,
    variances: Sequence[AssetVerdict],
    show_amounts: bool = False,
    since: int = 0,
    name: Naming = masked,
) -> Message | None:
    """An alert for the variances above the account's thresholds, in the order given; None when there are none. `since`
    distinguishes one opening of them from the next: the same amounts that were explained in between are alerted
    again."""
    if not variances:
        return None
    values = [OpenValue(j.name, j.variance or ZERO, j.variance_usd, _agree(j), _resolved(j)) for j in variances]
    text = lines(values, DESCRIPTION // 2, partial(_open_line, show_amounts, ()))
    email, day = account_day.email, account_day.day
    title = f"{_subject(account_day, name)}: {len(values)} open variance(s) above the threshold"
    facts = (_amounts(values), since)
    return composed(kind_of("variance", account_day), email, day, title, text, COLOURS["open"], [], facts)


def changes_message(
    email: str, changes: Sequence[Change], show_amounts: bool = False, name: Naming = masked, above: Marks = ()
) -> Message | None:
    """What an account statement, imported or withdrawn, changed of the verdicts; None when it changed none."""
    if not changes:
        return None
    title = f"{name(email)}: an account statement changed {len(changes)} verdict(s)"
    text = lines(changes, DESCRIPTION // 2, partial(_change_line, show_amounts, name, email, above))
    colour = COLOURS["open"] if any(change.after == "open" for change in changes) else COLOURS["explained"]
    return composed("statement", email, NO_DAY, title, text, colour, [], _changed(changes))


def error_message(
    email: str, day: date, error_type: str, message: str, symbol: str = "", name: Naming = masked
) -> Message:
    """An error that needs a person. Every type and symbol is its own kind, so that one does not silence another."""
    who = name(email) if email else "all accounts"
    title = f"{who} {day}: {safe(error_type)} needs a person"
    kind = f"error:{error_type}:{symbol}"
    fields = [field("Symbol", safe(symbol))] if symbol else []
    return composed(kind, email, day, title, cut(safe(message), DESCRIPTION // 2), _ERROR_COLOUR, fields, message)


def unlisted_message(email: str, sub_accounts: Sequence[str], name: Naming = masked) -> Message | None:
    """Sub-accounts the main account has and the accounts file does not name; None when all are named. The list is of
    now, whatever day the run is about."""
    if not sub_accounts:
        return None
    names = sorted(sub_accounts)
    title = f"{name(email)}: {len(names)} sub-account(s) missing from the accounts file"
    text = lines(names, DESCRIPTION // 2, name)
    return composed("unlisted", email, NO_DAY, title, text, COLOURS["unproved"], [], names)


def findings_message(day: date, findings: Sequence[str]) -> Message | None:
    """What monitoring found that needs a person, over all accounts; None when there is nothing."""
    if not findings:
        return None
    title = f"{day}: {len(findings)} finding(s) need a person"
    text = lines(findings, DESCRIPTION // 2, safe)
    return composed("findings", "", day, title, text, COLOURS["unproved"], [], tuple(findings))


def composed(
    kind: str, email: str, day: date, title: str, text: str, colour: int, fields: list[dict[str, Any]], facts: object
) -> Message:
    """A message within Discord's limits; `facts` are what distinguishes it from others of its kind, account and day."""
    title, text = cut(title, TITLE), cut(text, DESCRIPTION)
    embed: Embed = {"title": title, "description": text, "color": colour, "fields": fields}
    if _total(embed) > TOTAL:
        embed["description"] = cut(text, TOTAL - (_total(embed) - size(text)))
    digest = hashlib.sha256(repr((kind, email, day, facts)).encode()).hexdigest()
    return Message(email, day, kind, "", embed, digest)


def _total(embed: Embed) -> int:
    parts = [embed["title"], embed["description"]]
    return sum(map(size, parts)) + sum(size(field["name"]) + size(field["value"]) for field in embed["fields"])


def field(name: str, value: str) -> dict[str, Any]:
    """A part of a message under a heading."""
    return {"name": name, "value": cut(value, FIELD) or "–", "inline": False}


def _counts(day: DaySummary) -> str:
    return f"{day.proved} proved, {day.explained} explained, {day.open} open, {day.unproved} unproved"


def _agree(asset_verdict: AssetVerdict) -> str:
    return "" if asset_verdict.findings.witnesses is None else asset_verdict.findings.witnesses.agree


def _amounts(values: Sequence[OpenValue]) -> list[tuple[str, str, str]]:
    """What a repeated message is recognized by; a price that is corrected later is no news."""
    return [(value.asset, plain(value.variance), value.agree) for value in values]


def _changed(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    return [
        (
            str(c.day),
            c.asset,
            c.after,
            "" if c.variance_after is None else plain(c.variance_after),
            *filter(None, [c.account]),
        )
        for c in changes
    ]


def _change_line(show_amounts: bool, name: Naming, own: str, above: Marks, change: Change) -> str:
    """The account where it is another, the day, the asset and both verdicts, and only where amounts may be shown both
    variances."""
    whose = f"{name(change.account)} " if change.account else ""
    account_day = change.account_day(own)
    what = f"{account_day.beside_spot} {safe(change.asset)}".strip()
    line = f"{whose}{change.day} {what}: {change.before} → {change.after}"
    if show_amounts:
        before, after = ("none" if v is None else plain(v) for v in (change.variance_before, change.variance_after))
        line = f"{line} (variance {before} → {after})"
    return line + _mark((account_day, change.asset) in above)


def _open_line(show_amounts: bool, marked: Collection[str], value: OpenValue) -> str:
    """The asset, and only where amounts may be shown the signed variance, what of it is resolved, and its value; who
    agrees, where a statement speaks."""
    remarks = _mark(value.asset in marked) + (f" · {_AGREE[value.agree]}" if value.agree in _AGREE else "")
    if not show_amounts:
        return safe(value.asset) + (" · resolved in part" if value.resolved else "") + remarks
    amount = part_resolved(value.variance, value.resolved) if value.resolved else plain(value.variance)
    usd = "no price" if value.usd is None else f"{value.usd:.2f} USD"
    return f"{safe(value.asset)} {amount} ({usd}){remarks}"


def _counter_line(show_amounts: bool, moved: CounterMove) -> str:
    """The wallet and the asset, and only where amounts may be shown what came of it, signed."""
    return f"{moved.counter_wallet} {safe(moved.asset)}" + (f" {plain(moved.net)}" if show_amounts else "")


def _mark(above: bool) -> str:
    return " · above the threshold" if above else ""


def _resolved(asset_verdict: AssetVerdict) -> Decimal:
    return total(part.amount for part in asset_verdict.findings.resolved)
