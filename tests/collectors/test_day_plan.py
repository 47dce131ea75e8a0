"""Which fixed questions a main account and a sub-account are asked each day."""

from __future__ import annotations

from collections import Counter

import pytest
from binrecon.collectors.day_plan import fixed_questions, plan_fixed
from binrecon.domain.vocabulary import AccountType
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage.plan import planned
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import DAY, EMAIL

BOTH = {"daily_snapshot": 1, "deposit_history": 1, "withdraw_history": 1, "wallet_transfer": 12, "convert_history": 1}
MAIN = BOTH | {"sub_transfer_history": 2, "universal_transfer": 2, "sub_account_list": 1}
SUB = BOTH | {"sub_user_history": 2}


@pytest.mark.parametrize(("account_type", "expected"), [(AccountType.MAIN, MAIN), (AccountType.SUB, SUB)])
def test_an_account_is_asked_every_endpoint_that_is_its_to_ask_and_every_key(
    account_type: AccountType, expected: dict[str, int]
) -> None:
    assert Counter(question.endpoint for question in fixed_questions(account_type)) == expected


def test_everything_that_can_move_a_balance_is_required() -> None:
    assert [q.endpoint for q in fixed_questions(AccountType.MAIN) if not q.required] == ["sub_account_list"]


def test_trades_public_endpoints_and_those_without_evidence_are_not_fixed_questions() -> None:
    assert (
        list(fixed_questions(AccountType.SUB, [CATALOGUE["trades"], CATALOGUE["server_time"], CATALOGUE["klines"]]))
        == []
    )


def test_the_plan_is_written_for_the_day(engine: Engine) -> None:
    questions = plan_fixed(engine, spot(EMAIL, DAY), AccountType.SUB)
    stored = planned(engine, spot(EMAIL, DAY))
    assert len(stored) == len(questions) and set(stored) == set(questions)
