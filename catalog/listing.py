"""Versions as lists and searches show them: what an entry says at once, and the rest when it is first asked for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from catalog.record import Version
from catalog.tables import SHOWN, entries

#: What a list asks of the database.
COLUMNS = (
    entries.c.dataset,
    entries.c.number,
    entries.c.status,
    entries.c.retired,
    entries.c.successor,
    entries.c.embargo,
    entries.c.consent,
    entries.c.title,
    entries.c.producer,
    entries.c.kind,
    entries.c.first_year,
    entries.c.last_year,
    entries.c.west,
    entries.c.south,
    entries.c.east,
    entries.c.north,
    entries.c.shown,
)
#: Attributes of a version that these columns hold under the same name.
_SAME = tuple(column.name for column in COLUMNS[:-7])


class _Once:
    """An attribute that is read when it is first asked for.

    `functools.cached_property` of Python 3.11 lets all others wait, whatever they ask of, until one is read.
    """

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self._read = read
        self.__doc__ = read.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._read(instance)
        return value


class Listed(Version):
    """A version of which an entry is known: simulations, findings and the like are read when they are asked for.

    It equals the version that it stands for.
    """

    _row: sa.Row[Any]
    _load: Callable[[str, int], Version]

    def __new__(cls, **whole: Any) -> Version:
        """Return a version itself: what `dataclasses.replace` makes of one that was listed."""
        return Version(**whole)

    @_Once
    def whole(self) -> Version:
        """The version itself."""
        return self._load(self.dataset, self.number)

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year of all simulations; None when there is none."""
        first, last = self._row[-7], self._row[-6]
        return None if first is None else (first, last)

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """(west, south, east, north) around all simulations; None when there is none."""
        box = self._row[-5:-1]
        return None if box[0] is None else tuple(box)

    @_Once
    def shown(self) -> dict[str, Any]:
        """What the entry says, as JSON values, by the names of `Version`'s attributes."""
        return json.loads(self._row[-1])

    def __eq__(self, other: object) -> bool:
        """Whether both stand for the same version, in the same standing."""
        if isinstance(other, Listed):
            return self.whole == other.whole
        return self.whole == other if isinstance(other, Version) else NotImplemented

    def __hash__(self) -> int:
        """Return the hash of what names it."""
        return hash((self.dataset, self.number))


def listed(row: sa.Row[Any], load: Callable[[str, int], Version]) -> Listed:
    """Return the version of a row of `COLUMNS`; `load` reads what the row does not say."""
    # Ten thousand are made for one list, so nothing is checked and nothing is taken apart that may never be asked for.
    made = object.__new__(Listed)
    known = made.__dict__
    known["_row"], known["_load"] = row, load
    return made


def _read_when_asked() -> None:
    """Give `Listed` every attribute that it does not have at once: from the entry, else from the version itself."""
    for name in dict.fromkeys((*SHOWN, *(field.name for field in fields(Version)))):
        if name in _SAME:
            setattr(Listed, name, property(_from_row(_SAME.index(name))))
            continue
        attribute = _Once(_from_shown(name) if name in SHOWN else _from_whole(name))
        attribute.__set_name__(Listed, name)
        setattr(Listed, name, attribute)


def _from_row(position: int) -> Callable[[Listed], Any]:
    return lambda listed: listed._row[position]


def _from_shown(name: str) -> Callable[[Listed], Any]:
    if name == "published":
        return lambda listed: dt.datetime.fromisoformat(listed.shown[name])

    def attribute(listed: Listed) -> Any:
        value = listed.shown[name]
        return tuple(value) if isinstance(value, list) else value

    return attribute


def _from_whole(name: str) -> Callable[[Listed], Any]:
    return lambda listed: getattr(listed.whole, name)


_read_when_asked()
