"""Reads what the close DAG is given: the account and the month, and what a person answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from binrecon.orchestration.resolution_form import Form, text_of
from binrecon.storage.resolutions import RefusedError

LONGEST_COMMENT = 1000
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class CloseForm:
    """The account, and the first day of the month that is closed."""

    email: str
    month: date


def close_form_of(form: Form) -> CloseForm:
    """What the run closes. Raises RefusedError naming the field that is missing or wrong."""
    found = _MONTH.fullmatch(text_of(form, "month"))
    if found is None:
        raise RefusedError("'month' must be a month such as 2026-11")
    return CloseForm(text_of(form, "account"), date(int(found[1]), int(found[2]), 1))


def responder_of(event: Mapping[str, Any]) -> str:
    """Who answered. Raises RefusedError where Airflow names nobody: only a person can sign."""
    user = event.get("responded_by_user")
    name = user.get("name") if isinstance(user, Mapping) else getattr(user, "name", None)
    if not isinstance(name, str) or not name.strip():
        raise RefusedError("Airflow does not say who answered: only a person who is logged in can sign")
    return name.strip()


def comment_of(given: Mapping[str, Any]) -> str:
    """The comment of an answer, one line that may be empty. Raises RefusedError where it is too long or is not."""
    if not (given.get("comment") or "").strip():
        return ""
    comment = text_of(given, "comment")
    if len(comment) > LONGEST_COMMENT:
        raise RefusedError(f"'comment' has more than {LONGEST_COMMENT} characters")
    return comment
