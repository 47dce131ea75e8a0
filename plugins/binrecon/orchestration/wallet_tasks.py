"""Task bodies for the wallets besides SPOT: reading the lists of one wallet, and booking what they hold."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, TypedDict

from airflow.sdk import task

from binrecon.collectors.day_plan import fixed_questions
from binrecon.domain.intervals import Interval
from binrecon.domain.limits import Limiter
from binrecon.domain.portfolio_margin import SAID, STEP
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import described
from binrecon.orchestration.tasks import brief, label, opened, opened_of, run_id
from binrecon.orchestration.traced import traced
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.wallet_lists import endpoints_of

log = logging.getLogger(__name__)

NOT_ASKED = {"pages": 0, "records": 0, "status": "in portfolio margin: not asked"}


class Copy(TypedDict):
    """What one copy of `collect_wallet` reads: lists (endpoint, key) of a wallet."""

    wallet: str
    lists: list[list[str]]


def copies_of(account_type: AccountType, wallets: Iterable[Wallet]) -> dict[Limiter, list[Copy]]:
    """For each limiter, one copy a wallet that has lists of it: known before any day is. A reading of ours is no list
    of a day: it was taken when the day ended (`readings_dag`)."""
    copies: dict[Limiter, list[Copy]] = {}
    for wallet in wallets:
        lists: dict[Limiter, list[list[str]]] = {}
        read = described(wallet)
        for question in fixed_questions(account_type, wallet):
            if read.read_by_us and question.endpoint == read.witness:
                continue
            limiter = CATALOGUE[question.endpoint].limiter
            lists.setdefault(limiter, []).append([question.endpoint, question.key])
        for limiter, mine in lists.items():
            copies.setdefault(limiter, []).append({"wallet": str(wallet), "lists": mine})
    return copies


@task
def in_portfolio_margin(email: str, wallets: list[str], day: str) -> list[str]:
    """Those of the wallets that are a part of portfolio margin, where the account is in it, else none: their own lists
    are not asked then, which the exchange refuses, and their day says why."""
    from binrecon.orchestration import session

    opened(day)
    apart = [wallet for wallet in wallets if described(Wallet(wallet)).in_portfolio_margin]
    if not session.of_account(email, run_id()).in_portfolio_margin():
        return []
    log.warning("%s: not asked: %s. What to do: %s", ", ".join(apart), SAID, STEP)
    return apart


@traced(map_index_template="{{ label }}")
def collect_wallet(email: str, day: str, apart: list[str], wallet: str, lists: list[list[str]]) -> dict[str, Any]:
    """Read these lists (endpoint, key) of a wallet, each over all windows that the day needs, and what follows from one
    of them. One that fails does not stop the others; the copy fails with the first error when all were tried. A copy
    that is cleared asks those that this run has not read yet; where it has read them all, all of them. Nothing is asked
    of a wallet that is `apart`, in portfolio margin."""
    label(f"{wallet} {', '.join(dict.fromkeys(endpoint for endpoint, _ in lists))}")
    if wallet in apart:
        return NOT_ASKED
    from binrecon.collectors.base import Collected, total
    from binrecon.collectors.followed import plan_followed
    from binrecon.domain.errors import BinreconError, InvalidSymbolError
    from binrecon.domain.intervals import day_interval
    from binrecon.orchestration import hook, session
    from binrecon.storage.plan import needed

    account_day, mine = opened_of(email, wallet, day), session.of_account(email, run_id())
    whole_day = day_interval(account_day.day)
    read: list[Collected] = []
    errors: list[BinreconError] = []
    wanted = [(endpoint, key) for endpoint, key in _unread(email, whole_day, lists) or lists]
    for endpoint, key in wanted:
        try:
            read.append(mine.collect(endpoint, key, whole_day))
            wanted += plan_followed(hook.engine(), account_day, endpoint, key)
        except InvalidSymbolError as error:
            # A contract that was delivered since is refused: its day can do without what only explains.
            if needed(hook.engine(), account_day, endpoint, key):
                errors.append(error)
        except BinreconError as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return brief(total(read))


def _unread(email: str, day: Interval, lists: list[list[str]]) -> list[list[str]]:
    """Those of the lists of which this run has not read every window that the day needs."""
    from binrecon.collectors.windows import windows_for
    from binrecon.orchestration import hook
    from binrecon.storage.coverage import read_by_run

    def is_read(endpoint: str, key: str) -> bool:
        windows = windows_for(CATALOGUE[endpoint], day)
        return all(read_by_run(hook.engine(), email, endpoint, key, window, run_id()) for window in windows)

    return [[endpoint, key] for endpoint, key in lists if not is_read(endpoint, key)]


@traced(trigger_rule="all_done")
def canonicalize_wallets(email: str, wallets: list[str]) -> list[str]:
    """Run the templates of these wallets' lists, each in one transaction; returns their endpoints."""
    from binrecon.orchestration import hook
    from binrecon.processing import canonical

    mine = {endpoint.name for wallet in wallets for endpoint in endpoints_of(Wallet(wallet))}
    templates = [name for name in canonical.TEMPLATES if name in mine]
    canonical.run(hook.engine(), email, templates)
    return templates
