"""The catalog's tables, kept places, and a log whose events hold their words in the open: as the first releases had it.

Where some of these are there already, the others are added: the first releases made a table when they first needed it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")
_TABLES = sa.MetaData()
sa.Table(
    "event",
    _TABLES,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("dialogue", sa.String(64), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("key", sa.String(200), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("salt", sa.String(64), nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("commitment", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.UniqueConstraint("dialogue", "sequence"),
)
sa.Table(
    "submission",
    _TABLES,
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("request", sa.String(64), nullable=False),
    sa.Column("first_number", sa.Integer, nullable=False),
    sa.Column("last_number", sa.Integer, nullable=False),
)
sa.Table("catalog_schema", _TABLES, sa.Column("version", sa.Integer, nullable=False))
sa.Table(
    "dataset_version",
    _TABLES,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("snapshot", sa.String(64), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("record", sa.JSON, nullable=False),
    sa.Column("retired", sa.Text, nullable=False),
    sa.Column("retired_at", sa.String(32), nullable=False),
    sa.Column("successor", sa.String(120), nullable=False),
)
sa.Table(
    "dataset_entry",
    _TABLES,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("retired", sa.Text, nullable=False),
    sa.Column("successor", sa.String(120), nullable=False),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("embargo", sa.String(10), nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("consent", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("producer", sa.Text, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("producer_folded", sa.Text, nullable=False),
    sa.Column("licence_bare", sa.Text, nullable=False),
    sa.Column("first_year", sa.Integer),
    sa.Column("last_year", sa.Integer),
    sa.Column("west", sa.Float),
    sa.Column("south", sa.Float),
    sa.Column("east", sa.Float),
    sa.Column("north", sa.Float),
    sa.Column("words", sa.Text, nullable=False),
)
sa.Table(
    "dataset_simulation",
    _TABLES,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("scenario", sa.String(100), nullable=False),
    sa.Column("frequency", sa.String(20), nullable=False),
    sa.Column("calendar", sa.String(40), nullable=False),
    sa.Column("variables", sa.Text, nullable=False),
    sa.Column("first_year", sa.Integer, nullable=False),
    sa.Column("last_year", sa.Integer, nullable=False),
    sa.Column("west", sa.Float, nullable=False),
    sa.Column("south", sa.Float, nullable=False),
    sa.Column("east", sa.Float, nullable=False),
    sa.Column("north", sa.Float, nullable=False),
)
sa.Table(
    "dataset_use",
    _TABLES,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("product", sa.String(64), primary_key=True),
    sa.Column("dialogue", sa.Text, primary_key=True),
    sa.Column("first_used", sa.String(32), nullable=False),
)
sa.Table(
    "dataset_acceptance",
    _TABLES,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(80), primary_key=True),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
)
sa.Table(
    "dataset_comparison",
    _TABLES,
    sa.Column("dataset", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("observed", _ID, primary_key=True),
    sa.Column("observed_number", sa.Integer, primary_key=True),
    sa.Column("record", sa.JSON, nullable=False),
)
sa.Table(
    "kept_place",
    _TABLES,
    sa.Column("person", sa.String(200), primary_key=True),
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("precision", sa.String(20), nullable=False),
)


def upgrade() -> None:
    """Make the tables that are not there."""
    connection = op.get_bind()
    _TABLES.create_all(connection)
    if connection.scalar(sa.text("SELECT max(version) FROM catalog_schema")) is None:
        connection.execute(sa.text("INSERT INTO catalog_schema (version) VALUES (3)"))
