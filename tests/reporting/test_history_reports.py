"""The three files of a history: its stretches, its days, what the movements lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from binrecon.domain.history import AccountHistory, Missing, Stretch, WalletHistory
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.reporting.history_reports import write_history_reports

A, B, C = date(2025, 1, 1), date(2025, 1, 2), date(2025, 1, 4)
PROVED = Stretch(
    wallet=Wallet.SPOT,
    asset="",
    start=A,
    end=B,
    opening=Decimal(0),
    moved=Decimal(0),
    closing=Decimal(0),
    variance=Decimal(0),
    verdict=Verdict.PROVED,
    by="lists",
    opening_by="birth",
    closing_by="snapshot",
    reason="every list is read over it",
)
OPEN = replace(
    PROVED,
    asset="BTC",
    start=B,
    end=C,
    variance=Decimal("-1E-18"),
    verdict=Verdict.OPEN,
    low_at=datetime(2025, 1, 3, tzinfo=UTC),
    low=Decimal("-0.50"),
    ask=date(2025, 1, 3),
    reason="=off",
)
WALLET = WalletHistory(Wallet.SPOT, (PROVED, OPEN), (Missing(Wallet.SPOT, "BTC", C, Decimal("2.50")),), frozenset({A}))


def test_the_files_say_what_was_worked_out(tmp_path: Path) -> None:
    written = write_history_reports(
        tmp_path, "fund", AccountHistory("fund@example.com", A, date(2025, 1, 3), (WALLET,))
    )
    assert {name: report.rows for name, report in written.items()} == {
        "history": 2,
        "history_days": 4,
        "history_missing": 1,
    }
    folder = tmp_path / "fund" / "history"
    head, first, second = (folder / "history.csv").read_text().splitlines()
    assert head.startswith("wallet,asset,first,last,days,verdict,by,opening,movements,closing,variance,")
    assert first == (
        "SPOT,everything else,2025-01-01,2025-01-01,1,proved,lists,0,0,0,0,birth,snapshot,,,,every list is read over it"
    )
    assert second == (
        "SPOT,BTC,2025-01-02,2025-01-03,2,open,lists,0,0,0,-0.000000000000000001,birth,snapshot,"
        "2025-01-03 00:00:00.000,-0.5,2025-01-03,'=off"
    )
    assert (folder / "history_days.csv").read_text().splitlines() == [
        "wallet,first,last,days,covered",
        "all wallets,2025-01-01,2025-01-01,1,yes",
        "all wallets,2025-01-02,2025-01-03,2,no",
        "SPOT,2025-01-01,2025-01-01,1,yes",
        "SPOT,2025-01-02,2025-01-03,2,no",
    ]
    assert (folder / "history_missing.csv").read_text() == "wallet,asset,date,lacking\nSPOT,BTC,2025-01-04,2.5\n"
