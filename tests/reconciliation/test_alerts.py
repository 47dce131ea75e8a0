"""Which variances are worth an alert."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.config.accounts import Thresholds
from binrecon.domain.day_facts import Gap
from binrecon.reconciliation.alerts import alerts
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import balance_line, facts


def alerted(variance: str, asset: str, usd: str, price: str | None) -> bool:
    closes = {} if price is None else {("X", "USDT"): Decimal(price)}
    result = reconcile(facts(balance_line("X", "0", variance), closes=closes))
    return bool(alerts(result, Thresholds(Decimal(asset), Decimal(usd))))


@pytest.mark.parametrize(
    ("variance", "asset", "usd", "price", "expected"),
    [
        ("1", "0", "0", "2", True),
        ("-1", "0", "0", "2", True),
        ("0", "0", "0", "2", False),
        ("1", "1", "0", "2", False),
        ("1.000000000000000001", "1", "0", "2", True),
        ("-100000000000000000.000000000000000001", "100000000000000000", "0", None, True),
        ("1", "0", "2", "2", False),
        ("1", "0", "1.99", "2", True),
        ("-1", "0.5", "1.99", "2", True),
        ("1", "2", "1", "2", False),
        ("1", "0", "1000", None, True),
        ("1", "1", "0", None, False),
        ("1e-18", "0", "0", "0.1", True),
    ],
)
def test_an_alert_needs_both_thresholds_passed_and_the_asset_one_alone_without_a_price(
    variance: str, asset: str, usd: str, price: str | None, expected: bool
) -> None:
    assert alerted(variance, asset, usd, price) is expected


def test_unproved_variances_raise_no_alert() -> None:
    assert alerts(reconcile(facts(balance_line("X", "0", "1"), gaps=(Gap("a", "", "b"),))), Thresholds()) == ()


def test_the_largest_value_comes_first_and_the_unpriced_last() -> None:
    closes = {("A", "USDT"): Decimal(1), ("B", "USDT"): Decimal(1), ("C", "USDT"): Decimal(1)}
    result = reconcile(
        facts(
            *(
                balance_line(name, "10", actual)
                for name, actual in (("A", "11"), ("B", "5"), ("C", "13"), ("D", "900"))
            ),
            closes=closes,
        )
    )
    assert [asset_verdict.line.asset for asset_verdict in alerts(result, Thresholds())] == ["B", "C", "A", "D"]
