"""What matching looks up of ends without a transaction; the SQL is in migrations/sql/0015."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"

SQL = Path(__file__).parents[1] / "sql" / revision


def upgrade() -> None:
    for script in sorted(SQL.glob("[0-9]*.sql")):
        op.get_bind().exec_driver_sql(script.read_text())


def downgrade() -> None:
    """Undo the scripts, the last one first; each has a script of its name in `down`."""
    for script in sorted(SQL.glob("down/[0-9]*.sql"), reverse=True):
        op.get_bind().exec_driver_sql(script.read_text())
