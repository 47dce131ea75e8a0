"""Task bodies that ask for the trades of pairs: which pairs a day asks, reading one, and the search for what is left.

Rests on decisions 34, 35 and 112.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from airflow.sdk import task
from airflow.sdk.exceptions import AirflowSkipException

from binrecon.domain.vocabulary import NOBODY
from binrecon.orchestration.attempts import Attempts
from binrecon.orchestration.list_tasks import read_lists
from binrecon.orchestration.market_tasks import read_closes, read_pairs
from binrecon.orchestration.tasks import KeyCheck, brief, label, opened_of, run_id
from binrecon.orchestration.traced import traced
from binrecon.reconciliation.residual_ranking import ROUNDS

if TYPE_CHECKING:
    from binrecon.collectors.base import Collected
    from binrecon.domain.account_day import AccountDay
    from binrecon.domain.errors import BinreconError
    from binrecon.orchestration.session import Session

log = logging.getLogger(__name__)

BY_SYMBOL, PAIRS, CLOSES = "trades", "exchange_info", "klines"
PROGRESS = 10
"""A search logs every so many questions how far it is."""


@task(trigger_rule="all_done")
def discover_symbols(email: str, wallet: str, day: str) -> list[str]:
    """Read the exchange's pairs unless those of the day are held, and plan the pairs the day is asked for in any case;
    returns those without a complete answer, most urgent first, as many as can be mapped, and what an earlier run of the
    day left unanswered.

    The rest stays planned and unanswered: clear this task and its downstream to ask for it.
    """
    from airflow.configuration import conf

    from binrecon.collectors.discovery import plan_symbols
    from binrecon.orchestration import hook, session
    from binrecon.processing.canonical import run_template
    from binrecon.storage.plan import unanswered

    account_day = opened_of(email, wallet, day)
    read_pairs(account_day.day)
    run_template(hook.engine(), PAIRS, NOBODY)
    plan_symbols(hook.engine(), account_day, session.of_account(email, run_id()).settings.daily_pairs)
    return unanswered(hook.engine(), account_day, BY_SYMBOL)[: conf.getint("core", "max_map_length")]


@traced(map_index_template="{{ label }}")
def collect_trades(email: str, wallet: str, day: str, symbol: str) -> dict[str, Any]:
    """Read one pair's trades on from what is held; of a pair that is not asked every day, over the days since it was. A
    pair the exchange does not know is no failure where the day can do without it: only swept, or delisted and never
    traded, or closed before the day. Else the copy fails."""
    label(symbol)
    from binrecon.domain.errors import InvalidSymbolError
    from binrecon.orchestration import session

    account_day = opened_of(email, wallet, day)
    try:
        return brief(_read_pair(session.of_account(email, run_id()), account_day, symbol))
    except InvalidSymbolError as error:
        if not _can_do_without(account_day, symbol, error):
            raise
    return {"pages": 0, "records": 0, "status": "unknown to the exchange"}


@traced(trigger_rule="all_done")
def search(email: str, wallet: str, day: str, checked: KeyCheck | None) -> dict[str, int]:
    """Price the day, then ask what could explain what its roll-forward leaves: pairs round by round, best guess first,
    and after the first round, whose few guesses solve most days, the lists of products; then the day's share of the
    sweep. What came is booked before the next round is planned. Returns how many questions each endpoint was asked.

    One that fails does not stop the others; the task fails in the end. A task that is cleared asks only what has no
    complete answer."""
    from binrecon.orchestration import session

    account_day = opened_of(email, wallet, day)
    attempts = Attempts()
    attempts.add("closing prices", partial(_price, account_day), excuse=lambda error: False)
    if checked is None:
        attempts.total()  # prices that could not be read are no task that had nothing to do
        raise AirflowSkipException("nothing is asked with a key that check_key did not accept")
    found = _SearchOfDay(session.of_account(email, run_id()), account_day, attempts)
    found.explain_the_rest()
    found.sweep()
    attempts.total()
    return dict(found.asked)


class _SearchOfDay:
    """The search of one account-day with its account's key."""

    def __init__(self, mine: Session, account_day: AccountDay, attempts: Attempts) -> None:
        from binrecon.orchestration import hook

        self.mine, self.day, self.attempts = mine, account_day, attempts
        self.engine = hook.engine()
        self.calls = mine.settings.remainder_calls
        self.asked: Counter[str] = Counter()

    def explain_the_rest(self) -> None:
        """Round by round, as long as something is left; the first round also asks again what an earlier run did not get
        answered."""
        from binrecon.services.residual_search import left_assets, plan_round

        for number in ROUNDS:
            self._ask_pairs(plan_round(self.engine, self.day, number, self.calls), f"round {number}")
            left = left_assets(self.engine, self.day)
            if not left:
                return
            if number == ROUNDS[0]:
                self._ask_products(left)

    def sweep(self) -> None:
        """The day's share of the pairs that nothing else asks."""
        from binrecon.collectors.discovery import plan_sweep

        self._ask_pairs(plan_sweep(self.engine, self.day), "sweep")

    def _ask_pairs(self, symbols: Sequence[str], why: str) -> None:
        for number, symbol in enumerate(symbols, 1):
            read = partial(_read_pair, self.mine, self.day, symbol)
            self.attempts.add(symbol, read, partial(_can_do_without, self.day, symbol))
            if number % PROGRESS == 0 or number == len(symbols):
                log.info("%s: asked %d of %d pair(s)", why, number, len(symbols))
        self.asked[BY_SYMBOL] += len(symbols)
        self._book(len(symbols))

    def _ask_products(self, assets: frozenset[str]) -> None:
        """Every list of products that does not hold the day yet and could have moved one of these assets."""
        from binrecon.collectors.product_plan import Left, plan_products

        left = Left(assets, self.calls)
        questions = plan_products(self.engine, self.day, self.mine.account.type, left)
        log.info("asking %d list(s) of products for what is left of %d asset(s)", len(questions), len(assets))
        lists = [[question.endpoint, question.key] for question in questions]
        read_lists(self.mine, self.day, lists, self.attempts)
        self.asked.update(question.endpoint for question in questions)
        self._book(len(questions))

    def _book(self, asked: int) -> None:
        from binrecon.processing.canonical import run_pending

        if asked:
            run_pending(self.engine, self.day.email)


def _price(account_day: AccountDay) -> Collected:
    """The day's closes of the account's assets: a residual is weighed and valued by them."""
    from binrecon.collectors.base import HELD
    from binrecon.orchestration import hook
    from binrecon.processing.canonical import run_template

    if read_closes(account_day.day, account_day.email):
        run_template(hook.engine(), CLOSES, NOBODY)
    return HELD


def _read_pair(mine: Session, account_day: AccountDay, symbol: str) -> Collected:
    from binrecon.collectors.discovery import window_of
    from binrecon.orchestration import hook

    return mine.collect(BY_SYMBOL, symbol, window_of(hook.engine(), account_day, symbol))


def _can_do_without(account_day: AccountDay, symbol: str, error: BinreconError) -> bool:
    """Whether the exchange does not know the pair, and the day can do without it."""
    from binrecon.domain.errors import InvalidSymbolError
    from binrecon.orchestration import hook
    from binrecon.storage.plan import release_unknown_symbol

    return isinstance(error, InvalidSymbolError) and release_unknown_symbol(hook.engine(), account_day, symbol)
