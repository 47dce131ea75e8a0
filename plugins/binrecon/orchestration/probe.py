"""Puts the documents' open questions to a real account: `bin/probe CONNECTION`. Reads only, keeps nothing but its
files, and needs neither a scheduler nor a database.

Connections are read as a task reads them. To see those stored in Airflow's database too, set
_AIRFLOW_PROCESS_CONTEXT=server.

Rests on decision 89.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from binrecon.config.accounts import load_accounts
from binrecon.config.paths import BUNDLE
from binrecon.domain.calls import Limits
from binrecon.domain.errors import BinreconError, ConfigurationError, FatalError
from binrecon.exchange.client import BinanceClient
from binrecon.exchange.signing import Credentials
from binrecon.orchestration import connections, hook
from binrecon.probing.advice import told
from binrecon.probing.asking import announced, look_at
from binrecon.probing.budget import ProbeBudget
from binrecon.probing.question import Look, Looked
from binrecon.probing.questions.catalogue import BALANCES, QUESTIONS, SUMS, every_look
from binrecon.probing.report import budget_text, counted, document, lines_of, table
from binrecon.probing.tables import files

RUN_ID = "probe"
REPORT = "report.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when everything that could be asked was asked, whatever the answers; 1 with one sentence when nothing
    could."""
    parser = argparse.ArgumentParser(prog="bin/probe", description="Put the documents' open questions to an account.")
    parser.add_argument("connection", help="the Airflow connection that holds the account's key")
    parser.add_argument(
        "--into", type=Path, help="folder for report and CSVs; a new one under the data folder if left out"
    )
    wanted = parser.parse_args(arguments)
    try:
        probe(wanted.connection, wanted.into or _new_folder())
    except BinreconError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def probe(connection: str, folder: Path) -> None:
    """Ask, write the files and print the table. Raises BinreconError where the account cannot be asked at all."""
    looks = every_look()
    weights = announced(looks)
    print(budget_text(weights, len(looks)), flush=True)
    looked = _asked(client_of(connection, ProbeBudget(weights, hook.now, time.sleep)), looks)
    lines = lines_of(QUESTIONS, looked)
    _write(folder, {REPORT: document(lines, looks, looked), **files(BALANCES, SUMS, looked)})
    print(f"\n{table(lines)}\n\n{counted(lines)}\n")
    print(f"Written to {folder}: {REPORT} may be shared, the CSVs hold amounts and stay here.")


def client_of(connection: str, limits: Limits) -> BinanceClient:
    """A client with the connection's key. Raises ConfigurationError for a bad connection."""
    conn = connections.binance(connection)
    return BinanceClient(
        conn.base_url,
        Credentials(conn.api_key, conn.secret, conn.private_key),
        _email_of(connection),
        limits,
        hook.now,
        time.sleep,
        recv_window=conn.recv_window,
        run_id=RUN_ID,
        hosts=conn.hosts,
    )


def _asked(client: BinanceClient, looks: Sequence[Look]) -> Looked:
    """Every look; the first tells whether the key is taken at all. Raises FatalError where it is not."""

    def say(name: str) -> None:
        print(f"  {name}", flush=True)

    first = look_at(client, looks[:1], say)
    refused = first[looks[0].name].refused
    if refused is not None:
        raise FatalError(". ".join(told(refused)))
    return first | look_at(client, looks[1:], say)


def _email_of(connection: str) -> str:
    """The e-mail of the account that the accounts file gives this connection, which a few lists want; empty where there
    is none."""
    try:
        accounts = load_accounts().accounts
    except ConfigurationError:
        return ""
    return next((account.email for account in accounts if account.connection == connection), "")


def _new_folder() -> Path:
    data = Path(os.environ.get("BINRECON_DATA") or BUNDLE / ".data")
    return data / "probe" / hook.now().strftime("%Y-%m-%dT%H%M%S")


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """For the owner's eyes alone, as most of it are amounts."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"the folder {folder} cannot be written: {error.strerror}") from None


if __name__ == "__main__":
    sys.exit(main())
