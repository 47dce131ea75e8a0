"""Causes of the wallets besides SPOT, from raw pages to the verdict: each with its records, and beside what looks like
it."""

from __future__ import annotations

from typing import Any

import pytest
from binrecon.domain.vocabulary import Wallet
from sqlalchemy import Engine

from tests.services.contract_days import judged, row_of
from tests.services.test_futures_day import futures_day
from tests.storage.rows import DAY, fetch

Held = dict[str, str]


def explained(engine: Engine, before: Held, after: Held, *rows: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Verdict and reason of each asset that is not proved."""
    both = [{asset: (held, held) for asset, held in balances.items()} for balances in (before, after)]
    futures_day(engine, both[0], both[1], *rows)
    result = judged(engine)
    return {
        one.line.asset: (str(one.verdict), one.reason) for one in result.asset_verdicts if str(one.verdict) != "proved"
    }


def test_a_row_that_stands_twice_and_moved_once_is_explained_and_named(engine: Engine) -> None:
    rows = [row_of("FUNDING_FEE", "-3.1234"), row_of("FUNDING_FEE", "-3.1234")]
    found = explained(engine, {"USDT": "100"}, {"USDT": "96.8766"}, *rows)
    verdict, reason = found["USDT"]
    assert verdict == "explained" and reason.startswith("listed_twice (um_income FUNDING_FEE:99:USDT:BTCUSDT::")


def test_two_equal_rows_that_both_moved_are_two_facts(engine: Engine) -> None:
    rows = [row_of("FUNDING_FEE", "-3.1234"), row_of("FUNDING_FEE", "-3.1234")]
    assert explained(engine, {"USDT": "100"}, {"USDT": "93.7532"}, *rows) == {}


def test_rows_of_two_numbers_are_no_copies(engine: Engine) -> None:
    rows = [row_of("FUNDING_FEE", "-3.1234", 1), row_of("FUNDING_FEE", "-3.1234", 2)]
    assert explained(engine, {"USDT": "100"}, {"USDT": "96.8766"}, *rows)["USDT"][0] == "open"


def exchange(number: int = 7) -> list[dict[str, Any]]:
    told: dict[str, Any] = {"number": number, "symbol": ""}
    return [
        row_of("AUTO_EXCHANGE", "-0.01234", asset="BTC", **told),
        row_of("AUTO_EXCHANGE", "975.1234", **told),
    ]


def test_an_exchange_inside_the_wallet_that_was_not_made_is_explained_in_both_assets(engine: Engine) -> None:
    same = {"USDT": "100", "BTC": "1"}
    found = explained(engine, same, same, *exchange())
    assert {asset: (verdict, reason[:13]) for asset, (verdict, reason) in found.items()} == {
        "USDT": ("explained", "auto_exchange"),
        "BTC": ("explained", "auto_exchange"),
    }


def test_an_exchange_of_which_one_asset_moved_is_open(engine: Engine) -> None:
    found = explained(engine, {"USDT": "100", "BTC": "1"}, {"USDT": "100", "BTC": "0.98766"}, *exchange())
    assert {asset: verdict for asset, (verdict, _) in found.items()} == {"USDT": "open"}


def test_a_debt_that_a_liquidation_left_is_set_back_to_zero(engine: Engine) -> None:
    rows = [row_of("INSURANCE_CLEAR", "-1.5", 1), row_of("LOST", "-112.3456", 2)]
    verdict, reason = explained(engine, {"USDT": "100"}, {"USDT": "0"}, *rows)["USDT"]
    assert (verdict, reason.partition(" (")[0]) == ("explained", "insurance_clear")


@pytest.mark.parametrize(("kind", "after"), [("FUNDING_FEE", "0"), ("INSURANCE_CLEAR", "0.0001")])
def test_without_a_liquidation_or_zero_it_is_open(engine: Engine, kind: str, after: str) -> None:
    rows = [row_of(kind, "-1.5", 1), row_of("LOST", "-112.3456", 2)]
    assert explained(engine, {"USDT": "100"}, {"USDT": after}, *rows)["USDT"][0] == "open"


def test_the_verdict_of_the_wallet_names_no_cause_of_another(engine: Engine) -> None:
    explained(engine, {"USDT": "100"}, {"USDT": "99"})
    [(ruled_out,)] = fetch(
        engine,
        "SELECT findings -> 'ruled_out' FROM binance_reconciliation_verdicts WHERE wallet = :wallet AND date = :day",
        wallet=str(Wallet.FUTURES),
        day=DAY,
    )
    assert "taken over with the collateral: no record" not in ruled_out
    assert "row of the ledger listed twice: no record" in ruled_out
