"""R11: the search for secrets finds them where they are put, and nowhere in what a run leaves behind."""

import base64
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.worlds.pipeline import Pipeline
from tests.worlds.reference import DAY_T, reference, run_reference
from tests.worlds.secrets import found, outputs_of, secrets_of, told

SECRET = "canary/Secret+1=of 7"


@pytest.mark.parametrize(
    "text", [SECRET, quote(SECRET, safe=""), SECRET.encode().hex(), "canary/Sec\nret+1=of 7"]
    + [base64.b64encode(b"x" * n + SECRET.encode() + b"y").decode() for n in range(3)],
)  # fmt: skip
def test_the_search_knows_every_coding(text: str) -> None:
    assert found({"log": f"before {text} after"}, [SECRET]) == ["log"]


def test_the_search_looks_behind_an_error_and_into_its_attributes() -> None:
    error = ValueError("harmless")
    error.__context__ = KeyError("also harmless")
    error.__context__.request = SECRET
    assert found({"error": "\n".join(told(error))}, [SECRET]) == ["error"]


def test_a_run_whose_every_connection_breaks_shows_no_secret(
    deploy: Callable[..., Pipeline], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    pipeline = deploy(reference(), at=DAY_T)
    for kind in ("refused", "reset", "tls", "timeout"):
        pipeline.exchange.add_fault(kind, "/sapi", nth=20, times=3)
    run_reference(pipeline)
    pipeline.exchange.add_fault("refused", "/sapi", times=None)
    run_reference(pipeline)
    assert len(pipeline.adapter.signatures) > 50
    assert len(pipeline.failed) > 10
    assert found(outputs_of(pipeline, caplog.records, tmp_path), secrets_of(pipeline)) == []
