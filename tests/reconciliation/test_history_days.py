"""A day is covered by its own verdict, or by proved stretches of every asset."""

from __future__ import annotations

from datetime import date, timedelta

from binrecon.domain.history import EVERYTHING_ELSE
from binrecon.reconciliation.history_days import WHOLE_DAY, covered_days
from binrecon.reconciliation.intervals import judge_stretches

from tests.reconciliation.history_cases import A, B, anchor, facts

DAY = timedelta(days=1)
LAST = B - DAY


def covered(closing: str, judged: list[tuple[date, str]], born: date = A, through: date = LAST, **other: object) -> set:
    told = facts(anchor(A, BTC="1"), anchor(B, BTC=closing), **other)
    return set(covered_days(judge_stretches(told), judged, told.points, born, through))


def days(start: date, end: date) -> set[date]:
    return {start + number * DAY for number in range((end - start).days)}


def test_proved_stretches_of_every_asset_cover_their_days() -> None:
    assert covered("1", []) == days(A, B)
    assert covered("2", []) == set(), "BTC is open"


def test_the_verdict_on_a_day_covers_it_whole_or_asset_by_asset() -> None:
    assert covered("2", [(A, WHOLE_DAY)]) == {A}
    assert covered("2", [(A, "BTC")]) == {A}, "what else there is lies in a proved stretch"
    assert covered("2", [(A, "BTC")], read={}) == set(), "what nothing names is not proved"


def test_days_before_birth_and_after_the_last_one_do_not_count() -> None:
    assert covered("1", [], A + DAY, A + 2 * DAY) == {A + DAY, A + 2 * DAY}


def test_a_wallet_without_a_whole_balance_is_not_covered_by_what_one_asset_shows() -> None:
    told = facts(anchor(A, whole=False, BTC="1"), anchor(B, whole=False, BTC="1"))
    assert [one.verdict for one in judge_stretches(told)] == ["proved"]
    assert told.points[EVERYTHING_ELSE] == ()
    assert covered_days(judge_stretches(told), [], told.points, A, LAST) == frozenset()
