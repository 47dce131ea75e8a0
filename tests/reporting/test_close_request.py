"""What a person who is asked to sign a month reads: the largest first, amounts only where they may be shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from binrecon.reporting import close_request
from binrecon.reporting.close_request import by_value_and_age, request_of
from binrecon.storage.breaks import Break
from binrecon.storage.closes import Month
from binrecon.storage.sign_offs import Signature

MONTH = Month("a@b.example", date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 30), True, True, 0, 1, 5, 1, 2, 0)
SIGNED = Signature(1, "prepared", "ann", "see *this* | that", "d", 1, 1, datetime(2026, 10, 3, tzinfo=UTC))


def off(asset: str = "BTC", usd: str | None = "1", first: int = 3, **more: Any) -> Break:
    value = None if usd is None else Decimal(usd)
    first_day, variance = date(2026, 9, first), Decimal("7.125")
    made = Break(
        "a@b.example", "SPOT", asset, "balance", first_day, first_day, 1, "open", 30, "8-30", variance, variance, value,
        "nothing accounts for it", None, None, "", "why", "",
    )  # fmt: skip
    return made._replace(**more)


def body(*found: Break, amounts: bool = False, prepared: Signature | None = None) -> str:
    return request_of(MONTH, "prepared", prepared, found, "digest", amounts).body


def test_the_largest_come_first_and_what_has_no_price_before_them() -> None:
    found = [off("A", "1"), off("B", "9"), off("C", None), off("D", "9", first=1)]
    assert [one.asset for one in by_value_and_age(found)] == ["C", "D", "B", "A"]


def test_amounts_are_shown_only_where_they_may_be() -> None:
    assert "7.125" not in body(off()) and "variance" not in body(off())
    assert "| 7.125 | 1.00 |" in body(off(), amounts=True)
    assert "| 7.125 | no price |" in body(off(usd=None), amounts=True)


def test_foreign_texts_stay_texts() -> None:
    told = body(off("<b>|x", owner="*me*", reason="a|b\n# c"), prepared=SIGNED)
    assert r"\<b\>\|x" in told and r"\*me\*" in told and r"a\|b \# c" in told and r"see \*this\* \| that" in told


def test_the_reviewer_reads_who_prepared_and_that_another_person_has_to() -> None:
    told = body(prepared=SIGNED)
    assert "Prepared by **ann** at 2026-10-03 00:00 UTC" in told and "Another person has to review it" in told
    assert "Nothing is open or unproved now." in told
    assert "5 proved, 1 explained, 2 open, 0 unproved" in told


def test_what_is_left_out_is_counted(monkeypatch: Any) -> None:
    monkeypatch.setattr(close_request, "MOST", 2)
    told = body(off("A"), off("B"), off("C"))
    assert "**3 break(s)**" in told and "and 1 more: see Proof, Open." in told and "| C |" not in told


def test_days_and_measures_are_named() -> None:
    told = body(off(measure="loan", last_day=date(2026, 9, 5)), off("", None, measure="", state="unproved"))
    assert "| BTC loan | SPOT | 2026-09-03 to 2026-09-05 |" in told.replace("\\-", "-") and "| the day |" in told


def test_the_subject_says_what_is_asked() -> None:
    asked = request_of(MONTH, "reviewed", None, (), "d", False)
    assert (asked.subject, asked.digest) == ("Close 2026-09 of a@b.example: sign as reviewed", "d")
