"""Persons with keys of their own, and a log whose events hold their words sealed, in parts.

What stood in the open is set aside as ``event_of_before``, ``submission_of_before`` and ``kept_place_of_before``;
`broker.migrations.carrying` records it anew, sealed, when all revisions are done.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from broker.database.append_only import keep_rows

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = sa.MetaData()
sa.Table(
    "checkpoint_left",
    _TABLES,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("root", sa.String(64), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
)
sa.Table(
    "event",
    _TABLES,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("dialogue", sa.String(64), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("skew_s", sa.BigInteger, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.UniqueConstraint("dialogue", "sequence"),
    sa.Index("event_of_kind", "kind", "number"),
)
sa.Table(
    "event_part",
    _TABLES,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("of", sa.String(64), nullable=False),
    sa.Column("fields", sa.Text, nullable=False),
    sa.Column("commitment", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Index("event_part_of", "of", "number"),
)
sa.Table(
    "frontier",
    _TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("nodes", sa.Text, nullable=False),
    sa.Column("last_at", sa.String(40), nullable=False),
    sa.Column("clock_at", sa.String(40), nullable=False),
    sa.Column("steady_of", sa.String(80), nullable=False),
    sa.Column("steady_s", sa.Float, nullable=False),
)
sa.Table(
    "stream",
    _TABLES,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("head", sa.String(64), nullable=False),
    sa.Column("last_number", sa.BigInteger, nullable=False),
    sa.Column("last_at", sa.String(40), nullable=False),
    sa.Column("opened_at", sa.String(40), nullable=False),
    sa.Column("opened_by", sa.String(64), nullable=False),
    sa.Column("is_dialogue", sa.Boolean, nullable=False),
    sa.Column("rounds", sa.Integer, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("visibility", sa.String(20), nullable=False),
    sa.Column("group_name", sa.String(64), nullable=False),
    sa.Index("stream_latest", "is_dialogue", "last_number"),
)
sa.Table(
    "submission",
    _TABLES,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("person", sa.String(64), nullable=False),
    sa.Column("request", sa.String(64), nullable=False),
    sa.Column("first_number", sa.BigInteger, nullable=False),
    sa.Column("last_number", sa.BigInteger, nullable=False),
)
sa.Table(
    "bootstrap",
    _TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("used", sa.String(40), nullable=False),
)
sa.Table(
    "invitation",
    _TABLES,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("dialogue", sa.String(64), nullable=False),
    sa.Column("made_by", sa.String(20), nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("person", sa.String(20), nullable=False),
    sa.Column("made", sa.String(40), nullable=False),
    sa.Column("until", sa.String(40), nullable=False),
    sa.Column("uses_left", sa.Integer, nullable=False),
    sa.Column("revoked", sa.String(40), nullable=False),
    sa.Index("invitation_of", "dialogue"),
)
sa.Table(
    "person",
    _TABLES,
    sa.Column("id", sa.String(20), primary_key=True),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("subject", sa.String(64), unique=True),
    sa.Column("spelled", sa.String(64)),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("registered", sa.String(40), nullable=False),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("bound_to", sa.String(64), nullable=False),
    sa.Column("invitation", sa.String(20), nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("erased", sa.String(40), nullable=False),
)
sa.Table(
    "person_look",
    _TABLES,
    sa.Column("looks", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(20), nullable=False),
)
sa.Table(
    "own_place",
    _TABLES,
    sa.Column("person", sa.String(20), primary_key=True),
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
for _name in ("event", "event_part"):
    keep_rows(_TABLES.tables[_name])


def upgrade() -> None:
    """Set aside what older tables hold, and make the new ones."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":  # no older release wrote to another database
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS event_no_{verb}")
    op.drop_index("event_of_kind", "event", if_exists=True)
    for table in ("event", "submission", "kept_place"):
        if connection.scalar(sa.text(f"SELECT count(*) FROM {table}")):
            op.rename_table(table, f"{table}_of_before")
        else:
            op.drop_table(table)
    _TABLES.create_all(connection)
