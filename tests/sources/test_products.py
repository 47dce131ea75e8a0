"""The descriptions of the product lists say what the exchange documents of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from binrecon.domain.errors import RetryableAPIError
from binrecon.domain.intervals import Interval, to_ms
from binrecon.exchange.answers import document_of, records_of
from binrecon.exchange.transport import Reply
from binrecon.sources.catalogue import CATALOGUE, PRODUCTS
from binrecon.sources.endpoint import Caller, Endpoint
from requests.structures import CaseInsensitiveDict

WINDOW = Interval(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
EVERY = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)


@EVERY
def test_a_product_is_in_the_catalogue_and_keeps_its_pages_among_products(product: Endpoint) -> None:
    assert CATALOGUE[product.name] is product and product.product
    by_pair = product.key_param == "symbol"
    assert product.raw_table == ("binance_raw_trades" if by_pair else "binance_raw_product_history")
    assert by_pair is not bool(product.keys) and product.caller is not Caller.PUBLIC


@EVERY
def test_no_window_is_longer_than_every_list_accepts(product: Endpoint) -> None:
    """Dividends take 180 days at once, and are read half a day ahead; of fiat orders no longest window is stated."""
    longest = {"asset_dividend": 180, "fiat_orders": 60}.get(product.name, 30)
    assert product.max_span <= timedelta(days=longest) and product.reread < product.max_span


def test_nothing_else_is_marked_as_a_product() -> None:
    assert {name for name, endpoint in CATALOGUE.items() if endpoint.product} == {one.name for one in PRODUCTS}


def test_rewards_of_all_types_are_asked() -> None:
    assert CATALOGUE["flexible_rewards"].fixed == (("type", "ALL"),)


def test_dust_is_asked_without_a_window() -> None:
    assert CATALOGUE["dust_log"].window_params(WINDOW) == {}


def test_fiat_is_asked_by_its_own_name_of_the_start_and_for_both_ways() -> None:
    assert set(CATALOGUE["fiat_orders"].window_params(WINDOW)) == {"beginTime", "endTime"}
    assert [CATALOGUE["fiat_payments"].key_params(key, "a@b.c") for key in CATALOGUE["fiat_payments"].keys] == [
        {"transactionType": "0"},
        {"transactionType": "1"},
    ]


def test_custody_is_asked_with_the_own_address() -> None:
    assert CATALOGUE["custody_transfer"].key_params("", "a+b@c.de") == {"email": "a+b@c.de"}
    assert CATALOGUE["custody_transfer"].caller is Caller.MAIN


def test_cloud_mining_leaves_out_the_end_of_its_window() -> None:
    end = to_ms(WINDOW.end)
    assert CATALOGUE["cloud_mining"].window_params(WINDOW)["endTime"] == end
    assert CATALOGUE["custody_transfer"].window_params(WINDOW)["endTime"] == end - 1


def test_pool_mining_is_asked_by_algorithm_and_date() -> None:
    mining = CATALOGUE["mining_earnings"]
    assert set(mining.window_params(WINDOW)) == {"startDate", "endDate"}
    assert mining.key_params("sha256", "a@b.c") == {"algo": "sha256"}


def test_only_claimed_boost_rewards_are_asked() -> None:
    assert CATALOGUE["sol_boost_rewards"].key_params("CLAIM", "a@b.c") == {"type": "CLAIM"}
    assert CATALOGUE["sol_boost_rewards"].keys == ("CLAIM",)


def test_pages_of_rebates_have_the_size_the_exchange_gives_them() -> None:
    assert CATALOGUE["rebates"].pages.first() == {"page": 1}


def test_every_position_of_dual_investment_is_asked() -> None:
    assert CATALOGUE["dual_investment"].window_params(WINDOW) == {} and CATALOGUE["dual_investment"].fixed == ()


def answer(body: str) -> Reply:
    return Reply(200, CaseInsensitiveDict(), body.encode())


def test_a_list_may_lie_deeper_in_the_answer() -> None:
    assert records_of("any", "data.rows", {"data": {"rows": [{"id": 1}]}}) == [{"id": 1}]
    assert records_of("any", "data.rows", {"total": 0}) == []
    for broken in ({"data": None}, {"data": []}, {"rows": []}, []):
        with pytest.raises(RetryableAPIError):
            records_of("any", "data.rows", broken)


def test_code_0_beside_data_is_a_good_answer() -> None:
    document = document_of("any", answer('{"code":0,"msg":"","data":{"accountProfits":[]}}'), WINDOW.start)[1]
    assert document["data"] == {"accountProfits": []}


@pytest.mark.parametrize("code", ["000000", "000000000"])
def test_a_code_of_zeros_is_a_good_answer(code: str) -> None:
    assert document_of("any", answer(f'{{"code":"{code}","data":[],"success":true}}'), WINDOW.start)[1]["data"] == []


@pytest.mark.parametrize("said", ['"code":"100001"', '"code":"000000","success":false'])
def test_an_empty_list_of_an_answer_that_failed_is_not_believed(said: str) -> None:
    with pytest.raises(RetryableAPIError, match="says that it failed"):
        document_of("any", answer(f'{{{said},"data":[],"total":0}}'), WINDOW.start)
