"""Several readings in one task: what goes on, what stops at once, and which error the task fails with."""

from __future__ import annotations

import logging

import pytest
from binrecon.collectors.base import Collected
from binrecon.domain.errors import (
    BinanceAPIError,
    BinanceErrorType,
    BinreconError,
    FatalAPIError,
    InvalidSymbolError,
    RetryableAPIError,
)
from binrecon.domain.vocabulary import CoverageStatus
from binrecon.orchestration.attempts import Attempts

KEY = FatalAPIError("HTTP 401", endpoint="dust_log", type=BinanceErrorType.API_KEY_INVALID)
BROKEN = RetryableAPIError("HTTP 502", endpoint="rebates", type=BinanceErrorType.NETWORK_ERROR)
UNKNOWN = InvalidSymbolError("-1121", endpoint="trades", type=BinanceErrorType.INVALID_SYMBOL)


def failing(error: BinreconError):
    def ask() -> Collected:
        raise error

    return ask


def reading() -> Collected:
    return Collected(1, 2, CoverageStatus.COMPLETE)


def never(error: BinreconError) -> bool:
    return False


def test_what_succeeded_is_added_up() -> None:
    attempts = Attempts()
    assert attempts.add("a", reading, never) and attempts.add("b", reading, never)
    assert attempts.total() == Collected(2, 4, CoverageStatus.COMPLETE)


def test_one_that_fails_does_not_stop_the_next_and_the_task_fails_with_it(caplog: pytest.LogCaptureFixture) -> None:
    attempts = Attempts()
    assert not attempts.add("dust_log 18 Nov", failing(KEY), never)
    assert attempts.add("rebates", reading, never)
    with pytest.raises(FatalAPIError) as raised:
        attempts.total()
    assert raised.value is KEY
    assert caplog.records[-1].levelno == logging.ERROR
    assert caplog.records[-1].getMessage() == "1 of 2 failed: dust_log 18 Nov"


def test_the_task_tries_again_where_any_of_its_errors_may_pass() -> None:
    attempts = Attempts()
    attempts.add("dust_log", failing(KEY), never)
    attempts.add("rebates", failing(BROKEN), never)
    with pytest.raises(RetryableAPIError):
        attempts.total()


def test_an_excused_error_is_none() -> None:
    attempts = Attempts()
    assert not attempts.add("BTCUSDT", failing(UNKNOWN), lambda error: error is UNKNOWN)
    assert attempts.total() == Collected(0, 0, CoverageStatus.COMPLETE)


@pytest.mark.parametrize(
    "error",
    [
        RetryableAPIError("no budget", endpoint="trades", type=BinanceErrorType.RATE_LIMIT),
        RetryableAPIError("HTTP 503", endpoint="trades", type=BinanceErrorType.NETWORK_ERROR, retry_after=30.0),
    ],
)
def test_what_the_next_question_would_meet_as_well_ends_it_at_once(error: BinanceAPIError) -> None:
    attempts = Attempts()
    with pytest.raises(RetryableAPIError):
        attempts.add("BTCUSDT", failing(error), lambda _: True)
    assert not attempts.failed


def test_a_defect_is_not_taken_for_a_failed_reading() -> None:
    def broken() -> Collected:
        raise KeyError("symbol")

    with pytest.raises(KeyError):
        Attempts().add("BTCUSDT", broken, lambda _: True)
