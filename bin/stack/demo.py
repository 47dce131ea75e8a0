"""bin/demo: the whole daily job on a simulated exchange: three accounts, some days, real DAG runs, one late record,
what was proved."""

import argparse
import shutil
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from binrecon.config.accounts import Roster, load_accounts
from binrecon.config.pages import OUTER, day_path
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import Verdict
from binrecon.reporting.account_names import naming

from bin.stack import (
    airflow,
    checks,
    command,
    demo_report,
    late_arrival,
    launch,
    midnights,
    places,
    progress,
    simulator,
    truth,
)
from bin.stack.errors import StackError
from bin.stack.keeper import Keeper
from bin.stack.late_arrival import Arrival
from bin.stack.launch import Stack
from bin.stack.simulator import Simulator
from bin.stack.truth import Late, ReportedVerdict, Truth
from bin.stack.web_api import AirflowAPI, Run

EXCHANGE_INFO = "binrecon_exchange_info"
_PARSE_SECONDS = 180
_MESSAGE_SECONDS = 45
_QUIET_SECONDS = 6
_AS_PLANTED = (
    "Every planted trouble was reported as what it is, the late record changed its day, everything else is proved."
)


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    keep: bool
    everything: bool
    days: int


@dataclass(frozen=True)
class Demo:
    """A running demo: the stack, the exchange and what was planted in it."""

    stack: Stack
    exchange: Simulator
    truth: Truth
    roster: Roster

    @property
    def account_dags(self) -> list[str]:
        return [account.dag_id for account in self.roster.accounts]


def main() -> int:
    """Run the demo; the exit code is 0 only when every planted trouble was reported, everything else was proved, and
    the late record's day was told open first and proved afterwards."""
    options = _options()
    return command.run(lambda keeper: _demo(keeper, options))


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="bin/demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="stay up afterwards and print address and login")
    parser.add_argument("--all", action="store_true", help="print the proved assets too")
    parser.add_argument("--days", type=int, default=4, choices=range(4, 29), metavar="4..28", help="days to prove (4)")
    given = parser.parse_args()
    return Options(given.keep, given.all, given.days)


def _demo(keeper: Keeper, options: Options) -> int:
    home = places.data_folder() / "demo"
    with places.lock(home):
        shutil.rmtree(home, ignore_errors=True)
        demo = start(keeper, places.choose(home), options.days)
        api = AirflowAPI(demo.stack.places.address, demo.stack.secrets.admin_password)
        is_right = _report(demo, options, _run_days(demo, api))
        if options.keep:
            _stay_up(demo)
    return 0 if is_right else 1


def _stay_up(demo: Demo) -> None:
    """Keep it running until Ctrl-C, which is how this is meant to end; a crash still raises ``StackError``."""
    stack = demo.stack
    launch.print_login(stack, page=_page_to_see(demo_report.read_verdicts(stack.reader_url)))
    print("Ctrl-C ends everything.", flush=True)
    with suppress(KeyboardInterrupt):
        stack.programs.watch()
    print("\nEnding everything …", file=sys.stderr)


def _page_to_see(verdicts: Sequence[ReportedVerdict]) -> str:
    """The page of a day that has something to show: the first that is open, else the overview."""
    opened = [verdict for verdict in verdicts if verdict.verdict == Verdict.OPEN]
    return day_path(opened[0].email, opened[0].day, opened[0].wallet) if opened else f"{OUTER}/"


def start(keeper: Keeper, chosen: places.Places, days: int, world: Sequence[str] = simulator.DEMO) -> Demo:
    """Bring the stack up with the simulated exchange over some days of a world; no DAG runs yet."""
    stack = launch.start_database(chosen, keeper, launch.stopwatch(), throw_away=True)
    plain = airflow.environment(chosen, stack.secrets, stack.metadata_url, {})
    exchange = simulator.start(chosen, stack.programs, plain, days, world)
    stack.say(f"Simulated exchange on {exchange.url}")
    roster = load_accounts(exchange.accounts_file)
    environment = {**plain, **_own_settings(stack, exchange)}
    launch.migrate(stack, environment, stack.owner_url, roster.settings.weight_share)
    launch.start_airflow(stack, environment)
    return Demo(stack, exchange, truth.read(exchange.truth_file), roster)


def _own_settings(stack: Stack, exchange: Simulator) -> dict[str, str]:
    """Give what the demo sets over anything the user has set.

    Its made-up world must not touch real reports or databases.
    """
    return {
        **exchange.connections(),
        # Nothing is to run by itself before the exchange's pairs are read.
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "BINRECON_ACCOUNTS": str(exchange.accounts_file),
        "BINRECON_REPORTS": str(stack.places.reports),
        checks.DATABASE: stack.writer_connection,
    }


def read_pairs(demo: Demo, api: AirflowAPI) -> None:
    """Run the DAGs that no account belongs to, once all DAGs are known: of pairs, and of balances at midnights, of them
    first the last one by the right clock."""
    programs, wanted = demo.stack.programs, {EXCHANGE_INFO, midnights.READINGS, *demo.account_dags}
    programs.wait_until(lambda: are_parsed(api, wanted), "The DAG processor", _PARSE_SECONDS)
    print("\nThe exchange's pairs, once for all accounts", flush=True)
    # The run of a midnight reads the day before it.
    midnight = demo.truth.days[-1] + timedelta(days=1)
    api.trigger(EXCHANGE_INFO, midnight)
    api.unpause(EXCHANGE_INFO)
    today = datetime.now(UTC).date()
    api.trigger_due(midnights.READINGS, today)
    api.unpause(midnights.READINGS)
    progress.wait_for_runs(api, [EXCHANGE_INFO], [midnight], programs.check)
    progress.wait_for_runs(api, [midnights.READINGS], [today], programs.check)
    midnights.read_all(demo.stack, demo.exchange, api)


def are_parsed(api: AirflowAPI, wanted: set[str]) -> bool:
    """Tell whether Airflow knows these DAGs; raises ``StackError`` when a DAG file cannot be loaded."""
    if errors := api.import_errors():
        raise StackError(f"A DAG file cannot be loaded: {'; '.join(errors)}")
    return wanted <= api.dag_ids()


def _run_days(demo: Demo, api: AirflowAPI) -> list[Arrival]:
    """Run all days of all accounts; where a record is late, have it appear once its account's days were judged."""
    read_pairs(demo, api)
    programs, days = demo.stack.programs, demo.truth.days
    print(f"Days {days[0]} to {days[-1]} of {len(demo.account_dags)} accounts", flush=True)
    for dag_id in demo.account_dags:
        # The backfill comes first, so that the schedule finds these days taken.
        api.backfill(dag_id, days[0], days[-1])
        api.unpause(dag_id)
    arrivals = [_arrive(demo, api, late) for late in demo.truth.late]
    _print_red(api, progress.wait_for_runs(api, demo.account_dags, days, programs.check))
    return arrivals


def _arrive(demo: Demo, api: AirflowAPI, late: Late) -> Arrival:
    """Wait until the days of the late record's account were judged without it, then let it be listed and read."""
    days, dag_id = demo.truth.days, demo.roster.account(late.before.email).dag_id
    progress.wait_for_runs(api, [dag_id], days, demo.stack.programs.check)
    verdicts = demo_report.read_verdicts(demo.stack.reader_url)
    arrival = late_arrival.arrive(late, verdicts, demo.exchange, api, dag_id, days[0])
    print(f"  late: {late.before.note}: listed now, {late_arrival.READING} cleared in {dag_id} {days[0]}", flush=True)
    return arrival


def _print_red(api: AirflowAPI, runs: Iterable[Run]) -> None:
    """Name the failed tasks: a day on which something could not be collected must not be green."""
    for run in sorted(runs, key=lambda run: (run.dag_id, str(run.day))):
        if run.state == "failed":
            print(f"  red: {run.dag_id} {run.day}: {', '.join(api.failed_tasks(run))}", flush=True)


def _report(demo: Demo, options: Options, arrivals: Iterable[Arrival]) -> bool:
    verdicts = demo_report.read_verdicts(demo.stack.reader_url)
    messages = _all_messages(demo.exchange)
    demo_report.print_verdicts(verdicts, options.everything)
    is_right = _report_truth(demo, verdicts)
    lines = [demo_report.message_lines(message) for message in messages]
    for arrival in arrivals:
        story = late_arrival.read_story(arrival, demo.stack.reader_url, verdicts, lines)
        is_right &= demo_report.print_late(arrival.late.before.note, late_arrival.checks(story))
    is_right &= _report_morning(demo, verdicts, lines)
    demo_report.print_reports(demo.stack.places.reports)
    demo_report.print_messages(messages, options.everything)
    print(f"\n{_AS_PLANTED if is_right else 'Not as planted: see the lines marked WRONG.'}", flush=True)
    return is_right


def _report_morning(demo: Demo, verdicts: Sequence[ReportedVerdict], messages: Sequence[Sequence[str]]) -> bool:
    """Hold the morning message against the verdicts, unless another day became the newest while the demo ran."""
    day = demo.truth.days[-1]
    if newest_settled_day(datetime.now(UTC)) != day:
        print(f"\nNo morning message of {day}: a newer day has settled meanwhile")
        return True
    emails = [account.email for account in demo.roster.accounts]
    return demo_report.print_morning(day, {email: naming(emails)(email) for email in emails}, verdicts, messages)


def _report_truth(demo: Demo, verdicts: Sequence[ReportedVerdict]) -> bool:
    """Print what was planted and listed beside what was reported and booked; tell whether all is as it must be."""
    emails = [account.email for account in demo.roster.accounts]
    silent = truth.silent_days(demo.truth, emails, verdicts)
    is_right = demo_report.print_findings(truth.compare(demo.truth, verdicts), silent)
    booked = demo_report.read_booked(demo.stack.reader_url)
    return demo_report.print_products(demo.truth.products, booked) and is_right


def _all_messages(exchange: Simulator) -> Sequence[Mapping[str, Any]]:
    """Wait until no further message comes: the last ones are posted after the runs have ended."""
    deadline = time.monotonic() + _MESSAGE_SECONDS
    messages, quiet_since = exchange.discord_messages(), time.monotonic()
    while time.monotonic() < deadline and time.monotonic() - quiet_since < _QUIET_SECONDS:
        time.sleep(1)
        newer = exchange.discord_messages()
        if len(newer) != len(messages):
            messages, quiet_since = newer, time.monotonic()
    return messages


if __name__ == "__main__":
    sys.exit(main())
