"""The page's own login to the reconciliation database: it may read, and nothing takes long."""

from __future__ import annotations

from functools import lru_cache

from airflow.models.connection import Connection
from airflow.sdk.exceptions import AirflowNotFoundException
from sqlalchemy import Engine

from binrecon.domain.errors import ConfigurationError
from binrecon.storage.database import database_url, reading_engine

CONNECTION = "binrecon_reader"


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The reader's engine of this web server. Raises ConfigurationError where the connection is missing or
    malformed."""
    try:
        held = Connection.get_connection_from_secrets(CONNECTION)
    except AirflowNotFoundException:
        raise ConfigurationError(
            f"the connection {CONNECTION!r} is missing: make one of type Postgres with a login of the role "
            "binrecon_reader, as docs/deploying.md shows"
        ) from None
    return reading_engine(
        database_url(CONNECTION, held.host, held.login, held.password, held.port, held.schema, held.extra_dejson)
    )
