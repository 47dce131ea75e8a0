"""The rows of the page's bench, few of them: whether they are such as the product writes. Times belong to the bench."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from binrecon.domain.account_day import AccountDay
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import Wallet
from binrecon.storage.pages.account_day import read_day, read_questions
from binrecon.storage.pages.open_values import read_open
from binrecon.storage.pages.overview import read_overview
from sqlalchemy import Engine

from tests.bench import page
from tests.bench.fabricate_page import Size, fabricate
from tests.bench.page import Answered

SIZE = Size(accounts=3, days=12, assets=7, last=date(2026, 11, 20))
FIRST = SIZE.last - timedelta(days=SIZE.days - 1)


@pytest.fixture
def filled(owner_engine: Engine, reader_engine: Engine) -> Engine:
    fabricate(owner_engine, SIZE)
    return reader_engine


def test_every_account_day_adds_up_as_its_verdicts_say(filled: Engine) -> None:
    cells = 0
    for email in SIZE.emails:
        for place in range(SIZE.days):
            account_day = AccountDay(email, FIRST + timedelta(days=place), Wallet.SPOT)
            read, found = (
                read_day(filled, account_day, SIZE.last),
                {"proved": 0, "explained": 0, "open": 0, "unproved": 0},
            )
            for line in read.lines:
                found[line.verdict] += 1
                off = line.verdict in ("explained", "open")
                assert line.variance is not None and bool(line.variance) is off, (account_day, line)
            assert read.judged is not None
            assert [getattr(read.judged, name) for name in found] == list(found.values()), account_day
            assert read.judged.verdict == max((name for name in found if found[name]), key=list(found).index)
            assert len(read_questions(filled, account_day).questions) == 38
            cells += len(read.lines)
    assert cells == SIZE.verdicts


def test_the_first_screen_has_every_day_and_all_that_is_open_or_unproved(filled: Engine) -> None:
    now = datetime.now(UTC)
    read = read_overview(filled, SIZE.emails, FIRST, SIZE.last, now)
    found = read_open(filled, SIZE.emails, FIRST, SIZE.last, newest_settled_day(now)).breaks
    assert len(read.days) == SIZE.accounts * SIZE.days and read.sealed_at is not None
    assert sum(one.days for one in found) == sum(day.open + day.unproved for day in read.days) > 0
    assert list(read.breaks) == list(found)


def test_a_screen_that_takes_longer_than_its_bound_or_than_airflows_grid_misses_its_target() -> None:
    account = page.accounts_of(SIZE)[0]
    asked = page.calls(account, SIZE.last, 1)
    found: dict[str, list[Any]] = {one.name: [Answered(100.0, 1000)] for one in asked}
    assert all(row.holds for row in page.rows(SIZE, asked, found))
    found[page.FIRST] = [Answered(301.0, 1000)]
    missed = [row.figure for row in page.rows(SIZE, asked, found) if not row.holds]
    assert missed == [f"{page.FIRST}, ms", "first screen ÷ Airflow's grid"]
