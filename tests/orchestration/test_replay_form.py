"""The form of the replay DAG."""

from datetime import date
from typing import Any

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.vocabulary import AccountType
from binrecon.orchestration.replay_form import ReplayPeriod, period_of
from binrecon.storage.resolutions import RefusedError

MAIN, SUB = "main@example.com", "sub@example.com"
ROSTER = Roster(tuple(Account(email, AccountType.SUB, email) for email in (MAIN, SUB)), Settings())
FORM: dict[str, Any] = {"account": None, "first": "2026-11-01", "last": "2026-11-30"}


def test_an_account_or_all_of_the_file() -> None:
    days = (date(2026, 11, 1), date(2026, 11, 30))
    assert period_of(FORM, ROSTER) == ReplayPeriod((MAIN, SUB), *days)
    assert period_of(FORM | {"account": f" {SUB} "}, ROSTER) == ReplayPeriod((SUB,), *days)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"account": "nobody@example.com"}, "no account 'nobody@example.com'"),
        ({"first": None}, "'first' is missing"),
        ({"last": "tomorrow"}, "'last' must be a day"),
        ({"last": "2026-10-31"}, "'last' lies before"),
        ({"last": "2027-11-02"}, "at most 366 days"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        period_of(FORM | change, ROSTER)
