"""Which product lists a day asks: those in use every day, the others now and then, all of them where something is left.

A product without any record is no reason to pay for its list each day. What a probe misses in between shows as a
variance, and then every list is asked that does not hold the day yet; whatever a later probe finds reaches back over
all days since the last one, as `reread` of every product list is longer than the time between probes.

Rests on decision 46.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine

from binrecon.collectors.day_plan import CALLERS
from binrecon.collectors.pair_lists import suspected, take_turns
from binrecon.domain.account_day import AccountDay
from binrecon.domain.errors import BinreconError, FatalAPIError
from binrecon.domain.intervals import DAY, day_interval
from binrecon.domain.limits import Limiter
from binrecon.domain.meanings import OF_THE_LIST, SENTENCES
from binrecon.domain.vocabulary import AccountType
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.storage.plan import LEFT, Question, needed, planned_keys, searched, write_plan
from binrecon.storage.product_use import ProductUse, product_use
from binrecon.storage.routed_pairs import routed_pairs

log = logging.getLogger(__name__)

IN_USE_DAYS = 45
"""A list that held something so many days before is asked every day."""
PROBE_DAYS = 7
"""A list that held nothing is asked again after so many days."""

_IN_USE, _PROBE, _REMAINDER = 5, 6, 7

Use = Mapping[tuple[str, str], ProductUse]


@dataclass(frozen=True)
class Left:
    """What is left of a day: its assets, and how many pairs may be searched for it in all."""

    assets: Collection[str]
    calls: int


def products_of(
    account_type: AccountType, catalogue: Iterable[Endpoint] | None = None, limiter: Limiter | None = None
) -> list[Endpoint]:
    """The product lists this kind of account may ask, of one limiter or of all."""
    endpoints = CATALOGUE.values() if catalogue is None else catalogue
    allowed = [endpoint for endpoint in endpoints if endpoint.product and endpoint.caller in CALLERS[account_type]]
    return [endpoint for endpoint in allowed if limiter in (None, endpoint.limiter)]


def due(
    endpoints: Iterable[Endpoint], use: Use, day: date, before: Collection[tuple[str, str]] = ()
) -> Iterator[Question]:
    """Lists in use are required; a probe is not: a product never seen has moved nothing that a zero variance hides. One
    that was refused for good is asked again when a probe is due, so that a product switched on later is found. One
    that is told and of which something from `before` is left does not wait for its probe: the task that asks reads on.
    """
    oldest = day_interval(day).end - PROBE_DAYS * DAY
    for endpoint in endpoints:
        for key in endpoint.keys:
            known = use.get((endpoint.name, key))
            if known is not None and known.used:
                yield Question(endpoint.name, key, True, _IN_USE, "product in use")
            elif known is None or max(known.read_until or oldest, known.refused_until or oldest) <= oldest:
                yield Question(endpoint.name, key, False, _PROBE, "probe of a product not seen in use")
            elif (endpoint.name, key) in before and (known.refused_until or oldest) <= oldest:
                yield Question(endpoint.name, key, False, _PROBE, "what it told before is not all read")


def not_read(endpoints: Iterable[Endpoint], use: Use, day: date) -> Iterator[Question]:
    """Lists that do not hold the day, for when something is left that one of them could explain. One in use was
    required before, and stays so."""
    end = day_interval(day).end
    for endpoint in endpoints:
        for key in endpoint.keys:
            known = use.get((endpoint.name, key))
            if known is None or known.read_until is None or known.read_until < end:
                used = known is not None and known.used
                yield Question(endpoint.name, key, used, _REMAINDER, LEFT)


def plan_products(
    engine: Engine,
    account_day: AccountDay,
    account_type: AccountType,
    left: Left | None = None,
    limiter: Limiter | None = None,
    before: Collection[tuple[str, str]] = (),
) -> list[Question]:
    """Write the product questions of the day into its plan and return them: those due, also because something from
    `before` is left to be read of the list (endpoint, key), or where something is `left` those not read yet."""
    endpoints = products_of(account_type, limiter=limiter)
    with engine.begin() as connection:
        use = product_use(connection, account_day, [endpoint.name for endpoint in endpoints], IN_USE_DAYS)
        day = account_day.day
        questions = list(not_read(endpoints, use, day) if left else due(endpoints, use, day, before))
        for endpoint in endpoints:
            if not endpoint.keys:
                questions += _by_pair(connection, account_day, endpoint, use, left)
        write_plan(connection, account_day, questions)
    return questions


def can_do_without(engine: Engine, account_day: AccountDay, endpoint: str, key: str, error: BinreconError) -> bool:
    """Whether a product's list that gave this error may stay unread without a red run: it is refused for good, and the
    day does not need it. It stays a gap that holds no proof up; where something is left of the day, that nothing could
    be read of it is said there."""
    if not (isinstance(error, FatalAPIError) and error.meaning in OF_THE_LIST) or needed(
        engine, account_day, endpoint, key
    ):
        return False
    log.warning("%s %s is not read, the day does without it: %s. %s", endpoint, key, error, SENTENCES[error.meaning])
    return True


def _by_pair(
    connection: Connection, account_day: AccountDay, endpoint: Endpoint, use: Use, left: Left | None
) -> list[Question]:
    """The questions of a list that is asked pair by pair."""
    pairs = {pair.symbol: pair for pair in routed_pairs(connection, account_day)}
    planned = planned_keys(connection, account_day, endpoint.name)
    over = [replace(endpoint, keys=tuple(pairs))]
    if left is None:
        return list(take_turns(due(over, use, account_day.day), pairs, use, planned))
    room = left.calls - searched(connection, account_day)
    return list(suspected(not_read(over, use, account_day.day), pairs, left.assets, room, planned))
