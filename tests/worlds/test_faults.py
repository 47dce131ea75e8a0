"""R4 and R11: each kind of fault at every list of a day, once and lasting. Rows are right, or a gap says so."""

import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from binrecon.storage.plan import unanswered

from tests.days import spot
from tests.simulator import KINDS
from tests.worlds.pipeline import Pipeline
from tests.worlds.reference import ACCOUNTS, DAY_T, reference, run_reference
from tests.worlds.secrets import found, outputs_of, secrets_of
from tests.worlds.seeds import OPTIONS, PATHS, UNTRUE, fired
from tests.worlds.truth import Trust, hold, silent_losses

ATTEMPTS = 5
"""As often as the client asks: a fault that lasts so long ends the first reading of each list."""
Count = Callable[[Counter[str]], None]


def run_with(pipeline: Pipeline, kind: str, times: int = 1) -> None:
    """The day with the fault at the first answers of every list of each account that it can spoil."""
    for path in PATHS:
        for email in ACCOUNTS if path.startswith("/sapi") or "myTrades" in path else (None,):
            pipeline.exchange.add_fault(kind, path, key=email, times=times, options=dict(OPTIONS.get(kind, {})))
    run_reference(pipeline)


def problems(pipeline: Pipeline, kind: str) -> list[str]:
    """What the run proved wrongly, and what it lost without saying so."""
    scenario, now = pipeline.exchange.scenario, pipeline.exchange.clock.now()
    if kind in UNTRUE:
        return hold(pipeline.engine, scenario, ACCOUNTS, [DAY_T], now, Trust.LIES).wrong
    lost = [f"{e}: {s}" for e in ACCOUNTS for s in silent_losses(pipeline.engine, scenario, e, DAY_T, now)]
    return lost + hold(pipeline.engine, scenario, ACCOUNTS, [DAY_T], now, Trust.FAULTS).wrong


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_every_list_is_recovered_or_told(
    kind: str, deploy: Callable[..., Pipeline], count: Count, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    pipeline = deploy(reference(), at=DAY_T)
    run_with(pipeline, kind)
    count(Counter({"fault runs": 1}) + fired(pipeline.exchange))
    assert any(fault.fired for fault in pipeline.exchange.faults)
    assert problems(pipeline, kind) == []
    assert found(outputs_of(pipeline, caplog.records, tmp_path), secrets_of(pipeline)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_pairs_that_cannot_be_read_are_told(kind: str, deploy: Callable[..., Pipeline], count: Count) -> None:
    """Alone, since trouble in another list would leave the day unproved anyway."""
    pipeline = deploy(reference(), at=DAY_T)
    pipeline.exchange.add_fault(kind, "exchangeInfo")
    run_reference(pipeline)
    count(Counter({"fault runs": 1}) + fired(pipeline.exchange))
    assert problems(pipeline, kind) == []


def test_ten_megabytes_of_trades_are_read_or_refused(deploy: Callable[..., Pipeline]) -> None:
    pipeline = deploy(reference(), at=DAY_T)
    fault = pipeline.exchange.add_fault("big_body", "myTrades")
    run_reference(pipeline)
    assert fault.fired == 1
    assert problems(pipeline, "big_body") == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_lasting_fault_proves_nothing_and_is_healed_by_a_run_after_it(
    kind: str, deploy: Callable[..., Pipeline], count: Count
) -> None:
    pipeline = deploy(reference(), at=DAY_T, tries=1)
    run_with(pipeline, kind, times=ATTEMPTS)
    count(Counter({"fault runs": 1}) + fired(pipeline.exchange))
    assert problems(pipeline, kind) == []
    pipeline.exchange.faults.clear()
    pipeline.failed.clear()  # what the sweep was refused, the next run asks with all that is unanswered
    run_reference(pipeline)
    now = pipeline.exchange.clock.now()
    assert pipeline.failed == {}
    left = [unanswered(pipeline.engine, spot(email, DAY_T), "trades") for email in ACCOUNTS]
    assert kind in UNTRUE or left == [[]] * len(ACCOUNTS)
    assert kind in UNTRUE or hold(pipeline.engine, pipeline.exchange.scenario, ACCOUNTS, [DAY_T], now).wrong == []
