"""A resolution is about one measure of an asset in one wallet, and explains nothing else."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.vocabulary import AccountType, Measure, Wallet
from binrecon.reporting.csv_reports import write_reports
from binrecon.services.day_messages import messages_of
from binrecon.services.rejudging import days_without_backing, judge_again
from binrecon.storage import resolutions
from binrecon.storage.resolutions import Proposal, RefusedError
from sqlalchemy import Engine

from tests.services.margin_days import MARGIN, judged, margin_day
from tests.storage.rows import fetch

NOW = datetime.now(UTC)
LOAN = Proposal(
    MARGIN, "USDT", "exchange_error", Decimal("-0.5"), "cleared by support, ticket 4711", measure=Measure.LOAN
)
LOGGED = "SELECT action, detail ->> 'measure' FROM binance_audit_log WHERE action LIKE 'resolution %' ORDER BY id"


@pytest.fixture
def owing(engine: Engine) -> Engine:
    """A covered day of margin whose loan ends with half a USDT less than any list accounts for; its balance and its
    interest are proved."""
    margin_day(engine, {"USDT": ("10", "7", "0")}, {"USDT": ("10", "6.5", "0")})
    assert measures(engine) == {"balance": "proved", "loan": "open", "interest": "proved"}
    return engine


def measures(engine: Engine) -> dict[str, str]:
    return {str(one.line.measure): str(one.verdict) for one in judged(engine).asset_verdicts}


def loan(engine: Engine) -> AssetVerdict:
    [found] = [one for one in judged(engine).asset_verdicts if one.line.measure is Measure.LOAN]
    return found


def propose(engine: Engine, **other: Any) -> int:
    with engine.begin() as connection:
        return resolutions.propose(connection, LOAN._replace(**other), "ann", False, NOW)


def withdraw(engine: Engine, number: int) -> None:
    with engine.begin() as connection:
        resolutions.withdraw(connection, number, "bob", "the ticket was about another day", NOW)


def test_what_a_person_knows_of_a_loan_explains_it(owing: Engine) -> None:
    assert loan(owing).findings.next_steps == (
        "have a person resolve it: no list tells of it, and the form of resolutions names what of an asset is meant",
    )
    number = propose(owing)
    found = loan(owing)
    assert (str(found.verdict), found.reason) == ("explained", f"resolution (resolution {number})")
    assert [one.amount for one in found.findings.explained] == [Decimal("-0.5")]
    assert measures(owing) == {"balance": "proved", "loan": "explained", "interest": "proved"}
    assert fetch(owing, LOGGED) == [("resolution proposed", "loan")]


def test_a_part_of_it_leaves_it_open_and_says_what_is_left(owing: Engine) -> None:
    number = propose(owing, amount=Decimal("-0.2"))
    found = loan(owing)
    assert str(found.verdict) == "open" and found.reason.endswith("nothing accounts for, resolved in part")
    assert [one.amount for one in found.findings.resolved] == [Decimal("-0.2")]
    assert found.findings.next_steps == (
        f"-0.2 of -0.5 resolved, -0.3 open: resolution {number} in force, and they do not come to the variance: "
        "resolve the rest, or withdraw what is wrong",
    )


def test_messages_and_reports_say_that_it_is_the_loan(owing: Engine, tmp_path: Path) -> None:
    account = Account(MARGIN.email, AccountType.SUB, "binance_sub", wallets=(Wallet.SPOT, Wallet.MARGIN))
    told = list(messages_of(owing, Roster((account,), Settings()), account, MARGIN, [], "run"))
    opened = [field["value"] for field in told[0].embed["fields"] if field["name"] == "Open"]
    assert opened == ["USDT loan · above the threshold"]
    write_reports(owing, tmp_path, "fund", MARGIN)
    for name in ("summary", "verdicts"):
        rows = csv.DictReader((tmp_path / "fund" / str(MARGIN.day) / f"{name}_margin.csv").open())
        found = [(row["measure"], row["variance"]) for row in rows]
        assert found == [("balance", "0"), ("interest", "0"), ("loan", "-0.5")]


def test_one_that_is_withdrawn_opens_the_loan_again(owing: Engine) -> None:
    number = propose(owing)
    assert judge_again(owing, MARGIN, "resolutions") is not None
    assert days_without_backing(owing, NOW) == []
    withdraw(owing, number)
    assert days_without_backing(owing, NOW) == [MARGIN]
    assert str(loan(owing).verdict) == "open"


def test_only_what_is_open_can_be_resolved(owing: Engine) -> None:
    with pytest.raises(RefusedError, match="'USDT' is proved on"):
        propose(owing, measure=Measure.BALANCE)
    with pytest.raises(RefusedError, match="interest of 'USDT' is proved on"):
        propose(owing, measure=Measure.INTEREST)
    with pytest.raises(RefusedError, match="loan of 'BTC' was not judged on"):
        propose(owing, asset="BTC")


def test_a_resolution_of_the_balance_is_none_of_the_loan(engine: Engine) -> None:
    margin_day(engine, {"USDT": ("10", "7", "0")}, {"USDT": ("9.5", "6.5", "0")})
    judged(engine)
    propose(engine, measure=Measure.BALANCE)
    assert measures(engine) == {"balance": "explained", "loan": "open", "interest": "proved"}
    propose(engine)
    assert measures(engine) == {"balance": "explained", "loan": "explained", "interest": "proved"}


def test_the_same_part_of_two_measures_is_two(engine: Engine) -> None:
    margin_day(engine, {"USDT": ("10", "7", "0")}, {"USDT": ("9.5", "6.5", "0")})
    judged(engine)
    numbers = [propose(engine, measure=measure) for measure in (Measure.BALANCE, Measure.LOAN)]
    with pytest.raises(RefusedError, match=f"resolution {numbers[1]} says the same"):
        propose(engine)
