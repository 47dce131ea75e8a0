"""The group's day from the tables to its CSV: own transfers cancel, over midnight they are on their way, and every file
is written when what it rests on has changed."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.account_day import AccountDay
from binrecon.domain.group import GroupLine
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.services import group
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.group import group_of_day, members_of, members_path, path_of, write_changed, write_group
from binrecon.services.own_transfers import match_own_transfers
from binrecon.storage import day_facts
from binrecon.storage.day_facts import read_gaps, read_gaps_of_wallets
from binrecon.storage.queries import rows
from binrecon.storage.transactions import consistent_read
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, at, coverage, insert, pairs, snapshot, trade, transfer

MAIN, SUB = "main@example.com", "sub@example.com"
NEXT = DAY + timedelta(days=1)
Judge = Callable[..., None]


def roster(reports: Path, *wallets: Wallet, **other: Any) -> Roster:
    named = wallets or (Wallet.SPOT,)
    accounts = (Account(MAIN, AccountType.MAIN, "a", named), Account(SUB, AccountType.SUB, "b", **other))
    return Roster(accounts, Settings(reports=reports))


def moved(
    engine: Engine, number: str, sent_at: datetime | None, arrived_at: datetime | None, amount: str = "0.5"
) -> None:
    """A transfer from main to sub, as far as each side's list tells it."""
    named = dict(source="account_transfer", endpoint="sub_transfer_history", txn_subtype="sub_account_transfer")
    if sent_at:
        transfer(
            engine, "BTC", f"-{amount}", external_id=number, email=MAIN, counter_party=SUB, datetime=sent_at, **named
        )
    if arrived_at:
        transfer(engine, "BTC", "0.5", email=SUB, counter_party=MAIN, datetime=arrived_at, **named)


def balances(engine: Engine, main: dict[date, str], sub: dict[date, str]) -> None:
    for email, held in ((MAIN, main), (SUB, sub)):
        for day, amount in held.items():
            snapshot(engine, day, {"BTC": amount}, email)


def judge(engine: Engine, *days: date) -> None:
    """The days of both accounts, after their own transfers were matched; each judged twice, as the second account's run
    would judge the first's day again."""
    for day in days:
        for email in (MAIN, SUB):
            covered(engine, email, day)
    match_own_transfers(engine, "run")
    for day in days:
        for email in (MAIN, SUB):
            reconcile_day(engine, spot(email, day), [], "run")


def covered(engine: Engine, email: str, day: date) -> None:
    question = dict(email=email, date=day, wallet="SPOT", endpoint="deposit_history", key="", required=True)
    insert(engine, "binance_collection_plan", question)
    window = dict(window_start=at("00:00:00", day), window_end=at("00:00:00", day + timedelta(days=1)))
    asked = dict(status="complete", asked_at=at(day=day + timedelta(days=2)))
    insert(
        engine, "binance_collection_coverage", dict(email=email, endpoint="deposit_history", key="", **asked, **window)
    )


def bitcoin(engine: Engine, day: date, of: Roster) -> GroupLine:
    [found] = [one for one in group_of_day(engine, of.accounts, day).lines if one.asset == "BTC"]
    return found


def test_a_transfer_inside_the_group_cancels_and_what_comes_from_outside_counts(engine: Engine, tmp_path: Path) -> None:
    balances(engine, {BEFORE: "10", DAY: "14.499"}, {BEFORE: "1", DAY: "1.5"})
    moved(engine, "1", at("12:00:00"), at("12:00:01"))
    transfer(engine, "BTC", "5", email=MAIN)
    transfer(engine, "BTC", "-0.001", "txn_fee", email=MAIN)
    judge(engine, DAY)
    found = bitcoin(engine, DAY, roster(tmp_path))
    assert found[2:] == (
        Decimal(11), Decimal(5), 0, 0, Decimal("-0.001"), 0, 0, None, Decimal("15.999"), Decimal("15.999"), 0, "proved",
        "every wallet proved, and what is on its way accounts for the rest",
    )  # fmt: skip


def test_a_transfer_over_midnight_is_on_its_way_between_its_days(engine: Engine, tmp_path: Path) -> None:
    balances(engine, {BEFORE: "10", DAY: "9.5", NEXT: "9.5"}, {BEFORE: "1", DAY: "1", NEXT: "1.5"})
    moved(engine, "1", at("23:59:59"), at("00:00:01", NEXT))
    judge(engine, DAY, NEXT)
    left, arrived = (bitcoin(engine, day, roster(tmp_path)) for day in (DAY, NEXT))
    assert (left.in_transit_opening, left.in_transit_closing, left.oldest_in_transit_days) == (0, Decimal("0.5"), 0)
    assert (arrived.in_transit_opening, arrived.in_transit_closing, arrived.oldest_in_transit_days) == (
        Decimal("0.5"), 0, None,
    )  # fmt: skip
    assert [(one.variance, one.verdict) for one in (left, arrived)] == [(0, "proved")] * 2


def test_what_never_arrives_stays_on_its_way_and_ages(engine: Engine, tmp_path: Path) -> None:
    days = [DAY + timedelta(days=number) for number in range(3)]
    balances(
        engine, {day: "10" if day == BEFORE else "9.5" for day in (BEFORE, *days)}, dict.fromkeys((BEFORE, *days), "1")
    )
    moved(engine, "1", at(), None)
    judge(engine, *days)
    found = [bitcoin(engine, day, roster(tmp_path)) for day in days]
    assert [one.in_transit_closing for one in found] == [Decimal("0.5")] * 3
    assert [one.oldest_in_transit_days for one in found] == [0, 1, 2]
    assert {one.variance for one in found} == {0}


def test_what_arrived_and_nobody_sent_keeps_the_group_from_being_proved(engine: Engine, tmp_path: Path) -> None:
    balances(engine, {BEFORE: "10", DAY: "10"}, {BEFORE: "1", DAY: "1.5"})
    moved(engine, "1", None, at())
    judge(engine, DAY)
    found = bitcoin(engine, DAY, roster(tmp_path))
    assert (found.in_transit_closing, found.variance, found.verdict) == (Decimal("-0.5"), 0, "unproved")
    assert "arrived that were not sent by then" in found.reason


def test_a_transfer_to_an_account_that_is_not_there_yet_goes_outside(engine: Engine, tmp_path: Path) -> None:
    balances(engine, {BEFORE: "10", DAY: "9.5"}, {})
    moved(engine, "1", at(), None)
    judge(engine, DAY)
    later = roster(tmp_path, start_date=NEXT)
    assert members_of(later.accounts, DAY) == [(MAIN, Wallet.SPOT)]
    found = bitcoin(engine, DAY, later)
    assert (found.external_out, found.in_transit_closing, found.verdict) == (Decimal("-0.5"), 0, "proved")


def test_a_wallet_that_has_no_verdict_leaves_the_group_unproved(engine: Engine, tmp_path: Path) -> None:
    balances(engine, {BEFORE: "10", DAY: "10"}, {BEFORE: "1", DAY: "1"})
    judge(engine, DAY)
    assert bitcoin(engine, DAY, roster(tmp_path)).verdict == "proved"
    found = bitcoin(engine, DAY, roster(tmp_path, Wallet.SPOT, Wallet.MARGIN))
    assert (found.opening, found.verdict) == (None, "unproved")
    assert found.reason.startswith(f"not proved: {MAIN} MARGIN (no verdict)")


def test_a_wallet_that_is_in_doubt_as_a_whole_leaves_the_group_unproved(engine: Engine, tmp_path: Path) -> None:
    """Nothing is known of what it holds, though both its snapshots are there and empty."""
    balances(engine, {BEFORE: "10", DAY: "10"}, {})
    for day in (BEFORE, DAY):
        snapshot(engine, day, {}, SUB)
    judge(engine, DAY)
    assert bitcoin(engine, DAY, roster(tmp_path)).verdict == "proved"
    doubt = ["the account's key was not accepted (see check_key)"]
    assert reconcile_day(engine, spot(SUB, DAY), doubt, "run").result.verdict == "unproved"
    found = bitcoin(engine, DAY, roster(tmp_path))
    assert (found.opening, found.verdict) == (None, "unproved")
    assert found.reason.startswith(f"not proved: {SUB} SPOT (unproved as a whole)")


@pytest.mark.parametrize(("gap", "verdict"), [("BTCUSDT", "unproved"), ("ETHUSDT", "proved")])
def test_a_wallet_without_the_asset_has_none_of_it_only_where_every_list_that_could_tell_was_read(
    engine: Engine, tmp_path: Path, gap: str, verdict: str
) -> None:
    """What sub never held may have come and gone unseen through a pair that was not read. SOL is proved in it."""
    balances(engine, {BEFORE: "10", DAY: "10"}, {})
    for day in (BEFORE, DAY):
        snapshot(engine, day, {"SOL": "1"}, SUB)
    pairs(engine, ("BTC", "USDT"), ("ETH", "USDT"))
    judge(engine, DAY)
    assert bitcoin(engine, DAY, roster(tmp_path)).verdict == "proved", "every list was read"
    question = dict(email=SUB, date=DAY, wallet="SPOT", endpoint="trades", key=gap, required=True)
    insert(engine, "binance_collection_plan", question)
    judged = reconcile_day(engine, spot(SUB, DAY), [], "run").result
    assert (judged.verdict, [one.verdict for one in judged.asset_verdicts]) == ("unproved", ["proved"])
    found = bitcoin(engine, DAY, roster(tmp_path))
    assert (found.opening, found.actual, found.variance, found.verdict) == (10, 10, 0, verdict)
    assert (f"{SUB} SPOT (trades BTCUSDT is not covered)" in found.reason) is (verdict == "unproved")


THIRD = "third@example.com"


def test_what_lacks_of_many_wallets_is_read_by_one_statement_and_is_what_lacks_of_each(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_every_kind(engine)
    wallets = [(MAIN, Wallet.SPOT), (SUB, Wallet.MARGIN), (SUB, Wallet.SPOT), (THIRD, Wallet.SPOT)]
    asked: list[str] = []
    with consistent_read(engine) as connection:
        each = {own: read_gaps(connection, AccountDay(own[0], DAY, own[1])) for own in wallets}
        monkeypatch.setattr(day_facts, "rows", lambda *asks: (asked.append(asks[1]), rows(*asks))[1])
        assert read_gaps_of_wallets(connection, DAY, wallets) == each
        assert read_gaps_of_wallets(connection, DAY, []) == {}
    assert asked == ["group/gaps.sql"]
    assert [[gap.endpoint for gap in gaps] for gaps in each.values()] == [
        ["deposit_history", "exchange_info", "trades"],
        ["account", "exchange_info", "margin_interest"],
        ["account", "exchange_info"],
        ["account", "exchange_info"],
    ]


def of_every_kind(engine: Engine) -> None:
    """Of main's day a pair and a list were not read, of sub's margin a list; it is in doubt whose key sub's is, the
    third account was read with another's, and a pair of the newest list cannot be read."""
    pairs(engine, ("BTC", "USDT"))
    for email, wallet, endpoint, key in (
        (MAIN, Wallet.SPOT, "trades", "BTCUSDT"),
        (MAIN, Wallet.SPOT, "deposit_history", ""),
        (SUB, Wallet.MARGIN, "margin_interest", ""),
    ):
        question = dict(email=email, date=DAY, wallet=wallet, endpoint=endpoint, key=key, required=True)
        insert(engine, "binance_collection_plan", question)
    for email, uid, accepted in ((SUB, 7, False), (THIRD, 5, True), (THIRD, 6, True)):
        identity = dict(email=email, uid=uid, key_digest=str(uid) * 64, accepted=accepted, stated=True, reason="said")
        insert(engine, "binance_account_identities", identity | dict(coverage_id=901, run_id="r"))
    coverage(engine, "deposit_history", id=902, email=THIRD, uid=5, records=1)
    coverage(engine, "exchange_info", id=900, email="")
    unread = dict(email="", endpoint="exchange_info", coverage_id=900, raw_table="binance_raw_exchange_info", fid=1)
    told = dict(ordinal=0, reason="unknown status", record="{}", window_start=at(), window_end=at("13:00:00"))
    insert(engine, "binance_quarantine", unread | told)


def test_a_group_of_which_nothing_is_known_is_no_empty_list(engine: Engine, tmp_path: Path) -> None:
    for email in (MAIN, SUB):
        for day in (BEFORE, DAY):
            snapshot(engine, day, {}, email)
    judge(engine, DAY)
    assert group_of_day(engine, roster(tmp_path).accounts, DAY).lines == ()
    reconcile_day(engine, spot(SUB, DAY), ["the list of pairs could not be read"], "run")
    [found] = group_of_day(engine, roster(tmp_path).accounts, DAY).lines
    assert (found.asset, found.verdict) == ("", "unproved")


def test_trades_are_their_own_column(engine: Engine, tmp_path: Path) -> None:
    snapshot(engine, BEFORE, {"BTC": "1", "USDT": "100"}, MAIN)
    snapshot(engine, DAY, {"BTC": "1.5", "USDT": "70"}, MAIN)
    legs = {"spot_buy": ("BTC", "0.5"), "spot_sell": ("USDT", "-29"), "taker_fee": ("USDT", "-1")}
    trade(engine, "BTCUSDT", legs, email=MAIN)
    snapshot(engine, BEFORE, {}, SUB)
    snapshot(engine, DAY, {}, SUB)
    judge(engine, DAY)
    lines = group_of_day(engine, roster(tmp_path).accounts, DAY).lines
    found = {one.asset: (one.trades, one.fees, one.verdict) for one in lines}
    assert found == {"BTC": (Decimal("0.5"), 0, "proved"), "USDT": (-29, -1, "proved")}


def test_the_file_is_written_once_and_again_when_what_it_rests_on_changed(engine: Engine, tmp_path: Path) -> None:
    balances(engine, {BEFORE: "10", DAY: "10"}, {BEFORE: "1", DAY: "1"})
    judge(engine, DAY)
    of = roster(tmp_path)
    assert write_changed(engine, of) == [DAY]
    path = path_of(tmp_path, DAY)
    assert path == tmp_path / "group" / str(DAY) / "group.csv"
    [row] = csv.DictReader(path.open(encoding="utf-8"))
    assert list(row) == list(GroupLine._fields)
    assert (row["asset"], row["opening"], row["verdict"], row["oldest_in_transit_days"]) == ("BTC", "11", "proved", "")
    later = datetime.now().timestamp() + 3600
    os.utime(path, (later, later))
    assert write_changed(engine, of) == []
    os.utime(path, (0, 0))
    assert write_changed(engine, of) == [DAY]


@pytest.fixture
def two_days(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Roster:
    """Two proved days whose files are written, by clocks that are one."""
    monkeypatch.setattr(group, "_CLOCKS", timedelta(0))
    balances(engine, dict.fromkeys((BEFORE, DAY, NEXT), "10"), dict.fromkeys((BEFORE, DAY, NEXT), "1"))
    judge(engine, DAY, NEXT)
    of = roster(tmp_path)
    assert write_changed(engine, of) == [NEXT, DAY]
    return of


def told(reports: Path, day: date) -> list[str]:
    with path_of(reports, day).open(encoding="utf-8") as file:
        return [row["verdict"] for row in csv.DictReader(file)]


def test_an_end_that_comes_late_changes_every_day_after_it(engine: Engine, tmp_path: Path, two_days: Roster) -> None:
    """It arrived and nobody sent it: it is on its way below zero from its day on."""
    moved(engine, "1", None, at("12:00:01"))
    match_own_transfers(engine, "late")
    assert write_changed(engine, two_days) == [NEXT, DAY]
    assert told(tmp_path, NEXT) == told(tmp_path, DAY) == ["unproved"]


def test_a_match_that_is_made_late_changes_every_day_after_it(engine: Engine, tmp_path: Path, two_days: Roster) -> None:
    moved(engine, "1", None, at("12:00:01"))
    match_own_transfers(engine, "late")
    write_changed(engine, two_days)
    moved(engine, "1", at("12:00:00"), None)
    match_own_transfers(engine, "later")
    assert write_changed(engine, two_days) == [NEXT, DAY]
    assert told(tmp_path, NEXT) == ["proved"]


def test_an_empty_wallet_that_is_judged_late_is_a_change(engine: Engine, tmp_path: Path, two_days: Roster) -> None:
    members = roster(tmp_path, Wallet.SPOT, Wallet.MARGIN)
    for day in (DAY, NEXT):
        write_group(engine, members, day)
    assert write_changed(engine, members) == []
    judged_at = datetime.now(UTC)
    day = dict(email=MAIN, date=NEXT, wallet="MARGIN", verdict="proved", opened_at=judged_at, decided_at=judged_at)
    insert(engine, "binance_reconciliation_days", day)
    assert write_changed(engine, members) == [NEXT]


@pytest.mark.parametrize("other", [Wallet.MARGIN, None], ids=["a wallet more", "an account less"])
def test_a_day_is_written_again_when_the_accounts_file_has_other_wallets_for_it(
    engine: Engine, tmp_path: Path, two_days: Roster, other: Wallet | None
) -> None:
    """Nothing of the day itself has changed."""
    members = roster(tmp_path, Wallet.SPOT, other) if other else replace(two_days, accounts=two_days.accounts[:1])
    assert write_changed(engine, members) == [NEXT, DAY]
    assert told(tmp_path, DAY) == ["unproved" if other else "proved"]
    with members_path(tmp_path, DAY).open(encoding="utf-8") as file:
        assert [(row["email"], row["wallet"]) for row in csv.DictReader(file)] == members_of(members.accounts, DAY)
    assert write_changed(engine, members) == []


def test_an_account_that_starts_later_changes_the_days_from_its_first_on(
    engine: Engine, tmp_path: Path, two_days: Roster
) -> None:
    assert write_changed(engine, roster(tmp_path, start_date=NEXT)) == [DAY]


def test_many_days_are_written_newest_first_and_the_rest_by_the_next_call(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    balances(engine, dict.fromkeys((BEFORE, DAY, NEXT), "10"), dict.fromkeys((BEFORE, DAY, NEXT), "1"))
    judge(engine, DAY, NEXT)
    monkeypatch.setattr(group, "MOST", 1)
    monkeypatch.setattr(group, "_CLOCKS", timedelta(0))
    assert [write_changed(engine, roster(tmp_path)) for _ in range(3)] == [[NEXT], [DAY], []]
    assert write_group(engine, roster(tmp_path), DAY).rows == 1
