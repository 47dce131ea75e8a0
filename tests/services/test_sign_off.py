"""Two people sign the verdicts of a period; what changes afterwards takes the signatures back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.vocabulary import AccountType
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.sign_off import ChangedSinceError, Signing, sign_once, stands
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.sign_offs import Period, changed_since, content_of, signatures
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, covered_day, fetch, snapshot, transfer

PREPARED, REVIEWED = "prepared", "reviewed"
PERIOD = Period(EMAIL, DAY, DAY)
ROSTER = Roster((Account(EMAIL, AccountType.MAIN, "binance"),), Settings())


@pytest.fixture
def judged(engine: Engine) -> Engine:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1"})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), (), "run")
    return engine


def sign(engine: Engine, role: str, author: str, run: str = "", period: Period = PERIOD) -> dict[str, Any]:
    return sign_once(engine, ROSTER, Signing(period, role, "as agreed"), author, run or f"{role} by {author}")


def standing(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        found = stands(signatures(connection, PERIOD), content_of(connection, PERIOD))
    return {role: one.author for role, one in found.items()}


def test_one_prepares_another_reviews_and_both_stand(judged: Engine) -> None:
    sign(judged, PREPARED, "ann")
    sign(judged, REVIEWED, "ben")
    assert standing(judged) == {PREPARED: "ann", REVIEWED: "ben"}
    logged = fetch(
        judged, "SELECT actor, detail -> 'touched' ->> 'role' FROM binance_audit_log WHERE action = 'form done'"
    )
    assert logged == [("ann", PREPARED), ("ben", REVIEWED)]


def test_a_verdict_that_changes_takes_both_back_and_is_named(judged: Engine) -> None:
    sign(judged, PREPARED, "ann")
    sign(judged, REVIEWED, "ben")
    transfer(judged, "BTC", "0.5")
    reconcile_day(judged, spot(EMAIL, DAY), (), "later")
    assert standing(judged) == {}
    with judged.connect() as connection:
        [newer] = changed_since(connection, PERIOD, signatures(connection, PERIOD)[-1])
    assert (newer.date, newer.asset, newer.verdict) == (DAY, "BTC", "open")
    with pytest.raises(RefusedError, match="nobody has prepared the verdicts as they are now"):
        sign(judged, REVIEWED, "ben", "again")


@pytest.mark.parametrize("reviewer", ["ann", " ANN "])
def test_who_prepared_cannot_review(judged: Engine, reviewer: str) -> None:
    sign(judged, PREPARED, "ann")
    with pytest.raises(RefusedError, match="another one has to"):
        sign(judged, REVIEWED, reviewer)
    assert standing(judged) == {PREPARED: "ann"}


def test_nothing_is_reviewed_that_nobody_prepared(judged: Engine) -> None:
    with pytest.raises(RefusedError, match="nobody has prepared"):
        sign(judged, REVIEWED, "ben")


def test_a_period_with_a_day_that_was_not_judged_is_not_signed(judged: Engine) -> None:
    longer = Period(EMAIL, DAY, DAY + timedelta(days=1))
    with pytest.raises(RefusedError, match="1 day.s. from .* have no verdict"):
        sign(judged, PREPARED, "ann", period=longer)
    assert fetch(judged, "SELECT count(*) FROM binance_sign_offs") == [(0,)]


def test_a_second_try_of_one_run_signs_once(judged: Engine) -> None:
    assert sign(judged, PREPARED, "ann", "one run") == sign(judged, PREPARED, "ann", "one run")
    assert fetch(judged, "SELECT count(*) FROM binance_sign_offs") == [(1,)]


def test_a_run_that_is_cleared_after_a_verdict_changed_has_signed_nothing(judged: Engine) -> None:
    sign(judged, PREPARED, "ann", "one run")
    transfer(judged, "BTC", "0.5")
    reconcile_day(judged, spot(EMAIL, DAY), (), "later")
    with pytest.raises(ChangedSinceError, match="changed since this run signed them"):
        sign(judged, PREPARED, "ann", "one run")
    assert standing(judged) == {}


def test_what_a_run_signed_is_not_told_as_somebody_else_s(judged: Engine) -> None:
    sign(judged, PREPARED, "ann", "one run")
    with pytest.raises(RefusedError, match="in the name of 'ann'"):
        sign(judged, PREPARED, "ben", "one run")


def test_an_account_that_the_file_does_not_have_is_refused(judged: Engine) -> None:
    with pytest.raises(RefusedError, match="no account"):
        sign(judged, PREPARED, "ann", period=Period("other@example.com", DAY, DAY))


def test_a_day_judged_again_alike_leaves_the_signatures(judged: Engine) -> None:
    sign(judged, PREPARED, "ann")
    reconcile_day(judged, spot(EMAIL, DAY), (), "again")
    assert standing(judged) == {PREPARED: "ann"}
