"""Remember for a host how far the exchange's clock is ahead of its own: one answer serves every task there for an hour.

Rests on decision 51.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, text

from binrecon.storage.autocommit import single_statements

FRESH = timedelta(hours=1)
"""No longer than lists may lag: an error of a clock that was set meanwhile stays inside what a reading does not
claim."""

_HELD = text("""
    SELECT ahead FROM binance_host_clocks
    WHERE host = :host AND base_url = :base_url AND measured_at BETWEEN CAST(:now AS timestamptz) - :fresh AND :now
""")
_KEEP = text("""
    INSERT INTO binance_host_clocks (host, base_url, ahead, measured_at) VALUES (:host, :base_url, :ahead, :now)
    ON CONFLICT (host, base_url) DO UPDATE SET ahead = excluded.ahead, measured_at = excluded.measured_at
""")


class StoredClocks:
    """Implements `HostClocks` on the table of the database. An answer is fresh by the host's own clock: one that was
    set by hours meanwhile makes it old, or of the future, and the exchange is asked anew."""

    def __init__(self, engine: Engine, host: str) -> None:
        self._engine = engine
        self._host = host

    def ahead(self, base_url: str, now: datetime) -> timedelta | None:
        """How far the exchange is ahead of the host, which shows `now`; None when nobody asked within FRESH."""
        named = {"host": self._host, "base_url": base_url, "now": now, "fresh": FRESH}
        with single_statements(self._engine) as connection:
            return connection.execute(_HELD, named).scalar_one_or_none()

    def keep(self, base_url: str, ahead: timedelta, now: datetime) -> None:
        """Write down what an answer just told; of two at once either may stay."""
        named = {"host": self._host, "base_url": base_url, "ahead": ahead, "now": now}
        with single_statements(self._engine) as connection:
            connection.execute(_KEEP, named)
