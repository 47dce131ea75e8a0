"""The first reading of a list that expires: back to where the exchange tells it, once, whatever ends it or runs
beside it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from binrecon.collectors.base import Collected, RetentionPassedError
from binrecon.collectors.reading_back import LONGEST, ReadingBack, can_wait, is_read_back
from binrecon.collectors.windows import oldest_whole
from binrecon.domain.errors import BinanceErrorType, FatalAPIError, RetryableAPIError
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.meanings import Meaning
from binrecon.exchange.refusals import MEANING_OF
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.coverage import held_days
from binrecon.storage.evidence import Evidence
from sqlalchemy import Engine

from tests.collectors.stand import Stand
from tests.exchange_client import client_of
from tests.simulator import DAY, HOUR, Exchange, Habits, WalletTransfer, World, start_of, units
from tests.simulator.clock import Clock

MAIN = "main@example.com"
LIST, KEY = "wallet_transfer", "MAIN_FUNDING"
PATH = "/sapi/v1/asset/transfer"
TODAY = date(2026, 11, 5)
"""When the day before yesterday is due, at 02:00."""
DAY_T = TODAY - timedelta(days=2)
OLDEST = TODAY - timedelta(days=179)
"""The first day that is still told whole; of the one before it the first two hours are gone."""
AGES = (3, 20, 100, 178, 179, 185)
"""How many days ago something moved, at noon."""


def world() -> World:
    made = World(TODAY - timedelta(days=200), TODAY)
    made.add_account(MAIN)
    made.open(MAIN, "USDT", units("1000"))
    for age in AGES:
        at = start_of(TODAY) - age * DAY + 12 * HOUR
        made.add(WalletTransfer(age, MAIN, KEY, "USDT", units("2"), at))
    return made


@pytest.fixture
def stand(engine: Engine) -> Stand:
    return of(engine)


def of(engine: Engine, habits: Habits | None = None) -> Stand:
    return Stand(engine, Exchange(world(), Clock(start_of(TODAY) + 2 * HOUR), habits=habits))


def back(stand: Stand, run_id: str = "run1", longest: timedelta = LONGEST, key: str = KEY) -> Any:
    reader = ReadingBack(client_of(stand.exchange, MAIN), Evidence(stand.engine), run_id)
    reader.longest = longest
    return reader.collect_back(CATALOGUE[LIST], key)


def first_day(stand: Stand, run_id: str = "run1", day: date = DAY_T) -> Collected:
    """What the task of a day does with the list."""
    stand.collect(LIST, KEY, day, MAIN, run_id)
    read: Collected = back(stand, run_id)
    return read


def known(stand: Stand) -> list[date]:
    span = Interval(day_interval(TODAY - timedelta(days=200)).start, day_interval(TODAY).end)
    return held_days(stand.engine, MAIN, LIST, KEY, span)


def told(stand: Stand) -> list[int]:
    """The ids of everything that was told, however often."""
    found = stand.rows("""
        SELECT (record ->> 'tranId')::bigint FROM binance_raw_transfer_between_wallets AS page
        CROSS JOIN LATERAL jsonb_array_elements(page.transfer_data) AS record
        JOIN v_binance_readings AS reading ON reading.id = page.coverage_id ORDER BY 1""")
    return [number for (number,) in found]


def whole(first: date = OLDEST) -> list[date]:
    return [first + timedelta(days=number) for number in range((DAY_T - first).days + 1)]


def test_the_first_day_reads_all_that_the_exchange_tells_and_claims_no_day_that_is_gone_in_part(stand: Stand) -> None:
    read = first_day(stand)
    assert (read.pages, read.records, read.status) == (6, 4, "complete")
    assert told(stand) == [3, 20, 100, 178, 179]
    assert known(stand) == whole()


def test_without_it_only_the_days_that_are_read_again_are_known(stand: Stand) -> None:
    stand.collect(LIST, KEY, DAY_T, MAIN)
    assert known(stand) == whole(DAY_T - CATALOGUE[LIST].reread)


def test_nothing_is_asked_again(stand: Stand) -> None:
    first_day(stand)
    asked = stand.asked("asset/transfer")
    assert back(stand).pages == 0
    assert back(stand, "another run").pages == 0
    assert stand.asked("asset/transfer") == asked
    stand.exchange.clock.advance(DAY)
    stand.collect(LIST, KEY, DAY_T + timedelta(days=1), MAIN, "next day")
    assert back(stand, "next day").pages == 0
    assert stand.asked("asset/transfer") == asked + 1


def test_a_list_that_was_never_read_is_not_read_back(stand: Stand) -> None:
    assert back(stand).pages == 0 and stand.asked("asset/transfer") == 0


def test_another_key_of_the_list_is_read_back_by_itself(stand: Stand) -> None:
    first_day(stand)
    stand.collect(LIST, "FUNDING_MAIN", DAY_T, MAIN)
    assert back(stand, key="FUNDING_MAIN").pages == 6


def test_a_task_that_breaks_off_is_gone_on_with_where_it_ended(stand: Stand) -> None:
    """By its next try, or by another run: the windows that were read are not asked again."""
    stand.exchange.add_fault("5xx", "asset/transfer", nth=4, times=5)
    with pytest.raises(RetryableAPIError):
        first_day(stand)
    assert len(told(stand)) < len(AGES) - 1
    held = known(stand)
    asked = len(stand.exchange.log.of("asset/transfer"))
    assert back(stand, "another run").pages == 6 - 2
    assert len(stand.exchange.log.of("asset/transfer")) == asked + 4
    assert set(held) < set(known(stand)) and known(stand) == whole()
    assert told(stand) == [3, 20, 100, 178, 179]


def test_what_was_under_way_when_a_task_was_killed_is_asked_by_the_next(stand: Stand) -> None:
    stand.collect(LIST, KEY, DAY_T, MAIN)
    now = datetime.fromtimestamp(stand.exchange.clock.now() / 1000, UTC)
    start = day_interval(OLDEST).start
    Evidence(stand.engine).begin(MAIN, LIST, KEY, Interval(start, start + timedelta(days=30)), now, "killed")
    assert back(stand, "another run").pages == 6
    assert known(stand) == whole()


@pytest.mark.parametrize(("days", "own"), [([0, 30, 60], 3), ([60, 30, 0], 1), ([30, 60, 0], 2)])
def test_the_days_of_a_backfill_read_the_past_once_in_every_order(stand: Stand, days: list[int], own: int) -> None:
    """Six windows are of the past, whichever day comes first; `own` are those that each day asks of its own."""
    for number in days:
        first_day(stand, f"day {number}", DAY_T - timedelta(days=number))
    assert known(stand) == whole()
    assert [row[0] for row in stand.coverage(LIST)] == ["complete"] * (6 + own)
    assert back(stand, "again").pages == 0


def test_of_several_runs_at_once_one_reads_the_past(stand: Stand) -> None:
    stand.collect(LIST, KEY, DAY_T, MAIN, "day 0")
    with ThreadPoolExecutor(3) as pool:
        done = [pool.submit(back, stand, f"day {number}") for number in range(3)]
        assert sum(one.result().pages for one in done) == 6
    assert known(stand) == whole() and told(stand) == [3, 20, 100, 178, 179]


def test_what_is_refused_as_too_old_is_lost_to_the_day_and_fails_nothing(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    """The exchange answers for 140 days and two hours only, whatever its documents say."""
    stand = of(engine, Habits(refused_after={PATH: 140 * DAY + 2 * HOUR}))
    caplog.set_level(logging.INFO)
    first_day(stand)
    since = TODAY - timedelta(days=140)
    assert known(stand) == whole(since)
    assert f"{LIST} {KEY}: known from {since} on; what is older the exchange tells no more" in caplog.text
    gone = stand.rows("""
        SELECT (max(window_end) AT TIME ZONE 'UTC')::date FROM binance_collection_coverage WHERE meaning = 'TOO_OLD'""")
    assert gone == [(since,)]
    assert stand.rows("SELECT count(*) FROM binance_reconciliation_errors WHERE needs_manual_review") == [(0,)]
    asked = stand.asked("asset/transfer")
    assert back(stand).pages == 0 and back(stand, "another run").pages == 0 and stand.asked("asset/transfer") == asked


def test_what_is_refused_in_words_nobody_knows_keeps_nothing_else_from_being_read(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes of futures and options are in no table: the oldest days are refused each day, those after them are told."""
    monkeypatch.setitem(MEANING_OF, -3011, Meaning.UNKNOWN)
    stand = of(engine, Habits(refused_after={PATH: 140 * DAY + 2 * HOUR}))
    stand.collect(LIST, KEY, DAY_T, MAIN)
    with pytest.raises(FatalAPIError) as refused:
        back(stand)
    assert can_wait(refused.value) and refused.value.meaning is Meaning.UNKNOWN
    assert known(stand) == whole(TODAY - timedelta(days=140))
    assert stand.rows("SELECT count(*) FROM binance_collection_coverage WHERE meaning = 'TOO_OLD'") == [(0,)]
    assert stand.rows("SELECT count(*) FROM binance_reconciliation_errors WHERE needs_manual_review") == [(1,)]


def test_no_day_is_lost_to_a_list_that_answers_nothing_any_more(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that is cleared a day later asks no list that its run has read: a refusal now says nothing of age."""
    stand.collect(LIST, KEY, DAY_T, MAIN)
    stand.exchange.clock.advance(DAY)
    monkeypatch.setitem(MEANING_OF, -77777, Meaning.QUESTION)
    stand.exchange.refusals.put("unknown code", PATH)
    with pytest.raises(FatalAPIError) as refused:
        back(stand)
    assert can_wait(refused.value)
    stand.exchange.refusals.clear()
    back(stand, "next day")
    assert known(stand) == whole(OLDEST + timedelta(days=1))


def test_what_is_refused_for_another_reason_is_no_loss_and_is_asked_again(stand: Stand) -> None:
    stand.collect(LIST, KEY, DAY_T, MAIN)
    stand.exchange.add_fault("-2015", "asset/transfer", times=1)
    with pytest.raises(FatalAPIError) as refused:
        back(stand)
    assert not can_wait(refused.value)
    assert back(stand).pages == 6 and known(stand) == whole()


def test_the_day_can_do_without_what_is_refused_of_the_past_for_good(caplog: pytest.LogCaptureFixture) -> None:
    refusal = FatalAPIError("no", endpoint=LIST, type=BinanceErrorType.UNKNOWN, meaning=Meaning.UNKNOWN)
    assert can_wait(refusal) and "the next run asks again" in caplog.text
    assert not can_wait(RetryableAPIError("later", endpoint=LIST, type=BinanceErrorType.NETWORK_ERROR))


def test_a_task_whose_time_is_over_reads_one_window_and_the_next_run_goes_on(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    """So that a list loses nothing to another that takes long: a window is longer than what expires in a day."""
    caplog.set_level(logging.INFO)
    stand.collect(LIST, KEY, DAY_T, MAIN)
    assert back(stand, longest=timedelta(0)).pages == 1
    assert known(stand)[:30] == whole()[:30] and known(stand) != whole()
    first, last = OLDEST + timedelta(days=30), DAY_T - timedelta(days=CATALOGUE[LIST].reread.days + 1)
    assert f"{first} to {last} is left to the runs that follow" in caplog.text and "tells no more" not in caplog.text
    stand.exchange.clock.advance(DAY)
    back(stand, "next day")
    assert known(stand) == whole()
    assert caplog.text.count("tells no more") == 1
    assert (
        f"{LIST} {KEY}: known from {OLDEST} on" in caplog.text
    )  # read by the first run, and gone when the next read on


def test_what_was_gone_before_the_last_answer_is_not_proved(stand: Stand) -> None:
    """Asked just before midnight, answered after it: of the oldest day some is gone by then."""
    stand.collect(LIST, KEY, DAY_T, MAIN)
    stand.exchange.clock.move_to(start_of(TODAY) + DAY - 1000)
    stand.exchange.settings.habits.after("asset/transfer", lambda: stand.exchange.clock.advance(2000))
    back(stand)
    assert known(stand)[0] == OLDEST + timedelta(days=1)


def test_a_window_that_is_gone_when_its_turn_comes_fails_nothing(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Midnight comes between the choice of a day and the question."""
    stand.collect(LIST, KEY, DAY_T, MAIN)
    gone = day_interval(OLDEST - timedelta(days=1))
    monkeypatch.setattr(ReadingBack, "_windows", lambda *_: iter([gone]))
    assert back(stand).pages == 0 and stand.asked("asset/transfer") == 1


def test_a_day_that_was_read_back_needs_no_question_when_it_is_gone(stand: Stand) -> None:
    first_day(stand)
    stand.exchange.clock.advance(100 * DAY)
    asked = stand.asked("asset/transfer")
    assert stand.collect(LIST, KEY, OLDEST, MAIN, "backfill").pages == 0
    assert stand.asked("asset/transfer") == asked
    with pytest.raises(RetentionPassedError):
        stand.collect(LIST, KEY, OLDEST - timedelta(days=1), MAIN, "backfill")


def test_an_account_that_has_run_for_long_reads_what_it_can_still_get(stand: Stand) -> None:
    """Its first day was read a month ago, before lists were read back."""
    stand.exchange.clock.move_to(start_of(TODAY) - 30 * DAY + 2 * HOUR)
    stand.collect(LIST, KEY, DAY_T - timedelta(days=30), MAIN, "long ago")
    stand.exchange.clock.move_to(start_of(TODAY) + 2 * HOUR)
    first_day(stand)
    assert [day for day in whole() if day not in known(stand)] == whole(DAY_T - timedelta(days=29))[:22]


def test_lists_that_expire_are_read_back_and_no_others() -> None:
    read = {endpoint.name for endpoint in CATALOGUE.values() if is_read_back(endpoint)}
    assert read == {
        "wallet_transfer",
        "pay_transactions",
        "liquidation_loan_repay",
        "margin_interest",
        "margin_wallet_transfer",
        "margin_capital_flow",
        "isolated_interest",
        "isolated_capital_flow",
        "um_income",
        "um_trades",
        "cm_income",
        "cm_trades",
        "option_bill",
    }


@pytest.mark.parametrize(("hour", "first"), [(0, 0), (2, 1), (23, 1)])
def test_a_day_that_is_gone_in_part_is_not_the_oldest(hour: int, first: int) -> None:
    now = datetime(2026, 11, 5, hour, tzinfo=UTC)
    oldest = day_interval(TODAY - timedelta(days=180 - first)).start
    assert oldest_whole(CATALOGUE[LIST], now) == oldest
    with pytest.raises(ValueError):
        oldest_whole(CATALOGUE["deposit_history"], now)


def test_from_when_on_a_list_is_known_is_said_once(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    first_day(stand)
    back(stand)
    assert caplog.text.count(f"{LIST} {KEY}: known from {OLDEST} on; what is older") == 1


def test_the_first_day_that_is_known_needs_no_question_of_the_days_before_it(stand: Stand) -> None:
    """The ledger of futures is asked in two windows: one of the days that are looked at again, one of the day."""
    ledger = CATALOGUE["um_income"]
    stand.collect(ledger.name, "", DAY_T, MAIN)
    ReadingBack(client_of(stand.exchange, MAIN), Evidence(stand.engine), "run1").collect_back(ledger, "")
    first = TODAY - timedelta(days=88)
    stand.exchange.clock.advance(2 * HOUR)
    asked = stand.asked("income")
    stand.collect(ledger.name, "", first, MAIN, "told still")
    assert stand.asked("income") == asked + 1
    stand.exchange.clock.advance(100 * DAY)
    stand.collect(ledger.name, "", first, MAIN, "gone")
    assert stand.asked("income") == asked + 1
    with pytest.raises(RetentionPassedError):
        stand.collect(ledger.name, "", first - timedelta(days=1), MAIN, "not held")


def test_a_list_that_was_refused_for_its_age_alone_is_reported_when_it_is_refused_for_good(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A product's refusal is reported once: that of days long ago is not the one of this list."""
    product = CATALOGUE["liquidation_loan_repay"]
    monkeypatch.setitem(MEANING_OF, -77777, Meaning.WINDOW)
    stand = of(engine, Habits(refused_after={product.path: 40 * DAY}))
    stand.collect(product.name, "", DAY_T, MAIN)
    ReadingBack(client_of(stand.exchange, MAIN), Evidence(engine), "run1").collect_back(product, "")
    stand.exchange.refusals.put("unknown code", product.path)
    for days in (1, 8):
        stand.exchange.clock.advance(days * DAY)
        with pytest.raises(FatalAPIError):
            stand.collect(product.name, "", DAY_T + timedelta(days=days), MAIN, f"day {days}")
        reported = stand.rows("SELECT count(*) FROM binance_reconciliation_errors WHERE needs_manual_review")
        assert reported == [(1,)]
