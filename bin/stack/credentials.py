"""The stack's own secrets: made once, kept in one file that only its owner can read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from cryptography.fernet import Fernet

from bin.stack.errors import StackError

ADMIN = "admin"


@dataclass(frozen=True)
class StackSecrets:
    """What Airflow and the database logins of one data folder are protected with."""

    fernet_key: str = field(repr=False)
    jwt_secret: str = field(repr=False)
    admin_password: str = field(repr=False)
    airflow_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    writer_password: str = field(repr=False)
    reader_password: str = field(repr=False)


def load(file: Path) -> StackSecrets:
    """Read the secrets of a data folder; a folder without any gets new ones."""
    if not file.exists():
        _write(file, asdict(_generate()))
    try:
        return StackSecrets(**json.loads(file.read_text()))
    except (ValueError, TypeError):
        names = ", ".join(item.name for item in fields(StackSecrets))
        raise StackError(f"{file} is damaged: it must be a JSON object with {names}.") from None


def write_login(file: Path, credentials: StackSecrets) -> None:
    """Write the password file of Airflow's simple login."""
    _write(file, {ADMIN: credentials.admin_password})


def _generate() -> StackSecrets:
    passwords = {item.name: secrets.token_urlsafe(24) for item in fields(StackSecrets)}
    keys = {"fernet_key": Fernet.generate_key().decode(), "jwt_secret": secrets.token_hex(64)}
    return StackSecrets(**{**passwords, **keys})


def _write(file: Path, content: dict[str, str]) -> None:
    """Write to a new file and rename it, so that a half-written one is never read."""
    partial = file.with_name(f"{file.name}.new")
    partial.unlink(missing_ok=True)
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        json.dump(content, stream, indent=2)
    partial.rename(file)
