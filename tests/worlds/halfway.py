"""A reading that another run has under way: its first page is kept, and no other comes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from binrecon.domain.intervals import Interval, day_interval
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.evidence import Evidence

from tests.worlds.pipeline import Pipeline

RUN = "another run"


def begin_reading(pipeline: Pipeline, name: str, key: str, email: str, window: Interval) -> None:
    """Read the first page of a list, as a run does that is cut off or slow."""
    endpoint, evidence = CATALOGUE[name], Evidence(pipeline.engine)
    begun = evidence.begin(email, endpoint.name, key, window, pipeline.clock.now(), RUN)
    evidence.add_page(begun, endpoint, next(pipeline.client(email).pages(endpoint, key, window)))


def read_first_page(pipeline: Pipeline, step: str, days: list[date], rng: Random) -> bool:
    """Where `step` is the template of a list (not of trades, each of which is a fact by itself), begin a reading of it
    over its days first."""
    words = step.split()
    if words[0] != "read" or words[1] not in CATALOGUE or words[1] in ("trades", "exchange_info"):
        return False
    endpoint, end = CATALOGUE[words[1]], day_interval(days[-1]).end
    start = day_interval(date.fromisoformat(words[-1])).start
    window = next(Interval(start, max(end, start + timedelta(days=1))).split(endpoint.max_span))
    begin_reading(pipeline, endpoint.name, rng.choice(endpoint.keys), words[3], window)
    return True
