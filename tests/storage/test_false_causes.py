"""What moved the balance is in no list, and an unrelated record of the same amount is near: it is not named as the
cause."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.processing import canonical
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_others
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, fetch, insert, known_day, snapshot, transfer

NEXT = DAY + timedelta(days=1)
SAID = "SELECT verdict, reason FROM v_binance_verdicts_current WHERE email = :email AND date = :day AND asset = 'USDT'"


def balances(engine: Engine, *amounts: str, known: bool = True) -> None:
    """USDT at the end of the day before, of the day and of the next one, which its own run has judged."""
    for day, amount in zip((BEFORE, DAY, NEXT), amounts, strict=True):
        snapshot(engine, day, {"USDT": amount})
    if known:
        known_day(engine, NEXT)


def listed(
    engine: Engine, kind: str, record: dict[str, Any], endpoint: str, key: str = "", data: str = "transfer_data"
) -> None:
    """A page with this record, read completely and made canonical; the day is covered."""
    insert(
        engine,
        f"binance_raw_{kind}",
        {
            "id": 70,
            "email": EMAIL,
            "endpoint": endpoint,
            "key": key,
            "coverage_id": 1,
            "window_start": at("00:00:00"),
            "window_end": at("00:00:00", NEXT),
            "request": "{}",
            "http_status": 200,
            "weight_headers": "{}",
            "received_at": at("02:00:00", DAY + timedelta(days=2)),
            "body": "",
            "body_sha256": "",
            data: json.dumps([record]),
        },
    )
    insert(
        engine,
        "binance_pages_pending",
        dict(raw_table=f"binance_raw_{kind}", page_id=70, email=EMAIL, endpoint=endpoint),
    )
    covered_day(engine, ["daily_snapshot", endpoint])
    canonical.run(engine, EMAIL, [endpoint])


def verdict(engine: Engine, day: date = DAY) -> str:
    reconcile_day(engine, spot(EMAIL, day), [], "run")
    return fetch(engine, SAID, email=EMAIL, day=day)[0][0]


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def test_a_sub_s_transfer_from_its_futures_wallet_is_no_cause(engine: Engine) -> None:
    balances(engine, "5000", "4000", "4000")
    listed(
        engine,
        "transfer_between_account_sub",
        {
            "counterParty": "master",
            "email": "main@example.com",
            "type": 2,
            "asset": "USDT",
            "qty": "1000",
            "fromAccountType": "USDT_FUTURE",
            "toAccountType": "SPOT",
            "status": "SUCCESS",
            "tranId": 11796,
            "time": ms(at("08:00:00")),
        },
        "sub_user_history",
    )
    assert verdict(engine) == "open"


def test_a_main_s_transfer_from_its_futures_wallet_is_no_cause(engine: Engine) -> None:
    balances(engine, "5000", "4000", "4000")
    listed(
        engine,
        "transfer_between_account_main_spot",
        {
            "tranId": 11797,
            "fromEmail": EMAIL,
            "toEmail": "sub@example.com",
            "asset": "USDT",
            "amount": "1000",
            "createTimeStamp": ms(at("08:00:00")),
            "fromAccountType": "USDT_FUTURE",
            "toAccountType": "SPOT",
            "status": "SUCCESS",
            "clientTranId": "",
        },
        "universal_transfer",
        "from",
    )
    assert verdict(engine) == "open"


def test_a_deposit_over_the_midnight_before_the_first_snapshot_is_no_cause(engine: Engine) -> None:
    """Opened yesterday: 10000 inserted at 23:58 and credited at 00:05, moved to a bot at noon. Nobody knows of the day
    before."""
    balances(engine, "0", "0", "0")
    listed(
        engine,
        "deposit_history",
        {
            "id": "d1",
            "amount": "10000",
            "coin": "USDT",
            "network": "TRX",
            "status": 1,
            "address": "a",
            "txId": "t",
            "walletType": 0,
            "insertTime": ms(at("23:58:00", BEFORE)),
            "completeTime": ms(at("00:05:00")),
        },
        "deposit_history",
        data="deposit_data",
    )
    assert verdict(engine) == "open"


def test_a_record_of_the_first_half_hour_of_the_first_day_is_no_cause(engine: Engine) -> None:
    balances(engine, "0", "0", "0")
    transfer(engine, "USDT", "10000", datetime=at("00:30:00"))
    covered_day(engine)
    assert verdict(engine) == "open"


def test_the_fee_of_a_withdrawal_is_not_a_voucher_of_one_coin(engine: Engine) -> None:
    balances(engine, "1000", "500", "500")
    for amount, kind in (("-500", "transfer_out"), ("-1", "txn_fee")):
        transfer(engine, "USDT", amount, kind, external_id="w1", source="withdraw", txn_subtype="withdraw", status="6")
    covered_day(engine)
    assert verdict(engine) == "open"


def test_two_payments_of_one_second_are_both_real(engine: Engine) -> None:
    balances(engine, "1000", "1010", "1010")
    for number in ("71", "72"):
        transfer(engine, "USDT", "10", external_id=number, source="wallet_transfer", status="CONFIRMED")
    covered_day(engine)
    assert verdict(engine) == "open"


@pytest.mark.parametrize("amount", ["1000", "1234.5678"])
def test_a_failed_withdrawal_sent_again_by_a_way_no_list_tells_is_no_cause(engine: Engine, amount: str) -> None:
    balances(engine, amount, "0", "0")
    transfer(engine, "USDT", f"-{amount}", external_id="w1", source="withdraw", status="3", standing="failed")
    covered_day(engine)
    assert verdict(engine) == "open"


@pytest.mark.parametrize("amount", ["500", "512.3456"])
def test_a_day_beyond_that_is_not_read_yet_bears_nothing_out(engine: Engine, amount: str) -> None:
    """As much comes in unseen as a withdrawal takes that completes on the next day, which is not read yet. Read, it is
    off by nothing: what left on it is listed."""
    balances(engine, "1000", "1000", str(1000 - Decimal(amount)), known=False)
    listed(
        engine,
        "withdraw_history",
        {
            "id": "w1",
            "amount": amount,
            "transactionFee": "0",
            "coin": "USDT",
            "status": 6,
            "address": "a",
            "txId": "t",
            "applyTime": "2026-11-02 23:50:00",
            "network": "BSC",
            "transferType": 1,
            "walletType": 0,
            "completeTime": "2026-11-03 00:10:00",
        },
        "withdraw_history",
        data="withdraw_data",
    )
    assert verdict(engine) == "open"
    assert fetch(engine, SAID, email=EMAIL, day=DAY)[0][1].endswith("if 2026-11-03, not known yet, bears it out")
    transfer(engine, "USDT", f"-{amount}", datetime=at("12:00:00", NEXT), source="wallet_transfer")
    known_day(engine, NEXT)
    assert verdict(engine) == "open"
    assert "not known yet" not in fetch(engine, SAID, email=EMAIL, day=DAY)[0][1]


@pytest.mark.parametrize(
    "missing",
    [
        "UPDATE binance_snapshot_days SET wallet = 'MARGIN' WHERE date = '2026-11-03'",
        "UPDATE binance_collection_coverage SET status = 'failed' WHERE window_end > '2026-11-03 12:00Z'",
        "INSERT INTO binance_collection_plan (email, date, wallet, endpoint) VALUES ('fund@example.com', "
        "'2026-11-03', 'SPOT', 'convert_history')",
        "UPDATE binance_reconciliation_days SET decided_at = NULL WHERE date = '2026-11-03'",
        "UPDATE binance_reconciliation_days SET doubts = '{the checks of the day did not finish}' WHERE date = "
        "'2026-11-03'",
    ],
    ids=["snapshot", "snapshot list", "a list", "judgement", "checks"],
)
def test_whatever_is_missing_of_the_day_beyond_makes_the_record_wait(engine: Engine, missing: str) -> None:
    """A transfer of 512.3456 in the first minutes of the next day, which the closing snapshot has already."""
    balances(engine, "0", "512.3456", "512.3456")
    transfer(engine, "USDT", "512.3456", datetime=at("00:05:00", NEXT), source="wallet_transfer")
    covered_day(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(missing)
    assert verdict(engine) == "open"


def test_the_run_that_judges_the_day_beyond_explains_it(engine: Engine) -> None:
    balances(engine, "0", "512.3456", "512.3456", known=False)
    transfer(engine, "USDT", "512.3456", datetime=at("00:05:00", NEXT), source="wallet_transfer")
    covered_day(engine)
    assert verdict(engine) == "open"
    known_day(engine, NEXT)
    reconcile_day(engine, spot(EMAIL, NEXT), [], "next")
    assert [(one["day"], one["to"]) for one in judge_others(engine, spot(EMAIL, NEXT), "next")] == [
        ("2026-11-02", "explained")
    ]


@pytest.mark.parametrize(("asset", "verdict_"), [("USDT", "open"), ("BTC", "explained")])
def test_a_pair_that_gave_no_answer_makes_only_its_assets_unknown(engine: Engine, asset: str, verdict_: str) -> None:
    """The trades of ETHUSDT on the next day were not read: of USDT nothing is known there, of BTC everything."""
    for day, amount in ((BEFORE, "0"), (DAY, "512.3456"), (NEXT, "512.3456")):
        snapshot(engine, day, {asset: amount})
    known_day(engine, NEXT)
    insert(
        engine, "binance_collection_plan", dict(email=EMAIL, date=NEXT, wallet="SPOT", endpoint="trades", key="ETHUSDT")
    )
    insert(
        engine,
        "binance_exchange_info",
        dict(
            symbol="ETHUSDT",
            base_asset="ETH",
            quote_asset="USDT",
            status="TRADING",
            is_spot_trading_allowed=True,
            is_margin_trading_allowed=False,
            raw_data="{}",
            evidence_at=at(),
        ),
    )
    transfer(engine, asset, "512.3456", datetime=at("00:05:00", NEXT), source="wallet_transfer")
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "run")
    assert fetch(engine, "SELECT verdict FROM v_binance_verdicts_current WHERE date = :day", day=DAY) == [(verdict_,)]
