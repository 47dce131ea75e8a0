"""What the documents leave open of the income and fills of futures: ids, times, types, signs, how far back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from binrecon.domain.money import ZERO
from binrecon.probing.fields import amount, moment, rows_of, text, time_of
from binrecon.probing.looks import (
    CM_INCOME,
    EARLY_INCOME,
    FUTURES_SNAPSHOT,
    INCOME,
    INTO_FUTURES,
    OUT_OF_FUTURES,
    UM_TRADES,
)
from binrecon.probing.matching import Matched, matched
from binrecon.probing.question import Found, Looked, OpenQuestion, Row, Sighting, as_assumed, otherwise
from binrecon.probing.settling import refusal_of

FILLS = ("REALIZED_PNL", "COMMISSION")
EXCHANGES = ("AUTO_EXCHANGE", "COIN_SWAP_WITHDRAW", "COIN_SWAP_DEPOSIT")
SETTLED_NEAR = 60_000
"""Milliseconds within which a settlement and a profit of one contract are one event."""


def ids_of_transfers(looked: Looked) -> Sighting | None:
    """Whether the income of a transfer bears the id of the transfer."""
    incomes = _of_types(looked, "TRANSFER")
    moves = [*looked[INTO_FUTURES.name].rows, *looked[OUT_OF_FUTURES.name].rows]
    pairs = matched(incomes, ("income", "time"), moves, ("amount", "timestamp"))
    return same_ids(pairs, "tranId", "tranId")


def same_ids(pairs: list[Matched], one: str, other: str) -> Sighting | None:
    """What the records of moves that two lists tell say of their ids."""
    if not pairs:
        return None
    same = sum(text(left, one) == text(right, other) for left, right in pairs)
    seen = f"the ids are the same in {same} of {len(pairs)} move(s)"
    if same == len(pairs):
        return otherwise(seen, "an id may match the two ends of a move, which amount and time do until then")
    return otherwise(seen, "an id must not match two ends") if same else as_assumed(seen)


def ids_of_exchanges(looked: Looked) -> Sighting | None:
    """Whether the rows of one exchange inside the wallet share an id."""
    rows = _of_types(looked, *EXCHANGES)
    return _shared((text(row, "incomeType")[:9], moment(row, "time"), row) for row in rows)


def ids_of_hedges(looked: Looked) -> Sighting | None:
    """Whether two rows of funding of one symbol and moment share an id."""
    rows = _of_types(looked, "FUNDING_FEE")
    return _shared((text(row, "symbol"), moment(row, "time"), row) for row in rows)


def _shared(rows: Iterable[tuple[str, int | None, Row]]) -> Sighting | None:
    groups: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for name, at, row in rows:
        groups[name, at].append(text(row, "tranId"))
    several = [ids for ids in groups.values() if len(ids) > 1]
    shared = sum(len(set(ids)) < len(ids) for ids in several)
    seen = f"a tranId is shared in {shared} of {len(several)} case(s)"
    if not several:
        return None
    return as_assumed(seen) if shared else otherwise(seen, "nothing breaks: no row is named by its tranId")


def settlements(looked: Looked) -> Sighting | None:
    """Whether a settlement at delivery has a realised profit beside it."""
    ended, profits = _of_types(looked, "DELIVERED_SETTELMENT"), _of_types(looked, "REALIZED_PNL")
    if not ended:
        return None
    beside = sum(any(_one_event(row, other) for other in profits) for row in ended)
    return as_assumed(
        f"a REALIZED_PNL stands beside {beside} of {len(ended)} settlement(s)",
        "both are booked: where the day of a settlement is open by its amount, one of them is no cash",
    )


def _one_event(row: Row, other: Row) -> bool:
    at, near = moment(row, "time"), moment(other, "time")
    same = text(row, "symbol") == text(other, "symbol")
    return same and at is not None and near is not None and abs(at - near) <= SETTLED_NEAR


def times_of_income(looked: Looked) -> Sighting | None:
    """Whether the income of USD-M fills is stamped to the whole second."""
    return whole_seconds(looked[INCOME.name].rows)


def times_of_coin_income(looked: Looked) -> Sighting | None:
    """The same of coin-margined futures."""
    return whole_seconds(looked[CM_INCOME.name].rows)


def whole_seconds(rows: Iterable[Row]) -> Sighting | None:
    """What the times of fills say of how they are cut."""
    times = [moment(row, "time") or 0 for row in rows if text(row, "incomeType") in FILLS]
    odd = sum(at % 1000 > 0 for at in times)
    if not times:
        return None
    if odd:
        return otherwise(
            f"milliseconds: {odd} of {len(times)} fill row(s)", "nothing breaks: rows are asked for by time"
        )
    return as_assumed(f"whole seconds: all of {len(times)} fill row(s)")


def too_early(looked: Looked) -> Sighting | None:
    """What a start before the three months that are held brings."""
    early, usual = looked[EARLY_INCOME.name], looked[INCOME.name]
    if usual.refused is not None:
        return refusal_of([usual])
    if early.refused is not None:
        return otherwise("a start before three months is refused", "no start is asked so early: keep it so")
    if not usual.rows:
        return None
    if early.rows:
        return otherwise("a start before three months brings what is held", "nothing breaks: none is asked so early")
    return as_assumed("a start before three months brings an empty list", "no start is asked so early: keep it so")


def sign_of_commission(looked: Looked) -> Sighting | None:
    """Whether fills show what was charged above or below zero."""
    told = [amount(row, "commission") for row in looked[UM_TRADES.name].rows]
    signs = Counter("below" if one < ZERO else "above" for one in told if one)
    if not signs:
        return None
    seen = " and ".join(f"{count} {sign} zero" for sign, count in sorted(signs.items()))
    if "below" in signs:
        return otherwise(seen, "hold its absolute value against that of the income")
    return as_assumed(seen)


def numbers_of_charges(looked: Looked) -> Sighting | None:
    """Whether the income tells what a fill was charged under the fill's own number."""
    income = looked[INCOME.name]
    charged = [row for row in looked[UM_TRADES.name].rows if amount(row, "commission") and _is_within(income, row)]
    told = {(text(row, "symbol"), text(row, "tradeId")) for row in _of_types(looked, "COMMISSION")}
    lacking = sum((text(row, "symbol"), str(row.get("id"))) not in told for row in charged)
    if not charged:
        return None
    if lacking:
        return otherwise(
            f"{lacking} of {len(charged)} fill(s) have no COMMISSION under their number",
            "charges of fills have to be held against the income by contract, not fill by fill",
        )
    return as_assumed(f"each of {len(charged)} fill(s) has its COMMISSION under its number")


def signs_of_positions(looked: Looked) -> Sighting | None:
    """Whether a snapshot shows a short position below zero."""
    rows = [row for snapshot in looked[FUTURES_SNAPSHOT.name].rows for row in rows_of(snapshot, "position")]
    short = sum((amount(row, "positionAmt") or ZERO) < ZERO for row in rows)
    if short:
        return as_assumed(f"{short} position(s) below zero")
    twice = sum(_both_above(list(rows_of(snapshot, "position"))) for snapshot in looked[FUTURES_SNAPSHOT.name].rows)
    if twice:
        return otherwise(
            f"{twice} contract(s) with two sides, both above zero", "a short has to be known by something else"
        )
    return None


def _both_above(rows: list[Row]) -> int:
    held = Counter(text(row, "symbol") for row in rows if (amount(row, "positionAmt") or ZERO) > ZERO)
    return sum(count > 1 for count in held.values())


def _is_within(found: Found, row: Row) -> bool:
    at = time_of(row, "time")
    return found.window is not None and at is not None and found.window.start <= at < found.window.end


def _of_types(looked: Looked, *types: str) -> list[Row]:
    return [row for row in looked[INCOME.name].rows if text(row, "incomeType") in types]


QUESTIONS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "8a",
        "Is tranId of an income TRANSFER that of the transfer between wallets?",
        "no: two ends are matched by amount and time",
        (INCOME, INTO_FUTURES, OUT_OF_FUTURES),
        ids_of_transfers,
        "a transfer between SPOT and FUTURES in the last week",
    ),
    OpenQuestion(
        "9a",
        "Do the rows of one exchange inside the futures wallet share a tranId?",
        "yes: a row is named by all that it says",
        (INCOME,),
        ids_of_exchanges,
        "an automatic exchange or a convert of futures in the last week",
    ),
    OpenQuestion(
        "9b",
        "Do rows of funding of one symbol, long and short, share a tranId?",
        "yes: a row is named by all that it says",
        (INCOME,),
        ids_of_hedges,
        "funding of a long and a short position of one symbol (hedge mode)",
    ),
    OpenQuestion(
        "10",
        "Is there a REALIZED_PNL beside a DELIVERED_SETTELMENT?",
        "either: every row of income is booked",
        (INCOME,),
        settlements,
        "a position held into a delivery in the last week",
    ),
    OpenQuestion(
        "11a",
        "Is the income of fills stamped to the whole second (USD-M)?",
        "yes; rows are asked for by time, which holds in either case",
        (INCOME,),
        times_of_income,
        "a fill of futures in the last week",
    ),
    OpenQuestion(
        "11b",
        "Is the income of fills stamped to the whole second (COIN-M)?",
        "yes",
        (CM_INCOME,),
        times_of_coin_income,
        "a fill of coin-margined futures in the last year",
    ),
    OpenQuestion(
        "14",
        "What does income bring whose start is older than the three months that are held?",
        "an empty list: no start is asked so early",
        (INCOME, EARLY_INCOME),
        too_early,
        "an income in the last week",
        refusal_tells=True,
    ),
    OpenQuestion(
        "15",
        "Does userTrades of futures show what was charged above zero?",
        "yes",
        (INCOME, UM_TRADES),
        sign_of_commission,
        "a fill of futures in the last week",
    ),
    OpenQuestion(
        "19a",
        "Does income tell what a fill was charged under the number of the fill?",
        "yes: charges are compared fill by fill",
        (INCOME, UM_TRADES),
        numbers_of_charges,
        "a fill of futures that was charged in the last week",
    ),
    OpenQuestion(
        "19b",
        "Does the FUTURES snapshot show a short position below zero?",
        "yes: its sign tells its side",
        (FUTURES_SNAPSHOT,),
        signs_of_positions,
        "a short position at the end of a day of the last month",
    ),
)
