"""Money that two lists tell of counts once, whichever list is read first; one task reads the pages of every product."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from binrecon.domain.intervals import from_ms, to_ms
from binrecon.processing.canonical import run, run_template
from binrecon.sources.catalogue import PRODUCTS
from binrecon.storage.product_use import unread_products
from sqlalchemy import Engine, text

from tests.sql.pages import add_pages, add_pairs
from tests.sql.test_templates import FOLDER

EMAIL = "main@example.com"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DIVIDENDS, REWARDS = "asset_dividend", "flexible_rewards"


def dividend(number: int, hours: float, amount: str = "0.5", asset: str = "BUSD", direction: int = 1) -> dict[str, Any]:
    at = to_ms(NOON + timedelta(hours=hours))
    return {"id": number, "amount": amount, "asset": asset, "divTime": at, "direction": direction}


def reward(product: str, hours: float, kind: str = "BONUS") -> dict[str, Any]:
    at = to_ms(NOON + timedelta(hours=hours))
    return {"asset": "BUSD", "rewards": "0.50", "projectId": product, "type": kind, "time": at}


def read(engine: Engine, folder: Path, template: str, *records: dict[str, Any], day: int = 3) -> None:
    case = folder / "raw.json"
    moments = [from_ms(record.get("time", record.get("divTime"))) for record in records]
    window = {
        "window_start": min(moments).isoformat(),
        "window_end": (max(moments) + timedelta(milliseconds=1)).isoformat(),
    }
    case.write_text(
        json.dumps({"runs": [[{"received_at": f"2026-11-{day:02d}T02:00Z", "records": records, **window}]]})
    )
    add_pages(engine, template, case, 0, EMAIL)
    run_template(engine, template, EMAIL)


def counting(engine: Engine) -> set[str]:
    """The products whose rewards have effect."""
    with engine.begin() as connection:
        rows = connection.execute(
            text(
                "SELECT split_part(external_id, ':', 2) FROM binance_reconciliation_transfers"
                " WHERE source = 'flexible_rewards' AND effective"
            )
        )
        return set(rows.scalars())


def pages_of(rewards: list[dict[str, Any]], dividends: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(REWARDS, one) for one in rewards] + [(DIVIDENDS, one) for one in dividends]


@pytest.mark.parametrize(
    ("rewards", "dividends", "left"),
    [
        ([reward("a", 0)], [dividend(1, 12)], set()),
        ([reward("a", 0)], [dividend(1, -12)], set()),
        ([reward("a", 0)], [dividend(1, 12.001)], {"a"}),
        ([reward("a", 0)], [dividend(1, 0, amount="0.51")], {"a"}),
        ([reward("a", 0)], [dividend(1, 0, asset="LDBUSD")], {"a"}),
        ([reward("a", 0)], [dividend(1, 0, direction=-1)], {"a"}),
        ([reward("a", 0, "REALTIME")], [dividend(1, 0, asset="LDBUSD")], {"a"}),
        ([reward("a", 0), reward("b", 1)], [dividend(1, 2)], {"b"}),
        ([reward("a", 0), reward("b", 10)], [dividend(1, 20), dividend(2, 11)], set()),
        ([reward("a", 0), reward("b", 10), reward("c", 40)], [dividend(1, -20), dividend(2, 22)], {"a", "c"}),
    ],
)
def test_a_reward_that_a_dividend_tells_of_does_not_count_in_any_order(
    rewards: list[Any], dividends: list[Any], left: set[str], engine: Engine, owner_of_shared: Engine, tmp_path: Path
) -> None:
    for order in permutations(pages_of(rewards, dividends)):
        with owner_of_shared.begin() as connection:
            connection.exec_driver_sql("DELETE FROM binance_reconciliation_transfers")
        for template, record in order:
            read(engine, tmp_path, template, record)
        assert counting(engine) == left


def test_a_reward_counts_again_when_its_dividend_is_not_listed_any_more(engine: Engine, tmp_path: Path) -> None:
    read(engine, tmp_path, REWARDS, reward("a", 0))
    read(engine, tmp_path, DIVIDENDS, dividend(1, 1))
    assert counting(engine) == set()
    read(engine, tmp_path, DIVIDENDS, dividend(2, 1, amount="0.7"), day=4)
    assert counting(engine) == {"a"}


def test_a_reward_that_is_read_again_is_not_written_again(engine: Engine, tmp_path: Path) -> None:
    read(engine, tmp_path, DIVIDENDS, dividend(1, 1))
    read(engine, tmp_path, REWARDS, reward("a", 0))
    before = version(engine)
    read(engine, tmp_path, REWARDS, reward("a", 0), day=4)
    assert version(engine) == before and counting(engine) == set()


def version(engine: Engine) -> list[Any]:
    with engine.begin() as connection:
        rows = connection.execute(text("SELECT pid, xmin::text FROM binance_reconciliation_transfers ORDER BY pid"))
        return list(rows)


def test_one_task_reads_the_unread_pages_of_every_product(engine: Engine) -> None:
    for product in PRODUCTS:
        case = min((FOLDER / product.name).iterdir()) / "raw.json"
        add_pairs(engine, case)
        add_pages(engine, product.name, case, 0, EMAIL)
    assert unread_products(engine, EMAIL) == sorted(product.name for product in PRODUCTS)
    run(engine, EMAIL, unread_products(engine, EMAIL))
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM binance_pages_pending")).scalar_one() == 0
