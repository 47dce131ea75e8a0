"""Whose key it is, decided from what was witnessed: one test for each thing that speaks against a key, and what
outweighs it."""

from __future__ import annotations

import pytest
from binrecon.collectors.key_owner import Known, refusal
from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType

SUB = Account("Sub+One@example.com", AccountType.SUB, "binance_sub")
MAIN = Account("main@example.com", AccountType.MAIN, "binance_main")
STATED = Account("Sub+One@example.com", AccountType.SUB, "binance_sub", uid=7)
OTHER = "other@example.com"
OWN_LIST = {"sub+one@example.com": "7", OTHER: "8"}


@pytest.mark.parametrize(
    ("account", "uid", "known"),
    [
        (MAIN, 1, Known()),
        (MAIN, 1, Known(before=1, others={OTHER: 8}, listed={OTHER: "8"})),
        (SUB, 7, Known(listed=OWN_LIST)),
        (SUB, 7, Known(before=7, others={MAIN.email: 1}, listed=OWN_LIST)),
        (SUB, 7, Known()),
        # The list shows it to be this account's: who put it into another connection too is told there.
        (SUB, 7, Known(others={OTHER: 7}, listed=OWN_LIST)),
        # It was this account's before another key answered so.
        (SUB, 7, Known(before=7, others={OTHER: 7})),
        (MAIN, 1, Known(before=1, others={SUB.email: 1}, listed=OWN_LIST)),
        # A person says so.
        (STATED, 7, Known(before=6)),
        (STATED, 7, Known(listed={OTHER: "8"})),
        (STATED, 7, Known(listed={"sub+one@example.com": "6"})),
    ],
)
def test_a_key_that_nothing_speaks_against_is_taken(account: Account, uid: int, known: Known) -> None:
    assert refusal(account, uid, known) is None


@pytest.mark.parametrize(
    ("account", "uid", "known", "why"),
    [
        (
            SUB,
            8,
            Known(listed=OWN_LIST),
            f"which the main account's list of sub-accounts names {OTHER}: put this account's own key",
        ),
        (MAIN, 8, Known(listed=OWN_LIST), f"names {OTHER}"),
        (STATED, 7, Known(listed={OTHER: "7"}), f"names {OTHER}"),
        (SUB, 9, Known(listed=OWN_LIST), "but the main account's list of sub-accounts gives 7 for this e-mail"),
        (
            SUB,
            9,
            Known(listed={OTHER: "8"}),
            "but no main account of the accounts file lists this e-mail as a sub-account",
        ),
        (SUB, 9, Known(listed={}), "but no main account of the accounts file lists this e-mail as a sub-account"),
        (
            SUB,
            7,
            Known(others={OTHER: 7}),
            f"and so does the key of {OTHER}: put each account's own key into its connection",
        ),
        (MAIN, 7, Known(others={OTHER: 7}, listed={}), f"and so does the key of {OTHER}"),
        (STATED, 7, Known(others={OTHER: 7}), f"and so does the key of {OTHER}"),
        (SUB, 7, Known(before=6), "but it was account 6 so far: put this account's own key into the connection"),
        (
            SUB,
            7,
            Known(before=6),
            "only if the account itself was replaced, write uid = 7 beside it in the accounts file",
        ),
        (STATED, 8, Known(), "but the accounts file says uid = 7"),
        (
            MAIN,
            8,
            Known(listed={}, not_main="HTTP 400, code -4006"),
            "as it is refused the list of sub-accounts (HTTP 400, code -4006)",
        ),
    ],
)
def test_what_speaks_against_a_key_is_one_sentence_that_says_what_to_do(
    account: Account, uid: int, known: Known, why: str
) -> None:
    told = refusal(account, uid, known)
    assert told is not None and "\n" not in told
    assert told.startswith(f"connection {account.connection!r} of {account.email}: its key answers as account {uid}")
    assert why in told and "put " in told
