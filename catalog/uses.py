"""Who used what: which products, in a dialogue or outside of any, were made from which versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from catalog.tables import uses


@dataclass(frozen=True)
class Use:
    """One product that was made from a version; `dialogue` is empty outside a dialogue."""

    dataset: str
    version: int
    product: str
    dialogue: str
    first_used: dt.datetime


def enter_use(connection: Connection, use: Use) -> None:
    """Remember a use; a second time changes nothing."""
    key = {"dataset": use.dataset, "number": use.version, "product": use.product, "dialogue": use.dialogue}
    if connection.execute(sa.select(uses.c.product).filter_by(**key)).first() is None:
        moment = use.first_used.isoformat(timespec="milliseconds")
        connection.execute(sa.insert(uses).values(**key, first_used=moment))


def uses_where(
    connection: Connection, dataset: str = "", number: int | None = None, product: str = ""
) -> tuple[Use, ...]:
    """Return the uses of a dataset, of one of its versions, or by a product, in the order of first use."""
    wanted = sa.select(uses).order_by(uses.c.first_used, uses.c.dataset, uses.c.number)
    for column, value in ((uses.c.dataset, dataset), (uses.c.number, number), (uses.c.product, product)):
        if value not in ("", None):
            wanted = wanted.where(column == value)
    return tuple(
        Use(row.dataset, row.number, row.product, row.dialogue, dt.datetime.fromisoformat(row.first_used))
        for row in connection.execute(wanted)
    )
