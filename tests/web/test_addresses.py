"""Addresses of screens: whatever an asset is called, it stays one value of the address."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType
from binrecon.web.addresses import cell_address, day_address

ACCOUNT = Account("main+a@fund.example", AccountType.MAIN, "main")
DAY = date(2026, 11, 25)


def test_a_day_is_of_spot_unless_told() -> None:
    assert day_address("/base", ACCOUNT, DAY) == f"/base/day/{ACCOUNT.slug}/2026-11-25?wallet=SPOT"
    assert day_address("", ACCOUNT, DAY, "MARGIN").endswith("?wallet=MARGIN")


@pytest.mark.parametrize("asset", ["BTC", "BTCUSDT:USDT", "A&B=C", "a/../b", "<script>", "两", "x y"])
def test_an_asset_of_any_name_is_read_back_as_it_is(asset: str) -> None:
    parts = urlsplit(cell_address("", ACCOUNT, DAY, "SPOT", asset))
    assert parts.path == f"/cell/{ACCOUNT.slug}/2026-11-25/SPOT/balance"
    assert parse_qs(parts.query) == {"asset": [asset]}
