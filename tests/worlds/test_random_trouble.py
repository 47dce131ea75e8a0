"""The usual seeded worlds draw every kind of trouble."""

from collections import Counter

from tests.worlds.random_trouble import SHARE, Kind
from tests.worlds.seeds import DAILY, Mode, mode_of, scenario_of, trouble_of

OFTEN_ENOUGH = 3


def test_every_kind_comes_in_the_usual_worlds() -> None:
    """Three times at least where nothing is in its way; a world complains where what it drew does not come."""
    plain = [seed for seed in DAILY if mode_of(seed) is Mode.PLAIN]
    drawn = Counter(
        kind for seed in plain for kind in trouble_of(seed, Mode.PLAIN, scenario_of(seed, plain=True)).kinds
    )
    assert {kind: drawn[kind] for kind in SHARE if drawn[kind] < OFTEN_ENOUGH} == {}
    assert set(SHARE) == set(Kind)
