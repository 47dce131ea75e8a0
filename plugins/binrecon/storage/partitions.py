"""The partitions of the tables that are kept by month: which there are, and that there is one for every month to come.

Rests on decision 116.
"""

from __future__ import annotations

import logging
import re

from sqlalchemy import Engine, text

from binrecon.storage.autocommit import single_statements
from binrecon.storage.locks import WaitedError

log = logging.getLogger(__name__)

_NAME = re.compile(r"binance_\w+_(\d{4}_\d{2}|default)")
_KEPT_BY_MONTH = text("""
    SELECT relname FROM pg_partitioned_table JOIN pg_class ON pg_class.oid = partrelid
    WHERE relnamespace = 'public'::regnamespace ORDER BY relname
""")
_MAKE = text("SELECT binrecon_make_partitions(:table)")


def is_partition(name: str) -> bool:
    """Whether a table's name is that of a part of another one, which no model describes."""
    return _NAME.fullmatch(name) is not None


def make_partitions(engine: Engine) -> int:
    """Make the partitions of this month and of the next two, and those of rows that came before one was made for them;
    returns how many. Any login of a task may: the function that makes them has its owner's rights. A table whose
    default partition a task keeps for longer than a moment is left for the next time, since nothing is refused
    meanwhile."""
    made = 0
    with single_statements(engine) as connection:
        for table in connection.execute(_KEPT_BY_MONTH).scalars().all():
            try:
                made += int(connection.execute(_MAKE, {"table": table}).scalar_one())
            except WaitedError:
                log.warning("%s is in use: its partitions are made next time", table)
    return made
