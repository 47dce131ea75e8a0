"""Compose the Discord messages about closes and breaks: a certificate taken back, what is past its due day.

Pure: sends nothing. No amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from binrecon.domain.messages import Message
from binrecon.domain.vocabulary import NOBODY
from binrecon.reporting.account_names import Naming
from binrecon.reporting.discord import COLOURS, composed
from binrecon.reporting.discord_text import DESCRIPTION, lines, safe
from binrecon.storage.breaks import Break
from binrecon.storage.closes import Month
from binrecon.storage.notifications import NO_DAY
from binrecon.storage.sign_offs import Newer, Signature


def taken_back_message(month: Month, lost: Signature, newer: Sequence[Newer], name: Naming, times: int = 1) -> Message:
    """The certificate of a month that is not about its verdicts any more, and the verdicts that came after it. `times`
    is which time it is: a certificate stands again when the verdicts do."""
    title = f"{name(month.email)}: the certificate of {month.month:%Y-%m} is taken back"
    text = lines(newer, DESCRIPTION // 2, _newer_line) or "its days are not those any more that were signed"
    facts = ("taken back", lost.id) if times == 1 else ("taken back", lost.id, times)
    return composed(f"close {month.month:%Y-%m}", month.email, NO_DAY, title, text, COLOURS["open"], [], facts)


def past_due_message(
    day: date, late: Sequence[tuple[Month, date]], due: Sequence[Break], name: Naming
) -> Message | None:
    """Months that are not certified by their due day, and breaks past theirs, over all accounts, once a day; None where
    there are none."""
    if not late and not due:
        return None
    title = f"{day}: {len(late)} close(s) and {len(due)} break(s) are past their due day"
    told = [f"{name(month.email)}: {month.month:%Y-%m} is not certified, due {on}" for month, on in late]
    told += [_break_line(one, name) for one in due]
    return composed("past due", NOBODY, day, title, lines(told, DESCRIPTION // 2, str), COLOURS["unproved"], [], ())


def _newer_line(one: Newer) -> str:
    measure = "" if one.measure == "balance" else f" {one.measure}"
    return f"{one.date} {one.wallet} {safe(one.asset)}{measure}: {one.verdict}"


def _break_line(one: Break, name: Naming) -> str:
    what = f"{safe(one.asset) or 'the day'} of {one.first_day} in {one.wallet}"
    return f"{name(one.email)}: {what}, {one.state}, due {one.due}, {safe(one.owner or 'no owner')}"
