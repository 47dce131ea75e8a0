"""What is said on Discord: golden files of each message, its limits, and what must never be in it.

`BINRECON_REWRITE_GOLDEN=1` writes the golden files anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from airflow.providers.discord.hooks.discord_webhook import DiscordCommonHandler
from binrecon.config.accounts import Thresholds
from binrecon.domain.day_results import Finding
from binrecon.domain.messages import Message
from binrecon.domain.statements import StatementDay
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.alerts import alerts
from binrecon.reconciliation.verdicts import reconcile
from binrecon.reporting.account_names import naming
from binrecon.reporting.day_summary import Change, CounterMove, DaySummary, OpenValue
from binrecon.reporting.discord import (
    changes_message,
    error_message,
    findings_message,
    summary_message,
    unlisted_message,
    variance_message,
)
from binrecon.reporting.effort import Effort
from binrecon.reporting.morning import AccountMorning, Morning, morning_message

from tests.breaks import broken
from tests.days import spot
from tests.reconciliation.cases import balance_line, facts

GOLDEN = Path(__file__).parent / "golden"
EMAIL, DAY = "fund.trading@example.com", date(2026, 11, 2)
HOSTILE = (
    "@everyone <@1> **b** `c` [x](https://evil.example) {{ conn.get('a') }} {% x %}\n# h\u202e discord.gg/x _u_ ~s~ |p|"
)

PROVED = DaySummary(
    spot(EMAIL, DAY),
    "proved",
    "all 3 assets proved",
    3,
    0,
    0,
    0,
    (),
    (),
    Effort(87, (("binance_api_ip", Decimal("31.20")), ("binance_sapi_ip", Decimal("4.0"))), 61, 1_204),
)
OPEN = replace(
    PROVED,
    verdict="open",
    reason="2 of 3 assets open, largest BTC, XYZ: covered, and still a difference nothing accounts for",
    proved=1,
    open=2,
    open_values=(
        OpenValue("BTC", Decimal("-0.5"), Decimal("-45000.129")),
        OpenValue("XYZ", Decimal("1000000.000000000000000001"), None),
    ),
)
COUNTERED = replace(
    OPEN, counter_moves=(CounterMove("EARN", "BTC", Decimal("0.05")), CounterMove("FUNDING", "BTC", Decimal("-2")))
)
UNPROVED = replace(
    PROVED,
    verdict="unproved",
    proved=2,
    unproved=1,
    reason="1 question(s) without a complete answer, first trades ETHBTC",
    missing=("trades ETHBTC: failed: 502", "sub_transfer_history from: never asked"),
)
WITNESSED = replace(
    OPEN,
    open=5,
    open_values=tuple(
        OpenValue(asset, Decimal("-0.5"), None, agree)
        for asset, agree in zip(
            "ABCDE", ("snapshot and statement", "movements and statement", "none", "incomplete", ""), strict=True
        )
    ),
)
LATE = replace(
    PROVED,
    changes=(
        Change(date(2026, 10, 30), "ETH", "proved", "open", Decimal(0), Decimal("-0.25"), None, Wallet.SPOT),
        Change(date(2026, 10, 31), "ETH", "proved", "proved", None, Decimal(0), None, Wallet.SPOT),
    ),
)
RESOLVED = replace(OPEN, open_values=(replace(OPEN.open_values[1], resolved=Decimal("400000")), OPEN.open_values[0]))
ABOVE = {(spot(EMAIL, DAY), "BTC"), (spot(EMAIL, date(2026, 10, 30)), "ETH")}
MORNING = Morning(
    DAY,
    (
        AccountMorning(
            "vault.main@example.com",
            "proved",
            (("proved", 8), ("explained", 0), ("open", 0), ("unproved", 0)),
            None,
            87,
            61,
        ),
        AccountMorning(
            "vault.mean@example.com",
            "open",
            (("proved", 6), ("explained", 1), ("open", 2), ("unproved", 0)),
            None,
            91,
            70,
        ),
        AccountMorning("fund.late@example.com", "no verdict"),
        AccountMorning("fund.next@example.com", "not due", starts=date(2026, 12, 1)),
        AccountMorning(
            "fund.gap@example.com",
            "unproved",
            (("proved", 1), ("explained", 0), ("open", 0), ("unproved", 3)),
            None,
            12,
            9,
        ),
    ),
    True,
    (("binance_api_ip", Decimal("31.20")),),
)
NAME = naming(account.email for account in MORNING.accounts)
BREAKS = (
    broken("open", "SOL", age=31, owner="@everyone *ann*", due=DAY, email="vault.main@example.com"),
    broken("open", "BTC", age=2, email="vault.main@example.com"),
    broken("unproved", "", age=1, wallet="MARGIN", email="vault.mean@example.com"),
)
ALL_JUDGED = replace(MORNING, accounts=MORNING.accounts[:2])
HUGE = replace(
    OPEN,
    unproved=9_999,
    open=5_000,
    reason="r" * 9_000,
    open_values=tuple(OpenValue(f"ASSET{n}" * 9, Decimal(n), None) for n in range(5_000)),
    missing=tuple(f"trades PAIR{n}USDT: failed: " + "x" * 500 for n in range(2_000)),
)


def variances(count: int = 2, **other: Any) -> Any:
    cells, closes = [balance_line(f"A{n}", "1", str(3 + n)) for n in range(count)], {("A0", "USDT"): Decimal(2)}
    return alerts(reconcile(facts(*cells, closes=closes, **other)), Thresholds())


CASES: dict[str, Callable[[], Message | None]] = {
    "summary_proved": lambda: summary_message(PROVED),
    "summary_open": lambda: summary_message(OPEN),
    "summary_with_counter_wallets": lambda: summary_message(COUNTERED),
    "summary_with_counter_wallets_with_amounts": lambda: summary_message(COUNTERED, True),
    "summary_open_with_amounts": lambda: summary_message(OPEN, show_amounts=True),
    "summary_unproved": lambda: summary_message(UNPROVED),
    "summary_of_a_run_that_changed_other_days": lambda: summary_message(LATE),
    "summary_of_a_run_that_changed_other_days_with_amounts": lambda: summary_message(LATE, show_amounts=True),
    "summary_too_long": lambda: summary_message(HUGE, show_amounts=True),
    "summary_where_a_statement_speaks": lambda: summary_message(WITNESSED),
    "summary_where_a_statement_speaks_with_amounts": lambda: summary_message(WITNESSED, show_amounts=True),
    "summary_resolved_in_part": lambda: summary_message(RESOLVED),
    "summary_resolved_in_part_with_amounts": lambda: summary_message(RESOLVED, show_amounts=True),
    "summary_above_the_threshold": lambda: summary_message(replace(OPEN, changes=LATE.changes), above=ABOVE),
    "morning": lambda: morning_message(ALL_JUDGED, NAME),
    "morning_with_breaks": lambda: morning_message(replace(ALL_JUDGED, breaks=BREAKS), NAME),
    "morning_without_some": lambda: morning_message(MORNING, NAME),
    "morning_of_many": lambda: morning_message(replace(MORNING, accounts=MORNING.accounts * 200)),
    "changed_by_a_statement": lambda: changes_message(EMAIL, LATE.changes),
    "changed_by_a_statement_with_amounts": lambda: changes_message(EMAIL, LATE.changes[1:], show_amounts=True),
    "variances": lambda: variance_message(spot(EMAIL, DAY), variances()),
    "variances_with_amounts": lambda: variance_message(spot(EMAIL, DAY), variances(), show_amounts=True),
    "variances_where_a_statement_speaks": lambda: variance_message(
        spot(EMAIL, DAY), variances(statement=StatementDay(True))
    ),
    "variances_too_many": lambda: variance_message(spot(EMAIL, DAY), variances(900)),
    "error": lambda: error_message(EMAIL, DAY, "API_KEY_INVALID", "daily_snapshot: HTTP 401, code -2015"),
    "error_of_a_pair": lambda: error_message(EMAIL, DAY, "INVALID_SYMBOL", "trades: code -1121", "LUNAUSDT"),
    "error_of_no_account": lambda: error_message("", DAY, "NETWORK_ERROR", "exchange_info: no answer"),
    "unlisted": lambda: unlisted_message(EMAIL, ["z_virtual@subs.example", "a.b+c@subs.example"]),
    "findings": lambda: findings_message(DAY, ["f…@example.com: 2 open variance(s), the oldest of 2026-11-01"]),
    "hostile": lambda: error_message(f"{HOSTILE}@evil.example", DAY, HOSTILE, HOSTILE, HOSTILE),
}


@pytest.mark.parametrize("name", CASES)
def test_a_message_reads_as_agreed(name: str) -> None:
    message = CASES[name]()
    text = json.dumps(
        {"kind": message.kind, "text": message.text, "embed": message.embed}, indent=2, ensure_ascii=False
    )
    path = GOLDEN / f"{name}.json"
    if os.environ.get("BINRECON_REWRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text + "\n"


def test_no_golden_file_is_unused() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(CASES)


def texts(message: Message) -> list[str]:
    embed = message.embed
    pairs = [(field["name"], field["value"]) for field in embed["fields"]]
    return [message.text, embed["title"], embed["description"], *(text for pair in pairs for text in pair)]


def test_parts_resolved_of_a_large_variance_are_told_to_the_last_place() -> None:
    """More digits than Python's own context keeps."""
    [one, *_] = variances(1)
    parts = ("123456789012345678.000000000000000001", "0.000000000000000002")
    resolved = tuple(Finding("resolution", Decimal(part), "", ()) for part in parts)
    told = one._replace(variance=Decimal("123456789012345679"), findings=replace(one.findings, resolved=resolved))
    message = variance_message(spot(EMAIL, DAY), [told], show_amounts=True)
    assert message is not None
    assert "123456789012345678.000000000000000003 of 123456789012345679 resolved" in message.embed[
        "description"
    ].replace("\\", "")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("name", CASES)
def test_every_message_is_within_the_limits_of_discord(name: str) -> None:
    message = CASES[name]()
    assert DiscordCommonHandler().validate_embed(embed=message.embed) == message.embed
    assert units(message.embed["title"]) <= 256
    assert all(0 < units(field["value"]) <= 1024 for field in message.embed["fields"])
    assert sum(map(units, texts(message)[1:])) <= 6000


@pytest.mark.parametrize("filler", ["x", "\\", "_", "𝔘", "@", "{{"])
def test_any_text_however_long_stays_within_the_limits(filler: str) -> None:
    long = filler * 9_000
    day = replace(
        HUGE,
        reason=long,
        account_day=spot(f"{long}@{long}", DAY),
        missing=(long,) * 30,
        open_values=(OpenValue(long, Decimal(1), None),) * 30,
    )
    for message in (
        summary_message(day),
        error_message(f"a@{long}", DAY, long, long, long),
        findings_message(DAY, [long] * 40),
    ):
        assert units(message.embed["title"]) <= 256
        assert all(0 < units(field["value"]) <= 1024 for field in message.embed["fields"])
        assert sum(map(units, texts(message)[1:])) <= 6000


def test_what_was_cut_is_counted() -> None:
    fields = {field["name"]: field["value"] for field in CASES["summary_too_long"]().embed["fields"]}
    shown = fields["Open"].count("\n")
    assert fields["Open"].endswith(f"… and {5_000 - shown} more")


@pytest.mark.parametrize(
    "message",
    [
        lambda: summary_message(
            replace(
                OPEN,
                reason=HOSTILE,
                missing=(HOSTILE,),
                account_day=spot(f"{HOSTILE}@{HOSTILE}", DAY),
                changes=(Change(DAY, HOSTILE, "proved", "open", None, Decimal(1), None, Wallet.SPOT),),
                open_values=(OpenValue(HOSTILE, Decimal(1), None),),
            ),
            show_amounts=True,
        ),
        CASES["hostile"],
        lambda: unlisted_message(EMAIL, [HOSTILE]),
        lambda: findings_message(DAY, [HOSTILE]),
    ],
)
def test_a_hostile_name_can_neither_mention_nor_format_nor_link_nor_run_a_template(
    message: Callable[[], Message],
) -> None:
    for text in texts(message()):
        for active in ("@everyone", "@here", "<@", "https://", "discord.gg", "{{", "{%", "{#", "\u202e"):
            assert active not in text
        for mark in "*_~`|[]":
            assert text.count(mark) == text.count("\\" + mark)


def test_amounts_are_not_told_unless_asked_for() -> None:
    told = " ".join(
        texts(summary_message(OPEN))
        + texts(summary_message(LATE))
        + texts(variance_message(spot(EMAIL, DAY), variances()))
    )
    assert not any(amount in told for amount in ("0.5", "45000", "1000000", "no price", "USD", "0.25"))


@pytest.mark.parametrize("name", sorted(set(CASES) - {"hostile"}))
def test_no_message_gives_more_of_an_email_than_its_first_letter_and_domain(name: str) -> None:
    told = " ".join(texts(CASES[name]()))
    assert "fund" not in told and "virtual" not in told and "a.b" not in told


@pytest.mark.parametrize(
    "empty", [variance_message(spot(EMAIL, DAY), ()), unlisted_message(EMAIL, ()), findings_message(DAY, ())]
)
def test_nothing_to_say_is_no_message(empty: Message | None) -> None:
    assert empty is None


def test_effort_and_prices_do_not_make_a_message_new() -> None:
    later = replace(
        OPEN, effort=Effort(1, (), 3, 4), open_values=tuple(replace(v, usd=Decimal(7)) for v in OPEN.open_values)
    )
    assert summary_message(later).fingerprint == summary_message(OPEN).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        dict(verdict="unproved"),
        dict(proved=2),
        dict(missing=("x",)),
        dict(open_values=()),
        dict(account_day=spot("x@example.com", DAY)),
        dict(account_day=spot(EMAIL, date(2026, 11, 3))),
        dict(open_values=(replace(OPEN.open_values[0], variance=Decimal(-1)),)),
    ],
)
def test_any_change_of_facts_makes_a_message_new(change: dict[str, Any]) -> None:
    assert summary_message(replace(OPEN, **change)).fingerprint != summary_message(OPEN).fingerprint


def test_a_change_in_what_had_to_be_cut_makes_a_message_new() -> None:
    changed = replace(HUGE, open_values=(*HUGE.open_values[:-1], OpenValue("LAST", Decimal(-1), None)))
    assert summary_message(changed).fingerprint != summary_message(HUGE).fingerprint


def test_errors_of_different_kinds_do_not_silence_each_other() -> None:
    kinds = {error_message(EMAIL, DAY, error, "m", symbol).kind for error in ("A", "B") for symbol in ("", "X", "Y")}
    assert len(kinds) == 6
