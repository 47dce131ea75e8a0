"""Whatever is typed into the form becomes a typed value or a sentence that names the field."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from binrecon.orchestration.resolution_form import error_ids_of, proposal_of, reason_of, resolution_id_of, user_of
from binrecon.storage.resolutions import RefusedError

FORM = {
    "account": "fund@example.com",
    "day": "2026-11-02",
    "asset": "BTC",
    "kind": "airdrop",
    "amount": "-0.000000000000000001",
    "reason": "  told by support, ticket 4711 ",
    "expires": "2027-01-01",
    "resolution_id": None,
    "error_id": None,
}


def test_a_whole_form_is_read_exactly():
    wanted = proposal_of(FORM)
    assert (wanted.account_day.day, wanted.amount) == (date(2026, 11, 2), Decimal("-0.000000000000000001"))
    assert (wanted.reason, wanted.expires_at) == ("told by support, ticket 4711", datetime(2027, 1, 1, tzinfo=UTC))
    assert proposal_of(FORM | {"expires": None}).expires_at is None


@pytest.mark.parametrize(
    ("typed", "wallet"), [({}, "SPOT"), ({"wallet": None}, "SPOT"), ({"wallet": "FUTURES"}, "FUTURES")]
)
def test_a_resolution_is_about_the_wallet_chosen_and_of_spot_where_none_is(typed, wallet):
    assert proposal_of(FORM | typed).account_day.wallet == wallet


@pytest.mark.parametrize(
    ("typed", "measure"), [({}, "balance"), ({"measure": None}, "balance"), ({"measure": "loan"}, "loan")]
)
def test_a_resolution_is_about_the_measure_chosen_and_of_the_balance_where_none_is(typed, measure):
    assert proposal_of(FORM | {"wallet": "MARGIN"} | typed).measure == measure


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("account", None, "'account' is missing"),
        ("account", "a@b.c\nINFO proved", "line breaks"),
        ("day", "2026-02-30", "'day' must be a day"),
        ("day", 20261102, "'day' is missing"),
        ("asset", "  ", "'asset' is missing"),
        ("asset", "BTC\x00", "invisible"),
        ("asset", "B\u202eTC", "invisible"),
        ("wallet", "EARN", "'wallet' must be one of SPOT, MARGIN, ISOLATED_MARGIN, FUTURES, COIN_M_FUTURES, OPTION"),
        ("measure", "loan", "'measure' must be one that SPOT has: balance"),
        ("measure", "debt", "'measure' must be one that SPOT has"),
        ("kind", "theft", "'kind' must be one of"),
        ("kind", None, "'kind' is missing"),
        ("amount", "0", "'amount' is zero"),
        ("amount", "-0.0", "'amount' is zero"),
        ("amount", "NaN", "not a plain decimal"),
        ("amount", "1,5", "not a plain decimal"),
        ("amount", "0.1234567890123456789", "does not fit"),
        ("amount", 0.1, "'amount' is missing"),
        ("amount", "\uff11", "not a plain decimal"),
        ("reason", "dunno", "'reason' must be 10 to 1000"),
        ("reason", "x" * 1001, "'reason' must be 10 to 1000"),
        ("expires", "soon", "'expires' must be a day"),
    ],
)
def test_a_wrong_field_is_named(field, value, sentence):
    with pytest.raises(RefusedError, match=sentence):
        proposal_of(FORM | {field: value})


def test_an_approval_needs_no_reason_and_a_withdrawal_does():
    assert reason_of({"reason": " "}, needed=False) == ""
    with pytest.raises(RefusedError, match="'reason' is missing"):
        reason_of({"reason": " "})


@pytest.mark.parametrize("value", [None, 0, -1, True, "7", 1.0, 2**63])
def test_a_resolution_is_named_by_its_number(value):
    with pytest.raises(RefusedError, match="'resolution_id' is missing"):
        resolution_id_of({"resolution_id": value})
    assert resolution_id_of({"resolution_id": 7}) == 7


@pytest.mark.parametrize(("text", "ids"), [("12", (12, 12)), (" 12-40 ", (12, 40))])
def test_errors_are_named_alone_or_as_a_span(text, ids):
    assert error_ids_of({"error_id": text}) == ids


@pytest.mark.parametrize("text", ["x", "1-", "1,2", "\u0661", "1 OR true"])
def test_no_other_text_names_errors(text):
    with pytest.raises(RefusedError, match="'error_id' must be an id"):
        error_ids_of({"error_id": text})


@pytest.mark.parametrize("name", [None, "", "  "])
def test_a_run_without_a_user_is_refused(name):
    with pytest.raises(RefusedError, match="no user triggered this run"):
        user_of({"dag_run": SimpleNamespace(triggering_user_name=name, clear_number=0)})


def test_the_author_is_the_user_who_triggered_the_run():
    assert user_of({"dag_run": SimpleNamespace(triggering_user_name="ann", clear_number=0)}) == "ann"


def test_whoever_clears_a_run_does_not_sign_as_the_user_who_triggered_it():
    with pytest.raises(RefusedError, match="trigger the form again"):
        user_of({"dag_run": SimpleNamespace(triggering_user_name="ann", clear_number=1)})
