"""What a person asks for in the import's form, checked: every wrong entry is one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from binrecon.domain.statements import StatementError
from binrecon.processing.statements.values import read_offset


@dataclass(frozen=True)
class Order:
    """What a person says about a file: the account of all its lines, or one for each user id; the offset of its clock;
    and the first and last day that were asked of the exchange, on the file's own clock."""

    account: str | None = None
    users: Mapping[str, str] = field(default_factory=dict)
    offset: timedelta | None = None
    first_day: date | None = None
    last_day: date | None = None


def order_of(form: Mapping[str, Any], emails: Collection[str]) -> Order:
    """Read the form: account, users, offset, first_day, last_day. Raises StatementError for an account that is not
    among `emails`, an offset or day that cannot be read, and days in the wrong order."""
    users = {str(user).strip(): str(email).strip() for user, email in (form.get("users") or {}).items()}
    account = (form.get("account") or "").strip() or None
    for email in [account, *users.values()]:
        if email is not None and email not in emails:
            raise StatementError(f"the accounts file has no account {email!r}")
    first, last = _day(form, "first_day"), _day(form, "last_day")
    if first and last and first > last:
        raise StatementError(f"the first day {first} is after the last day {last}")
    return Order(account, users, _offset(form.get("offset")), first, last)


def _offset(text: str | None) -> timedelta | None:
    try:
        return read_offset(text) if text and text.strip() else None
    except ValueError as error:
        raise StatementError(f"the form: {error}") from None


def _day(form: Mapping[str, Any], key: str) -> date | None:
    text = form.get(key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise StatementError(f"the form: {key} is no date: {text!r}") from None
