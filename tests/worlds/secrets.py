"""R11: looks for secrets, raw and in the codings they could hide in, in everything that a run leaves behind."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from binrecon.reporting.csv_reports import write_reports
from binrecon.reporting.day_summary import read_summary
from binrecon.reporting.discord import error_message, summary_message

from tests.days import spot
from tests.small_world import DAY_T
from tests.worlds.dump import everything
from tests.worlds.pipeline import Pipeline

DEPTH = 6


def codings(secret: str) -> set[str]:
    """The secret as it is, URL-encoded, in base64 at each of the three offsets, in hex, and backwards through repr."""
    raw = secret.encode()
    shifted = {base64.b64encode(b"\0" * n + raw).decode()[4 * (n > 0) :].rstrip("=")[:-1] for n in range(3)}
    return {secret, quote(secret, safe=""), quote_plus(secret), raw.hex(), repr(secret)[1:-1], *shifted}


def found(outputs: dict[str, str], secrets: Iterable[str]) -> list[str]:
    """Names of the outputs that hold a secret in some coding; line breaks in the output do not hide it."""
    wanted = {coding for secret in secrets for coding in codings(secret)}
    joined = {name: text.replace("\n", "").replace("\\n", "") + text for name, text in outputs.items()}
    return sorted(name for name, text in joined.items() if any(coding in text for coding in wanted))


def secrets_of(pipeline: Pipeline) -> list[str]:
    """Keys, secrets, database password, and every signature that was made."""
    keys = [pipeline.exchange.key_of(email) for email in pipeline.emails]
    password = str(pipeline.engine.url.password)
    return [*(key.api_key for key in keys), *(key.secret for key in keys), password, *set(pipeline.adapter.signatures)]


def outputs_of(pipeline: Pipeline, logs: Iterable[logging.LogRecord], folder: Path) -> dict[str, str]:
    """Everything that a run leaves: logs, errors, the database, reports, messages, what objects say of themselves."""
    texts = {f"log {record.name}": f"{record.getMessage()} {record.__dict__}" for record in logs}
    texts |= {f"error of {name}": "\n".join(told(error)) for name, error in pipeline.failed.items()}
    texts |= {"database": everything(pipeline.engine), "engine": repr(pipeline.engine)}
    texts |= {f"client {n}": "\n".join(told(client)) for n, client in enumerate(public_parts(pipeline))}
    for email in pipeline.emails:
        for report in write_reports(pipeline.engine, folder, "slug", spot(email, DAY_T)).values():
            texts[str(report.path)] = report.path.read_text()
        texts[f"messages of {email}"] = "\n".join(map(str, messages(pipeline, email)))
    return texts


def messages(pipeline: Pipeline, email: str) -> Iterator[object]:
    yield summary_message(read_summary(pipeline.engine, spot(email, DAY_T)), True)
    for error in pipeline.failed.values():
        yield error_message(email, DAY_T, type(error).__name__, str(error))


def public_parts(pipeline: Pipeline) -> Iterator[Any]:
    """What could be printed by a debugger's or a log's repr: client, its parts and credentials."""
    for client in pipeline.clients.values():
        yield client
        yield client._channel
        yield client._channel._credentials


def told(value: Any) -> Iterator[str]:
    """What an object says of itself; of an error also its attributes and the errors behind it."""
    yield f"{value} {value!r}"
    for error in chain(value, DEPTH):
        yield f"{error} {error!r} {error.args} {error.__dict__} {getattr(error, '__notes__', '')}"
        yield from (f"{part} {getattr(part, '__dict__', '')}" for part in error.__dict__.values())


def chain(error: Any, depth: int) -> Iterator[BaseException]:
    """The error, its cause, its context and theirs."""
    if isinstance(error, BaseException) and depth:
        yield error
        yield from chain(error.__cause__, depth - 1)
        yield from chain(error.__context__, depth - 1)
