"""The record that is listed only after its day was judged: have it read, and hold what was told against the truth."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from binrecon.storage.database import engine_from
from sqlalchemy import Connection, text

from bin.stack.errors import StackError
from bin.stack.simulator import Simulator
from bin.stack.truth import PROVED, Late, Planted, ReportedVerdict, plain
from bin.stack.web_api import AirflowAPI, Run

READING = "collect.deposit_history"
"""The task that reads the list the late record stands in."""

_HISTORY = text(
    "select decided_at, verdict, variance from binance_reconciliation_verdicts"
    " where email = :email and date = :day and wallet = :wallet and asset = :asset order by id"
)
_LOGGED = text(
    "select at, detail ->> 'from', detail ->> 'to', (detail ->> 'variance_from')::numeric,"
    " (detail ->> 'variance_to')::numeric, detail ->> 'run_id' from binance_audit_log"
    " where action = 'verdict changed' and email = :email and date = :day and detail ->> 'wallet' = :wallet"
    " and detail ->> 'asset' = :asset order by id"
)


@dataclass(frozen=True)
class Judged:
    """One row of the history of a cell's verdicts."""

    at: datetime
    verdict: str
    variance: Decimal | None


@dataclass(frozen=True)
class Logged:
    """One change of a cell's verdict as the audit log has it."""

    at: datetime
    before: str
    after: str
    variance_before: Decimal | None
    variance_after: Decimal | None
    run_id: str


@dataclass(frozen=True)
class Arrival:
    """A late record that was made to appear: the day's verdicts before, the messages before, the run that reads
    again."""

    late: Late
    before: tuple[ReportedVerdict, ...]
    messages_before: int
    run: Run


@dataclass(frozen=True)
class Story:
    """What became of the late record's cell: verdicts of its day before and after, history, log, the message that
    told."""

    late: Late
    run: Run
    before: tuple[ReportedVerdict, ...]
    after: tuple[ReportedVerdict, ...]
    history: tuple[Judged, ...]
    logged: tuple[Logged, ...]
    message: str | None


@dataclass(frozen=True)
class Check:
    """One thing the story must show, in words, and whether it does."""

    what: str
    said: str
    is_right: bool


def arrive(
    late: Late, verdicts: Iterable[ReportedVerdict], exchange: Simulator, api: AirflowAPI, dag_id: str, first: date
) -> Arrival:
    """Have the exchange list the record, and its list read again in the run of the first day, as a person would clear
    it.

    The run of the first day, because its reading of a list covers the days after it too, and those runs rely on it for
    an hour. Raises ``StackError`` when the exchange holds no record back or there is no such run.
    """
    run = next((run for run in api.runs(dag_id) if run.day == first), None)
    if run is None or not exchange.list_late_records():
        raise StackError(f"There is no late record to be listed, or no run of {first} in {dag_id} to read it.")
    told = len(exchange.discord_messages())
    api.clear(run, READING)
    return Arrival(late, _of_day(late.before, verdicts), told, run)


def read_story(
    arrival: Arrival, reader_url: str, verdicts: Iterable[ReportedVerdict], messages: Sequence[Sequence[str]]
) -> Story:
    """Read what is kept and what was told of the cell; ``messages`` are all messages, each as its lines."""
    place = arrival.late.before
    engine = engine_from(reader_url, "bin/demo")
    with engine.connect() as connection:
        history, logged = _history(connection, place), _logged(connection, place)
    engine.dispose()
    told = _telling(arrival.late, messages[arrival.messages_before :])
    return Story(arrival.late, arrival.run, arrival.before, _of_day(place, verdicts), history, logged, told)


def checks(story: Story) -> Iterator[Check]:
    """Hold every part of the story against the truth."""
    place, then = story.late.before, story.late.then
    yield Check("before", _day_line(place, story.before), _is(story.before, place, place.expected_verdict))
    yield Check("after", _day_line(place, story.after), _is(story.after, place, then))
    steps = _steps(story.history)
    said = ", then ".join(f"{row.verdict} {plain(row.variance)} at {row.at:%H:%M:%S}" for row in steps)
    wanted = [(place.expected_verdict, place.variance), (then, Decimal(0))]
    yield Check("verdict history", said, [(row.verdict, row.variance) for row in steps] == wanted)
    said = "; ".join(map(_logged_line, story.logged))
    change = (place.expected_verdict, then, place.variance, Decimal(0), story.run.run_id)
    yield Check("audit log", said, [_change(row) for row in story.logged] == [change])
    yield Check("Discord", story.message or "", story.message is not None)


def _of_day(place: Planted, verdicts: Iterable[ReportedVerdict]) -> tuple[ReportedVerdict, ...]:
    return tuple(v for v in verdicts if (v.email, v.day, v.wallet) == (place.email, place.day, place.wallet))


def _is(day: Iterable[ReportedVerdict], place: Planted, verdict: str) -> bool:
    """Tell whether the cell has this verdict, and open with exactly its variance, proved with none."""
    variance = place.variance if verdict == place.expected_verdict else Decimal(0)
    return [(v.verdict, v.variance) for v in day if place.concerns(v)] == [(verdict, variance)]


def _day_line(place: Planted, day: Sequence[ReportedVerdict]) -> str:
    cells = [f"{v.asset} {v.verdict}, variance {plain(v.variance)}" for v in day if place.concerns(v)]
    proved = sum(v.verdict == PROVED for v in day)
    return (
        f"{place.email} {place.day}: {', '.join(cells) or 'no verdict'}; {proved} of {len(day)} assets "
        f"of the day proved"
    )


def _steps(history: Iterable[Judged]) -> list[Judged]:
    """The rows at which verdict or variance became another: a price or a reason may change alone."""
    steps: list[Judged] = []
    for row in history:
        if not steps or (steps[-1].verdict, steps[-1].variance) != (row.verdict, row.variance):
            steps.append(row)
    return steps


def _change(row: Logged) -> tuple[str, str, Decimal | None, Decimal | None, str]:
    return row.before, row.after, row.variance_before, row.variance_after, row.run_id


def _logged_line(row: Logged) -> str:
    amounts = f"variance {plain(row.variance_before)} → {plain(row.variance_after)}"
    return f"{row.at:%H:%M:%S} verdict changed: {row.before} → {row.after}, {amounts}, by {row.run_id}"


def _telling(late: Late, messages: Iterable[Sequence[str]]) -> str | None:
    """The line of a message that says of the day and the asset what the verdict was, what it is, and by how much."""
    place = late.before
    words = (place.asset or "", place.expected_verdict, late.then, plain(place.variance))
    for lines in messages:
        if any(str(place.day) in line for line in lines):
            found = [line for line in lines if all(word in line for word in words)]
            if found:
                return f"{lines[0]} | {found[0]}"
    return None


def _history(connection: Connection, place: Planted) -> tuple[Judged, ...]:
    return tuple(Judged(*row) for row in connection.execute(_HISTORY, _named(place)))


def _logged(connection: Connection, place: Planted) -> tuple[Logged, ...]:
    return tuple(Logged(*row) for row in connection.execute(_LOGGED, _named(place)))


def _named(place: Planted) -> Mapping[str, object]:
    return {"email": place.email, "day": place.day, "wallet": place.wallet, "asset": place.asset}
