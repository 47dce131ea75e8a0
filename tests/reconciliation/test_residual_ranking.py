"""Which pairs are suspected of what a roll-forward leaves, in which order, and how many are asked at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import BalanceLine, DayFacts
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.residual_ranking import Candidate, Suspect, choose, rank, residuals_of

PRICES = {
    asset: Decimal(price)
    for asset, price in {
        "USDT": "1",
        "USDC": "1",
        "EUR": "1.1",
        "BTC": "60000",
        "ETH": "2500",
        "BNB": "600",
        "SOL": "100",
        "ADA": "0.5",
    }.items()
}


def pairs(*names: str, familiar: tuple[str, ...] = ()) -> list[Candidate]:
    return [Candidate(name.replace("/", ""), *name.split("/"), name in familiar) for name in names]


def ranked(
    left: dict[str, str], *names: str, prices: dict[str, Decimal] = PRICES, **other: tuple[str, ...]
) -> list[str]:
    return [s.symbol for s in rank({k: Decimal(v) for k, v in left.items()}, prices, pairs(*names, **other))]


def guessed(left: dict[str, str], *names: str, prices: dict[str, Decimal] = PRICES) -> list[str]:
    found = rank({k: Decimal(v) for k, v in left.items()}, prices, pairs(*names))
    return [suspect.symbol for suspect in found if suspect.likely]


def test_two_assets_off_in_the_ratio_of_their_pair_are_its_trade() -> None:
    assert guessed({"SOL": "5", "USDT": "-500.5"}, "SOL/USDC", "SOL/USDT", "BTC/USDT", "SOL/BTC") == ["SOLUSDT"]


def test_the_direction_must_be_opposite() -> None:
    """Both up: no single trade of their pair does that."""
    assert ranked({"SOL": "5", "BTC": "1"}, "SOL/BTC", "SOL/USDT", "BTC/USDT")[0] != "SOLBTC"


def test_the_ratio_nearest_to_the_close_comes_first() -> None:
    left = {"SOL": "5", "ETH": "-0.2", "BTC": "-0.1"}
    assert ranked(left, "SOL/BTC", "SOL/ETH")[:1] == ["SOLETH"]


def test_several_trades_against_one_asset_are_netted_off_pair_by_pair() -> None:
    """2 SOL and 400 ADA bought for USDT, 1 ETH sold for BTC, which alone is not traded against USDT."""
    left = {"SOL": "2", "ADA": "400", "USDT": "-401", "ETH": "-1", "BTC": "0.0416"}
    every = ["SOL/USDT", "ADA/USDT", "ETH/USDT", "BTC/USDT", "SOL/BTC", "ADA/BTC", "ETH/BTC", "SOL/ETH"]
    assert set(guessed(left, *every)) == {"SOLUSDT", "ADAUSDT", "ETHBTC"}


def test_the_fee_asset_that_lost_little_is_no_side_of_the_trade() -> None:
    left = {"SOL": "5", "USDT": "-500", "BNB": "-0.0008"}
    assert guessed(left, "SOL/BNB", "SOL/USDT", "BNB/USDT") == ["SOLUSDT"]
    assert guessed(left, "SOL/BNB", "BNB/USDC", "ADA/USDT") == ["BNBUSDC", "SOLBNB", "ADAUSDT"], (
        "each its own first pair"
    )


def test_the_fee_asset_that_paid_for_the_other_is_a_side() -> None:
    assert guessed({"SOL": "6", "BNB": "-1.001"}, "SOL/USDT", "SOL/BNB", "BNB/USDT") == ["SOLBNB"]


def test_two_assets_without_a_pair_lead_over_the_asset_that_has_pairs_with_both() -> None:
    left = {"EUR": "100", "USDC": "-110"}
    assert set(guessed(left, "BTC/EUR", "BTC/USDC", "EUR/USDT", "ADA/EUR", "SOL/USDC")) == {"BTCEUR", "BTCUSDC"}


def test_one_asset_off_is_asked_in_stablecoins_then_majors_then_the_rest() -> None:
    assert ranked({"SOL": "1"}, "SOL/ADA", "SOL/BTC", "SOL/ETH", "SOL/USDC", "SOL/USDT", "BTC/USDT") == [
        "SOLUSDT",
        "SOLUSDC",
        "SOLBTC",
        "SOLETH",
        "SOLADA",
    ]


def test_familiar_pairs_of_one_asset_come_before_others() -> None:
    assert ranked({"USDT": "-3"}, "ADA/USDT", "SOL/USDT", "XRP/USDT", familiar=("SOL/USDT",))[1:] == [
        "SOLUSDT",
        "XRPUSDT",
    ]


def test_the_fee_asset_alone_ends_with_the_familiar_pairs_it_may_have_paid_for() -> None:
    left = {"BNB": "-0.01"}
    assert ranked(left, "SOL/USDT", "ADA/USDT", "BNB/USDT", "BNB/BTC", familiar=("SOL/USDT",)) == [
        "BNBUSDT",
        "BNBBTC",
        "SOLUSDT",
    ]
    assert ranked({"BNB": "0.01"}, "SOL/USDT", "BNB/BTC", familiar=("SOL/USDT",)) == ["BNBBTC"]


def test_pairs_of_nothing_that_is_left_are_not_suspected() -> None:
    assert ranked({"SOL": "1"}, "ADA/USDT", "BTC/USDT") == []


def test_assets_without_a_price_are_paired_by_their_direction() -> None:
    assert guessed({"NEW": "1000", "USDT": "-30"}, "NEW/USDT", "NEW/BTC", "SOL/USDT", prices={}) == ["NEWUSDT"]
    assert set(guessed({"NEW": "7", "USDT": "-30"}, "NEW/BTC", "BTC/USDT", prices={})) == {"NEWBTC", "BTCUSDT"}


@pytest.mark.parametrize("seed", range(20))
def test_every_touching_pair_is_ranked_once_in_an_order_that_follows_from_the_values_alone(seed: int) -> None:
    rng, assets = Random(seed), [*PRICES, "N1", "N2", "N3"]
    names = sorted({f"{a}/{b}" for a in assets for b in assets if a < b and rng.random() < 0.5})
    left = {asset: str(rng.choice([-1, 1]) * rng.randint(1, 1000)) for asset in rng.sample(assets, rng.randint(1, 8))}
    found = ranked(left, *names)
    assert sorted(found) == sorted(n.replace("/", "") for n in names if set(n.split("/")) & set(left))
    shuffled = dict(rng.sample(list(left.items()), len(left)))
    assert ranked(shuffled, *rng.sample(names, len(names))) == found


def test_a_day_with_very_much_left_is_ranked_in_good_time_and_whole() -> None:
    left = {f"C{n}": Decimal(n % 2 * 2 - 1) for n in range(1000)}
    market = [Candidate(f"C{n}{quote}", f"C{n}", quote) for n in range(1000) for quote in ("USDT", "BTC")]
    assert len(rank(left, {}, market)) == 2000


def suspects() -> list[Suspect]:
    return [
        Suspect("G1", "A", True),
        Suspect("G2", "B", True, True),
        *(Suspect(f"A{n}", "A", False) for n in range(5)),
        *(Suspect(f"B{n}", "B", False, True) for n in range(5)),
    ]


@pytest.mark.parametrize(
    ("breadth", "room", "expected"),
    [(0, 60, ["G1", "G2"]), (3, 60, ["G1", "G2", "B0", "B1", "B2"]), (0, 1, ["G1"]), (0, 0, []), (0, -3, [])],
)
def test_a_round_asks_the_guesses_and_more_for_what_they_do_not_explain(
    breadth: int, room: int, expected: list[str]
) -> None:
    assert [suspect.symbol for suspect in choose(suspects(), breadth, room)] == expected


def test_the_last_round_asks_all_up_to_the_cap() -> None:
    assert len(choose(suspects(), None, 60)) == 12
    assert len(choose(suspects(), None, 7)) == 7


def test_what_is_left_is_signed_and_needs_both_snapshots() -> None:
    zero, one = Decimal(0), Decimal(1)
    balance_lines = (
        BalanceLine("UP", one, zero, zero, zero, zero, zero, Decimal("1.5")),
        BalanceLine("EVEN", one, one, -one, zero, zero, zero, one),
        BalanceLine("DOWN", one, zero, zero, zero, zero, zero, zero),
        BalanceLine("CUT", None, zero, zero, zero, zero, zero, one),
    )
    facts = DayFacts(AccountDay("a@example.com", date(2026, 11, 2), Wallet.SPOT), True, True, 0, (), balance_lines)
    assert residuals_of(facts) == {"UP": Decimal("0.5"), "DOWN": -one}
