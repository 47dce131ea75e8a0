"""What the pages show is what the tables hold: counts, sums, links, and nothing of accounts that a user may not see."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

import pytest
from binrecon.services.history import account_history, keep_history
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, text

from tests.web.conftest import Site

Visit = Callable[..., TestClient]
CURRENT = "SELECT email, date, wallet, asset, measure, verdict, variance FROM v_binance_verdicts_current"


class Links(HTMLParser):
    """Every address that a page links to, and its visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.found.append(address)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(body: str) -> Links:
    parser = Links()
    parser.feed(body)
    return parser


def current(engine: Engine) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(CURRENT))]


def test_the_overview_counts_what_the_tables_hold(visit: Visit, site: Site, reading: Engine) -> None:
    body = visit().get("/").text
    with reading.connect() as connection:
        held = connection.execute(
            text("SELECT verdict, count(*) FROM binance_reconciliation_days WHERE date = :day GROUP BY verdict"),
            {"day": site.last},
        ).all()
    headline = " ".join(" ".join(read(body.split("</h1>")[0]).text).split())
    for verdict, count in held:
        assert f"{count} {verdict}" in headline
    shown = Counter(re.findall(r'<td class="cell (\w+)"><a', body))
    with reading.connect() as connection:
        days = connection.execute(text("SELECT verdict, count(*) FROM binance_reconciliation_days GROUP BY verdict"))
        assert shown == Counter(dict(days.all()))


def test_every_cell_of_the_grid_leads_to_rows_whose_sum_is_the_variance(visit: Visit, site: Site) -> None:
    client = visit()
    days = [link for link in read(client.get("/").text).found if link.startswith("/day/")]
    assert len(days) >= len(site.accounts) * len(site.demo.world.days)
    cells = {
        unescape(link)
        for day in dict.fromkeys(days)
        for link in read(client.get(unescape(day)).text).found
        if link.startswith("/cell/")
    }
    assert len(cells) > 40
    for address in cells:
        page = client.get(address)
        assert page.status_code == 200, address
        told = dict(re.findall(r"<dt>([a-z ]+)</dt><dd>([^<]*)</dd>", page.text))
        moved = sum(Decimal(told[name]) for name in told if name.startswith(("transfers", "trades", "fees")))
        if told["opening"] != "–" and told["actual"] != "–":
            assert Decimal(told["opening"]) + moved == Decimal(told["expected"]), address
            assert Decimal(told["actual"]) - Decimal(told["expected"]) == Decimal(told["variance"]), address


def test_what_is_open_or_unproved_is_listed_and_nothing_else(visit: Visit, reading: Engine) -> None:
    rows = list(csv.DictReader(io.StringIO(visit().get("/open.csv").text)))
    wanted = Counter(
        (email, wallet, asset, measure, verdict)
        for email, _, wallet, asset, measure, verdict, _ in current(reading)
        if verdict in ("open", "unproved")
    )
    assert wanted
    names = ("email", "wallet", "asset", "measure", "state")
    found: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        found[tuple(row[name] for name in names)] += int(row["days"])
    assert found == wanted


def test_the_ageing_counts_every_break_once(visit: Visit) -> None:
    listed = list(csv.DictReader(io.StringIO(visit().get("/open.csv").text)))
    aged = list(csv.DictReader(io.StringIO(visit().get("/ageing.csv").text)))
    counted: Counter[tuple[str, ...]] = Counter()
    for row in aged:
        counted[row["email"], row["asset"], row["cause"], row["bucket"]] += int(row["breaks"])
    assert counted == Counter((row["email"], row["asset"], row["cause"], row["bucket"]) for row in listed)
    assert sum(int(row["unpriced"]) for row in aged) == sum(not row["usd"] for row in listed)


def test_a_cell_of_a_break_says_what_became_of_it(visit: Visit, site: Site) -> None:
    [one, *_] = [row for row in csv.DictReader(io.StringIO(visit().get("/open.csv").text)) if row["state"] == "open"]
    slug = next(account.slug for account in site.accounts if account.email == one["email"])
    address = f"/cell/{slug}/{one['first_day']}/{one['wallet']}/{one['measure']}?asset={one['asset']}"
    body = visit(may=True).get(address).text
    assert "The break" in body and "opened, " in body and 'data-dag="binrecon_breaks"' in body
    assert 'data-dag="binrecon_breaks"' not in visit().get(address).text


def test_the_months_that_are_not_over_say_so_and_nobody_can_close_them(visit: Visit, site: Site) -> None:
    body = visit(may=True).get("/closes").text
    assert all(account.email in body for account in site.accounts)
    assert "not over" in body or "to be signed" in body or "not judged" in body


def handed_out(client: TestClient, query: str = "") -> dict[str, list[dict]]:
    """What the first screen hands out, by file."""
    answer = client.get(f"/overview.zip{query}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: list(csv.DictReader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist()}


def shown_as_csvs(client: TestClient, query: str = "") -> tuple[list[dict], list[dict]]:
    """The grid and the inbox as they are handed out."""
    files = handed_out(client, query)
    return files["days.csv"], files["needs_a_person.csv"]


def test_the_inbox_accounts_for_every_open_asset(visit: Visit, reading: Engine) -> None:
    held = [(email, wallet, asset) for email, _, wallet, asset, _, verdict, _ in current(reading) if verdict == "open"]
    assert held
    _, needs = shown_as_csvs(visit(), "?verdict=open")
    assert {(one["account"], one["wallet"], one["what"]) for one in needs} == set(held)
    body = visit().get("/?verdict=open").text
    assert len(re.findall(r'<tr><th scope="row"><a [^>]+>[^<]+</a><span class="hidden"> open', body)) == len(needs)


def test_the_inbox_has_the_breaks_of_the_screen_open_each_once_and_no_other(visit: Visit, site: Site) -> None:
    days = f"first={site.demo.world.days[0]}&last={site.last}"
    listed = list(csv.DictReader(io.StringIO(visit().get(f"/open.csv?{days}").text)))
    files = handed_out(visit(), f"?{days}")
    assert listed and sorted(map(str, files["breaks.csv"])) == sorted(map(str, listed))
    told = Counter()
    for one in files["needs_a_person.csv"]:
        for asset in one["assets"].split() or [one["what"] if one["verdict"] == "open" else ""]:
            told[one["account"], one["wallet"], asset, one["since"], one["until"], one["age"]] += bool(one["verdict"])
    wanted = Counter(
        (one["email"], one["wallet"], one["asset"], one["first_day"], one["last_day"], one["age"]) for one in listed
    )
    assert +told == wanted


def test_breaks_of_other_days_are_counted_beside_the_inbox(visit: Visit, site: Site) -> None:
    def breaks(query: str) -> int:
        return len(visit().get(f"/open.csv?{query}").text.splitlines()) - 1

    last = f"first={site.last}&last={site.last}"
    beyond = breaks("first=2017-07-14") - breaks(last)
    body = visit().get(f"/?{last}").text
    assert beyond and f"{beyond} breaks have no day in this time" in body
    [address] = re.findall(r'<a href="(/open[^"]*)">all breaks</a>', body)
    assert f'Breaks: open and unproved <span class="n">{breaks("first=2017-07-14")}</span>' in (
        visit().get(unescape(address)).text
    )
    assert "no day in this time" not in visit().get("/").text


def test_a_day_leads_to_the_break_of_each_asset(visit: Visit, site: Site) -> None:
    for one in csv.DictReader(io.StringIO(visit().get("/open.csv").text)):
        slug = next(account.slug for account in site.accounts if account.email == one["email"])
        body = visit().get(f"/day/{slug}/{one['first_day']}?wallet={one['wallet']}").text
        if one["asset"]:
            [address] = {link for link in read(body).found if f"asset={one['asset']}#break" in link}
            assert 'id="break-title"' in visit().get(address).text
        else:
            assert "Unproved as a whole" in body


def test_what_the_first_screen_shows_is_handed_out_as_it_is_filtered(visit: Visit, site: Site, reading: Engine) -> None:
    days, needs = shown_as_csvs(visit())
    with reading.connect() as connection:
        held = connection.execute(text("SELECT verdict, count(*) FROM binance_reconciliation_days GROUP BY verdict"))
        assert Counter(one["state"] for one in days) == Counter(dict(held.all()))
    unproved = {
        (one["account"], name) for one in needs if one["verdict"] == "unproved" for name in one["assets"].split()
    }
    assert unproved == {(email, asset) for email, *_, asset, _, verdict, _ in current(reading) if verdict == "unproved"}
    account, last = site.accounts[0], site.last
    fewer, narrowed = shown_as_csvs(visit(), f"?account={account.slug}&usd=1000&first={last}&last={last}")
    assert {(one["date"], one["account"]) for one in fewer} <= {(str(last), account.email)}
    assert all(one["account"] == account.email and (not one["usd"] or Decimal(one["usd"]) >= 1000) for one in narrowed)


def test_a_form_that_was_left_empty_shows_all_and_what_is_not_understood_is_said(visit: Visit) -> None:
    client = visit()
    empty = "account=&wallet=&verdict=&asset=&usd=&first=&last="
    assert client.get(f"/?{empty}").status_code == 200 and client.get("/open?account=&first=&last=").status_code == 200
    for address in (
        "/?usd=much",
        "/?usd=NaN",
        "/?first=yesterday",
        "/?last=0001-01-01",
        "/open?first=x",
        "/day/x/soon",
    ):
        refused = client.get(address)
        assert refused.status_code == 422 and "not understood" in refused.text, address
    assert client.get("/?first=2026-11-20&last=2026-11-01").status_code == 422


def test_only_what_a_user_may_deal_with_needs_that_user(visit: Visit) -> None:
    assert shown_as_csvs(visit(may=False), "?mine=true")[1] == []
    assert shown_as_csvs(visit(may=True), "?mine=true")[1] == shown_as_csvs(visit(may=True))[1] != []


def test_accounts_that_a_user_may_not_see_are_in_no_count_and_on_no_page(visit: Visit, site: Site) -> None:
    alone, hidden = site.accounts[1], site.accounts[0]
    client = visit((alone,))
    for address in ("/", "/open", "/waiting", "/log", "/open.csv", "/ageing.csv", "/closes"):
        assert hidden.email not in client.get(address).text, address
    assert "of 1 account-day." in client.get("/").text
    day = site.demo.world.days[0]
    for address in (
        f"/day/{hidden.slug}/{day}",
        f"/coverage/{hidden.slug}/{day}",
        f"/report/{hidden.slug}",
        f"/csvs/{hidden.slug}/{day}",
        f"/cell/{hidden.slug}/{day}/SPOT/balance?asset=BTC",
        f"/of-dag/{hidden.dag_id}",
        f"/of-run/{hidden.dag_id}/manual__2026-11-21T02:00:00+00:00",
    ):
        assert client.get(address).status_code == 404, address


def test_evidence_is_the_exact_bytes_with_the_record_marked(visit: Visit, site: Site, reading: Engine) -> None:
    account, client = site.accounts[0], visit()
    with reading.connect() as connection:
        page, record, body = connection.execute(
            text(
                "SELECT page.id, leg.external_id, page.body FROM binance_reconciliation_transfers AS leg "
                "JOIN binance_raw_deposit_history AS page ON page.id = leg.fid "
                "WHERE leg.source = 'deposit' AND leg.email = :email ORDER BY leg.pid LIMIT 1"
            ),
            {"email": account.email},
        ).one()
    shown = client.get(f"/evidence/binance_raw_deposit_history/{page}?record={record}").text
    assert f"<mark>{record}</mark>" in shown and "the same" in shown and "sealed" in shown
    [shown_body] = re.findall(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)
    assert unescape(re.sub(r"</?mark>", "", shown_body)) == body
    kept = client.get(f"/evidence/binance_raw_deposit_history/{page}/body").content
    assert hashlib.sha256(kept).hexdigest() in shown
    hidden = visit((site.accounts[1],))
    assert hidden.get(f"/evidence/binance_raw_deposit_history/{page}").status_code == 404
    assert client.get("/evidence/pg_authid/1").status_code == 404


def test_bytes_that_were_changed_are_called_so(visit: Visit, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from binrecon.web.screens import evidence

    client, genuine = visit(), evidence.read_page
    monkeypatch.setattr(evidence, "read_page", lambda *given: genuine(*given)._replace(body="[]"))
    assert "these are not the bytes that came" in client.get("/evidence/binance_raw_deposit_history/1").text


def test_the_zip_holds_the_csvs_of_the_day(visit: Visit, site: Site) -> None:
    account, day = site.accounts[0], site.demo.world.days[0]
    answer = visit().get(f"/csvs/{account.slug}/{day}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) >= {"summary.csv", "verdicts.csv", "transfers.csv", "trades.csv"}
        summary = list(csv.DictReader(io.StringIO(archive.read("summary.csv").decode())))
    assert {row["date"] for row in summary} == {str(day)} and len(summary) > 5


def test_coverage_shows_every_question_of_the_plan(visit: Visit, site: Site, reading: Engine) -> None:
    account, day = site.accounts[2], site.demo.world.days[0]
    body = visit().get(f"/coverage/{account.slug}/{day}").text
    with reading.connect() as connection:
        planned = connection.execute(
            text("SELECT count(*) FROM binance_collection_plan WHERE email = :email AND date = :day"),
            {"email": account.email, "day": day},
        ).scalar_one()
    assert body.count('<th scope="row">') == planned
    assert "code -1121" in body


def test_a_report_states_the_period_and_its_evidence(visit: Visit, site: Site, reading: Engine) -> None:
    account, first = site.accounts[0], site.demo.world.days[0]
    body = visit().get(f"/report/{account.slug}?first={first}&last={site.last}").text
    not_proved = [row for row in current(reading) if row[0] == account.email and row[5] != "proved"]
    assert f'Not plainly proved <span class="n">{len(not_proved)}</span>' in body
    assert "Nobody has signed this period." in body and "binance_raw_daily_snapshot" in body
    with reading.connect() as connection:
        assert (
            connection.execute(text("SELECT link FROM binance_hash_chain ORDER BY id DESC LIMIT 1")).scalar_one()
            in body
        )


def test_a_report_says_how_much_of_the_history_is_proved(visit: Visit, site: Site) -> None:
    account, first = site.accounts[0], site.demo.world.days[0]
    writing = create_engine(site.database.writer_url)
    history = account_history(writing, account, site.last)
    assert history is not None and 0 < len(history.covered) < history.days
    keep_history(writing, history, "run")
    writing.dispose()
    body = visit().get(f"/report/{account.slug}?first={first}&last={site.last}").text
    told = f"History: {len(history.covered)} of {history.days} days from {history.born} to {site.last} are covered"
    assert told in body


@pytest.mark.parametrize(
    "address", ["/", "/open", "/closes", "/waiting", "/log", "/day/{slug}/{day}", "/report/{slug}"]
)
def test_nothing_comes_from_elsewhere_and_nothing_is_inline(visit: Visit, site: Site, address: str) -> None:
    account, day = site.accounts[0], site.demo.world.days[0]
    answer = visit(may=True).get(address.format(slug=account.slug, day=day))
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r'(src|href)="https?:', answer.text)
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", answer.text)
