"""Who may see what: Airflow's login, and of the accounts those whose DAG it lets the user see.

The one module that uses Airflow's own dependencies for this; they are importable and not documented as public (3.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView, DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import GetUserDep
from fastapi import Depends, HTTPException, Request

from binrecon.config.accounts import Account, Roster, Settings, accounts_file, load_accounts

SAME_ORIGIN = ("same-origin", "none")
"""What a browser says of a request that one of our own pages, or the user, makes."""


def same_origin(request: Request) -> None:
    """Refuse a request that changes something and that another site's page made: a browser sends the login with it.
    Browsers that do not say where it comes from have to name our own host as its origin."""
    said = request.headers.get("sec-fetch-site")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if said not in SAME_ORIGIN if said else origin != request.headers.get("host"):
        raise HTTPException(403, "This request came from another site.")


NO_PLUGINS = (
    "Your login may not see plugins. With FAB it wants a role with “can read on Plugins” (docs/page.md), which Viewer "
    "and User do not have."
)


def sees_plugins(user: GetUserDep) -> None:
    """Refuse a login that Airflow shows no plugin to: its own pages have no entry *Proof* for it either."""
    if not get_auth_manager().is_authorized_view(access_view=AccessView.PLUGINS, user=user):
        raise HTTPException(403, NO_PLUGINS)


LOGGED_IN = Depends(sees_plugins)
"""Every page wants it: a login that may see what plugins show."""


@dataclass(frozen=True)
class Viewer:
    """Who looks, and the accounts of the accounts file that this user may see, in its order; `known` are the e-mails of
    all that it names, `settings` what holds for all of them."""

    user: Any
    accounts: tuple[Account, ...]
    known: frozenset[str]
    settings: Settings = Settings()

    @property
    def emails(self) -> list[str]:
        return [account.email for account in self.accounts]

    def account(self, slug: str) -> Account:
        """The account of this slug. One that the user may not see is no other than one that is not there."""
        for account in self.accounts:
            if account.slug == slug:
                return account
        raise HTTPException(404, "No account of this name is in the accounts file, or your login may not see its DAG.")

    def of_dag(self, dag_id: str) -> Account:
        """The account that a DAG reconciles."""
        for account in self.accounts:
            if account.dag_id == dag_id:
                return account
        raise HTTPException(404, "This DAG reconciles no account that your login may see.")

    def may_clear(self, account: Account) -> bool:
        """Whether Airflow lets the user clear tasks of the account's DAG."""
        return self._may("PUT", DagAccessEntity.TASK_INSTANCE, account.dag_id)

    def may_run(self, dag_id: str) -> bool:
        """Whether Airflow lets the user trigger this DAG."""
        return self._may("POST", DagAccessEntity.RUN, dag_id)

    def _may(self, method: Any, entity: DagAccessEntity, dag_id: str) -> bool:
        manager = get_auth_manager()
        return bool(
            manager.is_authorized_dag(
                method=method, access_entity=entity, details=DagDetails(id=dag_id), user=self.user
            )
        )


def viewer(user: GetUserDep) -> Viewer:
    """The user of this request with the accounts that Airflow shows to them."""
    visible = get_auth_manager().get_authorized_dag_ids(user=user)
    listed = roster()
    known = frozenset(account.email for account in listed.accounts)
    seen = tuple(account for account in listed.accounts if account.dag_id in visible)
    return Viewer(user, seen, known, listed.settings)


def roster() -> Roster:
    """The accounts file as it is now; it is read anew where it was written since."""
    file = accounts_file()
    try:
        told = file.stat()
    except OSError:
        return load_accounts(file)
    return _read(file, told.st_mtime_ns, told.st_size, told.st_ino)


@lru_cache(maxsize=1)
def _read(file: Path, *_version: int) -> Roster:
    """A thousand entries take a tenth of a second to be read and checked: too long for every request."""
    return load_accounts(file)


Looking = Annotated[Viewer, Depends(viewer)]
