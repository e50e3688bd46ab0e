"""What people have half written, beside the log: sealed, and gone after a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = sa.MetaData()
sa.Table(
    "draft",
    _TABLES,
    sa.Column("writer", sa.String(64), primary_key=True),
    sa.Column("about", sa.String(64), primary_key=True),
    sa.Column("whose", sa.String(64), nullable=False),
    sa.Column("changed", sa.BigInteger, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Index("draft_changed", "changed"),
    sa.Index("draft_whose", "whose"),
)


def upgrade() -> None:
    """Make the table."""
    _TABLES.create_all(op.get_bind())
