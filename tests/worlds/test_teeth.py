"""R12 in small: with each of ten planted defects these worlds complain, and without them they do not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from binrecon.binance import answers, channel
from binrecon.binance.endpoints import CATALOGUE
from binrecon.binance.pages import FromId
from binrecon.calls import Page, Params
from binrecon.processing import canonical
from binrecon.reconciliation import spot
from binrecon.storage import coverage_gaps
from binrecon.storage.evidence import Evidence
from binrecon.storage.sql_text import sql_text
from tests.simulator import HOUR, Deposit, Fill, Scenario, start_of, units
from tests.worlds.pipeline import Pipeline
from tests.worlds.reference import ACCOUNTS, DAY_T, MAIN, SUB, reference, run_reference
from tests.worlds.truth import Trust, hold

Patch = pytest.MonkeyPatch
EVENING = start_of(DAY_T) + 20 * HOUR
SMALL_PAGE = 4


def sharp_world() -> Scenario:
    """The reference day, and: an amount of 35 digits, fills of one id and side on both accounts, one unit off.

    Two accounts cannot share a trade's side at Binance; here they do, so that a key without the account is seen.
    """
    scenario = reference()
    scenario.world.add(Deposit("36", MAIN, "BTC", units("12345678901234567.123456789012345679"), ((EVENING, 1),)))
    off = scenario.world.add(Deposit("37", SUB, "BTC", units("2"), ((EVENING, 1),)))
    scenario.alter(off, amount=units("2") + 1)
    price, quantity, buys = units("60000"), units("0.01"), True
    for email in ACCOUNTS:
        fill = Fill("BTCUSDT", "BTC", "USDT", 9000, 90, email, buys, price, quantity, units("600"), 1, "BNB", EVENING)
        scenario.world.add(fill)
    return scenario


def complaints(pipeline: Pipeline) -> list[str]:
    """What the worlds say about a run; a database that refuses the rows says enough."""
    trust = Trust.FAULTS if pipeline.exchange.faults else Trust.FULL
    try:
        run_reference(pipeline)
    except DBAPIError as error:
        return [f"refused by the database: {type(error.orig).__name__}"]
    now = pipeline.exchange.clock.now()
    return hold(pipeline.engine, pipeline.exchange.scenario, ACCOUNTS, [DAY_T], now, trust).wrong


@pytest.fixture
def plant(monkeypatch: Patch) -> Iterator[Callable[[str, str, str], None]]:
    """A function that changes a text in one file of include/sql, and fails when the text is not there."""
    def change(name: str, old: str, new: str) -> None:
        assert old in sql_text(name)
        def changed(wanted: str) -> str:
            return sql_text(wanted).replace(old, new) if wanted == name else sql_text(wanted)

        for module in (canonical, coverage_gaps):
            monkeypatch.setattr(module, "sql_text", changed)
        canonical.statements_of.cache_clear()

    yield change
    canonical.statements_of.cache_clear()


SQL_DEFECTS = {
    "float cast": ("canonical/transfers_deposit_history.sql", "binrecon_exact(record ->> 'amount')",
                   "(record ->> 'amount')::float8::numeric"),
    "key without account": ("canonical/trades_trades.sql", "ON held.email = %(email)s AND", "ON"),
    "fee dropped": ("canonical/trades_trades.sql", "-commission, CASE", "0, CASE"),
    "sign swapped": ("canonical/trades_trades.sql", "-CASE WHEN is_buyer THEN quote_quantity",
                     "CASE WHEN is_buyer THEN quote_quantity"),
}  # fmt: skip


def test_without_a_defect_nobody_complains(deploy: Callable[..., Pipeline], monkeypatch: Patch) -> None:
    pipeline = deploy(sharp_world(), at=DAY_T, exchange={"page_caps": small_trade_pages(monkeypatch)})
    assert complaints(pipeline) == []


@pytest.mark.parametrize("defect", SQL_DEFECTS)
def test_a_defect_in_sql_is_caught(
    defect: str, deploy: Callable[..., Pipeline], plant: Callable[[str, str, str], None]
) -> None:
    plant(*SQL_DEFECTS[defect])
    assert complaints(deploy(sharp_world(), at=DAY_T))


def small_trade_pages(monkeypatch: Patch, style: type[FromId] = FromId) -> dict[str, int]:
    """Trades in pages of a few; gives the exchange's cap."""
    trades = CATALOGUE["trades"]
    monkeypatch.setitem(CATALOGUE, "trades", replace(trades, pages=style(SMALL_PAGE)))
    return {trades.path: SMALL_PAGE}


class PagesByTime(FromId):
    """Goes on one millisecond after the last trade."""

    def following(self, page: Page, before: Page | None, seen: int) -> Params | None:
        return {"startTime": page.records[-1]["time"] + 1, "limit": self.limit} if page.records else None


def test_paging_by_time_plus_one_is_caught(deploy: Callable[..., Pipeline], monkeypatch: Patch) -> None:
    caps = small_trade_pages(monkeypatch, PagesByTime)
    assert complaints(deploy(sharp_world(), at=DAY_T, exchange={"page_caps": caps}))


def test_429_taken_as_an_empty_page_is_caught(deploy: Callable[..., Pipeline], monkeypatch: Patch) -> None:
    understood = answers.document_of

    def lenient(endpoint: str, reply: Any, now: Any) -> tuple[str, Any]:
        return ("[]", []) if reply.status == 429 else understood(endpoint, reply, now)

    monkeypatch.setattr(channel.answers, "document_of", lenient)
    pipeline = deploy(sharp_world(), at=DAY_T)
    pipeline.exchange.add_fault("429", "deposit/hisrec", times=None, options={"wait": 0})
    assert complaints(pipeline)


def test_nan_let_through_is_caught(
    deploy: Callable[..., Pipeline], plant: Callable[[str, str, str], None]
) -> None:
    plant("canonical/transfers_deposit_history.sql", "binrecon_exact(record ->> 'amount')",
          "coalesce(binrecon_exact(record ->> 'amount'), (record ->> 'amount')::numeric)")  # fmt: skip
    pipeline = deploy(sharp_world(), at=DAY_T)
    pipeline.exchange.add_fault("nan_text", "deposit/hisrec")
    assert complaints(pipeline)


def test_a_tolerance_is_caught(deploy: Callable[..., Pipeline], monkeypatch: Patch) -> None:
    exactly = spot.roll_forward

    def roughly(cell: Any) -> tuple[Decimal | None, Decimal | None]:
        expected, variance = exactly(cell)
        return expected, Decimal(0) if variance is not None and abs(variance) < Decimal("1e-8") else variance

    monkeypatch.setattr(spot, "roll_forward", roughly)
    assert complaints(deploy(sharp_world(), at=DAY_T))


def test_coverage_marked_complete_on_error_is_caught(deploy: Callable[..., Pipeline], monkeypatch: Patch) -> None:
    monkeypatch.setattr(Evidence, "fail", lambda self, coverage_id, detail: self.complete(coverage_id))
    pipeline = deploy(sharp_world(), at=DAY_T, tries=1)
    pipeline.exchange.add_fault("5xx", "deposit/hisrec", times=None)
    assert complaints(pipeline)


def skip_deposits(name: str, step: Callable[[], Any]) -> Any:
    return None if name.startswith("read deposit_history") else step()


@pytest.mark.parametrize("ignored", [False, True])
def test_a_page_not_read_leaves_the_day_unproved_and_ignoring_it_is_caught(
    ignored: bool, deploy: Callable[..., Pipeline], plant: Callable[[str, str, str], None]
) -> None:
    """The template of deposits never runs."""
    if ignored:
        counted = "SELECT count(*) FROM binance_pages_pending"
        plant("reconcile/day_state.sql", counted, counted.replace("(*)", "(*) * 0"))
    pipeline = deploy(sharp_world(), at=DAY_T, call=skip_deposits)
    pipeline.exchange.add_fault("5xx", "nowhere")
    assert bool(complaints(pipeline)) is ignored
