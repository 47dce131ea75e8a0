"""A pending record that is in the balance: what bears it out, and when it is no candidate any more."""

from __future__ import annotations

import pytest
from binrecon.reconciliation.witnesses import LISTS_LACK, NONE

from tests.reconciliation.cases import (
    found,
    found_all,
    kinds,
    leg,
    line,
    moment,
    steps,
)


@pytest.mark.parametrize(
    ("source", "status", "kind"),
    [
        ("deposit", "0", "pending_deposit"),
        ("deposit", "8", "pending_deposit"),
        ("locked_redemption", "PENDING", "listed_without_effect"),
    ],
)
def test_a_pending_record_is_in_the_balance_where_a_statement_has_its_line(source: str, status: str, kind: str) -> None:
    pending = leg("BTC", "2.1234", source=source, status=status, standing="pending")
    alone = found("BTC", "2.1234", pending)
    assert [[one.kind for one in found_] for found_ in alone.alternatives] == [[kind]] and not alone.explained
    assert steps(alone, "no second fact bears it out")
    told = dict(
        timing_differences=(pending,),
        unmatched_entries=(line("2.1234", "deposit" if kind == "pending_deposit" else "earn redemption"),),
    )
    assert kinds(found_all({"BTC": "2.1234"}, agree=LISTS_LACK, **told)["BTC"]) == [kind]
    assert not found_all({"BTC": "2.1234"}, agree=NONE, **told)["BTC"].explained


def test_a_pending_redemption_is_borne_out_by_the_share_that_went() -> None:
    told = dict(source="flexible_redemption", status="CREATED", standing="pending")
    both = leg("BTC", "2.1234", "7", **told), leg("LDBTC", "-2.1234", "7", **told)
    there = found_all({"BTC": "2.1234", "LDBTC": "-2.1234"}, timing_differences=both)
    assert [kinds(there[asset]) for asset in ("BTC", "LDBTC")] == [["listed_without_effect"]] * 2
    assert not found("BTC", "2.1234", *both).explained


@pytest.mark.parametrize(
    ("opposite_", "explained"), [((("BTC", "sub@x.com"),), True), ((("BTC", "other@x.com"),), False), ((), False)]
)
def test_a_pending_own_transfer_is_borne_out_by_the_account_at_its_other_end(
    opposite_: tuple[tuple[str, str], ...], explained: bool
) -> None:
    sent = leg("BTC", "-2.1234", source="account_transfer", status="PROCESS", standing="pending", party="Sub@x.com")
    assert bool(found("BTC", "-2.1234", sent, opposite_accounts=opposite_).explained) is explained


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
    assert old.alternatives == () and steps(
        old, f"pending for more than {days} days: ask the exchange what became of it"
    )


@pytest.mark.parametrize(
    ("earlier", "possible"), [({-2: "0", -1: "0"}, True), ({-2: "2.1234", -1: "0"}, False), ({}, False)]
)
def test_a_pending_record_of_an_earlier_day_came_today_only_if_it_did_not_come_before(
    earlier: dict[int, str], possible: bool
) -> None:
    pending = leg("BTC", "2.1234", status="0", standing="pending", at=moment(-2))
    assert bool(found("BTC", "2.1234", pending, variances=earlier).alternatives) is possible
