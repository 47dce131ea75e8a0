"""The screen of bundles: what lies there, who may have one written, and that nothing else of the disk is handed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from binrecon.config.accounts import Account, Settings
from binrecon.services.bundle import Edition
from binrecon.web import access
from binrecon.web.screens import bundles
from fastapi.testclient import TestClient

from tests.web.conftest import Site

NAME = f"statement_2026-11-01_2026-11-30_full_{'0' * 64}.zip"
FORM = 'data-dag="binrecon_statement"'
Visit = Callable[..., TestClient]


@pytest.fixture
def look(visit: Visit, tmp_path: Path) -> Callable[..., TestClient]:
    """A function that gives a client whose accounts file names a folder of reports."""

    def client(accounts: tuple[Account, ...] | None = None, may: bool = False) -> TestClient:
        made = visit(accounts, may)
        shown = made.app.dependency_overrides[access.viewer]()  # type: ignore[attr-defined]
        seen = replace(shown, settings=Settings(reports=tmp_path))
        made.app.dependency_overrides[access.viewer] = lambda: seen  # type: ignore[attr-defined]
        return made

    return client


@pytest.fixture
def written(site: Site, tmp_path: Path) -> Path:
    """A bundle of the first account."""
    path = tmp_path / site.accounts[0].slug / "bundles" / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK" * 400_000)
    return path


def test_a_bundle_is_listed_and_handed_out_byte_by_byte(look: Visit, site: Site, written: Path) -> None:
    account = site.accounts[0]
    body = look().get(f"/bundles?account={account.slug}").text
    assert f'href="/bundles/{account.slug}/{NAME}"' in body and "0" * 64 in body and "800,000" in body
    answer = look().get(f"/bundles/{account.slug}/{NAME}")
    assert answer.content == written.read_bytes() and answer.headers["content-length"] == "800000"
    assert answer.headers["content-disposition"] == f'attachment; filename="{NAME}"'
    assert answer.headers["content-type"] == "application/zip" and answer.headers["x-content-type-options"] == "nosniff"


def test_what_cannot_be_seen_is_not_said_to_be_none(look: Visit, site: Site, written: Path, tmp_path: Path) -> None:
    (tmp_path / site.accounts[1].slug).mkdir()
    body = look().get("/bundles").text
    assert (
        body.count("None was written.") == 1
        and body.count("Not known: this web server sees no reports") == len(site.accounts) - 2
    )


def test_nothing_else_of_the_disk_is_handed_out(look: Visit, site: Site, written: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    slug, client = site.accounts[0].slug, look()
    for name in ("../secret", "..%2F..%2Fsecret", quote("../../secret", safe=""), "%2Fetc%2Fpasswd", f"{NAME}%00", "a"):
        answer = client.get(f"/bundles/{slug}/{name}")
        assert answer.status_code == 404 and "secret" not in answer.text.replace(name, ""), name
    assert client.get(f"/bundles/..%2F{slug}/{NAME}").status_code == 404


def test_a_bundle_that_cannot_be_read_is_not_said_to_be_gone(
    look: Visit, site: Site, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(bundles, "open_bundle", refused)
    answer = look().get(f"/bundles/{site.accounts[0].slug}/{NAME}")
    assert answer.status_code == 503 and "cannot read the bundle (PermissionError)" in answer.text


def test_a_bundle_of_an_account_that_the_user_may_not_see_is_not_there(look: Visit, site: Site, written: Path) -> None:
    other = look((site.accounts[1],))
    assert other.get(f"/bundles/{site.accounts[0].slug}/{NAME}").status_code == 404
    for address in ("/bundles", f"/bundles?account={site.accounts[0].slug}"):
        assert site.accounts[0].email not in other.get(address).text and NAME not in other.get(address).text


def test_only_who_may_trigger_it_has_the_form_and_its_days_are_those_of_the_address(look: Visit, site: Site) -> None:
    assert FORM not in look().get("/bundles").text
    account = site.accounts[1]
    body = look(may=True).get(f"/bundles?account={account.slug}&first=2026-10-01&last=2026-10-31").text
    assert FORM in body and 'name="first" value="2026-10-01"' in body and 'name="last" value="2026-10-31"' in body
    assert f'<option value="{account.email}" selected>' in body
    assert all(f"<option>{one}</option>" in body for one in Edition)


def test_of_many_accounts_one_is_chosen(
    look: Visit, site: Site, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "ACCOUNTS_AT_ONCE", 1)
    assert "Choose an account" in look().get("/bundles").text and NAME not in look().get("/bundles").text
    assert NAME in look().get(f"/bundles?account={site.accounts[0].slug}").text
