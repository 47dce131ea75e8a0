"""Say which two of three witnesses agree about an asset: the difference of two snapshots, the lists of the API, a
statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from binrecon.domain.day_facts import BalanceLine
from binrecon.domain.day_results import AssetVerdict, ThreeWayMatch
from binrecon.domain.money import CONTEXT, ZERO, plain
from binrecon.domain.statements import Stated, StatementDay
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.statement_operations import class_of, is_known, wallet_of

ALL, LISTS_LACK, STATEMENT_LACKS, SNAPSHOT_OFF, NONE, INCOMPLETE = (
    "all three",
    "snapshot and statement",
    "snapshot and movements",
    "movements and statement",
    "none",
    "incomplete",
)
"""Who agrees, in the words of witnesses.csv; `incomplete` is a statement that cannot be counted on."""
_ASSET = attrgetter("asset")


def with_witnesses(
    judged: Sequence[AssetVerdict], statement: StatementDay | None, wallet: Wallet
) -> tuple[AssetVerdict, ...]:
    """The judgements with what the statement says beside each of them; their verdicts stay as they are. A share of earn
    that no line names has no third witness, nor has a measure that is no balance. Call it inside `money.CONTEXT`."""
    if statement is None:
        return tuple(judged)
    stated = {asset: tuple(lines) for asset, lines in groupby(sorted(statement.stated, key=_ASSET), _ASSET)}
    silent = statement.shares - stated.keys()
    return tuple(
        asset_verdict
        if asset_verdict.line.asset in silent or not asset_verdict.is_balance
        else _beside(asset_verdict, stated.get(asset_verdict.line.asset, ()), wallet, statement.offset_proved)
        for asset_verdict in judged
    )


def _beside(asset_verdict: AssetVerdict, stated: Sequence[Stated], wallet: Wallet, offset_proved: bool) -> AssetVerdict:
    said = _total(line.change for line in stated if wallet_of(line.account) is wallet)
    moved, snapshot = _moved(asset_verdict.line), _snapshot(asset_verdict.line)
    agree, sentence = _agreement(snapshot, moved, said)
    doubts = [*([] if offset_proved else ["its clock is not proved"]), *_doubts(stated, wallet)]
    if doubts:
        agree, sentence = INCOMPLETE, f"the statement is incomplete as a witness: {', '.join(doubts)}"
    told = ThreeWayMatch(snapshot, moved, said, agree, sentence)
    return asset_verdict._replace(findings=replace(asset_verdict.findings, witnesses=told))


def _doubts(stated: Sequence[Stated], wallet: Wallet) -> Iterator[str]:
    """Why the lines of the wallet may not be all there is, or be what they seem: words that nobody has described."""
    for line in stated:
        if not is_known(line.account):
            yield f"{line.lines} line(s) of the unknown wallet {line.account!r}"
        elif wallet_of(line.account) is wallet and class_of(line.operation) is None:
            yield f"{line.lines} line(s) of the unknown operation {line.operation!r}"


def _agreement(snapshot: Decimal | None, moved: Decimal, said: Decimal) -> tuple[str, str]:
    """Who agrees, and the sentence: what the third lacks is signed, as the other two have it."""
    if snapshot is None:
        agree = SNAPSHOT_OFF if moved == said else NONE
        return agree, f"{_TWO.get(agree, 'no two agree')}: there is no difference of two snapshots"
    if snapshot == moved == said:
        return ALL, "all three agree"
    if snapshot == said:
        return LISTS_LACK, f"{_TWO[LISTS_LACK]}: the lists of the API lack {plain(snapshot - moved)}"
    if snapshot == moved:
        return STATEMENT_LACKS, f"{_TWO[STATEMENT_LACKS]}: the statement lacks {plain(snapshot - said)}"
    if moved == said:
        return SNAPSHOT_OFF, f"{_TWO[SNAPSHOT_OFF]}: the snapshot is off by {plain(snapshot - moved)}"
    return NONE, "no two agree"


_TWO = {
    LISTS_LACK: "snapshot and statement agree",
    STATEMENT_LACKS: "snapshot and lists agree",
    SNAPSHOT_OFF: "lists and statement agree",
}


def _moved(line: BalanceLine) -> Decimal:
    return _total((line.transfers_in, line.transfers_out, line.trades_in, line.trades_out, line.fees))


def _snapshot(line: BalanceLine) -> Decimal | None:
    return None if line.opening is None or line.actual is None else CONTEXT.subtract(line.actual, line.opening)


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
