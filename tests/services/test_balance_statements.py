"""Files of balances are taken all or none, once a run, for the account that a user id means."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.statements import StatementError
from binrecon.domain.vocabulary import AccountType
from binrecon.services.balance_statements import BalanceImport, import_once, listed_balances, withdraw_once
from binrecon.storage.resolutions import RefusedError
from sqlalchemy import Engine

from tests.storage.rows import EMAIL, fetch

ROSTER = Roster((Account(EMAIL, AccountType.SUB, "sub"),), Settings(reports=Path("reports")))
HEAD = "date,account,wallet,asset,balance\n"
COUNT = "SELECT count(*) FROM binance_balance_statements"
REASON = "of another account"


def bring(engine: Engine, *texts: str, run: str = "run 1", users: dict[str, str] | None = None) -> dict:
    files = [(f"{number}.csv", (HEAD + text).encode()) for number, text in enumerate(texts, 1)]
    wanted = BalanceImport(files, True, users or {})
    return import_once(engine, ROSTER, wanted, date(2026, 11, 28), "ann", run)


def test_files_are_taken_once_a_run_and_their_accounts_told(engine: Engine) -> None:
    one, two = f"2025-03-01,{EMAIL},SPOT,BTC,1\n", "2025-04-01,77,SPOT,BTC,2\n"
    done = bring(engine, one, two, users={"77": EMAIL})
    assert done == {"accounts": [EMAIL], "new": 2}
    assert bring(engine, one, two, users={"77": EMAIL}) == done, "a second try of the run gives what the first one did"
    assert bring(engine, one, run="run 2") == {"accounts": [EMAIL], "new": 0}
    assert fetch(engine, COUNT) == [(2,)]


def test_one_that_cannot_be_taken_keeps_all_out(engine: Engine) -> None:
    with pytest.raises(StatementError, match=r"2\.csv: line 2: column account: no account is known by '77'"):
        bring(engine, f"2025-03-01,{EMAIL},SPOT,BTC,1\n", "2025-04-01,77,SPOT,BTC,2\n")
    assert fetch(engine, COUNT) == [(0,)]


def test_one_is_withdrawn_once_a_run_and_still_listed(engine: Engine) -> None:
    bring(engine, f"2025-03-01,{EMAIL},SPOT,BTC,1\n")
    done = withdraw_once(engine, 1, REASON, "bob", "run 2")
    assert done == withdraw_once(engine, 1, REASON, "bob", "run 2") == {"accounts": [EMAIL]}
    with pytest.raises(RefusedError, match="withdrawn already"):
        withdraw_once(engine, 1, REASON, "bob", "run 3")
    assert [one.withdrawn_by for one in listed_balances(engine, ROSTER, EMAIL)] == ["bob"]
    with pytest.raises(RefusedError):
        listed_balances(engine, ROSTER, "nobody@example.com")
