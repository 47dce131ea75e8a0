"""Looks for secrets in all that a cluster writes, and first plants canaries there, which the same look has to find: one
that looks nowhere, or cannot see one of the forms, is told by what it misses.

A canary is a value that nobody else knows and that opens nothing: a line in a log, a text or bytes in a table, an XCom.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.cluster.site import Site

DATABASES = ("airflow", "binrecon")
_FILES = ("/opt/airflow/logs", "/opt/airflow/reports")
PRINTED, WRITTEN = "logs of the containers", "logs of tasks, reports"
XCOM = "XCom"


@dataclass(frozen=True)
class Seen:
    """What was found in one place: how many characters were looked through, which secrets, and which canaries that were
    planted there and which of them were missed."""

    place: str
    size: int
    secrets: tuple[str, ...]
    planted: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def could_tell(self) -> bool:
        """Whether it would have been seen if there had been a secret."""
        return bool(self.planted) and not self.missed


def database(name: str) -> str:
    """The name of the place that a database is."""
    return f"database {name}"


def places(site: Site) -> Mapping[str, Callable[[], str]]:
    """Where is looked, and what gives all of its text."""
    shown = ("-type", "f", "-exec", "cat", "{}", "+")
    return {
        PRINTED: lambda: site.compose("logs", "--no-color"),
        WRITTEN: lambda: site.compose("exec", "-T", "airflow-worker", "find", *_FILES, *shown),
        **{database(name): lambda name=name: _dumped(site, name) for name in DATABASES},
    }


def plant(site: Site, hand_over: Callable[[str], None]) -> dict[str, dict[str, str]]:
    """Put a canary of each form into each place; gives them by place and form. `hand_over` puts a value into an XCom of
    the running Airflow."""
    planted: dict[str, dict[str, str]] = {
        PRINTED: {"line": _canary()},
        WRITTEN: {folder: _canary() for folder in _FILES},
        **{database(name): {"text": _canary(), "bytes": _canary()} for name in DATABASES},
    }
    planted[database("airflow")][XCOM] = _canary()
    _print(site, planted[PRINTED]["line"])
    for folder, value in planted[WRITTEN].items():
        site.compose("exec", "-T", "airflow-worker", "sh", "-c", f"echo {value} >{folder}/canary.log")
    for name in DATABASES:
        _store(site, name, planted[database(name)])
    hand_over(planted[database("airflow")][XCOM])
    return planted


def look(
    gives: Mapping[str, Callable[[], str]], hidden: Mapping[str, str], planted: Mapping[str, Mapping[str, str]]
) -> Iterable[Seen]:
    """Look for every secret, and for the canaries, in each place."""
    for place, text_of in gives.items():
        text, canaries = text_of(), planted.get(place, {})
        missed = tuple(form for form in canaries if form not in found(text, canaries))
        yield Seen(place, len(text), found(text, hidden), tuple(canaries), missed)


def found(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the values that stand in the text, as they are or as a dump writes bytes."""
    return tuple(name for name, value in values.items() if value in text or value.encode().hex() in text)


def _canary() -> str:
    return f"canary-{secrets.token_hex(16)}"


def _print(site: Site, value: str) -> None:
    """Postgres prints a statement that failed, with its error."""
    site.compose("exec", "-T", "postgres", "psql", "-U", "postgres", "-c", f"select '{value}'::integer", may_fail=True)


def _store(site: Site, name: str, canaries: Mapping[str, str]) -> None:
    text, value = canaries["text"], canaries["bytes"]
    made = f"create table canary as select '{text}' as text, convert_to('{value}', 'UTF8') as bytes"
    site.compose("exec", "-T", "postgres", "psql", "-U", "postgres", "-d", name, "-v", "ON_ERROR_STOP=1", "-c", made)


def _dumped(site: Site, name: str) -> str:
    return site.compose("exec", "-T", "postgres", "pg_dump", "-U", "postgres", name)
