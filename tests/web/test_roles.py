"""Who sees and does what with each auth manager of Airflow: every user at every route of the page and every action."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

import pytest
import requests
from binrecon.config.accounts import Account
from binrecon.web.application import page
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from playwright.sync_api import Browser
from sqlalchemy import Engine, text

from tests.web.airflow_site import Server, serve
from tests.web.auth_managers import CLUSTER, FAB, ONE_DAG, SEES_ONE, SIMPLE, AuthManager
from tests.web.browsing import FRAME, PATIENCE, fill_login, frame_of, in_a_browser, log_in
from tests.web.conftest import Site

pytestmark = pytest.mark.slow
MOUNT = "/binrecon"
ADDRESSES = {
    "overview": "/",
    "account_day": "/day/{slug}/{day}",
    "coverage": "/coverage/{slug}/{day}",
    "csvs": "/csvs/{slug}/{day}",
    "cell": "/cell/{slug}/{day}/SPOT/balance?asset=BTC",
    "evidence": "/evidence/binance_raw_daily_snapshot/{page}",
    "body": "/evidence/binance_raw_daily_snapshot/{page}/body",
    "reading": "/reading/binance_raw_daily_snapshot/{reading}",
    "download": "/overview.zip",
    "open_values": "/open",
    "open_csv": "/open.csv",
    "ageing_csv": "/ageing.csv",
    "group": "/group",
    "group_csv": "/group.csv",
    "closes_page": "/closes",
    "bundles": "/bundles",
    "bundle": "/bundles/{slug}/{bundle}",
    "waiting": "/waiting",
    "log": "/log",
    "report": "/report/{slug}?first={day}&last={day}",
    "of_dag": "/of-dag/{dag}",
    "of_run": "/of-run/{dag}/{run}",
    "strip": "/strip",
    "upload": "/statements/a.csv",
}
"""An address of each route, by the name of the route; one with braces is about an account."""
SHUT_OUT = {"nobody", "plain"}
"""Users of FAB whose roles do not show plugins."""
LOOK_ALONE = {"viewer"}
FORMS = (
    "binrecon_resolutions",
    "binrecon_statement_import",
    "binrecon_sign_off",
    "binrecon_breaks",
    "binrecon_close",
    "binrecon_statement",
)
BUNDLE = f"statement_2026-11-01_2026-11-30_full_{'0' * 64}.zip"
UPLOAD = "upload"


def routes() -> list[APIRoute]:
    return [route for route in page().routes if isinstance(route, APIRoute)]


@dataclass(frozen=True)
class Stand:
    """What addresses name of an account: its newest page of a snapshot, a run about the first day."""

    account: Account
    page: int
    reading: int
    run: str

    def fill(self, address: str, site: Site) -> str:
        """An address with its braces filled in."""
        return address.format(
            slug=self.account.slug,
            dag=self.account.dag_id,
            day=site.demo.world.days[0],
            page=self.page,
            reading=self.reading,
            run=quote(self.run),
            bundle=BUNDLE,
        )


@dataclass(frozen=True)
class Stage:
    """A web server and the accounts behind it: `own` is the one that the user of one account may see."""

    server: Server
    site: Site
    own: Stand
    other: Stand

    @property
    def users(self) -> tuple[str, ...]:
        return self.server.manager.users

    def ask(self, user: str, method: str, address: str, body: object = None) -> requests.Response:
        """What the page answers; asked as its own script asks."""
        return self.server.ask(user, method, f"{MOUNT}{address}", body, sec_fetch_site="same-origin")

    def get(self, user: str, address: str, stand: Stand | None = None) -> str:
        """The text of the page."""
        answer = self.ask(user, "GET", stand.fill(address, self.site) if stand else address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def sees(self, user: str, stand: Stand) -> bool:
        """Whether this user is meant to see the account."""
        return user not in SHUT_OUT and (user != SEES_ONE or stand is self.own)


MANAGERS = (
    pytest.param(SIMPLE, id="simple"),
    pytest.param(
        FAB,
        id="fab",
        marks=pytest.mark.skipif(
            not CLUSTER.exists(), reason="bin/test installs the cluster's lock, pytest alone does not"
        ),
    ),
)


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, site: Site) -> Iterator[Stage]:
    """The web server with the auth manager that is the fixture's parameter."""
    manager: AuthManager = request.param
    if manager is SIMPLE:
        yield stage_of(request.getfixturevalue("airflow"), site)
        return
    with serve(site.database, site.accounts, manager) as started:
        yield stage_of(started, site)


def stage_of(server: Server, site: Site) -> Stage:
    own, other = (next(one for one in site.accounts if (one.dag_id == ONE_DAG) is is_own) for is_own in (True, False))
    return Stage(server, site, stand_of(server, site, own), stand_of(server, site, other))


def stand_of(server: Server, site: Site, account: Account) -> Stand:
    """The account's addresses, with a run that bears the note that the scheduler would have written."""
    runs, day = f"/api/v2/dags/{account.dag_id}/dagRuns", str(site.demo.world.days[0])
    run = server.ask("admin", "POST", runs, {"logical_date": None, "conf": {"day": day}}).json()["dag_run_id"]
    noted = server.ask("admin", "PATCH", f"{runs}/{quote(run)}", {"note": f"Day {day}: 7 proved"})
    assert noted.ok, noted.text
    folder = server.home / "reports" / account.slug / "bundles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BUNDLE).write_bytes(b"a bundle")
    newest = "SELECT max(id), max(coverage_id) FROM binance_raw_daily_snapshot WHERE email = %s"
    with site.connect() as connection:
        held, reading = connection.execute(newest, [account.email]).fetchone()
    return Stand(account, held, reading, run)


every_manager = pytest.mark.parametrize("stage", MANAGERS, indirect=True)
with_fab = pytest.mark.parametrize("stage", MANAGERS[1:], indirect=True)


def test_every_route_of_the_page_has_an_address_here(site: Site) -> None:
    by_name = {route.name: route for route in routes()}
    assert len(by_name) == len(routes()) and by_name.keys() == ADDRESSES.keys()
    stand = Stand(site.accounts[0], 1, 1, "manual__1")
    for name, address in ADDRESSES.items():
        path, _, _ = stand.fill(address, site).partition("?")
        assert by_name[name].path_regex.fullmatch(path), name


@every_manager
def test_nobody_is_let_in_without_a_login(stage: Stage) -> None:
    for route in routes():
        [method], address = route.methods, stage.other.fill(ADDRESSES[route.name], stage.site)
        for token in ({}, {"Authorization": "Bearer none"}):
            headers = token | {"sec-fetch-site": "same-origin"}
            asked = f"{stage.server.address}{MOUNT}{address}"
            answer = requests.request(method, asked, headers=headers, data=b"x", timeout=30)
            assert answer.status_code == (403 if token else 401), route.name
            assert "fund.example" not in answer.text, route.name
            if not token:
                [back] = re.findall(r'/auth/login\?next=([^"]+)"', answer.text)
                assert unquote(back) == f"{FRAME}{address}", route.name


@every_manager
def test_every_user_gets_every_route_of_the_accounts_that_airflow_shows_them(stage: Stage) -> None:
    found, wanted = {}, {}
    for user in stage.users:
        for stand in (stage.own, stage.other):
            for route in routes():
                [method] = route.methods
                address, at = ADDRESSES[route.name], (user, stand.account.slug, route.name)
                answer = stage.ask(user, method, stand.fill(address, stage.site), b"x")
                found[at] = 200 if answer.status_code == 303 else answer.status_code
                wanted[at] = status_of(stage, user, stand, route)
                if wanted[at] == 403 and route.name != UPLOAD:
                    assert "can read on Plugins" in answer.text and "fund.example" not in answer.text
    assert found == wanted


def status_of(stage: Stage, user: str, stand: Stand, route: APIRoute) -> int:
    """The HTTP status that is meant."""
    if user in SHUT_OUT or (route.name == UPLOAD and user in {*LOOK_ALONE, SEES_ONE}):
        return 403
    return 200 if "{" not in ADDRESSES[route.name] or stage.sees(user, stand) else 404


def granted(stage: Stage, user: str) -> set[str]:
    """What Airflow's API lets the user do, asked for in the words of the page's forms."""
    days, done = stage.site.demo.world.days, set()
    for stand in (stage.own, stage.other):
        dag = stand.account.dag_id
        clearing = {"dry_run": False, "dag_run_id": stand.run, "task_ids": ["open_day"], "reset_dag_runs": True}
        asked = {
            f"clear {dag}": stage.server.ask(user, "POST", f"/api/v2/dags/{dag}/clearTaskInstances", clearing),
            f"run {dag}": trigger(stage, user, dag, {"day": str(days[-1])}),
        }
        done |= {action for action, answer in asked.items() if allowed(answer)}
    return done | {f"run {dag}" for dag in FORMS if allowed(trigger(stage, user, dag, {"action": "show"}))}


def trigger(stage: Stage, user: str, dag: str, conf: dict[str, str]) -> requests.Response:
    return stage.server.ask(user, "POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})


def allowed(answer: requests.Response) -> bool:
    assert answer.status_code in (200, 403), answer.text
    return answer.status_code == 200


def meant(stage: Stage, user: str) -> set[str]:
    """What the user is meant to be able to do in Airflow; FAB's own User is, and sees nothing of the page."""
    if user in {"nobody", *LOOK_ALONE}:
        return set()
    seen = [stage.own] if user == SEES_ONE else [stage.own, stage.other]
    accounts = {f"{word} {stand.account.dag_id}" for stand in seen for word in ("clear", "run")}
    return accounts if user == SEES_ONE else accounts | {f"run {dag}" for dag in FORMS}


def offered(stage: Stage, user: str, cell: str) -> set[str]:
    """What the pages that the user may see have a button for; `cell` is an open asset of the own account."""
    pages = [stage.get(user, "/waiting"), stage.get(user, "/bundles"), stage.get(user, cell)]
    for stand in (stage.own, stage.other):
        if stage.sees(user, stand):
            newest = ADDRESSES["account_day"].replace("{day}", str(stage.site.last))
            pages += [stage.get(user, one, stand) for one in (ADDRESSES["account_day"], newest, ADDRESSES["report"])]
    forms = re.findall(r'<form class="act" data-(\w+)[^>]*? data-dag="(\w+)"', "".join(pages))
    return {f"{'clear' if word == 'clear' else 'run'} {dag}" for word, dag in forms}


@every_manager
def test_the_page_offers_what_airflow_lets_the_user_do_and_nothing_else(stage: Stage) -> None:
    with stage.site.connect() as connection:
        day, asset = connection.execute(
            "SELECT date, asset FROM v_binance_verdicts_current "
            "WHERE email = %s AND wallet = 'SPOT' AND measure = 'balance' AND verdict = 'open' LIMIT 1",
            [stage.own.account.email],
        ).fetchone()
    cell = f"/cell/{stage.own.account.slug}/{day}/SPOT/balance?asset={asset}"
    buttons = {user: offered(stage, user, cell) for user in stage.users if user not in SHUT_OUT}
    done = {user: granted(stage, user) for user in stage.users}
    assert done == {user: meant(stage, user) for user in stage.users}
    nothing_to_close = {"run binrecon_close"}  # its button: tests/web/screens/test_closes.py
    assert buttons == {user: done[user] - nothing_to_close for user in buttons}


@every_manager
def test_another_site_cannot_upload_with_a_user_s_login(stage: Stage) -> None:
    for headers in ({"origin": "http://evil.example"}, {"sec_fetch_site": "cross-site"}, {}):
        answer = stage.server.ask("admin", "PUT", f"{MOUNT}/statements/a.csv", b"x", **headers)
        assert answer.status_code == 403


@with_fab
def test_an_account_that_a_role_does_not_show_is_in_no_count_and_on_no_screen(
    stage: Stage, visit: Callable[..., TestClient], reading: Engine
) -> None:
    own, others = stage.own.account, [one for one in stage.site.accounts if one is not stage.own.account]
    screens = [address for name, address in ADDRESSES.items() if "{" not in address and name != UPLOAD]
    for address in (*screens, "/?span=90", f"/?account={stage.other.account.slug}"):
        shown = stage.get(SEES_ONE, address)
        assert not [one.email for one in others if one.email in shown], address

    def held(query: str) -> Counter:
        with reading.connect() as connection:
            return Counter(tuple(row) for row in connection.execute(text(query), {"email": own.email}))

    overview = stage.get(SEES_ONE, "/")
    assert "of 1 account-day." in overview
    days = held("SELECT verdict, date::text FROM binance_reconciliation_days WHERE email = :email")
    assert Counter(re.findall(r'<td class="cell (\w+)"><a', overview)) == Counter(verdict for verdict, _ in days)
    unsettled = (
        "SELECT asset, measure, verdict FROM v_binance_verdicts_current "
        "WHERE email = :email AND verdict IN ('open', 'unproved')"
    )
    listed: Counter[tuple[str, ...]] = Counter()
    for row in csv.DictReader(io.StringIO(stage.get(SEES_ONE, "/open.csv"))):
        if row["asset"]:
            listed[row["asset"], row["measure"], row["state"]] += int(row["days"])
    assert listed == held(unsettled)
    logged = held("SELECT id FROM binance_audit_log WHERE email = :email OR email = '' AND detail -> 'days' IS NULL")
    assert stage.get(SEES_ONE, "/log").count("<tr><td><time>") == logged.total()
    assert stage.ask(SEES_ONE, "GET", "/strip").json() == visit((own,)).get("/strip").json()


@in_a_browser
@with_fab
def test_fab_s_own_form_leads_to_the_page_that_was_asked_for(stage: Stage, browser: Browser) -> None:
    day = stage.own.fill("/day/{slug}/", stage.site) + str(stage.site.last)
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    log_in(opened, stage.server, SEES_ONE, f"{FRAME}{day}")
    frame = frame_of(opened)
    assert str(stage.site.last) in frame.locator("h1").inner_text() and FRAME in opened.url
    frame.get_by_role("button", name="Run this day").click()
    frame.wait_for_selector("form[data-trigger] >> text=the run is queued")
    context.clear_cookies()
    frame.locator("nav a", has_text="Open").click()
    frame.wait_for_selector("text=Your session has ended")
    frame.locator("a", has_text="Log in").click()
    opened.wait_for_selector("input[name=username]")
    fill_login(opened, stage.server, SEES_ONE)
    frame_of(opened)
    assert opened.url.endswith(f"{FRAME}/open")
    context.close()
