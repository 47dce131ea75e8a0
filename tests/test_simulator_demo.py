"""The demo world: products every day, what is planted shows exactly as truth.json says, a late record appears when
told."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import requests

from tests.simulator import SECOND, Clock, Exchange, Product, RealClock, start_of, units
from tests.simulator.clock import MovedClock
from tests.simulator.demo import ALPHA, MAIN, WALLETS, Demo
from tests.simulator.demo_wallets import CALLED, PAIR
from tests.simulator.postings import MEASURES
from tests.simulator.server import SimServer, serve

LAST = date(2026, 11, 10)
NOW = start_of(LAST + timedelta(days=2))
DEPOSITS = "/sapi/v1/capital/deposit/hisrec"


@pytest.fixture
def demo() -> Demo:
    return Demo(LAST, 4)


def late_cell(demo: Demo) -> tuple[str, date, str, str]:
    cell = demo.truth()["late"][0]
    return cell["email"], date.fromisoformat(cell["day"]), cell["wallet"], cell["asset"]


def shown(demo: Demo) -> list[Any]:
    """The amounts of the late record's account and asset that the deposit list has now."""
    email, _, _, asset = late_cell(demo)
    listed = demo.scenario.listing("deposit", email, NOW)
    return [event.amount for event in listed if event.asset == asset]


def test_every_day_has_products_of_both_accounts_in_all_their_lists(demo: Demo) -> None:
    for row in demo.truth()["products"]:
        days = [
            event.time
            for event in demo.world.events
            if isinstance(event, Product) and (event.email, event.kind) == (row["email"], row["list"])
        ]
        assert {(moment - start_of(demo.world.first_day)) // (24 * 3_600_000) for moment in days} == {0, 1, 2, 3}
    assert {row["email"] for row in demo.truth()["products"]} == {MAIN, ALPHA}


def test_what_no_list_tells_is_not_counted_as_listed(demo: Demo) -> None:
    dividends = [row["records"] for row in demo.truth()["products"] if row["list"] == "asset_dividend"]
    assert dividends == [4, 4]
    assert sum(event.kind == "asset_dividend" for event in demo.world.events) == 9


def test_only_planted_cells_are_off_and_by_what_the_truth_says(demo: Demo) -> None:
    cells = [cell for cell in demo.truth()["planted"] if cell["asset"]]
    told = {(p["email"], p["day"], p["wallet"], p["asset"], p["measure"]): units(p["variance"]) for p in cells}
    off = {
        (email, str(day), CALLED.get(wallet, wallet), asset, measure): amount
        for measure in MEASURES
        for (email, day, wallet, asset), amount in demo.scenario.expected_variance(measure=measure).items()
        if wallet in ("SPOT", *CALLED)
    }
    assert {place: amount for place, amount in told.items() if amount} == off


def test_each_wallet_of_the_main_account_has_a_trouble_and_moves_every_day(demo: Demo) -> None:
    assert {cell["wallet"] for cell in demo.truth()["planted"]} == set(WALLETS[MAIN])
    for wallet in CALLED:
        for measure in MEASURES if wallet == "MARGIN" else ("balance",):
            for day in demo.world.days:
                pair = PAIR if wallet == "ISOLATED_MARGIN" else ""
                assert demo.world.movements(MAIN, day, wallet, measure, pair), f"{wallet} {measure} {day}"


def test_the_exchange_goes_to_each_midnight_and_then_shows_the_machine_s_time(demo: Demo) -> None:
    clock, days = MovedClock(), []
    while day := demo.next_midnight(clock)["day"]:
        days.append(day)
        assert timedelta(0) <= timedelta(milliseconds=clock.now() - start_of(demo.world.first_day)) < timedelta(days=5)
    assert days == [str(day) for day in demo.world.days]
    assert abs(clock.now() - RealClock().now()) < SECOND


def test_the_slow_redemption_is_off_by_the_opposite_on_the_next_day(demo: Demo) -> None:
    slow = [p for p in demo.truth()["planted"] if p["kind"] == "slow_redemption"]
    assert [p["variance"] for p in slow] == ["-12.463712", "12.463712"]
    assert [p["expected_verdict"] for p in slow] == ["explained", "explained"]


def test_a_late_record_is_missing_until_it_is_told_to_appear(demo: Demo) -> None:
    assert shown(demo) == []
    assert demo.reveal(NOW) == 1
    assert shown(demo) == [units("0.75")]
    assert demo.reveal(NOW) == 0


def test_the_truth_tells_both_states_of_the_late_cell(demo: Demo) -> None:
    late = demo.truth()["late"][0]
    assert (late["expected_verdict"], late["variance"], late["then"]) == ("open", "0.75", "proved")
    demo.reveal(NOW)
    assert late_cell(demo) not in demo.scenario.expected_variance(NOW)


def test_nothing_else_is_off_on_the_late_record_s_day(demo: Demo) -> None:
    email, day, _, _ = late_cell(demo)
    spot = [p for p in demo.truth()["planted"] if p["wallet"] == "SPOT"]
    assert [p for p in spot if (p["email"], p["day"]) == (email, str(day))] == []


@pytest.fixture
def server(demo: Demo) -> Iterator[SimServer]:
    server = serve(Exchange(demo.scenario, Clock(NOW)), controls={"late": lambda: {"listed": demo.reveal(NOW)}})
    yield server
    server.close()


def test_a_control_is_called_by_post_alone_and_outside_the_exchange_s_paths(demo: Demo, server: SimServer) -> None:
    assert requests.get(f"{server.url}/_sim/late").status_code == 404
    assert requests.post(f"{server.url}/late").status_code == 404
    assert requests.post(f"{server.url}/_sim/later").status_code == 404
    assert shown(demo) == []
    assert requests.post(f"{server.url}/_sim/late").json() == {"listed": 1}
    assert requests.post(f"{server.url}/_sim/late").json() == {"listed": 0}
    assert shown(demo) == [units("0.75")]


def test_the_control_is_reached_on_loopback_alone(server: SimServer) -> None:
    assert server.server_address[0] == "127.0.0.1"


def test_the_exchange_answers_with_the_record_once_it_appeared(demo: Demo, server: SimServer) -> None:
    key = server.exchange.key_of(MAIN)
    payload = f"startTime={start_of(demo.world.first_day)}&endTime={NOW}&timestamp={NOW}"
    url = f"{server.url}{DEPOSITS}?{payload}&signature={key.sign(payload)}"

    def coins() -> list[str]:
        return [row["coin"] for row in requests.get(url, headers={"X-MBX-APIKEY": key.api_key}).json()]

    assert "BTC" not in coins()
    requests.post(f"{server.url}/_sim/late")
    assert coins().count("BTC") == 1
