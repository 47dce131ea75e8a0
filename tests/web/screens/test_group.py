"""The screen of the whole group: the lines of group.csv, what is not known said so, and no more time than it has."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from binrecon.config.accounts import Account, Roster, Settings
from binrecon.domain.group import GroupLine, UnknownWallet
from binrecon.domain.vocabulary import AccountType
from binrecon.services.group import GroupDay, path_of, write_group
from binrecon.storage.database import reading_engine
from binrecon.web import reader
from binrecon.web.screens import group
from binrecon.web.screens.group import Sought, shown_days
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.conftest import Database
from tests.storage.rows import DAY
from tests.web.conftest import Site

Visit = Callable[..., TestClient]
ZERO = Decimal(0)


def line(asset: str, verdict: str = "proved") -> GroupLine:
    return GroupLine(DAY, asset, *[ZERO] * 7, None, ZERO, ZERO, ZERO, verdict, "why")


def read_day(*lines: GroupLine, unknown: tuple[UnknownWallet, ...] = ()) -> GroupDay:
    return GroupDay(DAY, 3, lines, unknown)


def shown(*days: GroupDay, sought: Sought = Sought(), most: int = 99) -> list[tuple[list[str], int]]:
    return [([one.asset for one in day.lines], day.fitting) for day in shown_days(days, sought, most)]


def test_what_is_not_proved_comes_first_and_the_filter_keeps_what_it_names() -> None:
    day = read_day(line("ADA"), line("BTC", "unproved"), line("WBTC"))
    assert shown(day) == [(["BTC", "ADA", "WBTC"], 3)]
    assert shown(day, sought=Sought(asset="btc")) == [(["BTC", "WBTC"], 2)]
    assert shown(day, sought=Sought(verdict="unproved")) == [(["BTC"], 1)]


def test_a_line_that_speaks_of_no_asset_is_kept_whatever_asset_is_sought() -> None:
    assert shown(read_day(line("", "unproved")), sought=Sought(asset="BTC")) == [([""], 1)]


def test_lines_beyond_the_bound_are_counted() -> None:
    assert shown(read_day(line("A"), line("B")), read_day(line("C")), most=1) == [(["A"], 2), ([], 1)]


def counted(days: int) -> Iterator[int]:
    yield from range(days)


def test_further_days_are_read_as_long_as_there_is_time() -> None:
    assert list(group._within(60, counted(3))) == [0, 1, 2]
    assert list(group._within(60, counted(30))) == list(range(group.DAYS_AT_ONCE))
    assert list(group._within(0, counted(30))) == [0], "the first one always"


def test_its_csv_is_the_file_of_the_reports_byte_by_byte(visit: Visit, site: Site, tmp_path: Path) -> None:
    roster = Roster(site.accounts, Settings(reports=tmp_path))
    engine = reading_engine(site.database.reader_url)
    for day in site.demo.world.days:
        write_group(engine, roster, day)
        told = visit().get(f"/group.csv?first={day}&last={day}").text
        assert told == path_of(tmp_path, day).read_text() and len(told.splitlines()) > 5
    engine.dispose()


def test_every_line_of_the_csv_is_on_the_screen_the_newest_day_first(visit: Visit, site: Site) -> None:
    body = visit().get("/group").text
    [address] = re.findall(r'download href="(/group.csv[^"]*)"', body)
    rows = list(csv.DictReader(io.StringIO(visit().get(unescape(address)).text)))
    days = re.findall(r'<section aria-labelledby="day-([^"]+)"', body)
    assert days == sorted(set(days), reverse=True) == list(dict.fromkeys(one["date"] for one in rows))
    assert set(map(str, site.demo.world.days)) == set(days)
    sections = body.split('<section aria-labelledby="day-')[1:]
    for day, section in zip(days, sections, strict=True):
        told = sorted(re.findall(r'first=[^"]+">([^<]+)</a></th><td><span class="badge (\w+)', section))
        assert told == sorted((one["asset"], one["verdict"]) for one in rows if one["date"] == day)
    assert '<span class="n">unknown</span>' in body, "the demo has days of which a snapshot is missing"


def test_a_user_of_some_accounts_sees_these_together_and_is_told_so(visit: Visit, site: Site) -> None:
    own, others = site.accounts[1], [one for one in site.accounts if one is not site.accounts[1]]
    body, told = (visit((own,)).get(address).text for address in ("/group", "/group.csv"))
    assert "Over the accounts that your login may see" in body
    assert not [one.email for one in others if one.email in body + told]
    assert "Over the accounts that your login may see" not in visit().get("/group").text


def test_days_are_walked_and_a_span_that_is_none_is_refused(visit: Visit, site: Site) -> None:
    first, second = site.demo.world.days[:2]
    body = visit().get(f"/group?last={second}").text
    assert f'id="day-{first}"' in body and "newer days" in body and "older days" not in body, "nothing was before"
    assert visit().get("/group.csv?first=2026-11-20&last=2026-11-01").status_code == 422
    assert visit().get(f"/group.csv?first={first - timedelta(days=40)}&last={first}").status_code == 422
    assert visit().get("/group?last=soon").status_code == 422


def test_a_day_before_the_first_is_said_to_be_unknown(visit: Visit, site: Site) -> None:
    first = site.demo.world.days[0]
    body = visit().get(f"/group?last={first - timedelta(days=1)}&asset=BTC").text
    assert "Nothing is known of the group before its first day" in body and "<section" not in body
    assert f'href="/group?last={first}&amp;asset=BTC&amp;verdict="' in body


def test_a_day_on_which_no_account_had_begun_is_not_said_to_be_empty(visit: Visit, site: Site) -> None:
    later = tuple(replace(one, start_date=site.last + timedelta(days=1)) for one in site.accounts)
    body = visit(later).get(f"/group?last={site.last}").text
    assert "No wallet held or moved anything" not in body and "no asset" not in body
    assert "by the accounts file no account had begun" in body


def test_a_group_of_which_no_day_was_opened_is_unknown_and_not_empty(
    visit: Visit, database: Database, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit((Account("<b>@x.example", AccountType.MAIN, "a"),))
    reading = reading_engine(database.reader_url)
    monkeypatch.setattr(reader, "engine", lambda: reading)
    body = client.get("/group").text
    assert "nothing is known of the group" in body and "no asset is known" in body and "1 of 1 not proved" in body
    assert "Not known of 1 of 1 wallet" in body and "(no verdict)" in body
    assert "<b>" not in body and "&lt;b&gt;@x.example" in body
    reading.dispose()
