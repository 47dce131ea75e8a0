"""A CSV of balances is read exactly or refused with file, line and column; amounts stay out of the sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from binrecon.domain.statements import StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.processing import balance_statements
from binrecon.processing.balance_statements import read_balances, with_owners

TODAY = date(2026, 11, 28)
HEAD = "date,account,wallet,asset,balance\n"
GOOD = "2025-03-01,fund@example.com,SPOT,BTC,0.00012345\n"


def read(text: str) -> tuple:
    return read_balances("b.csv", text.encode(), True, TODAY).lines


def test_lines_are_read_exactly() -> None:
    [btc, none, cap] = read(
        f'\ufeff{HEAD.upper()}{GOOD}\r\n"2025-03-02",77,futures,,0\n2025-03-03,77,FUTURES,USDT,-1.5'
    )
    assert btc == (2, date(2025, 3, 1), "fund@example.com", Wallet.SPOT, "BTC", Decimal("0.00012345"))
    assert (none.asset, none.balance, none.wallet) == ("", 0, Wallet.FUTURES)
    assert cap.balance == Decimal("-1.5")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the header has to be date,account,wallet,asset,balance"),
        ("date,account,asset,wallet,balance\n", "line 1: the header"),
        (HEAD, "holds no balance"),
        (HEAD + "2025-03-01,a,SPOT,BTC\n", "line 2: 4 columns where there have to be 5"),
        (HEAD + GOOD + GOOD.replace("2025-03-01", "01.03.2025"), "line 3: column date: not a date"),
        (HEAD + GOOD.replace("2025-03-01", "2025-02-30"), "line 2: column date"),
        (HEAD + GOOD.replace("2025-03-01", "2026-11-29"), "column date: 2026-11-29 is before"),
        (HEAD + GOOD.replace("2025-03-01", "2016-01-01"), "column date: 2016-01-01 is before"),
        (HEAD + GOOD.replace("SPOT", "FUNDING"), "column wallet: not one of SPOT"),
        (HEAD + GOOD.replace("BTC", "=BTC"), "column asset: not the name of a coin"),
        (HEAD + GOOD.replace("0.00012345", "1,5"), "line 2: 6 columns"),
        (HEAD + GOOD.replace("0.00012345", "1.2345E-4"), "column balance: not a plain decimal"),
        (HEAD + GOOD.replace("0.00012345", "NaN"), "column balance: not a plain decimal"),
        (HEAD + GOOD.replace("0.00012345", "٣"), "column balance: not a plain decimal"),
        (HEAD + GOOD.replace("0.00012345", "0.1234567890123456789"), "column balance: not a plain decimal"),
        (HEAD + GOOD.replace("0.00012345", "-1"), "column balance: below zero"),
        (HEAD + GOOD.replace("BTC,0.00012345", ",1"), "states that nothing was held: its balance has to be 0"),
        (HEAD + GOOD + GOOD, "line 3: tells again what line 2 tells"),
        (HEAD + GOOD + GOOD.replace("BTC,0.00012345", ",0"), "line 2: a balance where line 3 states that nothing"),
        (HEAD + '2025-03-01,"a,SPOT,BTC,1', "line 2: unexpected end of data"),
        (HEAD + GOOD + "\0", "NUL"),
    ],
)
def test_what_is_not_as_agreed_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(StatementError) as error:
        read(text)
    assert str(error.value).startswith("b.csv: ") and said in str(error.value)
    assert "0.00012345" not in str(error.value)


def test_bytes_that_are_no_text_and_files_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StatementError, match="not UTF-8 at byte 0"):
        read_balances("b.csv", b"\xff\xfe", True, TODAY)
    monkeypatch.setattr(balance_statements, "MOST_LINES", 2)
    with pytest.raises(StatementError, match="more than 2 lines"):
        read(HEAD + GOOD + GOOD.replace("BTC", "ETH"))
    monkeypatch.setattr(balance_statements, "MOST_BYTES", 10)
    with pytest.raises(StatementError, match="at most 10 are read"):
        read(HEAD)


def owned(users: dict[str, str], text: str = GOOD.replace("fund@example.com", "77")) -> list[str]:
    known = {"fund@example.com": (Wallet.SPOT,)}
    found = with_owners(read_balances("b.csv", (HEAD + text).encode(), True, TODAY), users, known)
    return [line.account for line in found.lines]


def test_a_user_id_is_the_account_that_was_named_for_it() -> None:
    assert owned({"77": "fund@example.com"}) == ["fund@example.com"]
    assert owned({}, GOOD) == ["fund@example.com"]


def test_an_account_or_wallet_that_is_not_reconciled_is_refused() -> None:
    with pytest.raises(StatementError, match=r"line 2: column account: no account is known by '77'"):
        owned({})
    with pytest.raises(StatementError, match=r"line 2: column wallet: MARGIN of fund@example.com is not reconciled"):
        owned({}, GOOD.replace("SPOT", "MARGIN"))
    with pytest.raises(StatementError, match="line 3: tells again"):
        owned({"77": "fund@example.com"}, GOOD + GOOD.replace("fund@example.com", "77"))
