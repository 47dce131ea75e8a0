"""What people read, held against what is true: statements in parts and on odd clocks, resolutions of parts, forms,
messages.

Each scene runs a piece of the product over a small world and gives complaints: what was said that is not so, or left
out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.config.accounts import load_accounts
from binrecon.domain.errors import BinreconError
from binrecon.domain.intervals import from_ms
from binrecon.domain.statements import StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.orchestration import connections, hook, posting, session, statement_tasks, tasks, webhook
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.processing.statements import comparing
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from binrecon.processing.statements.spreadsheet import SAID
from binrecon.reporting.day_summary import read_summary
from binrecon.services.day_messages import messages_of
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.morning_messages import tell_morning
from binrecon.storage import resolutions
from binrecon.storage import statements as store
from binrecon.storage.statement_filing import filed
from sqlalchemy import Engine

from tests.days import spot
from tests.simulator import DAY, HOUR, Deposit, Fill, Scenario, Symbol, Withdrawal, World, start_of, units
from tests.simulator.statement import statement, statement_lines
from tests.simulator.statement_parts import in_parts, numbered
from tests.simulator.statement_saved import HABITS, saved_again
from tests.simulator.units import plain
from tests.storage import rows as held

FIRST = date(2026, 9, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(4)]
MAIN, SUB = "main@fund.example", "mike@fund.example"
NOW = datetime(2026, 9, 7, 3, tzinfo=UTC)
WHOLE = Order(account=MAIN, first_day=DAYS[0], last_day=DAYS[-1])
LEGS = {"in": 1, "buy": 1, "out": 2, "sell": 2, "fee": 3}
TYPES = {1: "transfer_in", 2: "transfer_out", 3: "txn_fee"}
WORDS = (
    "Simple Earn Flexible - Rewards Income",
    "Auto-Invest Transaction",
    "Flexible Loan - Borrow",
    "Flexible Loan - Collateral Added",
    "Crypto Loan - Collateral Return after Liquidation",
    "Broker Withdraw",
    "Sell to Card",
)

Scene = Callable[[Engine, pytest.MonkeyPatch, Path], Iterator[str]]


def small_world() -> World:
    """Four days of one account: twelve equal fills of one second, and deposits that nothing else equals."""
    world = World(DAYS[0], DAYS[-1])
    for email in (MAIN, SUB):
        world.add_account(email)
    world.open(MAIN, "USDT", units("1000"))
    world.add_symbol(Symbol("ETHUSDT", "ETH", "USDT", units("1500")))
    for number in range(12):
        money = (units("0.01"), units("1500"), units("15"))
        world.add(
            Fill(
                "ETHUSDT",
                "ETH",
                "USDT",
                number + 1,
                number + 1,
                MAIN,
                True,
                *money,
                0,
                "BNB",
                start_of(DAYS[1]) + 12 * HOUR,
            )
        )
    for day in range(4):
        for number in range(3):
            time = start_of(DAYS[0]) + day * DAY + (3 + 7 * number) * HOUR + 17_000 * (number + day + 1)
            world.add(Deposit(f"{day}{number}", MAIN, "BTC", units(f"0.{day + 1}{number + 1}"), ((time, 1),)))
    world.add(
        Withdrawal(
            "9",
            MAIN,
            "USDT",
            units("9"),
            units("1"),
            ((start_of(DAYS[2]) + 5 * HOUR, 2), (start_of(DAYS[2]) + 6 * HOUR, 6)),
        )
    )
    return world


def book(engine: Engine, world: World) -> None:
    """What a faithful reader of the lists would hold of the account, and its snapshots."""
    scenario = Scenario(world)
    for number, fact in enumerate(scenario.facts(MAIN)):
        leg = LEGS[fact.leg]
        source = "withdraw" if fact.key[0] == "withdrawal" else fact.key[0]
        held.insert(
            engine,
            "binance_reconciliation_transfers",
            dict(
                source=source,
                endpoint=source,
                fid=1,
                leg=leg,
                datetime=from_ms(fact.time),
                txn_type=TYPES[leg],
                txn_subtype=source,
                external_id=fact.external_id if source == "withdraw" else f"{fact.external_id}/{number}",
                email=MAIN,
                wallet="SPOT",
                asset=fact.asset,
                amount=Decimal(plain(fact.amount)),
                status="1",
                standing="counts",
                evidence_at=NOW,
            ),
        )
    for day in world.days:
        balances = scenario.snapshot(MAIN, day, "SPOT", 10**15) or {}
        held.snapshot(engine, day, {asset: plain(amount) for asset, amount in balances.items()}, MAIN)


def truth(world: World) -> dict[tuple[date, str], Decimal]:
    """What moved on each day, by asset."""
    moved: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for day in world.days:
        for (asset, _), amount in world.movements(MAIN, day).items():
            moved[day, asset] += Decimal(plain(amount))
    return {place: amount for place, amount in moved.items() if amount}


def said(engine: Engine) -> dict[tuple[date, str], store.Witness]:
    with engine.connect() as connection:
        return {
            (one.date, one.asset): one
            for one in store.witnesses(connection, comparing.question(engine, MAIN, Wallet.SPOT))
        }


def unlike_the_truth(engine: Engine, world: World) -> Iterator[str]:
    """The statement's sums are what moved, and all three agree where there are three."""
    found, true = said(engine), truth(world)
    for place in sorted(true.keys() | found.keys()):
        stated = found[place].statement if place in found else None
        if stated != true.get(place, Decimal(0)):
            yield f"{place}: the statement is read as {stated}, and {true.get(place)} moved"
        elif place[0] > DAYS[0] and found[place].agree != "all three":
            yield f"{place}: {found[place].agree}"


def bring(engine: Engine, files: Iterable[tuple[str, bytes]], order: Order = WHOLE) -> list[dict[str, Any]]:
    return [found for name, body in files for found in import_file(engine, name, body, order, "ann", NOW)]


def days_told(engine: Engine) -> list[date]:
    with engine.connect() as connection:
        return store.comparable_days(connection, comparing.question(engine, MAIN, Wallet.SPOT))


def name_of(offset: str = "UTC+0") -> str:
    return f"Binance-Transaction-History-202609060400({offset}).csv"


# statements --------------------------------------------------------------------------------------------------


def in_three_parts(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """An export in three parts, some of them with equal lines, and two equal parts of another."""
    world = small_world()
    book(engine, world)
    body = statement(world, [MAIN], DAYS[0], DAYS[-1], version=3)
    bring(engine, numbered(name_of(), in_parts(body, 3)).items())
    fills = b"\n".join([body.splitlines()[0], *(line for line in body.splitlines() if b",ETH," in line)]) + b"\n"
    found = bring(engine, numbered("second(UTC+0).csv", in_parts(fills, 2)).items())
    yield from (f"{one['file']} is held already: it is another part" for one in found if not one["new"])
    yield from unlike_the_truth(engine, world)
    if days_told(engine) != DAYS:
        yield f"told whole are {days_told(engine)}"


def a_part_missing(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """Two parts of three; and both parts of another export, brought for different days."""
    world = small_world()
    book(engine, world)
    parts = numbered(name_of(), in_parts(statement(world, [MAIN], DAYS[0], DAYS[-1]), 3))
    bring(engine, [item for item in parts.items() if "part2" not in item[0]])
    one, two = numbered("other(UTC+0).csv", in_parts(statement(world, [MAIN], DAYS[0], DAYS[0]), 2)).items()
    bring(engine, [one], Order(account=MAIN, first_day=DAYS[0], last_day=DAYS[-1]))
    bring(engine, [two], Order(account=MAIN, first_day=DAYS[0], last_day=DAYS[1]))
    if days_told(engine):
        yield f"told whole are {days_told(engine)}, and a part is missing"
    with engine.connect() as connection:
        yield from (f"{one.place} does not say what it lacks" for one in filed(connection) if not one.lacking)


def a_clock_in_a_name(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """Names as exports carry them; no list tells anything, so that the name alone says it."""
    world = small_world()
    for number, (written, hours) in enumerate({"UTC--6": -6, "UTC\u22126": -6, "UTC-0600": -6}.items()):
        [found] = bring(
            engine,
            [(f"{number}{name_of(written)}", statement(world, [MAIN], DAYS[0], DAYS[-1], version=3, utc_offset=hours))],
        )
        if "taken from the file's name" not in found["offset"]:
            yield f"{written}: {found['offset']}"
    lines = held.fetch(engine, "SELECT min(at), max(at) FROM binance_statement_rows")
    times = [from_ms(line.time) for line in statement_lines(world, [MAIN], DAYS[0], DAYS[-1], utc_offset=-6, version=3)]
    if lines != [(min(times).replace(microsecond=0), max(times).replace(microsecond=0))]:
        yield f"lines stand at {lines}"


def refused_statements(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """A clock that changes inside a file; files that a spreadsheet saved again, or of which it rounded one amount."""
    world = small_world()
    book(engine, world)
    summer, winter = (
        statement(world, [MAIN], *days, utc_offset=hours) for days, hours in ((DAYS[:2], 2), (DAYS[2:], 1))
    )
    pasted = summer + winter.partition(b"\n")[2]
    body = statement(world, [MAIN], DAYS[0], DAYS[-1])
    rounded = body.replace(b'"0.11"', b'"1.1E-01"', 1).replace(b'"1.1E-01"', b'"1.10000E-01"')
    for name, content, sentence in (
        ("pasted.csv", pasted, "its clock changes"),
        ("rounded.csv", rounded, SAID),
        *((f"{habit}.csv", saved_again(body, habit), SAID) for habit in HABITS),
    ):
        try:
            bring(engine, [(name, content)], Order(account=MAIN))
            yield f"{name} was taken"
        except StatementError as error:
            if sentence not in str(error):
                yield f"{name}: {error}"


def words_of_exports(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """Each word that readers of exports list is known, so that no witness is in doubt for it."""
    lines = [f"77,26-09-02 0{n}:00:00,Spot,{word},BTC,0.{n + 1}," for n, word in enumerate(WORDS)]
    [found] = bring(
        engine, [("s.csv", "\n".join(["User ID,Time,Account,Operation,Coin,Change,Remark", *lines, ""]).encode())]
    )
    yield from (f"nobody has described {name!r}" for name in found["unknown_operations"])


# resolutions and forms ---------------------------------------------------------------------------------------


def resolved_in_part(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """25 open, 12.5 of them resolved: open still, and told so; with an equal part for another reason explained."""
    held.snapshot(engine, held.BEFORE, {"SOL": "1"})
    held.snapshot(engine, held.DAY, {"SOL": "26"})
    held.covered_day(engine)
    _settle(engine)
    later = NOW.replace(year=2027)
    yield from _proposed(engine, "told by support, ticket 1", later)
    [(verdict, findings)] = _newest(engine)
    steps = " ".join(findings["next_steps"])
    if verdict != "open" or "12.5 of 25 resolved, 12.5 open" not in steps or not findings.get("resolved"):
        yield f"{verdict}, {findings.get('resolved')}, {steps}"
    with engine.connect() as connection:
        if not resolutions.no_longer_backed(connection, later):
            yield "the part has expired, and its day is not judged again"
    yield from _proposed(engine, "told by support, ticket 2", later)
    if _newest(engine)[0][0] != "explained":
        yield "two equal parts with two reasons are the whole, and it is open"


def _proposed(engine: Engine, reason: str, until: datetime) -> Iterator[str]:
    claim = resolutions.Proposal(spot(held.EMAIL, held.DAY), "SOL", "airdrop", Decimal("12.5"), reason, until)
    try:
        with engine.begin() as connection:
            resolutions.propose(connection, claim, "ann", False, datetime.now(UTC))
    except resolutions.RefusedError as error:
        yield f"refused: {error}"
    _settle(engine)


def _settle(engine: Engine) -> None:
    reconcile_day(engine, spot(held.EMAIL, held.DAY), [], "own")


def _newest(engine: Engine) -> list[tuple[Any, ...]]:
    return held.fetch(engine, "SELECT verdict, findings FROM binance_reconciliation_verdicts ORDER BY id DESC LIMIT 1")


def mistyped_forms(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """A path and a day that cannot be are answers to whoever typed them."""
    _accounts(folder, patch, engine)
    context = {"params": {"action": "import", "path": "../accounts.toml"}}
    patch.setattr(statement_tasks, "get_current_context", lambda: context)
    yield from _is_an_answer("a path", statement_tasks.find_files.function)
    for run_type in ("manual", "backfill"):
        run = {
            "dag_run": SimpleNamespace(run_type=run_type, conf={"day": "2026-13-01"}),
            "params": {},
            "run_id": "run",
            "ti": SimpleNamespace(xcom_push=lambda key, value: None),
        }
        patch.setattr(tasks, "get_current_context", lambda run=run: run)
        patch.setattr(session, "of_everybody", lambda run_id: SimpleNamespace(now=lambda: NOW))
        yield from _is_an_answer(f"the day of a {run_type} run", lambda: tasks.open_day.function(MAIN, "SPOT"))


def _is_an_answer(what: str, act: Callable[[], object]) -> Iterator[str]:
    try:
        act()
        yield f"{what} was taken"
    except FormRefusedError:
        return
    except BinreconError as error:
        yield f"{what} is work for everybody: {type(error).__name__}"


# messages ----------------------------------------------------------------------------------------------------


def mornings(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """Two accounts whose names read alike when shortened; one is judged, then the other too."""
    _accounts(folder, patch, engine)
    posted = _discord(patch)
    newest, roster = date(2026, 9, 5), load_accounts()
    held.insert(
        engine,
        "binance_reconciliation_days",
        dict(email=MAIN, date=newest, wallet="SPOT", opened_at=NOW, decided_at=NOW, verdict="proved", proved=5),
    )
    held.insert(engine, "binance_reconciliation_days", dict(email=SUB, date=newest, wallet="SPOT", opened_at=NOW))
    tell_morning(engine, roster, NOW, partial(posting.deliver, None, run_id="run"))
    if posted:
        yield "told before the last account was judged"
    tell_morning(engine, roster, NOW + timedelta(hours=5), partial(posting.deliver, None, run_id="run"))
    lines = posted[-1]["description"].splitlines() if posted else []
    names = Counter(line.partition(" ")[0] for line in lines)
    if len(names) != 2 or max(names.values()) > 1:
        yield f"two accounts, and the lines are {lines}"
    if not any("no verdict" in line for line in lines):
        yield f"nobody says that an account has no verdict: {lines}"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_days SET decided_at = now(), verdict = 'proved', proved = 1"
        )
    for hour in (6, 7):
        tell_morning(engine, roster, NOW + timedelta(hours=hour), partial(posting.deliver, None, run_id="run"))
    if len(posted) != 2:
        yield f"{len(posted)} morning messages, and two are due"


def told_once(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """An open day above its threshold: one message, which says so."""
    _accounts(folder, patch, engine, held.EMAIL)
    posted = _discord(patch)
    held.snapshot(engine, held.BEFORE, {"SOL": "1"})
    held.snapshot(engine, held.DAY, {"SOL": "26"})
    held.covered_day(engine)
    _settle(engine)
    roster = load_accounts()
    for _ in range(2):
        messages = messages_of(engine, roster, roster.account(held.EMAIL), spot(held.EMAIL, held.DAY), [], "run")
        posting.deliver(None, messages, "run")
    titles = [embed["title"] for embed in posted]
    if len(titles) != 1 or "above the threshold" not in str(posted[0]["fields"]):
        yield f"told as {titles}"


def effort(engine: Engine, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[str]:
    """A full minute, a quiet one, and a task that was cleared nine hours later."""
    for start in (0, 60, 32_400):
        asked = held.at() + timedelta(days=2, seconds=start)
        held.coverage(
            engine, "deposit_history", run_id="run", asked_at=asked, finished_at=asked + timedelta(seconds=20)
        )
    for second in (0, 10, 120, 130):
        held.insert(
            engine,
            "binance_weight_ledger",
            dict(
                bucket="binance_api_ip|*|default",
                email=held.EMAIL,
                weight=1_000,
                at=held.at() + timedelta(seconds=second),
                run_id="run",
            ),
        )
    found = read_summary(engine, spot(held.EMAIL, held.DAY), weight_share=Decimal("0.5")).effort
    if found.seconds != 60:
        yield f"{found.seconds} s at work, and it were 60"
    if dict(found.shares) != {"binance_api_ip": Decimal("66.7")}:
        yield f"the fullest minute took {found.shares}"


def _accounts(folder: Path, patch: pytest.MonkeyPatch, engine: Engine, *emails: str) -> None:
    """An accounts file, and the clock and database of the product."""
    named = [
        f'[[accounts]]\nemail = "{email}"\ntype = "sub"\nconnection = "c{n}"\n'
        for n, email in enumerate(emails or (MAIN, SUB))
    ]
    (folder / "statements").mkdir()
    (folder / "accounts.toml").write_text("".join([f'[settings]\nstatements = "{folder}/statements"\n', *named]))
    patch.setenv("BINRECON_ACCOUNTS", str(folder / "accounts.toml"))
    patch.setattr(hook, "engine", lambda: engine)
    patch.setattr(hook, "now", lambda: NOW)


def _discord(patch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every message that would have been posted."""
    posted: list[dict[str, Any]] = []
    patch.setattr(connections, "discord_id", lambda setting: "discord")
    patch.setattr(webhook, "post", lambda conn_id, text, embed=None, tries=1: posted.append(embed))
    return posted


SCENES: dict[str, Scene] = {
    "in three parts": in_three_parts,
    "a part missing": a_part_missing,
    "a clock in a name": a_clock_in_a_name,
    "refused statements": refused_statements,
    "words of exports": words_of_exports,
    "resolved in part": resolved_in_part,
    "mistyped forms": mistyped_forms,
    "mornings": mornings,
    "told once": told_once,
    "effort": effort,
}
