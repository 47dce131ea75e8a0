"""Wires the DAG that reads, just after each midnight UTC, the wallets that the exchange gives no snapshot of: a group
of tasks an account, one a wallet, and one that books what they read; a run in which one was not read is red.

A DAG of its own, and no part of the one that reads pairs and prices at that hour: what fails there must not keep a
balance from being read that cannot be read later, and its runs show midnight by midnight what was read.

Rests on decision 88.
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, CronTriggerTimetable, TaskGroup

from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.vocabulary import NOBODY, Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.orchestration import market_tasks, reading_tasks
from binrecon.orchestration.dag_defaults import FIRST_DAY, TAG, defaults, guide, in_pool
from binrecon.sources.catalogue import CATALOGUE

AT_ONCE = {"priority_weight": 1000, "weight_rule": "absolute"}
"""What is read later is worth less: these tasks take the slots of a pool first."""


def readings_dag(roster: Roster) -> DAG | None:
    """The DAG of all accounts with such wallets; none where there are none. Raises ConfigurationError when the weight
    share leaves no room for one of its calls."""
    if not roster.reads_at_midnight:
        return None
    with DAG(
        dag_id="binrecon_readings",
        dag_display_name="Balances at midnight",
        description="Reads the wallets that the exchange gives no snapshot of",
        doc_md=guide("readings"),
        schedule=CronTriggerTimetable("0 0 * * *", timezone="UTC"),
        start_date=FIRST_DAY,
        catchup=False,
        max_active_runs=1,
        default_args=defaults(NOBODY),
        tags=[TAG, "readings"],
    ) as dag:
        day: Any = market_tasks.day_before()
        read = [read_account(account, roster.settings, day) for account in roster.accounts if account.read_by_us]
        [task for tasks in read for task in tasks] >> reading_tasks.all_read(day)
    return dag


def read_account(account: Account, settings: Settings, day: Any) -> list[Any]:
    """One task a wallet, which asks with the account's key, and the booking of them all."""
    with TaskGroup(account.slug):
        read = [read_wallet(account, wallet, settings, day) for wallet in account.read_by_us]
        booked = reading_tasks.book_readings.override(**_of(account))(account.email)
    read >> booked
    return [*read, booked]


def read_wallet(account: Account, wallet: Wallet, settings: Settings, day: Any) -> Any:
    """The task of one wallet."""
    witness = WALLETS[wallet].witness
    options = {**in_pool(CATALOGUE[witness], settings), **_of(account), **AT_ONCE}
    return reading_tasks.read_wallet.override(task_id=wallet.lower(), **options)(account.email, day, witness)


def _of(account: Account) -> dict[str, Any]:
    """Trouble is recorded under the account."""
    callbacks = defaults(account.email)
    return {name: callbacks[name] for name in ("on_retry_callback", "on_failure_callback")}
