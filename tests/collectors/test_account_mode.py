"""Whether an account is in portfolio margin is what the exchange says of it, and no refusal is a sign of it."""

from __future__ import annotations

import pytest
from binrecon.collectors.account_mode import ModeCollector
from binrecon.domain.errors import RetryableAPIError
from binrecon.storage.evidence import Evidence

from tests.collectors.stand import Stand
from tests.exchange_client import client_of
from tests.small_world import MAIN, SUB

INFO = "/sapi/v1/account/info"
KEPT = "SELECT email, account_data ->> 'isPortfolioMarginRetailEnabled' FROM binance_raw_account ORDER BY id"


def asked(stand: Stand, email: str = MAIN) -> bool:
    return ModeCollector(client_of(stand.exchange, email), Evidence(stand.engine), "run1").in_portfolio_margin()


def test_each_account_is_asked_for_itself_and_what_it_said_is_kept(stand: Stand) -> None:
    stand.exchange.world.switch(SUB, portfolio_margin=True)
    assert (asked(stand), asked(stand, SUB)) == (False, True)
    assert stand.rows(KEPT) == [(MAIN, "false"), (SUB, "true")]
    assert {status for status, *_ in stand.coverage("account_info")} == {"complete"}


def test_a_refusal_is_no_sign_of_it(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    stand.exchange.refusals.put("key", INFO)
    assert asked(stand) is False
    assert "not known whether the account is in portfolio margin" in caplog.text


def test_an_answer_that_does_not_come_is_waited_for(stand: Stand) -> None:
    stand.exchange.add_fault("5xx", "account/info", times=None)
    with pytest.raises(RetryableAPIError):
        asked(stand)
