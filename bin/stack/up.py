"""bin/up: the local stack on the user's own accounts file and connections."""

import argparse
import os
import sys

from binrecon.config.accounts import Roster, Settings, accounts_file

from bin.stack import airflow, checks, command, launch, places
from bin.stack.errors import StackError
from bin.stack.keeper import Keeper
from bin.stack.launch import Stack

_AIRFLOW_PORT = 8080
_UNDEFINED = (
    "Connections: the accounts file names {0!r}, which is not defined: set AIRFLOW_CONN_{1} to"
    """ '{{"conn_type": "binance", "login": "<API key>", "password": "<secret>"}}', see docs/deploying.md."""
)


def main() -> int:
    """Start the stack and keep it up until Ctrl-C; the exit code is 1 when something had to be put right first."""
    argparse.ArgumentParser(prog="bin/up", description=__doc__).parse_args()
    return command.run(_up)


def _up(keeper: Keeper) -> int:
    roster = checks.roster()
    wanted = checks.wanted_connections(roster)
    defined = [name for name in wanted if checks.is_defined(name)]
    given_owner = checks.given_database()
    checks.check_connections(list(dict.fromkeys(defined + checks.given_connections())))
    home = places.data_folder() / "up"
    stored = [name for name in wanted if name not in defined]
    if stored and not (home / "postgres").exists() and not os.environ.get("AIRFLOW__SECRETS__BACKEND"):
        raise StackError(_UNDEFINED.format(stored[0].partition(":")[2], stored[0].partition(":")[2].upper()))
    chosen = places.choose(home, _AIRFLOW_PORT)
    with places.lock(home):
        stack = launch.start_database(chosen, keeper, launch.stopwatch(), throw_away=False)
        _start(stack, roster, given_owner)
        stack.programs.watch()
    return 0


def _start(stack: Stack, roster: Roster, given_owner: str | None) -> None:
    extra = {"BINRECON_ACCOUNTS": str(accounts_file().resolve())}
    if roster.settings.reports == Settings().reports:
        extra["BINRECON_REPORTS"] = str(stack.places.reports)
    if given_owner is None:
        extra[checks.DATABASE] = stack.writer_connection
    environment = airflow.environment(stack.places, stack.secrets, stack.metadata_url, extra)
    launch.migrate(stack, environment, given_owner or stack.owner_url, roster.settings.weight_share)
    checks.check_everything(environment)
    stack.say("Connections, keys and database are in order")
    launch.start_airflow(stack, environment, embedded=given_owner is None)
    launch.print_login(stack, embedded=given_owner is None)
    print(f"Reports: {extra.get('BINRECON_REPORTS', roster.settings.reports)}\nCtrl-C ends everything.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
