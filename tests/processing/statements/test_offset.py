"""The clock of a file is what known movements say, not what its name says; without them nothing is claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.statements import ApiMovement, ClockOffset, Line, Statement, StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements.offset import prove_offset, reach
from binrecon.processing.statements.values import write_offset

EMAIL = "fund@example.com"
START = datetime(2026, 11, 2, 0, 0, 17)
OWNERS = {"77": EMAIL}
APART = timedelta(minutes=37, seconds=11)


def movements(count: int, apart: timedelta = APART, amount: str | None = None) -> list[ApiMovement]:
    return [
        ApiMovement(
            EMAIL, Wallet.SPOT, "BTC", Decimal(amount or number + 1), (START + apart * number).replace(tzinfo=UTC)
        )
        for number in range(count)
    ]


def statement(
    known: Sequence[ApiMovement],
    hours: float,
    stated: float | None = None,
    account: str = "Spot",
    late: int = 0,
) -> Statement:
    shift = timedelta(hours=hours, seconds=late)
    lines = tuple(
        Line(number, "77", move.at.replace(tzinfo=None) + shift, account, "Deposit", move.asset, move.amount, "")
        for number, move in enumerate(known, 2)
    )
    offset = None if stated is None else timedelta(hours=stated)
    return Statement("s.csv", "", "v3", b"", lines, offset, "the file's name" if offset is not None else "")


def prove(file: Statement, known: Sequence[ApiMovement], typed: float | None = None) -> ClockOffset:
    return prove_offset(file, OWNERS, known, None if typed is None else timedelta(hours=typed))


@pytest.mark.parametrize("hours", [-12, -3.5, -1, 0, 0.5, 5.5, 7, 13, 14])
def test_movements_prove_any_half_hour(hours: float) -> None:
    known = movements(5)
    found = prove(statement(known, hours), known)
    assert found.value == timedelta(hours=hours)
    assert found.proof.startswith(
        f"proved: 5 line(s) agree with known movements under {write_offset(found.value)}, 0 under"
    )


def test_a_quarter_of_an_hour_is_tried_where_the_file_says_so() -> None:
    known = movements(3)
    assert prove(statement(known, 5.75, stated=5.75), known).proof.startswith(
        "proved: 3 line(s) agree with known movements under UTC+5:45"
    )
    assert prove(statement(known, 5.75), known).proof.startswith("not proved:")


def test_a_trade_that_spills_into_the_next_second_agrees() -> None:
    known = movements(4)
    assert prove(statement(known, 7, late=1), known).value == timedelta(hours=7)
    assert prove(statement(known, 7, late=2), known).proof.startswith("not proved: no line agrees with one of 4")


def test_milliseconds_of_the_api_do_not_matter() -> None:
    known = [move._replace(at=move.at + timedelta(milliseconds=987)) for move in movements(3)]
    file = statement(movements(3), 1)
    assert prove(file, known).proof.startswith("proved: 3")


def test_a_proof_wins_over_the_name_and_says_so() -> None:
    known = movements(3)
    found = prove(statement(known, 0, stated=7), known)
    assert found.value == timedelta(0)
    assert found.proof.endswith("the file's name says UTC+7")


def test_a_proof_against_the_form_is_refused() -> None:
    known = movements(3)
    with pytest.raises(StatementError, match=r"s.csv: UTC\+2 was given, but 3 line\(s\) agree .* under UTC\+7"):
        prove(statement(known, 7), known, typed=2)
    assert prove(statement(known, 7), known, typed=7).proof.startswith("proved:")


def test_movements_that_repeat_every_hour_prove_nothing() -> None:
    known = movements(24, timedelta(hours=1), amount="1")
    found = prove(statement(known, 1, stated=1), known)
    assert found.proof.startswith(
        "not proved: 24 line(s) agree with known movements under UTC+1, 23 under the next best"
    )
    assert found.value == timedelta(hours=1), "the name's"


def test_one_agreeing_line_proves_nothing() -> None:
    known = movements(1)
    assert prove(statement(known, 7), known).proof.startswith("not proved: 1 line(s) agree")


def test_the_two_ends_of_one_move_between_wallets_are_one_fact() -> None:
    """Where one of them agrees by chance, so does the other."""
    [out] = movements(1, amount="-5")
    into = out._replace(wallet=Wallet.FUTURES, amount=Decimal(5))
    both = [*statement([out], 3).lines, *statement([into], 3, account="USD-M Futures").lines]
    moved = replace(statement([], 3), lines=tuple(both))
    assert prove_offset(moved, OWNERS, [out, into], None).proof.startswith("not proved: 1 line(s) agree")
    another = replace(moved, lines=(*both, *statement(movements(1, amount="7"), 3).lines))
    assert prove_offset(another, OWNERS, [out, into, *movements(1, amount="7")], None).proof.startswith("proved: 2")


def test_a_line_of_another_wallet_is_another_movement() -> None:
    known = movements(3)
    assert prove_offset(statement(known, 3, account="Cross Margin"), OWNERS, known, None).proof.startswith("not proved")


@pytest.mark.parametrize(
    ("stated", "typed", "taken", "source"),
    [
        (7, None, 7, "UTC+7 taken from the file's name"),
        (7, -3.5, -3.5, "UTC-3:30 taken from the form"),
        (None, None, 0, "UTC+0 assumed, because neither name nor header nor form tells one"),
    ],
)
def test_without_known_movements_the_offset_is_marked(
    stated: float | None, typed: float | None, taken: float, source: str
) -> None:
    found = prove(statement(movements(3), 7, stated), [], typed)
    assert found.value == timedelta(hours=taken)
    assert found.proof.startswith("not proved:") and source in found.proof


def test_other_accounts_wallets_assets_and_amounts_prove_nothing() -> None:
    known = movements(3)
    file = statement(known, 7)
    for others in (
        [move._replace(email="other@example.com") for move in known],
        [move._replace(asset="ETH") for move in known],
        [move._replace(amount=-move.amount) for move in known],
    ):
        assert prove(file, others).proof.startswith("not proved:")
    assert prove(statement(known, 7, account="Funding"), known).proof.startswith("not proved:")


def test_no_line_stands_for_two_movements() -> None:
    [one, two] = [move._replace(amount=Decimal(5)) for move in movements(2, timedelta(seconds=1))]
    file = statement([two], 0)
    assert prove(file, [one, two]).proof.startswith("not proved: 1 line(s)")


def test_equal_lines_count_as_often_as_they_stand() -> None:
    known = [*movements(1), *movements(1)]
    assert prove(statement(known, 7), known).proof.startswith("proved: 2 line(s)")


def test_the_reach_of_a_file_holds_its_lines_under_every_offset() -> None:
    known = movements(2)
    start, end = reach(statement(known, 0)) or (None, None)
    assert start == known[0].at - timedelta(hours=14) and end == known[1].at + timedelta(hours=14, seconds=1)
    assert reach(statement([], 0)) is None
