"""The budget of all processes together is kept in every sliding minute, by a clock of the test and by Postgres' own."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.calls import Call, Outcome, Pause
from binrecon.domain.errors import BinanceErrorType, ConfigurationError, RetryableAPIError
from binrecon.domain.limits import Limiter
from binrecon.storage.weight_ledger import FLIGHT, RateLimiter
from sqlalchemy import Engine, text

START = datetime(2026, 11, 5, 2, 0, 30, tzinfo=UTC)
SNAPSHOT = Call(Limiter.SAPI_IP, "/sapi/v1/accountSnapshot", 2400, "main@example.com", "daily_snapshot", "SPOT")
TRADES = Call(Limiter.API_IP, "/api/v3/myTrades", 20, "main@example.com", "trades", "BTCUSDT")
WITHDRAW = Call(Limiter.SAPI_UID, "/sapi/v1/capital/withdraw/history", 18_000, "main@example.com", "withdraw_history")
OK = Outcome(200)


class Time:
    """A clock that moves by sleeping."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def limiter(engine: Engine, time: Time) -> RateLimiter:
    return RateLimiter(engine, clock=time, sleep=time.sleep)


def spend(limiter: RateLimiter, call: Call, outcome: Outcome = OK) -> None:
    limiter.record_outcome(limiter.acquire(call), outcome)


def test_half_of_the_budget_is_spent_and_no_more(limiter: RateLimiter, time: Time) -> None:
    """12,000 a minute: two snapshots of 2,400 fit into half of it, the third waits until the first is a minute old."""
    spend(limiter, SNAPSHOT)
    time.sleep(10)
    spend(limiter, SNAPSHOT)
    spend(limiter, SNAPSHOT)
    assert time.now == START + timedelta(seconds=60)


def test_a_long_row_of_calls_keeps_every_sliding_minute(engine: Engine, time: Time) -> None:
    limiter = RateLimiter(engine, Decimal("0.02"), clock=time, sleep=time.sleep)
    moments = []
    for number in range(40):
        grant = limiter.acquire(TRADES)
        time.sleep(0.7 * (number % 3))
        moments.append(time.now)
        limiter.record_outcome(grant, OK)
    budget = 6000 * 0.02
    for moment in moments:
        inside = [m for m in moments if moment - timedelta(seconds=60) < m <= moment]
        assert len(inside) * 20 <= budget


def test_a_slow_answer_counts_from_its_end(limiter: RateLimiter, time: Time) -> None:
    """The exchange may have counted the call at any moment until it answered."""
    grant = limiter.acquire(SNAPSHOT)
    time.sleep(25)
    limiter.record_outcome(grant, OK)
    spend(limiter, SNAPSHOT)
    spend(limiter, SNAPSHOT)
    assert time.now == START + timedelta(seconds=85)


def test_a_call_whose_worker_died_counts_as_long_as_it_may_be_under_way(limiter: RateLimiter, time: Time) -> None:
    limiter.acquire(SNAPSHOT)
    limiter.acquire(SNAPSHOT)
    spend(limiter, SNAPSHOT)
    assert time.now == START + timedelta(seconds=60) + FLIGHT


def test_buckets_do_not_draw_on_each_other(limiter: RateLimiter, time: Time) -> None:
    other_account = Call(Limiter.SAPI_UID, WITHDRAW.path, 18_000, "sub@example.com", "withdraw_history")
    for call in (SNAPSHOT, SNAPSHOT, *[WITHDRAW] * 5, *[other_account] * 5, *[TRADES] * 150):
        spend(limiter, call)
    assert not time.slept


def test_accounts_behind_one_address_share_its_budget(limiter: RateLimiter, time: Time) -> None:
    spend(limiter, SNAPSHOT)
    spend(limiter, SNAPSHOT)
    spend(limiter, Call(Limiter.SAPI_IP, SNAPSHOT.path, 2400, "sub@example.com", "daily_snapshot"))
    assert sum(time.slept) == 60


def test_another_address_has_its_own_budget(engine: Engine, limiter: RateLimiter, time: Time) -> None:
    elsewhere = RateLimiter(engine, egress="second", clock=time, sleep=time.sleep)
    for each in (limiter, elsewhere):
        spend(each, SNAPSHOT)
        spend(each, SNAPSHOT)
    assert not time.slept


def test_withdraw_history_keeps_to_five_a_minute(limiter: RateLimiter, time: Time) -> None:
    for _ in range(6):
        spend(limiter, WITHDRAW)
    assert sum(time.slept) == 60


def test_a_call_heavier_than_the_whole_budget_is_refused_at_once(engine: Engine, time: Time) -> None:
    limiter = RateLimiter(engine, Decimal("0.1"), clock=time, sleep=time.sleep)
    with pytest.raises(ConfigurationError, match="weight_share"):
        limiter.acquire(SNAPSHOT)
    assert not time.slept


def test_a_wait_beyond_the_bound_is_refused_with_the_time_to_wait(engine: Engine, time: Time) -> None:
    limiter = RateLimiter(engine, clock=time, sleep=time.sleep, longest_wait=timedelta(seconds=45))
    spend(limiter, SNAPSHOT)
    spend(limiter, SNAPSHOT)
    with pytest.raises(RetryableAPIError) as caught:
        limiter.acquire(SNAPSHOT)
    assert (caught.value.type, caught.value.retry_after) == (BinanceErrorType.RATE_LIMIT, 60)
    assert not time.slept


def test_a_wait_is_told_once(limiter: RateLimiter, time: Time, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    limiter.acquire(SNAPSHOT)
    limiter.acquire(SNAPSHOT)
    limiter.acquire(SNAPSHOT)
    assert len(time.slept) > 1
    assert [record.getMessage() for record in caplog.records] == [
        "daily_snapshot: waiting 60.0 s for its budget: 4800 of 6000 weight used"
    ]


def test_no_connection_is_held_while_waiting(engine: Engine) -> None:
    held = []
    time = Time()

    def sleep(seconds: float) -> None:
        held.append(engine.pool.checkedout())
        time.sleep(seconds)

    limiter = RateLimiter(engine, clock=time, sleep=sleep)
    for _ in range(3):
        spend(limiter, SNAPSHOT)
    assert held == [0]


def test_weight_that_others_spent_is_added(limiter: RateLimiter, time: Time) -> None:
    """The exchange counts 4,800 where we know of 2,400: another snapshot would fit ours, but not the whole."""
    spend(limiter, SNAPSHOT, Outcome(200, used=4800))
    spend(limiter, SNAPSHOT)
    assert sum(time.slept) == 60


def test_a_count_below_ours_changes_nothing(limiter: RateLimiter, time: Time) -> None:
    spend(limiter, SNAPSHOT, Outcome(200, used=0))
    spend(limiter, SNAPSHOT, Outcome(200, used=2400))
    spend(limiter, SNAPSHOT)
    assert sum(time.slept) == 60


def test_our_own_weight_is_never_taken_for_that_of_others(engine: Engine, limiter: RateLimiter, time: Time) -> None:
    """Honest counts of a clock-aligned minute, over several minutes and with calls under way at their edges."""
    sent: list[datetime] = []
    for number in range(60):
        grant = limiter.acquire(TRADES)
        time.sleep(0.1)
        sent.append(time.now)
        minute = time.now.replace(second=0, microsecond=0)
        used = 20 * sum(moment >= minute for moment in sent)
        time.sleep(0.1 + number % 7)
        limiter.record_outcome(grant, Outcome(200, used=used))
    with engine.connect() as connection:
        corrections = text("SELECT count(*) FROM binance_weight_ledger WHERE outcome = 'correction'")
        assert connection.execute(corrections).scalar_one() == 0


def test_a_pause_holds_back_its_bucket_alone(limiter: RateLimiter, time: Time) -> None:
    spend(limiter, TRADES, Outcome(429, None, "RATE_LIMIT", Pause(90, False, "HTTP 429")))
    spend(limiter, SNAPSHOT)
    assert not time.slept
    spend(limiter, TRADES)
    assert sum(time.slept) == 90


def test_a_ban_holds_back_everything_behind_the_address(engine: Engine, limiter: RateLimiter, time: Time) -> None:
    elsewhere = RateLimiter(engine, egress="second", clock=time, sleep=time.sleep)
    spend(limiter, TRADES, Outcome(418, None, "RATE_LIMIT", Pause(960, True, "HTTP 418")))
    spend(elsewhere, SNAPSHOT)
    with pytest.raises(RetryableAPIError) as caught:
        limiter.acquire(SNAPSHOT)
    assert caught.value.retry_after == 960
    time.sleep(100)
    spend(limiter, WITHDRAW)
    assert time.now == START + timedelta(seconds=960)


def test_a_shorter_pause_does_not_shorten_a_longer_one(limiter: RateLimiter, time: Time) -> None:
    first, second = limiter.acquire(TRADES), limiter.acquire(TRADES)
    limiter.record_outcome(first, Outcome(429, None, "RATE_LIMIT", Pause(300, False, "HTTP 429")))
    limiter.record_outcome(second, Outcome(429, None, "RATE_LIMIT", Pause(60, False, "HTTP 429")))
    spend(limiter, TRADES)
    assert sum(time.slept) == 300


def test_the_ledger_keeps_what_came_of_each_call(engine: Engine, limiter: RateLimiter) -> None:
    spend(limiter, TRADES, Outcome(502, 20, "NETWORK_ERROR"))
    with engine.connect() as connection:
        row = connection.execute(
            text("""
            SELECT bucket, email, endpoint, key, weight, http_status, used_reported, outcome
            FROM binance_weight_ledger""")
        ).one()
    assert tuple(row) == (
        "binance_api_ip|*|default",
        "main@example.com",
        "trades",
        "BTCUSDT",
        20,
        502,
        20,
        "NETWORK_ERROR",
    )


def test_processes_at_once_never_pass_the_budget(engine: Engine) -> None:
    """Eight limiters, the database's own clock: of 64 calls only as many are granted as fit, without any waiting."""
    calls = Call(Limiter.SAPI_IP, "/sapi/v1/accountSnapshot", 300, "", "daily_snapshot")
    granted, refused = [], []

    def work() -> None:
        limiter = RateLimiter(engine, sleep=lambda seconds: None, longest_wait=timedelta(seconds=1))
        for _ in range(8):
            try:
                granted.append(limiter.acquire(calls))
            except RetryableAPIError:
                refused.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(granted), len(refused)) == (20, 44)
