"""People taken out of the registry: where a name stands for who published, held or reviewed data, a pseudonym does."""

from __future__ import annotations

import json
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from catalog.tables import acceptances, entries, uses, versions

#: Columns of an entry, and keys of a version's record, that name people.
_NAMED = ("published_by", "holder")


def forget_person(engine: Engine, names: Collection[str], pseudonym: str) -> int:
    """Write a pseudonym wherever a person is named, and return of how many versions.

    Parameters
    ----------
    names : collection of str
        Each name that the person went by, exactly as it was written.
    """
    names = sorted(set(names) - {"", pseudonym})
    with engine.begin() as connection:
        _settle(connection)
        e = entries.c
        theirs = sa.or_(e.published_by.in_(names), e.holder.in_(names))
        found = connection.execute(sa.select(e.dataset, e.number, e.shown).where(theirs)).all()
        for row in found:
            _rewrite(connection, row, names, pseudonym)
        one = sa.update(acceptances).where(acceptances.c.by.in_(names))
        connection.execute(one.values({"by": pseudonym}))
    return len(found)


def forget_uses(engine: Engine, products: Collection[str]) -> None:
    """Take out that products which are there no more were made from anything."""
    with engine.begin() as connection:
        _settle(connection)
        for product in products:
            connection.execute(sa.delete(uses).where(uses.c.product == product))


def _rewrite(connection: Connection, row: sa.Row, names: Collection[str], pseudonym: str) -> None:
    key = {"dataset": row.dataset, "number": row.number}
    record = connection.scalar(sa.select(versions.c.record).filter_by(**key))
    words = connection.scalar(sa.select(versions.c.words).filter_by(**key)) or ""
    shown = json.loads(row.shown)
    changed = {}
    for name in _NAMED:
        for holds in (record, shown):
            if holds.get(name) in names:
                holds[name] = pseudonym
        if record.get(name) == pseudonym:
            changed[name] = pseudonym
    for name in names:
        words = words.replace(name.casefold(), pseudonym)
    connection.execute(sa.update(versions).filter_by(**key).values(record=record, words=words))
    text = json.dumps(shown, ensure_ascii=False)
    connection.execute(sa.update(entries).filter_by(**key).values(shown=text, words=words, **changed))


def _settle(connection: Connection) -> None:
    """Have SQLite overwrite what it deletes."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
