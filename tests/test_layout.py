"""Where things lie: a test file for each module, in the same room and of the same name; and no name for two classes."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "plugins" / "binrecon"

ELSEWHERE = {
    # What is asked for each list is tested over all lists at once, with the collectors that differ.
    "collectors/test_base.py": "collectors: absences passes windows",
    "collectors/test_products_read.py": "collectors: exchange_info snapshot sources",
    "exchange/test_client.py": "exchange: channel transport",
    # A family of lists is data: one test goes through every list of every family and says in words what is missing.
    "sources/test_source.py": "sources: account booking coin_futures earn futures income investment loans margin market"
    " options payments product staking trading transfers wallet_reading wallets catalogue endpoint",
    # Values, tested by what is done with them.
    "reporting/test_monitoring.py": "config: paths",
    "storage/test_weight_ledger.py": "domain: calls",
    "reconciliation/test_residual_ranking.py": "domain: day_facts quotes",
    "reconciliation/investigation/test_investigate.py": "domain: investigation_input day_results records",
    "storage/record_sets/test_queries.py": "domain: record_sets thresholds",
    "orchestration/test_callbacks.py": "domain: errors meanings",
    "orchestration/test_posting.py": "domain: messages",
    "dags/test_whose_key.py": "domain: settlement",
    "processing/statements/test_changed_clock.py": "domain: statements",
    "config/test_accounts.py": "domain: vocabulary wallets contracts",
    "collectors/test_day_plan.py": "sources: wallet_lists",
    "sources/test_totals.py": "sources: pages",
    "test_docs_lists.py": "sources: unread page",
    "reconciliation/investigation/causes/test_catalogue.py": "reconciliation/investigation/causes: cause",
    "reconciliation/investigation/hints/test_next_steps.py": "reconciliation/investigation: statement_lines"
    " typed_amounts",
    "reconciliation/test_verdicts.py": "reconciliation: day_verdict roll_forward unproved_steps",
    "processing/statements/test_comparing.py": "processing/statements: order scoring",
    "reporting/test_discord.py": "reporting: discord_text morning",
    "reporting/test_report_files.py": "reporting: report_columns",
    # Against the database, with what reads it.
    "services/test_margin_day.py": "reconciliation: twice_told untold_splits",
    "services/test_margin_midnight.py": "domain: midnights",
    "worlds/test_margin_worlds.py": "collectors: followed",
    "worlds/test_margin_teeth.py": "storage: margin_pairs midnights",
    "orchestration/test_trade_tasks.py": "services: residual_search",
    "orchestration/test_resolution_tasks.py": "services: resolutions",
    "storage/test_sealed_tables.py": "storage: schema",
    # Declarations, all held against the migrations at once.
    "migrations/test_migrations.py": "storage/tables: canonical collecting declared evidence imports matches people"
    " sealing verdicts",
    "storage/test_archiving.py": "storage: archive_check archive_files archived_rows archives unsettled_days",
    "storage/test_day_results.py": "storage: day_facts queries copy_format",
    "storage/test_locks.py": "storage: transactions",
    "worlds/test_whose_key.py": "storage: snapshots",
    "collectors/test_discovery.py": "storage: discovery",
    "worlds/test_by_remainder.py": "storage: traded_symbols",
    "storage/test_error_queue.py": "storage: errors_log",
    "collectors/test_pair_lists.py": "storage: routed_pairs",
    "sql/test_products.py": "storage: product_use",
    "orchestration/test_session.py": "collectors: identity",
    "collectors/test_account_mode.py": "collectors: document",
    "worlds/test_portfolio_margin.py": "domain: portfolio_margin",
    "services/test_resolved_measures.py": "reconciliation/investigation: resolved",
    "worlds/test_never_seen.py": "storage: identities",
    "services/test_reading_day.py": "reconciliation: own_readings",
    "services/test_isolated_day.py": "sources: isolated_margin",
    "services/test_positions_day.py": "reconciliation: positions",
    "services/test_futures_day.py": "storage: positions",
    # What a probe looks at is data, and refusals are told where a question is settled.
    "probing/test_asking.py": "probing: lists looks windows",
    "probing/test_settling.py": "probing: advice question",
    # With the rest of Airflow's part, as Airflow loads and runs it.
    "dags/test_dags.py": "orchestration: account_dag dag_defaults exchange_info_dag market_tasks readings_dag",
    "orchestration/test_check.py": "orchestration: hook",
    "orchestration/test_statement_tasks.py": "orchestration: statement_form sealing",
    "orchestration/test_turns.py": "orchestration: run_ends silent_ends",
    "test_architecture.py": "airflow_plugin provider_info",
    # Pages, over the demo's world by HTTP and in a browser.
    "web/test_mount.py": "web: access application downloads reader rendering",
    "web/test_pages.py": "web/screens: account_day cell open_values queues report tabs",
    "web/test_failures.py": "web/screens: upload",
    "web/test_browser.py": "storage/pages: account_day cell evidence open_values overview queues report",
    "services/test_sign_off.py": "storage: sign_offs",
    "services/test_month_close.py": "storage: closes",
    "services/test_bundle.py": "storage: bundle_parts bundle_readiness bundle_scope bundle_trail",
    "dags/test_statement.py": "orchestration: bundle_tasks",
    "dags/test_sign_off.py": "orchestration: sign_off_tasks",
    "dags/test_replay.py": "orchestration: replay_tasks",
    "services/test_replay.py": "storage: replay",
    "services/test_group.py": "storage: group",
    "reconciliation/test_group.py": "domain: group",
    "dags/test_close.py": "orchestration: asking close_tasks",
    "dags/test_breaks.py": "orchestration: break_tasks break_files",
    "dags/test_history.py": "orchestration: history_tasks",
    "reconciliation/test_intervals.py": "domain: history",
    "processing/test_balance_statements.py": "domain: balance_statements",
}
"""The test file of modules that have none of their own name, by room. A module of a new name has to have one of its
own."""
LOADED_BY_AIRFLOW = {
    "airflow_plugin",
    "provider_info",
    *(
        f"orchestration/{name}"
        for name in (
            *("asking", "break_tasks", "break_files", "close_tasks", "exchange_info_dag", "monitoring_dag"),
            *("readings_dag", "sign_off_tasks", "replay_tasks", "history_tasks", "bundle_tasks"),
        )
    ),
}
"""What a test runs without importing it."""


def modules() -> list[str]:
    paths = [path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"]
    return sorted(str(path.relative_to(PACKAGE).with_suffix("")) for path in paths)


def own_test(module: str) -> Path:
    path = Path(module)
    return ROOT / "tests" / path.parent / f"test_{path.name}.py"


def elsewhere() -> dict[str, Path]:
    """Module -> the test file that the table names for it."""
    found: dict[str, Path] = {}
    for file, rooms in ELSEWHERE.items():
        room, _, names = rooms.rpartition(":")
        for name in names.split():
            found[f"{room}/{name}" if room else name] = ROOT / "tests" / file
    return found


def test_every_module_has_a_test_file():
    missing = [module for module in modules() if not own_test(module).exists() and module not in elsewhere()]
    assert missing == []


def test_the_table_of_tests_elsewhere_holds_nothing_old():
    known = set(modules())
    assert [module for module in elsewhere() if module not in known] == []
    assert [module for module in elsewhere() if own_test(module).exists()] == []


def test_a_test_elsewhere_reaches_its_module():
    missed = [
        f"{file.name} does not reach {module}"
        for module, file in elsewhere().items()
        if module not in LOADED_BY_AIRFLOW and module not in reached(file)
    ]
    assert missed == []


def reached(file: Path) -> set[str]:
    """The modules that a test imports, by a helper of the tests too, those that they import, and so on."""
    found: set[Path] = set()
    left = {file}
    while left:
        path = left.pop()
        found.add(path)
        left |= imports(path) - found
    return {str(path.relative_to(PACKAGE).with_suffix("")) for path in found if path.is_relative_to(PACKAGE)}


@cache
def imports(file: Path) -> frozenset[Path]:
    """The files of our own that this one imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    paths = [folder / f"{name.replace('.', '/')}.py" for name in names for folder in (ROOT, ROOT / "plugins")]
    return frozenset(path for path in paths if path.exists())


def test_no_two_classes_share_a_name():
    places: dict[str, list[str]] = defaultdict(list)
    for folder in ("plugins", "bin", "dags"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}
