"""Which two of three witnesses agree is said of every asset of a day that a statement covers, and changes no
verdict."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.day_facts import BalanceLine
from binrecon.domain.day_results import AssetVerdict, ThreeWayMatch
from binrecon.domain.statements import Stated, StatementDay
from binrecon.domain.vocabulary import Verdict
from binrecon.reconciliation.verdicts import reconcile

from tests.reconciliation.cases import balance_line, facts, only

BIG = "123456789012345678.000000000000000001"


def line(asset: str, change: str, operation: str = "deposit", account: str = "Spot", lines: int = 1) -> Stated:
    return Stated(asset, account, operation, Decimal(change), lines)


def judged(moving: BalanceLine, *lines: Stated, proved: bool = True, shares: Any = (), **other: Any) -> AssetVerdict:
    return only(reconcile(facts(moving, statement=StatementDay(proved, lines, frozenset(shares)), **other)))


def told(*arguments: Any, **other: Any) -> ThreeWayMatch:
    found = judged(*arguments, **other).findings.witnesses
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("closing", "moved", "stated", "agree", "sentence"),
    [
        ("1.5", "0.5", "0.5", "all three", "all three agree"),
        ("1.5", "0", "0.5", "snapshot and statement", "snapshot and statement agree: the lists of the API lack 0.5"),
        ("0.5", "0", "-0.5", "snapshot and statement", "snapshot and statement agree: the lists of the API lack -0.5"),
        ("1.5", "0.5", "0", "snapshot and movements", "snapshot and lists agree: the statement lacks 0.5"),
        ("1.6", "0.5", "0.5", "movements and statement", "lists and statement agree: the snapshot is off by 0.1"),
        ("1.6", "0.5", "0.4", "none", "no two agree"),
        (
            None,
            "0.5",
            "0.5",
            "movements and statement",
            "lists and statement agree: there is no difference of two snapshots",
        ),
        (None, "0.5", "0.4", "none", "no two agree: there is no difference of two snapshots"),
    ],
)
def test_the_sentence_names_who_agrees_and_what_the_third_lacks(
    closing: str | None, moved: str, stated: str, agree: str, sentence: str
) -> None:
    found = told(balance_line("BTC", "1", closing, transfers_in=moved), line("BTC", stated))
    assert (found.agree, found.told) == (agree, sentence)
    assert (found.movements, found.statement) == (Decimal(moved), Decimal(stated))


def test_all_sums_are_exact() -> None:
    """28 digits, the default of decimal, would round them."""
    found = told(
        balance_line("PEPE", "0", BIG), line("PEPE", "123456789012345678"), line("PEPE", "1E-18", "distribution")
    )
    assert (found.agree, found.snapshot, found.statement) == ("snapshot and statement", Decimal(BIG), Decimal(BIG))
    assert found.told.endswith(BIG)


def test_only_lines_of_spot_count() -> None:
    found = told(balance_line("BTC", "1", "2", transfers_in="1"), line("BTC", "1"), line("BTC", "8", "", "Funding"))
    assert (found.agree, found.statement) == ("all three", 1)


def test_what_no_statement_names_did_not_move_there() -> None:
    assert told(balance_line("BTC", "1", "1"), line("ETH", "5")).agree == "all three"


@pytest.mark.parametrize(
    ("lines", "proved", "doubt"),
    [
        ([line("BTC", "1", "quantum yield", lines=2)], True, "2 line(s) of the unknown operation 'quantum yield'"),
        ([line("BTC", "1"), line("BTC", "0", "", "Contado", 3)], True, "3 line(s) of the unknown wallet 'Contado'"),
        ([line("BTC", "1")], False, "its clock is not proved"),
    ],
)
def test_a_witness_in_doubt_is_incomplete_even_where_its_sum_fits(
    lines: list[Stated], proved: bool, doubt: str
) -> None:
    found = told(balance_line("BTC", "1", "2", transfers_in="1"), *lines, proved=proved)
    assert (found.agree, found.told) == ("incomplete", f"the statement is incomplete as a witness: {doubt}")


def test_doubts_about_one_asset_are_not_doubts_about_another() -> None:
    assert told(balance_line("BTC", "1", "1"), line("ETH", "1", "quantum yield")).agree == "all three"


def test_a_share_of_earn_has_no_third_witness_unless_a_line_names_it() -> None:
    share = balance_line("LDBTC", "1", "2", transfers_in="1")
    assert judged(share, shares=["LDBTC"]).findings.witnesses is None
    assert told(share, line("LDBTC", "1"), shares=["LDBTC"]).agree == "all three"


def test_without_a_statement_there_are_no_witnesses() -> None:
    assert only(reconcile(facts(balance_line("BTC", "1", "1")))).findings.witnesses is None


@pytest.mark.parametrize(
    ("closing", "missing", "verdict"),
    [("2", 0, Verdict.PROVED), ("3", 0, Verdict.OPEN), ("2", 1, Verdict.UNPROVED), ("3", 1, Verdict.UNPROVED)],
)
@pytest.mark.parametrize("stated", ["1", "2", "-7"])
def test_a_statement_changes_no_verdict(closing: str, missing: int, verdict: Verdict, stated: str) -> None:
    found = judged(balance_line("BTC", "1", closing, transfers_in="1"), line("BTC", stated), pending_pages=missing)
    assert found.verdict is verdict and found.findings.witnesses is not None
