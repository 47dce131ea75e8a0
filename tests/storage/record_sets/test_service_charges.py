"""Service charges of dust, and what the figures of their page say of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    alternatives,
    balances,
    found,
    kinds,
    page,
)
from tests.storage.rows import (
    at,
    trade,
)


def test_the_service_charge_of_dust(engine: Engine) -> None:
    balances(engine, BNB=("0", "0.51"), ETH=("0.1", "0"))
    details = [{"transId": 45, "fromAsset": "ETH", "serviceChargeAmount": "0.01"}, {"transId": 46, "fromAsset": "X"}]
    page(engine, "product", {"transId": 4, "userAssetDribbletDetails": details}, {"transId": 5})
    trade(
        engine,
        "ETH/BNB",
        {"dust_buy": ("BNB", "0.5"), "dust_sell": ("ETH", "-0.1")},
        source="dust_log",
        fid=70,
        external_id="45:ETH",
    )
    assert alternatives(found(engine)["BNB"]) == [["dust_charge"]]


PLAIN = ("0.000441", "0.000009"), ("0.00088156", "0.00001799")
"""What two conversions of the exchange's own example gave, and their charges: two per cent of both together."""


CHARGE = "0.00001234"


@pytest.mark.parametrize(
    ("got", "charge", "others", "off", "explained"),
    [
        ("0.00059232", CHARGE, PLAIN, CHARGE, True),
        ("0.000617", CHARGE, PLAIN, f"-{CHARGE}", True),
        ("0.00060466", CHARGE, PLAIN, CHARGE, False),
        ("0.00060466", CHARGE, PLAIN, f"-{CHARGE}", False),
        ("0.00059232", CHARGE, PLAIN, f"-{CHARGE}", False),
        ("0.000617", CHARGE, PLAIN, CHARGE, False),
        ("0.00059232", CHARGE, PLAIN[:1], CHARGE, False),
        ("0.00059232", CHARGE, (), CHARGE, False),
        ("0.00059232", CHARGE, (*PLAIN, ("0.0005", "0.00001")), CHARGE, False),
        ("0.00059232", CHARGE, (*PLAIN, ("0.0005", "0"), (None, "0.00001")), CHARGE, True),
        ("0.0000592", "0.00000123", PLAIN, "0.00000123", False),
        ("0.000599", CHARGE, PLAIN, CHARGE, False),
    ],
    ids=[
        "short of it twice",
        "not short of it",
        "as it should be",
        "so, and less",
        "short, and less",
        "gross, and more",
        "one other",
        "no other",
        "others that do not agree",
        "others that say nothing",
        "too small to tell",
        "another amount",
    ],
)
def test_the_figures_of_a_dust_conversion_are_held_against_the_others_of_its_page(
    engine: Engine, got: str, charge: str, others: Any, off: str, explained: bool
) -> None:
    """It gave `got` by its row, and the balance has that and `off`."""
    balances(engine, BNB=("0", str(Decimal(got) + Decimal(off))), ETH=("0.1", "0"))
    rows_ = [("45", "ETH", got, charge), *((str(46 + n), "USDT", *other) for n, other in enumerate(others))]
    details = [
        {
            "transId": int(number),
            "fromAsset": asset,
            "targetAsset": "BNB",
            "transferedAmount": amount,
            "serviceChargeAmount": taken,
        }
        for number, asset, amount, taken in rows_
    ]
    page(
        engine,
        "product",
        {"transId": 4, "userAssetDribbletDetails": details},
        {
            "transId": 5,
            "userAssetDribbletDetails": [
                {**one, "transId": 9, "targetAsset": "BTC", "serviceChargeAmount": "0.1"} for one in details
            ],
        },
    )
    trade(
        engine,
        "ETH/BNB",
        {"dust_buy": ("BNB", got), "dust_sell": ("ETH", "-0.1")},
        source="dust_log",
        fid=70,
        external_id="45:ETH",
        datetime=at("12:34:56"),
    )
    there = found(engine)["BNB"]
    assert (kinds(there), alternatives(there)) == ((["dust_charge"], []) if explained else ([], [["dust_charge"]]))
