"""What is checked before anything runs, and the sentence each wrong thing gets."""

from datetime import date
from pathlib import Path

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.orchestration import check, hook
from binrecon.orchestration.hook import BinanceHook
from sqlalchemy import text

from tests.simulator import Exchange, RealClock, World, make_key
from tests.simulator.server import serve

EMAIL, SUB = "main@example.com", "sub@example.com"


@pytest.fixture
def simulator():
    world = World(date(2026, 11, 16), date(2026, 11, 18))
    world.add_account(EMAIL)
    server = serve(Exchange(world, RealClock()))
    yield server
    server.close()


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "accounts.toml"
    path.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "main"\nconnection = "binance_main"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(path))
    return path


@pytest.fixture
def good(simulator, accounts, database, connect):
    """Everything as it must be; a test then breaks one thing."""
    hook.engine.cache_clear()
    key = simulator.exchange.key_of(EMAIL)
    connect("binance_main", conn_type="binance", host=simulator.url, login=key.api_key, password=key.secret)
    connect("binrecon_db", database.connection_uri)
    yield key
    hook.engine.cache_clear()


def sentences() -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        check.check_configuration()
    return str(caught.value).splitlines()


def test_everything_is_as_it_must_be(good, capsys):
    assert check.main() == 0
    assert "1 account(s)" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_and_fails(accounts, capsys):
    accounts.write_text("[[accounts]]\nemial = 'x'\n")
    assert check.main() == 1
    assert "unknown key 'emial'" in capsys.readouterr().err


def test_each_wrong_thing_gets_a_sentence_of_its_own(good, accounts, connect):
    connect("binance_main", conn_type="binance", login="only-a-key")
    connect("binrecon_db", conn_type="http", host="x")
    accounts.write_text(accounts.read_text() + '[settings]\nweight_share = "0.1"\n')
    found = sentences()
    assert len(found) == 4
    assert "weight_share 0.1 leaves 1200" in found[0]
    assert "weight_share 0.1 leaves 18000 of binance_sapi_uid, but one fiat_orders call weighs 45000" in found[1]
    assert "exactly one of an API secret" in found[2]
    assert "'binrecon_db' must be of type 'postgres'" in found[3]


def test_a_database_without_tables_is_told_to_migrate(good, empty_database, connect):
    connect("binrecon_db", empty_database.connection_uri)
    assert "run `alembic upgrade head`" in sentences()[0]


def test_a_database_that_does_not_answer_is_named_without_its_password(good, connect):
    connect("binrecon_db", "postgres://app:canary-password@127.0.0.1:1/binrecon")
    [sentence] = sentences()
    assert "'binrecon_db' cannot be reached" in sentence
    assert "canary" not in sentence


def test_a_wrong_secret_is_refused_by_the_exchange(good, simulator, connect):
    connect("binance_main", conn_type="binance", host=simulator.url, login=good.api_key, password="canary-wrong-secret")
    [sentence] = sentences()
    assert sentence.startswith(f"connection 'binance_main' of {EMAIL}: the exchange did not accept a call")
    assert "canary" not in sentence


def test_a_key_that_can_trade_is_refused(good):
    good.permissions["enableSpotAndMarginTrading"] = True
    assert "can do more than read: enableSpotAndMarginTrading" in sentences()[0]


def test_a_key_that_can_trade_is_taken_where_the_setting_allows_it(good, accounts):
    good.permissions["enableSpotAndMarginTrading"] = True
    accounts.write_text(accounts.read_text() + "[settings]\nallow_trading_keys = true\n")
    assert check.main() == 0


def test_two_accounts_with_one_key_are_refused_without_showing_it(good, accounts, connect, simulator):
    connect("binance_sub", conn_type="binance", host=simulator.url, login=good.api_key, password="canary-secret")
    sub = '[[accounts]]\nemail = "sub@example.com"\ntype = "sub"\nconnection = "binance_sub"\n'
    accounts.write_text(accounts.read_text() + sub)
    [sentence] = sentences()
    assert "connections 'binance_main' and 'binance_sub' hold the same API key" in sentence
    assert good.api_key not in sentence and "canary" not in sentence


def test_the_test_button_says_yes_and_no(good, connect):
    assert BinanceHook("binance_main").test_connection() == (
        True,
        "the exchange accepts the key; it belongs to account 700000001, not seen before",
    )
    connect("binance_main", conn_type="binance", login="only-a-key")
    answer, text = BinanceHook("binance_main").test_connection()
    assert not answer and "exactly one of" in text


def test_the_test_button_tries_each_host_that_the_wallets_need(good, accounts, simulator):
    accounts.write_text(accounts.read_text() + 'wallets = ["SPOT", "MARGIN", "FUTURES", "COIN_M_FUTURES", "OPTION"]\n')
    assert BinanceHook("binance_main").test_connection()[0]
    paths = ("/fapi/v1/income", "/dapi/v1/account", "/eapi/v1/bill")
    assert [len(simulator.exchange.log.of(path)) for path in paths] == [1, 1, 1]
    simulator.exchange.refusals.put("key", "/fapi/", "/eapi/")
    answer, text = BinanceHook("binance_main").test_connection()
    assert not answer and text.startswith("the API accepts the key, which belongs to account 700000001")
    assert "; fapi does not: " in text and "; eapi does not: " in text and "dapi does not" not in text


def test_the_test_button_asks_no_host_that_no_wallet_needs(good, simulator):
    assert BinanceHook("binance_main").test_connection()[0]
    assert not any(simulator.exchange.log.of(host) for host in ("/fapi/", "/dapi/", "/eapi/"))


def add_sub(accounts: Path, connect, simulator, key) -> None:
    """A sub-account in the accounts file whose connection holds this key."""
    connect("binance_sub", conn_type="binance", host=simulator.url, login=key.api_key, password=key.secret)
    accounts.write_text(
        accounts.read_text() + f'[[accounts]]\nemail = "{SUB}"\ntype = "sub"\nconnection = "binance_sub"\n'
    )


def test_a_second_key_of_the_main_account_in_a_subs_connection_is_refused(good, accounts, connect, simulator):
    simulator.exchange.world.add_account(SUB)
    add_sub(accounts, connect, simulator, simulator.exchange.add_key(make_key("second", EMAIL)))
    [sentence] = sentences()
    assert sentence.startswith(
        f"connection 'binance_sub' of {SUB}: its key answers as account 700000001, and so does the key of {EMAIL}"
    )


def test_the_test_button_says_whose_the_key_is(good, accounts, connect, simulator):
    simulator.exchange.world.add_account(SUB)
    add_sub(accounts, connect, simulator, simulator.exchange.add_key(make_key("own", SUB)))
    assert check.main() == 0
    assert BinanceHook("binance_sub").test_connection() == (
        True,
        f"the exchange accepts the key; it belongs to account 700000002, known as {SUB}",
    )
    connect("binance_draft", conn_type="binance", host=simulator.url, login=good.api_key, password=good.secret)
    assert BinanceHook("binance_draft").test_connection() == (
        True,
        f"the exchange accepts the key; it belongs to account 700000001, known as {EMAIL}",
    )
    connect("binance_sub", conn_type="binance", host=simulator.url, login=good.api_key, password=good.secret)
    assert BinanceHook("binance_sub").test_connection() == (
        False,
        f"the key belongs to account 700000001, known as {EMAIL}, not to {SUB}: put that account's own key into the "
        "connection",
    )


def test_a_number_that_is_stated_is_held_against_the_key(good, accounts):
    accounts.write_text(accounts.read_text() + "uid = 5\n")
    [sentence] = sentences()
    assert "its key answers as account 700000001, but the accounts file says uid = 5" in sentence


def test_a_server_that_is_as_it_must_be_is_not_refused():
    check.refuse_server(140_000, "2min", False)
    check.refuse_server(180_004, "2min", False)


@pytest.mark.parametrize(
    ("server", "sentence"),
    [
        ((130_023, "2min", False), "is PostgreSQL 13: it must be 14 or newer"),
        ((160_014, "0", False), "behind a pooler: no lock and no time-out would hold"),
        ((140_019, "2min", True), "REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_what_to_change(server, sentence):
    with pytest.raises(ConfigurationError, match=sentence):
        check.refuse_server(*server)


def test_a_login_that_may_make_tables_is_refused(good, owner_engine):
    """The default of PostgreSQL 14."""
    with owner_engine.begin() as connection:
        connection.execute(text("GRANT CREATE ON SCHEMA public TO binrecon_writer"))
    assert "lets every login make tables" in sentences()[0]
