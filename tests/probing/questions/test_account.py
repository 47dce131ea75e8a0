"""Questions about keys, kinds of account and hours, each in both forms."""

from datetime import UTC, datetime
from typing import Any

import pytest
from binrecon.domain.meanings import Meaning
from binrecon.probing.question import Bearing, Found, Refused, Sighting
from binrecon.probing.settling import settled

from tests.probing.stand import BY_NUMBER, LAST, exchange_of, judged, looked_at, seen, trading
from tests.simulator import DAY, start_of

NO_KEY = Found(refused=Refused(Meaning.KEY, 401, -2015))
ROWS = Found(rows=({"asset": "USDT"},))


def by_reading(number: str, right: bool | None, in_portfolio_margin: bool | None, found: Found) -> Sighting:
    question = BY_NUMBER[number]
    names = {"4a": "enableFutures", "4b": "enableFutures", "4c": "enableVanillaOptions"}
    documents = (
        Found(document={names[number]: right}),
        Found(document={"isPortfolioMarginRetailEnabled": in_portfolio_margin}),
        found,
    )
    return settled(question, {look.name: one for look, one in zip(question.looks, documents, strict=True)})


@pytest.mark.parametrize("number", ["4a", "4b", "4c"])
@pytest.mark.parametrize(
    ("right", "pm", "found", "bearing", "words"),
    [
        (False, False, ROWS, Bearing.AS_ASSUMED, "is answered"),
        (False, False, NO_KEY, Bearing.OTHERWISE, "is refused (HTTP 401, code -2015)"),
        (True, False, ROWS, Bearing.NOT_SEEN, "not seen: needs a key without enable"),
        (True, False, NO_KEY, Bearing.REFUSED, "refused: HTTP 401, code -2015"),
        (False, True, NO_KEY, Bearing.REFUSED, "refused: HTTP 401, code -2015"),
        (False, None, NO_KEY, Bearing.REFUSED, "refused: HTTP 401, code -2015"),
        (None, False, ROWS, Bearing.NOT_SEEN, "not seen"),
    ],
)
def test_a_key_that_only_reads(
    number: str, right: bool | None, pm: bool | None, found: Found, bearing: Bearing, words: str
) -> None:
    sighting = by_reading(number, right, pm, found)
    assert sighting.bearing is bearing and words in sighting.seen


def test_the_simulators_reading_key_is_answered() -> None:
    assert looked_at(exchange_of(trading()), "4a")["um_balance"].answered


def snapshots(portfolio_margin: bool, **found: Found) -> Sighting:
    info = Found(document={"isPortfolioMarginRetailEnabled": portfolio_margin})
    return settled(BY_NUMBER["12"], {"account_info": info, **found})


REFUSED = Found(refused=Refused(Meaning.NOT_OFFERED, 400, -21001))


def test_snapshots_answer_under_portfolio_margin() -> None:
    sighting = snapshots(True, daily_snapshot=ROWS, margin_snapshot=ROWS, futures_snapshot=ROWS)
    assert sighting.bearing is Bearing.AS_ASSUMED
    assert sighting.seen.startswith("SPOT answers with rows, MARGIN answers with rows")


def test_snapshots_do_not_answer_under_portfolio_margin() -> None:
    sighting = snapshots(True, daily_snapshot=ROWS, margin_snapshot=Found(), futures_snapshot=REFUSED)
    assert (sighting.bearing, sighting.seen) == (
        Bearing.OTHERWISE,
        "SPOT answers with rows, MARGIN answers without rows, FUTURES is refused (code -21001)",
    )


def test_a_plain_account_tells_nothing_of_portfolio_margin() -> None:
    sighting = snapshots(False, daily_snapshot=ROWS, margin_snapshot=ROWS, futures_snapshot=ROWS)
    assert sighting.seen == "not seen: needs an account under portfolio margin"


def test_at_its_hour_the_snapshot_of_yesterday_is_there() -> None:
    sighting = seen(exchange_of(trading()), "5c")
    assert sighting.seen.startswith("at 09:0") and "FUTURES is there" in sighting.seen


@pytest.mark.parametrize(("days", "bearing"), [(1, Bearing.AS_ASSUMED), (2, Bearing.OTHERWISE)])
def test_a_snapshot_that_is_not_there_yet(days: int, bearing: Bearing) -> None:
    at = datetime(2026, 11, 21, 0, 5, tzinfo=UTC)
    row = {"updateTime": start_of(LAST) + DAY - 1000 - days * DAY}
    found = {"daily_snapshot": Found(rows=(row,), at=at), "margin_snapshot": Found(), "futures_snapshot": Found()}
    sighting = settled(BY_NUMBER["5c"], found)
    assert sighting.bearing is bearing
    assert sighting.seen.startswith("at 00:05 UTC that of yesterday: SPOT is not there")


@pytest.mark.parametrize(
    ("hour", "bearing", "words"), [(8, Bearing.AS_ASSUMED, "at 08:00 UTC"), (0, Bearing.OTHERWISE, "at 00:00 UTC")]
)
def test_the_hour_of_exercises(hour: int, bearing: Bearing, words: str) -> None:
    at = start_of(LAST) + hour * 3_600_000
    bill: list[dict[str, Any]] = [{"type": "EXERCISE_PNL", "createDate": at}, {"type": "FEE", "createDate": 1}]
    sighting = judged(BY_NUMBER["13d"], option_bill=bill, option_exercises=[{"createDate": at}])
    assert sighting.bearing is bearing and words in sighting.seen


def test_trades_of_options_are_no_exercises() -> None:
    sighting = judged(BY_NUMBER["13d"], option_bill=[{"type": "CONTRACT", "createDate": start_of(LAST)}])
    assert sighting.bearing is Bearing.NOT_SEEN
