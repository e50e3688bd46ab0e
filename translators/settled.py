"""The parameters of an index as a need gives them, in its own units, and what is assumed where it leaves them open."""

from __future__ import annotations

from collections.abc import Mapping

from translators.errors import InvalidNeed, QuantityError
from translators.indices import Index, Parameter
from translators.parameters import parameter_text
from translators.quantities import Quantity, canonical_text, in_units, shown
from translators.said import Said
from translators.understood import Assumption


def parameters_of(
    index: Index, given: Mapping[str, str], implied: Mapping[str, str], said: str
) -> tuple[dict[str, str], list[Assumption]]:
    """Return every parameter of an index in its own unit, and an assumption for each that was not given."""
    for name in given:
        if name not in index.parameters:
            known = ", ".join(index.parameters) or "none"
            raise InvalidNeed(
                f"The parameter {name!r} was given, but {index.id} does not have it, so it would change nothing. Its "
                f"parameters: {known}.",
                about=name,
                options=tuple(index.parameters),
            )
    values, assumptions = {}, []
    for name, parameter in index.parameters.items():
        if name in given:
            values[name] = _checked(given[name], name, parameter, index)
            continue
        if name in implied:
            text, because, source = implied[name], Said("say.parameter_named", said=said), index.source
        elif parameter.default is not None:
            text = parameter.default
            meaning = Said("meaning", value=parameter.meaning)
            because = Said("say.parameter_default", meaning=meaning, source=index.source)
            source = index.source
        else:
            raise InvalidNeed(
                f"The {parameter.meaning} was not given, and {index.id} has no usual one: it decides the result and "
                f"differs from case to case. Add parameters: {{{name}: 10 {parameter.units}}} with your own number.",
                about=name,
            )
        values[name] = _checked(text, name, parameter, index)
        assumptions.append(Assumption(name, values[name], because, source))
    return values, assumptions


def variants_of(
    index: Index, compare: Mapping[str, tuple[str, ...]], parameters: Mapping[str, str]
) -> tuple[dict[str, str], ...]:
    """Return the other values of the parameters, each in its own unit; one that equals what was asked is left out."""
    found: list[dict[str, str]] = []
    for name, texts in compare.items():
        for text in texts:
            value = parameters_of(index, {**parameters, name: text}, {}, index.id)[0][name]
            if value != parameters[name] and {name: value} not in found:
                found.append({name: value})
    return tuple(found)


def _checked(text: str, name: str, parameter: Parameter, index: Index) -> str:
    """Return a given quantity in the parameter's unit, within its plausible limits; days are whole."""
    if parameter.kind != "quantity":
        return parameter_text(text, name, parameter, index.id)
    number = in_units(text, parameter.units, name)
    low, high = Quantity(parameter.least, parameter.units), Quantity(parameter.most, parameter.units)
    if not parameter.least <= number <= parameter.most:
        raise QuantityError(
            f"The {parameter.meaning} was given as {text!r}, which is {shown(Quantity(number, parameter.units))}; "
            f"{index.id} takes {shown(low)} to {shown(high)}, so the number or its unit is probably mistaken. Check "
            "both.",
            about=name,
        )
    if parameter.units == "days" and not number.is_integer():
        raise QuantityError(
            f"The {parameter.meaning} was given as {text!r}, but data have one value a day, so a part of a day cannot "
            f"be counted. Write a whole number, such as 5 days.",
            about=name,
        )
    return canonical_text(text, parameter.units, name)
