"""Small scenes of refusals and of tasks that fail or die, each with what must come of it: the worlds of
`defects_refusals`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.domain.errors import BinanceAPIError, ConfigurationError
from binrecon.exchange.answers import document_of
from binrecon.exchange.transport import Reply
from binrecon.orchestration import callbacks, run_ends, silent_ends, tasks
from requests.structures import CaseInsensitiveDict

from tests.simulator import (
    DAY,
    HOUR,
    Deposit,
    FamilyTransfer,
    FlexibleRedemption,
    FlexibleSubscription,
    Scenario,
    Symbol,
    WalletTransfer,
    Withdrawal,
    World,
    start_of,
    units,
)  # fmt: skip
from tests.simulator.refusals import ANSWERS
from tests.simulator.wire import json_response
from tests.worlds.pipeline import Pipeline, settled
from tests.worlds.seeds import small_pages
from tests.worlds.truth import day_verdicts

MAIN, SUB = "main@example.com", "sub@example.com"
FIRST, SECOND = date(2026, 11, 3), date(2026, 11, 4)
SUB_LISTS = ("sub-account/universalTransfer", "sub-account/sub/transfer/history", "sub-account/list")
Deploy = Callable[..., Pipeline]
Scene = Callable[[Deploy, pytest.MonkeyPatch], list[str]]


def plain_world(days: int = 1, *emails: str) -> World:
    """A main account with one deposit a day, and whoever else is named."""
    world = World(FIRST, FIRST + timedelta(days=days - 1))
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    for email in (MAIN, *emails):
        world.add_account(email)
        world.open(email, "USDT", units("1000"))
    for number in range(days):
        at = start_of(FIRST) + number * DAY + 9 * HOUR
        world.add(Deposit(str(number), MAIN, "USDT", units("10"), ((at, 1),)))
    return world


def with_a_sub(days: int = 1, count: int = 2) -> World:
    """On the last day transfers that cancel: a day that lacks them adds up all the same, and is proved falsely."""
    world = plain_world(days, SUB)
    noon = start_of(FIRST) + (days - 1) * DAY + 12 * HOUR
    for number in range(count):
        sender, receiver = (MAIN, SUB) if number % 2 else (SUB, MAIN)
        world.add(FamilyTransfer(9000 + number, sender, receiver, "USDT", units("7"), noon + number))
    return world


def next_day(pipeline: Pipeline, day: date) -> None:
    pipeline.clock.exchange_clock.move_to(settled(day))
    pipeline.run_id = f"run of {day}"
    pipeline.run_day(MAIN, day)


def refused(answer: str, *paths: str, world: World | None = None, query: str = "", **options: Any) -> Scene:
    """One day of the main account with these lists refused: it must be unproved, and a step must have failed."""

    def run(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
        pipeline = deploy(Scenario(world or with_a_sub()), **options)
        pipeline.exchange.refusals.put(answer, *paths, query=query)
        pipeline.run_day(MAIN, FIRST)
        return wrong(pipeline, FIRST, "unproved", failed=True)

    return run


def wrong(pipeline: Pipeline, day: date, verdict: str, failed: bool) -> list[str]:
    found = day_verdicts(pipeline.engine).get((MAIN, day))
    steps = sorted(pipeline.failed)
    return [f"{day} is {found}, not {verdict}"] * (found != verdict) + [f"failed: {steps}"] * (bool(steps) != failed)


def function_off(answer: str) -> Scene:
    def run(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
        pipeline = deploy(Scenario(plain_world()))
        pipeline.exchange.refusals.put(answer, *SUB_LISTS)
        pipeline.run_day(MAIN, FIRST)
        return wrong(pipeline, FIRST, "proved", failed=False)

    return run


def told_before(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
    world = with_a_sub(days=2)
    world.add(FamilyTransfer(9100, MAIN, SUB, "USDT", units("1"), start_of(FIRST) + 3 * HOUR))
    pipeline = deploy(Scenario(world), at=FIRST)
    pipeline.run_day(MAIN, FIRST)
    pipeline.exchange.refusals.put("sub-account function off", *SUB_LISTS)
    next_day(pipeline, SECOND)
    return wrong(pipeline, SECOND, "unproved", failed=True)


def after_a_page(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
    """The second page of a list is "no records found" though its first told of more."""
    caps = small_pages(patch.setitem)
    pipeline = deploy(Scenario(with_a_sub(count=10)), exchange={"page_caps": caps})
    pipeline.exchange.refusals.put("no records", SUB_LISTS[0], query="page=2&")
    pipeline.run_day(MAIN, FIRST)
    return wrong(pipeline, FIRST, "unproved", failed=True)


def other_wallet() -> World:
    world = plain_world()
    world.open(MAIN, "USDT", units("1000"), "FUNDING")
    for number, kind in enumerate(("MAIN_FUNDING", "FUNDING_MAIN")):
        world.add(WalletTransfer(9200 + number, MAIN, kind, "USDT", units("3"), start_of(FIRST) + HOUR + number))
    return world


def paid_out_and_in() -> World:
    world = plain_world()
    at = start_of(FIRST) + 5 * HOUR
    world.add(Withdrawal("w1", MAIN, "USDT", units("9"), units("1"), ((at, 6),)))
    world.add(Deposit("90", MAIN, "USDT", units("10"), ((at, 1),)))
    return world


def product_for_weeks(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
    """A list of a product never used is refused for good: days stay green, it is asked once a week and told once."""
    days = [FIRST + timedelta(days=number) for number in range(9)]
    pipeline = deploy(Scenario(plain_world(len(days))), at=FIRST, products=True)
    pipeline.exchange.refusals.put("invited users only", "eth/history/stakingHistory")
    for day in days:
        next_day(pipeline, day)
    asked = len(pipeline.exchange.log.of("/sapi/v1/eth-staking/eth/history/stakingHistory"))
    with pipeline.engine.connect() as connection:
        query = "SELECT count(*) FROM binance_reconciliation_errors WHERE needs_manual_review"
        told = connection.exec_driver_sql(query).scalar_one()
    off = [f"asked {asked} times"] * (asked != 2) + [f"told {told} times"] * (told != 1)
    return off + [line for day in days for line in wrong(pipeline, day, "proved", failed=False)]


def product_in_use(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
    world = plain_world(2)
    one = {"email": MAIN, "asset": "USDT"}
    for number, day in enumerate((FIRST, SECOND)):
        at = start_of(day) + HOUR
        world.add(FlexibleSubscription(**one, time=at, purchase_id=number + 1, amount=units("5")))
        world.add(FlexibleRedemption(**one, time=at + HOUR, redeem_id=number + 1, amount=units("5")))
    pipeline = deploy(Scenario(world), at=FIRST, products=True)
    pipeline.run_day(MAIN, FIRST)
    pipeline.exchange.refusals.put("invited users only", "flexible/history")
    next_day(pipeline, SECOND)
    return wrong(pipeline, SECOND, "unproved", failed=True)


def classed(answer: str, meaning: str, kind: str) -> Scene:
    """The class and the kind of error that an answer is."""

    def run(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
        status, body = ANSWERS[answer]
        try:
            document_of("any", Reply(status, CaseInsensitiveDict(), json_response(status, body, {}).body), None)  # type: ignore[arg-type]
        except BinanceAPIError as error:
            found = (str(error.meaning), type(error).__name__)
            return [] if found == (meaning, kind) else [f"{answer} is {found}"]
        return [f"{answer} is no error"]

    return run


# how runs end ------------------------------------------------------------------------------------------------------


class Instance:
    """A task instance as far as the ends of runs are asked for: rows of (task, copy, state) of one run, and words
    left."""

    task_id = "any"

    def __init__(self, rows: Iterable[tuple[str, int, str]], words: dict[tuple[str, int], Any] | None = None) -> None:
        self.rows = [{"task_id": task, "map_index": index, "state": state} for task, index, state in rows]
        self.words = dict(words or {})

    def get_task_breadcrumbs(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        return self.rows

    def get_task_states(
        self, dag_id: str, task_ids: Any = None, logical_dates: Any = None
    ) -> dict[str, dict[str, str]]:
        return {
            "run 1": {
                row["task_id"]: row["state"] for row in self.rows if task_ids is None or row["task_id"] in task_ids
            }
        }

    def xcom_pull(self, task_ids: str, dag_id: str, run_id: str, key: str, map_indexes: int) -> Any:
        return True if key == run_ends.SPEAKS else self.words.get((task_ids, map_indexes))

    def xcom_push(self, key: str, value: Any) -> None:
        self.words[self.task_id, -1] = value


def everything_is_said(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
    """A verdict over a run in which one copy failed, one task died in silence and one could not run."""
    rows = [
        ("collect_trades", 0, "success"),
        ("collect_trades", 1, "failed"),
        ("notify", -1, "failed"),
        ("write_reports", -1, "upstream_failed"),
        ("search", -1, "skipped"),
    ]
    instance = Instance(rows, {("collect_trades", 1): "ETHBTC"})
    context = {"ti": instance, "dag_run": SimpleNamespace(dag_id="dag"), "run_id": "run 1"}
    patch.setattr(tasks, "get_current_context", lambda: context)
    written: list[str] = []
    patch.setattr(silent_ends, "write_silent", lambda email, dag_id, ends: written.extend(end.name for _, end in ends))
    try:
        said = f"green: {tasks.verdict.function(MAIN, {'wallets': {'SPOT': {'verdict': 'proved', 'reason': ''}}})}"
    except callbacks.DayNotProvedError as error:
        said = str(error)
    due = [
        "failed: collect_trades [ETHBTC]",
        "ended without a word (out of memory, worker lost, or marked failed by hand): notify",
        "did not run, because a task before them failed: write_reports",
    ]
    return [f"not said: {part}" for part in due if part not in said] + ["not written down"] * (written != ["notify"])


def a_silent_verdict(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
    found = list(run_ends.silent_leaves(Instance([("verdict", -1, "failed")]), "dag", "verdict", "open_day"))
    told = list(
        run_ends.silent_leaves(
            Instance([("verdict", -1, "failed")], {("verdict", -1): ""}), "dag", "verdict", "open_day"
        )
    )
    return ["a verdict that died is not found"] * (len(found) != 1) + ["one that told is taken for dead"] * bool(told)


def a_red_log(deploy: Deploy, patch: pytest.MonkeyPatch) -> list[str]:
    """What a callback logs and leaves behind, of a try that is not the last and of the last one."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    patch.setattr(callbacks, "log", logging.Logger("log", logging.INFO))
    callbacks.log.addHandler(handler)
    patch.setattr(callbacks.RecordError, "_record", lambda *args: None)
    first, last = Instance([]), Instance([])
    for instance, final in ((first, False), (last, True)):
        error = ConfigurationError("no connection 'x'")
        callbacks.RecordError(MAIN, final)({"exception": error, "ti": instance, "label": "BTCUSDT", "run_id": "run 1"})
    sentence = "BTCUSDT: no connection 'x'. Change what the sentence names, then clear this task with downstream."
    off = [] if lines[-2:] == ["::endgroup::", sentence] else [f"the log ends with {lines[-2:]}"]
    return off + [f"words left: {first.words}, {last.words}"] * (
        (first.words, last.words) != ({}, {("any", -1): "BTCUSDT"})
    )


SCENES: dict[str, Scene] = {
    "function off": function_off("sub-account function off"),
    "function off, older form": function_off("sub-account function off, older form"),
    "function off, older form, 200": function_off("sub-account function off, older form, 200"),
    "unsupported": refused("unsupported", *SUB_LISTS),
    "key refused, no sub-accounts declared": refused("key", *SUB_LISTS, without_sub_accounts=frozenset({MAIN})),
    "denied": refused("denied", *SUB_LISTS),
    "words about another list": refused("sub-account function off", "withdraw/history", world=paid_out_and_in()),
    "another wallet": refused("no futures account", "asset/transfer", world=other_wallet(), query="MAIN_FUNDING"),
    "told before": told_before,
    "after a page": after_a_page,
    "product for weeks": product_for_weeks,
    "product in use": product_in_use,
    "451": classed("place", "PLACE", "FatalAPIError"),
    "denied in words": classed("denied", "REFUSED", "FatalAPIError"),
    "a listed code": classed("invited users only", "NOT_OFFERED", "FatalAPIError"),
    "everything is said": everything_is_said,
    "a silent verdict": a_silent_verdict,
    "a red log": a_red_log,
}
