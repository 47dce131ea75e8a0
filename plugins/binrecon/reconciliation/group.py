"""Consolidates a day over all own accounts and wallets: balances, what came from outside, and what is on its way.

Rests on decisions 129 and 141.
"""

from __future__ import annotations

import decimal
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from binrecon.domain.day_facts import Gap
from binrecon.domain.group import GroupCell, GroupFacts, GroupLine, GroupMovements, InTransit, UnknownWallet
from binrecon.domain.holdings import coin_of
from binrecon.domain.money import CONTEXT, ZERO
from binrecon.domain.vocabulary import Measure, Verdict, Wallet

HOLDS = "every wallet proved, and what is on its way accounts for the rest"
NO_ASSET = ""
NO_VERDICT = "no verdict"
_NAMED = 3
_NOTHING_MOVED = (ZERO, ZERO, ZERO, ZERO)


def consolidate(facts: GroupFacts) -> tuple[GroupLine, ...]:
    """A line for each asset that any wallet of the group held, moved or has on its way, by asset. It is proved where
    every wallet's verdict on it is, every wallet is known, no wallet without a verdict on it lacks an answer that could
    have told of it, nothing arrived that was not sent, and the sum comes out.
    Where no asset is told of and a wallet is not known, one line without an asset says so."""
    cells: dict[str, list[GroupCell]] = defaultdict(list)
    for cell in facts.cells:
        cells[cell.asset].append(cell)
    unknown = unknown_wallets(facts)
    moved = {one.asset: one for one in facts.movements}
    transit = {one.asset: one for one in facts.transit}
    with decimal.localcontext(CONTEXT):
        assets = sorted({*cells, *moved, *transit}) or ([NO_ASSET] if unknown else [])
        return tuple(
            _line(facts, asset, cells[asset], _missing(unknown, cells[asset]), moved.get(asset), transit.get(asset))
            for asset in assets
        )


def unknown_wallets(facts: GroupFacts) -> tuple[UnknownWallet, ...]:
    """The wallets of which the day is not known, in their order: what they hold of an asset is known only where they
    have a verdict on it, and of one without a verdict at all nothing is."""
    told = (_lacking(wallet.judged, wallet.known, wallet.doubted) for wallet in facts.wallets)
    return tuple(
        UnknownWallet(wallet.email, wallet.wallet, why) for wallet, why in zip(facts.wallets, told, strict=True) if why
    )


def _lacking(judged: bool, known: bool, doubted: bool) -> str:
    if not judged:
        return NO_VERDICT
    if not known:
        return "a balance is missing"
    return "unproved as a whole" if doubted else ""


def _line(
    facts: GroupFacts,
    asset: str,
    cells: Sequence[GroupCell],
    missing: Sequence[str],
    moved: GroupMovements | None,
    transit: InTransit | None,
) -> GroupLine:
    transit = transit or InTransit(asset, ZERO, ZERO, None, 0)
    flows = moved[1:] if moved else _NOTHING_MOVED
    opening = None if missing else _sum([cell.opening for cell in cells])
    actual = None if missing else _sum([cell.actual for cell in cells])
    expected = None if opening is None else opening + sum(flows, ZERO) + transit.opening - transit.closing
    variance = None if expected is None or actual is None else actual - expected
    reason = "; ".join([*_not_proved([*missing, *_untold(facts, asset, cells)], cells), *_wrong(transit, variance)])
    verdict = str(Verdict.UNPROVED if reason else Verdict.PROVED)
    on_its_way = (transit.opening, transit.closing, _age(facts, transit))
    return GroupLine(
        facts.day, asset, opening, *flows, *on_its_way, expected, actual, variance, verdict, reason or HOLDS
    )


def _missing(unknown: Collection[UnknownWallet], cells: Sequence[GroupCell]) -> list[str]:
    """The wallets of which the day's balance of the asset is not known. A verdict that was given before the wallet's
    day was opened anew says nothing of it."""
    if not unknown:
        return []
    spoken = {(cell.email, cell.wallet) for cell in cells}
    return [
        f"{one.email} {one.wallet} ({one.why})"
        for one in unknown
        if one.why == NO_VERDICT or (one.email, one.wallet) not in spoken
    ]


def _untold(facts: GroupFacts, asset: str, cells: Sequence[GroupCell]) -> Iterator[str]:
    """The wallets of which an answer lacks that could tell of the asset, though they have no unproved verdict on it:
    one that held none at either midnight may have had it in between."""
    spoken = {(cell.email, cell.wallet) for cell in cells if cell.verdict == Verdict.UNPROVED}
    for wallet in facts.wallets:
        lacking = next((gap for gap in wallet.gaps if _touches(gap, Wallet(wallet.wallet), asset)), None)
        if lacking is not None and (wallet.email, wallet.wallet) not in spoken:
            yield f"{wallet.email} {wallet.wallet} ({lacking.name} is not covered)"


def _touches(gap: Gap, wallet: Wallet, coin: str) -> bool:
    """Whether its answer could change the balance of the coin, whichever holding it is in."""
    holdings = {holding for holding in gap.assets or () if coin_of(wallet, holding) == coin}
    return any(gap.touches(holding, Measure.BALANCE) for holding in holdings or {coin})


def _not_proved(missing: Sequence[str], cells: Sequence[GroupCell]) -> Iterator[str]:
    """Which wallets are not proved, the first few by name."""
    found = [f"{cell.email} {cell.wallet} ({cell.verdict})" for cell in cells if cell.verdict != Verdict.PROVED]
    names = list(dict.fromkeys([*missing, *found]))
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"not proved: {', '.join(names[:_NAMED])}{more}"


def _wrong(transit: InTransit, variance: Decimal | None) -> Iterator[str]:
    if transit.negative:
        yield f"{transit.negative} transfer(s) inside the group arrived that were not sent by then"
    if variance is None:
        yield "the balances are not known"
    elif variance:
        yield "the wallets together differ from what came from outside and what is on its way"


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def _age(facts: GroupFacts, transit: InTransit) -> int | None:
    """Whole days from the oldest sending to the end of the day."""
    end = datetime.combine(facts.day, time(), UTC) + timedelta(days=1)
    return None if transit.since is None else (end - transit.since).days
