"""Budgets are counted apart where the exchange counts them apart, and pools follow the budgets."""

from __future__ import annotations

from decimal import Decimal

import pytest
from binrecon.domain.limits import Limiter, bucket, pools


def test_all_api_calls_of_an_ip_share_one_bucket() -> None:
    assert bucket(Limiter.API_IP, "/api/v3/myTrades", "a@x", "ip1") == bucket(
        Limiter.API_IP, "/api/v3/time", "b@x", "ip1"
    )
    assert bucket(Limiter.API_IP, "/api/v3/time", "a@x", "ip1") != bucket(Limiter.API_IP, "/api/v3/time", "a@x", "ip2")


def test_each_sapi_endpoint_has_its_own_bucket_per_ip() -> None:
    one = bucket(Limiter.SAPI_IP, "/sapi/v1/a", "a@x", "ip1")
    assert one == bucket(Limiter.SAPI_IP, "/sapi/v1/a", "b@x", "ip1")
    assert one != bucket(Limiter.SAPI_IP, "/sapi/v1/b", "a@x", "ip1")


def test_uid_buckets_are_per_account_whatever_the_ip() -> None:
    one = bucket(Limiter.SAPI_UID, "/sapi/v1/a", "a@x", "ip1")
    assert one == bucket(Limiter.SAPI_UID, "/sapi/v1/a", "a@x", "ip2")
    assert one != bucket(Limiter.SAPI_UID, "/sapi/v1/a", "b@x", "ip1")


def test_half_of_each_budget_is_the_pool() -> None:
    slots = {name: pool["slots"] for name, pool in pools(Decimal("0.5")).items()}
    assert slots == {
        "binance_api_ip": 3000,
        "binance_sapi_ip": 6000,
        "binance_sapi_uid": 90000,
        "binance_fapi_ip": 1200,
        "binance_eapi_ip": 1200,
        "binance_papi_ip": 1200,
        "binance_sapi_ip_rare": 6000,
        "binance_sapi_uid_rare": 90000,
    }


@pytest.mark.parametrize(
    ("limiter", "weight", "share", "pool"),
    [
        (Limiter.SAPI_IP, 2_400, "0.5", "binance_sapi_ip_rare"),
        (Limiter.SAPI_IP, 2_400, "1", "binance_sapi_ip"),
        (Limiter.SAPI_IP, 2_000, "0.5", "binance_sapi_ip"),
        (Limiter.SAPI_UID, 45_000, "0.5", "binance_sapi_uid_rare"),
        (Limiter.API_IP, 2_000, "0.5", "binance_api_ip"),
    ],
)
def test_tasks_of_which_few_calls_fit_into_a_minute_hold_no_slots_of_the_others(
    limiter: Limiter, weight: int, share: str, pool: str
) -> None:
    assert limiter.value.pool_of(weight, Decimal(share)) == pool
    assert pool in pools(Decimal(share))


def test_both_kinds_of_futures_share_one_bucket_of_an_ip() -> None:
    one = bucket(Limiter.FAPI_IP, "/fapi/v1/income", "a@x", "ip1")
    assert one == bucket(Limiter.FAPI_IP, "/dapi/v1/income", "b@x", "ip1")
    assert one != bucket(Limiter.EAPI_IP, "/eapi/v1/bill", "a@x", "ip1")
