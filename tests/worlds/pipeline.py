"""Runs accounts' days through the product's own functions without Airflow, on a virtual clock.

What Airflow does is done here in a few lines each: the order of the steps, retries by class of error, the threads.
What the product does is called, never repeated.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import requests
from binrecon.collectors.account_mode import ModeCollector
from binrecon.collectors.day_plan import plan_fixed
from binrecon.collectors.discovery import plan_sweep, plan_symbols, window_of
from binrecon.collectors.followed import plan_followed
from binrecon.collectors.identity import Holder, uid_of_key, witness
from binrecon.collectors.product_plan import Left, can_do_without, plan_products
from binrecon.collectors.reading_back import ReadingBack, is_read_back
from binrecon.collectors.sources import collector_for
from binrecon.config.accounts import DAILY_PAIRS, REMAINDER_CALLS, Account
from binrecon.domain.calls import Limits
from binrecon.domain.errors import BinreconError, InvalidSymbolError, RetryableError
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.exchange.client import BinanceClient
from binrecon.exchange.signing import Credentials
from binrecon.orchestration.day import Asked, day_of
from binrecon.processing import canonical
from binrecon.processing.validation import findings_of
from binrecon.reconciliation.residual_ranking import ROUNDS
from binrecon.services.closing_prices import wanted
from binrecon.services.day_reconciliation import doubts_of, reconcile_day
from binrecon.services.own_transfers import match_own_transfers
from binrecon.services.rejudging import judge_others
from binrecon.services.residual_search import left_assets, plan_round
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.coin_futures import CM_INCOME
from binrecon.sources.futures import UM_INCOME
from binrecon.sources.isolated_margin import ISOLATED_MOVES
from binrecon.sources.margin import CAPITAL_FLOW
from binrecon.sources.wallet_lists import endpoints_of
from binrecon.storage.coverage import held_days
from binrecon.storage.evidence import Evidence
from binrecon.storage.host_clocks import StoredClocks
from binrecon.storage.plan import Question, release_unknown_symbol, unanswered
from binrecon.storage.product_use import unread_products
from sqlalchemy import Engine

from tests.days import spot
from tests.exchange_adapter import ExchangeAdapter
from tests.simulator import HOUR, Exchange, start_of
from tests.worlds.clock import WorldClock

BASE_URL = "https://api.binance.com"
DAY = timedelta(days=1)
TRIES = 4
FIRST_DELAY, LONGEST_DELAY = 30.0, 3600.0
HOST = "worker"
NOBODY = ""
LEDGERS = {
    Wallet.MARGIN: CAPITAL_FLOW.name,
    Wallet.ISOLATED_MARGIN: ISOLATED_MOVES.name,
    Wallet.FUTURES: UM_INCOME.name,
    Wallet.COIN_M_FUTURES: CM_INCOME.name,
}
"""What names the contracts and pairs whose fills are asked next."""
SETTLED = 2 * 24 * HOUR + 2 * HOUR

Step = tuple[str, Callable[[], Any]]
Group = list[Step]


@dataclass
class Pipeline:
    """One deployment: a database, a budget, one address, the accounts of one exchange.

    `failed` names the steps that did not succeed, with their errors. `arrange` may reorder or repeat the steps of a
    group, all of which may run at the same time; `workers` threads do. A step that may work later has `tries`. `call`
    runs a step: replace it to interrupt one. `products` asks their lists too, those of one `limiter` or all. `priced`
    reads the day's closes before pairs are suspected: what they weigh changes the order of the search alone. `uids` are
    the account numbers that the accounts file states; `without_sub_accounts` are the accounts of which it would say
    that they have none; `wallets` are those that are reconciled of every account, but of those
    accounts that `wallets_of` names. `reads_back` reads lists that expire to their end on their first day; the past of
    most worlds holds nothing, and its calls would take longer than their days.
    """

    exchange: Exchange
    clock: WorldClock
    engine: Engine
    limits: Limits
    workers: int = 1
    tries: int = TRIES
    run_id: str = "run"
    products: bool = False
    limiter: Limiter | None = None
    daily_pairs: int = DAILY_PAIRS
    remainder_calls: int = REMAINDER_CALLS
    priced: bool = False
    uids: dict[str, int] = field(default_factory=dict)
    without_sub_accounts: frozenset[str] = frozenset()
    wallets: tuple[Wallet, ...] = (Wallet.SPOT,)
    wallets_of: Mapping[str, tuple[Wallet, ...]] = field(default_factory=dict)
    reads_back: bool = False
    arrange: Callable[[Group], Group] = list
    call: Callable[[str, Callable[[], Any]], Any] = lambda name, step: step()
    failed: dict[str, BinreconError] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.adapter = ExchangeAdapter(self.exchange, self.clock.sleep, latency=0.02)
        self.clients: dict[tuple[str, str, int], BinanceClient] = {}
        self.apart: dict[str, list[Wallet]] = {}

    # what a task has ------------------------------------------------------------------------------------------

    @property
    def emails(self) -> list[str]:
        return list(self.exchange.world.accounts)

    def client(self, email: str) -> BinanceClient:
        """This thread's client with the key in the account's connection, or without any for NOBODY."""
        credentials = self._credentials(email)
        owner = email, credentials.digest if credentials else "", threading.get_ident()
        if owner not in self.clients:
            session = requests.Session()
            session.mount(BASE_URL, self.adapter)
            self.clients[owner] = BinanceClient(
                BASE_URL,
                credentials,
                email,
                self.limits,
                self.clock.now,
                self.clock.sleep,
                session,
                run_id=self.run_id,
                clocks=StoredClocks(self.engine, HOST),
            )
        return self.clients[owner]

    def _credentials(self, email: str) -> Credentials | None:
        if email == NOBODY:
            return None
        key = self.exchange.key_of(email)
        return Credentials(key.api_key, key.secret or None, key.private_pem or None)

    def collector(self, endpoint: str, email: str) -> Any:
        uid = None if email == NOBODY else uid_of_key(self.engine, self.holder(email))
        return collector_for(
            endpoint,
            self.client(email),
            Evidence(self.engine, uid),
            self.run_id,
            self.read_pairs,
            email not in self.without_sub_accounts,
        )

    def holder(self, email: str) -> Holder:
        account = Account(email, self.kind(email), f"connection of {email}", uid=self.uids.get(email))
        return Holder(account, self.client(email))

    def kind(self, email: str) -> AccountType:
        return AccountType.MAIN if self.exchange.world.accounts[email].is_main else AccountType.SUB

    # one day --------------------------------------------------------------------------------------------------

    def run_day(self, email: str, day: date) -> None:
        """The whole day of one account, as its DAG runs it."""
        for group in self.day_steps(email, day):
            self.run(group)

    def day_steps(self, email: str, day: date) -> Iterator[Group]:
        """The steps in order; a group is made when those before it are through."""
        of = f"of {email} {day}"
        yield [(f"open {of}", partial(self.open_day, day))]
        if self.failed.get(f"open {of}"):
            return
        fixed = plan_fixed(self.engine, spot(email, day), self.kind(email))
        others = self.plan_others(email, day)
        yield [(f"key {of}", partial(self.witness, email))]
        if self.failed.get(f"key {of}") is None:
            yield [(f"mode {of}", partial(self.look_for_portfolio_margin, email))] if others else []
            others = [q for q in others if q.endpoint not in self.not_asked(email)]
            yield [(f"{q.endpoint} {q.key} {of}", partial(self.collect, q.endpoint, q.key, email, day)) for q in others]
            yield [(f"read {q.endpoint} {of}", partial(self.canonicalize, q.endpoint, email)) for q in others]
            yield from self.collect_steps(email, day, fixed, of)
        yield [(f"reconcile {of}", partial(self.reconcile, email, day, of))]

    def collect_steps(self, email: str, day: date, fixed: list[Question], of: str) -> Iterator[Group]:
        """What is asked with the account's key, once it was accepted."""
        asked = [(f"{q.endpoint} {q.key} {of}", partial(self.collect, q.endpoint, q.key, email, day)) for q in fixed]
        yield [*asked, (f"pairs {of}", partial(self.refresh_pairs, day))]
        yield [(f"read pairs {of}", partial(self.canonicalize, "exchange_info", NOBODY))]
        yield [(f"read {name} {of}", partial(self.canonicalize, name, email)) for name in endpoints_read(fixed)]
        yield from self.ask_followed(email, [day], of)
        yield from self.ask_products(email, {day: None}, of)
        plan_symbols(self.engine, spot(email, day), self.daily_pairs)
        yield from self.ask_pairs(email, dict.fromkeys(unanswered(self.engine, spot(email, day), "trades"), [day]), of)
        yield [(f"closes {of}", partial(self.collect_closes, email, day))] if self.priced else []
        yield from self.search(email, [day], of)

    def plan_others(self, email: str, day: date) -> list[Question]:
        """The questions of the wallets besides SPOT; a reading of ours is none, as `read_midnight` takes it."""
        mine = [wallet for wallet in self.reconciled(email) if wallet is not Wallet.SPOT]
        planned = [plan_fixed(self.engine, replace(spot(email, day), wallet=one), self.kind(email)) for one in mine]
        taken = {WALLETS[wallet].witness for wallet in mine if WALLETS[wallet].read_by_us}
        return [question for questions in planned for question in questions if question.endpoint not in taken]

    def reconciled(self, email: str) -> tuple[Wallet, ...]:
        """The wallets of an account, as its accounts file names them."""
        return self.wallets_of.get(email, self.wallets)

    def read_midnight(self, email: str, day: date) -> None:
        """Read the account's wallets that have no snapshot, for the midnight that ends the day, and book what they
        hold. The clock must show a moment after it."""
        read = [WALLETS[wallet].witness for wallet in self.reconciled(email) if WALLETS[wallet].read_by_us]
        self.run([(f"{name} of {email} {day}", partial(self.collect, name, "", email, day)) for name in read])
        self.run([(f"read {name} of {email} {day}", partial(self.canonicalize, name, email)) for name in read])

    def ask_followed(self, email: str, days: list[date], of: str) -> Iterator[Group]:
        """What follows from the lists of the wallets besides SPOT, and its booking."""
        ledgers = {wallet: LEDGERS[wallet] for wallet in self.reconciled(email) if wallet in LEDGERS}
        followed = [
            (day, *more)
            for wallet, ledger in ledgers.items()
            for day in days
            for more in plan_followed(self.engine, replace(spot(email, day), wallet=wallet), ledger)
        ]
        asked = list(dict.fromkeys(followed))
        yield [(f"{name} {key} {day} {of}", partial(self.collect, name, key, email, day)) for day, name, key in asked]
        names = dict.fromkeys(name for _, name, _ in asked)
        yield [(f"read {name} {of}", partial(self.canonicalize, name, email)) for name in names]

    def open_day(self, day: date) -> None:
        """Refuse a day that is not settled by the exchange's clock."""
        start = day_interval(day).start
        day_of(Asked(self.client(NOBODY).now(), logical_date=start, interval_start=start))

    def witness(self, email: str) -> None:
        """Ask whose key the account's connection holds."""
        accounts = self.exchange.world.accounts.values()
        mains = [self.holder(account.email) for account in accounts if account.is_main and account.in_file]
        witness(self.engine, self.holder(email), mains, self.run_id)

    def look_for_portfolio_margin(self, email: str) -> None:
        """Ask whether the account is in it."""
        evidence = Evidence(self.engine, uid_of_key(self.engine, self.holder(email)))
        if ModeCollector(self.client(email), evidence, self.run_id).in_portfolio_margin():
            self.apart[email] = [wallet for wallet in self.wallets if WALLETS[wallet].in_portfolio_margin]

    def not_asked(self, email: str) -> set[str]:
        """The lists of the account's wallets that are in portfolio margin."""
        return {one.name for wallet in self.apart.get(email, ()) for one in endpoints_of(wallet)}

    def search(self, email: str, days: list[date], of: str) -> Iterator[Group]:
        """The rounds that follow what is left of the days, and the sweep. After one that asks nothing, none would.
        Products come after the first."""
        searching = list(days)
        for number in ROUNDS:
            asked = {day: plan_round(self.engine, spot(email, day), number, self.remainder_calls) for day in searching}
            searching = [day for day in searching if asked[day]]
            yield from self.ask_pairs(email, by_symbol(asked), f"{of}, round {number}")
            if number == ROUNDS[0]:
                found = {day: left_assets(self.engine, spot(email, day)) for day in days if self.products}
                left = {day: Left(assets, self.remainder_calls) for day, assets in found.items() if assets}
                yield from self.ask_products(email, left, f"{of}, left")
        share = {day: plan_sweep(self.engine, spot(email, day)) for day in days}
        yield from self.ask_pairs(email, by_symbol(share), f"{of}, sweep")

    def ask_products(self, email: str, days: Mapping[date, Left | None], of: str) -> Iterator[Group]:
        """The product lists that the days ask, or what is left of them, each read once over all of them."""
        asked: dict[tuple[str, str], list[date]] = {}
        for day, left in days.items() if self.products else ():
            for question in plan_products(self.engine, spot(email, day), self.kind(email), left, self.limiter):
                asked.setdefault((question.endpoint, question.key), []).append(day)
        yield [
            (f"{endpoint} {key} {of}", partial(self.collect_product, endpoint, key, email, when))
            for (endpoint, key), when in asked.items()
        ]
        yield [(f"read products {of}", partial(self.read_products, email))] if asked else []

    def read_products(self, email: str) -> None:
        canonical.run(self.engine, email, unread_products(self.engine, email))

    def ask_pairs(self, email: str, pairs: dict[str, list[date]], of: str) -> Iterator[Group]:
        """Two groups, whether there are pairs or not: accounts that run side by side keep step."""
        asked = pairs.items()
        yield [(f"trades {name} {of}", partial(self.collect_trades, name, email, *when)) for name, when in asked]
        yield [(f"read trades {of}", partial(self.canonicalize, "trades", email))] if pairs else []

    def collect(self, endpoint: str, key: str, email: str, day: date) -> None:
        self.collector(endpoint, email).collect_day(CATALOGUE[endpoint], key, day_interval(day))
        self.read_back(endpoint, key, email)

    def read_back(self, endpoint: str, key: str, email: str) -> None:
        """What was never read of a list that expires, from before its first reading."""
        if not self.reads_back or not is_read_back(CATALOGUE[endpoint]):
            return
        evidence = Evidence(self.engine, uid_of_key(self.engine, self.holder(email)))
        sub_accounts = email not in self.without_sub_accounts
        reader = ReadingBack(self.client(email), evidence, self.run_id, sub_accounts=sub_accounts)
        reader.collect_back(CATALOGUE[endpoint], key)

    def collect_trades(self, symbol: str, email: str, *days: date) -> None:
        """The pair over the days; one that is unknown is released from those that can do without it."""
        start = min(window_of(self.engine, spot(email, day), symbol).start for day in days)
        span = Interval(start, day_interval(days[-1]).end)
        try:
            self.collector("trades", email).collect(CATALOGUE["trades"], symbol, span)
        except InvalidSymbolError:
            released = [release_unknown_symbol(self.engine, spot(email, day), symbol) for day in days]
            if not all(released):
                raise

    def collect_closes(self, email: str, day: date) -> None:
        for symbol in wanted(self.engine, day, email):
            self.collector("klines", NOBODY).collect_day(CATALOGUE["klines"], symbol, day_interval(day))
        self.canonicalize("klines", NOBODY)

    def reconcile(self, email: str, day: date, of: str = "", checked: date | None = None) -> None:
        """Check and judge the day, then those around it; of days caught up at once only `checked` is checked. `of`
        names the steps before it, whose failure is held against the day."""
        days = [replace(spot(email, day), wallet=wallet) for wallet in self.reconciled(email)]
        match_own_transfers(self.engine, self.run_id)
        symbols, rights = (None if self.failed.get(f"{step} {of}") else [] for step in ("pairs", "key"))
        for one in days:
            findings = [] if checked and checked != day else findings_of(self.engine, one)
            doubts = doubts_of(one.wallet, symbols, findings, rights, self.apart.get(email, []))
            reconcile_day(self.engine, one, doubts, self.run_id)
        for one in days if checked in (None, day) else ():
            judge_others(self.engine, one, self.run_id)

    def canonicalize(self, endpoint: str, email: str) -> None:
        canonical.run_template(self.engine, endpoint, email)

    def read_pairs(self) -> None:
        yesterday = day_interval(self.client(NOBODY).now().date() - DAY)
        self.collector("exchange_info", NOBODY).collect_day(CATALOGUE["exchange_info"], "", yesterday)

    def refresh_pairs(self, day: date) -> None:
        """Read the pairs unless a reading for this day or a later one is held."""
        since = Interval(day_interval(day).start, day_interval(self.client(NOBODY).now().date()).end)
        if not held_days(self.engine, NOBODY, "exchange_info", "", since):
            self.collector("exchange_info", NOBODY).collect_day(CATALOGUE["exchange_info"], "", day_interval(day))

    # many days ------------------------------------------------------------------------------------------------

    def catch_up(self, email: str, days: list[date]) -> None:
        """All steps of consecutive days with the fewest calls: each list is read once over the whole span."""
        for group in self.span_steps(email, days):
            self.run(group)

    def span_steps(self, email: str, days: list[date]) -> Iterator[Group]:
        of = f"of {email} from {days[0]}"
        fixed, *_ = [plan_fixed(self.engine, spot(email, day), self.kind(email)) for day in days]
        others, *_ = [self.plan_others(email, day) for day in days]
        yield [(f"key {of}", partial(self.witness, email))]
        if self.failed.get(f"key {of}") is None:
            yield [(f"{q.endpoint} {of}", partial(self.collect_span, q.endpoint, q.key, email, days)) for q in others]
            yield [(f"read {q.endpoint} {of}", partial(self.canonicalize, q.endpoint, email)) for q in others]
            yield from self.collect_span_steps(email, days, fixed, of)
        yield [(f"reconcile {day} {of}", partial(self.reconcile, email, day, of, days[-1])) for day in days]

    def collect_span_steps(self, email: str, days: list[date], fixed: list[Question], of: str) -> Iterator[Group]:
        """What is asked over the whole span with the account's key, once it was accepted."""
        yield [(f"pairs {of}", partial(self.refresh_pairs, days[-1]))]
        yield [(f"read pairs {of}", partial(self.canonicalize, "exchange_info", NOBODY))]
        yield [
            (f"{q.endpoint} {q.key} {of}", partial(self.collect_span, q.endpoint, q.key, email, days)) for q in fixed
        ]
        yield [(f"read {name} {of}", partial(self.canonicalize, name, email)) for name in endpoints_read(fixed)]
        yield from self.ask_followed(email, days, of)
        yield from self.ask_products(email, dict.fromkeys(days), of)
        known = {day: [q.key for q in plan_symbols(self.engine, spot(email, day), self.daily_pairs)] for day in days}
        yield from self.ask_pairs(email, by_symbol(known), of)
        yield from self.search(email, days, of)

    def collect_product(self, endpoint: str, key: str, email: str, days: list[date]) -> None:
        """A product's list; one refused for good is done without by days that do not need it."""
        try:
            self.collect_span(endpoint, key, email, days)
        except BinreconError as error:
            without = [can_do_without(self.engine, spot(email, day), endpoint, key, error) for day in days]
            if not all(without):
                raise

    def collect_span(self, endpoint: str, key: str, email: str, days: list[date]) -> None:
        """A snapshot span begins a day earlier, for the first opening balance."""
        described = CATALOGUE[endpoint]
        witnesses = {wallet.witness for wallet in WALLETS.values()}
        start = day_interval(days[0]).start - (DAY if endpoint in witnesses else described.reread)
        end = day_interval(days[-1]).end + described.ahead
        collector = self.collector(endpoint, email)
        for window in Interval(start, end).split(described.max_span):
            collector.collect(described, key, window)
        self.read_back(endpoint, key, email)

    # Airflow's part -------------------------------------------------------------------------------------------

    def run(self, group: Group) -> None:
        """Run the steps of a group, on several threads where there are several workers."""
        steps = self.arrange(group)
        if self.workers == 1 or len(steps) < 2:
            for step in steps:
                self.attempt(*step)
            return
        with self.clock.working(self.workers), ThreadPoolExecutor(self.workers) as pool:
            for done in [pool.submit(self._share, steps[n :: self.workers]) for n in range(self.workers)]:
                done.result()

    def _share(self, steps: Iterable[Step]) -> None:
        try:
            for step in steps:
                self.attempt(*step)
        finally:
            self.clock.finished()

    def attempt(self, name: str, step: Callable[[], Any]) -> None:
        """A task with its retries. Errors that the product did not foresee end the test."""
        for number in range(self.tries):
            try:
                self.call(name, step)
                self.failed.pop(name, None)
                return
            except RetryableError as error:
                self.failed[name] = error
                told = getattr(error, "retry_after", None) or 0
                self.clock.sleep(min(max(told, FIRST_DELAY * 2**number), LONGEST_DELAY))
            except BinreconError as error:
                self.failed[name] = error
                return


def settled(day: date) -> int:
    """When the run of a day is due, in ms."""
    return start_of(day) + SETTLED


def by_symbol(asked: dict[date, list[str]]) -> dict[str, list[date]]:
    """Each pair with the days it is asked for."""
    pairs: dict[str, list[date]] = {}
    for day, symbols in asked.items():
        for symbol in symbols:
            pairs.setdefault(symbol, []).append(day)
    return pairs


def endpoints_read(questions: Iterable[Any]) -> list[str]:
    """The endpoints that have a template, in the order of the plan."""
    return [name for name in dict.fromkeys(question.endpoint for question in questions) if name != "sub_account_list"]
