"""A form counts once: a second try of its run gives what the first one did, a cleared run is refused."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from binrecon.domain.errors import BinreconError
from binrecon.orchestration import hook, resolution_tasks
from binrecon.orchestration.resolution_tasks import FormRefusedError
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.errors_log import record
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, covered_day, fetch, snapshot

ACCOUNT = f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n'
CLAIM = {
    "action": "propose",
    "account": EMAIL,
    "day": DAY.isoformat(),
    "asset": "BTC",
    "kind": "other",
    "amount": "0.25",
    "reason": "told by support, ticket 1",
}
TOUCHED = {"resolution": 1, "account": EMAIL, "day": DAY.isoformat(), "wallet": "SPOT"}
WRITTEN = "SELECT id, author FROM binance_resolutions ORDER BY id"


@pytest.fixture
def form(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """form(run, user, cleared=0, **fields) is one try of the first task of a run, over a day with an open quarter of a
    BTC."""
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1.25"})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    (tmp_path / "accounts.toml").write_text(ACCOUNT)
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setattr(hook, "engine", lambda: engine)

    def act(run: str, user: str, cleared: int = 0, **fields: Any) -> dict[str, Any]:
        dag_run = SimpleNamespace(run_id=run, triggering_user_name=user, clear_number=cleared)
        monkeypatch.setattr(resolution_tasks, "get_current_context", lambda: {"dag_run": dag_run, "params": fields})
        return resolution_tasks.act.function()

    return act


def test_a_second_try_gives_what_the_first_one_wrote_and_writes_nothing(form: Any, engine: Engine) -> None:
    assert [form("one", "ann", **CLAIM) for _ in range(2)] == [TOUCHED, TOUCHED]
    withdrawal = {"action": "withdraw", "resolution_id": 1, "reason": "it was another day"}
    assert [form("two", "ann", **withdrawal) for _ in range(2)] == [TOUCHED, TOUCHED]
    assert fetch(engine, WRITTEN) == [(1, "ann")]
    done = "SELECT actor, detail ->> 'run_id' FROM binance_audit_log WHERE action = 'form done' ORDER BY id"
    assert fetch(engine, done) == [("ann", "one"), ("ann", "two")]


def test_a_second_try_gives_the_errors_that_the_first_one_resolved(form: Any, engine: Engine) -> None:
    record(engine, EMAIL, BinreconError("no answer"), needs_manual_review=True)
    resolved = {"action": "resolve_error", "error_id": "1", "reason": "the key was renewed"}
    assert [form("one", "ann", **resolved) for _ in range(2)] == [{"resolved_errors": 1}] * 2


def test_the_same_form_of_another_run_is_asked_anew(form: Any) -> None:
    form("one", "ann", **CLAIM)
    with pytest.raises(FormRefusedError, match="resolution 1 says the same"):
        form("two", "ann", **CLAIM)


def test_clearing_a_run_does_not_write_in_the_name_of_the_user_who_triggered_it(form: Any, engine: Engine) -> None:
    form("one", "ann", **CLAIM)
    form("two", "ann", action="withdraw", resolution_id=1, reason="it was another day")
    with pytest.raises(FormRefusedError, match="this run was cleared.*trigger the form again"):
        form("one", "ann", cleared=1, **CLAIM)
    assert fetch(engine, WRITTEN) == [(1, "ann")]


def test_a_refused_approval_is_not_made_good_by_clearing_it_once_there_is_something_to_approve(form: Any) -> None:
    approval = {"action": "approve", "resolution_id": 1, "reason": None}
    with pytest.raises(FormRefusedError, match="there is no resolution 1"):
        form("typo", "ann", **approval)
    form("claim", "bob", **CLAIM)
    with pytest.raises(FormRefusedError, match="trigger the form again"):
        form("typo", "ann", cleared=1, **approval)


@pytest.mark.parametrize(
    ("amount", "loud", "amounts"),
    [
        ("0.125", "ONLY A PART OF THE VARIANCE", "0.125 of 0.25 resolved, 0.125 open"),
        ("0.5", "MORE THAN THE VARIANCE", "0.5 of 0.25 resolved, -0.25 open"),
        ("-0.25", "ONLY A PART OF THE VARIANCE", "-0.25 of 0.25 resolved, 0.5 open"),
    ],
)
@pytest.mark.parametrize("shown", [True, False])
def test_a_proposal_for_a_part_says_so_loudly(
    form: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture, amount: str, loud: str, amounts: str, shown: bool
) -> None:
    (tmp_path / "accounts.toml").write_text(f"[settings]\nshow_amounts = {str(shown).lower()}\n{ACCOUNT}")
    form("one", "ann", **CLAIM | {"amount": amount})
    [told] = [record for record in caplog.records if record.levelname == "WARNING"]
    assert loud in told.getMessage() and (amounts in told.getMessage()) is shown
    assert shown or "0." not in told.getMessage()


def test_a_proposal_for_all_that_is_left_is_not_loud(form: Any, caplog: pytest.LogCaptureFixture) -> None:
    form("one", "ann", **CLAIM | {"amount": "0.125"})
    caplog.clear()
    form("two", "ann", **CLAIM | {"amount": "0.125", "reason": "told by support, ticket 2"})
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


def test_a_mistyped_account_does_not_read_as_one_without_resolutions(form: Any) -> None:
    with pytest.raises(FormRefusedError, match="nothing was done: .*nobody@example.com"):
        form("look", "ann", action="show", account="nobody@example.com")


def test_looking_twice_shows_twice(form: Any, caplog: pytest.LogCaptureFixture) -> None:
    form("one", "ann", **CLAIM)
    with caplog.at_level("INFO"):
        assert [form("look", "ann", action="show", account=None) for _ in range(2)] == [
            {"resolutions": 1, "errors": 0}
        ] * 2
    assert caplog.text.count("resolution 1 is active") == 2


def test_the_list_names_what_is_in_force_without_the_second_person_that_is_needed_by_now(
    form: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    form("one", "ann", **CLAIM)
    (tmp_path / "accounts.toml").write_text(f"[settings]\nsecond_person = true\n{ACCOUNT}")
    form("two", "ann", **CLAIM | {"kind": "airdrop"})
    form("three", "bob", action="approve", resolution_id=2, reason=None)
    with caplog.at_level("INFO"):
        form("look", "ann", action="show", account=None)
    told = [line for line in caplog.text.splitlines() if " is active" in line]
    assert ["proposed before a second person had to approve" in line for line in told] == [False, True], "newest first"
