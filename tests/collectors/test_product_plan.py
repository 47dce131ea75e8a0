"""Product lists: in use every day, the others now and then, all where something is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from binrecon.collectors.product_plan import due, not_read, plan_products, products_of
from binrecon.domain.intervals import Interval
from binrecon.domain.vocabulary import AccountType
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Caller
from binrecon.storage.evidence import Evidence
from binrecon.storage.plan import planned
from binrecon.storage.product_use import ProductUse, product_use
from sqlalchemy import Engine

from tests.days import spot

EMAIL, DAY = "main@example.com", date(2026, 11, 1)
START = datetime(2026, 11, 1, tzinfo=UTC)
LIST = replace(CATALOGUE["convert_history"], name="asset_dividend", product=True)


def use(used: bool, read_until: datetime | None) -> dict[tuple[str, str], ProductUse]:
    return {("asset_dividend", ""): ProductUse("asset_dividend", "", used, read_until)}


def test_a_product_in_use_is_asked_every_day_and_required() -> None:
    [question] = due([LIST], use(True, START + timedelta(days=1)), DAY)
    assert question.required and question.reason == "product in use"


@pytest.mark.parametrize("read_until", [None, START - timedelta(days=6)])
def test_a_product_not_in_use_is_probed_when_its_last_reading_is_old(read_until: datetime | None) -> None:
    [question] = due([LIST], use(False, read_until), DAY)
    assert not question.required


def test_a_product_never_asked_is_probed() -> None:
    assert [question.endpoint for question in due([LIST], {}, DAY)] == ["asset_dividend"]


def test_a_probe_is_not_repeated_within_the_week() -> None:
    assert list(due([LIST], use(False, START - timedelta(days=5)), DAY)) == []


@pytest.mark.parametrize(("refused_until", "asked"), [(None, 1), (START - timedelta(days=9), 1), (START, 0)])
def test_one_that_is_not_read_back_does_not_wait_for_its_probe_unless_it_is_refused(
    refused_until: datetime | None, asked: int
) -> None:
    known = {("asset_dividend", ""): ProductUse("asset_dividend", "", False, START, refused_until)}
    assert list(due([LIST], known, DAY, [("another", "")])) == []
    found = list(due([LIST], known, DAY, [("asset_dividend", "")]))
    assert [question.required for question in found] == [False] * asked


def test_where_something_is_left_every_list_that_does_not_hold_the_day_is_asked() -> None:
    assert [question.required for question in not_read([LIST], use(False, START), DAY)] == [False]
    assert list(not_read([LIST], use(False, START + timedelta(days=1)), DAY)) == []


def test_a_probe_reaches_back_over_all_days_since_the_last_one() -> None:
    from binrecon.collectors.product_plan import PROBE_DAYS

    short = [
        endpoint.name
        for endpoint in CATALOGUE.values()
        if endpoint.product and endpoint.start_param and endpoint.reread < timedelta(days=PROBE_DAYS)
    ]
    assert short == []


def test_a_sub_account_is_not_asked_what_only_a_main_account_may_ask() -> None:
    mains = replace(LIST, caller=Caller.MAIN)
    assert products_of(AccountType.SUB, [LIST, mains]) == [LIST]
    assert products_of(AccountType.MAIN, [LIST, mains]) == [LIST, mains]


def read(engine: Engine, window: Interval, records: bool, complete: bool = True) -> None:
    evidence = Evidence(engine)
    coverage_id = evidence.begin(EMAIL, "asset_dividend", "", window, START + timedelta(days=2), "run")
    if complete:
        evidence.complete(coverage_id)
    if records:
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "UPDATE binance_collection_coverage SET records = 1 WHERE id = %s", (coverage_id,)
            )


@pytest.mark.parametrize(("records", "complete"), [(True, True), (False, True), (False, False)])
def test_use_is_read_from_coverage(engine: Engine, records: bool, complete: bool) -> None:
    window = Interval(START - timedelta(days=29), START + timedelta(days=1))
    read(engine, window, records, complete)
    with engine.connect() as connection:
        found = product_use(connection, spot(EMAIL, DAY), ["asset_dividend"], 45)
    expected = ProductUse("asset_dividend", "", records, window.end if complete else None)
    assert found == {("asset_dividend", ""): expected}


def test_the_plan_has_what_is_not_read_back(engine: Engine) -> None:
    read(engine, Interval(START - timedelta(days=29), START + timedelta(days=1)), records=False)
    for before in ([], [("asset_dividend", "")]):
        asked = plan_products(engine, spot(EMAIL, DAY), AccountType.SUB, before=before)
        assert [(one.endpoint, one.key) for one in asked if one.endpoint == "asset_dividend"] == before


def test_the_plan_is_written_for_the_day(engine: Engine) -> None:
    questions = plan_products(engine, spot(EMAIL, DAY), AccountType.SUB)
    assert {question.endpoint for question in questions} == {e.name for e in products_of(AccountType.SUB) if e.keys}
    assert set(planned(engine, spot(EMAIL, DAY))) == set(questions)
