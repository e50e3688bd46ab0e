"""The indices that can be computed: tables by theme, one entry each, with source and operator.

Ids, defaults and operators are those of xclim 0.62 for the same id; an index whose definition is ours has its own id.
The engine reads `reduction` and `operator` from here, and so do the words on every product: they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from translators.errors import UnknownIndex
from translators.indices import (
    comfort,
    fire,
    frost_and_growth,
    hazards,
    percentiles,
    rain,
    rainy_season,
    spells,
    temperature,
    water,
)
from translators.indices.index import ANY_STEP, DAILY, ETCCDI, XCLIM, Index, Parameter
from translators.indices.own import EXPRESSION, own_index

__all__ = [
    "ALIAS_PARAMETERS",
    "ANY_STEP",
    "DAILY",
    "ETCCDI",
    "INDICES",
    "XCLIM",
    "Index",
    "Parameter",
    "find_index",
    "index_of",
    "index_of_all",
]

_THEMES = (temperature, rain, spells, rainy_season, frost_and_growth, comfort, percentiles, water, hazards, fire)
_TABLE = (*(index for theme in _THEMES for index in theme.TABLE), EXPRESSION)
#: Every index, by id.
INDICES = {index.id: index for index in _TABLE}
#: Aliases (lower case, spaces) that say more than the index: the parameters that they stand for.
ALIAS_PARAMETERS = {
    "rx5day": {"window": "5 days"},
    "heavy rain days": {"thresh": "20 mm/day"},  # ETCCDI R20mm
}
_BY_ALIAS = {alias.casefold(): index for index in _TABLE for alias in (index.id, *index.aliases)}


def find_index(name: str) -> Index:
    """Return the index of this id or alias.

    Raises
    ------
    UnknownIndex
        With the ids that are known.
    """
    index = _BY_ALIAS.get(" ".join(name.casefold().replace("_", " ").split())) or _BY_ALIAS.get(name.casefold().strip())
    if index is None:
        raise UnknownIndex(
            f"The index {name[:60]!r} was asked, but the table does not hold it, so nothing can be computed. Choose "
            f"one of: {', '.join(INDICES)}.",
            about="metric",
            options=tuple(INDICES),
        )
    return index


def index_of(name: str, parameters: Mapping[str, str]) -> Index:
    """Return the index of an id or alias; of a metric of one's own with the variables and the unit that its words name,
    and of others with those that the chosen method needs.

    Raises
    ------
    UnknownIndex, InvalidNeed
    """
    index = INDICES.get(name) or find_index(name)
    if index.id == EXPRESSION.id and "expression" in parameters:
        return own_index(parameters["expression"])
    also = index.by_method.get(parameters.get("method", ""), ())
    return replace(index, variables=(*index.variables, *also)) if also else index


def index_of_all(name: str, parameters: Mapping[str, str], variants: Iterable[Mapping[str, str]]) -> Index:
    """Return the index with the variables that it needs for its parameters, and for other values of them beside.

    Raises
    ------
    UnknownIndex, InvalidNeed
    """
    index = index_of(name, parameters)
    needed = [v for variant in variants for v in index_of(name, {**parameters, **variant}).variables]
    return replace(index, variables=tuple(dict.fromkeys((*index.variables, *needed))))
