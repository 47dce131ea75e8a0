"""The descriptions of the product lists say what the exchange documents of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from requests.structures import CaseInsensitiveDict

from binrecon.binance.answers import document_of, records_of
from binrecon.binance.endpoint import Caller, Endpoint
from binrecon.binance.endpoints import CATALOGUE
from binrecon.binance.products import PRODUCTS
from binrecon.binance.transport import Reply
from binrecon.errors import RetryableAPIError
from binrecon.intervals import Interval

WINDOW = Interval(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
EVERY = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)


@EVERY
def test_a_product_is_in_the_catalogue_and_keeps_its_pages_among_products(product: Endpoint) -> None:
    assert CATALOGUE[product.name] is product and product.product
    assert product.raw_table == "binance_raw_product_history" and product.keys and product.caller is not Caller.PUBLIC


@EVERY
def test_no_window_is_longer_than_every_list_accepts(product: Endpoint) -> None:
    assert product.max_span <= timedelta(days=30) and product.reread < product.max_span


def test_nothing_else_is_marked_as_a_product() -> None:
    assert {name for name, endpoint in CATALOGUE.items() if endpoint.product} == {one.name for one in PRODUCTS}


def test_rewards_of_all_types_are_asked() -> None:
    assert CATALOGUE["flexible_rewards"].fixed == (("type", "ALL"),)


def test_dust_is_asked_without_a_window() -> None:
    assert CATALOGUE["dust_log"].window_params(WINDOW) == {}


def test_a_list_may_lie_deeper_in_the_answer() -> None:
    assert records_of("any", "data.rows", {"data": {"rows": [{"id": 1}]}}) == [{"id": 1}]
    assert records_of("any", "data.rows", {"total": 0}) == []
    for broken in ({"data": None}, {"data": []}, {"rows": []}, []):
        with pytest.raises(RetryableAPIError):
            records_of("any", "data.rows", broken)


def test_code_0_beside_data_is_a_good_answer() -> None:
    reply = Reply(200, CaseInsensitiveDict(), b'{"code":0,"msg":"","data":{"accountProfits":[]}}')
    assert document_of("any", reply, WINDOW.start)[1]["data"] == {"accountProfits": []}
