"""One small database in which every CSV has something to show: trades, an own transfer with both ends, findings of
every role, and a statement that differs from the lists."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from tests.processing.statements.cases import line, take
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, fetch, insert, snapshot, trade, transfer

OTHER = "sub@example.com"

FINDINGS: dict[str, dict[str, Any]] = {
    "BTC": {
        "explained": [
            {
                "kind": "failed_withdrawal",
                "amount": "-0.2005",
                "text": "left, and came back on 2026-11-03",
                "records": ["withdraw w1 out", "withdraw w1 fee"],
            }
        ],
        "witnesses": {
            "snapshot": "0.0995",
            "movements": "0.0995",
            "statement": "-0.1005",
            "agree": "snapshot and movements",
            "told": "snapshot and movements agree: the statement is not whole",
        },
    },
    "SOL": {
        "alternatives": [
            [{"kind": "across_the_cut", "amount": "12.463712", "text": "redeemed before midnight", "records": ["r 1"]}],
            [{"kind": "duplicate", "amount": "12.463712", "text": "listed twice", "records": ["d 1", "d 2"]}],
        ],
        "resolved": [{"kind": "resolution", "amount": "2", "text": "an airdrop", "records": ["resolution 1"]}],
        "ruled_out": ["a fee that was not taken: no record"],
        "next_steps": ["import the account statement of 2026-11-02"],
    },
}
"""As they are stored, by asset."""


def fill_report_world(engine: Engine) -> None:
    """The day of EMAIL; of OTHER only the other end of the transfer."""
    snapshot(engine, BEFORE, {"BTC": "1", "USDT": "100000"})
    snapshot(engine, DAY, {"BTC": "1.0995", "USDT": "90999.000000000000000001", "SOL": "12.463712", "BNB": "0"})
    _movements(engine)
    _match(engine)
    _positions(engine)
    _counter_wallets(engine)
    _verdict(engine, "BNB", "unproved", "0.00000001", reason="not covered: convert_history")
    _verdict(engine, "BTC", "explained", "0.0005", "15", "failed_withdrawal (withdraw w1)")
    _verdict(engine, "SOL", "open", "12.463712", None, "covered, and still a difference nothing accounts for")
    _verdict(engine, "USDT", "proved", "0", "0")
    take(
        engine,
        line("08:00:00", "Withdraw", "BTC", "-0.2005"),
        line("09:00:00", "Transaction Buy", "BTC", "0.1"),
        line("10:00:00", "Airdrop Assets", "SOL", "12.463712", remark="=1+1"),
    )


def _positions(engine: Engine) -> None:
    """Contracts of FUTURES: one whose fills were read, and one whose were not."""
    who: dict[str, Any] = dict(email=EMAIL, wallet="FUTURES", fid=1)
    for day in (BEFORE, DAY):
        taken = dict(asked_at=at("23:59:59", day), taken_at=at("23:59:59", day), evidence_at=at(day=day))
        insert(engine, "binance_position_days", who | taken | dict(date=day, readable=True))
    sizes = (("BTCUSDT", BEFORE, "1.5", "0"), ("BTCUSDT", DAY, "1", "-2"), ("ETHUSDT", DAY, "0", "-0.25"))
    for symbol, day, long, short in sizes:
        size = dict(symbol=symbol, date=day, long=Decimal(long), short=Decimal(short))
        insert(
            engine,
            "binance_reconciliation_positions",
            who | size | dict(source="futures_snapshot", evidence_at=at(day=day)),
        )
    told = dict(source="um_trades", number="1", symbol="BTCUSDT", datetime=at(), evidence_at=at())
    for side, quantity in (("LONG", "-0.5"), ("SHORT", "-1.5")):
        one = dict(external_id=f"BTCUSDT:1:{side}", side=side, quantity=Decimal(quantity))
        insert(engine, "binance_reconciliation_fills", who | told | one)
    coverage(engine, "um_trades", key="BTCUSDT")


def _movements(engine: Engine) -> None:
    withdrawal = dict(source="withdraw", endpoint="withdraw_history", external_id="w1", datetime=at("08:00:00.123"))
    transfer(engine, "BTC", "-0.2", txn_subtype="withdraw", network="BTC", txn_hash="f00", **withdrawal)
    transfer(engine, "BTC", "-0.0005", "txn_fee", txn_subtype="withdraw_fee", **withdrawal)
    trade(
        engine,
        "BTCUSDT",
        {"spot_buy": ("BTC", "0.3"), "spot_sell": ("USDT", "-9000"), "maker_fee": ("BNB", "-1e-8")},
        external_id="BTCUSDT:7:B",
        price=Decimal(30000),
        datetime=at("09:00:00"),
    )


def _counter_wallets(engine: Engine) -> None:
    """What went to the funding wallet, and what came back from Earn."""
    own = dict(source="wallet_transfer", endpoint="wallet_transfer", external_id="910", txn_subtype="wallet_transfer")
    transfer(engine, "BTC", "-0.05", counter_party="FUNDING", datetime=at("12:00:00"), **own)
    redeemed = dict(
        source="locked_redemption", endpoint="locked_redemption", external_id="5", txn_subtype="locked_redemption"
    )
    transfer(engine, "BTC", "0.05", datetime=at("13:00:00"), **redeemed)


def _match(engine: Engine) -> None:
    """A transfer to the other account, matched with its arrival there half a second later."""
    shared = dict(source="account_transfer", endpoint="universal_transfer", external_id="900")
    shared |= dict(txn_subtype="sub_account_transfer", match_id=1)
    sent_at, received_at = at("11:00:00"), at("11:00:00") + timedelta(milliseconds=500)
    transfer(engine, "USDT", "-1", counter_party=OTHER, datetime=sent_at, **shared)
    transfer(engine, "USDT", "1", counter_party=EMAIL, datetime=received_at, **shared | {"email": OTHER})
    ends = fetch(engine, "SELECT pid FROM binance_reconciliation_transfers WHERE external_id = '900' ORDER BY datetime")
    [(sent,), (received,)] = ends
    insert(
        engine,
        "binance_transfer_matches",
        dict(
            method="tran_id",
            matched_on="900",
            asset="USDT",
            out_pid=sent,
            in_pid=received,
            sender=EMAIL,
            receiver=OTHER,
            sent=-1,
            received=1,
            sent_at=sent_at,
            received_at=received_at,
        ),
    )


def _verdict(engine: Engine, asset: str, verdict: str, variance: str, usd: str | None = None, reason: str = "") -> None:
    insert(
        engine,
        "binance_reconciliation_verdicts",
        dict(
            email=EMAIL,
            date=DAY,
            wallet="SPOT",
            asset=asset,
            variance=Decimal(variance),
            variance_usd=None if usd is None else Decimal(usd),
            verdict=verdict,
            reason=reason,
            findings=json.dumps(FINDINGS.get(asset, {})),
        ),
    )
