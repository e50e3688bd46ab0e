"""The parameters of a recipe as the reductions take them: numbers in the index's own units, dates, years, words."""

from __future__ import annotations

from typing import Any

from broker.errors import BrokerError
from translators.indices import Index, Parameter
from translators.indices.index import BASELINE
from translators.periods import Years


def quantities_of(index: Index, parameters: dict[str, str]) -> dict[str, Any]:
    """Return the parameters of a recipe: floats in the index's own units, (month, day) of dates, `Years`, or texts.

    Years that are those of the baseline are None.

    Raises
    ------
    BrokerError
        If one is missing or not of this index: a recipe that was not made by a specification.
    """
    if set(parameters) != set(index.parameters):
        raise BrokerError(
            f"The recipe of {index.id} has the parameters {', '.join(sorted(parameters)) or 'none'}, but the index "
            f"takes {', '.join(sorted(index.parameters)) or 'none'}, so its numbers would not be what the recipe says. "
            f"Make the recipe again from a need.",
            code="recipe-invalid",
        )
    return {name: _value(parameters[name], parameter, name) for name, parameter in index.parameters.items()}


def _value(text: str, parameter: Parameter, name: str) -> Any:
    from translators.quantities import in_units

    if parameter.kind == "quantity":
        return in_units(text, parameter.units, name)
    if parameter.kind == "number":
        return float(text)
    if parameter.kind == "date":
        month, day = text.split("-")
        return int(month), int(day)
    if parameter.kind == "years":
        if text == BASELINE:
            return None
        first, last = text.split("-")
        return Years(int(first), int(last))
    return text
