"""What the documents leave open of lists that SPOT rests on: what totals count, times, ids, fields left out."""

from __future__ import annotations

from binrecon.domain.intervals import to_ms
from binrecon.probing import looks
from binrecon.probing.fields import moment, text
from binrecon.probing.question import Found, Looked, OpenQuestion, Row, Sighting, as_assumed, otherwise
from binrecon.sources.pages import Numbered
from binrecon.sources.record_names import field
from binrecon.sources.totals import group_counts, parts_of, whole

ASSETS = "userAssetDribbletDetails"


def total_of_dust(looked: Looked) -> Sighting | None:
    """What the total of dust conversions counts."""
    found = looked[looks.DUST.name]
    return _counted(found, {"conversions": len(found.rows), "their assets": parts_of(found.rows, ASSETS)})


def total_of_locked_rewards(looked: Looked) -> Sighting | None:
    """What the total of locked rewards counts."""
    found = looked[looks.LOCKED_REWARDS.name]
    style = looks.LOCKED_REWARDS.endpoint.pages
    groups = style.groups if isinstance(style, Numbered) else ()
    names = [f"what differs in {' and '.join(fields)}" for fields in groups]
    counts = [min(group_counts(found.rows, (fields,))) for fields in groups]
    return _counted(found, {"records": len(found.rows), **dict(zip(names, counts, strict=True))})


def _counted(found: Found, counts: dict[str, int]) -> Sighting | None:
    """The only thing a total fits; where several counts are equal, the total cannot tell them apart."""
    total = whole(field(found.document, "total"))
    if total is None or not found.rows:
        return None
    if total not in counts.values():
        return otherwise(
            f"the total counts neither {' nor '.join(counts)}", "what it counts is unknown: the window is asked alone"
        )
    fitting = [name for name, count in counts.items() if count == total]
    return as_assumed(f"the total counts {fitting[0]}") if len(fitting) == 1 else None


def from_an_allocation(looked: Looked) -> Sighting | None:
    """Whether allocations asked from an id begin with it."""
    found, before = looked[looks.ALLOCATIONS_FROM.name], looked[looks.ALLOCATIONS.name]
    if not found.asked or not before.rows:
        return None
    asked = before.rows[-1].get("allocationId")
    comes = any(row.get("allocationId") == asked for row in found.rows)
    return as_assumed(f"the id asked from {'comes too' if comes else 'does not come'}")


def time_of_deposits(looked: Looked) -> Sighting | None:
    """By which of its times a deposit is found."""
    row, found = looks.slow_deposit(looked), looked[looks.DEPOSITS_BY_LISTING.name]
    if row is None or not found.asked:
        return None
    listed = any(text(one, "id") == text(row, "id") for one in found.rows)
    return as_assumed(f"found by {'insertTime' if listed else 'completeTime'}")


def settled_duals(looked: Looked) -> Sighting | None:
    """Whether settled positions of dual investment say what came back."""
    found = looked[looks.DUALS.name]
    settled = [row for row in found.rows if text(row, "purchaseStatus") == "SETTLED" and _is_past(row, found)]
    telling = sum("settleAsset" in row and "settleAmount" in row for row in settled)
    seen = f"settleAsset and settleAmount stand in {telling} of {len(settled)} settled position(s)"
    if not settled:
        return None
    if telling == len(settled):
        return as_assumed(seen)
    return otherwise(seen, "a settlement without them shows as a variance on its day")


def _is_past(row: Row, found: Found) -> bool:
    at = moment(row, "settleDate")
    return at is not None and (found.at is None or at <= to_ms(found.at))


QUESTIONS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "17",
        "What does the total of dust conversions count?",
        "either: conversions or their assets, whichever fits",
        (looks.DUST,),
        total_of_dust,
        "a conversion of several assets at once",
    ),
    OpenQuestion(
        "18",
        "What does the total of locked rewards count?",
        "either: whichever fits all that came",
        (looks.LOCKED_REWARDS,),
        total_of_locked_rewards,
        "two rewards of one position in the last 30 days",
    ),
    OpenQuestion(
        "19",
        "Does fromAllocationId bring the id itself?",
        "either: a page may begin with it or beyond it",
        (looks.PAIRS, looks.ALLOCATIONS, looks.ALLOCATIONS_FROM),
        from_an_allocation,
        "a fill by smart order routing in the first pair that offers it",
    ),
    OpenQuestion(
        "20",
        "By which time does the list of deposits filter?",
        "either: the window reaches back 14 days",
        (looks.DEPOSITS, looks.DEPOSITS_BY_LISTING),
        time_of_deposits,
        "a deposit that took longer than a second in the last 89 days",
    ),
    OpenQuestion(
        "21",
        "Do settled positions of dual investment say what came back?",
        "yes, though no document names the fields",
        (looks.DUALS,),
        settled_duals,
        "a settled dual investment",
    ),
)
