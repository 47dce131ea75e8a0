"""A file is taken whole or not at all, once, under accounts that a person named; overlapping files add nothing."""

from __future__ import annotations

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from binrecon.domain.statements import StatementError
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order, order_of
from sqlalchemy import Engine

from tests.processing.statements.cases import NOW, WHOLE_DAY, line, take, witnesses
from tests.processing.statements.files import V1, V2, V3, text, zipped
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch, transfer

OTHER = "other@example.com"
GOOD = text(V3, line("12:00:00", "Deposit", "BTC", "1"))
BAD = text(V3, line("12:00:00", "Deposit", "BTC", "1"), line("12:00:01", "Deposit", "BTC", "NaN"))
MIDNIGHT = text(V3, line("00:00:00", "Deposit", "BTC", "1"))
NAMELESS = text(V1, "2026-11-02 12:00:00,Spot,Deposit,BTC,1,")
OF_TWO = text(V3, line("12:00:00", "Deposit", "BTC", "1"), line("12:00:00", "Deposit", "BTC", "5", user="88"))
BOTH = Order(users={"77": EMAIL, "88": OTHER})


def bring(engine: Engine, content: bytes, order: Order = WHOLE_DAY, name: str = "s.csv") -> list[dict[str, Any]]:
    return import_file(engine, name, content, order, "ann", NOW)


def counts(engine: Engine) -> tuple[int, ...]:
    tables = ("binance_statement_files", "binance_statement_rows", "binance_audit_log")
    return tuple(fetch(engine, f"SELECT count(*) FROM {table}")[0][0] for table in tables)


def test_a_line_is_kept_with_everything(engine: Engine) -> None:
    west = Order(account=EMAIL, offset=timedelta(hours=-1))
    take(engine, line("23:30:00", "Deposit", "BTC", "1E-8", remark='"a, b"'), order=west)
    columns = "line, user_id, email, at, account, operation, asset, change, remark"
    assert fetch(engine, f"SELECT {columns} FROM binance_statement_rows") == [
        (2, "77", EMAIL, at("00:30:00", DAY + timedelta(days=1)), "Spot", "Deposit", "BTC", Decimal("1E-8"), "a, b")
    ]


def test_a_file_is_kept_with_its_bytes_and_what_was_found(engine: Engine) -> None:
    found = bring(engine, GOOD)
    columns = "sha256, member, file_name, version, utc_offset, rows, covered_from, covered_to, content, author"
    [kept] = fetch(engine, f"SELECT {columns} FROM binance_statement_files")
    window = (at("00:00:00"), at("00:00:00", DAY + timedelta(days=1)))
    assert kept == (sha256(GOOD).hexdigest(), "", "s.csv", "v3", timedelta(0), 1, *window, GOOD, "ann")
    assert found[0]["new"] and found[0]["offset"].startswith("not proved: no line agrees with one of 0")
    assert not found[0]["offset_proved"] and found[0]["accounts"] == [EMAIL]


def test_the_audit_log_tells_who_brought_what(engine: Engine) -> None:
    bring(engine, GOOD)
    [(actor, action, detail)] = fetch(engine, "SELECT actor, action, detail FROM binance_audit_log")
    assert (actor, action) == ("ann", "statement imported")
    assert (detail["file"], detail["rows"], detail["accounts"]) == ("s.csv", 1, {"77": EMAIL})


def test_the_same_bytes_change_nothing(engine: Engine) -> None:
    bring(engine, GOOD)
    before = counts(engine)
    assert [one["new"] for one in bring(engine, GOOD, name="again.csv")] == [False]
    assert [one["new"] for one in bring(engine, zipped([("x.csv", GOOD)]), name="z.zip")] == [False]
    assert counts(engine) == before == (1, 1, 1)


def test_two_imports_of_one_file_at_once_leave_one(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: bring(engine, GOOD)[0]["new"], range(4)))
    assert sorted(found) == [False, False, False, True]
    assert counts(engine) == (1, 1, 1)


@pytest.mark.parametrize(
    "content", [BAD, zipped([("good.csv", GOOD), ("bad.csv", BAD)]), zipped([("a.pdf", b"1")]), b"PK\x03\x04"]
)
def test_a_bad_file_changes_nothing(engine: Engine, content: bytes) -> None:
    with pytest.raises(StatementError):
        bring(engine, content)
    assert counts(engine) == (0, 0, 0)


def test_members_that_are_other_exports_are_named(engine: Engine) -> None:
    trades = text("Date(UTC),Pair,Side,Price,Executed,Amount,Fee", "2026-11-02 12:00:00,BTCUSDT,BUY,1,1BTC,1USDT,0BNB")
    [found] = bring(engine, zipped([("s.csv", GOOD), ("Binance-Spot-Trade-History.csv", trades), ("a.pdf", b"1")]))
    assert found["passed_over"] == ["a.pdf", "Binance-Spot-Trade-History.csv"]
    with pytest.raises(StatementError, match="t.csv: holds no account statement"):
        bring(engine, trades, name="t.csv")


def test_several_members_and_users_find_their_accounts(engine: Engine) -> None:
    two = text(V2, line("13:00:00", "Deposit", "BTC", "2", user="88"))
    found = bring(engine, zipped([("one.csv", OF_TWO), ("two.csv", two)]), BOTH)
    assert [one["accounts"] for one in found] == [[EMAIL, OTHER], [OTHER]]
    kept = fetch(engine, "SELECT email, sum(change) FROM binance_statement_rows GROUP BY email ORDER BY email")
    assert kept == [(EMAIL, Decimal(1)), (OTHER, Decimal(7))]


@pytest.mark.parametrize(
    ("content", "order", "sentence"),
    [
        (GOOD, Order(), "s.csv: no account is named for user.s. '77'"),
        (GOOD, Order(users={"88": OTHER}), "no account is named for user.s. '77'"),
        (NAMELESS, Order(users={"77": EMAIL}), "no account is named for user.s. ''"),
        (OF_TWO, Order(account=EMAIL), "users 77, 88 cannot all be"),
        (OF_TWO, Order(users={"77": EMAIL, "88": EMAIL}), "two users are given one account"),
        (GOOD, Order(account=EMAIL, first_day=DAY + timedelta(days=1)), "outside the days that were given"),
        (GOOD, Order(account=EMAIL, last_day=BEFORE), "outside the days that were given"),
        (MIDNIGHT, Order(account=EMAIL, last_day=BEFORE), "outside the days that were given"),
        (GOOD, Order(account=EMAIL, last_day=NOW.date()), "is not over"),
    ],
)
def test_what_a_person_said_must_fit_the_file(engine: Engine, content: bytes, order: Order, sentence: str) -> None:
    with pytest.raises(StatementError, match=sentence):
        bring(engine, content, order)
    assert counts(engine) == (0, 0, 0)


def test_a_user_stays_the_account_of_earlier_files(engine: Engine) -> None:
    for clock in ("12:00:07", "13:11:13"):
        transfer(engine, "BTC", "1", datetime=at(clock))
    take(engine, line("12:00:07", "Deposit", "BTC", "1"), line("13:11:13", "Deposit", "BTC", "1"))
    with pytest.raises(StatementError, match=f"user 77 is {OTHER} here, but was {EMAIL} in an earlier file"):
        take(engine, line("12:00:00", "Deposit", "BTC", "2"), order=Order(account=OTHER))


def test_the_offset_is_proved_by_movements_and_moves_the_lines(engine: Engine) -> None:
    for clock in ("20:10:11", "21:13:14"):
        transfer(engine, "BTC", "1", datetime=at(clock, BEFORE))
    lines = [
        line(clock, "Deposit", "BTC", amount)
        for clock, amount in (("03:10:11", "1"), ("04:13:14", "1"), ("09:00:00", "7"))
    ]
    found = take(engine, *lines, order=Order(account=EMAIL), name="h(UTC+7).csv")
    proof = "proved: 2 line(s) agree with known movements under UTC+7, 0 under the next best (UTC+0)"
    assert found["offset_proved"] and found["offset"] == proof
    assert fetch(engine, "SELECT at FROM binance_statement_rows ORDER BY line") == [
        (at("20:10:11", BEFORE),),
        (at("21:13:14", BEFORE),),
        (at("02:00:00"),),
    ]


def test_a_name_with_two_minus_signs_puts_its_lines_west(engine: Engine) -> None:
    transfer(engine, "BTC", "0.5", datetime=at("02:00:00"))
    evening = date(2026, 11, 1)
    lines = [
        line("20:00:00", "Deposit", "BTC", "0.5", day=evening),
        line("12:00:00", "Distribution", "ETH", "0.25", day=DAY),
    ]
    name = "Binance-Transaction-History-202611030400(UTC--6)-part1-of1.csv"
    found = take(
        engine, *lines, order=Order(account=EMAIL, first_day=date(2026, 10, 30), last_day=date(2026, 11, 5)), name=name
    )
    assert found["offset"].endswith("UTC-6 taken from the file's name") and found["lacking"] == ""
    assert fetch(engine, "SELECT asset, at FROM binance_statement_rows ORDER BY line") == [
        ("BTC", at("02:00:00")),
        ("ETH", at("18:00:00")),
    ]
    assert witnesses(engine)[DAY, "BTC"][1:] == ("0.5", "0.5", "movements and statement")


def test_equal_lines_stay_and_over_files_the_most_count(engine: Engine) -> None:
    same = line("12:00:00", "Transaction Buy", "BTC", "1")
    take(engine, same, same)
    assert witnesses(engine)[DAY, "BTC"][2] == "2"
    take(engine, same, same, same, line("13:00:00", "Deposit", "BTC", "0.5"))
    take(engine, same)
    assert witnesses(engine)[DAY, "BTC"][2] == "3.5"


def test_one_line_in_two_spellings_counts_once(engine: Engine) -> None:
    take(engine, line("12:00:00", "Small assets exchange BNB", "BNB", "1", remark="XXX to BNB"))
    old = text(V1, "2026-11-02 12:00:00,SPOT,Small Assets Exchange BNB,BNB,1.00,")
    bring(engine, old)
    assert witnesses(engine)[DAY, "BNB"][2] == "1"


def test_an_empty_file_is_kept_and_covers_nothing(engine: Engine) -> None:
    [found] = bring(engine, text(V3, "No data matches the criteria."), Order())
    assert found["new"] and found["rows"] == 0 and found["covered"] == []
    assert witnesses(engine) == {}


@pytest.mark.parametrize("seed", range(3))
def test_overlapping_files_of_every_version_sum_to_the_truth(engine: Engine, seed: int) -> None:
    truth = random_lines(random.Random(seed))
    for number, (header, first, last) in enumerate(((V1, 0, 3), (V2, 2, 5), (V3, 1, 6), (V3, 0, 6))):
        days = [BEFORE + timedelta(days=day) for day in range(first, last)]
        lines = [written(header, *one) for one in truth if one[0].date() in days]
        random.Random(number).shuffle(lines)
        bring(engine, text(header, *lines), Order(account=EMAIL, first_day=days[0], last_day=days[-1]), f"{number}.csv")
    expected: dict[tuple[date, str], Decimal] = defaultdict(Decimal)
    for moment, coin, change in truth:
        expected[moment.date(), coin] += change
    found = {key: Decimal(values[2]) for key, values in witnesses(engine).items()}
    assert found == {key: amount for key, amount in expected.items() if amount}


def random_lines(rng: random.Random) -> list[tuple[datetime, str, Decimal]]:
    """Lines over six days, many of them equal, some at midnight."""
    start = datetime.combine(BEFORE, datetime.min.time())
    moments = [start + timedelta(seconds=rng.choice([0, 1, 43200, 86399]), days=rng.randrange(6)) for _ in range(40)]
    amounts = [Decimal(rng.choice(["1", "-1", "0.1", "-0.00000001", "12345.678"])) for _ in range(40)]
    return [(rng.choice(moments), rng.choice(["BTC", "ETH"]), rng.choice(amounts)) for _ in range(200)]


def written(header: str, moment: datetime, coin: str, change: Decimal) -> str:
    short = f"{moment:%Y-%m-%d %H:%M:%S},SPOT,buy,{coin},{change:f},x"
    if header == V1:
        return short
    if header == V2:
        cells = ("77", f"{moment:%Y-%m-%d %H:%M:%S}", "Spot", "Buy", coin, f"{change:,f}", "")
        return ",".join(f'"{cell}"' for cell in cells)
    return f"77,{moment:%y-%m-%d %H:%M:%S},Spot,Buy,{coin},{change:f},"


@pytest.mark.parametrize(
    ("form", "order"),
    [
        ({}, Order()),
        ({"account": f" {EMAIL} ", "users": {}, "offset": "", "first_day": None}, Order(account=EMAIL)),
        (
            {"users": {"77": EMAIL}, "offset": "-3:30", "first_day": "2026-11-01", "last_day": "2026-11-02"},
            Order(None, {"77": EMAIL}, timedelta(hours=-3.5), BEFORE, DAY),
        ),
    ],
)
def test_the_form_is_read(form: dict[str, Any], order: Order) -> None:
    assert order_of(form, [EMAIL]) == order


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"account": "nobody@example.com"}, "no account 'nobody@example.com'"),
        ({"users": {"1": "nobody@example.com"}}, "no account 'nobody@example.com'"),
        ({"offset": "Berlin"}, "the form: not an offset"),
        ({"first_day": "yesterday"}, "first_day is no date"),
        ({"first_day": "2026-11-02", "last_day": "2026-11-01"}, "is after the last day"),
    ],
)
def test_a_wrong_entry_of_the_form_is_a_sentence(form: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StatementError, match=sentence):
        order_of(form, [EMAIL])
