"""Messages about closes and breaks: no amounts, nothing foreign that acts."""

from __future__ import annotations

from datetime import UTC, date, datetime

from binrecon.reporting.close_messages import past_due_message, taken_back_message
from binrecon.reporting.discord_text import masked
from binrecon.storage.sign_offs import Newer

from tests.reporting.test_close_request import MONTH, SIGNED, off

NEWER = Newer(date(2026, 9, 3), "MARGIN", "@everyone", "loan", "open", datetime(2026, 10, 3, tzinfo=UTC))


def test_a_certificate_that_is_taken_back_names_the_verdicts_that_came_after_it() -> None:
    message = taken_back_message(MONTH, SIGNED, [NEWER], masked)
    assert message.embed["title"] == f"{masked('a@b.example')}: the certificate of 2026-09 is taken back"
    assert "2026-09-03 MARGIN" in message.embed["description"] and "@everyone" not in message.embed["description"]
    assert message.fingerprint == taken_back_message(MONTH, SIGNED, [], masked).fingerprint
    other = taken_back_message(MONTH._replace(month=date(2026, 8, 1)), SIGNED, [], masked)
    assert other.kind != message.kind, "else two months would be told in turns for ever"


def test_nothing_past_its_due_day_is_no_message() -> None:
    assert past_due_message(date(2026, 10, 6), [], [], masked) is None


def test_what_is_past_its_due_day_is_listed_without_amounts() -> None:
    due = off(due=date(2026, 10, 1), owner=None)
    message = past_due_message(date(2026, 10, 6), [(MONTH, date(2026, 10, 5))], [due], masked)
    assert message is not None
    told = message.embed["description"]
    assert "2026-09 is not certified, due 2026-10-05" in told and "due 2026-10-01, no owner" in told
    assert "7.125" not in told
