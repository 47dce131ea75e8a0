"""Wires the DAG of one account. Reads like the day: open, collect, canonicalize, trades, price, search, check,
reconcile, report.

Nothing is done here: bodies are in `tasks`. One mapped task per endpoint, because the copies of a task share its pool
slots. Everything after the collectors runs when they are done, well or not, so that one failed symbol neither stops
the rest nor hides: `verdict` is the only leaf, depends on every task and succeeds only when all of them did.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import DAG, Param, TaskGroup, XComArg, chain
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert

from binrecon.collectors.day_plan import fixed_questions
from binrecon.collectors.product_plan import products_of
from binrecon.collectors.windows import windows_for
from binrecon.config.accounts import Account, Settings
from binrecon.config.paths import SQL
from binrecon.domain.intervals import day_interval
from binrecon.domain.limits import Limiter
from binrecon.domain.settlement import TIME_TO_CLOSE
from binrecon.domain.vocabulary import NOBODY, Wallet
from binrecon.domain.wallets import described
from binrecon.orchestration import market_tasks, product_tasks, tasks, turns, wallet_tasks
from binrecon.orchestration.asset_events import alias_of
from binrecon.orchestration.dag_defaults import FIRST_DAY, TAG, canonicalize, defaults, guide, in_pool
from binrecon.orchestration.deadline import NewestDayDue
from binrecon.orchestration.sealing import seal_evidence
from binrecon.orchestration.timetable import SettledDayTimetable
from binrecon.processing.canonical import TEMPLATES
from binrecon.reconciliation.residual_ranking import ROUNDS
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint

BY_SYMBOL = "trades"
PRODUCT_LIMITERS = (Limiter.SAPI_IP, Limiter.SAPI_UID, Limiter.API_IP)
DAY_PARAMETER = "The UTC day to reconcile, YYYY-MM-DD; empty = the day of the run. It must be settled (T+2 02:00 UTC)."
ANY_DAY = day_interval(FIRST_DAY.date())


def reconcile_account(account: Account, settings: Settings) -> DAG:
    """The DAG of one account. Raises ConfigurationError when the weight share leaves no room for one of its calls."""
    with _dag(account, settings) as dag:
        day = tasks.open_day(**all_of(account))
        key = tasks.check_key(account.email, day)
        apart = look_for_portfolio_margin(account, settings, day, key)
        others = collect_wallets(account, settings, day, key, apart)
        pairs, known = collect_and_read(account, settings, day, key)
        symbols = tasks.discover_symbols(**of(account), day=day)
        known >> symbols
        booked = ask_pairs(account, settings, day, key, symbols, "trades")
        priced = price(account, settings, day, booked)
        searched = search(account, settings, day, key, priced)
        decided = judge(account, day, [searched, *others], pairs, symbols, key, apart)
        tell(account, day, decided)
    return dag


def of(account: Account) -> dict[str, str]:
    """Whose SPOT day a task is about, by the names of the tasks' arguments: what follows the pairs and the products of
    an account is about SPOT alone."""
    return {"email": account.email, "wallet": str(Wallet.SPOT)}


def all_of(account: Account) -> dict[str, Any]:
    """The same of a task that is about the day in every wallet of the account."""
    return {"email": account.email, "wallets": [str(wallet) for wallet in account.wallets]}


def look_for_portfolio_margin(account: Account, settings: Settings, day: XComArg, key: XComArg) -> Any:
    """Which wallets of the account are a part of portfolio margin, asked before their lists are; none where it has none
    that could be."""
    wallets = [str(wallet) for wallet in account.wallets if described(wallet).in_portfolio_margin]
    if not wallets:
        return []
    task = wallet_tasks.in_portfolio_margin.override(**in_pool(CATALOGUE["account_info"], settings))
    apart = task(account.email, wallets, day)
    key >> apart
    return apart


def collect_wallets(account: Account, settings: Settings, day: XComArg, key: XComArg, apart: Any) -> list[Any]:
    """The lists of the wallets besides SPOT: for each limiter a task with one copy a wallet, which reads its lists one
    after the other, and one task that books them all. Gives that task; none where SPOT is alone."""
    wallets = [wallet for wallet in account.wallets if wallet is not Wallet.SPOT]
    copies = wallet_tasks.copies_of(account.type, wallets)
    if not copies:
        return []
    with TaskGroup("collect_wallets"):
        asked = [ask_wallets(account, settings, day, apart, limiter, mapped) for limiter, mapped in copies.items()]
    booked = wallet_tasks.canonicalize_wallets(account.email, [str(wallet) for wallet in wallets])
    key >> asked >> booked
    return [booked]


def ask_wallets(
    account: Account, settings: Settings, day: XComArg, apart: Any, limiter: Limiter, copies: list[wallet_tasks.Copy]
) -> XComArg:
    """The copies of one limiter. All of them hold the weight of the heaviest list."""
    asked = [CATALOGUE[endpoint] for copy in copies for endpoint, _ in copy["lists"]]
    heaviest = max(asked, key=lambda endpoint: endpoint.weight)
    task = wallet_tasks.collect_wallet.override(task_id=limiter.name.lower(), **in_pool(heaviest, settings))
    return task.partial(email=account.email, day=day, apart=apart).expand_kwargs(copies)


def collect_and_read(account: Account, settings: Settings, day: XComArg, key: XComArg) -> tuple[XComArg, list[Any]]:
    """Everything that is asked whatever the account trades: its own endpoints, and the pairs where those held are old.
    Gives the reading of the pairs, and the templates that others wait for."""
    fixed = dict.fromkeys(question.endpoint for question in fixed_questions(account.type, Wallet.SPOT))
    with TaskGroup("collect"):
        collected = {name: collect(CATALOGUE[name], account, settings, day) for name in fixed}
        products = [collect_products(account, settings, day, limiter) for limiter in PRODUCT_LIMITERS]
        pairs = market_tasks.refresh_pairs.override(**in_pool(CATALOGUE["exchange_info"], settings))(day)
    key >> [*collected.values(), *products]
    with TaskGroup("canonicalize"):
        read_products = product_tasks.canonicalize_products.override(task_id="products")(account.email)
        read = {name: canonicalize(name, account.email) for name in collected if name in TEMPLATES}
        read_pairs = canonicalize("exchange_info", NOBODY)
    for name, template in read.items():
        collected[name] >> template
    pairs >> read_pairs
    products >> read_products
    return pairs, [*read.values(), read_pairs, read_products]


def collect_products(
    account: Account, settings: Settings, day: XComArg, limiter: Limiter, after: Any = None
) -> XComArg:
    """The lists of products that the day asks, of one limiter: a copy per list in use, the others by the dozen; `after`
    a booking, those that could explain what is left. All copies hold the weight of the heaviest list."""
    family = limiter.name.lower()
    plan = product_tasks.due_products if after is None else product_tasks.left_products
    wanted = plan.override(task_id=f"{plan.function.__name__}_{family}")(
        **of(account), day=day, pool=limiter.value.pool
    )
    heaviest = max(products_of(account.type, limiter=limiter), key=lambda product: product.weight)
    name = "products" if after is None else "collect_left_products"
    task = product_tasks.collect_products.override(task_id=f"{name}_{family}", **in_pool(heaviest, settings))
    if after is not None:
        after >> wanted
    return task.partial(**of(account), day=day).expand_kwargs(wanted)


def ask_pairs(account: Account, settings: Settings, day: XComArg, key: XComArg, symbols: XComArg, name: str) -> Any:
    """Ask for the trades of these pairs, one copy per pair, and book them; returns the booking."""
    task = tasks.collect_trades.override(task_id=f"collect_{name}", **in_pool(CATALOGUE[BY_SYMBOL], settings))
    traded = task.partial(**of(account), day=day).expand(symbol=symbols)
    booked = canonicalize(BY_SYMBOL, account.email, f"canonicalize_{name}")
    key >> traded >> booked
    return booked


def price(account: Account, settings: Settings, day: XComArg, booked: Any) -> Any:
    """The day's closes: a residual is weighed and valued by them."""
    closes = market_tasks.collect_closes.override(**in_pool(CATALOGUE["klines"], settings))(day, account.email)
    priced = canonicalize("klines", NOBODY, "canonicalize_closes")
    chain(booked, closes, priced)
    return priced


def search(account: Account, settings: Settings, day: XComArg, key: XComArg, known: Any) -> Any:
    """Ask the pairs that could explain what is left, round by round, and after the first, whose few guesses solve most
    days, the lists of products that could; then the day's share of the sweep. Returns the last booking. What has
    nothing left to explain is skipped."""
    for number in ROUNDS:
        suspects = tasks.find_suspects.override(task_id=f"remainder_{number}")(**of(account), day=day, number=number)
        known >> suspects
        known = ask_pairs(account, settings, day, key, suspects, f"remainder_{number}")
        if number == ROUNDS[0]:
            known = ask_left_products(account, settings, day, key, known)
    share = tasks.plan_sweep(**of(account), day=day)
    known >> share
    return ask_pairs(account, settings, day, key, share, "sweep")


def ask_left_products(account: Account, settings: Settings, day: XComArg, key: XComArg, known: Any) -> Any:
    """Ask the lists of products that could explain what is left; returns their booking."""
    asked = [collect_products(account, settings, day, limiter, after=known) for limiter in PRODUCT_LIMITERS]
    booked = product_tasks.canonicalize_products.override(task_id="canonicalize_left_products")(account.email)
    key >> asked >> booked
    return booked


def judge(
    account: Account, day: XComArg, booked: Any, pairs: XComArg, symbols: XComArg, key: XComArg, apart: Any
) -> XComArg:
    """From booked rows to the day's verdicts: checks, the turn of this day among those under way, reconciliation."""
    checked = tasks.check_rows(**all_of(account), day=day)
    given = {"pairs": pairs, "symbols": symbols, "findings": checked, "rights": key, "apart": apart}
    reconcile = tasks.reconcile.override(outlets=[alias_of(account.email)])
    decided = reconcile(**all_of(account), day=day, **given)
    chain(booked, checked, turns.OlderDaysJudged(task_id="older_days_judged", day=day), decided)
    return decided


def tell(account: Account, day: XComArg, decided: XComArg) -> None:
    """Reports, messages, the seal on what was written, and the verdict, which waits for every task of the DAG."""
    reported = tasks.write_reports(**all_of(account), day=day)
    notified = tasks.notify(**all_of(account), day=day, decided=decided)
    chain(decided, reported, notified, seal_evidence())
    [leaf] = tasks.verdict(account.email, decided).leaves
    assert leaf.dag is not None, "wired inside the DAG"
    [task for task in leaf.dag.tasks if task is not leaf] >> leaf


def collect(endpoint: Endpoint, account: Account, settings: Settings, day: XComArg) -> Any:
    """One copy per key and window. How many windows a day needs follows from the endpoint alone, not from the day."""
    questions = [{"key": key, "part": part} for key in endpoint.keys for part in range(window_count(endpoint))]
    task = tasks.collect.override(task_id=endpoint.name, **in_pool(endpoint, settings))
    return task.partial(email=account.email, day=day, endpoint=endpoint.name).expand_kwargs(questions)


def window_count(endpoint: Endpoint) -> int:
    """In how many windows a day of this endpoint is read: the same for every day."""
    return len(windows_for(endpoint, ANY_DAY))


def _dag(account: Account, settings: Settings) -> DAG:
    return DAG(
        dag_id=account.dag_id,
        dag_display_name=f"Reconcile {account.email}",
        description=f"Proves each day of this {account.type} account",
        doc_md=guide("account"),
        schedule=SettledDayTimetable(),
        start_date=pendulum.instance(day_interval(account.start_date).start) if account.start_date else FIRST_DAY,
        catchup=account.start_date is not None,
        max_active_runs=1,
        default_args=defaults(account.email),
        params={"day": Param(None, type=["null", "string"], format="date", description=DAY_PARAMETER)},
        template_searchpath=str(SQL),
        deadline=_deadline(account, settings),
        tags=[TAG, "account", str(account.type)],
    )


def _deadline(account: Account, settings: Settings) -> DeadlineAlert:
    """Alerts when the newest settled day is not closed at T+2 06:00 UTC; of other days there is no alert.

    Not counted from the queueing: such a run cannot be cleared in Airflow 3.3 (`clearTaskInstances` answers 500,
    because it reads the stored interval as a number).
    """
    kwargs = {"email": account.email, "setting": settings.discord or ""}
    return DeadlineAlert(
        reference=NewestDayDue(),
        interval=TIME_TO_CLOSE,
        name="day not closed in time",
        callback=AsyncCallback("binrecon.orchestration.deadline.day_not_closed", kwargs=kwargs),
    )
