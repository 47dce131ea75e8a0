"""The inbox of the first screen, from rows that are made up: causes, their order, and where each is dealt with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import NOBODY
from binrecon.storage.pages.overview import ListedSubAccount, Overview, Waiting
from binrecon.web.screens.first_screen import Choice
from binrecon.web.screens.grid import rows_of
from binrecon.web.screens.inbox import NOT_JUDGED, UNLISTED, Concern, Rights, Subject, concerns_of, first_of, grouped

from tests.breaks import broken
from tests.web.screens.made_up import DAYS, LAST, MAIN, overview, state, unproved

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
AGO = NOON - timedelta(days=3)
ALL = Rights(True, lambda account: True)
NONE = Rights(False, lambda account: False)
JUDGED = [state(back, "proved", wallet) for back in range(5) for wallet in ("SPOT", "FUTURES")]


def concerns(read: Overview, rights: Rights = ALL, now: datetime = NOON) -> list[Concern]:
    subject = Subject("/mount", [MAIN], frozenset({MAIN.email, "sub@fund.example"}))
    return concerns_of(subject, read, rows_of([MAIN], read, DAYS), DAYS, now, rights)


def test_where_all_is_proved_nothing_needs_a_person() -> None:
    assert concerns(overview(JUDGED)) == []


def test_causes_are_sorted_by_value_and_age_and_so_is_what_each_holds() -> None:
    read = overview(
        JUDGED,
        [
            broken("open", "BTC", 1, "9"),
            broken("open", "SOL", 3, "200"),
            unproved("not covered: trades ADABTC (failed)", 2, "0"),
            unproved("no snapshot of the day", 4),
            unproved("not covered: trades ETHBTC (failed)", 3),
        ],
    )
    told = [(group.cause, [one.subject for one in group.concerns]) for group in grouped(concerns(read))]
    assert told == [
        ("Nothing accounts for it", ["SOL", "BTC"]),
        ("No snapshot of the day", ["no snapshot of the day"]),
        ("Not covered", ["not covered: trades ETHBTC (failed)", "not covered: trades ADABTC (failed)"]),
    ]


def test_what_is_priced_of_a_concern_counts_though_a_part_of_it_is_not() -> None:
    """One coin without a price made a concern of a million sort below one of a dollar, and its cause worth nothing."""
    large = [unproved("no snapshot", 2, usd, asset=asset) for asset, usd in (("A", "1000000"), ("B", None))]
    [missing, opened] = grouped(concerns(overview(JUDGED, [broken("open", "SOL", 3, "9"), *large])))
    assert (missing.cause, missing.usd, missing.concerns[0].usd) == ("No snapshot", Decimal(1_000_000), None)
    assert opened.usd == 9


def test_breaks_that_differ_in_their_asset_alone_are_one_concern_with_its_age_owner_and_due_day() -> None:
    said = {"owner": "ann", "due": LAST, "days": 3, "first_day": LAST - timedelta(days=2), "last_day": LAST}
    alike = [unproved("no snapshot", 2, usd, asset=asset, **said) for asset, usd in (("A", "2"), ("B", "3"))]
    found = concerns(overview(JUDGED, [*alike, unproved("no snapshot", 2, asset="C", **said, comment="c")]))
    both, alone = found
    assert (both.names, both.variance, both.usd, both.told.owner, both.told.due) == (
        ("A", "B"), None, Decimal(5), "ann", LAST,
    )  # fmt: skip
    assert (both.since, both.times, both.told.last_day, both.told.age) == (LAST - timedelta(days=2), 3, LAST, 2)
    assert (alone.names, alone.variance, alone.usd) == (("C",), Decimal(1), None)
    assert both.breaks == tuple(alike) and len(alone.breaks) == 1


def test_a_value_of_which_a_part_is_not_known_is_not_known() -> None:
    [one] = concerns(overview(JUDGED, [unproved("x", 1, usd, asset=usd or "A") for usd in ("2", None)]))
    assert one.names == ("2", "A") and one.usd is None


def test_what_is_open_is_never_gathered_and_each_leads_to_its_history() -> None:
    found = concerns(overview(JUDGED, [broken("open", "A", 1), broken("open", "A", 2), broken("open", "B", 1)]))
    assert [one.about.partition("/cell/")[2] for one in found] == [
        f"{MAIN.slug}/{day}/SPOT/balance?asset={asset}#break-title"
        for asset, day in (("A", "2026-11-24"), ("A", "2026-11-23"), ("B", "2026-11-24"))
    ]


def test_a_break_without_a_day_in_the_grid_is_no_concern_of_it() -> None:
    before = DAYS[0] - timedelta(days=1)
    whole = unproved("never opened", 9, asset="", measure="", first_day=before, last_day=DAYS[0], days=2)
    found = concerns(overview(JUDGED, [broken("open", "A", 5), whole]))
    assert [(one.subject, one.names, one.about) for one in found] == [
        ("never opened", (), f"/mount/day/{MAIN.slug}/{before}?wallet=SPOT")
    ]


def test_rows_beyond_the_first_are_counted_under_their_cause() -> None:
    groups = grouped(concerns(overview(JUDGED, [broken("open", name, 1) for name in "AB"] + [unproved("x", 2)])))
    assert [(group.cause, len(group.concerns), len(shown)) for group, shown in first_of(groups, 2)] == [
        ("X", 1, 1),
        ("Nothing accounts for it", 2, 1),
    ]


def test_what_is_open_leads_to_its_form_and_what_has_no_answer_to_the_clearing_of_its_day() -> None:
    read = overview(JUDGED, [broken("open", "BTC", 1, "9"), unproved("not covered: trades X", 2)])
    opened, lacking = concerns(read)
    slug = MAIN.slug
    assert opened.address == f"/mount/cell/{slug}/2026-11-24/SPOT/balance?asset=BTC#act-title"
    assert lacking.address == f"/mount/day/{slug}/2026-11-23?wallet=SPOT#act-title"
    assert (opened.button, lacking.button) == ("resolve", "clear")
    assert [(one.button, one.may_act) for one in concerns(read, NONE)] == [("look", False)] * 2


def test_a_day_whose_verdict_is_overdue_needs_a_person_and_one_that_is_being_judged_does_not() -> None:
    read = overview([one for one in JUDGED if (one.wallet, one.date) != ("SPOT", LAST)])
    [overdue] = concerns(read)
    assert (overdue.cause, overdue.since, overdue.times, overdue.wallet) == (NOT_JUDGED, LAST, 1, "SPOT")
    assert concerns(read, now=NOON.replace(hour=5)) == [], "its run is due by 06:00"


def test_a_wallet_that_no_run_ever_opened_needs_a_person() -> None:
    [never] = concerns(overview([one for one in JUDGED if one.wallet == "SPOT"]))
    assert (never.wallet, never.subject) == ("FUTURES", "no day was ever opened") and MAIN.dag_id in never.step


@pytest.mark.parametrize(
    ("kind", "place"),
    [("error", "errors"), ("quarantine", "quarantine"), ("approval", "claims"), ("expiry", "claims")],
)
def test_what_waits_leads_to_its_queue(kind: str, place: str) -> None:
    [one] = concerns(overview(JUDGED, waiting=[Waiting(MAIN.email, kind, "it", 2, AGO, "said", 7)]))
    assert (one.address, one.subject, one.since) == (f"/mount/waiting#{place}", "it: said", AGO.date())
    assert one.resolution == (7 if kind == "approval" else None)


def test_what_waits_of_no_account_is_kept() -> None:
    [one] = concerns(overview(JUDGED, waiting=[Waiting(NOBODY, "error", "unknown", 1, AGO, "not sealed", None)]))
    assert one.account is None


def test_a_sub_account_that_the_accounts_file_does_not_name_needs_a_person() -> None:
    members = [ListedSubAccount(MAIN.email, email, LAST) for email in ("new@fund.example", "SUB@fund.example")]
    [one] = concerns(overview(JUDGED, members=members))
    assert (one.cause, one.subject, one.since) == (UNLISTED, "new@fund.example", LAST)


def concern(**other: object) -> Concern:
    given: dict = {"verdict": "open", "names": ("BTC",), "usd": Decimal(5), "wallet": "SPOT", "may_act": True, **other}
    return Concern("cause", MAIN, "what", LAST, 1, "step", "/", "look", **given)


@pytest.mark.parametrize(
    ("choice", "other", "fits"),
    [
        (Choice(), {}, True),
        (Choice(wallet="MARGIN"), {}, False),
        (Choice(wallet="MARGIN"), {"wallet": ""}, True),
        (Choice(verdict="unproved"), {}, False),
        (Choice(verdict="open"), {"verdict": ""}, False),
        (Choice(asset="bt"), {}, True),
        (Choice(asset="sol"), {}, False),
        (Choice(usd=Decimal(5)), {}, True),
        (Choice(usd=Decimal("5.01")), {}, False),
        (Choice(usd=Decimal(5)), {"usd": None}, True),
        (Choice(usd=Decimal(5)), {"usd": Decimal(1), "verdict": "unproved"}, True),
        (Choice(usd=Decimal(5)), {"usd": None, "verdict": ""}, False),
        (Choice(mine=True), {}, True),
        (Choice(mine=True), {"may_act": False}, False),
    ],
)
def test_a_filter_keeps_what_it_names_and_what_has_no_known_value(choice: Choice, other: dict, fits: bool) -> None:
    assert choice.fits(concern(**other)) is fits
