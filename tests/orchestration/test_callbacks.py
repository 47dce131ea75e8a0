"""What a failed try leaves behind: an error row, and a message when a person has to look."""

import importlib
import logging
import pkgutil
from datetime import UTC, datetime
from types import SimpleNamespace

import binrecon
import pytest
from airflow.sdk.exceptions import AirflowTaskTimeout
from binrecon.domain.errors import (
    BinanceAPIError,
    BinanceErrorType,
    BinreconError,
    ConfigurationError,
    FatalAPIError,
    RetryableAPIError,
)
from binrecon.domain.meanings import SENTENCES, Meaning
from binrecon.orchestration import hook
from binrecon.orchestration.callbacks import (
    ELSE,
    STEPS,
    DayNotProvedError,
    FormRefusedError,
    RecordError,
    last_sentence,
    next_step,
)
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, OperationalError

EMAIL = "main@example.com"
BAD_KEY = FatalAPIError("HTTP 401, code -2015", endpoint="trades", type=BinanceErrorType.API_KEY_INVALID, status=401)
TOO_MUCH = RetryableAPIError("HTTP 429", endpoint="trades", type=BinanceErrorType.RATE_LIMIT, status=429)


@pytest.fixture(autouse=True)
def settings(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(hook, "engine", lambda: engine)
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "main"\nconnection = "binance_main"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(accounts))


def failed(error: object, task_id: str = "check_key", final: bool = False, label: str = "") -> dict[str, str]:
    """Call the callback as Airflow does; gives the words it left."""
    words: dict[str, str] = {}
    run = SimpleNamespace(run_type="scheduled", conf={})
    day = datetime(2026, 11, 18, tzinfo=UTC)
    instance = SimpleNamespace(task_id=task_id, xcom_push=words.__setitem__)
    context = {
        "exception": error,
        "ti": instance,
        "run_id": "run-1",
        "dag_run": run,
        "logical_date": day,
        "data_interval_start": day,
        "label": label,
    }
    RecordError(EMAIL, final)(context)
    return words


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


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            BAD_KEY,
            "check_key: trades: HTTP 401, code -2015. The exchange refused the key: mend the account's connection",
        ),
        (DayNotProvedError("unproved: no snapshot"), "check_key: unproved: no snapshot. Clear what the reason names"),
        (ConfigurationError("no connection 'x'"), "check_key: no connection 'x'. Change what the sentence names"),
        (ValueError("12.5 BTC"), "check_key: ValueError. Clear this copy with downstream"),
    ],
)
def test_a_red_log_ends_with_what_to_do(error, sentence, caplog, discord):
    caplog.set_level(logging.INFO)
    failed(error, final=True)
    *_, fold, last = [record.getMessage() for record in caplog.records]
    assert fold == "::endgroup::", "else Airflow folds it away and an open log ends with the traceback"
    assert last.startswith(sentence)


def test_the_log_of_a_try_that_is_followed_by_another_says_so(caplog, discord):
    failed(TOO_MUCH)
    assert caplog.records[-1].getMessage() == "check_key: trades: HTTP 429. Airflow tries it again."


def test_the_sentence_stands_behind_whatever_else_goes_wrong(caplog, monkeypatch, discord):
    monkeypatch.setattr(hook, "engine", lambda: 1 / 0)
    failed(BAD_KEY, final=True)
    assert caplog.records[-1].getMessage().startswith("check_key: trades: HTTP 401, code -2015. The exchange refused")


def test_only_a_last_try_leaves_a_word(discord):
    assert failed(TOO_MUCH) == {}
    assert failed(TOO_MUCH, "collect_trades", final=True, label="BTCUSDT") == {"failed": "BTCUSDT"}


WITH_OPENLINEAGE = "binrecon.orchestration.lineage"
"""The one module that needs a provider which is not in the lock of the bundle."""


def _ours() -> list[type[BinreconError]]:
    """Every class of error of the package, by name."""
    for module in pkgutil.walk_packages(binrecon.__path__, "binrecon."):
        if module.name != WITH_OPENLINEAGE:
            importlib.import_module(module.name)
    found: list[type[BinreconError]] = [BinreconError]
    for kind in found:
        found += [child for child in kind.__subclasses__() if child not in found]
    return sorted(found, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", [kind for kind in _ours() if not issubclass(kind, BinanceAPIError)])
def test_every_error_of_ours_has_a_step_of_its_kind(kind):
    step = next_step(kind.__new__(kind))
    general = STEPS["BinreconError"]
    assert step != ELSE and (step == general) == (kind is BinreconError), (
        "a class without a step of its own or of a parent"
    )


@pytest.mark.parametrize("meaning", Meaning)
def test_every_meaning_has_a_sentence(meaning):
    error = FatalAPIError("HTTP 400", endpoint="trades", type=BinanceErrorType.UNKNOWN, meaning=meaning)
    assert next_step(error) == SENTENCES[meaning] and len(SENTENCES[meaning]) > 40


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (AirflowTaskTimeout(), "It took longer"),
        (OSError(28, "No space left"), "The operating system refused"),
        (MemoryError(), "The worker's memory"),
        (ModuleNotFoundError("x"), "The installation is incomplete"),
        (OperationalError("select", {}, Exception()), "The database could not be reached"),
        (IntegrityError("insert", {}, Exception()), "The database refused"),
        (ZeroDivisionError(), "Clear this copy"),
    ],
)
def test_an_error_of_somebody_else_has_a_step_too(error, begins):
    assert next_step(error).startswith(begins)


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
    assert said == "act: 'amount' is zero. Nothing was changed: correct the form, then trigger it again."
