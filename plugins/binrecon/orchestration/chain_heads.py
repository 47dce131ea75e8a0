"""Keeps the newest link of the chain in a second place, a folder or an object store, and reads what was kept there.

One small object for each link that was ever the newest, never changed: its name has the number and the hash, which is
all that is compared; what is in it is for people. Rests on decision 128.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from airflow.sdk import BaseHook, ObjectStoragePath
from airflow.sdk.exceptions import AirflowNotFoundException
from airflow.sdk.io import has_fs

from binrecon.domain.errors import RetryableError
from binrecon.storage.chain_heads import KeptHead
from binrecon.storage.hash_chain import Sealed

ANSWERS_WITHIN = 60
"""Seconds: whoever waits for the place holds a sealing up."""
LISTS_WITHIN = 600
"""A year of a thousand accounts is some hundred thousand names, a thousand an answer."""
NO_HEAD = (
    "no head is in the place of chain_heads: it is not at hand, or not the right one; a new place, never used before, "
    "is begun with bin/verify-chain --begin"
)
NOT_USABLE = "the place of chain_heads cannot be used"
_WITH_FOLDERS = ("", "file", "local")
_NAME = re.compile(r"([0-9]{12})_([0-9a-f]{64})\.json")
_Answer = TypeVar("_Answer")


class HeadsPlaceError(RetryableError):
    """The place of the chain's heads cannot be written or read."""


def keep(place: str, sealed: Sealed) -> None:
    """Keep the newest link there, unless it is kept or nothing was ever sealed. Raises HeadsPlaceError, also where no
    head is there: a folder that was moved away, or is not mounted, must not be made anew with a chain that was cut."""
    if sealed.head is None:
        return
    if not _within(ANSWERS_WITHIN, lambda: _is_begun(place)):
        raise HeadsPlaceError(NO_HEAD)
    _within(ANSWERS_WITHIN, lambda: _write(place, sealed))


def begin(place: str, sealed: Sealed) -> None:
    """Make the newest link the first head there, since a person says that the place is new; nothing where heads are
    there. Raises HeadsPlaceError, also where nothing was ever sealed."""
    if sealed.head is None:
        raise HeadsPlaceError("nothing is sealed yet: the place of chain_heads is begun after the first run")
    if not _within(ANSWERS_WITHIN, lambda: _is_begun(place)):
        _within(ANSWERS_WITHIN, lambda: _write(place, sealed))


def kept(place: str) -> list[KeptHead]:
    """Every head that was kept there, by number. Raises HeadsPlaceError, also where there is none, and for what is no
    head: a place that is not at hand, or a name that was changed, must not pass for nothing."""
    names = _within(LISTS_WITHIN, lambda: list(_names(place)))
    if not names:
        raise HeadsPlaceError(NO_HEAD)
    found = {name: _NAME.fullmatch(name) for name in names}
    strange = sorted(name for name, match in found.items() if match is None)
    if strange:
        raise HeadsPlaceError(f"chain_heads: {len(strange)} object(s) there are no heads, the first is {strange[0]!r}")
    return sorted(KeptHead(int(match[1]), match[2]) for match in found.values() if match)


def _write(place: str, sealed: Sealed) -> None:
    assert sealed.at is not None, "what has a head has its time"
    at = f"{sealed.at:%Y-%m-%dT%H:%M:%S%z}"
    path = _root(place) / at[:7] / f"{sealed.number:012}_{sealed.head}.json"
    if path.exists():
        return
    if path.protocol in _WITH_FOLDERS:  # a store has none, and S3's would make the bucket that is missing
        path.parent.mkdir(parents=True, exist_ok=True)
    said = {"sealed_at": at, "number": sealed.number, "link": sealed.head, "rows": sealed.rows}
    path.write_text(json.dumps(said) + "\n")


def _is_begun(place: str) -> bool:
    return any(True for _ in _names(place))


def _names(place: str) -> Iterator[str]:
    root = _root(place)
    if root.exists():
        for month in root.iterdir():
            if month.is_dir():
                yield from (path.name for path in month.iterdir())


def _root(place: str) -> ObjectStoragePath:
    """The place as it is now. The store is asked for beforehand: a path that cannot get it uses whatever key the
    machine has, without a word, and so does S3's with a connection that is not there."""
    asked = ObjectStoragePath(place)
    if not has_fs(asked.protocol or "file"):
        raise HeadsPlaceError(f"{NOT_USABLE}: no provider is installed for {asked.protocol}://")
    if asked.conn_id:
        _refuse_unknown(asked.conn_id)
    asked.fs.invalidate_cache()
    return ObjectStoragePath(place)


def _refuse_unknown(connection: str) -> None:
    try:
        BaseHook.get_connection(connection)
    except AirflowNotFoundException:
        raise HeadsPlaceError(f"{NOT_USABLE}: Airflow has no connection {connection!r}") from None


def _within(seconds: int, work: Callable[[], _Answer]) -> _Answer:
    """The work's answer, waited for so long: not every store ends its own waits. Of any error only the type is told,
    since its text may hold an address with a key."""
    answers: SimpleQueue[tuple[Any, str]] = SimpleQueue()

    def run() -> None:
        try:
            answers.put((work(), ""))
        except HeadsPlaceError as error:
            answers.put((None, str(error)))
        except Exception as error:  # noqa: BLE001 - whatever a store raises, the run goes on
            answers.put((None, f"{NOT_USABLE}: {type(error).__name__}"))

    Thread(target=run, daemon=True).start()
    try:
        answer, failure = answers.get(timeout=seconds)
    except Empty:
        answer, failure = None, f"{NOT_USABLE}: no answer within {seconds} s"
    if failure:
        raise HeadsPlaceError(failure)
    return answer  # type: ignore[no-any-return]  # it is the work's
