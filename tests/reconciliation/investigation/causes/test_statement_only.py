"""What only a statement lists explains a variance where all of it adds up exactly, and never where it could be told
otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.day_results import DayResult, Investigation
from binrecon.domain.record_sets import ResolvedPart
from binrecon.domain.statements import Stated, StatementDay, UnmatchedEntry
from binrecon.domain.vocabulary import Verdict
from binrecon.reconciliation.investigation.investigate import investigate, with_findings
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import DAY, balance_line, facts, investigation_input, leg, moment


def line(
    amount: str, number: int = 7, *, asset: str = "BTC", kind: str = "deposit", file: str = "s.csv", at: Any = None
) -> UnmatchedEntry:
    return UnmatchedEntry(True, asset, Decimal(amount), at or moment(), kind, file, number)


def movement(amount: str, *, kind: str = "deposit", at: Any = None) -> UnmatchedEntry:
    return UnmatchedEntry(False, "BTC", Decimal(amount), at or moment(), kind, "", 0)


def told_of(asset: str, amount: str) -> StatementDay:
    """A statement that has moved the asset by so much."""
    return StatementDay(True, (Stated(asset, "Spot", "deposit", Decimal(amount), 1),))


def result(off: dict[str, str], statement: StatementDay | None) -> DayResult:
    balance_lines = [balance_line(asset, "100", str(100 + Decimal(amount))) for asset, amount in off.items()]
    return reconcile(facts(*balance_lines, statement=statement))


def found(
    off: str, *unpaired: UnmatchedEntry, statement: StatementDay | None = StatementDay(True), **other: Any
) -> Investigation:
    judged = result({"BTC": off}, statement)
    return investigate(judged, investigation_input(DAY, judged.asset_verdicts, unmatched_entries=unpaired, **other))[
        "BTC"
    ]


def told(there: Investigation) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(finding.kind, str(finding.amount), finding.records) for finding in there.explained]


@pytest.mark.parametrize("amount", ["5", "-5", "0.000000000000000001"])
def test_a_line_that_no_list_tells_explains_what_is_left_exactly(amount: str) -> None:
    there = found(amount, line(amount))
    assert told(there) == [("statement_only", str(Decimal(amount)), ("s.csv, line 7",))]
    assert there.explained[0].text == "listed by the statement only: deposit"


def test_all_lines_are_one_finding_that_names_each_of_them() -> None:
    lines = [line("1", 4), line("2", 5, kind="fee"), line("3", 6), line("4", 9), line("5", 3, file="b.csv")]
    there = found("15", *lines)
    assert told(there) == [("statement_only", "15", ("b.csv, line 3", "s.csv, lines 4-6, 9"))]
    assert there.explained[0].text == "listed by the statement only: deposit, fee"


def test_very_many_lines_are_named_in_short() -> None:
    [(_, _, (record,))] = told(found("120", *(line("1", 3 * number) for number in range(1, 121))))
    assert record.startswith("s.csv, lines 3, 6, ") and record.endswith(", 150 and 70 more spans")


@pytest.mark.parametrize("off", ["4.999999999999999999", "5.000000000000000001", "-5", "10"])
def test_a_sum_that_does_not_fit_explains_nothing(off: str) -> None:
    there = found(off, line("5"))
    assert told(there) == [] and there.alternatives == ()
    assert "listed by the statement only: 1 record(s), no sum of them fits" in there.ruled_out


def test_no_line_is_chosen_out_of_several_to_fit() -> None:
    assert told(found("5", line("5", 7), line("3", 8))) == []


def test_a_movement_that_the_statement_lacks_leaves_both_open() -> None:
    """Three fills that the statement shows as one line, and a variance of that very amount."""
    assert told(found("5", line("5"), movement("2"), movement("3"))) == []


@pytest.mark.parametrize("clock", ["23:59:59", "23:30:00"])
def test_a_line_whose_movement_stands_before_midnight_is_no_news(clock: str) -> None:
    spilt = line("5", at=moment(0, "00:00:00"))
    assert told(found("5", spilt, movement("5", at=moment(-1, clock)))) == []
    assert told(found("5", spilt, movement("4", at=moment(-1, clock)))) != []


def test_one_movement_before_midnight_stands_for_one_line() -> None:
    lines = line("5", 7, at=moment(0, "00:00:00")), line("5", 8, at=moment(0, "00:00:01"))
    there = found("5", *lines, movement("5", at=moment(-1, "23:59:59")))
    assert told(there) == [("statement_only", "5", ("s.csv, line 8",))]


def test_a_movement_whose_line_stands_after_midnight_is_not_lacking() -> None:
    other = line("5", 7), line("3", 9, at=moment(1, "00:00:00")), movement("3", at=moment(0, "23:59:59"))
    assert told(found("5", *other)) == [("statement_only", "5", ("s.csv, line 7",))]


def test_lines_of_the_next_day_are_not_of_this_one() -> None:
    assert told(found("5", line("5", at=moment(1, "00:00:00")))) == []


@pytest.mark.parametrize(
    "statement",
    [
        None,
        StatementDay(False),
        StatementDay(True, (Stated("BTC", "Spot", "quantum yield", Decimal(0), 1),)),
        StatementDay(True, (Stated("BTC", "Contado", "", Decimal(0), 1),)),
        StatementDay(True, (), frozenset({"BTC"})),
    ],
    ids=["none", "clock not proved", "unknown operation", "unknown wallet", "share of earn"],
)
def test_a_statement_in_doubt_explains_nothing(statement: StatementDay | None) -> None:
    assert told(found("5", line("5"), statement=statement)) == []


def test_unknown_words_of_one_asset_do_not_silence_another() -> None:
    doubtful = StatementDay(True, (Stated("ETH", "Spot", "quantum yield", Decimal(0), 1),))
    assert told(found("5", line("5"), statement=doubtful)) != []


@pytest.mark.parametrize(("status", "amount"), [("0", "5"), ("8", "5")])
def test_a_pending_deposit_that_the_statement_tells_too_keeps_its_name(status: str, amount: str) -> None:
    pending = leg("BTC", amount, standing="pending", status=status, subtype="deposit")
    there = found("5", line("5"), statement=told_of("BTC", "5"), timing_differences=(pending,))
    assert [finding.kind for finding in there.explained] == ["pending_deposit"]


def test_a_line_of_another_kind_than_the_pending_deposit_is_a_rival_and_none_is_chosen() -> None:
    pending = leg("BTC", "5", standing="pending", status="0", subtype="deposit")
    there = found("5", line("5", kind="distribution"), timing_differences=(pending,))
    assert there.explained == ()
    assert sorted(finding.kind for one in there.alternatives for finding in one) == [
        "pending_deposit",
        "statement_only",
    ]


def test_a_transfer_that_the_other_account_tells_keeps_its_name() -> None:
    end = leg("BTC", "5.1234", source="account_transfer", subtype="owed", status="balanced")
    there = found("5.1234", line("5.1234", kind="sub-account transfer"), unmatched_transfers=(end,))
    assert [finding.kind for finding in there.explained] == ["transfer_without_other_end"]


def test_a_swap_that_both_balances_show_keeps_its_name() -> None:
    lines = (
        line("-100", 3, asset="OLD", kind="token swap - distribution"),
        line("100", 4, asset="XNEW", kind="distribution"),
    )
    balance_lines = balance_line("OLD", "100", "0"), balance_line("XNEW", "0", "100")
    stated = StatementDay(True, told_of("OLD", "-100").stated + told_of("XNEW", "100").stated)
    judged = reconcile(facts(*balance_lines, statement=stated))
    there = investigate(judged, investigation_input(DAY, judged.asset_verdicts, unmatched_entries=lines))
    assert {finding.kind for one in there.values() for finding in one.explained} == {"swapped_asset"}


def test_it_adds_up_with_what_a_person_resolved() -> None:
    known = ResolvedPart(1, "BTC", "balance", "airdrop", Decimal("2"), "ann")
    assert [kind for kind, _, _ in told(found("7", line("5"), resolutions=(known,)))] == [
        "resolution",
        "statement_only",
    ]


def test_the_explained_cell_keeps_what_the_witnesses_say() -> None:
    stated = StatementDay(True, (Stated("BTC", "Spot", "deposit", Decimal(5), 1),))
    judged = result({"BTC": "5", "ETH": "1"}, stated)
    there = investigate(judged, investigation_input(DAY, judged.asset_verdicts, unmatched_entries=(line("5"),)))
    btc, eth = with_findings(facts(), judged, there).asset_verdicts
    assert (btc.verdict, eth.verdict) == (Verdict.EXPLAINED, Verdict.OPEN)
    assert btc.reason == "statement_only (s.csv, line 7)"
    assert btc.findings.witnesses and btc.findings.witnesses.agree == "snapshot and statement"
    assert eth.findings.witnesses and eth.findings.witnesses.agree == "movements and statement"
    assert eth.findings.next_steps[0] == "lists and statement agree: the snapshot is off"
    assert eth.findings.next_steps[-1] == "have a person resolve it"
