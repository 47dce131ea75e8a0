"""What Airflow is told of the page, and what a process that only loads plugins pays for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.web import access, mount
from binrecon.web.application import HEADERS, SCREENS, page
from fastapi.testclient import TestClient

from tests.orchestration.airflow_home import ROOT

_HEAVY = ("fastapi", "jinja2", "sqlalchemy")
_LOADED = f"import sys, binrecon.web.mount; print([name for name in {_HEAVY} if name in sys.modules])"


def test_a_task_process_imports_nothing_of_the_page() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], env={"PYTHONPATH": str(ROOT / "plugins")}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_page_is_built_at_its_first_request_and_once() -> None:
    lazy = mount.LazyPage()
    assert "_page" not in vars(lazy)
    client = TestClient(lazy)
    assert client.get("/static/page.css").status_code == 200
    built = vars(lazy)["_page"]
    client.get("/static/page.css")
    assert vars(lazy)["_page"] is built


def test_every_screen_wants_a_login_and_files_do_not() -> None:
    for screen in SCREENS:
        assert screen.router.dependencies, f"{screen.__name__} is open to anybody"
    assert {getattr(route, "name", "") for route in page().routes} >= {"static", "overview", "account_day", "cell"}
    assert "frame-ancestors 'self'" in HEADERS["Content-Security-Policy"]


def test_the_accounts_are_those_that_the_file_names_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "accounts.toml"
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(file))
    for emails in (["a@b.example"], ["a@b.example", "c@d.example"], ["c@d.example"]):
        file.write_text(
            "".join(f'[[accounts]]\nemail = "{one}"\ntype = "sub"\nconnection = "{one}"\n' for one in emails)
        )
        assert [one.email for one in access.roster().accounts] == emails
        assert access.roster() is access.roster(), "a file that is as it was is not read again"
    file.unlink()
    with pytest.raises(ConfigurationError, match="no accounts file"):
        access.roster()


def test_the_addresses_that_airflow_shows_are_ours() -> None:
    """Without the slash at its end Airflow answers the address of a mount itself."""
    assert all(view["href"].startswith(f"{mount.PREFIX}/") for view in mount.VIEWS)
    assert [view["destination"] for view in mount.VIEWS] == ["nav", "dag", "dag_run"]
    assert len(mount.VIEWS[0]["name"]) <= 9, "a longer label is cut"
