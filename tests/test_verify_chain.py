"""The command that verifies the chain names a database that it cannot read, and no password."""

from __future__ import annotations

from typing import Any

import pytest
from binrecon.verify_chain import main


def test_the_command_names_a_database_it_cannot_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], empty_database: Any
) -> None:
    nobody = "postgresql+psycopg://nobody:canary@127.0.0.1:1/none"
    for url, sentence in (
        ("nonsense", "is no URL"),
        (nobody, "cannot be read"),
        (empty_database.reader_url, "cannot be read"),
    ):
        monkeypatch.setenv("BINRECON_READER_URL", url)
        assert main([]) == 1
        told = capsys.readouterr().err
        assert sentence in told and "canary" not in told and len(told.splitlines()) == 1
