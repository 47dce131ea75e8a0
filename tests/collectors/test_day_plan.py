"""Which fixed questions a main account and a sub-account are asked each day."""

from __future__ import annotations

from collections import Counter

import pytest
from binrecon.collectors.day_plan import fixed_questions, plan_fixed
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import RECONCILED
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
    assert Counter(question.endpoint for question in fixed_questions(account_type, Wallet.SPOT)) == expected


def test_everything_that_can_move_a_balance_is_required() -> None:
    questions = fixed_questions(AccountType.MAIN, Wallet.SPOT)
    assert [question.endpoint for question in questions if not question.required] == ["sub_account_list"]


@pytest.mark.parametrize("account_type", AccountType)
def test_a_wallet_has_questions_of_its_own_and_one_of_them_is_its_witness(account_type: AccountType) -> None:
    asked = {wallet: list(fixed_questions(account_type, wallet)) for wallet in RECONCILED}
    assert [(one.endpoint, one.key, one.witness) for one in asked[Wallet.FUTURES]] == [
        ("futures_snapshot", "FUTURES", True),
        ("um_income", "", False),
    ]
    assert [one.endpoint for one in asked[Wallet.SPOT] if one.witness] == ["daily_snapshot"]


def test_trades_public_endpoints_and_those_without_evidence_are_not_fixed_questions() -> None:
    others = [CATALOGUE["trades"], CATALOGUE["server_time"], CATALOGUE["klines"]]
    assert list(fixed_questions(AccountType.SUB, Wallet.SPOT, others)) == []


def test_the_plan_is_written_for_the_day(engine: Engine) -> None:
    questions = plan_fixed(engine, spot(EMAIL, DAY), AccountType.SUB)
    stored = planned(engine, spot(EMAIL, DAY))
    assert len(stored) == len(questions) and set(stored) == set(questions)
