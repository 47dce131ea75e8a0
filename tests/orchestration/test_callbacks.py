"""What a failed try leaves behind: an error row, and a message when a person has to look."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, text

from binrecon.errors import BinanceErrorType, ConfigurationError, FatalAPIError, RetryableAPIError
from binrecon.orchestration import hook
from binrecon.orchestration.callbacks import DayNotProvedError, FormRefusedError, RecordError, last_sentence

EMAIL = "main@example.com"
BAD_KEY = FatalAPIError("HTTP 401, code -2015", endpoint="trades", type=BinanceErrorType.API_KEY_INVALID, status=401)
TOO_MUCH = RetryableAPIError("HTTP 429", endpoint="trades", type=BinanceErrorType.RATE_LIMIT, status=429)


@pytest.fixture(autouse=True)
def settings(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(hook, "engine", lambda: engine)
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "main"\nconnection = "binance_main"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))


def failed(error: object, task_id: str = "check_key", final: bool = False) -> None:
    run = SimpleNamespace(run_type="scheduled", conf={})
    day = datetime(2026, 11, 18, tzinfo=UTC)
    context = {"exception": error, "ti": SimpleNamespace(task_id=task_id), "run_id": "run-1", "dag_run": run,
               "logical_date": day, "data_interval_start": day}
    RecordError(EMAIL, final)(context)


def recorded(engine: Engine) -> list[tuple]:
    query = "SELECT email, error_type, needs_manual_review, run_id FROM binance_reconciliation_errors ORDER BY id"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_every_try_is_recorded_and_the_last_needs_a_person(engine, discord):
    failed(TOO_MUCH)
    failed(TOO_MUCH, final=True)
    assert recorded(engine) == [(EMAIL, "RATE_LIMIT", False, "run-1"), (EMAIL, "RATE_LIMIT", True, "run-1")]
    assert discord.received == [], "the summary tells what was not collected"


def test_what_a_collector_met_is_recorded_by_the_collector_alone(engine):
    failed(TOO_MUCH, "collect_trades")
    failed(TOO_MUCH, "collect.deposit_history", final=True)
    assert recorded(engine) == []


def test_an_error_that_needs_a_person_is_told_at_once(discord):
    failed(BAD_KEY, final=True)
    [(_, payload)] = discord.received
    assert "code -2015" in str(payload["embeds"])
    assert EMAIL not in str(payload)


def test_a_revoked_key_that_fails_every_pair_is_one_message(discord):
    for _ in range(20):
        failed(BAD_KEY, "collect_trades", final=True)
    assert len(discord.received) == 1


def test_an_unproved_day_is_left_to_the_summary(engine, discord):
    failed(DayNotProvedError("unproved: no snapshot of the day"), "verdict", final=True)
    assert recorded(engine) == [(EMAIL, "UNKNOWN", False, "run-1")]
    assert discord.received == []


@pytest.mark.parametrize(("error", "sentence"), [
    (BAD_KEY, "check_key: trades: HTTP 401, code -2015. The exchange refused the key: mend the account's connection"),
    (DayNotProvedError("unproved: no snapshot"), "check_key: unproved: no snapshot. Clear what the reason names"),
    (ConfigurationError("no connection 'x'"), "check_key: no connection 'x'. Change what the sentence names"),
    (ValueError("12.5 BTC"), "check_key: ValueError. Clear this copy with downstream"),
])
def test_a_red_log_ends_with_what_to_do(error, sentence, caplog, discord):
    failed(error, final=True)
    [last] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert last.startswith(sentence)


def test_a_configuration_error_is_told(discord):
    failed(ConfigurationError("no connection 'binance_main'"), final=True)
    assert len(discord.received) == 1


def test_a_process_that_died_is_recorded(engine):
    failed("The worker died", final=True)
    assert len(recorded(engine)) == 1


def test_a_database_that_is_away_does_not_hide_the_failure(monkeypatch, caplog):
    def away() -> None:
        raise ConfigurationError("canary-password")

    monkeypatch.setattr(hook, "engine", away)
    failed(BAD_KEY, final=True)
    assert "could not be recorded: ConfigurationError" in caplog.text
    assert "canary" not in caplog.text


def test_a_mistyped_form_is_an_answer_to_who_typed_it(engine, discord):
    failed(FormRefusedError("'amount' is zero: nothing would be resolved"), "act", final=True)
    assert recorded(engine) == [(EMAIL, "UNKNOWN", False, "run-1")], "no work for anybody"
    assert discord.received == []
    said = last_sentence({"ti": SimpleNamespace(task_id="act")}, FormRefusedError("'amount' is zero"))
    assert said == "act: 'amount' is zero. Trigger again with a corrected form; this run needs no clearing."
