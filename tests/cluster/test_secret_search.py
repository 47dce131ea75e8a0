"""The search for secrets fails where it looks nowhere, where it cannot see a form, and where a secret is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cluster.secret_search import PRINTED, WRITTEN, XCOM, Seen, database, found, look, places, plant

CANARY = re.compile(r"canary-[0-9a-f]{32}")
SECRET = {"binance_main": "s3cret-of-nobody"}
AIRFLOW, OURS = database("airflow"), database("binrecon")


class Cluster:
    """What a cluster keeps of what is put into it: a text a place. `blind` are those that are given empty."""

    def __init__(self, *blind: str, bytes_shown: bool = True) -> None:
        self.text = {PRINTED: "", WRITTEN: "", AIRFLOW: "", OURS: ""}
        self.blind = blind
        self.bytes_shown = bytes_shown

    def compose(self, *words: str, **_: Any) -> str:
        if words[0] == "logs":
            return self.give(PRINTED)
        if "find" in words:
            return self.give(WRITTEN)
        if "pg_dump" in words:
            return self.give(database(words[-1]))
        self.keep(words)
        return ""

    def keep(self, words: tuple[str, ...]) -> None:
        place = WRITTEN if "sh" in words else database(words[words.index("-d") + 1]) if "-d" in words else PRINTED
        first, *rest = CANARY.findall(words[-1])
        self.text[place] += f"{first}\n" + "".join(f"\\x{value.encode().hex()}\n" for value in rest if self.bytes_shown)

    def hand_over(self, value: str) -> None:
        self.text[AIRFLOW] += f'"{value}"\n'

    def give(self, place: str) -> str:
        return "" if place in self.blind else self.text[place]


def seen(cluster: Any) -> dict[str, Seen]:
    planted = plant(cluster, cluster.hand_over)
    return {one.place: one for one in look(places(cluster), SECRET, planted)}


def test_every_canary_of_every_form_is_found_and_no_two_are_the_same() -> None:
    cluster = Cluster()
    told = seen(cluster)
    assert list(told) == [PRINTED, WRITTEN, AIRFLOW, OURS]
    assert [one.could_tell for one in told.values()] == [True] * 4
    assert [len(one.planted) for one in told.values()] == [1, 2, 3, 2] and XCOM in told[AIRFLOW].planted
    assert not any(one.secrets for one in told.values())
    assert len(set(CANARY.findall("".join(cluster.text.values())))) == 6, "and two as bytes"


@pytest.mark.parametrize("place", [PRINTED, WRITTEN, AIRFLOW, OURS])
def test_a_look_at_nothing_is_no_all_clear(place: str) -> None:
    told = seen(Cluster(place))
    assert [name for name, one in told.items() if not one.could_tell] == [place]
    assert told[place].missed == told[place].planted


def test_a_look_that_sees_no_bytes_is_no_all_clear() -> None:
    told = seen(Cluster(bytes_shown=False))
    assert {name: one.missed for name, one in told.items() if not one.could_tell} == {
        AIRFLOW: ("bytes",),
        OURS: ("bytes",),
    }


def test_a_place_without_a_canary_is_no_all_clear() -> None:
    [one] = look({OURS: lambda: "full of text"}, SECRET, {})
    assert not one.could_tell and one.size > 0


@pytest.mark.parametrize("form", [str, lambda value: value.encode().hex()], ids=["as it is", "as bytes"])
def test_a_secret_is_named_and_not_shown(form: Any) -> None:
    value = SECRET["binance_main"]
    assert found(f"… {form(value)} …", SECRET) == ("binance_main",)
    assert found(value[:-1], SECRET) == ()
