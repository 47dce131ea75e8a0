"""R10: the weight budget holds at every moment over all threads, and nobody asks while told to wait."""

from collections.abc import Callable

import pytest

from tests.simulator import Exchange, Symbol, World, units
from tests.simulator.log import Entry
from tests.small_world import DAY_T, small_world
from tests.worlds.pipeline import Pipeline
from tests.worlds.reference import reference

SHARE = 2
LIMITS = {"/api": 6_000, "/sapi/v1/capital/withdraw/history": 180_000, "/sapi/v1/convert/tradeFlow": 180_000}
SAPI = 12_000
ON_THE_WAY = 100


def crowded() -> World:
    """Three accounts with sixty pairs each that must be asked: more than fits in a minute of half the budget."""
    world = small_world()
    world.add_account("other@example.com")
    for number in range(60):
        world.add_symbol(Symbol(f"A{number}USDT", f"A{number}", "USDT", units("1")))
        for email in world.accounts:
            world.open(email, f"A{number}", 1)
    world.open("other@example.com", "USDT", units("1000000"))
    return world


def overspent(exchange: Exchange) -> dict[tuple[str, str], int]:
    """Buckets whose heaviest sliding minute passed half of what the exchange allows."""
    return {bucket: peak for bucket, peak in exchange.log.peaks().items() if peak * SHARE > LIMITS.get(bucket[0], SAPI)}


def asked_while_waiting(exchange: Exchange) -> list[Entry]:
    """Requests inside a wait, but for those on their way while the refusal was: sent before anybody could know."""
    refusals = [entry.time for entry in exchange.log if entry.status in (418, 429) and not entry.inside_wait]
    return [
        entry
        for entry in exchange.log.inside_waits()
        if not any(0 <= entry.time - refused <= ON_THE_WAY for refused in refusals)
    ]


def run_all(pipeline: Pipeline) -> None:
    """All accounts at once: their steps of one kind in one group."""
    for groups in zip(*(pipeline.day_steps(email, DAY_T) for email in pipeline.emails), strict=True):
        pipeline.run([step for group in groups for step in group])


def test_eight_threads_keep_half_of_every_budget_in_every_sliding_minute(deploy: Callable[..., Pipeline]) -> None:
    pipeline = deploy(crowded(), ledger=True, workers=8, daily_pairs=100, exchange={"sliding": True}, reads_back=True)
    run_all(pipeline)
    log = pipeline.exchange.log
    assert pipeline.failed == {}
    assert overspent(pipeline.exchange) == {}
    assert asked_while_waiting(pipeline.exchange) == []
    assert max(peak for (name, _), peak in log.peaks().items() if name == "/api") * SHARE > LIMITS["/api"] * 0.9


@pytest.mark.parametrize("told", ["120", "0", None, "Sat, 07 Nov 2026 02:01:00 GMT"])
def test_after_429_nobody_asks_that_list_before_the_wait_is_over(
    told: str | None, deploy: Callable[..., Pipeline]
) -> None:
    """Where the header says nothing usable the exchange means a minute."""
    pipeline = deploy(reference(), ledger=True, workers=4)
    wait = 120 if told == "120" else 60
    fault = pipeline.exchange.add_fault("429", "asset/transfer", nth=5, options={"retry_after": told, "wait": wait})
    run_all(pipeline)
    assert fault.fired == 1
    assert asked_while_waiting(pipeline.exchange) == []
    assert pipeline.failed == {}


@pytest.mark.parametrize(("told", "wait"), [("960", 960), ("0", 110)])
def test_after_418_nobody_asks_anything_before_the_ban_ends(
    told: str, wait: int, deploy: Callable[..., Pipeline]
) -> None:
    pipeline = deploy(reference(), ledger=True, workers=4)
    fault = pipeline.exchange.add_fault("418", "asset/transfer", nth=5, options={"retry_after": told, "wait": wait})
    run_all(pipeline)
    banned_at = next(entry.time for entry in pipeline.exchange.log if entry.fault == "418")
    during = [e for e in pipeline.exchange.log if banned_at + ON_THE_WAY < e.time < banned_at + fault.wait]
    assert fault.fired == 1
    assert during == []
    assert asked_while_waiting(pipeline.exchange) == []
    assert pipeline.failed == {}
