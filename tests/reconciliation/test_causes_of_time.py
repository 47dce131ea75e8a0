"""Causes that lie in time, midnight, refunds and snapshots: what each explains, and what looks like it and is not it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.records import RecordLeg
from binrecon.reconciliation.investigation.investigate import investigate, with_findings
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import (
    DAY,
    amounts,
    balance_line,
    facts,
    found,
    found_all,
    investigation_input,
    kinds,
    late,
    leg,
    moment,
    quiet,
    records,
    steps,
)

NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=1)


# across midnight, by the balances ---------------------------------------------------------------------------------------

EVENING, MORNING = moment(clock="23:40:00"), moment(1, "00:20:00")


@pytest.mark.parametrize(
    ("at", "off", "beside", "amount"),
    [
        (EVENING, "-2", {1: "2"}, "-2"),
        (MORNING, "2", {1: "-2"}, "2"),
        (moment(clock="00:20:00"), "-2", {-1: "2"}, "-2"),
        (moment(-1, "23:40:00"), "2", {-1: "-2"}, "2"),
    ],
)
def test_a_record_near_midnight_moved_on_the_day_beside_it_when_both_days_say_so(
    at: Any, off: str, beside: dict[int, str], amount: str
) -> None:
    fill = leg("ETH", "7", source="trade", at=at)
    there = found("BTC", off, around_cutoff=(leg("BTC", "2", at=at), fill), variances=beside)
    assert (kinds(there), amounts(there)) == (["across_the_cut"], [amount])


@pytest.mark.parametrize("beside", [{}, {1: "0"}, {1: "2.1"}, {-1: "2"}])
def test_a_record_near_midnight_explains_nothing_when_the_other_day_does_not_agree(beside: dict[int, str]) -> None:
    fill = leg("ETH", "7", source="trade", at=EVENING)
    assert not found("BTC", "-2", around_cutoff=(leg("BTC", "2", at=EVENING), fill), variances=beside).explained


@pytest.mark.parametrize(
    ("amount", "other_at", "explained"),
    [
        ("1000", None, True),
        ("1000", EVENING, False),
        ("1000", MORNING, False),
        ("1000", moment(clock="00:20:00"), True),
        ("1000.0001", EVENING, True),
    ],
)
def test_a_round_amount_over_midnight_says_nothing_where_another_record_could_have_had_it(
    amount: str, other_at: Any, explained: bool
) -> None:
    """Money that goes unseen and comes back the next day meets one of many records near a midnight by chance."""
    near = [leg("BTC", amount, at=EVENING), *([] if other_at is None else [leg("BTC", "250", "2", at=other_at)])]
    there = found("BTC", f"-{amount}", around_cutoff=tuple(sorted(near, key=lambda one: one.at)), variances={1: amount})
    assert bool(there.explained) is explained
    assert explained or [[one.kind for one in found_] for found_ in there.alternatives] == [["across_the_cut"]]


# two times, and the day beyond ------------------------------------------------------------------------------------------


def over(record: str = "1", amount: str = "2", days: tuple[int, int] = (1, 0)) -> RecordLeg:
    """A record booked on one day whose other time lies on another."""
    return leg("BTC", amount, record, at=moment(days[0]), other_at=moment(days[1]))


@pytest.mark.parametrize(
    ("beyond", "explained"), [({1: "-2"}, True), ({1: "0"}, False), ({1: "2"}, False), ({1: "-1"}, False)]
)
def test_a_record_with_two_times_explains_a_day_only_if_the_other_day_bears_it_out(
    beyond: dict[int, str], explained: bool
) -> None:
    there = found("BTC", "2", over(), variances=beyond)
    assert bool(there.explained) is explained
    assert bool(steps(there, "and that day is not off by it")) is not explained


@pytest.mark.parametrize(
    "evidence",
    [
        {"timing_differences": (leg("BTC", "2.1234", at=moment(1), other_at=moment()),)},
        {"around_cutoff": (leg("BTC", "2.1234", at=moment(1, "00:05:00")),)},
        {"around_cutoff": (leg("BTC", "2.1234", source="trade", at=moment(1, "00:05:00")),)},
        {"timing_differences": (leg("BTC", "2.1234", "-1", source="withdraw", standing="failed"),)},
    ],
    ids=["two times", "in transit", "snapshot cut", "failed withdrawal"],
)
def test_a_day_that_is_not_known_bears_nothing_out_and_is_waited_for(
    evidence: dict[str, tuple[RecordLeg, ...]],
) -> None:
    there = found_all({"BTC": "2.1234"}, **evidence)["BTC"]
    assert (there.explained, len(there.alternatives), there.waits) == ((), 1, (NEXT,))
    assert steps(there, "2026-11-03 is not known yet: the run that reads it decides about this set")


def test_the_reason_says_which_day_is_waited_for() -> None:
    result = reconcile(facts(balance_line("BTC", "0", "2")))
    evidence = investigation_input(
        DAY, result.asset_verdicts, timing_differences=(over(),), variances={("BTC", DAY): Decimal(2)}
    )
    assert with_findings(facts(), result, investigate(result, evidence)).asset_verdicts[0].reason == (
        "covered, and one set of records would account for it if 2026-11-03, not known yet, bears it out"
    )


def test_a_day_beyond_that_another_day_must_speak_for_is_waited_for_with_it() -> None:
    """The next day is off by this record and by another, which it shares with a third day that is not known."""
    late_ones = over("1", "2.1234"), over("2", "7.0001", (2, 1))
    assert found("BTC", "2.1234", *late_ones, variances={1: "4.8767"}).waits == (DAY + timedelta(days=2),)
    assert found("BTC", "2.1234", *late_ones, variances={1: "4.8767", 2: "-7.0001"}).explained


def test_amounts_that_people_type_explain_only_where_there_is_nothing_to_choose_from() -> None:
    """A deposit of 1000 over midnight, alone; then beside another record; then where the asset is off on other days too."""
    one = over("1", "1000")
    assert found("BTC", "1000", one, variances={1: "-1000"}).explained
    beside = found("BTC", "1000", one, leg("BTC", "30", "p", standing="pending", status="0"), variances={1: "-1000"})
    assert not beside.explained and steps(beside, "round amounts, and 2 records that could have a part in it")
    unquiet = found("BTC", "1000", one, variances={1: "-1000", 2: "40"})
    assert not unquiet.explained and steps(unquiet, "round amounts, and 2026-11-04 is off too")
    assert found(
        "BTC",
        "1234.5",
        over("1", "1234.5"),
        leg("BTC", "30", "p", standing="pending", status="0"),
        variances={1: "-1234.5", 2: "40"},
    ).explained


def test_round_amounts_wait_for_the_days_around_that_are_not_known_yet() -> None:
    """Whether they are quiet decides about such amounts: not known is not quiet."""
    known = quiet("BTC") | {("BTC", NEXT): Decimal(-1000)}
    later = NEXT + timedelta(days=1)
    there = found_all(
        {"BTC": "1000"},
        {one: off for one, off in known.items() if one[1] != later},
        timing_differences=(over("1", "1000"),),
    )["BTC"]
    assert (there.explained, there.waits) == ((), (later,))
    assert steps(there, "round amounts, and 2026-11-04 is not known yet: if it is off too, they fit by chance")
    assert found_all({"BTC": "1000"}, known, timing_differences=(over("1", "1000"),))["BTC"].explained


def test_a_deposit_that_never_came_explains_nothing_on_the_day_it_is_booked_on() -> None:
    assert not found("BTC", "-2", over(days=(0, -1)), variances={-1: "0"}).explained


def test_two_records_of_one_midnight_are_borne_out_together() -> None:
    both = over("1", "2.0001"), over("2", "5.0001")
    assert amounts(found("BTC", "7.0002", *both, variances={1: "-7.0002"})) == ["2.0001", "5.0001"]
    assert amounts(found("BTC", "5.0001", *both, variances={1: "-5.0001"})) == ["5.0001"]
    assert not found("BTC", "5.0001", *both, variances={1: "-2.0001"}).explained


def test_a_day_beyond_that_needs_another_record_to_have_moved_here_contradicts() -> None:
    """One booked here and one booked beyond, of one amount: beyond is off by nothing if both moved, or neither."""
    here, there = over("d0", "1.0001", (0, 1)), over("d1", "1.0001", (1, 0))
    assert not found("BTC", "-1.0001", here, there, variances={1: "0"}).explained
    assert amounts(found("BTC", "-1.0001", here, there, variances={1: "1.0001"})) == ["-1.0001"]


def test_a_record_that_moved_late_every_day_is_borne_out_by_the_one_of_the_next_day() -> None:
    """Three payments of some 3, 4 and 5, each a day after the one it is listed under."""
    late_ones = [over(str(n), f"{4 + n}.000{5 + n}", (n, n + 1)) for n in (-1, 0, 1)]
    there = found("BTC", "-1.0001", *late_ones, variances={-1: "-3.0004", 1: "-1.0001", 2: "5.0006"})
    assert sorted(amounts(there)) == ["-4.0005", "3.0004"]
    assert not found("BTC", "-1.0001", *late_ones, variances={-1: "-3.0004", 1: "-1.0001", 2: "0"}).explained
    assert found("BTC", "-1.0001", *late_ones, variances={-1: "-3.0004", 1: "-1.0001"}).waits == (
        DAY + timedelta(days=2),
    )


def test_a_record_without_effect_on_the_other_day_is_told_apart_from_what_moved_over() -> None:
    pending = leg("BTC", "1.0001", "p", status="0", standing="pending", at=moment(-1))
    assert amounts(found("BTC", "-2.0001", over(amount="2.0001", days=(0, -1)), pending, variances={-1: "3.0002"})) == [
        "-2.0001"
    ]


# failed withdrawals -----------------------------------------------------------------------------------------------------

QUIET = {n: "0" for n in range(1, 8)}


@pytest.mark.parametrize(
    ("after", "explained", "lost"),
    [
        ({}, False, False),
        ({1: "2.1234"}, True, False),
        ({1: "0", 2: "0", 3: "2.1234"}, True, False),
        ({1: "0", 3: "2.1234"}, False, False),
        ({1: "7", 2: "2.1234"}, False, False),
        ({n: "0" for n in range(1, 7)}, False, False),
        (QUIET, False, True),
        ({**QUIET, 8: "2.1234"}, False, True),
    ],
)
def test_a_failed_withdrawal_explains_its_day_once_the_day_it_came_back_on_is_known(
    after: dict[int, str], explained: bool, lost: bool
) -> None:
    failed = leg("BTC", "-2.1234", source="withdraw", status="5", standing="failed")
    there = found("BTC", "-2.1234", failed, variances=after)
    assert bool(there.explained) is explained
    assert bool(steps(there, "nothing came back in 7 days")) is lost
    assert bool(there.waits) is (after in ({}, {1: "0", 3: "2.1234"}, {n: "0" for n in range(1, 7)}))


def test_two_of_one_day_that_came_back_on_two_days_explain_it() -> None:
    told = dict(source="withdraw", status="5", standing="failed")
    both = leg("BTC", "-2.1234", "a", **told), leg("BTC", "-1.0001", "b", **told)
    assert found("BTC", "-3.1235", *both, variances={1: "1.0001", 2: "0", 3: "2.1234"}).explained
    assert found("BTC", "-3.1235", *both, variances={1: "3.1235"}).explained
    assert not found("BTC", "-3.1235", *both, variances={1: "1.0001", 2: "1.0001"}).explained


def test_a_round_amount_that_went_and_came_back_is_no_evidence_of_a_failed_withdrawal() -> None:
    failed = leg("BTC", "-1000", source="withdraw", status="5", standing="failed")
    there = found("BTC", "-1000", failed, variances={1: "1000"})
    assert not there.explained and steps(there, "the amount fits, and no second fact bears it out")


# a snapshot taken off midnight ------------------------------------------------------------------------------------------


def opposite(off: dict[str, str], days: int = 1) -> dict[tuple[str, Any], Decimal]:
    """What the day beside is off by where the snapshot between is to blame."""
    return {(asset, DAY + timedelta(days=days)): -Decimal(amount) for asset, amount in off.items()}


def test_a_snapshot_taken_late_holds_all_that_moved_until_then_in_every_asset() -> None:
    near = late(
        ("BTC", "1", "00:05:00"), ("USDT", "-9", "00:05:00"), ("BTC", "2", "00:20:00"), ("BTC", "5", "00:50:00")
    )
    there = found_all(
        {"BTC": "3", "USDT": "-9"},
        around_cutoff=near,
        variances=quiet("BTC", "USDT") | opposite({"BTC": "3", "USDT": "-9"}),
    )
    assert {asset: (kinds(one), amounts(one)) for asset, one in there.items()} == {
        "BTC": (["snapshot_cut"], ["3"]),
        "USDT": (["snapshot_cut"], ["-9"]),
    }
    assert records(there["BTC"]) == [("trade 00:05:00 in", "trade 00:20:00 in")]


def test_an_asset_whose_legs_end_before_the_cut_is_explained_with_the_others() -> None:
    near = late(("BTC", "1", "00:05:00"), ("ETH", "2", "00:06:00"), ("ETH", "3", "00:30:00"))
    there = found_all(
        {"BTC": "1", "ETH": "5"}, around_cutoff=near, variances=quiet("BTC", "ETH") | opposite({"BTC": "1", "ETH": "5"})
    )
    assert [kinds(there[asset]) for asset in ("ETH", "BTC")] == [["snapshot_cut"]] * 2


@pytest.mark.parametrize(
    "near",
    [
        late(("USDT", "-9", "00:01:00"), ("BTC", "1", "00:05:00")),
        late(("BTC", "1", "00:05:00"), ("USDT", "-9", "00:05:00")),
        late(("BTC", "2", "00:05:00")),
        late(("BTC", "1", "01:05:00")),
    ],
)
def test_an_asset_that_moved_and_is_not_off_says_that_the_snapshot_was_not_late(near: tuple[RecordLeg, ...]) -> None:
    assert not found("BTC", "1", around_cutoff=near).explained


@pytest.mark.parametrize(
    ("following", "explained"), [({}, False), ({1: "-1"}, True), ({1: "0"}, False), ({1: "1"}, False)]
)
def test_the_next_day_which_opens_with_the_late_snapshot_must_be_off_by_the_opposite(
    following: dict[int, str], explained: bool
) -> None:
    assert (
        bool(found("BTC", "1", around_cutoff=late(("BTC", "1", "00:05:00")), variances=following).explained)
        is explained
    )


def test_a_snapshot_taken_early_lacks_what_moved_after_it() -> None:
    near = (leg("BTC", "5", at=moment(clock="23:10:00")), leg("BTC", "2.0001", at=moment(clock="23:55:00"), record="2"))
    assert amounts(found("BTC", "-2.0001", around_cutoff=near, variances={1: "2.0001"})) == ["-2.0001"]


def test_a_fee_of_nothing_moved_nothing_before_an_early_snapshot() -> None:
    traded = moment(clock="23:55:00")
    near = tuple(
        leg(asset, amount, source="trade", at=traded) for asset, amount in (("BTC", "2"), ("ETH", "-9"), ("BNB", "0"))
    )
    known = quiet("BTC", "ETH") | opposite({"BTC": "-2", "ETH": "9"})
    there = found_all({"BTC": "-2", "ETH": "9", "BNB": "0.3"}, around_cutoff=near, variances=known)
    assert {asset: kinds(one) for asset, one in there.items()} == {
        "BTC": ["snapshot_cut"],
        "ETH": ["snapshot_cut"],
        "BNB": [],
    }


def test_the_day_after_a_late_snapshot_lacks_what_its_opening_already_held() -> None:
    near = (leg("BTC", "2", at=moment(clock="00:05:00")),)
    assert amounts(found("BTC", "-2", around_cutoff=near, variances={-1: "2"})) == ["-2"]
    assert found("BTC", "-2", around_cutoff=near, variances={}).waits == (BEFORE,)
    assert not found("BTC", "-2", around_cutoff=near, variances={-1: "0"}).explained
