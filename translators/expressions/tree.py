"""The tree of a metric of one's own: a closed set of nodes, each with its kind of quantity; nothing is evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """What a value is.

    Attributes
    ----------
    units : str
        Canonical unit: ``degC``, ``mm/day``, ``%``, ``K`` (a difference of temperatures); ``1`` for a plain number.
    weight : float
        Of a temperature how many zero points it carries: 1 for a temperature, 0 for a difference, 2 for a sum of two,
        which has to be halved before it means anything.
    """

    units: str
    weight: float = 0.0


@dataclass(frozen=True)
class Number:
    """A constant in the unit of its kind. ``said`` is what was written: "10 m/s" is read as a speed of wind or as an
    amount of rain by what it is compared with, "300 K" as a temperature or a difference."""

    value: float
    kind: Kind
    said: str = field(default="", compare=False)


@dataclass(frozen=True)
class Variable:
    """Daily values of a variable, by CMIP short name."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Arithmetic:
    """``left operator right`` with one of ``+ - * /``."""

    operator: str
    left: Value
    right: Value
    kind: Kind


@dataclass(frozen=True)
class Window:
    """A running ``sum``, ``mean``, ``max`` or ``min`` over the last `days` days, the day itself included."""

    function: str
    value: Value
    days: int
    kind: Kind


@dataclass(frozen=True)
class Plain:
    """The number of a quantity in one unit, without that unit: ``value(tas, degC)``."""

    value: Value
    units: str
    scale: float
    offset: float
    kind: Kind = Kind("1")


Value = Number | Variable | Arithmetic | Window | Plain


@dataclass(frozen=True)
class Comparison:
    """``left operator right`` with one of ``> >= < <=``; a day on which either is missing is missing."""

    operator: str
    left: Value
    right: Value


@dataclass(frozen=True)
class Combination:
    """``and`` or ``or`` of conditions; ``not`` of one. A day on which any part is missing is missing."""

    operator: str
    parts: tuple[Condition, ...]


Condition = Comparison | Combination


@dataclass(frozen=True)
class Metric:
    """What is taken over a season.

    Attributes
    ----------
    form : str
        ``days``, ``runs`` (their number), ``longest``, ``first``, ``last``, ``sum``, ``mean``, ``highest``, ``lowest``.
    condition : Condition or None
        Which days count; None for all.
    value : Value or None
        What is summed, averaged or sought.
    shortest : int
        The least length of a run; 1 where single days count.
    units : str
        Delivered unit.
    variables : tuple of str
        In the order in which they appear.
    text : str
        The metric written in one way: equal metrics, equal texts.
    """

    form: str
    condition: Condition | None
    value: Value | None
    shortest: int
    units: str
    variables: tuple[str, ...]
    text: str
