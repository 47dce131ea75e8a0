"""Which product lists a day asks: those in use every day, the others now and then, all of them where something is left.

A product without any record is no reason to pay for its list each day. What a probe misses in between shows as a
variance, and then every list is asked that does not hold the day yet; whatever a later probe finds reaches back over all
days since the last one, as `reread` of every product list is longer than the time between probes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import Engine

from binrecon.binance.endpoints import CATALOGUE, Endpoint
from binrecon.collectors.day_plan import CALLERS
from binrecon.intervals import DAY, day_interval
from binrecon.records import AccountType
from binrecon.storage.plan import Question, write_plan
from binrecon.storage.product_use import ProductUse, product_use

IN_USE_DAYS = 45
"""A list that told of something so many days before is asked every day."""
PROBE_DAYS = 7
"""A list that told of nothing is asked again after so many days."""

_IN_USE, _PROBE, _REMAINDER = 5, 6, 7

Use = Mapping[tuple[str, str], ProductUse]


def products_of(account_type: AccountType, catalogue: Iterable[Endpoint] | None = None) -> list[Endpoint]:
    """The product lists this kind of account may ask."""
    endpoints = CATALOGUE.values() if catalogue is None else catalogue
    return [endpoint for endpoint in endpoints if endpoint.product and endpoint.caller in CALLERS[account_type]]


def due(endpoints: Iterable[Endpoint], use: Use, day: date) -> Iterator[Question]:
    """Lists in use are required; a probe is not: a product never seen has moved nothing that a zero variance hides."""
    oldest = day_interval(day).end - PROBE_DAYS * DAY
    for endpoint in endpoints:
        for key in endpoint.keys:
            known = use.get((endpoint.name, key))
            if known is not None and known.used:
                yield Question(endpoint.name, key, True, _IN_USE, "product in use")
            elif known is None or known.read_until is None or known.read_until <= oldest:
                yield Question(endpoint.name, key, False, _PROBE, "probe of a product not seen in use")


def not_read(endpoints: Iterable[Endpoint], use: Use, day: date) -> Iterator[Question]:
    """Lists that do not hold the day, for when something is left that one of them could explain."""
    end = day_interval(day).end
    for endpoint in endpoints:
        for key in endpoint.keys:
            known = use.get((endpoint.name, key))
            if known is None or known.read_until is None or known.read_until < end:
                yield Question(endpoint.name, key, False, _REMAINDER, "something is left that it could explain")


def plan_products(engine: Engine, email: str, account_type: AccountType, day: date, left: bool = False) -> list[Question]:
    """Write the product questions of the day into its plan and return them; with `left` those not read yet."""
    endpoints = products_of(account_type)
    choose = not_read if left else due
    with engine.begin() as connection:
        use = product_use(connection, email, day, [endpoint.name for endpoint in endpoints], IN_USE_DAYS)
        questions = list(choose(endpoints, use, day))
        write_plan(connection, email, day, questions)
    return questions
