"""Which code made a verdict; the SQL is in migrations/sql/0012."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"

SQL = Path(__file__).parents[1] / "sql" / revision


def upgrade() -> None:
    for script in sorted(SQL.glob("[0-9]*.sql")):
        run(script)


def downgrade() -> None:
    """Undo the scripts, the last one first; each has a script of its name in `down`."""
    for script in sorted(SQL.glob("down/[0-9]*.sql"), reverse=True):
        run(script)


def run(script: Path) -> None:
    """Send a script as it is: its per cent signs are its own."""
    op.get_bind().exec_driver_sql(script.read_text(), execution_options={"no_parameters": True})
