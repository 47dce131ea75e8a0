"""Each cause: what it explains, and what looks like it and is not it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from binrecon.cells import Investigation
from binrecon.clues import Clues, Movement, Resolution, Silent, Source, Unanswered
from binrecon.reconciliation.investigation import CAUSES, investigate, with_findings
from binrecon.reconciliation.spot import reconcile_spot
from binrecon.reconciliation.witnesses import LISTS_LACK, NONE
from binrecon.statements import Unpaired
from tests.reconciliation.cases import DAY, amounts, cell, facts, found, found_all, leg, moment, quiet

NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=1)


def kinds(one: Investigation) -> list[str]:
    return [finding.kind for finding in one.explained]


def records(one: Investigation) -> list[tuple[str, ...]]:
    return [finding.records for finding in one.explained]


# across midnight, by the balances ---------------------------------------------------------------------------------------

EVENING, MORNING = moment(clock="23:40:00"), moment(1, "00:20:00")


@pytest.mark.parametrize(("at", "off", "beside", "amount"), [
    (EVENING, "-2", {1: "2"}, "-2"),
    (MORNING, "2", {1: "-2"}, "2"),
    (moment(clock="00:20:00"), "-2", {-1: "2"}, "-2"),
    (moment(-1, "23:40:00"), "2", {-1: "-2"}, "2"),
])
def test_a_record_near_midnight_moved_on_the_day_beside_it_when_both_days_say_so(
    at: Any, off: str, beside: dict[int, str], amount: str
) -> None:
    fill = leg("ETH", "7", source="trade", at=at)
    there = found("BTC", off, near=(leg("BTC", "2", at=at), fill), variances=beside)
    assert (kinds(there), amounts(there)) == (["across_the_cut"], [amount])


@pytest.mark.parametrize("beside", [{}, {1: "0"}, {1: "2.1"}, {-1: "2"}])
def test_a_record_near_midnight_explains_nothing_when_the_other_day_does_not_agree(beside: dict[int, str]) -> None:
    fill = leg("ETH", "7", source="trade", at=EVENING)
    assert not found("BTC", "-2", near=(leg("BTC", "2", at=EVENING), fill), variances=beside).explained


@pytest.mark.parametrize(("amount", "other_at", "explained"), [
    ("1000", None, True), ("1000", EVENING, False), ("1000", MORNING, False), ("1000", moment(clock="00:20:00"), True),
    ("1000.0001", EVENING, True)])
def test_a_round_amount_over_midnight_says_nothing_where_another_record_could_have_had_it(
    amount: str, other_at: Any, explained: bool
) -> None:
    """Money that goes unseen and comes back the next day meets one of many records near a midnight by chance."""
    near = [leg("BTC", amount, at=EVENING), *([] if other_at is None else [leg("BTC", "250", "2", at=other_at)])]
    there = found("BTC", f"-{amount}", near=tuple(sorted(near, key=lambda one: one.at)), variances={1: amount})
    assert bool(there.explained) is explained
    assert explained or [[one.kind for one in found_] for found_ in there.alternatives] == [["across_the_cut"]]


# two times, and the day beyond ------------------------------------------------------------------------------------------

def over(record: str = "1", amount: str = "2", days: tuple[int, int] = (1, 0)) -> Movement:
    """A record booked on one day whose other time lies on another."""
    return leg("BTC", amount, record, at=moment(days[0]), other_at=moment(days[1]))


@pytest.mark.parametrize(("beyond", "explained"), [({1: "-2"}, True), ({1: "0"}, False), ({1: "2"}, False), ({1: "-1"}, False)])
def test_a_record_with_two_times_explains_a_day_only_if_the_other_day_bears_it_out(
    beyond: dict[int, str], explained: bool
) -> None:
    there = found("BTC", "2", over(), variances=beyond)
    assert bool(there.explained) is explained
    assert bool(steps(there, "and that day is not off by it")) is not explained


@pytest.mark.parametrize("clues", [
    {"transfers": (leg("BTC", "2.1234", at=moment(1), other_at=moment()),)},
    {"near": (leg("BTC", "2.1234", at=moment(1, "00:05:00")),)},
    {"near": (leg("BTC", "2.1234", source="trade", at=moment(1, "00:05:00")),)},
    {"transfers": (leg("BTC", "2.1234", "-1", source="withdraw", standing="failed"),)},
], ids=["two times", "in transit", "snapshot cut", "failed withdrawal"])
def test_a_day_that_is_not_known_bears_nothing_out_and_is_waited_for(clues: dict[str, tuple[Movement, ...]]) -> None:
    there = found_all({"BTC": "2.1234"}, **clues)["BTC"]
    assert (there.explained, len(there.alternatives), there.waits) == ((), 1, (NEXT,))
    assert steps(there, "2026-11-03 is not known yet: the run that reads it decides about this set")


def test_the_reason_says_which_day_is_waited_for() -> None:
    result = reconcile_spot(facts(cell("BTC", "0", "2")))
    clues = Clues(DAY, result.judgements, transfers=(over(),), variances={("BTC", DAY): Decimal(2)})
    assert with_findings(facts(), result, investigate(result, clues)).judgements[0].reason == (
        "covered, and one set of records would account for it if 2026-11-03, not known yet, bears it out")


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
    assert found("BTC", "1234.5", over("1", "1234.5"), leg("BTC", "30", "p", standing="pending", status="0"),
                 variances={1: "-1234.5", 2: "40"}).explained


def test_round_amounts_wait_for_the_days_around_that_are_not_known_yet() -> None:
    """Whether they are quiet decides about such amounts: not known is not quiet."""
    known = quiet("BTC") | {("BTC", NEXT): Decimal(-1000)}
    later = NEXT + timedelta(days=1)
    there = found_all({"BTC": "1000"}, {one: off for one, off in known.items() if one[1] != later}, transfers=(over("1", "1000"),))["BTC"]
    assert (there.explained, there.waits) == ((), (later,))
    assert steps(there, "round amounts, and 2026-11-04 is not known yet: if it is off too, they fit by chance")
    assert found_all({"BTC": "1000"}, known, transfers=(over("1", "1000"),))["BTC"].explained


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
    assert found("BTC", "-1.0001", *late_ones, variances={-1: "-3.0004", 1: "-1.0001"}).waits == (DAY + timedelta(days=2),)


def test_a_record_without_effect_on_the_other_day_is_told_apart_from_what_moved_over() -> None:
    pending = leg("BTC", "1.0001", "p", status="0", standing="pending", at=moment(-1))
    assert amounts(found("BTC", "-2.0001", over(amount="2.0001", days=(0, -1)), pending, variances={-1: "3.0002"})) == ["-2.0001"]


# failed withdrawals -----------------------------------------------------------------------------------------------------

QUIET = {n: "0" for n in range(1, 8)}


@pytest.mark.parametrize(("after", "explained", "lost"), [
    ({}, False, False), ({1: "2.1234"}, True, False), ({1: "0", 2: "0", 3: "2.1234"}, True, False),
    ({1: "0", 3: "2.1234"}, False, False), ({1: "7", 2: "2.1234"}, False, False), ({n: "0" for n in range(1, 7)}, False, False),
    (QUIET, False, True), ({**QUIET, 8: "2.1234"}, False, True)])
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

def late(*amounts_: tuple[str, str, str]) -> tuple[Movement, ...]:
    """Legs of the first hour of the next day: asset, amount, clock."""
    return tuple(leg(asset, amount, record=clock, source="trade", at=moment(1, clock)) for asset, amount, clock in amounts_)


def opposite(off: dict[str, str], days: int = 1) -> dict[tuple[str, Any], Decimal]:
    """What the day beside is off by where the snapshot between is to blame."""
    return {(asset, DAY + timedelta(days=days)): -Decimal(amount) for asset, amount in off.items()}


def test_a_snapshot_taken_late_holds_all_that_moved_until_then_in_every_asset() -> None:
    near = late(("BTC", "1", "00:05:00"), ("USDT", "-9", "00:05:00"), ("BTC", "2", "00:20:00"), ("BTC", "5", "00:50:00"))
    there = found_all({"BTC": "3", "USDT": "-9"}, near=near, variances=quiet("BTC", "USDT") | opposite({"BTC": "3", "USDT": "-9"}))
    assert {asset: (kinds(one), amounts(one)) for asset, one in there.items()} == {
        "BTC": (["snapshot_cut"], ["3"]), "USDT": (["snapshot_cut"], ["-9"])}
    assert records(there["BTC"]) == [("trade 00:05:00 in", "trade 00:20:00 in")]


def test_an_asset_whose_legs_end_before_the_cut_is_explained_with_the_others() -> None:
    near = late(("BTC", "1", "00:05:00"), ("ETH", "2", "00:06:00"), ("ETH", "3", "00:30:00"))
    there = found_all({"BTC": "1", "ETH": "5"}, near=near, variances=quiet("BTC", "ETH") | opposite({"BTC": "1", "ETH": "5"}))
    assert [kinds(there[asset]) for asset in ("ETH", "BTC")] == [["snapshot_cut"]] * 2


@pytest.mark.parametrize("near", [
    late(("USDT", "-9", "00:01:00"), ("BTC", "1", "00:05:00")),
    late(("BTC", "1", "00:05:00"), ("USDT", "-9", "00:05:00")),
    late(("BTC", "2", "00:05:00")),
    late(("BTC", "1", "01:05:00")),
])
def test_an_asset_that_moved_and_is_not_off_says_that_the_snapshot_was_not_late(near: tuple[Movement, ...]) -> None:
    assert not found("BTC", "1", near=near).explained


@pytest.mark.parametrize(("following", "explained"), [({}, False), ({1: "-1"}, True), ({1: "0"}, False), ({1: "1"}, False)])
def test_the_next_day_which_opens_with_the_late_snapshot_must_be_off_by_the_opposite(
    following: dict[int, str], explained: bool
) -> None:
    assert bool(found("BTC", "1", near=late(("BTC", "1", "00:05:00")), variances=following).explained) is explained


def test_a_snapshot_taken_early_lacks_what_moved_after_it() -> None:
    near = (leg("BTC", "5", at=moment(clock="23:10:00")), leg("BTC", "2.0001", at=moment(clock="23:55:00"), record="2"))
    assert amounts(found("BTC", "-2.0001", near=near, variances={1: "2.0001"})) == ["-2.0001"]


def test_a_fee_of_nothing_moved_nothing_before_an_early_snapshot() -> None:
    traded = moment(clock="23:55:00")
    near = tuple(leg(asset, amount, source="trade", at=traded) for asset, amount in (("BTC", "2"), ("ETH", "-9"), ("BNB", "0")))
    known = quiet("BTC", "ETH") | opposite({"BTC": "-2", "ETH": "9"})
    there = found_all({"BTC": "-2", "ETH": "9", "BNB": "0.3"}, near=near, variances=known)
    assert {asset: kinds(one) for asset, one in there.items()} == {"BTC": ["snapshot_cut"], "ETH": ["snapshot_cut"], "BNB": []}


def test_the_day_after_a_late_snapshot_lacks_what_its_opening_already_held() -> None:
    near = (leg("BTC", "2", at=moment(clock="00:05:00")),)
    assert amounts(found("BTC", "-2", near=near, variances={-1: "2"})) == ["-2"]
    assert found("BTC", "-2", near=near, variances={}).waits == (BEFORE,)
    assert not found("BTC", "-2", near=near, variances={-1: "0"}).explained


# pending records ---------------------------------------------------------------------------------------------------------

def line(amount: str, kind: str = "deposit", at: Any = None) -> Unpaired:
    return Unpaired(True, "BTC", Decimal(amount), at or moment(), kind, "s.csv", 7)


def movement(amount: str, kind: str = "deposit") -> Unpaired:
    return Unpaired(False, "BTC", Decimal(amount), moment(), kind, "", 0)


@pytest.mark.parametrize(("source", "status", "kind"), [
    ("deposit", "0", "pending_deposit"), ("deposit", "8", "pending_deposit"), ("locked_redemption", "PENDING", "listed_without_effect")])
def test_a_pending_record_is_in_the_balance_where_a_statement_has_its_line(source: str, status: str, kind: str) -> None:
    pending = leg("BTC", "2.1234", source=source, status=status, standing="pending")
    alone = found("BTC", "2.1234", pending)
    assert [[one.kind for one in found_] for found_ in alone.alternatives] == [[kind]] and not alone.explained
    assert steps(alone, "no second fact bears it out")
    told = dict(transfers=(pending,), unpaired=(line("2.1234", "deposit" if kind == "pending_deposit" else "earn redemption"),))
    assert kinds(found_all({"BTC": "2.1234"}, agree=LISTS_LACK, **told)["BTC"]) == [kind]
    assert not found_all({"BTC": "2.1234"}, agree=NONE, **told)["BTC"].explained


def test_a_pending_redemption_is_borne_out_by_the_share_that_went() -> None:
    told = dict(source="flexible_redemption", status="CREATED", standing="pending")
    both = leg("BTC", "2.1234", "7", **told), leg("LDBTC", "-2.1234", "7", **told)
    there = found_all({"BTC": "2.1234", "LDBTC": "-2.1234"}, transfers=both)
    assert [kinds(there[asset]) for asset in ("BTC", "LDBTC")] == [["listed_without_effect"]] * 2
    assert not found("BTC", "2.1234", *both).explained


@pytest.mark.parametrize(("opposite_", "explained"), [((("BTC", "sub@x.com"),), True), ((("BTC", "other@x.com"),), False), ((), False)])
def test_a_pending_own_transfer_is_borne_out_by_the_account_at_its_other_end(
    opposite_: tuple[tuple[str, str], ...], explained: bool
) -> None:
    sent = leg("BTC", "-2.1234", source="account_transfer", status="PROCESS", standing="pending", party="Sub@x.com")
    assert bool(found("BTC", "-2.1234", sent, opposite=opposite_).explained) is explained


@pytest.mark.parametrize("standing", ["failed", "elsewhere", "told_elsewhere", "withdrawn"])
def test_what_is_final_or_of_another_wallet_or_list_is_no_candidate(standing: str) -> None:
    there = found("BTC", "2.1234", leg("BTC", "2.1234", source="account_transfer", status="SUCCESS", standing=standing))
    assert (there.explained, there.alternatives) == ((), ())


@pytest.mark.parametrize(("source", "days"), [("deposit", 7), ("wallet_transfer", 2), ("eth_redemption", 14)])
def test_a_record_that_is_pending_for_too_long_is_no_candidate_any_more(source: str, days: int) -> None:
    pending = leg("BTC", "2.1234", source=source, status="0", standing="pending")
    young = found("BTC", "2.1234", pending, variances={days - 1: "0"})
    assert len(young.alternatives) == 1 and not steps(young, "ask the exchange what became of it")
    old = found("BTC", "2.1234", pending, variances={days: "0"})
    assert old.alternatives == () and steps(old, f"pending for more than {days} days: ask the exchange what became of it")


@pytest.mark.parametrize(("earlier", "possible"), [({-2: "0", -1: "0"}, True), ({-2: "2.1234", -1: "0"}, False), ({}, False)])
def test_a_pending_record_of_an_earlier_day_came_today_only_if_it_did_not_come_before(
    earlier: dict[int, str], possible: bool
) -> None:
    pending = leg("BTC", "2.1234", status="0", standing="pending", at=moment(-2))
    assert bool(found("BTC", "2.1234", pending, variances=earlier).alternatives) is possible


# converts and swaps -----------------------------------------------------------------------------------------------------

def convert(given: str, received: str, record: str = "9") -> tuple[Movement, ...]:
    told = dict(source="convert", record=record)
    return leg("USDT", f"-{given}", leg=2, **told), leg("BNB", received, leg=1, **told)


def test_a_convert_that_another_wallet_paid_stands_opposite_in_both_assets() -> None:
    there = found_all({"USDT": "100", "BNB": "-0.2"}, quiet("USDT", "BNB"), exchanged=convert("100", "0.2"))
    assert [kinds(there[asset]) for asset in ("USDT", "BNB")] == [["convert_elsewhere"]] * 2
    assert records(there["USDT"]) == records(there["BNB"]) == [("convert 9 in", "convert 9 out")]


def test_two_converts_together_are_found_in_both_assets() -> None:
    there = found_all({"USDT": "150", "BNB": "-0.3002"}, exchanged=convert("100", "0.2001") + convert("50", "0.1001", "10"))
    assert [kinds(there[asset]) for asset in ("USDT", "BNB")] == [["convert_elsewhere"] * 2] * 2


def test_a_convert_of_which_only_one_leg_is_back_explains_neither() -> None:
    there = found_all({"USDT": "100", "BNB": "-0.7"}, exchanged=convert("100", "0.2"))
    assert [one.explained for one in there.values()] == [(), ()]
    assert [[f.kind for f in one] for one in there["USDT"].alternatives] == [["convert_elsewhere"]]


def test_the_other_asset_decides_between_a_convert_and_a_record_that_would_do_as_well() -> None:
    pending = leg("USDT", "100", "d", status="0", standing="pending")
    there = found_all({"USDT": "100", "BNB": "-0.2001"}, exchanged=convert("100", "0.2001"), transfers=(pending,))
    assert [kinds(there[asset]) for asset in ("USDT", "BNB")] == [["convert_elsewhere"]] * 2


def test_two_records_that_would_do_in_either_asset_are_not_decided() -> None:
    pending = leg("USDT", "100", "d", status="0", standing="pending"), leg("BNB", "-0.2", "e", status="0", standing="pending")
    there = found_all({"USDT": "100", "BNB": "-0.2"}, exchanged=convert("100", "0.2"), transfers=pending)
    assert [(one.explained, len(one.alternatives)) for one in there.values()] == [((), 2), ((), 2)]


def swap(expected: str, actual: str, come: str, untraded: frozenset[str]) -> Investigation:
    result = reconcile_spot(facts(cell("MATIC", expected, actual), cell("POL", "0", come)))
    variances = {(j.cell.asset, DAY): j.variance for j in result.judgements}
    return investigate(result, Clues(DAY, result.judgements, variances=variances, untraded=untraded))["POL"]


GONE = frozenset({"MATIC", "USDC"})


@pytest.mark.parametrize(("expected", "actual", "come", "untraded", "is_swap"), [
    ("5.0001", "0", "5.0001", GONE, True), ("5.0001", "1", "4.0001", GONE, False), ("5.0001", "0", "4.9", GONE, False),
    ("5.0001", "0", "5.0001", frozenset({"POL"}), False), ("5", "0", "5", GONE, False)])
def test_a_whole_balance_that_became_another_asset_is_a_swap_where_it_is_traded_no_more(
    expected: str, actual: str, come: str, untraded: frozenset[str], is_swap: bool
) -> None:
    assert (kinds(swap(expected, actual, come, untraded)) == ["swapped_asset"]) is is_swap


def test_a_balance_that_could_have_become_either_of_two_is_not_decided() -> None:
    result = reconcile_spot(facts(cell("MATIC", "5", "0"), cell("POL", "0", "5"), cell("XYZ", "1", "6")))
    there = investigate(result, Clues(DAY, result.judgements))
    assert [one.explained for one in there.values()] == [(), (), ()]
    assert len(there["MATIC"].alternatives) == 2


@pytest.mark.parametrize(("price", "is_swap"), [("1.0002", False), ("0.95", False), ("40", True), (None, True)])
def test_two_assets_that_are_traded_at_that_price_may_have_been_traded(price: str | None, is_swap: bool) -> None:
    result = reconcile_spot(facts(cell("USDC", "5000.01", "0"), cell("USDT", "0", "5000.01")))
    closes = {} if price is None else {("USDC", "USDT"): Decimal(price)}
    there = investigate(result, Clues(DAY, result.judgements, closes=closes, untraded=GONE))
    assert [kinds(there[asset]) == ["swapped_asset"] for asset in ("USDC", "USDT")] == [is_swap] * 2
    assert bool(steps(there["USDC"], "missing fill? USDC/USDT: sold 5000.01 USDC for 5000.01 USDT")) is not is_swap


@pytest.mark.parametrize(("source", "amount", "share", "explained"), [
    ("loan_borrow", "-2.1234", "-2.1234", True), ("loan_ltv_adjustment", "-2.1234", "-2.1234", True),
    ("loan_repay", "-2.1234", "-2.1234", False), ("loan_borrow", "-2.1234", "-2", False)])
def test_collateral_that_earn_gave_went_from_its_share(source: str, amount: str, share: str, explained: bool) -> None:
    there = found_all({"BTC": "2.1234", "LDBTC": share}, same_amount=(leg("BTC", amount, source=source),))
    assert [kinds(there[asset]) == ["collateral_elsewhere"] for asset in ("BTC", "LDBTC")] == [explained] * 2


def test_collateral_that_only_the_amount_tells_of_is_an_alternative() -> None:
    there = found("BTC", "2.1234", same_amount=(leg("BTC", "-2.1234", source="loan_borrow"),))
    assert [[one.kind for one in found_] for found_ in there.alternatives] == [["collateral_elsewhere"]]
    assert not there.explained and steps(there, "no second fact bears it out")


def test_two_loans_of_one_collateral_are_not_decided() -> None:
    both = [leg("BTC", "-2", record, source="loan_borrow") for record in ("1", "2")]
    there = found("BTC", "2", same_amount=(both[0], both[1]._replace(at=moment(clock="13:00:00"))))
    assert (there.explained, len(there.alternatives)) == ((), 2)


def test_collateral_that_came_back_is_no_collateral_that_earn_gave() -> None:
    assert not found("BTC", "-2", same_amount=(leg("BTC", "2", source="loan_ltv_adjustment"),)).explained


def test_an_earn_share_is_a_product_and_no_swap() -> None:
    result = reconcile_spot(facts(cell("BTC", "5", "0"), cell("LDBTC", "0", "5")))
    there = investigate(result, Clues(DAY, result.judgements))["BTC"]
    assert not there.explained
    assert "LDBTC is off by the opposite" in there.next_steps[0]


# fees, charges, doubles -------------------------------------------------------------------------------------------------

ALONE: dict[str, dict[str, Any]] = {
    "fee_not_taken": {"same_amount": (leg("BTC", "-2.1234", leg=3, source="withdraw"),)},
    "dust_charge": {"charges": (leg("BTC", "-2.1234", "1:ETH", leg=3, source="dust_log"),)},
    "collateral_elsewhere": {"same_amount": (leg("BTC", "-2.1234", source="loan_borrow"),)},
}


@pytest.mark.parametrize("kind", ALONE)
@pytest.mark.parametrize(("unpaired", "explained"), [
    ((), False), ((movement("-2.1234"),), True), ((movement("-12.1234"), line("-10")), True), ((movement("-3"),), False),
    ((line("1.1234"), line("1")), False)])
def test_what_was_booked_and_not_taken_is_borne_out_by_a_statement_that_lacks_it(
    kind: str, unpaired: tuple[Unpaired, ...], explained: bool
) -> None:
    there = found_all({"BTC": "2.1234"}, agree=LISTS_LACK, unpaired=unpaired, **ALONE[kind])["BTC"]
    assert kinds(there) == ([kind] if explained else [])
    assert not found("BTC", "2.1234", **ALONE[kind]).explained


@pytest.mark.parametrize(("off", "said"), [("0.3", "not taken"), ("-0.3", "taken once more"), ("0.2", None)])
def test_the_charges_of_dust_make_gross_of_net(off: str, said: str | None) -> None:
    charges = (leg("BNB", "-0.1", "1:ETH", leg=3, source="dust_log"), leg("BNB", "-0.2", "1:USDT", leg=3, source="dust_log"))
    [there] = found("BNB", off, charges=charges).alternatives
    texts = [finding.text for finding in there]
    assert said is None or all(text.endswith(said) for text in texts)
    assert len(texts) == (1 if said is None else 2)


@pytest.mark.parametrize(("off", "figures", "explained"), [
    ("0.1234", "short", True), ("-0.1234", "gross", True), ("0.1234", "gross", False), ("-0.1234", "short", False), ("0.1234", "", False)])
def test_the_figures_of_a_dust_conversion_bear_out_what_became_of_its_charge(off: str, figures: str, explained: bool) -> None:
    """A row short of its charge twice says that the balance has more, one not short of it at all that it has less."""
    charge = leg("BNB", "-0.1234", "1:ETH", leg=3, source="dust_log", status=figures)
    there = found("BNB", off, charges=(charge,))
    assert kinds(there) == (["dust_charge"] if explained else [])
    assert explained or [[one.kind for one in found_] for found_ in there.alternatives] == [["dust_charge"]]


@pytest.mark.parametrize(("other", "is_double"), [
    (leg("BTC", "2", "2", source="fiat_orders"), True),
    (leg("BTC", "2", "1"), False),
    (leg("BTC", "2", "2", at=moment(clock="12:00:02")), False),
    (leg("BTC", "2", "2", source="trade", subtype="spot_buy"), False),
    (leg("BTC", "2", "2", source="convert", subtype="convert_buy"), False),
])
def test_one_movement_under_two_ids_was_listed_twice(other: Movement, is_double: bool) -> None:
    there = found("BTC", "-2", same_amount=(leg("BTC", "2", "1", txn_hash="0xa"), other._replace(txn_hash="0xa")))
    assert (kinds(there) == ["duplicate"]) is is_double


@pytest.mark.parametrize("hashes", [("", ""), ("0xa", "0xb"), ("0xa", "")])
def test_two_equal_payments_of_one_second_are_two_unless_they_name_one_transaction(hashes: tuple[str, str]) -> None:
    there = found("BTC", "-2", same_amount=tuple(leg("BTC", "2", n, txn_hash=told) for n, told in zip("12", hashes, strict=True)))
    assert not there.explained and [[one.kind for one in found_] for found_ in there.alternatives] == [["duplicate"]]


@pytest.mark.parametrize("source", ["trade", "withdraw"])
def test_two_equal_fees_of_one_moment_are_two_fees_of_which_one_was_not_taken(source: str) -> None:
    there = found("BNB", "0.5", same_amount=tuple(leg("BNB", "-0.5", n, leg=3, source=source, subtype="maker_fee") for n in "12"))
    assert (there.explained, [[one.kind for one in found_] for found_ in there.alternatives]) == ((), [["fee_not_taken"]] * 2)


def withdrawal(record: str, fee: str, amount: str = "-2", **other: Any) -> tuple[Movement, ...]:
    told = dict(source="withdraw", txn_hash="0xa", **other)
    return leg("BTC", amount, record, **told), leg("BTC", fee, record, leg=3, **told)


@pytest.mark.parametrize(("off", "other", "is_double"), [
    ("2.1", withdrawal("2", "-0.1"), True),
    ("2", withdrawal("2", "-0.1"), False),
    ("2.1", withdrawal("2", "-0.2", "-1.9"), False),
    ("2.1", (leg("BTC", "-2.1", "2", source="withdraw", txn_hash="0xa"),), False),
])
def test_a_withdrawal_is_listed_twice_only_with_its_fee(off: str, other: tuple[Movement, ...], is_double: bool) -> None:
    there = found("BTC", off, same_amount=withdrawal("1", "-0.1") + other)
    assert (kinds(there) == ["duplicate"]) is is_double


# own transfers, people --------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("status", "explained"), [("balanced", True), ("off", False), ("", False)])
def test_a_transfer_that_only_the_sender_lists_is_missing_here_where_the_senders_day_adds_up(status: str, explained: bool) -> None:
    owed = leg("BTC", "2", "7 of main@x.com", leg=2, source="account_transfer", subtype="owed", status=status)
    there = found("BTC", "2", ends=(owed,))
    names = ("account_transfer 7 of main@x.com out",)
    assert records(there) == ([names] if explained else [])
    assert explained or [[one.records for one in found_] for found_ in there.alternatives] == [[names]]


def test_a_transfer_that_only_this_account_lists_did_not_arrive_here() -> None:
    lone = leg("BTC", "2", source="account_transfer", subtype="lone", status="balanced")
    assert amounts(found("BTC", "-2", ends=(lone,))) == ["-2"]
    late_ = found("BTC", "-2", ends=(lone,), variances={30: "0"})
    assert late_.alternatives == () and steps(late_, "only one account has listed it in 30 days")


RESOLVED = Resolution(12, "BTC", "manual_correction", Decimal("-2"), "ann")


@pytest.mark.parametrize(("off", "known"), [
    ("-2", ["resolution"]), ("-3", ["resolution", "across_the_cut"]), ("-1", ["across_the_cut"]), ("-4", [])])
def test_what_a_person_resolved_counts_first_and_records_make_up_the_rest(off: str, known: list[str]) -> None:
    record = leg("BTC", "1", other_at=moment(1))
    assert kinds(found("BTC", off, record, variances={1: "1"}, resolutions=(RESOLVED,))) == known


def test_a_person_decides_between_two_records_that_would_both_do() -> None:
    two = [leg("BTC", "2", record, other_at=moment(1)) for record in ("1", "2")]
    assert found("BTC", "-2", *two).explained == ()
    assert kinds(found("BTC", "-2", *two, resolutions=(RESOLVED,))) == ["resolution"]


def test_a_resolution_of_another_asset_resolves_nothing() -> None:
    assert not found("ETH", "-2", resolutions=(RESOLVED,)).explained


# what to try next -------------------------------------------------------------------------------------------------------

def steps(there: Investigation, word: str) -> list[str]:
    return [step for step in there.next_steps if word in step]


@pytest.mark.parametrize(("usdt", "near"), [("-50000", True), ("-54000", True), ("-60000", False), ("50000", False)])
def test_two_assets_off_in_the_ratio_of_a_close_name_the_pair_to_ask(usdt: str, near: bool) -> None:
    there = found_all({"BTC": "1", "USDT": usdt}, closes={("BTC", "USDT"): Decimal("50000")})
    assert not there["BTC"].explained
    assert bool(steps(there["BTC"], f"BTC/USDT: bought 1 BTC for {usdt.lstrip('-')} USDT")) is near
    assert bool(steps(there["USDT"], f"BTC/USDT: bought 1 BTC for {usdt.lstrip('-')} USDT")) is near


def test_a_fill_that_sold_says_so_and_explains_nothing() -> None:
    there = found_all({"BTC": "-0.5", "USDT": "25001"}, closes={("BTC", "USDT"): Decimal("50000")})
    assert steps(there["BTC"], "missing fill? BTC/USDT: sold 0.5 BTC for 25001 USDT")
    assert [one.explained for one in there.values()] == [(), ()]


@pytest.mark.parametrize(("eth", "near"), [("-0.1845", True), ("0.1845", False), ("-0.25", False)])
def test_a_pair_without_a_close_is_held_against_the_prices_of_both_assets(eth: str, near: bool) -> None:
    closes = {("SOL", "USDT"): Decimal("152"), ("ETH", "USDT"): Decimal("2480"), ("USDC", "USDT"): Decimal(1)}
    result = reconcile_spot(facts(cell("SOL", "0", "2.997"), cell("ETH", "1", str(1 + Decimal(eth))), closes=closes))
    there = investigate(result, Clues(DAY, result.judgements, closes=closes))
    told = f"missing fill? SOL/ETH: bought 2.997 SOL for {eth.lstrip('-')} ETH would be near the day's price"
    assert [bool(steps(there[asset], told)) for asset in ("SOL", "ETH")] == [near, near]


def test_pairs_that_were_not_asked_are_counted_with_the_day_the_sweep_is_through() -> None:
    there = found_all({"BTC": "1", "ETH": "1"}, unasked={"BTC": 12})
    assert steps(there["BTC"], "12 pair(s) of BTC were not asked for this day: the sweep asks the last of them with the run of 2026-12-02")
    assert not steps(there["ETH"], "not asked")


PENDING = leg("BTC", "2", status="0", standing="pending")
PAID = {"transfers": (PENDING,), "agree": LISTS_LACK, "unpaired": (line("2"),)}
NO_ANSWER = Silent("pay_transactions"), Silent("trades ABCUSDT", frozenset({"ABC", "USDT", "BNB"}))


@pytest.mark.parametrize(("silent", "explained"), [((), True), (NO_ANSWER[1:], True), (NO_ANSWER[:1], False), (NO_ANSWER, False)])
def test_nothing_is_explained_while_a_list_that_could_hold_another_cause_gave_no_answer(
    silent: tuple[Silent, ...], explained: bool
) -> None:
    there = found_all({"BTC": "2"}, silent=silent, **PAID)["BTC"]
    assert bool(there.explained) is explained
    if not explained:
        assert [[one.kind for one in alternative] for alternative in there.alternatives] == [["pending_deposit"]]
        assert there.next_steps[0] == "1 list(s) that could hold another cause gave no answer: pay_transactions"
        assert not steps(there, "does not bear it out")


def test_what_a_person_resolved_counts_whatever_gave_no_answer() -> None:
    assert kinds(found("BTC", "-2", resolutions=(RESOLVED,), silent=NO_ANSWER)) == ["resolution"]


@pytest.mark.parametrize(("off", "reason"), [
    ("2", "still a difference, and 1 list(s) that could explain it gave no answer; 1 set(s) of records would account for it: none is chosen"),
    ("3", "still a difference, and 1 list(s) that could explain it gave no answer")])
def test_the_reason_does_not_say_covered_where_a_list_gave_no_answer(off: str, reason: str) -> None:
    result = reconcile_spot(facts(cell("BTC", "0", off)))
    clues = Clues(DAY, result.judgements, transfers=(PENDING,), variances={("BTC", DAY): Decimal(off)}, silent=NO_ANSWER)
    assert with_findings(facts(), result, investigate(result, clues)).judgements[0].reason == reason


def test_resolutions_that_do_not_come_to_the_variance_are_named() -> None:
    two = tuple(RESOLVED._replace(id=number, amount=Decimal(amount)) for number, amount in ((3, "1"), (4, "1")))
    assert steps(found("BTC", "1", resolutions=two), "resolution 3, resolution 4 in force")
    assert not steps(found("ETH", "1", resolutions=two), "in force")


LISTS = (
    Source("rewards", True, False), Source("repayments", False, True), Source("payments", True, True),
    Source("custody", True, True, "main"), Source("own_history", True, True, "sub"),
)
UNTOLD = (Source("gift cards", True, True), Source("card spending", False, True), Source("managed accounts", True, True, "main"))


@pytest.mark.parametrize(
    ("off", "read", "named"),
    [
        ("1", set(), "rewards, payments, custody, own_history"),
        ("-1", set(), "repayments, payments, custody, own_history"),
        ("1", {"rewards", "own_history"}, "payments"),
        ("-1", {"custody"}, "repayments, payments"),
    ],
)
def test_lists_not_read_are_named_by_what_they_could_do_and_who_may_ask_them(off: str, read: set[str], named: str) -> None:
    [lists] = steps(found("BTC", off, read=frozenset(read), lists=LISTS), "not read for this day")
    assert lists == f"not read for this day, and could move it so: {named}"


@pytest.mark.parametrize(
    ("off", "read", "named"),
    [
        ("1", "custody", "gift cards, managed accounts"), ("-1", "custody", "gift cards, card spending, managed accounts"),
        ("1", "own_history", "gift cards"), ("-1", "payments", "gift cards, card spending, managed accounts"),
    ],
)
def test_what_no_list_tells_is_named_for_this_type_of_account(off: str, read: str, named: str) -> None:
    [told] = steps(found("BTC", off, read=frozenset({read}), lists=LISTS, untold=UNTOLD), "no list that is read tells of")
    assert f" {named}: look" in told


def test_questions_without_an_answer_are_named_three_and_counted() -> None:
    open_ = Unanswered("trades", ("ABC", "DEF", "GHI"), 9)
    assert steps(found("BTC", "1", unanswered=(open_,)), "trades ABC, trades DEF, trades GHI and 6 more")


def test_a_neighbour_off_by_the_opposite_points_at_the_snapshot_between() -> None:
    assert steps(found("BTC", "1", variances={1: "-1"}), "the closing snapshot alone may be wrong")


def test_an_own_account_off_by_the_opposite_points_at_a_transfer_between() -> None:
    there = found("BTC", "1", opposite=(("BTC", "sub@x.com"), ("ETH", "other@x.com")))
    assert len(steps(there, "a transfer between the two accounts")) == 1


def test_the_reason_names_three_records_and_counts_the_rest() -> None:
    near = late(*(("BTC", "1", f"00:0{n}:00") for n in range(5)))
    result = reconcile_spot(facts(cell("BTC", "0", "5")))
    known = quiet("BTC") | {("BTC", DAY): Decimal(5), ("BTC", NEXT): Decimal(-5)}
    clues = Clues(DAY, result.judgements, near=near, variances=known)
    told = with_findings(facts(), result, investigate(result, clues)).judgements[0]
    assert told.reason.endswith("trade 00:00:00 in, trade 00:01:00 in, trade 00:02:00 in and 2 more)")
    assert len(told.findings.explained[0].records) == 5


def test_a_record_that_is_exactly_what_is_lacking_is_to_be_checked() -> None:
    assert steps(found("BTC", "-2", same_amount=(leg("BTC", "2", "1"),)), "deposit 1 in")


def test_every_open_cell_says_what_was_ruled_out_and_what_to_try() -> None:
    there = found("BTC", "1")
    assert len(there.ruled_out) == len(CAUSES)
    assert there.next_steps[-1] == "import the exchange's account statement of this day, or have a person resolve it"
