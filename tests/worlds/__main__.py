"""Many seeded worlds by one command, `python -m tests.worlds --worlds 2000`: the test of every run over other seeds."""

import argparse
import sys
from pathlib import Path

import pytest

TESTS = {
    "spot": ("test_seeded_worlds.py", 2000),
    "wallets": ("test_wallet_worlds.py", 200),
    "futures": ("test_futures_worlds.py", 120),
    "margin": ("test_margin_worlds.py", 120),
    "readings": ("test_reading_worlds.py", 60),
    "bundles": ("test_bundles.py", 200),
}
"""What worlds are of: the test that makes them, and how many are run unless told."""
EPILOG = """
One number is one world, for ever: the first 200 are those of bin/test, larger ones follow. Each is made, run and
compared as in bin/test, on the same throw-away Postgres servers (or that of BINRECON_TEST_POSTGRES_URL). At the end,
or after Ctrl-C, it prints the worlds, the cells by verdict, how each kind of planted trouble was reported, and every
wrong cell with its world. Exit code 0: nothing is wrong; 1: something is; 2: interrupted, or nothing could be run.
A world is run again alone by --first SEED --worlds 1. With --outcomes FOLDER everything that was concluded about each
world, its CSVs among it, is written there: two commits that conclude the same write the same bytes (diff -r).
What the worlds are of: spot, the worlds of bin/test; wallets, in which accounts have all of them; or one alone.
bundles are worlds of both kinds, each account of which is written as a bundle and verified.
"""


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.worlds", description=__doc__, epilog=EPILOG)
    parser.add_argument("--of", choices=TESTS, default="spot", help="what the worlds are of (default spot)")
    parser.add_argument("--worlds", type=int, help="how many worlds (default 2000 of spot, 200 of wallets)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first (default 0)")
    parser.add_argument("--workers", type=int, default=2, help="processes, each with a server of its own (default 2)")
    parser.add_argument("--outcomes", type=Path, help="write what was concluded about each world into this folder")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    spread = ["-n", str(asked.workers), "--dist", "worksteal"]
    quiet = ["-q", "--tb=line", "-p", "no:cacheprovider"]
    outcomes = ["--outcomes", str(asked.outcomes)] if asked.outcomes else []
    test, usual = TESTS[asked.of]
    worlds = ["--worlds", str(asked.first), str(asked.worlds or usual)]
    return int(pytest.main([*spread, *quiet, *worlds, *outcomes, str(Path(__file__).with_name(test))]))


if __name__ == "__main__":
    sys.exit(main())
