"""What a person is shown who is asked to sign a month: its verdicts by count, and what is open, by value and age.

Pure: reads and sends nothing. Amounts are shown only where the settings let messages show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from binrecon.domain.money import ZERO, plain
from binrecon.storage.breaks import Break
from binrecon.storage.closes import Month
from binrecon.storage.sign_offs import Signature

MOST = 100
"""Breaks that a request lists; the page has all."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")
_HEAD = ("asset", "wallet", "days", "age", "state", "owner", "due", "reason")
_AMOUNTS = ("variance", "USD")


@dataclass(frozen=True)
class CloseRequest:
    """The headline of a required action and its text in Markdown, and the digest of the verdicts that it is about."""

    subject: str
    body: str
    digest: str


def request_of(
    month: Month, role: str, prepared: Signature | None, found: Sequence[Break], digest: str, show_amounts: bool
) -> CloseRequest:
    """Ask for the signature of this role. `prepared` is the signature that a reviewer follows, `found` the breaks that
    have a day in the month."""
    subject = f"Close {month.month:%Y-%m} of {month.email}: sign as {role}"
    body = "\n\n".join((_counts(month), *_before(prepared), _listed(found, show_amounts)))
    return CloseRequest(subject, body, digest)


def by_value_and_age(found: Sequence[Break]) -> list[Break]:
    """The largest first; what has no value in USD before all that has one, since it may be any; then the oldest."""
    return sorted(found, key=lambda one: (one.usd is not None, -(one.usd or ZERO), one.first_day, one.asset))


def escaped(text: object) -> str:
    """A foreign text as plain letters of one line of Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))


def _counts(month: Month) -> str:
    verdicts = f"{month.proved} proved, {month.explained} explained, {month.open} open, {month.unproved} unproved"
    return f"{escaped(month.email)}, {month.first} to {month.last} (UTC): {verdicts}."


def _before(prepared: Signature | None) -> Iterator[str]:
    if prepared is not None:
        comment = f": “{escaped(prepared.comment)}”" if prepared.comment else ""
        yield (
            f"Prepared by **{escaped(prepared.author)}** at {prepared.at:%Y-%m-%d %H:%M} UTC{comment}. "
            "Another person has to review it: an answer by the same one is not taken, and the question is asked again."
        )


def _listed(found: Sequence[Break], show_amounts: bool) -> str:
    if not found:
        return "Nothing is open or unproved now."
    shown = by_value_and_age(found)[:MOST]
    head = _HEAD[:5] + (_AMOUNTS if show_amounts else ()) + _HEAD[5:]
    table = [_row(head), _row(["---"] * len(head)), *(_row(_cells(one, show_amounts)) for one in shown)]
    more = f"\n\nand {len(found) - MOST} more: see Proof, Open." if len(found) > MOST else ""
    return f"**{len(found)} break(s)**, the largest first:\n\n" + "\n".join(table) + more


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(one: Break, show_amounts: bool) -> list[str]:
    measure = "" if one.measure in ("", "balance") else f" {one.measure}"
    amounts = [plain(one.variance), "no price" if one.usd is None else f"{one.usd:.2f}"] if show_amounts else []
    return [
        escaped(one.asset + measure) if one.asset else "the day",
        one.wallet,
        _days(one.first_day, one.last_day),
        str(one.age),
        one.state,
        *map(escaped, amounts),
        escaped(one.owner or ""),
        str(one.due or ""),
        escaped(one.reason),
    ]


def _days(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} to {last}"
