"""What a set of records needs besides its sum: a second fact, days that are known, and amounts that do not fit by
chance."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from binrecon.domain.records import RecordLeg
from binrecon.reconciliation.investigation.investigate import investigate, with_findings
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import (
    DAY,
    balance_line,
    facts,
    found,
    found_all,
    investigation_input,
    leg,
    moment,
    quiet,
    steps,
)

NEXT, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=1)


def over(record: str = "1", amount: str = "2", days: tuple[int, int] = (1, 0)) -> RecordLeg:
    """A record booked on one day whose other time lies on another."""
    return leg("BTC", amount, record, at=moment(days[0]), other_at=moment(days[1]))


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


def test_amounts_that_people_type_explain_only_where_there_is_nothing_to_choose_from() -> None:
    """A deposit of 1000 over midnight, alone; then beside another record; then where the asset is off on other days
    too."""
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
