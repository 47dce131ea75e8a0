"""Say on Discord how a day went: summary, variance alert, error, unlisted sub-accounts. Pure: sends nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from binrecon.cells import Judgement
from binrecon.money import plain
from binrecon.reporting.day_summary import Change, DaySummary, Effort, OpenValue
from binrecon.reporting.discord_text import DESCRIPTION, FIELD, TITLE, TOTAL, cut, lines, masked, safe, size
from binrecon.storage.notifications import NO_DAY

COLOURS = {"proved": 0x2E7D32, "explained": 0x1565C0, "open": 0xC62828, "unproved": 0xEF6C00}
_ERROR_COLOUR = COLOURS["open"]
_LIST = 900
_AGREE = {
    "snapshot and statement": "snapshot = statement: the lists lack it",
    "movements and statement": "lists = statement: the snapshot is off",
    "none": "snapshot, lists and statement all differ",
    "incomplete": "the statement cannot tell",
}
"""What the third witness says of an open value, to be read at a glance; the amount is the open value itself."""

Embed = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """One post about an account and a day. With these, `kind` and `fingerprint` decide whether it was posted before: equal facts
    give equal fingerprints, however long collecting took and wherever the text had to be cut."""

    email: str
    day: date
    kind: str
    text: str
    embed: Embed
    fingerprint: str


def summary_message(day: DaySummary, show_amounts: bool = False) -> Message:
    """The daily summary: verdict, counts, the largest open values, what is missing, and what collecting took."""
    fields = [_field("Assets", _counts(day))]
    if day.open_values:
        fields.append(_field("Open", lines(day.open_values, _LIST, partial(_open_line, show_amounts))))
    if day.missing:
        fields.append(_field("Missing", lines(day.missing, _LIST, safe)))
    if day.changes:
        fields.append(_field("Changed on other days", lines(day.changes, _LIST, partial(_change_line, show_amounts))))
    fields.append(_field("Collected", _effort(day.effort)))
    facts = (day.verdict, day.reason, _counts(day), _amounts(day.open_values), day.missing, _changed(day.changes))
    title = f"{masked(day.email)} {day.day}: {day.verdict}"
    return _message("summary", day.email, day.day, title, safe(_reason(day, show_amounts)), COLOURS[day.verdict], fields, facts)


def _reason(day: DaySummary, show_amounts: bool) -> str:
    """The day's reason, which names the largest assets; their amounts beside them where amounts may be shown. The stored reason
    has none, since it passes between tasks and into logs."""
    first = day.open_values[:3]
    names = f"largest {', '.join(value.asset for value in first)}:"
    if not show_amounts or names not in day.reason:
        return day.reason
    return day.reason.replace(names, f"largest {', '.join(f'{value.asset} {plain(value.variance)}' for value in first)}:", 1)


def variance_message(
    email: str, day: date, variances: Sequence[Judgement], show_amounts: bool = False, since: int = 0
) -> Message | None:
    """An alert for the variances above the account's thresholds, in the order given; None when there are none. `since` tells
    one opening of them from the next: the same amounts that were explained in between are alerted again."""
    if not variances:
        return None
    values = [OpenValue(j.cell.asset, j.variance or Decimal(0), j.variance_usd, _agree(j)) for j in variances]
    text = lines(values, DESCRIPTION // 2, partial(_open_line, show_amounts))
    title = f"{masked(email)} {day}: {len(values)} open variance(s) above the threshold"
    return _message("variance", email, day, title, text, COLOURS["open"], [], (_amounts(values), since))


def changes_message(email: str, changes: Sequence[Change], show_amounts: bool = False) -> Message | None:
    """What an account statement, imported or withdrawn, changed of the verdicts; None when it changed none."""
    if not changes:
        return None
    title = f"{masked(email)}: an account statement changed {len(changes)} verdict(s)"
    text = lines(changes, DESCRIPTION // 2, partial(_change_line, show_amounts))
    colour = COLOURS["open"] if any(change.after == "open" for change in changes) else COLOURS["explained"]
    return _message("statement", email, NO_DAY, title, text, colour, [], _changed(changes))


def error_message(email: str, day: date, error_type: str, message: str, symbol: str = "") -> Message:
    """An error that needs a person. Every type and symbol is its own kind, so that one does not silence another."""
    who = masked(email) if email else "all accounts"
    title = f"{who} {day}: {safe(error_type)} needs a person"
    kind = f"error:{error_type}:{symbol}"
    fields = [_field("Symbol", safe(symbol))] if symbol else []
    return _message(kind, email, day, title, cut(safe(message), DESCRIPTION // 2), _ERROR_COLOUR, fields, message)


def unlisted_message(email: str, sub_accounts: Sequence[str]) -> Message | None:
    """Sub-accounts the main account has and the accounts file does not name; None when all are named. The list is of now,
    whatever day the run is about."""
    if not sub_accounts:
        return None
    names = sorted(sub_accounts)
    title = f"{masked(email)}: {len(names)} sub-account(s) that nobody reconciles"
    text = lines(names, DESCRIPTION // 2, masked)
    return _message("unlisted", email, NO_DAY, title, text, COLOURS["unproved"], [], names)


def findings_message(day: date, findings: Sequence[str]) -> Message | None:
    """What monitoring found that needs a person, over all accounts; None when there is nothing."""
    if not findings:
        return None
    title = f"{day}: {len(findings)} finding(s) need a person"
    text = lines(findings, DESCRIPTION // 2, safe)
    return _message("findings", "", day, title, text, COLOURS["unproved"], [], tuple(findings))


def _message(
    kind: str, email: str, day: date, title: str, text: str, colour: int, fields: list[dict[str, Any]], facts: object
) -> Message:
    title, text = cut(title, TITLE), cut(text, DESCRIPTION)
    embed: Embed = {"title": title, "description": text, "color": colour, "fields": fields}
    if _total(embed) > TOTAL:
        embed["description"] = cut(text, TOTAL - (_total(embed) - size(text)))
    digest = hashlib.sha256(repr((kind, email, day, facts)).encode()).hexdigest()
    return Message(email, day, kind, "", embed, digest)


def _total(embed: Embed) -> int:
    parts = [embed["title"], embed["description"]]
    return sum(map(size, parts)) + sum(size(field["name"]) + size(field["value"]) for field in embed["fields"])


def _field(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": cut(value, FIELD) or "–", "inline": False}


def _counts(day: DaySummary) -> str:
    return f"{day.proved} proved, {day.explained} explained, {day.open} open, {day.unproved} unproved"


def _agree(judgement: Judgement) -> str:
    return "" if judgement.findings.witnesses is None else judgement.findings.witnesses.agree


def _amounts(values: Sequence[OpenValue]) -> list[tuple[str, str, str]]:
    """What a repeated message is told by; a price that is corrected later says nothing new."""
    return [(value.asset, plain(value.variance), value.agree) for value in values]


def _changed(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    return [
        (str(c.day), c.asset, c.after, "" if c.variance_after is None else plain(c.variance_after), *filter(None, [c.account]))
        for c in changes
    ]


def _change_line(show_amounts: bool, change: Change) -> str:
    """The account where it is another, the day, the asset and both verdicts, and only where amounts may be shown both
    variances."""
    whose = f"{masked(change.account)} " if change.account else ""
    said = f"{whose}{change.day} {safe(change.asset)}: {change.before} → {change.after}"
    if not show_amounts:
        return said
    before, after = ("none" if v is None else plain(v) for v in (change.variance_before, change.variance_after))
    return f"{said} (variance {before} → {after})"


def _effort(effort: Effort) -> str:
    return f"{effort.calls} calls, {effort.weight} weight, {effort.seconds} s, {effort.rows} rows"


def _open_line(show_amounts: bool, value: OpenValue) -> str:
    """The asset, and only where amounts may be shown the signed variance and its value; who agrees, where a statement speaks."""
    said = f" · {_AGREE[value.agree]}" if value.agree in _AGREE else ""
    if not show_amounts:
        return safe(value.asset) + said
    usd = "no price" if value.usd is None else f"{value.usd:.2f} USD"
    return f"{safe(value.asset)} {plain(value.variance)} ({usd}){said}"
