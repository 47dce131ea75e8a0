"""Task bodies that read lists of an account-day and book what they hold: the lists of SPOT one by one, those of another
wallet together, those of products in portions.

A list is named by its endpoint and its key. Rests on decision 112.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypedDict

from airflow.sdk import task

from binrecon.collectors.day_plan import fixed_questions
from binrecon.collectors.windows import windows_for
from binrecon.domain.intervals import day_interval
from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import described
from binrecon.orchestration.attempts import Attempts
from binrecon.orchestration.tasks import KeyCheck, brief, label, opened_of, run_id
from binrecon.orchestration.traced import traced
from binrecon.sources.catalogue import CATALOGUE

if TYPE_CHECKING:
    from binrecon.domain.account_day import AccountDay
    from binrecon.domain.errors import BinreconError
    from binrecon.orchestration.session import Session
    from binrecon.storage.plan import Question

log = logging.getLogger(__name__)

PORTION = 20
"""Lists of products that one copy reads: a process costs more than the calls of most of them."""
SHOWN = 12
"""Names of lists that can be read at a glance."""
NOT_ASKED = {"pages": 0, "records": 0, "status": "in portfolio margin: not asked"}

Lists = list[list[str]]


class Copy(TypedDict):
    """What one copy of a mapped `collect` reads: lists (endpoint, key) of a wallet."""

    wallet: str
    lists: Lists


def lists_of_spot(account_type: AccountType) -> dict[str, Lists]:
    """The lists that every day of SPOT asks, by endpoint: known before any day is."""
    lists: dict[str, Lists] = {}
    for question in fixed_questions(account_type, Wallet.SPOT):
        lists.setdefault(question.endpoint, []).append([question.endpoint, question.key])
    return lists


def copies_of(account_type: AccountType, wallets: Iterable[Wallet]) -> dict[Limiter, list[Copy]]:
    """One copy a wallet with all its lists, by the limiter of the heaviest: known before any day is. A reading of ours
    is no list of a day: it was taken when the day ended (`readings_dag`)."""
    copies: dict[Limiter, list[Copy]] = {}
    for wallet in wallets:
        read = described(wallet)
        asked = [
            [question.endpoint, question.key]
            for question in fixed_questions(account_type, wallet)
            if not (read.read_by_us and question.endpoint == read.witness)
        ]
        if asked:
            heaviest = max((CATALOGUE[endpoint] for endpoint, _ in asked), key=lambda one: one.weight)
            copies.setdefault(heaviest.limiter, []).append({"wallet": str(wallet), "lists": asked})
    return copies


@traced(map_index_template="{{ label }}")
def collect(email: str, wallet: str, day: str, lists: Lists, checked: KeyCheck | None = None) -> dict[str, Any]:
    """Read these lists (endpoint, key), each over all windows that the day needs, and what follows from one of them.
    Fails when all were tried. Nothing is asked of a wallet that `check_key` found to be in portfolio margin."""
    label(name_of(wallet, lists))
    if checked and wallet in checked["apart"]:
        return NOT_ASKED
    from binrecon.orchestration import session

    attempts = Attempts()
    read_lists(session.of_account(email, run_id()), opened_of(email, wallet, day), lists, attempts)
    return brief(attempts.total())


@task
def due_products(email: str, wallet: str, day: str) -> list[Lists]:
    """The lists of products that the day asks, those in use first, in portions: those of products in use, and probes
    of the others, among them each that is not read back yet."""
    from binrecon.collectors.product_plan import plan_products, products_of
    from binrecon.collectors.reading_back import left_of
    from binrecon.orchestration import hook, session

    kind = session.of_account(email, run_id()).account.type
    before = left_of(hook.engine(), email, products_of(kind), hook.now())
    return in_portions(plan_products(hook.engine(), opened_of(email, wallet, day), kind, before=before))


@traced(trigger_rule="all_done")
def canonicalize(email: str) -> list[str]:
    """Run the templates of every list of the account, and of the public lists, that has pages no template has read,
    each in one transaction; returns the lists' names."""
    from binrecon.orchestration import hook
    from binrecon.processing.canonical import run_pending

    return run_pending(hook.engine(), email)


def in_portions(questions: Iterable[Question]) -> list[Lists]:
    """So many lists a copy, those in use first: most of the others hold nothing."""
    ordered = sorted(questions, key=lambda question: not question.required)
    lists = [[question.endpoint, question.key] for question in ordered]
    return [lists[start : start + PORTION] for start in range(0, len(lists), PORTION)]


def name_of(wallet: str, lists: Lists) -> str:
    """What a copy reads, for the UI: its wallet where that is not SPOT, and the names of its lists, as many as can be
    read at a glance."""
    names = list(dict.fromkeys(endpoint for endpoint, _ in lists))
    shown = ", ".join(names) if len(names) <= SHOWN else f"{names[0]} … {names[-1]} ({len(names)} lists)"
    return shown if wallet == Wallet.SPOT else f"{wallet} {shown}"


def read_lists(mine: Session, account_day: AccountDay, lists: Sequence[Sequence[str]], attempts: Attempts) -> None:
    """Read the lists and what follows from one of them. Those windows are asked that this run has not read yet; where
    it has read them all, all of them: so a task that is cleared asks what failed, or everything once more. What the
    day can do without is no error. In the end what expires is read back, pairs and contracts of other days too: a try
    that failed at that alone is gone on with there."""
    from binrecon.collectors.followed import plan_followed
    from binrecon.orchestration import hook
    from binrecon.orchestration.session import window_label

    day = day_interval(account_day.day)
    parts = list(_parts(account_day, lists))
    wanted = [part for part in parts if not _is_read(account_day, *part)] or _once_more(mine, account_day, parts)
    answered = {(endpoint, key): True for endpoint, key, _ in parts}
    while wanted:
        endpoint, key, number = wanted.pop(0)
        name = f"{endpoint} {window_label(endpoint, key, day, number)}"
        ask = partial(mine.collect_part, endpoint, key, day, number)
        is_read = attempts.add(name, ask, partial(_can_do_without, account_day, endpoint, key))
        answered[endpoint, key] = is_read and answered.get((endpoint, key), True)
        if is_read and all((endpoint, key) != (other, its) for other, its, _ in wanted):
            wanted += _parts(account_day, plan_followed(hook.engine(), account_day, endpoint, key))
    left = _left(mine, account_day, lists)
    _read_back(mine, [one for one in left if answered.get(one, True)], attempts)


def _once_more(mine: Session, account_day: AccountDay, parts: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """All windows, for somebody who clears a task that has read them. None of those where the last hour's try has read
    them, and something is left to be read back: there it ended."""
    from binrecon.collectors.base import FRESH
    from binrecon.orchestration import hook
    from binrecon.storage.coverage import read_since

    lists = dict.fromkeys((endpoint, key) for endpoint, key, _ in parts)
    if not any(one in lists for one in _left(mine, account_day, lists)):
        return parts
    since = mine.now() - FRESH
    lately = all(read_since(hook.engine(), account_day.email, *one, since) for one in lists)
    return [] if lately else parts


def _left(mine: Session, account_day: AccountDay, lists: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    """What is left to be read back of these lists, and of all pairs and contracts of the wallet that any day has led
    to: no later one may name them. One query, none where nothing of it expires."""
    from binrecon.collectors.reading_back import is_read_back, left_of
    from binrecon.orchestration import hook
    from binrecon.sources.wallet_lists import endpoints_of

    named = {endpoint: CATALOGUE[endpoint] for endpoint, _ in lists}
    followed = {endpoint.name: endpoint for endpoint in endpoints_of(account_day.wallet) if not endpoint.keys}
    expiring = [endpoint for endpoint in (named | followed).values() if is_read_back(endpoint)]
    return left_of(hook.engine(), account_day.email, expiring, mine.now()) if expiring else []


def _read_back(mine: Session, lists: Sequence[tuple[str, str]], attempts: Attempts) -> None:
    """Read these lists back to where the exchange still tells them."""
    from binrecon.collectors.reading_back import can_wait

    if not lists:
        return
    reader = mine.reading_back()
    for endpoint, key in lists:
        name = f"{endpoint} {CATALOGUE[endpoint].label_of(key)}".strip()
        attempts.add(f"{name} before", partial(reader.collect_back, CATALOGUE[endpoint], key), can_wait)


def _parts(account_day: AccountDay, lists: Iterable[Sequence[str]]) -> Iterator[tuple[str, str, int]]:
    """Each list with the number of each window that the day needs of it."""
    for endpoint, key in lists:
        for number in range(len(windows_for(CATALOGUE[endpoint], day_interval(account_day.day)))):
            yield endpoint, key, number


def _is_read(account_day: AccountDay, endpoint: str, key: str, number: int) -> bool:
    """Whether this run has read the window."""
    from binrecon.orchestration import hook
    from binrecon.storage.coverage import read_by_run

    window = windows_for(CATALOGUE[endpoint], day_interval(account_day.day))[number]
    return read_by_run(hook.engine(), account_day.email, endpoint, key, window, run_id())


def _can_do_without(account_day: AccountDay, endpoint: str, key: str, error: BinreconError) -> bool:
    """Whether the day can do without a list that gave this error: a pair or a contract that the exchange does not know
    any more, a product's list that it refuses for good."""
    from binrecon.collectors.product_plan import can_do_without
    from binrecon.domain.errors import InvalidSymbolError
    from binrecon.orchestration import hook
    from binrecon.storage.plan import needed, release_unknown_symbol

    engine, is_unknown = hook.engine(), isinstance(error, InvalidSymbolError)
    if not CATALOGUE[endpoint].product:
        return is_unknown and not needed(engine, account_day, endpoint, key)
    if is_unknown:
        return release_unknown_symbol(engine, account_day, key, endpoint)
    return can_do_without(engine, account_day, endpoint, key, error)
