"""Checks everything a run depends on before anything runs: `python -m binrecon.orchestration.check`.

Reads connections as a task does. To see those stored in Airflow's database too, set _AIRFLOW_PROCESS_CONTEXT=server.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from binrecon.collectors.key_owner import WrongKeyError
from binrecon.config.accounts import Account, Roster, load_accounts
from binrecon.config.paths import BUNDLE
from binrecon.domain.errors import BinanceAPIError, ConfigurationError
from binrecon.exchange.permissions import refuse_dangerous_key
from binrecon.orchestration import connections, hook
from binrecon.orchestration.dag_defaults import in_pool
from binrecon.orchestration.session import Session
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.wallet_lists import wallet_of
from binrecon.storage import locks

RUN_ID = "configuration check"
OLDEST = 140_000
"""The first with ranges of ranges, of which coverage is made."""
_SERVER = text("""
    SELECT current_setting('server_version_num')::integer, current_setting('lock_timeout'),
        has_schema_privilege('public', 'CREATE')
""")


def check_configuration() -> Roster:
    """The accounts file, when everything it needs is there: connections, a migrated database, keys that only read.

    Raises ConfigurationError with one sentence for each thing that is wrong, each on a line of its own. The keys are
    tried only when the rest is right, because asking the exchange wants the database.
    """
    roster = load_accounts()
    _raise_all(_static(roster))
    keys = [account.connection for account in roster.accounts]
    _raise_all([lambda: connections.refuse_shared_keys(keys), lambda: check_database(hook.engine())])
    _raise_all(partial(check_key, account, roster) for account in roster.accounts)
    return roster


def check_database(engine: Engine) -> None:
    """Reachable, of a version that is supported, asked without a pooler, with a schema that only its owner changes, and
    migrated to the version of this bundle."""
    head = ScriptDirectory(str(BUNDLE / "migrations")).get_current_head()
    problem = f"is not migrated to {head}: run `alembic upgrade head`"
    try:
        with engine.connect() as connection:
            refuse_server(*connection.execute(_SERVER).one())
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except ProgrammingError:
        found = []
    except DBAPIError as error:
        found, problem = [], f"cannot be reached: {str(error.orig).splitlines()[0]}"
    if found != [head]:
        raise ConfigurationError(f"the database of connection {connections.DATABASE!r} {problem}")


def refuse_server(version: int, lock_timeout: str, may_create: bool) -> None:
    """Raise ConfigurationError, with what has to be changed, for a server that cannot be used: its version as a number,
    the bound of a wait as it stands after the session asked for its own, and whether a task may make tables."""
    of = f"the database of connection {connections.DATABASE!r}"
    if version < OLDEST:
        raise ConfigurationError(f"{of} is PostgreSQL {version // 10_000}: it must be {OLDEST // 10_000} or newer")
    if lock_timeout != locks.LOCK_TIMEOUT:
        raise ConfigurationError(
            f"{of} does not keep what a session asks for, as behind a pooler: no lock and no time-out would hold. "
            "Name the server itself; each process keeps four sessions at most"
        )
    if may_create:
        raise ConfigurationError(
            f"{of} lets every login make tables, as PostgreSQL 14 does: have its superuser run "
            "`REVOKE CREATE ON SCHEMA public FROM PUBLIC`, after `GRANT CREATE ON SCHEMA public` to the owner"
        )


def check_key(account: Account, roster: Roster) -> None:
    """The exchange takes the account's key, the key can only read, and it is the account's own."""
    session = Session(account, roster.settings, RUN_ID)
    try:
        refuse_dangerous_key(session.client().get_key_permissions(), roster.settings.allow_trading_keys)
        session.witness()
    except WrongKeyError:
        raise
    except BinanceAPIError as error:
        problem = f"the exchange did not accept a call: {error}"
    except ConfigurationError as error:
        problem = str(error)
    else:
        return
    raise ConfigurationError(f"connection {account.connection!r} of {account.email}: {problem}")


def _static(roster: Roster) -> Iterator[Callable[[], object]]:
    """What can be checked without the network."""
    wallets = {wallet for account in roster.accounts for wallet in account.wallets}
    for endpoint in (one for one in CATALOGUE.values() if wallet_of(one) in wallets):
        yield partial(in_pool, endpoint, roster.settings)
    for account in roster.accounts:
        yield partial(connections.binance, account.connection)
    if roster.settings.discord is not None:
        yield partial(connections.discord, roster.settings.discord)
    yield connections.database_url


def _raise_all(checks: Iterable[Callable[[], object]]) -> None:
    failures = []
    for check in checks:
        try:
            check()
        except ConfigurationError as error:
            failures.append(str(error))
    if failures:
        raise ConfigurationError("\n".join(failures))


def main() -> int:
    """Exit code 0 and one line, or 1 and what is wrong."""
    try:
        roster = check_configuration()
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{len(roster.accounts)} account(s): configuration, database and keys are in order")
    return 0


if __name__ == "__main__":
    sys.exit(main())
