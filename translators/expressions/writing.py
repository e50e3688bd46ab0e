"""A metric written in one way, so that equal metrics have equal recipes; `parse_metric` reads it back unchanged."""

from __future__ import annotations

from translators.expressions.tree import (
    Arithmetic,
    Combination,
    Comparison,
    Condition,
    Metric,
    Number,
    Plain,
    Value,
    Variable,
    Window,
)

_FORMS = {
    "days": "days with {condition}{runs}",
    "runs": "runs of {shortest} or more days with {condition}",
    "longest": "longest run of days with {condition}",
    "first": "first day with {condition}{runs}",
    "last": "last day with {condition}{runs}",
    "highest": "highest {value}",
    "lowest": "lowest {value}",
}


def written(metric: Metric) -> str:
    """Return a metric's text."""
    condition = "" if metric.condition is None else condition_text(metric.condition)
    value = "" if metric.value is None else value_text(metric.value)
    if metric.form in {"sum", "mean"}:
        return f"{metric.form} of {value}" + (f" on days with {condition}" if condition else "")
    runs = f", in runs of {metric.shortest} or more" if metric.shortest > 1 else ""
    return _FORMS[metric.form].format(condition=condition, value=value, shortest=metric.shortest, runs=runs)


def condition_text(condition: Condition) -> str:
    """Return a condition's text, with brackets only where they decide."""
    if isinstance(condition, Comparison):
        return f"{value_text(condition.left)} {condition.operator} {value_text(condition.right)}"
    texts = [_bracketed(part, condition) for part in condition.parts]
    return f"not {texts[0]}" if condition.operator == "not" else f" {condition.operator} ".join(texts)


def _bracketed(part: Condition, whole: Combination) -> str:
    text = condition_text(part)
    if isinstance(part, Comparison) and whole.operator != "not":
        return text
    if isinstance(part, Combination) and (part.operator, whole.operator) in {
        ("and", "or"),
        ("not", "and"),
        ("not", "or"),
    }:
        return text
    return f"({text})"


def value_text(value: Value) -> str:
    """Return a value's text, with brackets only where they decide."""
    if isinstance(value, Number):
        return number_text(value)
    if isinstance(value, Variable):
        return value.name
    if isinstance(value, Window):
        return f"{value.function}({value_text(value.value)}, {value.days} days)"
    if isinstance(value, Plain):
        return f"value({value_text(value.value)}, {value.units})"
    left, right = value_text(value.left), value_text(value.right)
    if value.operator in "*/" and _is_sum(value.left):
        left = f"({left})"
    if _is_sum(value.right) or (isinstance(value.right, Arithmetic) and value.operator in "*/"):
        right = f"({right})"
    return f"{left} {value.operator} {right}"


def number_text(number: Number) -> str:
    """Return a number with its unit; every digit that tells it from its neighbours."""
    digits = repr(float(number.value + 0.0)).removesuffix(".0")
    return digits if number.kind.units == "1" else f"{digits} {number.kind.units}"


def _is_sum(value: Value) -> bool:
    return isinstance(value, Arithmetic) and value.operator in "+-"
