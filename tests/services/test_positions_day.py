"""Positions of a day, from raw pages to what its verdicts say of them: sizes at both ends, the fills between, and the
ledger that tells the money of those."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from binrecon.collectors.followed import plan_followed
from binrecon.domain.vocabulary import Verdict
from binrecon.processing.validation import findings_of
from binrecon.reporting.csv_reports import write_reports
from sqlalchemy import Engine

from tests.services.contract_days import FUTURES, NEXT, contract_day, fill, income_of, judged, of_usdt, row_of
from tests.storage.readings import reading
from tests.storage.rows import DAY, at, fetch

PROVED = "adds up exactly, everything covered; unrealised profit and loss is not part of the proof"
DIFFERS = "the position of BTCUSDT does not follow from its fills"


def files(engine: Engine, folder: Path) -> list[dict[str, str]]:
    written = write_reports(engine, folder, "fund", FUTURES)["positions_futures"].path
    with written.open(newline="") as file:
        return list(csv.DictReader(file))


def sizes(engine: Engine, folder: Path) -> list[tuple[str, ...]]:
    names = ("symbol", "side", "opening", "fills", "expected", "actual", "difference", "verdict")
    return [tuple(row[name] for name in names) for row in files(engine, folder)]


def test_a_position_that_follows_from_its_fills_leaves_the_reason_as_it_was(engine: Engine, tmp_path: Path) -> None:
    fills = [fill("0.5", 1, fee="0.1"), fill("-0.2", 2, realized="3.25", fee="0.05")]
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "1.3")], fills)
    assert of_usdt(judged(engine)).reason == PROVED
    assert sizes(engine, tmp_path) == [("BTCUSDT", "BOTH", "1", "0.3", "1.3", "1.3", "0", "follows")]
    assert findings_of(engine, FUTURES) == []


def test_one_that_does_not_is_named_with_its_sizes_and_the_balance_is_what_it_is(
    engine: Engine, tmp_path: Path
) -> None:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "1.4")], [fill("0.5", fee="0.1"), fill("-0.2", 2)])
    result = judged(engine)
    verdict = of_usdt(result)
    assert (verdict.verdict, verdict.reason) == (Verdict.PROVED, f"{PROVED}; {DIFFERS}")
    assert "BTCUSDT: opening 1, fills 0.3, expected 1.3, actual 1.4, difference 0.1: " in verdict.findings.next_steps[0]
    assert result.reason == f"all 1 assets proved; {DIFFERS}"
    assert sizes(engine, tmp_path) == [("BTCUSDT", "BOTH", "1", "0.3", "1.3", "1.4", "0.1", "differs")]


def test_one_that_no_fill_and_no_row_of_the_ledger_names_is_told_all_the_same(engine: Engine) -> None:
    contract_day(engine, [], [("ETHUSDT", "-2")])
    assert of_usdt(judged(engine)).reason.endswith("the position of ETHUSDT does not follow from its fills")


def test_what_the_ledger_tells_beside_it_is_named(engine: Engine) -> None:
    income = [row_of("DELIVERED_SETTELMENT", "5"), row_of("FUNDING_FEE", "0.5")]
    contract_day(engine, [("BTCUSDT", "1")], [], income=income)
    [step] = of_usdt(judged(engine)).findings.next_steps
    assert "difference -1; the ledger tells of DELIVERED_SETTELMENT: " in step


def test_an_open_balance_says_both(engine: Engine) -> None:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "2")], [fill("0.5", fee="0.1")], balance="90")
    verdict = of_usdt(judged(engine))
    assert verdict.verdict is Verdict.OPEN and verdict.reason.endswith(DIFFERS)
    assert "difference 0.5" in verdict.findings.next_steps[0]


def test_each_side_of_a_contract_is_a_position_of_its_own(engine: Engine, tmp_path: Path) -> None:
    """In hedge mode a short is opened by selling; both sides together say nothing: their differences cancel."""
    fills = [fill("1", 1, positionSide="LONG"), fill("-3", 2, positionSide="SHORT")]
    contract_day(engine, [("BTCUSDT", "1"), ("BTCUSDT", "-1")], [("BTCUSDT", "3"), ("BTCUSDT", "-5")], fills)
    assert sizes_of(judged(engine), engine, tmp_path) == [
        ("BTCUSDT", "LONG", "1", "1", "2", "3", "1", "differs"),
        ("BTCUSDT", "SHORT", "-1", "-3", "-4", "-5", "-1", "differs"),
    ]


def sizes_of(result: Any, engine: Engine, folder: Path) -> list[tuple[str, ...]]:
    assert DIFFERS in result.reason
    return sizes(engine, folder)


def test_a_position_that_turns_round_in_one_way_mode_is_one(engine: Engine) -> None:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "-0.5")], [fill("-1.5")])
    assert of_usdt(judged(engine)).reason == PROVED


@pytest.mark.parametrize(("moment", "inside"), [("23:59:59.999", True), ("00:00:00", False)])
def test_a_fill_belongs_to_the_day_of_its_millisecond(engine: Engine, moment: str, inside: bool) -> None:
    one = fill("1", moment=at(moment, DAY if inside else NEXT))
    contract_day(engine, [], [("BTCUSDT", "1")] if inside else [], [])
    window = (at("00:00:00"), at("00:01:00", NEXT))
    reading(engine, "um_trades", [one], key="BTCUSDT", window=window, hours=1)
    assert of_usdt(judged(engine)).reason == PROVED


def test_the_first_millisecond_of_the_day_is_in_it(engine: Engine) -> None:
    contract_day(engine, [], [("BTCUSDT", "1")], [fill("1", moment=at("00:00:00"))])
    assert of_usdt(judged(engine)).reason == PROVED


def test_without_its_fills_a_position_is_not_checked_and_never_right(engine: Engine, tmp_path: Path) -> None:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "1")], unread=["BTCUSDT"])
    result = judged(engine)
    unchecked = "positions not checked: BTCUSDT (um_trades not read)"
    assert (result.verdict, of_usdt(result).reason) == (Verdict.PROVED, f"{PROVED}; {unchecked}")
    assert result.reason.endswith(unchecked)
    assert sizes(engine, tmp_path)[0][-1] == "not checked"


def test_a_fill_that_cannot_be_read_leaves_its_contract_not_checked_and_the_balance_proved(engine: Engine) -> None:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "1")], [fill("much")], income=())
    result = judged(engine)
    assert result.verdict is Verdict.PROVED
    assert result.reason.endswith("positions not checked: BTCUSDT (um_trades holds what cannot be read)")


def test_a_later_reading_without_it_checks_again(engine: Engine) -> None:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "1")], [fill("much")], income=())
    assert "not checked" in judged(engine).reason
    reading(engine, "um_trades", [], key="BTCUSDT", hours=1)
    assert of_usdt(judged(engine)).reason == PROVED


def test_positions_that_cannot_be_read_are_not_taken_for_none(engine: Engine) -> None:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "much")])
    result = judged(engine)
    assert result.verdict is Verdict.PROVED
    assert "positions not checked: no positions that can be read of the end of 2026-11-02" in result.reason


def test_income_that_lacks_a_fill_unproves_the_balance_that_adds_up(engine: Engine) -> None:
    fills = [fill("0.5", 1, fee="0.1"), fill("-0.5", 2, fee="0.2")]
    contract_day(engine, [], [], fills, income=income_of(fills[0]))
    verdict = of_usdt(judged(engine))
    assert (verdict.verdict, verdict.variance) == (Verdict.UNPROVED, 0)
    assert verdict.reason == "um_income says otherwise of COMMISSION of BTCUSDT than the fills that tell the same"
    [step] = verdict.findings.next_steps
    assert "COMMISSION of USDT is 0 by um_income and 0.2 by the fills, in 1 row(s) that differ" in step


def test_a_list_of_fills_that_lacks_one_is_contradicted_by_income(engine: Engine) -> None:
    fills = [fill("0.5", 1, realized="2"), fill("-0.5", 2)]
    contract_day(engine, [], [], fills[1:], income=income_of(*fills))
    result = judged(engine)
    assert result.verdict is Verdict.UNPROVED
    assert "says otherwise of REALIZED_PNL of BTCUSDT" in result.reason and DIFFERS in result.reason


def test_profits_are_compared_to_the_last_digit(engine: Engine) -> None:
    one = fill("1", realized="1.00000001")
    contract_day(engine, [], [("BTCUSDT", "1")], [one], income=income_of(one | {"realizedPnl": "1"}))
    assert judged(engine).verdict is Verdict.UNPROVED


def test_charges_of_two_fills_that_are_exchanged_contradict(engine: Engine) -> None:
    """Their sum is the same: each fill is held against its own rows."""
    fills = [fill("1", 1, fee="0.1"), fill("-1", 2, fee="0.2")]
    told = [fills[0] | {"commission": "0.2"}, fills[1] | {"commission": "0.1"}]
    contract_day(engine, [], [], fills, income=income_of(*told))
    assert judged(engine).verdict is Verdict.UNPROVED


@pytest.mark.parametrize("fee", ["0.25625", "-0.25625"])
def test_what_is_charged_is_compared_by_its_size(engine: Engine, fee: str) -> None:
    """Older examples of fills show it below zero, newer ones above."""
    contract_day(engine, [], [("BTCUSDT", "1")], [fill("1", fee=fee)])
    assert of_usdt(judged(engine)).reason == PROVED


def test_a_fill_with_itself_is_two_rows_of_one_number(engine: Engine) -> None:
    fills = [fill("1", 7, fee="0.1"), fill("-1", 7, fee="0.1")]
    contract_day(engine, [], [], fills)
    verdict = of_usdt(judged(engine))
    assert verdict.verdict is Verdict.PROVED and "fills" not in verdict.reason
    assert "listed more than once under one identity, each counted: COMMISSION" in verdict.reason
    assert len(fetch(engine, "SELECT external_id FROM binance_reconciliation_fills")) == 2


def test_older_fills_that_do_not_name_the_asset_of_their_profit_are_compared_too(engine: Engine) -> None:
    one = fill("1", realized="2", fee="0.1")
    told = {name: value for name, value in one.items() if name != "marginAsset"}
    contract_day(engine, [], [("BTCUSDT", "1")], [told], income=income_of(one))
    assert of_usdt(judged(engine)).reason == PROVED


def test_credits_that_are_booked_in_another_asset_are_not_compared(engine: Engine) -> None:
    one = fill("1", realized="2", fee="0.1")
    booked = [row | {"asset": "BNFCR", "income": "1.9"} for row in income_of(one)]
    contract_day(engine, [], [("BTCUSDT", "1")], [one], income=booked)
    assert of_usdt(judged(engine)).verdict is Verdict.PROVED


def test_fills_are_asked_of_what_was_held_at_either_end_and_of_what_income_names(engine: Engine) -> None:
    contract_day(
        engine,
        [("OLDUSDT", "1"), ("NILUSDT", "0")],
        [("NEWUSDT", "1")],
        income=[row_of("FUNDING_FEE", symbol="PAIDUSDT"), row_of("TRANSFER", number=3, symbol="")],
        unread=["OLDUSDT", "NEWUSDT", "PAIDUSDT"],
    )
    asked = [("um_trades", symbol) for symbol in ("NEWUSDT", "OLDUSDT", "PAIDUSDT")]
    assert plan_followed(engine, FUTURES, "um_income") == asked
    assert plan_followed(engine, FUTURES, "futures_snapshot") == asked, "whichever of the two is read last"
    assert plan_followed(engine, FUTURES, "um_trades") == []
    [required] = fetch(engine, "SELECT DISTINCT required FROM binance_collection_plan WHERE endpoint = 'um_trades'")
    assert required == (False,)
