"""The revisions of the database's tables, from the first release on, as Alembic carries them out.

To change a table: change its definition, add a revision to ``versions`` that does the same to a store that is there,
name it last in `REVISIONS`, and keep a store of before under ``tests/integration/stored``. A test holds the chain of
revisions and the definitions together, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

#: Every revision, oldest first; the last one is what this program reads and writes.
REVISIONS = ("0001", "0002", "0003")
HEAD = REVISIONS[-1]
