"""The rounds that follow what is left of a day, and the sweep: how their tasks hang together, and one real run of
them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from binrecon.domain.settlement import newest_settled_day
from binrecon.orchestration import hook
from binrecon.reconciliation.residual_ranking import ROUNDS
from sqlalchemy import create_engine, text

from tests.dags.runs import Airflow
from tests.dags.test_dags import MAIN
from tests.simulator import HOUR, Exchange, RealClock, Scenario, start_of
from tests.simulator.server import SimServer, serve
from tests.worlds.wide_market import EMAIL, QUOTES, WideMarket

NAMES = [*(f"remainder_{number}" for number in ROUNDS), "sweep"]


@pytest.mark.parametrize("name", NAMES)
def test_pairs_that_are_searched_for_are_asked_as_others_are(dags, name):
    asking, usual = dags[MAIN].get_task(f"collect_{name}"), dags[MAIN].get_task("collect_trades")
    assert (asking.pool, asking.pool_slots) == (usual.pool, usual.pool_slots)
    assert asking.trigger_rule.value == "all_success", "nothing is asked with a key that was refused"
    assert "check_key" in asking.upstream_task_ids
    assert dags[MAIN].get_task(f"canonicalize_{name}").upstream_task_ids == {f"collect_{name}"}


def test_each_round_follows_what_the_one_before_it_has_booked(dags):
    dag, before = dags[MAIN], "canonicalize_closes"
    for name in NAMES:
        choosing = dag.get_task("plan_sweep" if name == "sweep" else name)
        assert before in choosing.upstream_task_ids
        assert choosing.trigger_rule.value == "all_done"
        before = "canonicalize_left_products" if name == "remainder_1" else f"canonicalize_{name}"
    for limiter in ("sapi_ip", "sapi_uid", "api_ip"):
        assert "canonicalize_remainder_1" in dag.get_task(f"left_products_{limiter}").upstream_task_ids
    assert "canonicalize_sweep" in dag.get_task("check_rows").upstream_task_ids
    assert "discover_symbols" in dag.get_task("remainder_1").get_flat_relative_ids(upstream=True)


@pytest.fixture
def market() -> WideMarket:
    """An account that held dollars bought a coin it never had, for another dollar it never had."""
    market = WideMarket(3, pairs=100, first_day=newest_settled_day(datetime.now(UTC)))
    market.open("USDT", "BNB")
    noon = start_of(market.world.first_day) + 12 * HOUR
    [coin, *_] = [
        pair.base for pair in market.world.symbols.values() if pair.quote == "USDC" and pair.base not in QUOTES
    ]
    market.buy("USDCUSDT", 300, noon, fee="")
    market.spend(f"{coin}USDC", market.world.events[-1].qty, noon + HOUR)
    return market


@pytest.fixture
def simulator(market: WideMarket) -> Iterator[SimServer]:
    server = serve(Exchange(Scenario(market.world), RealClock()))
    yield server
    server.close()


@pytest.mark.slow
def test_a_run_finds_pairs_that_were_never_seen_and_is_green(
    airflow: Airflow,
    market: WideMarket,
    simulator: SimServer,
    database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(
        f'[settings]\ndaily_pairs = 0\n[[accounts]]\nemail = "{EMAIL}"\ntype = "main"\nconnection = "binance_main"\n'
    )
    key = simulator.exchange.key_of(EMAIL)
    fields = {"conn_type": "binance", "host": simulator.url, "login": key.api_key, "password": key.secret}
    for name, value in {
        "BINRECON_ACCOUNTS": str(accounts),
        "BINRECON_REPORTS": str(tmp_path / "reports"),
        "AIRFLOW_CONN_BINANCE_MAIN": json.dumps(fields),
        "AIRFLOW_CONN_BINRECON_DB": database.connection_uri,
    }.items():
        monkeypatch.setenv(name, value)
    hook.engine.cache_clear()
    airflow.load()
    run_id = airflow.trigger(MAIN, day=market.world.first_day.isoformat())
    assert airflow.run(MAIN, run_id) == "success"
    asked = {(one["task_id"], one["rendered_map_index"]): one["state"] for one in airflow.instances(MAIN, run_id)}
    airflow.forget(MAIN)
    hook.engine.cache_clear()
    in_rounds = {label for task, label in asked if task.startswith("collect_remainder") and label}
    assert in_rounds >= {event.symbol for event in market.world.events}
    assert asked["collect_remainder_3", None] == "skipped"
    assert len([task for task, _ in asked if task == "collect_sweep"]) == 4
    with create_engine(database.reader_url).connect() as connection:
        verdicts = connection.execute(text("SELECT DISTINCT verdict FROM v_binance_verdicts_current")).scalars().all()
    assert verdicts == ["proved"]
