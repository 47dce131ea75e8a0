"""A sub-account that the accounts file does not name is found in the newest complete list."""

from __future__ import annotations

import json

from binrecon.reporting.sub_accounts import unlisted
from sqlalchemy import Engine

from tests.storage.rows import (
    EMAIL,
    at,
    coverage,
    fetch,
    insert,
)


def sub_account_list(engine: Engine, *emails: str, status: str = "complete") -> None:
    coverage(engine, "sub_account_list", status=status)
    (found,) = fetch(engine, "SELECT max(id) FROM binance_collection_coverage")
    insert(
        engine,
        "binance_raw_sub_accounts",
        dict(
            email=EMAIL,
            endpoint="sub_account_list",
            coverage_id=found[0],
            window_start=at(),
            window_end=at("13:00:00"),
            request="{}",
            http_status=200,
            weight_headers="{}",
            received_at=at(),
            body="",
            body_sha256="",
            sub_account_data=json.dumps([{"email": email} for email in emails]),
        ),
    )


def test_a_sub_account_that_the_file_does_not_name_is_found(engine: Engine) -> None:
    sub_account_list(engine, "A@subs.example", "new@subs.example", "b@subs.example")
    assert unlisted(engine, EMAIL, [EMAIL, "a@subs.example", "b@subs.example"]) == ["new@subs.example"]


def test_the_newest_complete_list_counts(engine: Engine) -> None:
    sub_account_list(engine, "gone@subs.example")
    sub_account_list(engine, "here@subs.example")
    sub_account_list(engine, "half@subs.example", status="truncated")
    assert unlisted(engine, EMAIL, []) == ["here@subs.example"]


def test_without_a_list_nothing_is_said(engine: Engine) -> None:
    assert unlisted(engine, EMAIL, []) == []
