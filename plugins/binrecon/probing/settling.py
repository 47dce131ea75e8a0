"""Settles a question by what came of its looks: refused, not seen, or what its judge says."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import localcontext

from binrecon.domain.meanings import OF_THE_LIST, Meaning
from binrecon.domain.money import CONTEXT
from binrecon.probing.advice import told
from binrecon.probing.question import Bearing, Found, Looked, OpenQuestion, Sighting

AGAIN = "probe again when there is one"
TELLING = OF_THE_LIST | {Meaning.KEY, Meaning.RIGHTS}
"""Refusals that say something of the list or of the key; others are of the moment, the address or the connection."""


def settled(question: OpenQuestion, looked: Looked) -> Sighting:
    """What the answers show. Without an answer, or with half of a list that it rests on, nothing is seen."""
    found = [looked[look.name] for look in question.looks]
    mute = [one for one in found if one.refused and not (question.refusal_tells and one.refused.meaning in TELLING)]
    if mute:
        return refusal_of(mute)
    if question.whole and not all(one.whole for one in found):
        return Sighting(Bearing.NOT_SEEN, "not seen: needs a week with fewer records than the probe reads", AGAIN)
    with localcontext(CONTEXT):
        sighting = question.judge(looked)
    return sighting or Sighting(Bearing.NOT_SEEN, f"not seen: needs {question.needs}", AGAIN)


def refusal_of(found: Iterable[Found]) -> Sighting:
    """The refusals of a question's lists, each in its words once, and what to do about the first."""
    refusals = [one.refused for one in found if one.refused is not None]
    words = dict.fromkeys(told(one)[0] for one in refusals)
    return Sighting(Bearing.REFUSED, "; ".join(words), told(refusals[0])[1])
