"""What Alembic runs: the revisions, in the transaction that `broker.database.schema` has open."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
