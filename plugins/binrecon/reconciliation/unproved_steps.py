"""What to do about an asset that is not proved for want of an answer: which task to clear, or why clearing cannot
help."""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from binrecon.domain.day_facts import DayFacts, Gap
from binrecon.domain.money import CONTEXT
from binrecon.domain.portfolio_margin import SAID, STEP
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import described
from binrecon.reconciliation.exchanged_labels import exchanged_labels
from binrecon.reconciliation.own_readings import steps_without
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.wallet_lists import wallet_of

SNAPSHOTS = timedelta(days=30)
"""The exchange gives snapshots of the last month (accountSnapshot)."""
_SHOWN = 3
_FIXED = frozenset(
    {
        "daily_snapshot",
        "deposit_history",
        "withdraw_history",
        "convert_history",
        "sub_transfer_history",
        "universal_transfer",
        "sub_user_history",
        "wallet_transfer",
        "sub_account_list",
        "margin_transfer",
    }
)
"""Lists with a task of their own under `collect`; those of products are read by copies of `collect.products`."""
_KEY = ("-2014", "-2015", "-1022", "HTTP 401", "API_KEY_INVALID")
_PLACE = ("HTTP 451", "HTTP 403")


def is_in_portfolio_margin(facts: DayFacts) -> bool:
    """Whether the day was judged with that doubt."""
    return any(gap.detail == SAID for gap in facts.gaps)


def steps_of_day(facts: DayFacts) -> tuple[str, ...]:
    """Sentences for what keeps every asset of the day unproved, in the order of the day's own reason."""
    if is_in_portfolio_margin(facts):
        return (STEP,)
    everything = [gap for gap in facts.gaps if gap.is_of_the_day]
    return (*_snapshots(facts), *_pages(facts), *_labels(facts), *steps_of(everything))


def steps_of(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """A sentence for each of the first gaps, equal ones once, and how many more there are: questions of this account's
    own plan, so that each can be followed by it."""
    found = list(dict.fromkeys(_step(gap) for gap in gaps))
    more = (f"and {len(found) - _SHOWN} more steps like these: v_binance_coverage_gaps names the questions",)
    return (*found[:_SHOWN], *(more if len(found) > _SHOWN else ()))


def _snapshots(facts: DayFacts) -> Iterator[str]:
    if described(facts.account_day.wallet).read_by_us:
        yield from steps_without(facts)
        return
    witness = described(facts.account_day.wallet).witness
    missing = [
        (facts.opening_snapshot, facts.account_day.day - timedelta(days=1)),
        (facts.closing_snapshot, facts.account_day.day),
    ]
    days: list[date] = [day for held, day in missing if not held]
    if days:
        named = " and ".join(str(day) for day in days)
        yield (
            f"clear {_task(Gap(witness, '', ''))} of this run with downstream, until {days[0] + SNAPSHOTS}: the "
            "exchange gives snapshots "
            f"of a month; after that only its support can give the balances of {named}"
        )


def _labels(facts: DayFacts) -> Iterator[str]:
    with decimal.localcontext(CONTEXT):
        if exchanged_labels(facts):
            yield (
                "compare both balances of the snapshot (`snapshot_data` of binance_raw_daily_snapshot) with the "
                "wallet's page: days are judged by the label in the description, which has to change if it is the other"
            )


def _pages(facts: DayFacts) -> Iterator[str]:
    if facts.pending_pages:
        yield (
            "clear `reconcile` with downstream once no other run of this account collects: answers were not read "
            "when it judged"
        )


def _step(gap: Gap) -> str:
    """The most telling of what its detail says."""
    if gap.endpoint == "plan":
        return "clear `open_day` with downstream: no question of this day was planned"
    if gap.endpoint == "run":
        return (
            f"{gap.detail}: a step that did not finish is cleared with downstream; rows that cannot be right are a "
            "defect, or somebody edited the database"
        )
    if "quarantined" in gap.detail:
        return (
            f"read `record` and `reason` of binance_quarantine for {gap.name}: when the exchange lists the record "
            "otherwise, clearing "
            f"{_task(gap)} frees the day"
        )
    if "-1121" in gap.detail:
        return (
            f"{gap.key}: the exchange refuses this pair to the account: nothing to clear while it still offers it; "
            "it is released "
            f"with its delisting"
        )
    if any(word in gap.detail for word in _KEY):
        return (
            f"the key is refused: mend its rights, its IP list or its secret, then clear {_task(gap)} with downstream"
        )
    if any(word in gap.detail for word in _PLACE):
        return (
            "the exchange refuses this address or place: let it be asked from an allowed one, then clear "
            f"{_task(gap)} with downstream"
        )
    if "only a part of the day" in gap.detail or "retention" in gap.detail:
        return (
            f"clear {_task(gap)} with downstream; what the exchange no longer lists only an account statement of "
            "the day can show"
        )
    return f"clear {_task(gap)} with downstream: the question had no complete answer"


def _task(gap: Gap) -> str:
    """The task that asks the question, and where several do, which of them."""
    if gap.endpoint == "trades":
        return f"the copy {gap.key} of `collect_trades`, or `search` where that asked it,"
    if gap.endpoint == "exchange_info":
        return "`discover_symbols`"
    if gap.endpoint in _FIXED:
        return f"`collect.{gap.endpoint}`"
    described_as = CATALOGUE.get(gap.endpoint)
    if described_as is not None and (wallet := wallet_of(described_as)) is not Wallet.SPOT:
        return f"the copy of `collect.wallets_…` that names {wallet}"
    return f"the copy of `collect.products` that names {gap.endpoint}, or `search` where that asked it,"
