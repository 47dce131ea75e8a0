"""The first reading of a list that expires: back to where the exchange tells it, once, whatever ends it or runs
beside it."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from binrecon.collectors.base import Collected, RetentionPassedError
from binrecon.collectors.reading_back import IN_VAIN, LONGEST, ReadingBack, can_wait, is_read_back, left_of
from binrecon.domain.errors import BinanceErrorType, FatalAPIError, InvalidSymbolError, RetryableAPIError
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.meanings import Meaning
from binrecon.exchange.channel import ATTEMPTS
from binrecon.exchange.refusals import MEANING_OF
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.coverage import held_days
from binrecon.storage.evidence import Evidence
from sqlalchemy import Engine

from tests.collectors.stand import Stand
from tests.exchange_client import client_of
from tests.simulator import DAY, HOUR, Exchange, Habits, WalletTransfer, World, start_of, units
from tests.simulator.clock import Clock
from tests.simulator.wire import Request

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
    reader = reader_of(stand, run_id)
    reader.longest = longest
    return reader.collect_back(CATALOGUE[LIST], key)


def reader_of(stand: Stand, run_id: str = "run1") -> ReadingBack:
    return ReadingBack(client_of(stand.exchange, MAIN), Evidence(stand.engine), run_id)


def left(stand: Stand, *names: str) -> list[tuple[str, str]]:
    now = datetime.fromtimestamp(stand.exchange.clock.now() / 1000, UTC)
    return left_of(stand.engine, MAIN, [CATALOGUE[name] for name in names], now)


def in_window(*numbers: int) -> Callable[[Request], bool]:
    """Whether a question is about one of these windows of the past, the oldest is 0."""
    starts = {str(start_of(OLDEST) + number * 30 * DAY) for number in numbers}
    return lambda request: not starts.isdisjoint(parse_qs(request.query).get("startTime", []))


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
    stand.exchange.add_fault("5xx", "asset/transfer", nth=4, times=2 * ATTEMPTS)
    with pytest.raises(RetryableAPIError):
        first_day(stand)
    assert len(told(stand)) < len(AGES) - 1
    held = known(stand)
    asked = len(stand.exchange.log.of("asset/transfer"))
    assert back(stand, "another run").pages == 6 - 2
    assert len(stand.exchange.log.of("asset/transfer")) == asked + 4
    assert set(held) < set(known(stand)) and known(stand) == whole()
    assert told(stand) == [3, 20, 100, 178, 179]


@pytest.mark.parametrize("fault", ["5xx", "timeout", "html", "error_object"])
@pytest.mark.parametrize("broken", [(0,), (2,), (0, 2, 4), (5,)])
def test_a_window_that_no_answer_comes_of_keeps_none_after_it_from_being_read(
    stand: Stand, fault: str, broken: tuple[int, ...]
) -> None:
    """It is neither read nor lost: the next run asks it again."""
    stand.collect(LIST, KEY, DAY_T, MAIN)
    kept = known(stand)
    stand.exchange.add_fault(fault, "asset/transfer", times=None, when=in_window(*broken))
    with pytest.raises(RetryableAPIError):
        back(stand)
    past = [day for day in whole() if day not in kept]
    missing = [day for day in past if (day - OLDEST).days // 30 in broken]
    assert [day for day in past if day not in known(stand)] == missing
    assert stand.rows("SELECT count(*) FROM binance_collection_coverage WHERE meaning = 'TOO_OLD'") == [(0,)]
    stand.exchange.faults.clear()
    assert back(stand, "another run").pages == len(broken)
    assert known(stand) == whole() and told(stand) == [3, 20, 100, 178, 179]


def test_where_the_exchange_is_down_a_task_asks_two_windows_and_one_of_each_list_more(stand: Stand) -> None:
    """And goes on as before once something is answered."""
    for key in (KEY, "FUNDING_MAIN", "MAIN_MARGIN"):
        stand.collect(LIST, key, DAY_T, MAIN)
    reader, asked = reader_of(stand), stand.asked("asset/transfer")
    stand.exchange.add_fault("5xx", "asset/transfer", times=None)
    for key, windows in ((KEY, IN_VAIN), ("FUNDING_MAIN", 1)):
        with pytest.raises(RetryableAPIError):
            reader.collect_back(CATALOGUE[LIST], key)
        asked += windows * ATTEMPTS
        assert stand.asked("asset/transfer") == asked
    stand.exchange.faults.clear()
    assert reader.collect_back(CATALOGUE[LIST], "MAIN_MARGIN").pages == 6
    stand.exchange.add_fault("5xx", "asset/transfer", times=None, when=in_window(3))
    with pytest.raises(RetryableAPIError):
        reader.collect_back(CATALOGUE[LIST], KEY)
    assert len(known(stand)) == len(whole()) - 30


def test_the_first_error_is_raised_and_before_a_refusal_that_can_wait(stand: Stand) -> None:
    stand.collect(LIST, KEY, DAY_T, MAIN)
    stand.exchange.refusals.put("unknown code", PATH, query=f"startTime={start_of(OLDEST)}")
    for number, status in ((1, 502), (3, 504)):
        when = in_window(number)
        stand.exchange.add_fault("5xx", "asset/transfer", times=None, when=when, options={"status": status})
    with pytest.raises(RetryableAPIError, match="502"):
        back(stand)
    stand.exchange.faults.clear()
    with pytest.raises(FatalAPIError) as refused:
        back(stand)
    assert can_wait(refused.value)
    assert known(stand) == whole(OLDEST + timedelta(days=1))


def test_a_window_that_cannot_be_had_is_not_the_one_of_a_task_whose_time_is_over(stand: Stand) -> None:
    """Else the list would lose a day for it with every day."""
    stand.collect(LIST, KEY, DAY_T, MAIN)
    stand.exchange.add_fault("5xx", "asset/transfer", times=None, when=in_window(0))
    with pytest.raises(RetryableAPIError):
        back(stand, longest=timedelta(0))
    assert known(stand)[:30] == whole()[30:60] and len(known(stand)) < 60


def test_a_key_that_is_refused_is_not_tried_with_every_list(stand: Stand) -> None:
    """A hundred contracts may be left. Lists of another host are asked: it may take the key."""
    for key in (KEY, "FUNDING_MAIN"):
        stand.collect(LIST, key, DAY_T, MAIN)
    stand.collect("um_income", "", DAY_T, MAIN)
    reader, asked = reader_of(stand), stand.asked("asset/transfer")
    stand.exchange.add_fault("-2015", "asset/transfer", times=None)
    for key in (KEY, "FUNDING_MAIN"):
        with pytest.raises(FatalAPIError):
            reader.collect_back(CATALOGUE[LIST], key)
    assert stand.asked("asset/transfer") == asked + 1
    assert reader.collect_back(CATALOGUE["um_income"], "").pages > 0


def test_a_limit_stops_the_task_at_once(stand: Stand) -> None:
    stand.collect(LIST, KEY, DAY_T, MAIN)
    asked = stand.asked("asset/transfer")
    stand.exchange.add_fault("403", "asset/transfer", times=None)
    with pytest.raises(RetryableAPIError) as limited:
        back(stand)
    assert limited.value.type is BinanceErrorType.RATE_LIMIT
    assert stand.asked("asset/transfer") == asked + ATTEMPTS


def test_a_contract_that_is_gone_by_now_can_wait_and_needs_nobody(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    """It was read on its own day; each run that follows asks for what is left of it."""
    stand.collect(LIST, KEY, DAY_T, MAIN)
    asked = stand.asked("asset/transfer")
    stand.exchange.add_fault("-1121", "asset/transfer", times=None)
    with pytest.raises(InvalidSymbolError) as gone:
        back(stand)
    assert stand.asked("asset/transfer") == asked + 1
    assert can_wait(gone.value) and "the next run asks again" in caplog.text
    assert left(stand, LIST) == [(LIST, KEY)]
    assert stand.rows("SELECT needs_manual_review FROM binance_reconciliation_errors") == [(False,)]


def test_what_is_left_of_every_key_is_found_though_no_day_names_it(stand: Stand) -> None:
    keys = ("FUNDING_MAIN", KEY, "MAIN_MARGIN")
    for key in keys:
        stand.collect(LIST, key, DAY_T, MAIN)
        back(stand, longest=timedelta(0), key=key)
    assert sorted(left(stand, LIST, "um_income", "deposit_history")) == sorted((LIST, key) for key in keys)
    stand.exchange.clock.advance(DAY)
    back(stand, "next day", key=KEY)
    assert sorted(left(stand, LIST)) == [(LIST, "FUNDING_MAIN"), (LIST, "MAIN_MARGIN")]
    for key in keys:
        back(stand, "next day", key=key)
    assert left(stand, LIST) == []
    assert left(stand, "deposit_history", "daily_snapshot") == []


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
