"""What two lists tell of one movement is one fact, and what only looks the same is two."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from binrecon.processing import canonical
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.readings import MOVE, REWARD, counted, ms, reading, reasons
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, fetch, plan, snapshot

TOLD_TOO = {
    "counterParty": "subAccount",
    "email": EMAIL,
    "type": 2,
    "asset": "USDT",
    "qty": "100",
    "fromAccountType": "SPOT",
    "toAccountType": "USDT_FUTURE",
    "status": "SUCCESS",
    "tranId": 77,
    "time": ms(at()),
}


# one fact, two lists -------------------------------------------------------------------------------------------------


def tell(engine: Engine, endpoint: str, hours: float = 0, **change: Any) -> None:
    record, key = (MOVE, "MAIN_UMFUTURE") if endpoint == "wallet_transfer" else (TOLD_TOO, "2")
    reading(engine, endpoint, [{**record, **change}], key=key, hours=hours)
    canonical.run(engine, EMAIL, [endpoint])


@pytest.mark.parametrize("order", [["wallet_transfer", "sub_user_history"], ["sub_user_history", "wallet_transfer"]])
def test_one_id_account_and_direction_is_one_fact(engine: Engine, order: list[str]) -> None:
    for hours in (0, 24):
        for endpoint in order:
            tell(engine, endpoint, hours)
    assert counted(engine) == -100
    standings = "SELECT source, standing FROM binance_reconciliation_transfers ORDER BY 1"
    assert fetch(engine, standings) == [("account_transfer", "told_elsewhere"), ("wallet_transfer", "counts")]


@pytest.mark.parametrize("order", [["wallet_transfer", "sub_user_history"], ["sub_user_history", "wallet_transfer"]])
def test_the_other_list_tells_it_where_the_first_one_does_not_count_it(engine: Engine, order: list[str]) -> None:
    for endpoint in order:
        tell(engine, endpoint, **({"status": "PENDING"} if endpoint == "wallet_transfer" else {}))
    assert counted(engine) == -100


@pytest.mark.parametrize("order", [["wallet_transfer", "sub_user_history"], ["sub_user_history", "wallet_transfer"]])
def test_two_lists_that_tell_two_amounts_of_one_id_are_doubted(engine: Engine, order: list[str]) -> None:
    for endpoint in order:
        tell(engine, endpoint, **({"amount": "90"} if endpoint == "wallet_transfer" else {}))
    assert reasons(engine) == ["contradicts earlier evidence"]


@pytest.mark.parametrize(("closing", "verdict"), [("400", "proved"), ("300", "open")])
def test_what_two_lists_tell_moved_the_balance_once(engine: Engine, closing: str, verdict: str) -> None:
    snapshot(engine, BEFORE, {"USDT": "500"})
    snapshot(engine, DAY, {"USDT": closing})
    tell(engine, "wallet_transfer")
    tell(engine, "sub_user_history")
    covered_day(engine, ["daily_snapshot"])
    plan(engine, "wallet_transfer", "MAIN_UMFUTURE")
    variance = reconcile_day(engine, spot(EMAIL, DAY), [], "run").result.asset_verdicts[0].variance
    assert variance == (0 if verdict == "proved" else -100)


# a dividend that only looks like a reward ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("Airdrop", "0.2"),
        ("BHFT distribution", "0.2"),
        ("Locked", "0.2"),
        ("Flexible", "0.1"),
        ("Simple Earn Flexible Rewards", "0.1"),
    ],
)
def test_a_dividend_stands_for_a_reward_only_where_it_says_so(engine: Engine, said: str, counts: str) -> None:
    dividend = {
        "id": 5,
        "amount": "0.1",
        "asset": "BTC",
        "divTime": ms(at("09:00:00")),
        "enInfo": said,
        "tranId": 7,
        "direction": 1,
    }
    reading(engine, "flexible_rewards", [REWARD])
    reading(engine, "asset_dividend", [dividend])
    canonical.run(engine, EMAIL, ["flexible_rewards", "asset_dividend"])
    assert counted(engine, "BTC") == Decimal(counts)
