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
    "collectors/test_products_read.py": "collectors: convert deposit exchange_info snapshot sources trade transfer withdraw",
    "collectors/test_key_owner.py": "collectors: identity",
    "exchange/test_paging.py": "exchange: asking by_id",
    "exchange/test_client.py": "exchange: channel transport",
    # Values, tested by what is done with them.
    "domain/test_limits.py": "config: pools",
    "reporting/test_monitoring.py": "config: paths",
    "storage/test_weight_ledger.py": "domain: calls",
    "reconciliation/test_residual_ranking.py": "domain: day_facts quotes",
    "reconciliation/test_investigation.py": "domain: investigation_input day_results",
    "orchestration/test_callbacks.py": "domain: errors meanings",
    "dags/test_whose_key.py": "domain: settlement",
    "processing/statements/test_changed_clock.py": "domain: statements",
    "reconciliation/test_transfer_matching.py": "domain: transfer_ends",
    "config/test_accounts.py": "domain: vocabulary",
    "sources/test_products.py": "sources: catalogue endpoint unread",
    "sources/test_totals.py": "sources: pages",
    "storage/test_record_shapes.py": "sources: record_fields",
    "exchange/test_ends.py": "sources: record_names",
    "processing/statements/test_operations.py": "sources: statement_operations",
    # The causes by kind: each case names the cause that must win against all others.
    "reconciliation/test_causes_of_records.py": "reconciliation/causes: failed_withdrawal fees_and_duplicates other_wallet"
    " unmatched_transfer",
    "reconciliation/test_causes_of_time.py": "reconciliation/causes: cutoff snapshot_cut unsettled_record",
    "reconciliation/test_next_steps.py": "reconciliation: bearing_out consistency missing_fill stated typed_amounts",
    "reconciliation/test_verdicts.py": "reconciliation: day_verdict roll_forward unproved_steps",
    "processing/statements/test_three_witnesses.py": "processing/statements: comparing order scoring values",
    "reporting/test_discord.py": "reporting: discord_text morning",
    "reporting/test_day_summary.py": "reporting: effort sub_accounts",
    # Against the database, with what reads it.
    "orchestration/test_product_tasks.py": "services: residual_search",
    "storage/test_hash_chain.py": "storage: chain_check schema sealed_tables",
    "storage/test_findings_reports.py": "storage: coverage_gaps snapshots",
    "storage/test_redaction.py": "storage: database",
    "collectors/test_discovery.py": "storage: discovery traded_symbols",
    "storage/test_resolutions.py": "storage: error_queue errors_log",
    "collectors/test_pair_lists.py": "storage: routed_pairs",
    "sql/test_products.py": "storage: product_use",
    "sql/test_hostile_records.py": "storage: sql_text",
    "orchestration/test_session.py": "storage: identities",
    # With the rest of Airflow's part, as Airflow loads and runs it.
    "dags/test_dags.py": "orchestration: account_dag dag_defaults exchange_info_dag guides market_tasks monitoring_dag operators",
    "dags/test_notes_and_deadlines.py": "orchestration: run_note silent_ends",
    "orchestration/test_check.py": "orchestration: hook",
    "orchestration/test_resolution_tasks.py": "orchestration: resolution_guide sealing",
    "orchestration/test_statement_tasks.py": "orchestration: statement_form statement_guide",
    "orchestration/test_open_day.py": "orchestration: tasks",
    "dags/test_ends.py": "orchestration: run_ends",
    "dags/test_resolutions.py": "verify_chain",
    "test_architecture.py": "airflow_plugin provider_info",
}
"""The test file of modules that have none of their own name, by room. A module of a new name has to have one of its own."""
LOADED_BY_AIRFLOW = {
    "airflow_plugin",
    "provider_info",
    *(f"orchestration/{name}" for name in ("exchange_info_dag", "monitoring_dag", "operators")),
}
"""What a test runs without importing it."""
NAMED_TWICE = {
    "Resolution": "the record, its table and what the investigation sees of it",
}
"""Classes that share a name still; nothing may be added."""


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
    """The modules that a test imports, those that they import, and so on."""
    found: set[str] = set()
    left = set(imports(file))
    while left:
        module = left.pop()
        if module not in found:
            found.add(module)
            left |= imports(PACKAGE / f"{module}.py")
    return found


@cache
def imports(file: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    inside = {name.removeprefix("binrecon.").replace(".", "/") for name in names if name.startswith("binrecon.")}
    return frozenset(name for name in inside if (PACKAGE / f"{name}.py").exists())


def test_no_two_classes_share_a_name():
    places: dict[str, list[str]] = defaultdict(list)
    for folder in ("plugins", "bin", "dags"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(path.relative_to(ROOT)))
    twice = {name: paths for name, paths in places.items() if len(paths) > 1}
    assert {name: paths for name, paths in twice.items() if name not in NAMED_TWICE} == {}
    assert [name for name in NAMED_TWICE if name not in twice] == [], "settled: take it out of the table"
