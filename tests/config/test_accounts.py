"""A good accounts file is read as written; a bad one is one sentence that names the place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from binrecon.config.accounts import Account, Settings, Thresholds, load_accounts
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.orchestration.close_tasks import run_of
from binrecon.services.close_watch import ToAsk

MAIN = '[[accounts]]\nemail = "main@example.com"\ntype = "main"\nconnection = "binance_main"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "accounts.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_full_entry_is_read(tmp_path: Path) -> None:
    text = (
        MAIN
        + 'wallets = ["SPOT"]\nstart_date = 2026-11-01\n'
        + '[accounts.thresholds]\nusd = "5"\n[settings]\nweight_share = "0.25"\n'
    )
    roster = load_accounts(written(tmp_path, text))
    assert roster.accounts == (
        Account(
            email="main@example.com",
            type=AccountType.MAIN,
            connection="binance_main",
            start_date=date(2026, 11, 1),
            thresholds=Thresholds(usd=Decimal(5)),
        ),
    )
    assert roster.settings.weight_share == Decimal("0.25")


def test_a_wallet_may_have_thresholds_of_its_own(tmp_path: Path) -> None:
    text = MAIN + '[accounts.thresholds]\nusd = "5"\nasset = "1"\n[accounts.thresholds.FUTURES]\nusd = "100"\n'
    thresholds = load_accounts(written(tmp_path, text)).accounts[0].thresholds
    assert thresholds.of(Wallet.SPOT).usd == thresholds.of(Wallet.MARGIN).usd == 5
    assert thresholds.of(Wallet.FUTURES) == Thresholds(Decimal(1), Decimal(100)), "what it leaves out is the account's"


def test_settings_have_careful_defaults(tmp_path: Path) -> None:
    assert load_accounts(written(tmp_path, MAIN)).settings == Settings()
    assert not Settings().allow_trading_keys and not Settings().show_amounts


def test_a_second_person_can_be_asked_for(tmp_path: Path) -> None:
    assert not Settings().second_person
    assert load_accounts(written(tmp_path, MAIN + "[settings]\nsecond_person = true\n")).settings.second_person


def test_how_many_pairs_a_day_asks_can_be_set(tmp_path: Path) -> None:
    assert (Settings().remainder_calls, Settings().daily_pairs) == (60, 60)
    settings = load_accounts(written(tmp_path, MAIN + "[settings]\nremainder_calls = 0\ndaily_pairs = 1000\n")).settings
    assert (settings.remainder_calls, settings.daily_pairs) == (0, 1000)


def test_the_dag_id_is_made_of_safe_characters(tmp_path: Path) -> None:
    account = load_accounts(written(tmp_path, MAIN.replace("main@", "Desk+1.é@"))).accounts[0]
    assert account.dag_id == "binrecon_desk_1___example_com"


def test_the_longest_email_has_ids_that_airflow_takes(tmp_path: Path) -> None:
    """Its DAG, and the run that asks to close a month for the hundredth time."""
    email = f"{'m' * 100}@{'e' * 95}.com"
    account = load_accounts(written(tmp_path, MAIN.replace("main@example.com", email))).accounts[0]
    ids = account.dag_id, run_of(ToAsk(email, date(2026, 11, 1), "0f" * 32, 99))
    assert max(map(len, ids)) <= 250


def test_an_accounts_number_can_be_stated(tmp_path: Path) -> None:
    assert load_accounts(written(tmp_path, MAIN)).accounts[0].uid is None
    assert load_accounts(written(tmp_path, MAIN + "uid = 354937868\n")).accounts[0].uid == 354937868


@pytest.mark.parametrize("value", ['"7"', "0", "-1", "true", "7.0"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigurationError, match="'uid' must be the account's number at the exchange"):
        load_accounts(written(tmp_path, MAIN + f"uid = {value}\n"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least one"),
        ("x = [", "not valid TOML"),
        (MAIN + "colour = 1\n", "entry 1: unknown key 'colour'"),
        (MAIN + 'sub_accounts = "no"\n', "entry 1: 'sub_accounts' must be true or false"),
        (MAIN + "[surprise]\n", "top level: unknown key 'surprise'"),
        (MAIN + '[settings]\nspeed = "9"\n', "unknown key 'speed'"),
        (MAIN + '[accounts.thresholds]\neur = "1"\n', "thresholds: unknown key 'eur'"),
        (MAIN.replace('"main"', '"boss"'), "'type' must be one of 'main', 'sub'"),
        (MAIN.replace('connection = "binance_main"\n', ""), "'connection' is missing"),
        (MAIN.replace("main@example.com", "nobody"), "not an e-mail"),
        (
            MAIN + 'wallets = ["FUTURES"]\n',
            "must name SPOT, and each wallet once; they can be SPOT, MARGIN, ISOLATED_MARGIN",
        ),
        (MAIN + 'wallets = ["SPOT", "SPOT"]\n', "must name SPOT, and each wallet once"),
        (MAIN + 'wallets = ["SPOT", "EARN"]\n', "'wallets' must be one of 'SPOT', 'MARGIN'"),
        (MAIN + "wallets = []\n", "must be a list"),
        (MAIN + 'start_date = "2026-11-01"\n', "TOML date"),
        (MAIN + "start_date = 2026-11-01T00:00:00\n", "TOML date"),
        (MAIN + "[accounts.thresholds]\nusd = 0.1\n", "must be a text"),
        (MAIN + '[accounts.thresholds]\nusd = "-1"\n', "must not be negative"),
        (MAIN + '[accounts.thresholds.FUTURES]\nusd = "-1"\n', "thresholds.FUTURES: 'usd' must not be negative"),
        (MAIN + '[accounts.thresholds.FUTURES]\neur = "1"\n', "thresholds.FUTURES: unknown key 'eur'"),
        (MAIN + '[accounts.thresholds]\nFUTURES = "1"\n', "thresholds.FUTURES must be a table"),
        (MAIN + '[accounts.thresholds]\nusd = "NaN"\n', "not a plain decimal"),
        (MAIN + '[settings]\nweight_share = "1.5"\n', "at most 1"),
        (MAIN + '[settings]\nshow_amounts = "yes"\n', "true or false"),
        (MAIN + "[settings]\nsecond_person = 1\n", "'second_person' must be true or false"),
        (
            MAIN + "[settings]\nremainder_calls = -1\n",
            "'remainder_calls' must be a whole number from 0 to 1000, got -1",
        ),
        (MAIN + "[settings]\nremainder_calls = 2.5\n", "'remainder_calls' must be a whole number"),
        (MAIN + "[settings]\nremainder_calls = true\n", "'remainder_calls' must be a whole number"),
        (MAIN + '[settings]\ndaily_pairs = "60"\n', "'daily_pairs' must be a whole number from 0 to 1000, got '60'"),
        (MAIN + "[settings]\ndaily_pairs = 1001\n", "'daily_pairs' must be a whole number"),
        (MAIN + MAIN, "share one DAG id"),
        (MAIN + MAIN.replace("main@", "MAIN@"), "share one DAG id"),
        (MAIN + MAIN.replace("main@", "sub@"), "'sub@example.com' and 'main@example.com' would share one connection"),
        (MAIN + MAIN.replace("main@", "sub@").replace("binance_main", "Binance_Main"), "share one connection"),
        (MAIN.replace("main@", "{{ds}}@"), "not an e-mail"),
        (MAIN.replace("example.com", "{%x%}.com"), "not an e-mail"),
        (MAIN.replace("main@", "ma\\u0007in@"), "not an e-mail"),
        (MAIN.replace("example.com", "exam\\u0000ple.com"), "not an e-mail"),
        (MAIN.replace("main@example", f"{'m' * 100}@{'e' * 96}"), "'email' has 201 characters, and may have 200"),
    ],
)
def test_a_bad_file_is_refused_with_the_place_named(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence) as refusal:
        load_accounts(written(tmp_path, text))
    assert str(tmp_path) in str(refusal.value)


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"accounts\.example\.toml"):
        load_accounts(tmp_path / "none.toml")


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(written(tmp_path, MAIN)))
    assert load_accounts().account("main@example.com").connection == "binance_main"
    with pytest.raises(ConfigurationError, match="no account"):
        load_accounts().account("other@example.com")


def test_an_account_has_sub_accounts_until_the_file_says_that_it_has_none(tmp_path):
    assert load_accounts(written(tmp_path, MAIN)).accounts[0].sub_accounts is True
    assert load_accounts(written(tmp_path, MAIN + "sub_accounts = false\n")).accounts[0].sub_accounts is False


@pytest.mark.parametrize("folder", ["reports", "statements"])
def test_a_folder_that_the_environment_names_is_taken_before_the_file_s(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = MAIN + f'[settings]\n{folder} = "of-the-file"\n'
    assert getattr(load_accounts(written(tmp_path, text)).settings, folder) == Path("of-the-file")
    monkeypatch.setenv(f"BINRECON_{folder.upper()}", "/of/the/environment")
    assert getattr(load_accounts(written(tmp_path, text)).settings, folder) == Path("/of/the/environment")


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ("/srv/chain heads", "file:///srv/chain heads"),
        ("file:///srv/heads", "file:///srv/heads"),
        ("s3://evidence@bucket/heads", "s3://evidence@bucket/heads"),
        ("gs://bucket", "gs://bucket"),
    ],
)
def test_the_second_place_of_the_chain_is_a_folder_or_a_store(tmp_path: Path, stated: str, place: str) -> None:
    assert Settings().chain_heads is None
    text = f'{MAIN}[settings]\nchain_heads = "{stated}"\n'
    assert load_accounts(written(tmp_path, text)).settings.chain_heads == place


@pytest.mark.parametrize(
    "stated", ["heads", "s3://key:secret@bucket/heads", "s3://bucket/heads?key=secret", "s3://", ""]
)
def test_any_other_second_place_is_refused_and_a_password_is_not_repeated(tmp_path: Path, stated: str) -> None:
    text = f'{MAIN}[settings]\nchain_heads = "{stated}"\n'
    with pytest.raises(ConfigurationError, match="chain_heads") as told:
        load_accounts(written(tmp_path, text))
    assert "secret" not in str(told.value)
