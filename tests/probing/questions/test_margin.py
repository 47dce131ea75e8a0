"""Questions about margin, each in both forms, with rows of the documented shape."""

from dataclasses import replace
from typing import Any

import pytest
from binrecon.domain.intervals import Interval, day_interval
from binrecon.domain.meanings import Meaning
from binrecon.probing import looks
from binrecon.probing.question import Bearing, Found, Refused, Sighting
from binrecon.probing.settling import settled

from tests.probing.stand import BY_NUMBER, FIRST, judged
from tests.simulator import DAY, HOUR, start_of

MORNING = start_of(FIRST)
WINDOW = Interval(day_interval(FIRST).start, day_interval(FIRST).start + 4 * (day_interval(FIRST).span))


def interest(day: int, amount: str, hour: int = 0, **more: Any) -> dict[str, Any]:
    at = MORNING + day * DAY + hour * HOUR
    return {"asset": "USDT", "interest": amount, "interestAccuredTime": at, "type": "PERIODIC", "txId": 1, **more}


def owed(day: int, amount: str) -> dict[str, Any]:
    """The snapshot at the end of a day, counted from the first; `day` -1 is that before it."""
    row = {"asset": "USDT", "free": "9", "locked": "0", "borrowed": "100", "interest": amount}
    return {"updateTime": MORNING + (day + 1) * DAY - 1000, "data": {"userAssets": [row]}}


def accrued(inside: bool) -> Sighting:
    """Interest of 1, 2, 4 and 8 at four midnights, and one repayment."""
    question = BY_NUMBER["2b"]
    at_end = ["1", "2.5", "6.5", "14.5"] if inside else ["0", "0.5", "2.5", "6.5"]
    # Opening debt of 0 before the first midnight; 0.5 is repaid and 1 accrued at noon of the first day.
    rows = {
        "margin_snapshot": [owed(day - 1, text) for day, text in enumerate(at_end)],
        "interest": [interest(n, text) for n, text in enumerate(("1", "2", "4", "8"))] + [interest(0, "0.5", 12)],
        "repays": [
            {"asset": "USDT", "interest": "1", "status": "CONFIRMED", "timestamp": MORNING + 13 * HOUR, "txId": 7},
            {"asset": "USDT", "interest": "99", "status": "FAILED", "timestamp": MORNING + 13 * HOUR, "txId": 8},
        ],
    }
    found = {name: Found(rows=tuple(of), window=WINDOW) for name, of in rows.items()}
    return settled(question, {look.name: found[look.name] for look in question.looks})


@pytest.mark.parametrize(("inside", "where"), [(False, "outside"), (True, "inside")])
def test_interest_of_midnight(inside: bool, where: str) -> None:
    sighting = accrued(inside)
    assert sighting.seen.startswith(f"interest of 00:00:00 is {where} the snapshot")
    assert sighting.bearing is (Bearing.OTHERWISE if inside else Bearing.AS_ASSUMED)


def test_interest_that_rolls_forward_in_neither_way_is_not_seen() -> None:
    question = BY_NUMBER["2b"]
    rows = {"margin_snapshot": (owed(-1, "0"), owed(0, "7")), "interest": (interest(0, "1"), interest(1, "2"))}
    found = {look.name: Found(rows=rows.get(look.name, ()), window=WINDOW) for look in question.looks}
    sighting = settled(question, found)
    assert (sighting.bearing, sighting.seen) == (
        Bearing.NOT_SEEN,
        "not seen: interest rolls forward in neither way",
    )


def test_half_a_list_of_interest_settles_nothing() -> None:
    question = BY_NUMBER["2b"]
    found = {look.name: Found(whole=look is not looks.INTEREST) for look in question.looks}
    assert settled(question, found).seen == "not seen: needs a week with fewer records than the probe reads"


def flow(number: int, kind: str, amount: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "type": kind, "amount": amount, "asset": "USDT", "timestamp": MORNING, **more}


@pytest.mark.parametrize(
    ("amounts", "bearing", "words", "follows"),
    [
        (("10", "3"), Bearing.AS_ASSUMED, "0 of 2 row(s)", "types with two sides"),
        (("-10", "-3"), Bearing.AS_ASSUMED, "2 of 2 row(s)", "the sign tells the direction"),
        (("10", "-3"), Bearing.OTHERWISE, "1 of 2 row(s)", "no sign may be relied on"),
    ],
)
def test_signs_of_the_ledger(amounts: tuple[str, str], bearing: Bearing, words: str, follows: str) -> None:
    rows = [flow(1, "REPAY", amounts[0]), flow(2, "BUY_EXPENSE", amounts[1]), flow(3, "TRANSFER", "5")]
    sighting = judged(BY_NUMBER["3a"], capital_flow=rows)
    assert sighting.bearing is bearing and words in sighting.seen and follows in sighting.follows


def test_a_transfer_alone_shows_no_sign() -> None:
    assert judged(BY_NUMBER["3a"], capital_flow=[flow(3, "TRANSFER", "5")]).bearing is Bearing.NOT_SEEN


@pytest.mark.parametrize(
    ("beyond", "bearing", "words"),
    [
        ((8, 9), Bearing.AS_ASSUMED, "from an id oldest first, and the id itself does not come"),
        ((9, 8, 7), Bearing.OTHERWISE, "from an id newest first, and the id itself comes again"),
        ((8,), Bearing.AS_ASSUMED, "from an id one row"),
        ((8, 10, 9), Bearing.AS_ASSUMED, "from an id in no order"),
    ],
)
def test_the_order_of_the_ledger(beyond: tuple[int, ...], bearing: Bearing, words: str) -> None:
    newest = [flow(number, "REPAY", "1") for number in (9, 8, 7)]
    asked = [flow(number, "REPAY", "1") for number in beyond]
    sighting = judged(BY_NUMBER["3b"], capital_flow=newest, capital_flow_from_an_id=asked)
    assert sighting.bearing is bearing and words in sighting.seen
    assert sighting.seen.startswith("without an id newest first; ")


def test_the_ledger_is_asked_from_its_smallest_id() -> None:
    rows = tuple(flow(number, "REPAY", "1") for number in (9, 7, 8))
    assert looks.FLOW_FROM.chosen({"capital_flow": Found(rows=rows)}) == {"fromId": 7}
    assert looks.FLOW_FROM.chosen({"capital_flow": Found(rows=rows[:1])}) is None


@pytest.mark.parametrize(
    ("symbols", "bearing", "seen"),
    [
        (({}, {"symbol": ""}), Bearing.AS_ASSUMED, "symbol: 0 named, 1 empty, 1 without"),
        (({"symbol": "BTCUSDT"}, {}), Bearing.OTHERWISE, "symbol: 1 named, 0 empty, 1 without"),
    ],
)
def test_symbols_of_cross_rows(symbols: tuple[dict[str, str], ...], bearing: Bearing, seen: str) -> None:
    rows = [flow(number, "REPAY", "1", **symbol) for number, symbol in enumerate(symbols)]
    isolated = flow(50, "REPAY", "1", symbol="ETHUSDT")
    sighting = judged(BY_NUMBER["3c"], capital_flow=[*rows, isolated], isolated_account=[{"symbol": "ETHUSDT"}])
    assert (sighting.bearing, sighting.seen) == (bearing, seen)


@pytest.mark.parametrize(
    ("asset", "principal", "bearing"),
    [("BNB", "0.00000000", Bearing.AS_ASSUMED), ("BNB", "", Bearing.AS_ASSUMED), ("USDT", "1", Bearing.OTHERWISE)],
)
def test_automatic_repayments_in_bnb(asset: str, principal: str, bearing: Bearing) -> None:
    row = {"type": "BNB_AUTO_REPAY", "asset": asset, "principal": principal, "amount": "1"}
    other = {"type": "MANUAL", "asset": "USDT", "principal": "5"}
    sighting = judged(BY_NUMBER["6"], repays=[row, other])
    assert sighting.bearing is bearing and "of 1 row(s)" in sighting.seen


@pytest.mark.parametrize(
    ("principal", "bearing", "words"),
    [
        ("200", Bearing.AS_ASSUMED, "the amount in 1, empty or zero in 0"),
        ("0", Bearing.AS_ASSUMED, "the amount in 0, empty or zero in 1"),
        ("199", Bearing.OTHERWISE, "the amount in 0, empty or zero in 0"),
    ],
)
def test_principal_of_borrows(principal: str, bearing: Bearing, words: str) -> None:
    sighting = judged(BY_NUMBER["7"], borrows=[{"amount": "200.00", "principal": principal}])
    assert sighting.bearing is bearing and words in sighting.seen


@pytest.mark.parametrize(("number", "same"), [(5240372201, 1), (1, 0)])
def test_ids_of_margin_moves(number: int, same: int) -> None:
    told = {"asset": "USDT", "amount": "50", "timestamp": MORNING // 1000, "txId": 5240372201}
    move = {"asset": "USDT", "amount": "50.0", "timestamp": MORNING + 900, "tranId": number}
    sighting = judged(BY_NUMBER["8b"], margin_moves=[told], moves_into_margin=[move])
    assert sighting.seen == f"the ids are the same in {same} of 1 move(s)"


@pytest.mark.parametrize(("ids", "bearing"), [((1, 2), Bearing.AS_ASSUMED), ((1,), Bearing.OTHERWISE)])
def test_moves_of_isolated_pairs(ids: tuple[int, ...], bearing: Bearing) -> None:
    of_all = [{"txId": number} for number in ids]
    sighting = judged(BY_NUMBER["16"], margin_moves=of_all, moves_of_a_pair=[{"txId": 1}, {"txId": 2}])
    assert (sighting.bearing, sighting.seen[0]) == (bearing, str(len(ids)))


def old(number: str, *found: Found) -> Sighting:
    question = BY_NUMBER[number]
    return settled(question, {look.name: one for look, one in zip(question.looks, found, strict=True)})


HELD, EMPTY = Found(rows=({"txId": 1},)), Found()
TOO_OLD = Found(refused=Refused(Meaning.WINDOW, 400, -4047))
NO_RIGHT = Found(refused=Refused(Meaning.KEY, 401, -2015))


BOTH = "100 days ago come; 200 days ago is refused (code -4047)"


@pytest.mark.parametrize("number", ["13a", "13b", "13c"])
@pytest.mark.parametrize(
    ("found", "bearing", "words"),
    [
        ((HELD, EMPTY, HELD, EMPTY), Bearing.AS_ASSUMED, "records of 400 days ago come"),
        ((HELD, TOO_OLD, TOO_OLD, TOO_OLD), Bearing.AS_ASSUMED, BOTH),
        ((TOO_OLD,) * 4, Bearing.OTHERWISE, "100 days ago is refused (code -4047)"),
        ((EMPTY,) * 4, Bearing.NOT_SEEN, "not seen: needs"),
        ((NO_RIGHT,) * 4, Bearing.REFUSED, "refused: HTTP 401, code -2015"),
    ],
)
def test_how_far_back(number: str, found: tuple[Found, ...], bearing: Bearing, words: str) -> None:
    sighting = old(number, *found)
    assert sighting.bearing is bearing and words in sighting.seen


@pytest.mark.parametrize(("amount", "words"), [("0", "rows of zeros are listed: 1"), ("1", "not seen")])
def test_zero_rows_of_margin(amount: str, words: str) -> None:
    row = {"asset": "BNB", **dict.fromkeys(("free", "locked", "borrowed"), "0.00"), "interest": amount}
    assert words in judged(BY_NUMBER["5a"], margin_snapshot=[{"data": {"userAssets": [row]}}]).seen


def test_an_account_without_margin_is_told_by_its_code() -> None:
    question = BY_NUMBER["7"]
    refused = Refused(Meaning.NOT_HAD, 400, -3003, "it has no margin account")
    sighting = settled(question, {question.looks[0].name: replace(EMPTY, refused=refused)})
    assert sighting.bearing is Bearing.REFUSED
    assert sighting.seen == "refused: HTTP 400, code -3003 (it has no margin account)"
