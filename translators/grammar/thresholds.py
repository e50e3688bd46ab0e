"""A limit as an index takes it: converted to its unit, checked, and asked where its unit or size leaves a doubt."""

from __future__ import annotations

from dataclasses import dataclass

from translators.errors import QuantityError
from translators.grammar.amounts import Amount
from translators.indices import Index, Parameter
from translators.quantities import Quantity, canonical_text, in_units, shown
from translators.specification import Assumption, Question
from translators.vocabulary import Vocabulary

_OPERATOR_OF = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}
_OPERATOR_KEYS = {">": "operator_above", "<": "operator_below", ">=": "operator_at_least"}
#: What a number of no unit may mean.
_SCALES = {
    "temperature": ("degC", "degF"),
    "rain": ("mm", "inch"),
    "speed": ("m/s", "km/h", "knot"),
    "": ("degC", "degF", "mm"),
}


@dataclass(frozen=True)
class Limit:
    """The threshold of an index as it was understood.

    Attributes
    ----------
    parameters : dict of str to str
        ``{"thresh": "30 degC"}``, or empty where it must be asked.
    shown : str
        In words: "30 °C".
    assumptions, questions : tuple
    missing : tuple of str
        ``("thresh",)`` where it must be asked.
    """

    parameters: dict[str, str]
    shown: str
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    missing: tuple[str, ...] = ()


def limit_of(amount: Amount, index: Index, vocabulary: Vocabulary, name: str = "thresh") -> Limit:
    """Return an amount as the threshold of an index, or as another of its parameters."""
    say, language = vocabulary.say, vocabulary.language
    parameter = index.parameters[name]
    if parameter.kind == "number":
        return Limit({name: f"{amount.value:g}"}, f"{amount.value:g}")
    if amount.needs_unit:
        return _asked(amount, parameter, vocabulary, name)
    try:
        value = in_units(amount.text, parameter.units)
        text = canonical_text(amount.text, parameter.units)
    except QuantityError as err:
        return Limit({}, amount.text, (), (Question(name, str(err)),), (name,))
    words = shown(Quantity(round(value, 2), parameter.units), language)
    if not parameter.least <= value <= parameter.most:
        least, most = (shown(Quantity(v, parameter.units), language) for v in (parameter.least, parameter.most))
        question = Question(name, say("ask_thresh_far", shown=words, least=least, most=most))
        return Limit({}, words, (), (question,), (name,))
    assumptions = []
    if amount.assumed_unit:
        written = shown(amount.text, language)
        assumptions.append(Assumption(name, text, say("thresh_by_size", said=amount.said, shown=written)))
    if amount.unit not in {parameter.units, "mm", "days", "percent"}:
        written = shown(amount.text, language)
        assumptions.append(Assumption(name, text, say("thresh_converted", said=written, shown=words)))
    operator = _OPERATOR_OF.get(amount.direction, index.operator)
    is_degree_days = index.reduction == "degree_days"
    is_compared = name == "thresh" and operator != index.operator and operator[:1] == index.operator[:1]
    if is_compared and not is_degree_days:
        because = say(_OPERATOR_KEYS[index.operator], shown=words, said=amount.said)
        assumptions.append(Assumption(name, text, because))
    return Limit({name: text}, words, tuple(assumptions))


def _asked(amount: Amount, parameter: Parameter, vocabulary: Vocabulary, name: str) -> Limit:
    """Return the question for the unit of a number, each scale in which it is possible an option."""
    known = amount.unit or amount.kind == "rain"
    scales = _SCALES[amount.kind] if known else _SCALES[""]
    if amount.value < 0:
        scales = tuple(scale for scale in scales if scale.startswith("deg"))
    scales = tuple(scale for scale in scales if _is_possible(amount.value, scale, parameter))
    options = tuple(shown(Quantity(amount.value, scale), vocabulary.language) for scale in scales)
    key = "ask_thresh_scale" if amount.kind == "temperature" and scales == _SCALES["temperature"] else "ask_thresh_unit"
    question = Question(name, vocabulary.say(key, said=amount.said), options)
    return Limit({}, f"{amount.value:g}", (), (question,), (name,))


def _is_possible(value: float, scale: str, parameter: Parameter) -> bool:
    """Whether a number on a scale lies within the limits of a parameter, or is of another kind than it."""
    try:
        return parameter.least <= in_units(f"{value:g} {scale}", parameter.units) <= parameter.most
    except QuantityError:
        return True
