"""Names and amounts at their edges, from the exchange's answers to the bundle that a stranger verifies.

Balances and verdicts are held against what the world's own events come to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.errors import RetryableError
from binrecon.domain.vocabulary import AccountType
from binrecon.services.group import group_of_day

from tests.bundles import verify, written
from tests.simulator import HOUR, Deposit, FamilyTransfer, Symbol, WalletTransfer, World, start_of, units
from tests.storage.rows import fetch
from tests.worlds.pipeline import Pipeline, settled

FIRST, DAY = date(2026, 11, 2), date(2026, 11, 3)
NOON = start_of(DAY) + 12 * HOUR
MAIN, SUB = 'O\'Brien%s+"x"/../Y@Fund.Example', "%(email)s\\N;--%@FUND.example"
SMALLEST = "0.000000000000000001"
WAITS = ("not booked", "changed since it was judged")
VERDICTS = """
    SELECT DISTINCT ON (email, asset) email, asset, verdict, actual FROM binance_reconciliation_verdicts
    WHERE date = :day ORDER BY email, asset, id DESC
"""


def world(*events: object) -> World:
    made = World(FIRST - timedelta(days=1), DAY)
    made.add_account(MAIN)
    made.add_account(SUB)
    made.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    for event in events:
        made.add(event)
    return made


def deposit(name: str, asset: str, amount: str) -> Deposit:
    return Deposit(name, MAIN, asset, units(amount), ((NOON, 1),))


def run(deploy: Callable[..., Pipeline], *events: object) -> Pipeline:
    """The day of both accounts."""
    pipeline = deploy(world(*events), at=DAY)
    for email in (MAIN, SUB):
        pipeline.run_day(email, DAY)
    assert pipeline.failed == {}
    return pipeline


def hold_bundle(pipeline: Pipeline, email: str, folder: Path, edition: str, code: int) -> None:
    told = verify(written(pipeline.engine, email, DAY, DAY, folder, edition).path)
    assert (told.returncode, told.stderr) == (code, ""), told.stdout


def test_accounts_of_odd_names_are_proved_matched_and_bundled(deploy: Callable[..., Pipeline], tmp_path: Path) -> None:
    moved = FamilyTransfer(7, MAIN, SUB, "BTC", units("4.000000000000000001"), NOON + HOUR)
    pipeline = run(deploy, deposit("d", "BTC", "10"), moved)
    assert fetch(pipeline.engine, VERDICTS, day=DAY) == [
        (SUB, "BTC", "proved", Decimal("4.000000000000000001")),
        (MAIN, "BTC", "proved", Decimal("5.999999999999999999")),
    ]
    assert fetch(pipeline.engine, "SELECT sender, receiver, sent FROM binance_transfer_matches") == [
        (MAIN, SUB, Decimal("-4.000000000000000001"))
    ]
    accounts = [Account(MAIN, AccountType.MAIN, "a"), Account(SUB, AccountType.SUB, "b")]
    [line] = group_of_day(pipeline.engine, accounts, DAY).lines
    assert (line.opening, line.external_in, line.actual, line.verdict) == (0, 10, 10, "proved")
    for email in (MAIN, SUB):
        hold_bundle(pipeline, email, tmp_path, "full", 0)
    assert {path.parent.parent.parent for path in tmp_path.rglob("*.zip")} == {tmp_path}


@pytest.mark.parametrize("edition", ["full", "bank"])
def test_a_sum_that_no_amount_can_be_is_unproved_and_told_so_in_the_bundle(
    deploy: Callable[..., Pipeline], tmp_path: Path, edition: str
) -> None:
    """Two deposits that are amounts, of which the sum is none; beside them the largest and the smallest there are."""
    largest = f"999999999999999999.{'9' * 18}"
    events = [deposit("1", "SHIB", "600000000000000000"), deposit("2", "SHIB", "600000000000000000")]
    pipeline = run(deploy, *events, deposit("3", "PEPE", largest), deposit("4", "BTC", SMALLEST))
    found = {asset: (verdict, actual) for _, asset, verdict, actual in fetch(pipeline.engine, VERDICTS, day=DAY)}
    assert {asset: verdict for asset, (verdict, _) in found.items()} == dict.fromkeys(
        ("BTC", "PEPE", "SHIB"), "unproved"
    )
    hold_bundle(pipeline, MAIN, tmp_path, edition, 1)


def test_the_largest_and_the_smallest_amount_are_proved(deploy: Callable[..., Pipeline], tmp_path: Path) -> None:
    largest = f"999999999999999999.{'9' * 18}"
    pipeline = run(deploy, deposit("3", "PEPE", largest), deposit("4", "BTC", SMALLEST))
    assert fetch(pipeline.engine, VERDICTS, day=DAY) == [
        (MAIN, "BTC", "proved", Decimal(SMALLEST)),
        (MAIN, "PEPE", "proved", Decimal(largest)),
    ]
    hold_bundle(pipeline, MAIN, tmp_path, "full", 0)


def test_a_bundle_is_whole_or_none_after_every_step_of_a_run(deploy: Callable[..., Pipeline], tmp_path: Path) -> None:
    """The run of the next day finds that a transfer of this one counts after all: answered, booked and judged by steps
    that come one after the other."""
    next_day = DAY + timedelta(days=1)
    late = start_of(DAY) + 2 * 24 * HOUR + 12 * HOUR
    made = World(FIRST - timedelta(days=1), next_day)
    made.add_account(MAIN)
    made.add_account(SUB)
    made.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    made.add(Deposit("d", SUB, "BTC", units("10"), ((NOON, 1),)))
    made.add(WalletTransfer(7, SUB, "MAIN_FUNDING", "BTC", units("4"), NOON + HOUR, pending_until=late))
    pipeline = deploy(made, at=DAY)
    pipeline.run_day(SUB, DAY)
    found: list[tuple[str, str]] = []

    def hold(name: str, step: Callable[[], Any]) -> Any:
        done = step()
        found.append((name, told_by_bundle(pipeline, tmp_path)))
        return done

    pipeline.exchange.clock.move_to(settled(next_day))
    pipeline.clients.clear()
    pipeline.call = hold
    pipeline.run_day(SUB, next_day)
    assert pipeline.failed == {}
    said = [words for _, words in found]
    assert said[0] == "1" and said[-1] == "0", "open before, and proved behind it"
    assert (
        {"not booked", "changed since it was judged"}
        <= set(said)
        <= {"0", "1", "not booked", "changed since it was judged"}
    )


def told_by_bundle(pipeline: Pipeline, folder: Path) -> str:
    """The exit code of the verifier, or why there is no bundle."""
    try:
        bundle = written(pipeline.engine, SUB, DAY, DAY, folder)
    except RetryableError as error:
        return next(words for words in WAITS if words in str(error))
    return str(verify(bundle.path).returncode)
