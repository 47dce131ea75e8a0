"""Hold a main account's own list of sub-accounts against the accounts file."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine

from binrecon.storage.autocommit import single_statements
from binrecon.storage.queries import rows


def unlisted(engine: Engine, main_email: str, known: Iterable[str]) -> list[str]:
    """E-mails of the sub-accounts in the newest complete list that the accounts file does not name, sorted."""
    named = {email.lower() for email in known}
    with single_statements(engine) as connection:
        found = rows(connection, "reports/sub_accounts.sql", {"emails": [main_email]})
    return sorted(email for _, email, _ in found if email.lower() not in named)
