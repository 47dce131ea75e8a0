"""Wires the DAG of one account. Reads like the day: open, collect, canonicalize, trades, search, reconcile, report.

Nothing is done here: bodies are in `tasks`, `list_tasks` and `trade_tasks`. A task an endpoint, because the copies of a
task share its pool and slots. Everything after the collectors runs when they are done, well or not, so that one failed
symbol neither stops the rest nor hides: `verdict` is the only leaf, depends on every task and succeeds only when all of
them did.

Rests on decision 112.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pendulum
from airflow.sdk import DAG, Param, TaskGroup, XComArg, chain
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert
from airflow.sdk.definitions.param import ParamsDict

from binrecon.collectors.product_plan import products_of
from binrecon.config.accounts import Account, Settings
from binrecon.domain.intervals import day_interval
from binrecon.domain.limits import Limiter
from binrecon.domain.settlement import TIME_TO_CLOSE
from binrecon.domain.vocabulary import Wallet
from binrecon.orchestration import list_tasks, tasks, trade_tasks, turns
from binrecon.orchestration.asset_events import alias_of
from binrecon.orchestration.dag_defaults import FIRST_DAY, TAG, defaults, guide, in_pool
from binrecon.orchestration.deadline import NewestDayDue
from binrecon.orchestration.sealing import seal_evidence
from binrecon.orchestration.timetable import SettledDayTimetable
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint

SEARCH_CALLS = 12
"""A search asks its pairs one after the other: so many calls' weight may be in flight at any moment of it."""
DAY_PARAMETER = "The UTC day to reconcile, YYYY-MM-DD; empty = the day of the run. It must be settled (T+2 02:00 UTC)."


def reconcile_account(account: Account, settings: Settings) -> DAG:
    """The DAG of one account. Raises ConfigurationError when the weight share leaves no room for one of its calls."""
    with _dag(account, settings) as dag:
        day = tasks.open_day(**all_of(account))
        checked = tasks.check_key(**all_of(account), day=day)
        booked = collect(account, settings, day, checked)
        symbols, searched = ask_pairs(account, settings, day, checked, booked)
        decided = judge(account, day, checked, symbols, searched)
        tell(account, day, decided)
    # Given when its tasks are there: each would copy the form, and Airflow check the schema of every copy, twice.
    dag.params = ParamsDict({"day": Param(None, type=["null", "string"], format="date", description=DAY_PARAMETER)})
    return dag


def of(account: Account) -> dict[str, str]:
    """Whose SPOT day a task is about, by the names of the tasks' arguments: what follows the pairs and the products of
    an account is about SPOT alone."""
    return {"email": account.email, "wallet": str(Wallet.SPOT)}


def all_of(account: Account) -> dict[str, Any]:
    """The same of a task that is about the day in every wallet of the account."""
    return {"email": account.email, "wallets": [str(wallet) for wallet in account.wallets]}


def collect(account: Account, settings: Settings, day: XComArg, checked: XComArg) -> Any:
    """Everything that is asked whatever the account trades, with a key that was accepted, and its booking, which is
    given: a task a list of SPOT, a copy a further wallet, and the day's lists of products in portions."""
    with TaskGroup("collect") as asked:
        for name, lists in list_tasks.lists_of_spot(account.type).items():
            task = list_tasks.collect.override(
                task_id=name, map_index_template=None, **in_pool(CATALOGUE[name], settings)
            )
            task(account.email, Wallet.SPOT.value, day, lists, checked)
        collect_wallets(account, settings, day, checked)
        collect_products(account, settings, day, checked)
    booked = list_tasks.canonicalize(account.email)
    asked >> booked
    return booked


def collect_wallets(account: Account, settings: Settings, day: XComArg, checked: XComArg) -> None:
    """A copy for each wallet besides SPOT. All of one limiter hold the weight of their heaviest list."""
    others = [wallet for wallet in account.wallets if wallet is not Wallet.SPOT]
    for limiter, copies in list_tasks.copies_of(account.type, others).items():
        heaviest = heaviest_of(CATALOGUE[endpoint] for copy in copies for endpoint, _ in copy["lists"])
        task = list_tasks.collect.override(task_id=f"wallets_{limiter.name.lower()}", **in_pool(heaviest, settings))
        task.partial(email=account.email, day=day, checked=checked).expand_kwargs(copies)


def collect_products(account: Account, settings: Settings, day: XComArg, checked: XComArg) -> None:
    """The lists of products that the day asks, a portion a copy, which holds the weight of the heaviest that counts by
    address: the ledger keeps the others' budgets too."""
    due = list_tasks.due_products(**of(account), day=day)
    heaviest = heaviest_of(products_of(account.type, limiter=Limiter.SAPI_IP))
    task = list_tasks.collect.override(task_id="products", **in_pool(heaviest, settings))
    task.partial(**of(account), day=day, checked=checked).expand(lists=due)


def ask_pairs(
    account: Account, settings: Settings, day: XComArg, checked: XComArg, booked: Any
) -> tuple[XComArg, XComArg]:
    """The trades of the pairs that the day asks, a copy a pair, then the search for what could explain the rest. Gives
    which pairs those were, and the search."""
    discover = trade_tasks.discover_symbols.override(**in_pool(CATALOGUE[trade_tasks.PAIRS], settings))
    symbols = discover(**of(account), day=day)
    trades = CATALOGUE[trade_tasks.BY_SYMBOL]
    traded = trade_tasks.collect_trades.override(**in_pool(trades, settings)).partial(**of(account), day=day)
    asked = traded.expand(symbol=symbols)
    booked_trades = list_tasks.canonicalize.override(task_id="canonicalize_trades")(account.email)
    search = trade_tasks.search.override(**in_pool(trades, settings, calls=SEARCH_CALLS))
    searched = search(**of(account), day=day, checked=checked)
    checked >> asked
    chain(booked, symbols, asked, booked_trades, searched)
    return symbols, searched


def judge(account: Account, day: XComArg, checked: XComArg, symbols: XComArg, searched: XComArg) -> XComArg:
    """From booked rows to the day's verdicts: the turn of this day among those under way, reconciliation."""
    reconcile = tasks.reconcile.override(outlets=[alias_of(account.email)])
    decided = reconcile(**all_of(account), day=day, symbols=symbols, checked=checked)
    chain(searched, turns.OlderDaysJudged(task_id="older_days_judged", day=day), decided)
    return decided


def tell(account: Account, day: XComArg, decided: XComArg) -> None:
    """Reports, messages, the seal on what was written, and the verdict, which waits for every task of the DAG."""
    reported = tasks.write_reports(**all_of(account), day=day)
    notified = tasks.notify(**all_of(account), day=day, decided=decided)
    chain(decided, reported, notified, seal_evidence())
    [leaf] = tasks.verdict(account.email, decided).leaves
    assert leaf.dag is not None, "wired inside the DAG"
    [task for task in leaf.dag.tasks if task is not leaf] >> leaf


def heaviest_of(endpoints: Iterable[Endpoint]) -> Endpoint:
    """The endpoint of which one call weighs most."""
    return max(endpoints, key=lambda endpoint: endpoint.weight)


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
