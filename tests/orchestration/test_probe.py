"""`bin/probe` from the connection to its files: what it prints, what it keeps, and when it fails."""

import stat
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from binrecon.domain.intervals import from_ms
from binrecon.orchestration import hook, probe

from tests.simulator import DAY, HOUR, Clock, Exchange, Symbol, World, start_of, units
from tests.simulator.server import serve

EMAIL = "main@example.com"
FILES = {"balances.csv", "capital_flow.csv", "income.csv", "interest.csv", "loans.csv", "options.csv", "transfers.csv"}


@pytest.fixture
def exchange(monkeypatch: pytest.MonkeyPatch):
    """Over HTTP, with a clock that waiting moves."""
    world = World(date(2026, 11, 9), date(2026, 11, 20))
    world.add_account(EMAIL)
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    world.open(EMAIL, "USDT", units("1234.56789"))
    clock = Clock(start_of(world.last_day) + DAY + 9 * HOUR)
    monkeypatch.setattr(probe, "time", SimpleNamespace(sleep=clock.sleep))
    monkeypatch.setattr(hook, "now", lambda: from_ms(clock.now()))
    server = serve(Exchange(world, clock))
    yield server
    server.close()


@pytest.fixture
def key(exchange, connect, monkeypatch, tmp_path):
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "none.toml"))
    key = exchange.exchange.key_of(EMAIL)
    connect("binance_main", conn_type="binance", host=exchange.url, login=key.api_key, password=key.secret)
    return key


def test_a_probe_asks_writes_and_says_what_may_be_shared(key, tmp_path: Path, capsys):
    folder = tmp_path / "found"
    assert probe.main(["binance_main", "--into", str(folder)]) == 0
    out = capsys.readouterr().out
    assert out.index("lists and windows are looked at") < out.index("api_restrictions")
    assert "report.md may be shared, the CSVs hold amounts and stay here" in out
    assert {path.name for path in folder.iterdir()} == FILES | {"report.md"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    report = (folder / "report.md").read_text(encoding="utf-8")
    assert "1234.56789" in (folder / "balances.csv").read_text(encoding="utf-8")
    for text in (out, report):
        assert not any(secret in text for secret in ("1234", key.api_key, key.secret, EMAIL))
        assert "not seen" in text and "SPOT" in text
    assert "| 8a | Is tranId of an income TRANSFER that of the transfer between wallets? |" in report
    assert "| daily_snapshot | 13 record(s), as described |" in report


def test_lists_that_want_an_email_take_it_from_the_accounts_file(key, tmp_path: Path, monkeypatch):
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "main"\nconnection = "binance_main"\n')
    for told, words in ((tmp_path / "none.toml", "not asked: it wants"), (accounts, "no record to compare")):
        monkeypatch.setenv("BINRECON_ACCOUNTS", str(told))
        assert probe.main(["binance_main", "--into", str(tmp_path / "found")]) == 0
        report = (tmp_path / "found" / "report.md").read_text(encoding="utf-8")
        assert f"| universal_transfer | {words}" in report


def test_a_key_that_is_refused_ends_the_probe_with_one_sentence(key, exchange, tmp_path: Path, capsys):
    exchange.exchange.refusals.put("key", "/sapi/v1/account/apiRestrictions")
    assert probe.main(["binance_main", "--into", str(tmp_path / "found")]) == 1
    assert capsys.readouterr().err.startswith("refused: HTTP 401, code -2015. the key is refused here")
    assert not (tmp_path / "found").exists()


def test_a_connection_that_is_missing_is_named(capsys):
    assert probe.main(["binance_nobody"]) == 1
    assert "no connection 'binance_nobody'" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(key, tmp_path: Path, capsys):
    (tmp_path / "file").write_text("in the way")
    assert probe.main(["binance_main", "--into", str(tmp_path / "file" / "found")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_without_a_folder_it_writes_into_the_data_folder(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("BINRECON_DATA", str(tmp_path))
    assert probe._new_folder().parent == tmp_path / "probe"
