"""Waiting for runs while showing how far they are: one changing line on a terminal, now and then a line elsewhere."""

import sys
import time
from collections.abc import Callable, Collection
from datetime import date

from bin.stack.errors import StackError
from bin.stack.web_api import FINISHED, AirflowAPI, Run

_POLL_SECONDS = 1.0
_TERMINAL_SECONDS = 2.0
_LINE_SECONDS = 10.0
_STUCK_SECONDS = 600.0


class ProgressLine:
    """The one line, due anew every few seconds; a shorter text leaves nothing of a longer one."""

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._every = _TERMINAL_SECONDS if self._terminal else _LINE_SECONDS
        self._begin = time.monotonic()
        self._next = self._begin

    def is_due(self) -> bool:
        return time.monotonic() >= self._next

    def show(self, text: str) -> None:
        now = time.monotonic()
        self._next = now + self._every
        line = f"  {now - self._begin:4.0f} s  {text}"
        if self._terminal:
            print(f"\r\033[K{line}", end="", flush=True)
        else:
            print(line, flush=True)

    def done(self, text: str) -> None:
        self.show(text)
        if self._terminal:
            print(flush=True)


def wait_for_runs(
    api: AirflowAPI, dag_ids: Collection[str], days: Collection[date], check: Callable[[], None]
) -> list[Run]:
    """Wait until each DAG has a finished run for each day and give these runs.

    ``check`` is called at every turn and raises when a program has ended. Raises ``StackError`` when nothing happened
    for ten minutes. Tasks are counted for a line that is shown alone: the web server has better to do.
    """
    line, seen, changed = ProgressLine(), None, time.monotonic()
    wanted = len(dag_ids) * len(days)
    while True:
        check()
        runs = [run for dag_id in dag_ids for run in api.runs(dag_id) if run.day in days]
        if sum(run.state in FINISHED for run in runs) >= wanted:
            line.done(_summary(api, runs, wanted))
            return runs
        if line.is_due():
            text = _summary(api, runs, wanted)
            line.show(text)
            if text != seen:
                seen, changed = text, time.monotonic()
            if time.monotonic() - changed > _STUCK_SECONDS:
                raise StackError(f"Nothing happened for {_STUCK_SECONDS:.0f} s: {text}")
        time.sleep(_POLL_SECONDS)


def _summary(api: AirflowAPI, runs: list[Run], expected: int) -> str:
    over = sum(run.state in FINISHED for run in runs)
    red = sum(run.state == "failed" for run in runs)
    tasks = f"{api.ended_tasks()} of {api.all_tasks()} tasks so far, {api.tasks_to_retry()} wait for another try"
    return f"{over} of {expected} runs done, {red} of them red; {tasks}"
