"""bin/up: the local stack on the user's own accounts file and connections."""

import argparse
import os
import sys

from binrecon.accounts import Account, Roster, Settings, accounts_file

from bin.stack import airflow, checks, command, launch, places
from bin.stack.keeper import Keeper
from bin.stack.launch import Stack

_AIRFLOW_PORT = 8080


def main() -> int:
    """Start the stack and keep it up until Ctrl-C; the exit code is 1 when something had to be put right first."""
    argparse.ArgumentParser(prog="bin/up", description=__doc__).parse_args()
    return command.run(_up)


def _up(keeper: Keeper) -> int:
    roster = checks.roster()
    undefined = checks.undefined_connections(roster)
    given_owner = checks.given_database()
    home = places.data_folder() / "up"
    if undefined and not (home / "postgres").exists() and not _has_secrets_backend():
        raise checks.missing(undefined[0])
    held = places.lock(home)
    chosen = places.choose(home, _AIRFLOW_PORT)
    stack = launch.start_database(chosen, keeper, launch.stopwatch(), throw_away=False)
    _check_stored(stack, undefined)
    _start(stack, roster, given_owner)
    stack.programs.watch()
    held.close()
    return 0


def _start(stack: Stack, roster: Roster, given_owner: str | None) -> None:
    extra = {"BINRECON_ACCOUNTS": str(accounts_file().resolve())}
    if roster.settings.reports == Settings().reports:
        extra["BINRECON_REPORTS"] = str(stack.places.reports)
    if given_owner is None:
        extra[checks.DATABASE] = stack.writer_connection
    environment = airflow.environment(stack.places, stack.secrets, stack.metadata_url, extra)
    launch.migrate(stack, environment, given_owner or stack.owner_url)
    launch.start_airflow(stack, environment)
    launch.print_login(stack)
    print(f"Reports: {extra.get('BINRECON_REPORTS', roster.settings.reports)}\nCtrl-C ends everything.", flush=True)


def _has_secrets_backend() -> bool:
    return bool(os.environ.get("AIRFLOW__SECRETS__BACKEND"))


def _check_stored(stack: Stack, undefined: list[Account]) -> None:
    """Hold the accounts whose connection is not in the environment against what was stored through Airflow before."""
    stored = launch.stored_connections(stack)
    for account in undefined:
        if account.connection not in stored and not _has_secrets_backend():
            raise checks.missing(account)


if __name__ == "__main__":
    sys.exit(main())
