"""R3: a day whose process is killed and started again ends as a day that nothing happened to."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from tests.conftest import ROOT, Database
from tests.worlds.dump import differences, dump
from tests.worlds.pipeline import Pipeline
from tests.worlds.reference import DAY_T, reference, run_reference


def run_victim(database: Database, point: str, nth: int) -> int:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'plugins'}"}
    command = [sys.executable, "-m", "tests.worlds.victim", database.writer_url, point, str(nth)]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=120, check=False).returncode


POINTS = [("before", 1), ("before", 5), ("before", 30), ("after", 5), ("after", 30), ("inside", 1), ("inside", 8)]


@pytest.mark.parametrize(("point", "nth"), POINTS)
def test_a_killed_day_run_again_ends_like_one_that_was_not(
    point: str,
    nth: int,
    new_database: Callable[[], Database],
    connect: Callable[..., Engine],
    deploy: Callable[..., Pipeline],
) -> None:
    undisturbed, database = deploy(reference(), at=DAY_T, reads_back=True), new_database()
    run_reference(undisturbed)
    assert run_victim(database, point, nth) == -signal.SIGKILL
    again = deploy(reference(), at=DAY_T, engine=connect(database), reads_back=True)
    run_reference(again)
    assert again.failed == {}
    assert differences(dump(undisturbed.engine), dump(again.engine)) == []
