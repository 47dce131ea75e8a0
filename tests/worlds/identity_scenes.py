"""Scenes with wrong keys and wrong clocks over a small clean family: what is done, and what each day must be in the
end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.errors import BinreconError

from tests.days import spot
from tests.simulator import HOUR, MINUTE, Deposit, Request, Response, WalletTransfer, World, start_of, units
from tests.simulator.handing import exchange_keys, hand_out, put_right, replace_account
from tests.storage.rows import fetch
from tests.worlds.pipeline import Pipeline, endpoints_read, settled

MAIN, A, B = "main@example.com", "a@example.com", "b@example.com"
FIRST, DAY, NEXT, LAST = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 6)
PROVED, UNPROVED = "proved", "unproved"
_HARMLESS = ("/api/v3/account", "/sapi/v1/account/apiRestrictions", "/sapi/v1/sub-account/list")
_NEWEST = """
    SELECT verdict FROM v_binance_verdicts_current WHERE email = :email AND date = :day
    UNION SELECT verdict FROM binance_reconciliation_days WHERE email = :email AND date = :day
"""


def family(main_in_file: bool = True) -> World:
    """A main account with two subs, each with another balance of the same coin; two movements of A's evening cancel."""
    world = World(FIRST, LAST)
    for email, held in ((MAIN, "5"), (A, "1000"), (B, "777")):
        world.add_account(email, in_file=main_in_file or email != MAIN)
        world.open(email, "USDT", units(held))
    world.add(Deposit("1", A, "USDT", units("10"), ((start_of(DAY) + 18 * HOUR, 1),)))
    world.add(WalletTransfer(77, A, "MAIN_FUNDING", "USDT", units("10"), start_of(DAY) + 19 * HOUR))
    return world


@dataclass(frozen=True)
class Scene:
    """What is done with the family, and which verdict each account's day must have then. `ahead` is the host's
    clock."""

    act: Callable[[Pipeline], None]
    must: Mapping[tuple[str, date], str]
    main_in_file: bool = True
    ahead: timedelta = timedelta(0)
    uids: Mapping[str, int] = field(default_factory=dict)

    def deployed(self, deploy: Callable[..., Pipeline], **rest: object) -> Pipeline:
        return deploy(family(self.main_in_file), at=DAY, ahead=self.ahead, uids=dict(self.uids), **rest)


def complaints(pipeline: Pipeline, scene: Scene) -> Iterator[str]:
    """Run the scene; what is wrong with what is said of the days, and with which key lists were asked."""
    scene.act(pipeline)
    for (email, day), wanted in scene.must.items():
        found = {verdict for (verdict,) in fetch(pipeline.engine, _NEWEST, email=email, day=day)}
        if found != {wanted}:
            yield f"{email} {day} is {', '.join(sorted(found)) or 'not judged'}, must be {wanted}"
    owners = {key.name: key.email for key in pipeline.exchange.keys.values()}
    wrong = {key.name for email, key in pipeline.exchange.handed.items() if owners[key.name] != email}
    asked = [entry for entry in pipeline.exchange.log if entry.key in wrong and entry.path not in _HARMLESS]
    if asked:
        yield f"{len(asked)} list(s) were asked with a key of another account"


def _run(pipeline: Pipeline, *emails: str, day: date = DAY) -> None:
    _move_to(pipeline, settled(day))
    for email in emails:
        pipeline.run_day(email, day)


def _move_to(pipeline: Pipeline, moment: int) -> None:
    clock = pipeline.clock.exchange_clock
    clock.move_to(max(moment, clock.now()))


def second_key(pipeline: Pipeline) -> None:
    hand_out(pipeline.exchange, B, of=A)
    _run(pipeline, A, B)


def exchanged(pipeline: Pipeline) -> None:
    exchange_keys(pipeline.exchange, A, B)
    _run(pipeline, A, B)


def of_main_and_sub(pipeline: Pipeline) -> None:
    """The first keys of all: the main account is asked with its sub-account's. Then a person puts both right."""
    exchange_keys(pipeline.exchange, MAIN, A)
    _run(pipeline, MAIN, A)
    put_right(pipeline.exchange, MAIN, A)
    _run(pipeline, MAIN, A)


def rotated(pipeline: Pipeline) -> None:
    _run(pipeline, B)
    hand_out(pipeline.exchange, B, of=A)
    _run(pipeline, B, day=NEXT)


def changed_meanwhile(pipeline: Pipeline) -> None:
    """The key was accepted; before its lists are asked another one stands in the connection."""
    pipeline.witness(B)
    hand_out(pipeline.exchange, B, of=A)
    _ask(pipeline, B, "after")
    pipeline.reconcile(B, DAY)


def held_already(pipeline: Pipeline) -> None:
    _run(pipeline, B)
    hand_out(pipeline.exchange, B, of=A)
    _run(pipeline, B)


def replaced(pipeline: Pipeline) -> None:
    """Another account got the e-mail, and somebody says so in the accounts file."""
    _run(pipeline, A)
    replace_account(pipeline.exchange, A, 4711)
    pipeline.uids[A] = 4711
    _run(pipeline, A, day=NEXT)


def at_noon(pipeline: Pipeline) -> None:
    """Every list is read at noon of the day, the snapshots once more when it is due."""
    pipeline.clock.exchange_clock.move_to(start_of(DAY) + 12 * HOUR)
    pipeline.witness(A)
    _ask(pipeline, A, "at noon")
    _snapshots_and_verdict(pipeline)


def within_the_lag(pipeline: Pipeline) -> None:
    """Every list is read half an hour after the day, when none need show its last hour yet."""
    pipeline.clock.exchange_clock.move_to(start_of(NEXT) + 30 * MINUTE)
    pipeline.witness(A)
    _ask(pipeline, A, "within the lag")
    _snapshots_and_verdict(pipeline)


def over_midnight(pipeline: Pipeline) -> None:
    """The deposits are asked for an hour before midnight, and the answer takes hours; all other lists are read after
    it."""
    clock, handle = pipeline.clock.exchange_clock, pipeline.exchange.handle
    clock.move_to(start_of(NEXT) - HOUR)
    pipeline.witness(A)

    def slow(request: Request) -> Response:
        answer = handle(request)
        clock.advance(6 * HOUR if "deposit" in request.path else 0)
        return answer

    pipeline.exchange.handle = slow  # type: ignore[method-assign]
    pipeline.attempt("deposits", lambda: pipeline.collect("deposit_history", "", A, DAY))
    pipeline.exchange.handle = handle  # type: ignore[method-assign]
    fixed = plan_fixed(pipeline.engine, spot(A, DAY), pipeline.kind(A))
    for question in fixed:
        if question.endpoint != "deposit_history":
            pipeline.attempt(question.endpoint, lambda q=question: pipeline.collect(q.endpoint, q.key, A, DAY))
    for name in endpoints_read(fixed):
        pipeline.canonicalize(name, A)
    _snapshots_and_verdict(pipeline)


def opened_at_noon(pipeline: Pipeline) -> None:
    """A run of the day at noon of it, on a host that is two days ahead; the snapshots once more when the day is due."""
    pipeline.clock.exchange_clock.move_to(start_of(DAY) + 12 * HOUR)
    pipeline.run_day(A, DAY)
    if fetch(pipeline.engine, "SELECT 1 FROM binance_collection_plan"):
        _snapshots_and_verdict(pipeline)
    else:
        pipeline.reconcile(A, DAY)


def clock_set_meanwhile(pipeline: Pipeline) -> None:
    """The host's clock is two days behind on the first day, and is set right before the second."""
    _run(pipeline, A)
    pipeline.clock.ahead = timedelta(0)
    pipeline.clients.clear()
    _run(pipeline, A, day=NEXT)


def _ask(pipeline: Pipeline, email: str, of: str) -> None:
    fixed = plan_fixed(pipeline.engine, spot(email, DAY), pipeline.kind(email))
    try:
        for group in pipeline.collect_steps(email, DAY, fixed, of):
            pipeline.run(group)
    except BinreconError:
        return


def _snapshots_and_verdict(pipeline: Pipeline) -> None:
    """What docs/operating.md tells to do for a day without snapshots: clear that list, with what depends on it."""
    _move_to(pipeline, settled(DAY))
    pipeline.attempt("snapshots", lambda: pipeline.collect("daily_snapshot", "SPOT", A, DAY))
    pipeline.canonicalize("daily_snapshot", A)
    pipeline.reconcile(A, DAY)


SCENES: Mapping[str, Scene] = {
    "own keys": Scene(lambda pipeline: _run(pipeline, MAIN, A, B), {(email, DAY): PROVED for email in (MAIN, A, B)}),
    "second key": Scene(second_key, {(A, DAY): PROVED, (B, DAY): UNPROVED}),
    "second key, no main account": Scene(second_key, {(A, DAY): PROVED, (B, DAY): UNPROVED}, main_in_file=False),
    "exchanged keys": Scene(exchanged, {(A, DAY): UNPROVED, (B, DAY): UNPROVED}),
    "keys of main and sub exchanged": Scene(of_main_and_sub, {(MAIN, DAY): PROVED, (A, DAY): PROVED}),
    "rotated key": Scene(rotated, {(B, DAY): PROVED, (B, NEXT): UNPROVED}, main_in_file=False),
    "key changed meanwhile": Scene(changed_meanwhile, {(B, DAY): UNPROVED}),
    "wrong key, day held": Scene(held_already, {(B, DAY): UNPROVED}),
    "account replaced": Scene(replaced, {(A, DAY): UNPROVED}, main_in_file=False),
    "at noon": Scene(at_noon, {(A, DAY): UNPROVED}),
    "within the lag": Scene(within_the_lag, {(A, DAY): UNPROVED}),
    "over midnight": Scene(over_midnight, {(A, DAY): UNPROVED}),
    "host days ahead": Scene(lambda pipeline: _run(pipeline, A), {(A, DAY): PROVED}, ahead=timedelta(days=2)),
    "host days behind": Scene(lambda pipeline: _run(pipeline, A), {(A, DAY): PROVED}, ahead=timedelta(days=-2)),
    "clock set meanwhile": Scene(clock_set_meanwhile, {(A, DAY): PROVED, (A, NEXT): PROVED}, ahead=timedelta(days=-2)),
    "host days ahead, at noon": Scene(opened_at_noon, {(A, DAY): UNPROVED}, ahead=timedelta(days=2)),
}
