"""The rounds that follow what is left of a day, and the sweep: how their tasks hang together, and one real run of
them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from binrecon.domain.settlement import newest_settled_day
from binrecon.orchestration import hook
from binrecon.storage.plan import LEFT_OF, SWEEP
from sqlalchemy import create_engine, text

from tests.dags.runs import Airflow
from tests.dags.test_dags import MAIN
from tests.simulator import HOUR, Exchange, RealClock, Scenario, start_of
from tests.simulator.server import SimServer, serve
from tests.worlds.wide_market import EMAIL, QUOTES, WideMarket


def test_the_search_follows_what_the_day_asked_in_any_case(dags):
    search = dags[MAIN].get_task("search")
    assert search.upstream_task_ids == {"open_day", "check_key", "canonicalize_trades"}
    assert search.trigger_rule.value == "all_done", "one failed symbol does not stop it"
    assert "older_days_judged" in search.downstream_task_ids


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
    states = {one["task_id"]: one["state"] for one in airflow.instances(MAIN, run_id)}
    airflow.forget(MAIN)
    hook.engine.cache_clear()
    assert states["collect_trades"] == "skipped", "nothing was known to be asked"
    with create_engine(database.reader_url).connect() as connection:
        planned = connection.execute(
            text(
                "SELECT plan.key, plan.reason FROM binance_collection_plan AS plan "
                "JOIN binance_collection_coverage AS held USING (email, endpoint, key) "
                "WHERE plan.endpoint = 'trades' AND held.status = 'complete'"
            )
        ).all()
    found = {key for key, reason in planned if reason.startswith(LEFT_OF)}
    assert found >= {event.symbol for event in market.world.events}
    assert len([key for key, reason in planned if reason == SWEEP]) == 4
    with create_engine(database.reader_url).connect() as connection:
        verdicts = connection.execute(text("SELECT DISTINCT verdict FROM v_binance_verdicts_current")).scalars().all()
    assert verdicts == ["proved"]
