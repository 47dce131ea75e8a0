"""The form of the history DAG."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from binrecon.orchestration.history_form import accounts_of, balances_line, users_of, whole_of
from binrecon.storage.balance_statements import HeldBalances
from binrecon.storage.resolutions import RefusedError

EMAILS = ["main@example.com", "sub@example.com"]


def test_no_account_means_all() -> None:
    assert accounts_of({"account": None}, EMAILS) == EMAILS
    assert accounts_of({"account": " sub@example.com "}, EMAILS) == ["sub@example.com"]
    with pytest.raises(RefusedError, match="no account 'else@example.com'"):
        accounts_of({"account": "else@example.com"}, EMAILS)


@pytest.mark.parametrize("value", [None, "true", 1])
def test_whether_a_file_is_whole_has_to_be_said(value: Any) -> None:
    with pytest.raises(RefusedError, match="'whole' is missing"):
        whole_of({"whole": value})
    assert (whole_of({"whole": True}), whole_of({"whole": False})) == (True, False)


def test_user_ids_belong_to_known_accounts() -> None:
    assert users_of({"users": {" 77 ": "sub@example.com"}}, EMAILS) == {"77": "sub@example.com"}
    assert users_of({}, EMAILS) == {}
    with pytest.raises(RefusedError, match="no account"):
        users_of({"users": {"77": "else@example.com"}}, EMAILS)
    with pytest.raises(RefusedError, match="'users' must be"):
        users_of({"users": ["77"]}, EMAILS)


def test_a_held_statement_is_one_line_without_amounts() -> None:
    day = date(2025, 3, 1)
    one = HeldBalances(3, "b.csv", True, EMAILS[:1], 2, "ann", datetime(2026, 1, 1, tzinfo=UTC), day, day, "bob")
    told = "2 line(s), 2025-03-01 to 2025-03-01, whole, by 'ann'"
    assert balances_line(one) == f"statement 3 is withdrawn by 'bob': 'b.csv', main@example.com, {told}"
