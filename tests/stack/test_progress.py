"""Waiting for runs ends when all of them have ended, counts tasks for shown lines alone, and does not wait for ever."""

from collections.abc import Iterator
from datetime import date

import pytest

from bin.stack import progress
from bin.stack.errors import StackError
from bin.stack.web_api import Run

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 3)
STEP = 4.0


class Airflow:
    """Says of the run of each day the states given, one a look, the last one ever after."""

    def __init__(self, **states: str) -> None:
        self._states = {FIRST: states["first"].split(), SECOND: states["second"].split()}
        self.counted = 0

    def runs(self, dag_id: str) -> list[Run]:
        return [
            Run(dag_id, str(day), day, left.pop(0) if len(left) > 1 else left[0]) for day, left in self._states.items()
        ]

    def ended_tasks(self) -> int:
        self.counted += 1
        return 1

    def all_tasks(self) -> int:
        return 2

    def tasks_to_retry(self) -> int:
        return 0


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every wait takes STEP seconds, and none of ours."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(progress.time, "sleep", lambda _: now.__setitem__(0, now[0] + STEP))
    yield


def waited(airflow: Airflow) -> list[str]:
    found = progress.wait_for_runs(airflow, ["a"], [FIRST, SECOND], lambda: None)  # type: ignore[arg-type]
    return [run.state for run in found]


def test_it_ends_when_every_run_has_ended_whatever_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    airflow = Airflow(first="queued running failed", second="queued queued queued queued success")
    assert waited(airflow) == ["failed", "success"]
    assert capsys.readouterr().out.splitlines() == [
        "     0 s  0 of 2 runs done, 0 of them red; 1 of 2 tasks so far, 0 wait for another try",
        "    12 s  1 of 2 runs done, 1 of them red; 1 of 2 tasks so far, 0 wait for another try",
        "    16 s  2 of 2 runs done, 1 of them red; 1 of 2 tasks so far, 0 wait for another try",
    ]
    assert airflow.counted == 3


def test_where_nothing_happens_it_says_so_after_ten_minutes() -> None:
    with pytest.raises(StackError, match=r"Nothing happened for 600 s: 0 of 2 runs done"):
        waited(Airflow(first="queued", second="running"))
