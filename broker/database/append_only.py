"""Tables whose rows the database itself refuses to change or delete."""

from __future__ import annotations

from sqlalchemy import DDL, Table, event

#: One function a schema serves every such table in PostgreSQL.
_FUNCTION = DDL(
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'the exchange log is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def keep_rows(table: Table) -> None:
    """Have the database refuse every UPDATE and DELETE of a table, from the moment the table is made."""
    for statement in statements(table.name, "sqlite"):
        event.listen(table, "after_create", statement.execute_if(dialect="sqlite"))
    for statement in statements(table.name, "postgresql"):
        event.listen(table, "after_create", statement.execute_if(dialect="postgresql"))


def statements(table: str, dialect: str) -> tuple[DDL, ...]:
    """Return what makes the rows of a table unchangeable in ``sqlite`` or ``postgresql``."""
    if dialect == "postgresql":
        trigger = (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return (_FUNCTION, DDL(trigger))
    return tuple(
        DDL(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the exchange log is append-only'); END"
        )
        for verb in ("UPDATE", "DELETE")
    )
