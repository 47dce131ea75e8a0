"""What to try next about a variance that nothing explains: hints, never findings, most telling first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from binrecon.cells import Judgement
from binrecon.clues import Clues, day_after, day_before
from binrecon.money import CONTEXT
from binrecon.reconciliation.causes.elsewhere import EARN_SHARE
from binrecon.reconciliation.prevented_match import prevented_matches
from binrecon.reconciliation.witnesses import LISTS_LACK, NONE, SNAPSHOT_OFF

Hint = Callable[[Judgement, Clues], Iterator[str]]

NEAR = Decimal("0.1")
"""A ratio of two variances so near a close, as a share of it, may be a fill: prices move within a day."""
_SHOWN = 3
_ADDS = (
    "asset_dividend", "flexible_redemption", "locked_redemption", "flexible_rewards", "locked_rewards", "fiat_orders",
    "fiat_payments", "pay_transactions", "rebates", "eth_staking", "sol_staking", "loan_borrow", "dual_investment",
    "cloud_mining", "mining_earnings", "custody_transfer",
)
_TAKES = (
    "dust_log", "flexible_subscription", "locked_subscription", "fiat_orders", "pay_transactions", "eth_staking",
    "sol_staking", "loan_repay", "dual_investment", "cloud_mining", "custody_transfer",
)
"""Product lists that can add to SPOT, and those that can take from it, by name in the endpoint catalogue."""


def next_steps(judgement: Judgement, clues: Clues) -> tuple[str, ...]:
    """Sentences without amounts. The last always holds: the exchange's statement, and a person who knows."""
    return tuple(step for hint in _HINTS for step in hint(judgement, clues))


def _earn(judgement: Judgement, clues: Clues) -> Iterator[str]:
    asset = judgement.cell.asset
    plain = asset.removeprefix(EARN_SHARE)
    other = clues.off.get(plain if plain != asset else EARN_SHARE + asset)
    if other is not None and other.variance == judgement.variance.copy_negate():
        yield f"{other.cell.asset} is off by the opposite: ask the flexible Simple Earn lists for a subscription or redemption"


def _fill(judgement: Judgement, clues: Clues) -> Iterator[str]:
    for base, quote, close in clues.pairs_off.get(judgement.cell.asset, ()):
        if _like_a_fill(clues.off[base], clues.off[quote], close):
            yield f"{base} and {quote} are off in the ratio of a trade near the day's close: ask the trades of that pair again"


def _like_a_fill(base: Judgement, quote: Judgement, close: Decimal) -> bool:
    if (base.variance < 0) is (quote.variance < 0):
        return False
    ratio = CONTEXT.divide(quote.variance.copy_abs(), base.variance.copy_abs())
    return CONTEXT.subtract(ratio, close).copy_abs() <= CONTEXT.multiply(close, NEAR)


def _between(judgement: Judgement, clues: Clues) -> Iterator[str]:
    for asset, email in clues.opposite:
        if asset == judgement.cell.asset:
            yield f"{email} is off by the opposite: a transfer between the two accounts that no list tells"


def _opposite(judgement: Judgement, clues: Clues) -> Iterator[str]:
    asset, lacking = judgement.cell.asset, judgement.variance.copy_negate()
    for day, which in ((day_before(clues.day), "opening"), (day_after(clues.day), "closing")):
        if clues.variances.get((asset, day)) == lacking:
            yield f"{day} is off by the opposite: the {which} snapshot alone may be wrong, or money was away over midnight"


def _same_amount(judgement: Judgement, clues: Clues) -> Iterator[str]:
    legs = clues.equal.get(judgement.cell.asset, ())
    if legs:
        yield f"the variance is exactly the opposite of {named([leg.name for leg in legs])}: check whether it took place"


def _not_read(judgement: Judgement, clues: Clues) -> Iterator[str]:
    lists = [name for name in (_ADDS if judgement.variance > 0 else _TAKES) if name not in clues.read]
    if lists:
        yield f"not read for this day, and could move it so: {', '.join(lists)}"


def _not_answered(judgement: Judgement, clues: Clues) -> Iterator[str]:
    for endpoint, keys, questions in clues.unanswered:
        keys_named = named([f"{endpoint} {key}".strip() for key in keys], questions)
        yield f"asked without a complete answer, though not required: {keys_named}"


def _witnesses(judgement: Judgement, clues: Clues) -> Iterator[str]:
    told = judgement.findings.witnesses
    if told is not None:
        yield _SAID.get(told.agree, told.told)


_SAID = {
    LISTS_LACK: "snapshot and statement agree: statements/records.csv names the lines that the lists of the API lack",
    SNAPSHOT_OFF: "lists and statement agree: the snapshot is off",
    NONE: "no two of snapshot, lists and statement agree: see statements/classes.csv",
}


def _by_hand(judgement: Judgement, clues: Clues) -> Iterator[str]:
    if judgement.findings.witnesses is None:
        yield "import the exchange's account statement of this day, or have a person resolve it"
    else:
        yield "have a person resolve it"


_HINTS: tuple[Hint, ...] = (_witnesses, _earn, prevented_matches, _between, _fill, _opposite, _same_amount, _not_read, _not_answered, _by_hand)


def named(names: Sequence[str], count: int | None = None) -> str:
    """The first names, and how many more there are of `count`."""
    more = (len(names) if count is None else count) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
