"""Budgets are counted apart where the exchange counts them apart, and pools follow the budgets."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from binrecon.config.pools import main
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
    }


def test_both_kinds_of_futures_share_one_bucket_of_an_ip() -> None:
    one = bucket(Limiter.FAPI_IP, "/fapi/v1/income", "a@x", "ip1")
    assert one == bucket(Limiter.FAPI_IP, "/dapi/v1/income", "b@x", "ip1")
    assert one != bucket(Limiter.EAPI_IP, "/eapi/v1/bill", "a@x", "ip1")


def test_the_command_prints_the_pools_of_the_accounts_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text('[settings]\nweight_share = "0.25"\n[[accounts]]\nemail = "a@b"\ntype = "main"\nconnection = "c"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(path))
    assert main() == 0
    assert json.loads(capsys.readouterr().out) == pools(Decimal("0.25"))


def test_without_an_accounts_file_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "none.toml"))
    assert main() == 1
    assert "no accounts file" in capsys.readouterr().err
