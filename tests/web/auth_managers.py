"""The two auth managers of Airflow that the page is tried with: how each is set up, who its users are, what its login
form is called."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
CLUSTER = ROOT / ".venv-cluster" / "bin" / "python"
"""The environment that holds FAB: bin/test makes it."""
SEES_ONE = "alpha"
"""Of FAB alone: a user who may see, run and clear the DAG of one account."""
ONE_DAG = "binrecon_alpha_arb_fund_example"
ADMIN = "admin"

Ask = Callable[..., requests.Response]
"""Asks the web server as its admin: method, path, body."""


@dataclass(frozen=True)
class AuthManager:
    """One of them: the Python that holds it, its users, each with its name as the password too; what its settings are
    in a home of Airflow; the words of the CLI that make it ready before the web server starts, and what is asked of
    that one before anybody logs in."""

    name: str
    python: Path
    users: tuple[str, ...]
    settings: Callable[[Path], Mapping[str, str]]
    submit: str
    words: Sequence[Sequence[str]] = ()
    furnish: Callable[[Ask], None] = field(default=lambda ask: None)


def _simple_settings(home: Path) -> dict[str, str]:
    passwords = home / "passwords.json"
    passwords.write_text(json.dumps({user: user for user in SIMPLE.users}))
    return {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{user}" for user in SIMPLE.users),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords),
    }


SIMPLE = AuthManager(
    name="simple",
    python=Path(sys.executable),
    users=("viewer", "user", "op", ADMIN),
    settings=_simple_settings,
    submit="button[type=submit]",
)

_PROOF = (("can_read", "Plugins"),)
_ONE_ACCOUNT = (
    ("can_read", f"DAG:{ONE_DAG}"),
    ("can_edit", f"DAG:{ONE_DAG}"),
    ("can_read", "DAG Runs"),
    ("can_create", "DAG Runs"),
    ("can_edit", "DAG Runs"),
    ("can_read", "Task Instances"),
    ("can_edit", "Task Instances"),
)
_FAB_ROLES = {
    "nobody": ("Public",),
    "plain": ("User",),
    "viewer": ("Viewer", "Proof"),
    "user": ("User", "Proof"),
    "op": ("Op",),
    SEES_ONE: ("Proof", "One account"),
}
"""The roles of each user but the admin, `plain` without the one that shows the page."""


def _furnish_fab(ask: Ask) -> None:
    for name, permissions in (("Proof", _PROOF), ("One account", _ONE_ACCOUNT)):
        actions = [{"action": {"name": action}, "resource": {"name": resource}} for action, resource in permissions]
        ask("POST", "/auth/fab/v1/roles", {"name": name, "actions": actions})
    for user, roles in _FAB_ROLES.items():
        person = {"username": user, "password": user, "first_name": user, "last_name": user}
        named = [{"name": role} for role in roles]
        ask("POST", "/auth/fab/v1/users", person | {"email": f"{user}@people.example", "roles": named})


_FIRST_USER = ("-u", ADMIN, "-p", ADMIN, "-r", "Admin", "-e", "admin@people.example", "-f", ADMIN, "-l", ADMIN)

FAB = AuthManager(
    name="fab",
    python=CLUSTER,
    users=(*_FAB_ROLES, ADMIN),
    settings=lambda home: {
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"
    },
    submit="input[type=submit]",
    words=(("users", "create", *_FIRST_USER),),
    furnish=_furnish_fab,
)
