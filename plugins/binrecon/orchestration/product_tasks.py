"""Task bodies for the lists of products: which of them this day asks, reading one, and booking what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from airflow.sdk import task

from binrecon.orchestration.tasks import brief, label, opened_of, run_id
from binrecon.orchestration.traced import traced

if TYPE_CHECKING:
    from binrecon.domain.account_day import AccountDay
    from binrecon.storage.plan import Question

DOZEN = 12


@task
def due_products(email: str, wallet: str, day: str, pool: str) -> list[dict[str, list[list[str]]]]:
    """The lists of this pool that the day asks: those of products in use, and probes of the others."""
    return _planned(opened_of(email, wallet, day), pool)


@task(trigger_rule="all_done")
def left_products(email: str, wallet: str, day: str, pool: str) -> list[dict[str, list[list[str]]]]:
    """Where the day's roll-forward leaves something, every list of this pool that does not hold the day yet; else
    none."""
    from binrecon.orchestration import hook
    from binrecon.services.residual_search import left_assets

    account_day = opened_of(email, wallet, day)
    assets = left_assets(hook.engine(), account_day)
    return _planned(account_day, pool, assets) if assets else []


@traced(map_index_template="{{ label }}")
def collect_products(email: str, wallet: str, day: str, lists: list[list[str]]) -> dict[str, Any]:
    """Read these lists (endpoint, key), each over all windows that the day needs. One that fails does not stop the
    others; the copy fails with the first error when all were tried. A pair the exchange does not know, and a list that
    it refuses for good, are none where the day can do without them."""
    label(name_of(lists))
    from binrecon.collectors.base import total
    from binrecon.collectors.product_plan import can_do_without
    from binrecon.domain.errors import BinreconError, InvalidSymbolError
    from binrecon.domain.intervals import day_interval
    from binrecon.orchestration import hook, session
    from binrecon.storage.plan import release_unknown_symbol

    account_day = opened_of(email, wallet, day)
    mine, read = session.of_account(email, run_id()), []
    errors: list[BinreconError] = []
    for endpoint, key in lists:
        try:
            read.append(mine.collect(endpoint, key, day_interval(account_day.day)))
        except InvalidSymbolError as error:
            if not release_unknown_symbol(hook.engine(), account_day, key, endpoint):
                errors.append(error)
        except BinreconError as error:
            if not can_do_without(hook.engine(), account_day, endpoint, key, error):
                errors.append(error)
    if errors:
        raise errors[0]
    return brief(total(read))


def name_of(lists: list[list[str]]) -> str:
    """What a copy reads, for the UI: its one list, or the first and the last and how many there are."""
    names = [" ".join(filter(None, parts)) for parts in lists]
    return names[0] if len(names) == 1 else f"{names[0]} … {names[-1]} ({len(names)} lists)"


def copies_of(questions: Iterable[Question]) -> list[dict[str, list[list[str]]]]:
    """One copy per list in use, which has to be read; the others, which seldom hold anything, by the dozen."""
    required = [[[question.endpoint, question.key]] for question in questions if question.required]
    others = [[question.endpoint, question.key] for question in questions if not question.required]
    dozens = [others[start : start + DOZEN] for start in range(0, len(others), DOZEN)]
    return [{"lists": lists} for lists in (*required, *dozens)]


@traced(trigger_rule="all_done")
def canonicalize_products(email: str) -> list[str]:
    """Run the templates of the products that have unread pages, each in one transaction; returns their endpoints.

    Not Airflow's SQL operator: most days most of the many templates have nothing to read.
    """
    from binrecon.orchestration import hook
    from binrecon.processing import canonical
    from binrecon.storage.product_use import unread_products

    endpoints = unread_products(hook.engine(), email)
    canonical.run(hook.engine(), email, endpoints)
    return endpoints


def _planned(account_day: AccountDay, pool: str, assets: Collection[str] = ()) -> list[dict[str, list[list[str]]]]:
    from binrecon.collectors.product_plan import Left, plan_products
    from binrecon.domain.limits import Limiter
    from binrecon.orchestration import hook, session

    mine = session.of_account(account_day.email, run_id())
    left = Left(assets, mine.settings.remainder_calls) if assets else None
    [limiter] = (limiter for limiter in Limiter if limiter.value.pool == pool)
    return copies_of(plan_products(hook.engine(), account_day, mine.account.type, left, limiter))
