"""What every DAG must be, whatever it does."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.serialization.serialized_objects import DagSerialization
from binrecon.collectors.day_plan import fixed_questions
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.config.paths import SQL
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.limits import pools
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.orchestration.account_dag import reconcile_account
from binrecon.orchestration.close_tasks import AT_ONCE, CLOSE
from binrecon.orchestration.dag_defaults import in_pool
from binrecon.orchestration.readings_dag import readings_dag
from binrecon.orchestration.retry import FIRST_DELAY, ErrorClassPolicy
from binrecon.sources.catalogue import CATALOGUE, SOURCES

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "dags").glob("accounts_*.py"))
MAIN, SUB = "binrecon_main_example_com", "binrecon_sub_example_com"
FORMS = {
    "binrecon_statement_import",
    "binrecon_resolutions",
    "binrecon_sign_off",
    "binrecon_replay",
    "binrecon_breaks",
    "binrecon_history",
    "binrecon_statement",
    CLOSE,
}
ALL = {MAIN, SUB, "binrecon_exchange_info", "binrecon_monitoring", *FORMS}


def tasks_of(dags):
    return [task for dag in dags.values() for task in dag.tasks]


def test_every_dag_loads(dag_bag, dags):
    assert dag_bag.import_errors == {}
    assert set(dags) == ALL


def test_every_dag_can_be_serialized_and_read_back(dags):
    for dag in dags.values():
        again = DagSerialization.from_dict(DagSerialization.to_dict(dag))
        assert set(again.task_dict) == set(dag.task_dict)


def test_parsing_imports_nothing_heavy(accounts_file):
    script = (
        "import sys; from airflow.dag_processing.dagbag import DagBag; before = set(sys.modules)\n"
        f"bag = DagBag(dag_folder={str(ROOT / 'dags')!r}); assert not bag.import_errors, bag.import_errors\n"
        "new = set(sys.modules) - before\n"
        "print([name for name in ('pandas', 'numpy', 'requests', 'psycopg', 'alembic', 'aiohttp') if name in new])"
    )
    environment = {**os.environ, "BINRECON_ACCOUNTS": str(accounts_file), "PYTHONPATH": str(ROOT / "plugins")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_task_process_builds_only_its_own_dag(accounts_file, monkeypatch):
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts_file))
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", SUB)
    bags = [DagBag(dag_folder=str(file)) for file in FILES]
    assert [dag_id for bag in bags for dag_id in bag.dags] == [SUB]


def test_every_dag_has_a_guide_tags_an_owner_and_one_run_at_a_time(dags):
    for dag in dags.values():
        assert dag.doc_md and "red" in dag.doc_md
        assert "binrecon" in dag.tags
        assert dag.owner == "binrecon"
        assert dag.max_active_runs == (AT_ONCE if dag.dag_id == CLOSE else 1), (
            "runs that wait for people hold no worker"
        )


def test_whoever_sends_a_form_gets_a_run(dags):
    new = {name: dag.is_paused_upon_creation for name, dag in dags.items()}
    assert {name for name, is_paused in new.items() if is_paused is False} == FORMS


def test_every_task_retries_by_class_of_error_within_bounds(dags):
    for task in tasks_of(dags):
        assert task.retries == 3
        assert isinstance(task.retry_policy, ErrorClassPolicy)
        assert task.retry_delay == FIRST_DELAY, "a task whose worker was killed asks no policy"
        assert timedelta(0) < task.execution_timeout <= timedelta(hours=2)


def test_a_run_that_has_begun_goes_before_one_that_has_not(dags):
    again = DagSerialization.from_dict(DagSerialization.to_dict(dags[MAIN]))
    urgency = {task.task_id: task.weight_rule.get_weight(SimpleNamespace(task=task)) for task in again.tasks}
    behind = [
        (task.task_id, before)
        for task in again.tasks
        for before in task.upstream_task_ids
        if urgency[before] >= urgency[task.task_id]
    ]
    assert behind == []


def test_every_failure_is_recorded(dags):
    for task in tasks_of(dags):
        assert task.on_failure_callback and task.on_retry_callback, task.task_id


def test_every_pool_exists_and_is_large_enough(dags):
    known = pools(Settings().weight_share)
    for task in tasks_of(dags):
        if task.pool != "default_pool":
            assert task.pool_slots <= known[task.pool]["slots"], task.task_id
        else:
            assert task.pool_slots == 1


def test_whoever_asks_the_exchange_holds_the_weight_of_one_call(dags):
    asking = [task for task in dags[MAIN].tasks if task.task_id.removeprefix("collect.") in CATALOGUE]
    assert len(asking) == 8
    for task in asking:
        endpoint = CATALOGUE[task.task_id.removeprefix("collect.")]
        pool = endpoint.limiter.value.pool + ("_rare" if endpoint.name == "daily_snapshot" else "")
        assert (task.pool, task.pool_slots) == (pool, endpoint.weight)
    assert dags[MAIN].get_task("collect_trades").pool_slots == CATALOGUE["trades"].weight


def test_a_weight_share_that_no_call_fits_is_refused():
    from decimal import Decimal

    account = Account("main@example.com", AccountType.MAIN, "binance_main")
    with pytest.raises(
        ConfigurationError, match="weight_share 0.1 leaves 1200 of binance_sapi_ip, but one daily_snapshot"
    ):
        reconcile_account(account, Settings(weight_share=Decimal("0.1")))


def test_every_mapped_task_is_labelled_and_no_other(dags):
    mapped = {task.task_id for task in tasks_of(dags) if isinstance(task, MappedOperator)}
    assert mapped == {"collect_trades", "collect.products", "import_statement", "replay_account", "ask_to_sign"}
    labels = dict.fromkeys(mapped, "{{ label }}") | {"ask_to_sign": "{{ task.trigger_run_id }}"}
    for task in tasks_of(dags):
        assert task.map_index_template == labels.get(task.task_id), task.task_id


@pytest.mark.parametrize("dag_id", [MAIN, SUB])
def test_a_copy_that_asks_products_holds_the_weight_of_the_heaviest_that_counts_by_address(dags, dag_id):
    asking = dags[dag_id].get_task("collect.products")
    assert (asking.pool, asking.pool_slots) == ("binance_sapi_ip", 500)


def test_a_search_holds_the_weight_of_a_dozen_calls_and_no_more_than_its_pool_has():
    from decimal import Decimal

    account = Account("main@example.com", AccountType.MAIN, "binance_main")
    for share, slots in (("0.5", 240), ("0.2", 240)):
        search = reconcile_account(account, Settings(weight_share=Decimal(share))).get_task("search")
        assert (search.pool, search.pool_slots) == ("binance_api_ip", slots)
    assert in_pool(CATALOGUE["trades"], Settings(), calls=1000)["pool_slots"] == 3000


@pytest.mark.parametrize(("dag_id", "kind"), [(MAIN, AccountType.MAIN), (SUB, AccountType.SUB)])
def test_an_account_collects_every_question_of_its_plan(dags, dag_id, kind):
    planned = {(question.endpoint, question.key) for question in fixed_questions(kind, Wallet.SPOT)}
    fixed = [task for task in dags[dag_id].tasks if task.task_id.removeprefix("collect.") in CATALOGUE]
    assert {tuple(one) for task in fixed for one in task.op_args[3]} == planned


def test_the_grid_of_a_day_fits_a_screen(dags):
    """The group counts as one row as long as it is folded."""
    tops = {task.task_id.partition(".")[0] for task in dags[MAIN].tasks}
    assert len(tops) == 14 and "verdict" in tops


@pytest.mark.parametrize("dag_id", [MAIN, SUB])
def test_the_verdict_is_the_only_leaf_and_depends_on_every_task(dags, dag_id):
    dag = dags[dag_id]
    assert [task.task_id for task in dag.leaves] == ["verdict"]
    assert dag.get_task("verdict").upstream_task_ids == set(dag.task_dict) - {"verdict"}
    assert str(dag.get_task("verdict").trigger_rule.value) == "all_done", "it says what failed, so it runs whatever did"


@pytest.mark.parametrize("dag_id", [MAIN, SUB])
def test_one_failed_collector_stops_nothing_after_it(dags, dag_id):
    tasks = dags[dag_id].task_dict
    after = ["discover_symbols", "search", "reconcile", "write_reports", "notify"]
    after += [name for name in tasks if name.startswith("canonicalize")]
    assert {str(tasks[name].trigger_rule.value) for name in after} == {"all_done"}


def test_every_template_has_its_file_and_every_file_is_used():
    """The parts beside the folders run within templates. Every template and every check is run by a DAG."""
    files = {str(path.relative_to(SQL)) for room in ("sources", "shapes") for path in (SQL / room).glob("*/*.sql")}
    assert files == {name for source in SOURCES.values() for name in (source.book, source.check)}
    assert {path.stem for path in (SQL / "sources").glob("*.sql")} == {"twins", "told_twice", "told_beside_margin"}


def test_an_account_with_a_start_date_is_caught_up_and_one_without_is_not(dags):
    assert (dags[MAIN].catchup, dags[MAIN].start_date.isoformat()) == (True, "2026-11-01T00:00:00+00:00")
    assert dags[SUB].catchup is False


def test_an_account_does_not_wait_for_the_exchange_info_dag(dags):
    from binrecon.orchestration.timetable import SettledDayTimetable

    assert isinstance(dags[MAIN].timetable, SettledDayTimetable)
    outlets = [outlet.name for task in dags["binrecon_exchange_info"].tasks for outlet in task.outlets]
    assert outlets == ["binance_exchange_info"]


def test_a_day_not_closed_four_hours_after_it_was_due_raises_an_alert(dags):
    [alert] = dags[MAIN].deadline
    assert alert.interval == timedelta(hours=4)
    assert alert.reference.reference_name == "NewestDayDue", "one counted from queueing cannot be cleared"
    assert alert.callback.path == "binrecon.orchestration.deadline.day_not_closed"


def test_monitoring_looks_for_queued_runs_of_every_dag_but_its_own(dags):
    from binrecon.orchestration.queued_runs import OTHERS

    others = {dag_id for dag_id, dag in dags.items() if "open_day" not in dag.task_dict}
    assert others - {"binrecon_monitoring"} == set(OTHERS)
    assert all(task_id in dags[dag_id].task_dict for dag_id, task_id in OTHERS.items())


def futures_dag(*wallets):
    account = Account("main@example.com", AccountType.MAIN, "binance_main", wallets=(Wallet.SPOT, *wallets))
    return reconcile_account(account, Settings())


def copies(dag):
    """What one day of the DAG asks of wallets besides SPOT: task -> its copies."""
    asking = [task for task in dag.tasks if task.task_id.startswith("collect.wallets_")]
    return {task.task_id: task.op_kwargs_expand_input.value for task in asking}


def test_a_wallet_besides_spot_adds_one_copy():
    spot, both = futures_dag(), futures_dag(Wallet.FUTURES)
    assert copies(spot) == {}
    lists = [["futures_snapshot", "FUTURES"], ["um_income", ""]]
    assert copies(both) == {"collect.wallets_sapi_ip": [{"wallet": "FUTURES", "lists": lists}]}
    assert set(both.task_dict) - set(spot.task_dict) == set(copies(both))
    [task] = [both.get_task(name) for name in copies(both)]
    heaviest = CATALOGUE["futures_snapshot"]
    assert (task.pool, task.pool_slots) == ("binance_sapi_ip_rare", heaviest.weight)
    assert task.map_index_template == "{{ label }}"


def test_an_account_with_futures_asks_every_question_of_its_plan():
    asked = {
        tuple(one) for mapped in copies(futures_dag(Wallet.FUTURES)).values() for c in mapped for one in c["lists"]
    }
    assert asked == {
        (question.endpoint, question.key) for question in fixed_questions(AccountType.MAIN, Wallet.FUTURES)
    }


def test_everything_is_booked_before_pairs_are_discovered():
    dag = futures_dag(Wallet.FUTURES)
    group = {task.task_id for task in dag.tasks if task.task_id.startswith("collect.")}
    assert dag.get_task("canonicalize").upstream_task_ids == group - {"collect.due_products"}
    assert dag.get_task("discover_symbols").upstream_task_ids == {"open_day", "canonicalize"}
    asking = group - {"collect.due_products"} | {"collect_trades"}
    for name in asking:
        assert "check_key" in dag.get_task(name).upstream_task_ids, "nothing is asked with a key that was refused"
        assert dag.get_task(name).trigger_rule.value == "all_success"


def test_the_account_s_dag_does_not_read_what_was_to_be_read_at_midnight():
    dag = futures_dag(Wallet.FUTURES, Wallet.COIN_M_FUTURES, Wallet.OPTION)
    assert copies(dag) == {
        "collect.wallets_sapi_ip": [
            {"wallet": "FUTURES", "lists": [["futures_snapshot", "FUTURES"], ["um_income", ""]]}
        ],
        "collect.wallets_fapi_ip": [{"wallet": "COIN_M_FUTURES", "lists": [["cm_income", ""]]}],
        "collect.wallets_eapi_ip": [{"wallet": "OPTION", "lists": [["option_bill", ""]]}],
    }


def midnight_dag(*wallets):
    accounts = (
        Account("main@example.com", AccountType.MAIN, "binance_main", wallets=(Wallet.SPOT, *wallets)),
        Account("sub@example.com", AccountType.SUB, "binance_sub"),
    )
    return readings_dag(Roster(accounts, Settings()))


def test_wallets_without_snapshots_are_read_at_midnight_by_a_dag_of_their_own():
    dag = midnight_dag(Wallet.COIN_M_FUTURES, Wallet.OPTION)
    group = "main_example_com"
    coin, option, booking = (dag.get_task(f"{group}.{name}") for name in ("coin_m_futures", "option", "book_readings"))
    assert set(dag.task_dict) == {"day_before", coin.task_id, option.task_id, booking.task_id, "all_read"}
    assert dag.get_task("all_read").upstream_task_ids == set(dag.task_dict) - {"all_read"}
    assert dag.get_task("all_read").trigger_rule == "all_success"
    asked = [(one.op_args[0], one.op_args[1].operator.task_id, one.op_args[2]) for one in (coin, option)]
    assert asked == [
        ("main@example.com", "day_before", "coin_m_reading"),
        ("main@example.com", "day_before", "option_reading"),
    ]
    assert booking.upstream_task_ids == {coin.task_id, option.task_id} and booking.trigger_rule == "all_done"
    assert [(one.pool, one.pool_slots) for one in (coin, option)] == [("binance_fapi_ip", 5), ("binance_eapi_ip", 3)]
    assert coin.priority_weight == 1000 and coin.on_failure_callback[0].email == "main@example.com"
    assert set(DagSerialization.from_dict(DagSerialization.to_dict(dag)).task_dict) == set(dag.task_dict)


def test_without_such_wallets_nothing_is_read_at_midnight(dags):
    assert midnight_dag() is None and midnight_dag(Wallet.FUTURES) is None
    assert "binrecon_readings" not in dags


def test_monitoring_looks_after_the_readings_where_there_are_any():
    from binrecon.orchestration import queued_runs, silent_ends

    dag = midnight_dag(Wallet.OPTION)
    assert [dag.dag_id] == list(queued_runs.AT_MIDNIGHT) == list(silent_ends.AT_MIDNIGHT)
    assert queued_runs.AT_MIDNIGHT[dag.dag_id] in dag.task_dict


def test_the_dag_of_readings_loads_from_its_file(tmp_path, monkeypatch):
    from airflow.dag_processing.dagbag import DagBag

    accounts = tmp_path / "accounts.toml"
    text = '[[accounts]]\nemail = "main@example.com"\ntype = "main"\nconnection = "b"\nwallets = ["SPOT", "OPTION"]\n'
    accounts.write_text(text)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))
    bag = DagBag(dag_folder=str(ROOT / "dags" / "readings.py"))
    assert bag.import_errors == {} and set(bag.dags) == {"binrecon_readings"}


@pytest.mark.parametrize("name", ["open_day", "check_key", "reconcile", "write_reports", "notify"])
def test_what_is_about_the_whole_day_is_about_every_wallet(name):
    assert futures_dag(Wallet.FUTURES).get_task(name).op_kwargs["wallets"] == ["SPOT", "FUTURES"]


def test_searching_is_about_spot_alone():
    for name in ("discover_symbols", "search", "collect.due_products"):
        assert futures_dag(Wallet.FUTURES).get_task(name).op_kwargs["wallet"] == "SPOT"
