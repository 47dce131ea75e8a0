"""A late record passes only when it was told: open before, proved after, by how much, in history, log and on
Discord."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text

from bin.stack import demo_report, late_arrival
from bin.stack.errors import StackError
from bin.stack.late_arrival import Arrival, Judged, Logged, Story
from bin.stack.truth import Late, Planted, ReportedVerdict
from bin.stack.web_api import Run
from tests.conftest import Database

FIRST, DAY = date(2026, 11, 16), date(2026, 11, 17)
MAIN = "main@x.example"
AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
OFF, NONE = Decimal("0.75"), Decimal(0)
CELL = Planted(MAIN, DAY, "SPOT", "BTC", OFF, "late_deposit", "open", "a late deposit", "nothing accounts for")
LATE = Late(CELL, "proved")
RUN = Run("binrecon_main", "backfill__1", FIRST, "success")
LINE = "Changed on other days: 2026-11-17 BTC: open → proved (variance 0.75 → 0)"


def verdict(asset: str, found: str, variance: Decimal, day: date = DAY) -> ReportedVerdict:
    return ReportedVerdict(MAIN, day, "SPOT", asset, None, None, variance, found, None)


def story(**fields: object) -> Story:
    """A story in which everything was told, but for these parts."""
    told = Story(
        LATE, RUN,
        (verdict("BTC", "open", OFF), verdict("ETH", "proved", NONE)),
        (verdict("BTC", "proved", NONE), verdict("ETH", "proved", NONE)),
        (Judged(AT, "open", OFF), Judged(AT, "proved", NONE)),
        (Logged(AT, "open", "proved", OFF, NONE, RUN.run_id),),
        f"m…@x.example 2026-11-16: open | {LINE}",
    )  # fmt: skip
    return replace(told, **fields)


def wrong(told: Story) -> list[str]:
    return [check.what for check in late_arrival.checks(told) if not check.is_right]


def test_a_story_that_was_told_whole_is_right() -> None:
    assert wrong(story()) == []


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"before": (verdict("BTC", "proved", NONE),)}, "before"),
        ({"before": (verdict("BTC", "open", Decimal("0.7")),)}, "before"),
        ({"before": ()}, "before"),
        ({"after": (verdict("BTC", "open", OFF),)}, "after"),
        ({"after": (verdict("BTC", "explained", OFF),)}, "after"),
        ({"after": ()}, "after"),
        ({"history": (Judged(AT, "proved", NONE),)}, "verdict history"),
        ({"history": (Judged(AT, "proved", NONE), Judged(AT, "open", OFF))}, "verdict history"),
        ({"logged": ()}, "audit log"),
        ({"logged": (Logged(AT, "open", "proved", OFF, NONE, "another run"),)}, "audit log"),
        ({"logged": (Logged(AT, "open", "proved", None, NONE, RUN.run_id),)}, "audit log"),
        ({"message": None}, "Discord"),
    ],
)
def test_a_story_with_a_part_missing_is_wrong_there(fields: dict[str, object], what: str) -> None:
    assert wrong(story(**fields)) == [what]


def test_a_verdict_whose_reason_or_price_alone_became_another_is_no_step() -> None:
    rows = (Judged(AT, "open", OFF), Judged(AT, "open", Decimal("0.750")), Judged(AT, "proved", NONE))
    assert wrong(story(history=rows)) == []


def test_the_story_is_printed_with_both_verdicts_and_the_amount(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_report.print_late(CELL.note, late_arrival.checks(story()))
    printed = capsys.readouterr().out
    for words in ("A late arrival: a late deposit", "BTC open, variance 0.75", "1 of 2 assets of the day proved",
                  "BTC proved, variance 0", "2 of 2", "variance 0.75 → 0, by backfill__1", LINE):  # fmt: skip
        assert words in printed
    assert "WRONG" not in printed


def test_a_story_that_was_not_told_fails_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert not demo_report.print_late(CELL.note, late_arrival.checks(story(message=None)))
    assert "  WRONG  Discord          nothing" in capsys.readouterr().out


@pytest.fixture
def kept(database: Database, owner_engine: Engine) -> str:
    """The reader's URL of a database that keeps both verdicts and the change, and those of another cell."""
    with owner_engine.begin() as connection:
        for asset, found, variance in (("BTC", "open", OFF), ("ETH", "open", OFF), ("BTC", "proved", NONE)):
            named = {"email": MAIN, "day": DAY, "asset": asset, "variance": variance, "verdict": found}
            connection.execute(
                text(
                    "insert into binance_reconciliation_verdicts (email, date, wallet, asset, opening, "
                    "expected, actual,"
                    " variance, verdict, reason, findings, run_id) values (:email, :day, 'SPOT', :asset, 0, 0, "
                    ":variance,"
                    " :variance, :verdict, 'why', '{}', 'r')"
                ),
                named,
            )
        for asset in ("BTC", "ETH"):
            connection.execute(
                text(
                    "insert into binance_audit_log (actor, action, email, date, detail) values ('reconciliation',"
                    " 'verdict changed', :email, :day, jsonb_build_object('wallet', 'SPOT', 'asset', "
                    "cast(:asset as text),"
                    " 'from', 'open', 'to', 'proved', 'variance_from', '0.75', 'variance_to', '0', 'run_id', "
                    "'backfill__1'))"
                ),
                {"email": MAIN, "day": DAY, "asset": asset},
            )
    return database.reader_url


def read(url: str, messages: list[list[str]], before: int = 0) -> Story:
    arrival = Arrival(LATE, (verdict("BTC", "open", OFF),), before, RUN)
    return late_arrival.read_story(
        arrival, url, [verdict("BTC", "proved", NONE), verdict("BTC", "open", OFF, FIRST)], messages
    )


def test_history_and_log_of_the_one_cell_are_read_as_people_may(kept: str) -> None:
    told = read(kept, [["m…@x.example 2026-11-16: open", LINE]])
    assert [(row.verdict, row.variance) for row in told.history] == [("open", OFF), ("proved", NONE)]
    assert [(row.before, row.after, row.variance_before) for row in told.logged] == [("open", "proved", OFF)]
    assert wrong(told) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["2026-11-17: proved", "8 proved, 0 open"],
        ["2026-11-17", "BTC: open → proved"],
        ["2026-11-16", "BTC: open → proved (variance 0.75 → 0)"],
        ["2026-11-17", "ETH: open → proved (variance 0.75 → 0)"],
    ],
)
def test_a_message_that_leaves_out_day_asset_or_amount_did_not_tell_it(kept: str, lines: list[str]) -> None:
    assert read(kept, [lines]).message is None


def test_a_message_from_before_the_record_appeared_does_not_count(kept: str) -> None:
    assert read(kept, [[LINE]], before=1).message is None


class Listing:
    """An exchange that lists so many records more, and has received three messages."""

    def __init__(self, records: int) -> None:
        self.records = records

    def list_late_records(self) -> int:
        return self.records

    def discord_messages(self) -> list[dict[str, object]]:
        return [{}, {}, {}]


class Clearing:
    """An Airflow with these runs, which notes what is cleared."""

    def __init__(self, *runs: Run) -> None:
        self.known, self.cleared = runs, []

    def runs(self, dag_id: str) -> list[Run]:
        return [run for run in self.known if run.dag_id == dag_id]

    def clear(self, run: Run, task_id: str) -> None:
        self.cleared.append((run, task_id))


def arrive(exchange: Listing, api: Clearing) -> Arrival:
    verdicts = [verdict("BTC", "open", OFF), verdict("BTC", "proved", NONE, FIRST)]
    return late_arrival.arrive(LATE, verdicts, exchange, api, RUN.dag_id, FIRST)


def test_the_record_appears_and_its_list_is_read_again_in_the_run_of_the_first_day() -> None:
    api = Clearing(replace(RUN, day=DAY), RUN)
    arrival = arrive(Listing(1), api)
    assert api.cleared == [(RUN, "collect.deposit_history")]
    assert (arrival.before, arrival.messages_before) == ((verdict("BTC", "open", OFF),), 3)


@pytest.mark.parametrize(("records", "runs"), [(0, (RUN,)), (1, ()), (1, (replace(RUN, day=DAY),))])
def test_without_a_late_record_or_the_run_nothing_is_cleared(records: int, runs: tuple[Run, ...]) -> None:
    api = Clearing(*runs)
    with pytest.raises(StackError, match="no late record"):
        arrive(Listing(records), api)
    assert api.cleared == []
