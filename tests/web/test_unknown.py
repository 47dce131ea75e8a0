"""What is not known is never shown as fine: days without a verdict, faults of no account, tables that are cut off."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.errors import FatalError
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import NOBODY, AccountType
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage import errors_log
from binrecon.storage.breaks import BreakPlace, Remark, add_remark
from binrecon.storage.database import reading_engine
from binrecon.storage.pages import queues
from binrecon.storage.pages.evidence import read_page
from binrecon.storage.pages.overview import read_overview
from binrecon.storage.schema import RAW_NAMES
from binrecon.web import reader
from binrecon.web.screens import open_values
from binrecon.web.screens import overview as overview_screen
from binrecon.web.screens import queues as queues_screen
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from tests.conftest import Database
from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, insert, snapshot
from tests.web.conftest import Site

Visit = Callable[..., TestClient]
ACCOUNT = Account(EMAIL, AccountType.MAIN, "binance")
HIDDEN = "hidden@example.com"


@pytest.fixture
def page(database: Database, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A client over a database of the test's own, of a user who may see one account and send every form."""
    made = visit((ACCOUNT,), may=True)
    engine = reading_engine(database.reader_url)
    monkeypatch.setattr(reader, "engine", lambda: engine)
    return made


def judge(engine: Engine, *balances: str) -> None:
    for day, amount in zip((BEFORE, DAY), balances, strict=True):
        snapshot(engine, day, {"BTC": amount})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), (), "run")


TABLE = "binance_raw_account"
RAW = {
    "email": EMAIL,
    "endpoint": "account",
    "coverage_id": 1,
    "window_start": at(),
    "window_end": at("13:00:00"),
    "request": "{}",
    "http_status": 200,
    "weight_headers": "{}",
    "received_at": at(),
    "body": "[]",
    "body_sha256": "",
    "account_data": "[]",
}


def unproved(engine: Engine, reason: str, *assets: str) -> None:
    """A verdict on each asset, and the day as it then stands."""
    cell = {"email": EMAIL, "date": DAY, "wallet": "SPOT", "verdict": "unproved", "reason": reason}
    insert(engine, "binance_reconciliation_verdicts", *(cell | {"asset": asset} for asset in assets))
    day = {"opened_at": at(), "decided_at": at(), "unproved": len(assets)}
    insert(engine, "binance_reconciliation_days", cell | day)


def test_the_strip_is_not_green_before_a_day_is_judged(page: TestClient) -> None:
    told = page.get("/strip").json()
    assert told["worst"] == "due" and told["day"].endswith(": 1 not judged yet")


def test_days_without_a_verdict_are_no_clean_list(page: TestClient) -> None:
    assert "No day between these was judged." in page.get(f"/open?first={BEFORE}&last={DAY}").text
    report = page.get(f"/report/{ACCOUNT.slug}?first={DAY}&last={DAY}").text
    assert "No verdict was given in this period." in report and "Every verdict of the period is proved." not in report


def test_a_report_of_proved_days_says_so_and_of_an_unproved_day_does_not(page: TestClient, engine: Engine) -> None:
    judge(engine, "1", "1")
    address = f"/report/{ACCOUNT.slug}?first={DAY}&last={DAY}"
    assert "Every verdict of the period is proved." in page.get(address).text
    with engine.begin() as connection:
        connection.execute(text("UPDATE binance_reconciliation_days SET verdict = 'unproved', reason = 'no plan'"))
    body = page.get(address).text
    assert "Every asset that was judged is proved; days that are not stand above." in body


def test_a_day_that_is_unproved_as_a_whole_stands_among_what_is_open(page: TestClient, engine: Engine) -> None:
    insert(
        engine,
        "binance_reconciliation_days",
        {
            "email": EMAIL,
            "date": DAY,
            "wallet": "SPOT",
            "opened_at": at(),
            "verdict": "unproved",
            "reason": "no plan yet",
        },
    )
    body = page.get(f"/open?first={BEFORE}&last={DAY}").text
    assert f'href="/day/{ACCOUNT.slug}/{DAY}?wallet=SPOT">the day</a>' in body and "no plan yet" in body
    assert f"{EMAIL},SPOT,,,{DAY},{DAY},1,unproved," in page.get(f"/open.csv?first={BEFORE}&last={DAY}").text
    told = page.get(f"/day/{ACCOUNT.slug}/{DAY}").text
    assert "Unproved as a whole: " in told and 'data-dag="binrecon_breaks"' in told
    assert f'name="day" value="{DAY}"' in told and 'name="asset" value=""' in told


def test_what_people_said_of_a_break_is_shown_wherever_it_is_and_stays_a_text(page: TestClient, engine: Engine) -> None:
    unproved(engine, "never asked", "AAA")
    place = BreakPlace(EMAIL, "SPOT", "AAA", "balance", DAY)
    with engine.begin() as connection:
        add_remark(connection, place, Remark("<b>ann</b>", DAY, "<script>x</script>"), "ben")
    days = f"first={BEFORE}&last={DAY}"
    for address in (f"/?{days}", f"/open?{days}", f"/day/{ACCOUNT.slug}/{DAY}"):
        body = page.get(address).text
        assert f"&lt;b&gt;ann&lt;/b&gt;, due <time>{DAY}</time> <strong>late</strong>" in body, address
        assert "<script>x" not in body
        assert ("&lt;script&gt;x&lt;/script&gt;" in body) is not address.startswith("/day")


def test_rows_of_the_inbox_beyond_the_first_are_counted(
    page: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge(engine, "1", "2")
    unproved_days = {"email": EMAIL, "wallet": "SPOT", "opened_at": at(), "decided_at": at(), "verdict": "unproved"}
    insert(engine, "binance_reconciliation_days", unproved_days | {"date": BEFORE, "reason": "no plan"})
    monkeypatch.setattr(overview_screen, "MOST", 1)
    body = page.get(f"/?first={BEFORE}&last={DAY}").text
    shown = body.partition('<table class="inbox')[2]
    assert "The first 1 of " in body and shown.count('<a class="button"') == 1
    assert shown.count('scope="rowgroup"') > 1, "each cause with its count"


def test_what_is_open_before_the_grid_is_not_said_to_be_nothing_while_the_newest_day_is_judged(
    page: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At three in the morning: its run is under way, and late in an hour only."""

    class Early(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Early:
            return cls.combine(datetime.now(tz).date(), time(3), tz)

    monkeypatch.setattr(overview_screen, "datetime", Early)
    newest = newest_settled_day(Early.now(UTC))
    day = {"email": EMAIL, "wallet": "SPOT", "opened_at": at(), "decided_at": at(), "verdict": "proved"}
    insert(engine, "binance_reconciliation_days", *(day | {"date": newest - timedelta(days=n)} for n in range(1, 41)))
    cell = {"email": EMAIL, "wallet": "SPOT", "date": newest - timedelta(days=40), "asset": "BTC", "variance": 1}
    insert(engine, "binance_reconciliation_verdicts", cell | {"verdict": "open", "reason": "why"})
    body = page.get("/").text
    assert "1 break has no day in this time" in body and "1 not judged yet" in body
    assert "Of these days nothing is open or unproved on those that were judged; not every one is." in body


def test_the_reason_of_a_proved_asset_is_shown(page: TestClient, engine: Engine) -> None:
    judge(engine, "1", "1")
    with engine.begin() as connection:
        [reason] = connection.execute(text("SELECT DISTINCT reason FROM binance_reconciliation_verdicts")).scalars()
    assert reason and f'<td class="step">{reason}</td>' in page.get(f"/day/{ACCOUNT.slug}/{DAY}").text


def test_errors_of_no_account_wait_for_everybody_and_those_of_hidden_ones_do_not(
    page: TestClient, engine: Engine
) -> None:
    errors_log.record(engine, NOBODY, FatalError("the evidence could not be sealed"), needs_manual_review=True)
    errors_log.record(engine, HIDDEN, FatalError("the key was revoked"), needs_manual_review=True)
    for address in ("/", "/waiting"):
        body = page.get(address).text
        assert "the evidence could not be sealed" in body and "the key was revoked" not in body, address
    assert page.get("/strip").json()["needs"] == "2 things need a person", "nor was any day of the account opened"


def test_a_table_that_is_cut_off_says_so(page: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        errors_log.record(engine, EMAIL, FatalError(f"trouble {number}"), needs_manual_review=True)
    assert "there may be more" not in page.get("/waiting").text
    for module in (queues, queues_screen):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    body = page.get("/waiting").text
    assert "The first 2 alone: there may be more." in body and "trouble 0" not in body and "2 or more" in body


def test_what_is_open_beyond_one_page_is_counted_and_reached(
    page: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    unproved(engine, "never asked", "AAA", "BBB", "CCC")
    address = f"/open?first={BEFORE}&last={DAY}"
    assert "the oldest first" not in page.get(address).text
    monkeypatch.setattr(open_values, "MOST", 2)
    first, after = (page.get(more).text for more in (address, f"{address}&skip=2"))
    listed = after.partition("Ageing")[0]
    assert (
        "1 to 2 of 3, the oldest first" in first
        and "BBB" in first
        and "CCC" not in first.partition("Ageing")[0]
        and "skip=2" in first
    )
    assert "3 to 3 of 3, the oldest first" in after and "CCC" in listed and "BBB" not in listed and "skip=0" in after
    assert page.get(f"{address}&skip=99").text == after, "what is beyond the end is the end, never an empty list"
    assert len(page.get(address.replace("/open", "/open.csv")).text.splitlines()) == 4


def test_an_unproved_asset_without_a_word_of_why_is_in_the_inbox(page: TestClient, engine: Engine) -> None:
    unproved(engine, "", "AAA")
    read = read_overview(reader.engine(), [EMAIL], DAY, DAY, at() + timedelta(days=3))
    assert [(one.state, one.reason, one.asset) for one in read.breaks] == [("unproved", "", "AAA")]


def test_an_answer_that_was_sealed_late_has_the_link_that_holds_it(page: TestClient, engine: Engine) -> None:
    """A link of late rows alone repeats the highest row: the answer is in the later of two that end with it."""
    insert(engine, TABLE, *(RAW | {"id": number} for number in (1, 2, 3, 4)))
    for link, held in (("first", [1, 3]), ("second", [2, 3])):
        seal = {"digest": "", "previous": f"before {link}", "link": link}
        insert(engine, "binance_hash_chain", {"table_name": TABLE, "row_ids": held, **seal})
    answers = [read_page(reader.engine(), TABLE, number) for number in (1, 2, 3, 4)]
    assert [one and one.link_hash for one in answers] == ["first", "second", "first", None]


STATEMENT = {
    "file_name": "s.csv",
    "version": "1",
    "content": b"x",
    "rows": 3,
    "author": "ann",
    "utc_offset": timedelta(0),
    "offset_proof": "proved: by 3 movements",
}


def statement(engine: Engine, *, accounts: list[str], **other: object) -> None:
    given = {
        "sha256": hashlib.sha256(repr((accounts, other)).encode()).hexdigest(),
        "accounts": accounts,
        "covered_from": at(day=BEFORE),
        "covered_to": at(),
    }
    insert(engine, "binance_statement_files", {**STATEMENT, **given, **other})


def test_a_part_of_an_export_is_no_witness_yet_and_names_no_hidden_account(page: TestClient, engine: Engine) -> None:
    statement(engine, accounts=[EMAIL, HIDDEN], export="e", part=1, parts=2)
    statement(engine, accounts=[HIDDEN], file_name="hidden.csv")
    body = page.get("/waiting").text
    assert "part 1 of 2; part(s) 2 of this export are not held" in body and "a witness," not in body
    assert HIDDEN not in body and "hidden.csv" not in body


def test_the_log_tells_of_several_accounts_to_those_who_may_see_each(page: TestClient, engine: Engine) -> None:
    """As a statement, its withdrawal and the matching of transfers are logged: of no account, with those they name."""
    entry = {"actor": "someone", "action": "statement imported", "email": NOBODY}
    named = {
        "alone": {"accounts": {"1": EMAIL}},
        "imported": {"accounts": {"1": EMAIL, "2": HIDDEN}},
        "withdrawn": {"accounts": [HIDDEN]},
        "matched": {"days": [[EMAIL, str(DAY)], [HIDDEN, str(DAY)]]},
        "of nobody": {},
    }
    for name, detail in named.items():
        insert(engine, "binance_audit_log", entry | {"detail": json.dumps(detail | {"file": name})})

    def told(*emails: str) -> list[str]:
        return [one.detail["file"] for one in queues.read_log(engine, emails)]

    assert told(EMAIL) == ["of nobody", "alone"] and HIDDEN not in page.get("/log").text
    assert told(EMAIL, HIDDEN) == list(reversed(named))


def test_a_resolution_leads_to_its_measure(page: TestClient, engine: Engine) -> None:
    claim = {"date": DAY, "asset": "BTC", "kind": "airdrop", "amount": 1, "reason": "as the chain shows", "author": "a"}
    for email in (EMAIL, HIDDEN):
        insert(
            engine,
            "binance_resolutions",
            {**claim, "email": email, "wallet": "MARGIN", "measure": "loan", "needs_approval": True},
        )
    body = page.get("/waiting").text
    assert f'/cell/{ACCOUNT.slug}/{DAY}/MARGIN/loan?asset=BTC">BTC loan, {DAY}</a>' in body
    assert body.count("as the chain shows") == 1 and "waits for approval" in body


def test_the_report_s_evidence_is_every_raw_answer_about_the_period_and_its_opening(
    visit: Visit, site: Site, reading: Engine
) -> None:
    account, first = site.accounts[0], site.demo.world.days[1]
    body = visit().get(f"/report/{account.slug}?first={first}&last={first}").text
    with reading.connect() as connection:
        held = {}
        for name in sorted(RAW_NAMES):
            pages = connection.execute(
                text(
                    f"SELECT body_sha256 FROM {name} WHERE email = :email "
                    "AND window_start < :after AND window_end >= :first ORDER BY id"
                ),
                {"email": account.email, "first": f"{first} UTC", "after": f"{first + timedelta(days=1)} UTC"},
            ).scalars()
            held[name] = list(pages)
    assert {"binance_raw_daily_snapshot", "binance_raw_sub_accounts"} <= {name for name, pages in held.items() if pages}
    for name, pages in held.items():
        assert (f'<th scope="row">{name}</th>' in body) is bool(pages), name
        if pages:
            assert hashlib.sha256("\n".join(pages).encode()).hexdigest() in body, name
