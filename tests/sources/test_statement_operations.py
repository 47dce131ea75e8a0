"""Names of the exchange find their class in any spelling, and nothing is in two classes."""

from __future__ import annotations

from collections import Counter

import pytest
from binrecon.sources.statement_operations import (
    CLASS_OF_KIND,
    CLASSES,
    class_of,
    in_one_spelling,
    unknown_operations,
    unknown_wallets,
    wallet_of,
)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("Transaction Buy", "trade"),
        ("SELL", "trade"),
        ("Transaction Fee", "fee"),
        ("Deposit", "deposit"),
        ("withdraw", "withdraw"),
        ("Small Assets Exchange BNB", "dust"),
        ("Small assets exchange BNB", "dust"),
        ("Binance Convert", "convert"),
        ("Transfer Between Main and Funding Wallet", "transfer"),
        ("Transfer Between Whatever Comes Next", "transfer"),
        ("Simple Earn Flexible Redemption", "earn"),
        ("Liquid Swap add", "earn"),
        ("HODLer Airdrops Distribution", "income"),
        ("Cash Voucher distribution", "income"),
        ("Token Swap - Redenomination/Rebranding", "token event"),
        ("Asset Recovery", "token event"),
        ("Funding Fee", "trade"),
        ("Realized Profit and Loss", "trade"),
        ("Margin Loan", "other"),
        ("Binance Pay", "payment"),
        ("Never heard of", None),
        ("", None),
        # words of exports that public readers list
        ("Simple Earn Flexible - Rewards Income", "income"),
        ("Simple Earn Locked - Rewards Income", "income"),
        ("Auto-Invest Transaction", "convert"),
        ("Sell to Card", "convert"),
        ("Flexible Loan - Borrow", "earn"),
        ("Flexible Loan - Collateral Added", "earn"),
        ("Flexible Loan - Collateral Removed", "earn"),
        ("Flexible Loan - Collateral Return", "earn"),
        ("Flexible Loan - Collateral Spent", "earn"),
        ("Crypto Loan - Borrow", "earn"),
        ("Crypto Loan - Repayment", "earn"),
        ("Crypto Loan - Collateral Added", "earn"),
        ("Crypto Loan - Collateral Removed", "earn"),
        ("Crypto Loan - Collateral Return", "earn"),
        ("Crypto Loan - Collateral Return after Liquidation", "earn"),
        ("Crypto Loan - Collateral Spent", "earn"),
        ("Isolated Margin Liquidation", "other"),
        ("Borrow", "other"),
        ("Broker Withdraw", "withdraw"),
        ("Collateral Transfer", "transfer"),
        ("BFUSD Subscription", "earn"),
        ("BFUSD Daily Reward", "income"),
        ("RWUSD - Distribution", "income"),
        ("BNSOL Staking - Extra Rewards", "income"),
        ("Referrer Commission", "income"),
        ("Launchpool Redemption", "earn"),
        ("Isolated Margin Liquidation - Forced Repayment", "other"),
        ("Transfer from Margin Account to Main Account/Futures", "transfer"),
        ("Futures Convert - To", "convert"),
        ("Fund Recovery", "token event"),
        ("C2C Transfer", "payment"),
        ("Transfer Funds to Spot Account", "transfer"),
    ],
)
def test_an_operation_has_its_class(operation: str, kind: str | None) -> None:
    assert class_of(operation) == kind


def test_no_name_is_in_two_classes() -> None:
    names = Counter(name.casefold() for names in CLASSES.values() for name in names)
    assert [name for name, count in names.items() if count > 1] == []


def test_both_sides_know_the_same_classes() -> None:
    assert set(CLASS_OF_KIND.values()) == set(CLASSES) - {"token event"}, "no endpoint tells of a token event"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SPOT", "Spot"),
        ("spot", "Spot"),
        ("CrossMargin", "Cross Margin"),
        ("USD-MFutures", "USD-M Futures"),
        ("Coin-MFutures", "Coin-M Futures"),
        ("Spot Copy", "Spot Copy"),
        ("Options", "Options"),
        ("Isolated Margin(BTCUSDT)", "Isolated Margin(BTCUSDT)"),
        ("Contado", "Contado"),
    ],
)
def test_a_wallet_has_one_spelling(written: str, meant: str) -> None:
    assert in_one_spelling(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Spot", "SPOT"),
        ("CrossMargin", "MARGIN"),
        ("USD-MFutures", "FUTURES"),
        ("USDT-Futures", "FUTURES"),
        ("Coin-MFutures", "COIN_M_FUTURES"),
        ("Options", "OPTION"),
        ("Isolated Margin", None),
        ("Funding", None),
        ("Contado", None),
    ],
)
def test_an_account_of_a_statement_means_a_wallet(written: str, meant: str | None) -> None:
    assert wallet_of(in_one_spelling(written)) == meant


def test_unknown_names_are_counted() -> None:
    assert unknown_operations(["Deposit", "B", "A", "B"]) == {"A": 1, "B": 2}
    assert unknown_wallets(["Spot", "Contado", "Funding", "Options", "Isolated Margin(BTCUSDT)"]) == {"Contado": 1}
