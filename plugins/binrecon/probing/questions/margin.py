"""What the documents leave open of margin: interest at midnight, the ledger's signs and order, loans, ids, depth."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from binrecon.domain.meanings import Meaning
from binrecon.domain.money import ZERO
from binrecon.probing import looks
from binrecon.probing.fields import amount, text, time_of
from binrecon.probing.matching import matched
from binrecon.probing.question import Found, Looked, OpenQuestion, Row, Sighting, as_assumed, otherwise
from binrecon.probing.questions.futures import same_ids
from binrecon.probing.questions.snapshots import balances, midnight, zeros
from binrecon.probing.rolling import Move, rolled
from binrecon.probing.settling import refusal_of

TAKING = frozenset(
    {"REPAY", "BUY_EXPENSE", "SELL_EXPENSE", "TRADING_COMMISSION", "LIQUIDATION_FEE", "REPAY_LIQUIDATION"}
)
"""Types of the ledger whose money leaves the wallet."""
MEASURES = ("free", "locked", "borrowed", "interest")
BNB = "BNB_AUTO_REPAY"


def interest_at_midnight(looked: Looked) -> Sighting | None:
    """Whether the snapshot of a day holds the interest accrued at the midnight after it."""
    interest = looked[looks.INTEREST.name]
    days = interest.window.days()[:-1] if interest.window else []
    moves = [*_accrued(interest.rows), *_repaid(looked[looks.REPAYS.name].rows)]
    owed = balances(looked[looks.MARGIN_SNAPSHOT.name], "interest", listed="userAssets")
    return midnight(rolled(owed, moves, days), "interest")


def _accrued(rows: Iterable[Row]) -> Iterator[Move]:
    for row in _cross(rows):
        at, charged = time_of(row, "interestAccuredTime"), amount(row, "interest")
        if at is not None and charged is not None:
            yield Move(text(row, "asset"), at, charged, hourly=True)


def _repaid(rows: Iterable[Row]) -> Iterator[Move]:
    for row in _cross(rows):
        at, paid = time_of(row, "timestamp"), amount(row, "interest")
        if at is not None and paid is not None and text(row, "status") == "CONFIRMED":
            yield Move(text(row, "asset"), at, -paid)


def _cross(rows: Iterable[Row]) -> Iterator[Row]:
    """Without the records of isolated pairs, which no snapshot of margin speaks of."""
    return (row for row in rows if not text(row, "isolatedSymbol"))


def zero_rows(looked: Looked) -> Sighting | None:
    """Whether assets without a balance stand in the snapshots of margin."""
    return zeros(looked[looks.MARGIN_SNAPSHOT.name], "userAssets", MEASURES)


def signs(looked: Looked) -> Sighting | None:
    """Whether amounts of the ledger are below zero where money goes."""
    rows = looked[looks.FLOW.name].rows
    taken = [moved for row in rows if text(row, "type") in TAKING and (moved := amount(row, "amount"))]
    below = sum(moved < ZERO for moved in taken)
    seen = f"{below} of {len(taken)} row(s) of types that take are below zero"
    if not taken:
        return None
    if not below:
        return as_assumed(seen, "types with two sides have no direction of their own: another list has to tell it")
    if below == len(taken):
        return as_assumed(seen, "the sign tells the direction, of types with two sides too")
    return otherwise(seen, "no sign may be relied on, and types with two sides tell no direction")


def order_from_id(looked: Looked) -> Sighting | None:
    """What the ledger brings when it is asked from an id."""
    newest, beyond = (_ids(looked[look.name].rows) for look in (looks.FLOW, looks.FLOW_FROM))
    if len(set(newest)) < 2 or not looked[looks.FLOW_FROM.name].asked:
        return None
    again = min(newest) in beyond
    comes = "comes again" if again else "does not come"
    seen = f"without an id {_order(newest)}; from an id {_order(beyond)}, and the id itself {comes}"
    return otherwise(seen, "skip the id that was asked from") if again else as_assumed(seen)


def _ids(rows: Sequence[Row]) -> list[int]:
    return [row["id"] for row in rows if type(row.get("id")) is int]


def _order(ids: list[int]) -> str:
    steps = {one < other for one, other in itertools.pairwise(ids) if one != other}
    return {(): "one row", (True,): "oldest first", (False,): "newest first"}.get(tuple(steps), "in no order")


def symbols_of_cross(looked: Looked) -> Sighting | None:
    """What stands as symbol in rows of cross margin: those of the ledger that no isolated pair has."""
    pairs = {text(row, "symbol") for row in looked[looks.ISOLATED_ACCOUNT.name].rows}
    rows = [row for row in looked[looks.FLOW.name].rows if text(row, "symbol") not in pairs - {""}]
    named, empty = sum(bool(text(row, "symbol")) for row in rows), sum(row.get("symbol") == "" for row in rows)
    seen = f"symbol: {named} named, {empty} empty, {len(rows) - named - empty} without"
    if not rows:
        return None
    if named:
        return otherwise(seen, "a name does not show isolated margin: ask by `symbol` to tell them apart")
    return as_assumed(seen)


def bnb_repayments(looked: Looked) -> Sighting | None:
    """What the records of automatic repayments in BNB say."""
    rows = [row for row in looked[looks.REPAYS.name].rows if text(row, "type") == BNB]
    if not rows:
        return None
    in_bnb = sum(text(row, "asset") == "BNB" for row in rows)
    no_principal = sum(not amount(row, "principal") for row in rows)
    seen = f"asset is BNB in {in_bnb}, principal is empty or zero in {no_principal} of {len(rows)} row(s)"
    if in_bnb == no_principal == len(rows):
        return as_assumed(seen)
    return otherwise(seen, "they book against their own `asset`, with the split of `principal` and `interest`")


def principal_of_borrows(looked: Looked) -> Sighting | None:
    """Whether records of borrowing say their principal."""
    rows = [row for row in looked[looks.BORROWS.name].rows if amount(row, "amount")]
    equal = sum(amount(row, "principal") == amount(row, "amount") for row in rows)
    empty = sum(not amount(row, "principal") for row in rows)
    seen = f"principal is the amount in {equal}, empty or zero in {empty} of {len(rows)} row(s)"
    if not rows:
        return None
    if equal + empty == len(rows):
        return as_assumed(seen, "where it is empty, the amount is the loan")
    return otherwise(seen, "the difference between amount and principal has to be found in another list")


def ids_of_moves(looked: Looked) -> Sighting | None:
    """Whether a move of cross margin bears one id in both its lists."""
    moves = [*looked[looks.INTO_MARGIN.name].rows, *looked[looks.OUT_OF_MARGIN.name].rows]
    told = looked[looks.MARGIN_MOVES.name].rows
    return same_ids(matched(told, ("amount", "timestamp"), moves, ("amount", "timestamp")), "txId", "tranId")


def moves_of_pairs(looked: Looked) -> Sighting | None:
    """Whether moves of an isolated pair come without its name."""
    of_pair = {text(row, "txId") for row in looked[looks.ISOLATED_MOVES.name].rows}
    of_all = {text(row, "txId") for row in looked[looks.MARGIN_MOVES.name].rows}
    missing = len(of_pair - of_all)
    if not of_pair:
        return None
    seen = f"{len(of_pair) - missing} of {len(of_pair)} move(s) of a pair come without its name too"
    if missing:
        return otherwise(seen, "`margin_transfer` has to be asked pair by pair")
    return as_assumed(seen)


def depth_of_loans(looked: Looked) -> Sighting | None:
    """How far back repayments are listed."""
    return depth([looked[look.name] for look in looks.OLD_REPAYS])


def depth_of_moves(looked: Looked) -> Sighting | None:
    """How far back moves of margin are listed."""
    return depth([looked[look.name] for look in looks.OLD_MARGIN_MOVES])


def depth(found: Sequence[Found]) -> Sighting | None:
    """The oldest window that held records, and the newest that was refused for its age. Empty ones tell nothing."""
    windows = list(zip(looks.AGES, found, strict=True))
    held = [age for age, one in windows if one.rows]
    too_old = [(age, one.refused) for age, one in windows if one.refused and one.refused.meaning is Meaning.WINDOW]
    if not held and not too_old:
        return refusal_of(found) if any(one.refused for one in found) else None
    words = [f"records of {max(held)} days ago come"] if held else []
    words += [f"{age} days ago is refused (code {why.code})" for age, why in too_old[:1]]
    if held:
        return as_assumed("; ".join(words))
    return otherwise("; ".join(words), "days older than that cannot be collected any more")


QUESTIONS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "2b",
        "Is interest of 00:00:00 inside the MARGIN snapshot of the day before?",
        "no: a day is [00:00, next 00:00)",
        (looks.MARGIN_SNAPSHOT, looks.INTEREST, looks.REPAYS),
        interest_at_midnight,
        "a loan held over midnight, with other interest on the next one",
        whole=True,
    ),
    OpenQuestion(
        "3a",
        "Are amounts of margin's capital-flow signed?",
        "either, but one way in all rows",
        (looks.FLOW,),
        signs,
        "a margin repayment, trade or fee in the last week",
    ),
    OpenQuestion(
        "3b",
        "In which order does capital-flow come, and does fromId bring the id itself?",
        "the rows beyond the id, in any order",
        (looks.FLOW, looks.FLOW_FROM),
        order_from_id,
        "two rows of capital-flow in the last week",
    ),
    OpenQuestion(
        "3c",
        "Do rows of cross margin have a symbol in capital-flow?",
        "none, or an empty one",
        (looks.FLOW, looks.ISOLATED_ACCOUNT),
        symbols_of_cross,
        "a row of capital-flow in the last week",
    ),
    OpenQuestion(
        "5a",
        "Are assets without a balance rows of the MARGIN snapshot?",
        "either: an asset that is absent holds nothing",
        (looks.MARGIN_SNAPSHOT,),
        zero_rows,
        "an asset that came to zero",
    ),
    OpenQuestion(
        "6",
        "What are asset and principal of BNB_AUTO_REPAY?",
        "asset BNB, no principal",
        (looks.REPAYS,),
        bnb_repayments,
        "interest paid in BNB in the last week",
    ),
    OpenQuestion(
        "7",
        "Is principal filled in records of borrowing?",
        "either: where it is empty, the amount is the loan",
        (looks.BORROWS,),
        principal_of_borrows,
        "a loan taken in the last week",
    ),
    OpenQuestion(
        "8b",
        "Is txId of margin/transfer the tranId of asset/transfer?",
        "no: a twin is known by its id, or by amount and second",
        (looks.MARGIN_MOVES, looks.INTO_MARGIN, looks.OUT_OF_MARGIN),
        ids_of_moves,
        "a transfer between SPOT and cross margin in the last 30 days",
    ),
    OpenQuestion(
        "13a",
        "How far back does borrow-repay reach?",
        "farther than any day that is collected",
        looks.OLD_REPAYS,
        depth_of_loans,
        "repayments 100 days ago and before",
        refusal_tells=True,
    ),
    OpenQuestion(
        "13b",
        "How far back does margin/transfer reach?",
        "farther than any day that is collected",
        looks.OLD_MARGIN_MOVES,
        depth_of_moves,
        "moves of margin 100 days ago and before",
        refusal_tells=True,
    ),
    OpenQuestion(
        "16",
        "Does margin/transfer list moves of isolated pairs without isolatedSymbol?",
        "yes: it is asked once for all",
        (looks.MARGIN_MOVES, looks.ISOLATED_ACCOUNT, looks.ISOLATED_MOVES),
        moves_of_pairs,
        "a move of an isolated pair in the last 30 days",
    ),
)
