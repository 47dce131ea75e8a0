"""Reads the form of the DAG that writes bundles: every field as its own type, whatever was typed into it."""

from __future__ import annotations

from binrecon.orchestration.resolution_form import Form, day_of, text_of
from binrecon.services.bundle import Edition
from binrecon.storage.bundle_scope import Span
from binrecon.storage.resolutions import RefusedError

LONGEST = 366


def span_of(form: Form) -> Span:
    """The account and its days. Raises RefusedError naming the field that is missing or wrong."""
    span = Span(text_of(form, "account"), day_of(form, "first"), day_of(form, "last"))
    if span.last < span.first:
        raise RefusedError("'last' lies before 'first'")
    if (span.last - span.first).days >= LONGEST:
        raise RefusedError(f"a bundle has at most {LONGEST} days")
    return span


def edition_of(form: Form) -> Edition:
    """Who the bundle is for. Raises RefusedError for a word that is no edition."""
    edition = text_of(form, "edition")
    if edition not in tuple(Edition):
        raise RefusedError(f"'edition' must be one of {', '.join(Edition)}")
    return Edition(edition)
