"""What the arithmetic and the coverage of a SPOT day come to."""

from __future__ import annotations

from decimal import Context, Decimal

import pytest
from binrecon.domain.day_facts import BalanceLine, Gap
from binrecon.domain.vocabulary import Verdict
from binrecon.reconciliation.verdicts import reconcile
from hypothesis import given
from hypothesis import strategies as st

from tests.reconciliation.cases import balance_line, facts, only

UNIT = 10**18
BTC_GAP = Gap("trades", "ETHBTC", "failed", frozenset({"ETH", "BTC", "BNB"}))


def units(amount: int) -> Decimal:
    return Context(prec=60).scaleb(Decimal(amount), -18)


def test_every_kind_of_movement_counts_with_its_sign() -> None:
    """
    opening  transfers      trades       fees   expected  actual  variance
    10       +5    -3       +2    -1     -0.5   12.5      12      -0.5
    """
    judged = only(
        reconcile(
            facts(
                balance_line(
                    "BTC", "10", "12", transfers_in="5", transfers_out="-3", trades_in="2", trades_out="-1", fees="-0.5"
                )
            )
        )
    )
    assert (judged.expected, judged.variance, judged.verdict) == (Decimal("12.5"), Decimal("-0.5"), Verdict.OPEN)


@pytest.mark.parametrize(
    ("opening", "actual", "moved", "variance", "verdict"),
    [
        ("0", "0", "0", "0", Verdict.PROVED),
        ("1.00", "1.0", "0", "0", Verdict.PROVED),
        ("0.1", "0.3", "0.2", "0", Verdict.PROVED),
        ("1", "0", "0", "-1", Verdict.OPEN),
        ("0", "1", "0", "1", Verdict.OPEN),
        ("0", "0", "1e-18", "-1e-18", Verdict.OPEN),
        ("99999999999999999.999999999999999999", "99999999999999999.999999999999999999", "0", "0", Verdict.PROVED),
        ("99999999999999999.999999999999999999", "99999999999999999.999999999999999998", "0", "-1e-18", Verdict.OPEN),
        ("123456789012345.123456789012345678", "123456789012345.123456789012345679", "1e-18", "0", Verdict.PROVED),
    ],
)
def test_a_difference_of_one_smallest_unit_is_one(
    opening: str, actual: str, moved: str, variance: str, verdict: Verdict
) -> None:
    judged = only(reconcile(facts(balance_line("X", opening, actual, transfers_in=moved))))
    assert (judged.variance, judged.verdict) == (Decimal(variance), verdict)


AMOUNT = st.integers(min_value=0, max_value=10**34)


@given(opening=AMOUNT, moves=st.lists(AMOUNT, min_size=5, max_size=5), variance=st.integers(-(10**34), 10**34))
def test_the_planted_variance_comes_out_exactly_at_any_magnitude(opening: int, moves: list[int], variance: int) -> None:
    signed = [moves[0], -moves[1], moves[2], -moves[3], -moves[4]]
    planted = BalanceLine("X", units(opening), *map(units, signed), units(opening + sum(signed) + variance))
    judged = only(reconcile(facts(planted)))
    assert judged.variance == units(variance)
    assert (judged.verdict is Verdict.PROVED) == (variance == 0)


def test_a_sum_too_wide_for_the_tables_is_unproved_not_cut() -> None:
    judged = only(reconcile(facts(balance_line("X", "9e17", "9e17", transfers_in="9e17"))))
    assert (judged.expected, judged.variance, judged.verdict) == (None, None, Verdict.UNPROVED)


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ({"opening_snapshot": False}, "no snapshot of the day before"),
        ({"closing_snapshot": False}, "no snapshot of the day"),
        ({"pending_pages": 3}, "3 page(s) not read yet"),
        ({"gaps": (Gap("convert_history", "", "never asked"),)}, "not covered: convert_history (never asked)"),
        ({"opening_snapshot": False, "pending_pages": 1}, "no snapshot of the day before; 1 page(s) not read yet"),
    ],
)
def test_a_day_that_lacks_something_is_unproved_even_where_it_adds_up(missing: dict[str, object], reason: str) -> None:
    result = reconcile(facts(balance_line("BTC", "1", "1"), **missing))
    assert (only(result).verdict, only(result).reason, result.verdict) == (Verdict.UNPROVED, reason, Verdict.UNPROVED)


@pytest.mark.parametrize(("opening", "actual"), [(None, "1"), ("1", None), (None, None)])
def test_a_cell_without_one_of_its_ends_has_no_variance_and_is_unproved(
    opening: str | None, actual: str | None
) -> None:
    judged = only(reconcile(facts(balance_line("BTC", opening, actual))))
    assert (judged.variance, judged.verdict) == (None, Verdict.UNPROVED)


def test_a_gap_of_a_pair_touches_its_two_assets_and_bnb() -> None:
    result = reconcile(facts(*(balance_line(a, "1", "1") for a in ("BNB", "BTC", "ETH", "USDT")), gaps=(BTC_GAP,)))
    assert {j.line.asset: str(j.verdict) for j in result.asset_verdicts} == {
        "BNB": "unproved",
        "BTC": "unproved",
        "ETH": "unproved",
        "USDT": "proved",
    }


def test_a_variance_in_a_gap_is_still_told() -> None:
    judged = only(reconcile(facts(balance_line("BTC", "1", "2"), gaps=(BTC_GAP,))))
    assert (judged.variance, judged.verdict) == (Decimal(1), Verdict.UNPROVED)


def test_many_gaps_are_named_three_and_counted() -> None:
    gaps = tuple(Gap("trades", f"BTC{n}", "failed", frozenset({"BTC"})) for n in range(5))
    assert only(reconcile(facts(balance_line("BTC", "1", "1"), gaps=gaps))).reason == (
        "not covered: trades BTC0 (failed), trades BTC1 (failed), trades BTC2 (failed) and 2 more"
    )


@pytest.mark.parametrize(
    ("actuals", "verdict"),
    [
        ({"BTC": "1"}, Verdict.PROVED),
        ({"BTC": "1", "ETH": "2"}, Verdict.OPEN),
        ({"BTC": "1", "ETH": None}, Verdict.UNPROVED),
        ({"BTC": "2", "ETH": None}, Verdict.UNPROVED),
    ],
)
def test_the_day_is_as_bad_as_its_worst_asset(actuals: dict[str, str | None], verdict: Verdict) -> None:
    result = reconcile(facts(*(balance_line(asset, "1", actual) for asset, actual in actuals.items())))
    assert result.verdict is verdict


def test_the_day_names_how_many_assets_and_the_first() -> None:
    result = reconcile(
        facts(balance_line("ETH", "1", "2"), balance_line("BTC", "1", "2"), balance_line("USDT", "1", "1"))
    )
    assert result.reason == (
        "2 of 3 assets open, largest BTC, ETH: covered, and still a difference nothing accounts for"
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"closing_snapshot": False}, "clear `collect.daily_snapshot` of this run with downstream, until 2026-12-02"),
        ({"opening_snapshot": False}, "until 2026-12-01"),
        ({"pending_pages": 3}, "clear `reconcile`"),
        ({"gaps": (Gap("plan", "", "no question of this day was planned"),)}, "clear `open_day`"),
        (
            {"gaps": (Gap("run", "", "the symbols of the day were not discovered"),)},
            "symbols of the day were not discovered: a step",
        ),
        (
            {"gaps": (Gap("universal_transfer", "from", "failed: HTTP 500"),)},
            "clear `collect.universal_transfer` with",
        ),
        (
            {"gaps": (Gap("pay_transactions", "", "never asked"),)},
            "the copy of `collect.products` that names pay_transactions",
        ),
        (
            {"gaps": (Gap("trades", "BTCUSDT", "failed: trades: HTTP 502", frozenset({"BTC"})),)},
            "the copy BTCUSDT of `collect_trades`",
        ),
        (
            {"gaps": (Gap("trades", "BTCUSDT", "failed: trades: HTTP 400, code -1121", frozenset({"BTC"})),)},
            "nothing to clear",
        ),
        ({"gaps": (Gap("deposit_history", "", "failed: HTTP 400, code -2015"),)}, "the key is refused"),
        ({"gaps": (Gap("deposit_history", "", "failed: HTTP 451"),)}, "refuses this address or place"),
        (
            {"gaps": (Gap("deposit_history", "", "quarantined: amount is missing"),)},
            "binance_quarantine for deposit_history",
        ),
        (
            {"gaps": (Gap("deposit_history", "", "truncated: only a part of the day was read"),)},
            "only an account statement",
        ),
    ],
)
def test_every_unproved_asset_says_what_to_do(told: dict[str, object], words: str) -> None:
    judged = only(reconcile(facts(balance_line("BTC", "1", "1"), **told)))
    assert judged.verdict is Verdict.UNPROVED and words in " | ".join(judged.findings.next_steps)


def test_a_sum_that_does_not_fit_says_what_to_do_and_a_proved_asset_nothing() -> None:
    huge = only(reconcile(facts(balance_line("BTC", "999999999999999999", "1", transfers_in="999999999999999999"))))
    assert huge.verdict is Verdict.UNPROVED and huge.findings.next_steps
    assert only(reconcile(facts(balance_line("BTC", "1", "1")))).findings.next_steps == ()


def test_of_many_gaps_three_steps_are_told_and_the_rest_counted() -> None:
    gaps = tuple(Gap("trades", f"BTC{n}", "failed", frozenset({"BTC"})) for n in range(5))
    steps = only(reconcile(facts(balance_line("BTC", "1", "1"), gaps=gaps))).findings.next_steps
    assert (len(steps), steps[-1].split(" steps")[0]) == (4, "and 2 more")


def test_the_day_names_the_three_largest_by_usd_and_a_proved_one_names_none() -> None:
    closes = {(asset, "USDT"): Decimal(price) for asset, price in (("BTC", "90000"), ("SOL", "150"), ("ADA", "0.5"))}
    off = (
        balance_line("ADA", "0", "1"),
        balance_line("BTC", "0", "0.001"),
        balance_line("SOL", "0", "2"),
        balance_line("AAA", "0", "7"),
        balance_line("BNB", "1", "1"),
    )
    assert reconcile(facts(*off, closes=closes)).reason == (
        "4 of 5 assets open, largest SOL, BTC, ADA: covered, and still a difference nothing accounts for"
    )
    unread = Gap("trades", "ADASOL", "failed", frozenset({"ADA", "SOL"}))
    assert reconcile(
        facts(balance_line("ADA", "9", "9"), balance_line("SOL", "1", "1"), closes=closes, gaps=(unread,))
    ).reason.startswith("2 of 2 assets unproved, largest SOL, ADA: not covered")
    assert reconcile(facts(off[-1], balance_line("XRP", "1", "1"))).reason == "all 2 assets proved"


def test_a_day_whose_only_gap_touches_no_asset_it_holds_is_still_unproved() -> None:
    result = reconcile(facts(balance_line("USDT", "1", "1"), gaps=(BTC_GAP,)))
    assert (only(result).verdict, result.verdict) == (Verdict.PROVED, Verdict.UNPROVED)
    assert result.reason == "1 question(s) without a complete answer, first trades ETHBTC"


@pytest.mark.parametrize(
    ("missing", "verdict"),
    [({}, Verdict.PROVED), ({"closing_snapshot": False}, Verdict.UNPROVED), ({"gaps": (BTC_GAP,)}, Verdict.UNPROVED)],
)
def test_a_day_without_assets_is_judged_by_snapshots_and_coverage(missing: dict[str, object], verdict: Verdict) -> None:
    assert reconcile(facts(**missing)).verdict is verdict


def test_judgements_come_in_the_order_of_their_assets() -> None:
    result = reconcile(facts(*(balance_line(asset, "1", "1") for asset in ("b", "B", "a", "1INCH"))))
    assert [asset_verdict.line.asset for asset_verdict in result.asset_verdicts] == ["1INCH", "B", "a", "b"]


def test_a_price_never_changes_a_verdict() -> None:
    priced = reconcile(facts(balance_line("BTC", "1", "2"), closes={("BTC", "USDT"): Decimal("1e-18")}))
    assert (only(priced).verdict, only(priced).variance_usd) == (Verdict.OPEN, Decimal("1e-18"))
