"""The command that prints the pools of the accounts file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from binrecon.config.pools import main
from binrecon.domain.limits import pools


def test_the_command_prints_the_pools_of_the_accounts_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.toml"
    path.write_text('[settings]\nweight_share = "0.25"\n[[accounts]]\nemail = "a@b"\ntype = "main"\nconnection = "c"\n')
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(path))
    assert main() == 0
    assert json.loads(capsys.readouterr().out) == pools(Decimal("0.25"))


def test_without_an_accounts_file_the_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "none.toml"))
    assert main() == 1
    assert "no accounts file" in capsys.readouterr().err
