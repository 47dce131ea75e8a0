"""All tables, readers of texts, views, group roles and rights; the SQL is in migrations/sql/0001, in order of name."""

from pathlib import Path

from alembic import op
from alembic.util import CommandError

revision = "0001"
down_revision = None

SQL = Path(__file__).parents[1] / "sql" / revision
GROUPS = ("binrecon_writer", "binrecon_reader")


def upgrade() -> None:
    for group in GROUPS:
        make_group(group)
    for script in sorted(SQL.glob("[0-9]*.sql")):
        op.get_bind().exec_driver_sql(script.read_text())


def downgrade() -> None:
    """Drop what upgrade made, but the group roles: they belong to the server, and other databases may use them."""
    op.get_bind().exec_driver_sql((SQL / "down.sql").read_text())


def make_group(group: str) -> None:
    """Make a role without login unless the server has it; raises CommandError when this user may not."""
    bind = op.get_bind()
    if bind.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (group,)).first():
        return
    query = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
    if not bind.exec_driver_sql(query).scalar_one():
        raise CommandError(f"Role {group} is missing and this user may not make it: CREATE ROLE {group} NOLOGIN")
    # Two databases of one server may be migrated at the same time, and roles belong to the server.
    bind.exec_driver_sql(
        f"DO $$ BEGIN CREATE ROLE {group} NOLOGIN;"
        " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
