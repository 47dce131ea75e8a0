"""Retry by class of error."""

from datetime import timedelta

import pytest
from binrecon.domain.errors import (
    BinanceErrorType,
    ConfigurationError,
    FatalAPIError,
    InvalidSymbolError,
    RetryableAPIError,
    RetryableError,
)
from binrecon.orchestration.retry import ErrorClassPolicy

POLICY = ErrorClassPolicy()


def decide(error: BaseException, try_number: int = 1):
    return POLICY.evaluate(error, try_number, 3)


def limited(retry_after: float | None) -> RetryableAPIError:
    return RetryableAPIError("slow down", endpoint="trades", type=BinanceErrorType.RATE_LIMIT, retry_after=retry_after)


@pytest.mark.parametrize(
    "error",
    [
        ConfigurationError("no accounts file"),
        FatalAPIError("bad key", endpoint="trades", type=BinanceErrorType.API_KEY_INVALID, status=401, code=-2015),
        InvalidSymbolError("unknown", endpoint="trades", type=BinanceErrorType.INVALID_SYMBOL, code=-1121),
    ],
)
def test_what_another_try_cannot_change_fails_at_once(error):
    assert decide(error).action.value == "fail"


def test_a_limit_waits_as_long_as_the_exchange_says():
    assert decide(limited(120)).retry_delay == timedelta(seconds=120)


def test_retry_after_zero_is_not_believed():
    assert decide(limited(0)).retry_delay == timedelta(seconds=30)


def test_a_long_ban_is_waited_for_at_most_an_hour_at_a_time():
    assert decide(limited(86_400)).retry_delay == timedelta(hours=1)


@pytest.mark.parametrize("error", [RetryableError("lost"), limited(None), ConnectionError("reset"), TimeoutError()])
def test_other_trouble_backs_off(error):
    assert [decide(error, n).retry_delay.total_seconds() for n in (1, 2, 3, 9)] == [30, 60, 120, 900]


def test_it_survives_serialization():
    assert isinstance(ErrorClassPolicy.deserialize(POLICY.serialize()), ErrorClassPolicy)
