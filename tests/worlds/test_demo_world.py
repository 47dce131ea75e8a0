"""The demo's world, judged without Airflow: everything planted is found as what it is, before and after the late
record."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import WALLETS as DESCRIBED

from bin.stack import demo_report, truth
from bin.stack.truth import PlantedOutcome, Truth
from tests.conftest import Database
from tests.simulator.demo import CONNECTIONS, MAIN, WALLETS, Demo
from tests.simulator.demo_wallet_plants import readings
from tests.worlds.pipeline import Pipeline, settled


def test_the_demo_s_world_is_judged_as_its_truth_says_before_and_after_the_late_record(
    deploy: Callable[..., Pipeline], connect: Callable[..., object], database: Database, tmp_path: Path
) -> None:
    demo = Demo(date(2026, 11, 19), 4)
    planted = _truth(demo, tmp_path / "truth.json")
    pipeline = deploy(demo.scenario, products=True, engine=connect(database))
    _read_midnights(pipeline, demo)
    for email in CONNECTIONS:
        pipeline.wallets = tuple(map(Wallet, WALLETS[email]))
        for day in demo.world.days:
            pipeline.run_day(email, day)
    late = planted.late[0]
    wrong = _wrong(planted, database)
    assert [(*_places(finding), finding.verdicts[0].variance) for finding in wrong] == [
        (late.before.email, late.before.day, "BTC", "open", Decimal("0.75"))
    ]
    assert demo.reveal(pipeline.clock.exchange_clock.now()) == 1
    pipeline.wallets = tuple(map(Wallet, WALLETS[late.before.email]))
    pipeline.run_day(late.before.email, demo.world.first_day)
    assert _wrong(planted, database) == []
    booked = demo_report.read_booked(database.reader_url)
    assert [booked.get((row.email, row.endpoint)) for row in planted.products] == [
        row.records for row in planted.products
    ]


def _read_midnights(pipeline: Pipeline, demo: Demo) -> None:
    """What the wallets without a snapshot hold, at the moments at which the demo reads them."""
    clock = pipeline.clock.exchange_clock
    pipeline.witness(MAIN)
    for day, moment in readings(demo.world.days).items():
        clock.move_to(moment)
        for wallet in map(Wallet, WALLETS[MAIN]):
            if DESCRIBED[wallet].read_by_us:
                pipeline.collect(DESCRIBED[wallet].witness, "", MAIN, day)
    clock.move_to(settled(demo.world.last_day))


def _truth(demo: Demo, file: Path) -> Truth:
    file.write_text(json.dumps(demo.truth()))
    return truth.read(file)


def _wrong(planted: Truth, database: Database) -> list[PlantedOutcome]:
    found = truth.compare(planted, demo_report.read_verdicts(database.reader_url))
    return [finding for finding in found if not finding.is_right]


def _places(finding: PlantedOutcome) -> tuple[str, date, str, str]:
    row = finding.verdicts[0]
    return row.email, row.day, row.asset, row.verdict
