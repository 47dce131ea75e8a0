"""Two accounts never read alike in a message, and no more of an e-mail is shown than that takes."""

from __future__ import annotations

from random import Random

import pytest
from binrecon.reporting.account_names import naming, told_apart
from binrecon.reporting.discord_text import safe, shortened


def test_names_that_cannot_be_confused_stay_as_short_as_they_were() -> None:
    emails = ["main@fund.example", "alpha+arb@fund.example", "main@other.example", "beta@fund.example"]
    assert told_apart(emails) == {email: shortened(email) for email in emails}


@pytest.mark.parametrize(
    ("emails", "names"),
    [
        (["main@f.example", "mike@f.example"], ["ma…n@f.example", "mi…e@f.example"]),
        (["alpha+arb@f.example", "alpina+arb@f.example"], ["alph…b@f.example", "alpi…b@f.example"]),
        (["trading-one@f.example", "trading-ose@f.example"], [None, None]),
    ],
)
def test_as_many_letters_are_shown_as_tell_them_apart(emails: list[str], names: list[str | None]) -> None:
    found = told_apart(emails)
    assert len({name.casefold() for name in found.values()}) == 2
    for email, name in zip(emails, names, strict=True):
        assert name is None or found[email] == name
        assert email not in found[email]


@pytest.mark.parametrize(
    "emails", [["ab@x.y", "ac@x.y"], ["a@x.y", "b@x.y", "ab@x.y"], ["MAIN@x.y", "main@x.y"], ["@x.y", "x.y"]]
)
def test_names_too_short_for_letters_get_digits(emails: list[str]) -> None:
    found = told_apart(emails)
    assert len({name.casefold() for name in found.values()}) == len(emails)
    assert not any(email == found[email] for email in emails if "@" in email)


@pytest.mark.parametrize("seed", range(5))
def test_of_many_accounts_no_two_read_alike(seed: int) -> None:
    rng = Random(seed)
    emails = {"".join(rng.choices("abAB+.", k=rng.randint(1, 9))) + "@f.example" for _ in range(400)}
    found = told_apart(emails)
    assert len({name.casefold() for name in found.values()}) == len(emails) == len(found)


def test_a_name_does_not_depend_on_the_order_of_the_file() -> None:
    emails = ["main@f.example", "mike@f.example", "m@f.example"]
    assert told_apart(emails) == told_apart(reversed(emails))


def test_an_account_that_the_file_does_not_have_is_told_apart_from_those_it_has() -> None:
    name = naming(["main@f.example"])
    assert name("main@f.example") == safe("m…@f.example")
    assert name("mike@f.example") == safe("mi…e@f.example")
    assert "@" not in name("<@1>@everyone").replace("@\u200b", "")
