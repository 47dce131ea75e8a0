"""Evidence of every product, findings beside verdicts, matches, resolutions, statements and the hash chain."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

SQL = Path(__file__).parents[1] / "sql" / revision


def upgrade() -> None:
    for script in sorted(SQL.glob("[0-9]*.sql")):
        op.get_bind().exec_driver_sql(script.read_text())


def downgrade() -> None:
    """Drop what upgrade made. Fails while rows stand that revision 0001 has no words for."""
    op.get_bind().exec_driver_sql((SQL / "down.sql").read_text())
