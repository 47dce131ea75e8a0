"""Values in an address: days that can be counted from, and what may be left empty, as a form leaves it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field


def _nothing_where_empty(given: Any) -> Any:
    return None if given == "" else given


PathDay = Annotated[date, Field(ge=date(2017, 1, 1), le=date(2999, 12, 31))]
"""A UTC day not before the exchange was, with days before and after it."""
Day = Annotated[PathDay | None, BeforeValidator(_nothing_where_empty)]
"""The same, where it is given."""
Amount = Annotated[Decimal | None, BeforeValidator(_nothing_where_empty)]
"""A finite number."""
