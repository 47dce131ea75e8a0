"""A page, its unread mark and its coverage are one fact; bodies are kept exactly; coverage follows from proof alone."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from binrecon.domain.calls import Page
from binrecon.domain.intervals import Interval
from binrecon.sources import margin
from binrecon.sources.catalogue import CATALOGUE, PRODUCTS
from binrecon.sources.endpoint import Endpoint
from binrecon.storage.evidence import Evidence
from binrecon.storage.schema import METADATA, RAW_NAMES
from sqlalchemy import Engine, Text, cast, select, text
from sqlalchemy.exc import DBAPIError

EMAIL = "main@example.com"
START = datetime(2026, 11, 3, tzinfo=UTC)
WINDOW = Interval(START, START + timedelta(days=1))
ASKED = START + timedelta(days=2)


def page_of(name: str, body: str, records: list[Any], key: str = "") -> Page:
    return Page(
        name,
        key,
        WINDOW,
        {"limit": 1000, "fromEmail": "a+b@c.de"},
        body,
        hashlib.sha256(body.encode()).hexdigest(),
        200,
        {"X-SAPI-USED-IP-WEIGHT-1M": "1"},
        ASKED,
        records,
    )


def one(engine: Engine, query: str, **named: Any) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(query), named).one()


def begin(evidence: Evidence, name: str = "deposit_history", key: str = "") -> int:
    return evidence.begin(EMAIL, name, key, WINDOW, ASKED, "run1")


def coverage(engine: Engine, coverage_id: int) -> tuple[Any, ...]:
    query = "SELECT status, pages, records, first_id, last_id, detail FROM binance_collection_coverage WHERE id = :id"
    return tuple(one(engine, query, id=coverage_id))


def body_of(product: Endpoint) -> tuple[str, str]:
    """An answer whose list lies where the product keeps it, however deep."""
    body = '[{"id":9223372036854775807}]'
    for step in reversed((product.records or "").split(".") if product.records else ()):
        body = f'{{"{step}":{body}}}'
    return body, '[{"id": 9223372036854775807}]'


BODIES = {
    "daily_snapshot": ('{"code":200,"msg":"","snapshotVos":[{"x":1}]}', '[{"x": 1}]'),
    "futures_snapshot": ('{"code":200,"msg":"","snapshotVos":[{"x":1}]}', '[{"x": 1}]'),
    "coin_m_reading": ('{"assets":[{"walletBalance":"0.00241969"}]}', '[{"walletBalance": "0.00241969"}]'),
    "isolated_reading": ('{"assets":[{"symbol":"BTCUSDT"}]}', '[{"symbol": "BTCUSDT"}]'),
    **dict.fromkeys(
        ("um_trades", "cm_trades", "isolated_trades", "isolated_capital_flow"), ('[{"id":7}]', '[{"id": 7}]')
    ),
    **dict.fromkeys(
        ("isolated_transfer", "isolated_borrow", "isolated_repay", "isolated_interest"),
        ('{"rows":[{"txId":7}],"total":1}', '[{"txId": 7}]'),
    ),
    "cm_income": ('[{"tranId":"9689322392"}]', '[{"tranId": "9689322392"}]'),
    "option_reading": ('{"asset":[{"marginBalance":"1"}],"time":1}', '[{"marginBalance": "1"}]'),
    "option_bill": ('[{"id":1125899906842624011}]', '[{"id": 1125899906842624011}]'),
    "um_income": ('[{"tranId":1802273555483444120}]', '[{"tranId": 1802273555483444120}]'),
    "deposit_history": ('[ {"id":"1","amount":"0.10"} ]', '[{"id": "1", "amount": "0.10"}]'),
    "withdraw_history": ("[]", "[]"),
    "sub_transfer_history": ("[]", "[]"),
    "universal_transfer": ('{"result":[{"tranId":92275823339}],"totalCount":1}', '[{"tranId": 92275823339}]'),
    "sub_user_history": ("[]", "[]"),
    "wallet_transfer": ('{"total":0}', "[]"),
    "trades": ('[{"id":7}]', '[{"id": 7}]'),
    "convert_history": (
        '{"list":[{"orderId":940708407462087195}],"moreData":false}',
        '[{"orderId": 940708407462087195}]',
    ),
    "exchange_info": ('{"symbols":[{"symbol":"币安人生USDT"}]}', '[{"symbol": "币安人生USDT"}]'),
    "klines": ('[[1,"0.1"]]', '[[1, "0.1"]]'),
    "sub_account_list": ('{"subAccounts":[]}', "[]"),
    "account": ('{"uid":1,"balances":[]}', '{"uid": 1, "balances": []}'),
    "account_info": ('{"vipLevel":0}', '{"vipLevel": 0}'),
    **{listed.name: body_of(listed) for listed in (*PRODUCTS, *margin.LISTS)},
}


@pytest.mark.parametrize("name", BODIES)
def test_every_stored_endpoint_keeps_its_body_and_its_records(engine: Engine, name: str) -> None:
    endpoint, (body, records) = CATALOGUE[name], BODIES[name]
    evidence = Evidence(engine)
    page_id = evidence.add_page(begin(evidence, name, "K"), endpoint, page_of(name, body, [], "K"))
    assert endpoint.raw_table in RAW_NAMES
    table = METADATA.tables[endpoint.raw_table or ""]
    with engine.connect() as connection:
        wanted = select(table.c.body, table.c.body_sha256, cast(table.c[endpoint.data_column or ""], Text))
        row = connection.execute(wanted.where(table.c.id == page_id)).one()
    assert tuple(row) == (body, hashlib.sha256(body.encode()).hexdigest(), records)


def test_every_endpoint_with_a_table_is_tested_here() -> None:
    assert set(BODIES) == {name for name, endpoint in CATALOGUE.items() if endpoint.raw_table}


def test_a_page_is_stored_with_what_was_asked_and_marked_unread(engine: Engine) -> None:
    evidence = Evidence(engine)
    coverage_id = begin(evidence)
    page_id = evidence.add_page(coverage_id, CATALOGUE["deposit_history"], page_of("deposit_history", "[{}]", [{}]))
    row = one(
        engine,
        """
        SELECT email, endpoint, coverage_id, window_start, window_end, request, http_status, weight_headers, received_at
        FROM binance_raw_deposit_history WHERE id = :id""",
        id=page_id,
    )
    assert tuple(row) == (
        EMAIL,
        "deposit_history",
        coverage_id,
        WINDOW.start,
        WINDOW.end,
        {"limit": 1000, "fromEmail": "a+b@c.de"},
        200,
        {"X-SAPI-USED-IP-WEIGHT-1M": "1"},
        ASKED,
    )
    mark = one(engine, "SELECT raw_table, page_id, email, endpoint FROM binance_pages_pending")
    assert tuple(mark) == ("binance_raw_deposit_history", page_id, EMAIL, "deposit_history")


def test_trades_carry_their_symbol_and_the_cursor(engine: Engine) -> None:
    evidence, trades = Evidence(engine), CATALOGUE["trades"]
    coverage_id = begin(evidence, "trades", "BTCUSDT")
    for ids in ([5, 6], [6, 9]):
        records = [{"id": number} for number in ids]
        evidence.add_page(coverage_id, trades, page_of("trades", "[]", records, "BTCUSDT"))
    assert coverage(engine, coverage_id) == ("truncated", 2, 4, 5, 9, "not finished")
    assert one(engine, "SELECT DISTINCT symbol FROM binance_raw_trades") == ("BTCUSDT",)


def test_a_window_is_failed_until_proved(engine: Engine) -> None:
    """begun → failed; a page → truncated; the proof → complete, which nothing undoes."""
    evidence = Evidence(engine)
    coverage_id = begin(evidence)
    assert coverage(engine, coverage_id)[0] == "failed"
    evidence.fail(coverage_id, "HTTP 502")
    assert coverage(engine, coverage_id) == ("failed", 0, 0, None, None, "HTTP 502")
    evidence.add_page(coverage_id, CATALOGUE["deposit_history"], page_of("deposit_history", "[]", []))
    evidence.fail(coverage_id, "HTTP 502 again")
    assert coverage(engine, coverage_id)[0] == "truncated"
    evidence.complete(coverage_id)
    evidence.fail(coverage_id, "too late")
    evidence.add_page(coverage_id, CATALOGUE["deposit_history"], page_of("deposit_history", "[]", []))
    assert coverage(engine, coverage_id) == ("complete", 2, 0, None, None, "")


def test_a_proof_may_name_the_window_that_was_read(engine: Engine) -> None:
    evidence = Evidence(engine)
    coverage_id = begin(evidence)
    read = Interval(START, START + timedelta(days=3))
    evidence.complete(coverage_id, read)
    row = one(engine, "SELECT window_start, window_end FROM binance_collection_coverage WHERE id = :id", id=coverage_id)
    assert tuple(row) == (read.start, read.end)


def test_a_page_that_cannot_be_stored_leaves_no_trace(engine: Engine) -> None:
    evidence = Evidence(engine)
    coverage_id = begin(evidence)
    with pytest.raises(DBAPIError):
        evidence.add_page(coverage_id, CATALOGUE["deposit_history"], page_of("deposit_history", "[", []))
    counts = one(
        engine,
        """
        SELECT (SELECT count(*) FROM binance_raw_deposit_history), (SELECT count(*) FROM binance_pages_pending)""",
    )
    assert tuple(counts) == (0, 0)
    assert coverage(engine, coverage_id)[:2] == ("failed", 0)


def test_an_endpoint_without_a_raw_table_is_refused(engine: Engine) -> None:
    evidence = Evidence(engine)
    odd = replace(CATALOGUE["deposit_history"], raw_table=None)
    with pytest.raises(ValueError, match="no raw table"):
        evidence.add_page(begin(evidence), odd, page_of("deposit_history", "[]", []))


@pytest.mark.parametrize("name", ["x'; DROP TABLE t;--", "%s {{ 7*7 }} %(a)s", "\\", "ключ", "N" * 300])
def test_a_hostile_name_is_stored_as_it_is(engine: Engine, name: str) -> None:
    evidence = Evidence(engine)
    evidence.add_page(begin(evidence, "trades", name), CATALOGUE["trades"], page_of("trades", "[]", [], name))
    assert one(engine, "SELECT symbol FROM binance_raw_trades") == (name,)
