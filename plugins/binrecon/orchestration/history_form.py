"""Reads the form of the history DAG: every field as its own type, whatever was typed into it."""

from __future__ import annotations

from collections.abc import Collection

from binrecon.orchestration.resolution_form import Form, text_of
from binrecon.storage.balance_statements import HeldBalances
from binrecon.storage.resolutions import RefusedError


def accounts_of(form: Form, emails: Collection[str]) -> list[str]:
    """The accounts that are worked out: the one named, or all. Raises RefusedError for one that is not among them."""
    if not form.get("account"):
        return list(emails)
    email = text_of(form, "account")
    if email not in emails:
        raise RefusedError(f"the accounts file has no account {email!r}")
    return [email]


def whole_of(form: Form) -> bool:
    """Whether the file names everything that was held. Raises RefusedError where nobody said."""
    value = form.get("whole")
    if type(value) is not bool:
        raise RefusedError("'whole' is missing: say whether the file names everything that was held")
    return value


def users_of(form: Form, emails: Collection[str]) -> dict[str, str]:
    """The account of each user id. Raises RefusedError for an account that is not known."""
    value = form.get("users") or {}
    if not isinstance(value, dict):
        raise RefusedError("'users' must be the account of each user id")
    users = {str(user).strip(): str(email).strip() for user, email in value.items()}
    for email in users.values():
        if email not in emails:
            raise RefusedError(f"the accounts file has no account {email!r}")
    return users


def balances_line(one: HeldBalances) -> str:
    """A statement of balances in one line: no amounts, what people named quoted."""
    state = f"withdrawn by {one.withdrawn_by!r}" if one.withdrawn_by else "in force"
    whole = "whole" if one.whole else "not whole"
    return (
        f"statement {one.id} is {state}: {one.file_name!r}, {', '.join(one.accounts)}, {one.rows} line(s), "
        f"{one.first} to {one.last}, {whole}, by {one.author!r}"
    )
