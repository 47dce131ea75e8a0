"""The weight of one probe: a share of each minute, what was announced in all, and what the exchange says of it."""

from datetime import UTC, datetime, timedelta

import pytest
from binrecon.domain.calls import Call, Outcome, Pause
from binrecon.domain.errors import ConfigurationError, RetryableAPIError
from binrecon.domain.limits import Limiter
from binrecon.exchange.channel import ATTEMPTS
from binrecon.probing.budget import SHARE, ProbeBudget

SNAPSHOT = Call(Limiter.SAPI_IP, "/sapi/v1/accountSnapshot", 2400, endpoint="daily_snapshot")
INCOME = Call(Limiter.FAPI_IP, "/fapi/v1/income", 30, endpoint="um_income")
COIN_INCOME = Call(Limiter.FAPI_IP, "/dapi/v1/income", 30, endpoint="cm_income")


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, tzinfo=UTC)
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += timedelta(seconds=seconds)


def budget(time: Time, **weights: int) -> ProbeBudget:
    announced = {Limiter[name]: weight for name, weight in weights.items()}
    return ProbeBudget(announced, lambda: time.now, time.sleep)


def spend(limits: ProbeBudget, call: Call, **outcome: object) -> None:
    limits.record_outcome(limits.acquire(call), Outcome(200, **outcome))  # type: ignore[arg-type]


def test_a_call_waits_until_the_minute_has_room() -> None:
    time = Time()
    limits = budget(time, SAPI_IP=9000)
    spend(limits, SNAPSHOT)
    assert time.slept == 0
    spend(limits, SNAPSHOT)
    assert time.slept == 60, "2400 of the share of 3000 a minute: one call a minute"


def test_a_call_counts_until_a_minute_after_its_answer() -> None:
    time = Time()
    limits = budget(time, SAPI_IP=9000)
    grant = limits.acquire(SNAPSHOT)
    time.now += timedelta(seconds=30)
    limits.record_outcome(grant, Outcome(200))
    spend(limits, SNAPSHOT)
    assert time.slept == 60


def test_other_lists_have_buckets_of_their_own_and_futures_share_one() -> None:
    time = Time()
    limits = budget(time, SAPI_IP=9000, FAPI_IP=9000)
    spend(limits, SNAPSHOT)
    for _ in range(Limiter.FAPI_IP.value.budget(SHARE) // 30):
        spend(limits, INCOME)
    assert time.slept == 0
    spend(limits, COIN_INCOME)
    assert time.slept == 60


def test_what_the_exchange_counts_besides_is_taken_over() -> None:
    time = Time()
    limits = budget(time, FAPI_IP=9000)
    spend(limits, INCOME, used=Limiter.FAPI_IP.value.budget(SHARE))
    spend(limits, INCOME)
    assert time.slept == 60


def test_what_was_told_to_wait_waits() -> None:
    time = Time()
    limits = budget(time, FAPI_IP=9000, SAPI_IP=9000)
    spend(limits, INCOME, pause=Pause(90, False, "HTTP 429"))
    spend(limits, SNAPSHOT)
    assert time.slept == 0
    spend(limits, INCOME)
    assert time.slept == 90
    spend(limits, INCOME, pause=Pause(120, True, "HTTP 418"))
    spend(limits, Call(Limiter.SAPI_IP, "/sapi/v1/asset/transfer", 1))
    assert time.slept == 210


def test_no_wait_is_longer_than_minutes() -> None:
    time = Time()
    limits = budget(time, FAPI_IP=9000)
    spend(limits, INCOME, pause=Pause(3600, True, "HTTP 418"))
    with pytest.raises(RetryableAPIError, match="the wait would be too long"):
        limits.acquire(INCOME)
    assert time.slept == 0


def test_no_more_is_spent_than_was_announced_for_every_attempt() -> None:
    limits = budget(Time(), FAPI_IP=30)
    for _ in range(ATTEMPTS):
        spend(limits, INCOME)
    with pytest.raises(RetryableAPIError, match="the announced weight is spent"):
        limits.acquire(INCOME)
    with pytest.raises(RetryableAPIError, match="the announced weight is spent"):
        limits.acquire(SNAPSHOT)


def test_a_call_beyond_the_share_is_refused() -> None:
    heavy = Call(Limiter.FAPI_IP, "/fapi/v1/income/asyn", 1000, endpoint="income_file")
    with pytest.raises(ConfigurationError, match="income_file weighs more than the probe's share"):
        budget(Time(), FAPI_IP=9000).acquire(heavy)
