"""The stack's secrets: made once, readable by their owner only, never shown."""

import json
from pathlib import Path

import pytest

from bin.stack import credentials
from bin.stack.errors import StackError


def test_secrets_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    first = credentials.load(file)
    assert credentials.load(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["credentials.json"]


def test_two_folders_share_no_secret(tmp_path: Path) -> None:
    one, other = (vars(credentials.load(tmp_path / name)) for name in ("a", "b"))
    assert not set(one.values()) & set(other.values())


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    made = credentials.load(tmp_path / "credentials.json")
    assert not [value for value in vars(made).values() if value in repr(made)]


def test_the_login_file_holds_the_admins_password(tmp_path: Path) -> None:
    made = credentials.load(tmp_path / "credentials.json")
    credentials.write_login(tmp_path / "login.json", made)
    assert json.loads((tmp_path / "login.json").read_text()) == {"admin": made.admin_password}
    assert (tmp_path / "login.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"fernet_key": "x"}'])
def test_a_damaged_file_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    file.write_text(text)
    with pytest.raises(StackError, match="credentials.json is damaged"):
        credentials.load(file)
