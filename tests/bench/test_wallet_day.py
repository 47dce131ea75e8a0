"""The bench of a day with every wallet without its stack: what it counts and compares. Times belong to the bench
itself."""

from __future__ import annotations

from datetime import date

from tests.bench import wallet_day
from tests.bench.day_runs import Timed
from tests.bench.wallet_day import Pair
from tests.simulator.__main__ import accounts_toml
from tests.simulator.demo import Demo

SPOT = {"open_day": 1, "collect_trades": 9}
EVERY = {"open_day": 1, "collect_trades": 4, "collect.wallets_sapi_ip": 3}


def test_the_wallets_tasks_alone_are_counted_as_more() -> None:
    pair = Pair(Timed("every", 26.0, EVERY), Timed("spot", 20.0, SPOT))
    found = {row.figure: row for row in wallet_day.rows([pair])}
    assert found["tasks more of a day with every wallet"].value == 3
    assert found["day with every wallet over day of SPOT"].value == 1.3
    assert all(row.holds for row in found.values())


def test_a_day_that_takes_longer_or_asks_more_misses_its_target() -> None:
    slow = Pair(Timed("every", 27.0, {**EVERY, "collect.wallets_fapi_ip": 10}), Timed("spot", 20.0, SPOT))
    assert [row.holds for row in wallet_day.rows([slow])] == [True, False, True, True, False]


def test_the_first_account_alone_is_left_with_spot() -> None:
    every = accounts_toml(Demo(date(2026, 11, 19), 4))
    spot = wallet_day.of_spot(every)
    assert every.count('"OPTION"') == 1 and '"OPTION"' not in spot
    assert spot.count("wallets = ") == every.count("wallets = ") == 3
    assert wallet_day.of_spot(spot) == spot


def test_a_dag_with_further_wallets_is_told_from_one_without() -> None:
    assert wallet_day.has_wallets([{"task_id": "open_day"}, {"task_id": "collect.wallets_fapi_ip"}])
    assert not wallet_day.has_wallets([{"task_id": "open_day"}, {"task_id": "collect.deposit_history"}])
