"""Every session of ours has its bounds and its name."""

from binrecon.storage.database import engine_from
from sqlalchemy import text

from tests.conftest import Database


def test_every_session_of_ours_has_its_bounds_and_its_name(database: Database) -> None:
    engine = engine_from(database.writer_url)
    with engine.connect() as connection:
        shown = {
            name: connection.execute(text(f"SHOW {name}")).scalar_one()
            for name in (
                "lock_timeout",
                "statement_timeout",
                "idle_in_transaction_session_timeout",
                "application_name",
                "TimeZone",
                "jit",
                "temp_buffers",
            )
        }
    engine.dispose()
    assert shown == {
        "lock_timeout": "2min",
        "statement_timeout": "20min",
        "idle_in_transaction_session_timeout": "10min",
        "application_name": "binrecon",
        "TimeZone": "UTC",
        "jit": "off",
        "temp_buffers": "32MB",
    }


def test_a_long_name_is_cut_where_the_server_cuts_it(database: Database) -> None:
    engine = engine_from(database.writer_url, "ü" * 60)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW application_name").scalar_one()
    engine.dispose()
