"""Keys that are not the account's own: whose key it is is witnessed, and nothing that another account's key told is
proved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from binrecon.collectors.key_owner import WrongKeyError
from binrecon.domain.errors import RetryableError
from binrecon.services.rejudging import judge_again, judge_each
from sqlalchemy import Engine

from tests.conftest import Database
from tests.days import spot
from tests.simulator import HOUR, Deposit, World, start_of, units
from tests.simulator.handing import exchange_keys, hand_out, put_right, replace_account
from tests.simulator.routes import ROUTES
from tests.storage.rows import fetch
from tests.worlds.pipeline import Pipeline, settled

MAIN, A, B = "main@example.com", "a@example.com", "b@example.com"
FIRST, DAY, NEXT, LAST = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4), date(2026, 11, 6)
Deploy = Callable[..., Pipeline]


def family(main_in_file: bool = True) -> World:
    """A main account with two subs, each with another balance of the same coin; a deposit of A."""
    world = World(FIRST, LAST)
    for email, held in ((MAIN, "5"), (A, "1000"), (B, "777")):
        world.add_account(email, in_file=main_in_file or email != MAIN)
        world.open(email, "USDT", units(held))
    world.add(Deposit("1", A, "USDT", units("10"), ((start_of(DAY) + HOUR, 1),)))
    return world


@pytest.fixture
def pipeline(deploy: Deploy) -> Pipeline:
    return deploy(family(), at=DAY)


def verdicts(pipeline: Pipeline, email: str, day: date = DAY) -> set[str]:
    """The newest verdicts of the account's day, and the day's own."""
    newest = "SELECT verdict FROM v_binance_verdicts_current WHERE email = :email AND date = :day"
    of_day = "SELECT verdict FROM binance_reconciliation_days WHERE email = :email AND date = :day"
    named = {"email": email, "day": day}
    return {row[0] for query in (newest, of_day) for row in fetch(pipeline.engine, query, **named)}


def collected(pipeline: Pipeline, email: str) -> int:
    """How many readings were asked with the account's key, of anything but whose key it is."""
    query = (
        "SELECT count(*) FROM binance_collection_coverage WHERE email = :email AND endpoint NOT IN "
        "('account', 'sub_account_list')"
    )
    return int(fetch(pipeline.engine, query, email=email)[0][0])


def refusal(pipeline: Pipeline, email: str, day: date = DAY) -> str:
    """The one sentence the account's key was refused with."""
    error = pipeline.failed[f"key of {email} {day}"]
    assert isinstance(error, WrongKeyError)
    return str(error)


def test_each_account_with_its_own_key_is_proved(pipeline: Pipeline) -> None:
    for email in (MAIN, A, B):
        pipeline.run_day(email, DAY)
        assert verdicts(pipeline, email) == {"proved"}
    told = fetch(pipeline.engine, "SELECT email, uid, accepted, reason FROM binance_account_identities ORDER BY id")
    assert told == [(email, pipeline.exchange.world.accounts[email].user_id, True, "") for email in (MAIN, A, B)]
    readings = fetch(
        pipeline.engine, "SELECT DISTINCT email, uid FROM binance_collection_coverage WHERE uid IS NOT NULL ORDER BY 2"
    )
    assert readings == [(email, pipeline.exchange.world.accounts[email].user_id) for email in (MAIN, A, B)]


def test_a_second_key_of_one_account_in_the_connection_of_another(pipeline: Pipeline) -> None:
    hand_out(pipeline.exchange, B, of=A)
    for email in (A, B):
        pipeline.run_day(email, DAY)
    assert verdicts(pipeline, A) == {"proved"}
    assert verdicts(pipeline, B) == {"unproved"} and not collected(pipeline, B)
    number = pipeline.exchange.world.accounts[A].user_id
    assert refusal(pipeline, B) == (
        f"connection 'connection of {B}' of {B}: its key answers as account {number}, which the main account's "
        f"list of sub-accounts "
        f"names {A}: put this account's own key into the connection, then clear check_key with downstream"
    )


@pytest.mark.parametrize("order", [(A, B), (B, A)])
def test_keys_exchanged_from_the_first_day_on(pipeline: Pipeline, order: tuple[str, str]) -> None:
    exchange_keys(pipeline.exchange, A, B)
    for email in order:
        pipeline.run_day(email, DAY)
        assert verdicts(pipeline, email) == {"unproved"} and not collected(pipeline, email)
    put_right(pipeline.exchange, A, B)
    for email in order:
        pipeline.run_day(email, DAY)
        assert verdicts(pipeline, email) == {"proved"}


@pytest.mark.parametrize("order", [(MAIN, A), (A, MAIN)])
def test_the_keys_of_main_and_sub_exchanged(pipeline: Pipeline, order: tuple[str, str]) -> None:
    exchange_keys(pipeline.exchange, MAIN, A)
    for email in order:
        pipeline.run_day(email, DAY)
    assert verdicts(pipeline, MAIN) == verdicts(pipeline, A) == {"unproved"}
    assert not collected(pipeline, MAIN) and not collected(pipeline, A)
    assert "refused the list of sub-accounts" in refusal(
        pipeline, MAIN
    ) and "refused the list of sub-accounts" in refusal(pipeline, A)
    put_right(pipeline.exchange, MAIN, A)
    for email in order:
        pipeline.run_day(email, DAY)
        assert verdicts(pipeline, email) == {"proved"}


def test_a_key_rotated_to_another_account_leaves_its_day_unproved_and_the_days_before_proved(
    pipeline: Pipeline,
) -> None:
    pipeline.run_day(B, DAY)
    before = collected(pipeline, B)
    hand_out(pipeline.exchange, B, of=A)
    move_to(pipeline, NEXT)
    pipeline.run_day(B, NEXT)
    assert verdicts(pipeline, B, NEXT) == {"unproved"}
    assert collected(pipeline, B) == before
    assert verdicts(pipeline, B) == {"proved"}
    hand_out(pipeline.exchange, B, of=B)
    pipeline.run_day(B, NEXT)
    assert verdicts(pipeline, B, NEXT) == {"proved"}


def test_a_day_that_is_held_already_is_not_proved_by_a_run_with_a_wrong_key(pipeline: Pipeline) -> None:
    """Everything of the day was read with the right key; who runs it again with another's must not see it green."""
    pipeline.run_day(B, DAY)
    hand_out(pipeline.exchange, B, of=A)
    pipeline.run_day(B, DAY)
    assert verdicts(pipeline, B) == {"unproved"}
    judge_again(pipeline.engine, spot(B, DAY), "later")
    assert verdicts(pipeline, B) == {"unproved"}


def test_a_key_changed_after_it_was_accepted_collects_nothing(pipeline: Pipeline) -> None:
    """A cleared copy of an old run asks with whatever key stands in the connection by then."""
    pipeline.run_day(B, DAY)
    hand_out(pipeline.exchange, B, of=A)
    before = collected(pipeline, B)
    with pytest.raises(WrongKeyError, match="clear check_key"):
        pipeline.collect("daily_snapshot", "SPOT", B, DAY)
    assert collected(pipeline, B) == before


def test_a_list_that_names_the_e_mail_with_another_number_puts_the_day_in_doubt(pipeline: Pipeline) -> None:
    """Found a day later, by the main account's own run: the verdict that stood until then is taken back by whoever
    judges."""
    pipeline.run_day(A, DAY)
    replace_account(pipeline.exchange, A, 42)
    move_to(pipeline, NEXT)
    pipeline.run_day(MAIN, NEXT)
    judge_again(pipeline.engine, spot(A, DAY), "later")
    assert verdicts(pipeline, A) == {"unproved"}
    [(reason,)] = fetch(pipeline.engine, "SELECT reason FROM v_binance_identity_doubts WHERE email = :email", email=A)
    assert reason.endswith("but the list of sub-accounts names it 42")


def test_without_a_main_account_two_accounts_with_one_number_are_both_in_doubt(deploy: Deploy) -> None:
    pipeline = without_main(deploy)
    pipeline.run_day(A, DAY)
    hand_out(pipeline.exchange, B, of=A)
    pipeline.run_day(B, DAY)
    assert verdicts(pipeline, B) == {"unproved"} and not collected(pipeline, B)
    assert f"and so does the key of {A}" in refusal(pipeline, B)
    pipeline.run_day(A, DAY)
    assert verdicts(pipeline, A) == {"unproved"}
    put_right(pipeline.exchange, B)
    for email in (B, A):
        pipeline.run_day(email, DAY)
        assert verdicts(pipeline, email) == {"proved"}


def test_an_account_that_is_no_sub_account_of_the_main_one_is_refused(deploy: Deploy) -> None:
    world = World(FIRST, LAST)
    world.add_account(MAIN)
    world.add_account(B, listed=False)
    pipeline = deploy(world, at=DAY)
    pipeline.run_day(B, DAY)
    assert verdicts(pipeline, B) == {"unproved"} and not collected(pipeline, B)
    assert "no main account of the accounts file lists this e-mail as a sub-account" in refusal(pipeline, B)


def test_the_way_out_is_a_number_stated_in_the_accounts_file(deploy: Deploy) -> None:
    """The account was deleted and made anew under its e-mail: from then on it is the new one, and what was read of the
    old one proves nothing for it; nor is a day proved of which something of the old one was read."""
    pipeline = without_main(deploy)
    pipeline.run_day(B, DAY)
    assert verdicts(pipeline, B) == {"proved"}
    new = 4711
    replace_account(pipeline.exchange, B, new)
    move_to(pipeline, NEXT)
    pipeline.run_day(B, NEXT)
    assert verdicts(pipeline, B, NEXT) == {"unproved"}
    assert f"only if the account itself was replaced, write uid = {new} beside it in the accounts file" in refusal(
        pipeline, B, NEXT
    )
    pipeline.uids[B] = new
    pipeline.run_day(B, NEXT)
    assert verdicts(pipeline, B, DAY) == {"unproved"}
    move_to(pipeline, LAST)
    pipeline.run_day(B, LAST)
    assert verdicts(pipeline, B, LAST) == {"proved"}


def test_the_key_that_a_sub_account_held_wrongly_serves_its_own_account_at_once(pipeline: Pipeline) -> None:
    """The main account's second key was put into the sub-account's connection; a person takes both to where they
    belong."""
    second = hand_out(pipeline.exchange, B, of=MAIN)
    pipeline.run_day(B, DAY)
    assert verdicts(pipeline, B) == {"unproved"} and f"and so does the key of {MAIN}" in refusal(pipeline, B)
    pipeline.run_day(MAIN, DAY)
    assert verdicts(pipeline, MAIN) == {"proved"}, "the list of sub-accounts shows which of the two it is not"
    put_right(pipeline.exchange, B)
    pipeline.exchange.handed[MAIN] = second
    for email in (B, MAIN):
        pipeline.run_day(email, DAY)
        assert verdicts(pipeline, email) == {"proved"}


def test_a_stated_number_is_held_against_the_key(deploy: Deploy) -> None:
    pipeline = without_main(deploy, uids={B: 4711})
    pipeline.run_day(B, DAY)
    assert "but the accounts file says uid = 4711" in refusal(pipeline, B) and not collected(pipeline, B)


def test_a_lost_answer_leaves_the_key_unknown_and_the_day_unproved(pipeline: Pipeline) -> None:
    pipeline.exchange.add_fault("5xx", "/api/v3/account", times=None)
    pipeline.run_day(A, DAY)
    assert isinstance(pipeline.failed[f"key of {A} {DAY}"], RetryableError)
    assert verdicts(pipeline, A) == {"unproved"} and not collected(pipeline, A)


def test_an_answer_without_a_number_is_no_witness(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    route = ROUTES["/api/v3/account"]
    monkeypatch.setitem(
        ROUTES, "/api/v3/account", replace(route, answer=lambda call: {**route.answer(call), "uid": None})
    )
    pipeline.run_day(A, DAY)
    assert verdicts(pipeline, A) == {"unproved"} and not collected(pipeline, A)


def test_what_was_read_before_anybody_was_asked_whose_key_it_is_proves_until_the_account_is_another(
    deploy: Deploy, connect: Callable[..., Engine], database: Database, owner_engine: Engine
) -> None:
    pipeline = without_main(deploy, engine=connect(database))
    pipeline.run_day(B, DAY)
    with owner_engine.begin() as owner:
        owner.exec_driver_sql("DELETE FROM binance_account_identities")
        owner.exec_driver_sql("UPDATE binance_collection_coverage SET uid = NULL")
    judge_again(pipeline.engine, spot(B, DAY), "of before")
    assert verdicts(pipeline, B) == {"proved"}
    move_to(pipeline, NEXT)
    pipeline.run_day(B, NEXT)
    assert verdicts(pipeline, B) == verdicts(pipeline, B, NEXT) == {"proved"}
    replace_account(pipeline.exchange, B, 4711)
    pipeline.uids[B] = 4711
    pipeline.witness(B)
    judge_each(pipeline.engine, [spot(B, DAY), spot(B, NEXT)], "of another account")
    assert verdicts(pipeline, B) == verdicts(pipeline, B, NEXT) == {"unproved"}


def without_main(deploy: Deploy, **rest: Any) -> Pipeline:
    """The subs alone stand in the accounts file: no list of sub-accounts can be read."""
    return deploy(family(main_in_file=False), at=DAY, **rest)


def move_to(pipeline: Pipeline, day: date) -> None:
    pipeline.clock.exchange_clock.move_to(settled(day))
