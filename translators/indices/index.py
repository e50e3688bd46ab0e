"""What one index is: its variables, parameters, operator, definition and source."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

ETCCDI = "ETCCDI; Zhang et al. (2011), doi:10.1002/wcc.147"
XCLIM = "xclim 0.62, doi:10.5281/zenodo.2795043"

#: What the reference years are where nobody names others.
BASELINE = "baseline"
DAILY = ("day",)
ANY_STEP = ("day", "mon", "yr")
#: Steps of hours, of which only a mean of whole days can be made without making days of them.
HOURS = ("1hr", "2hr", "3hr", "4hr", "6hr", "8hr", "12hr")


@dataclass(frozen=True)
class Parameter:
    """What the user may set.

    Attributes
    ----------
    default : str or None
        As a recipe writes it (a quantity with its unit); ``None`` where no default is defensible and the user is asked.
    units : str
        The unit in which a specification writes it: ``degC``, ``mm/day``, ``days``. Empty where `kind` is no quantity.
    meaning : str
        In plain words, to stand after "the".
    least, most : float
        Plausible limits in `units`; beyond them the value is refused as a probable mistake of unit.
    kind : str
        ``quantity`` (a number with a unit), ``number`` (without one), ``date`` (a day of the year, ``05-01``),
        ``years`` (``1961-1990``), ``choice`` (one of `choices`) or ``expression`` (a condition in the words of
        `translators.expressions`).
    choices : tuple of str
    """

    default: str | None
    units: str
    meaning: str
    least: float = -math.inf
    most: float = math.inf
    kind: str = "quantity"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Index:
    """What one index is.

    Attributes
    ----------
    id, title : str
        xclim's id; a plain title in English.
    variables : tuple of str
        CMIP short names that it needs.
    units : str
        Unit delivered: ``days``, ``degC``, ``K``, ``mm``, ``mm/day``, ``K days``, ``%``, ``1`` or ``day of year``.
    reduction : str
        Name of the engine's reduction (`broker.engine.reductions`).
    operator : str
        How a day is compared with ``thresh``: ``>``, ``<``, ``>=``, ``<=`` or empty.
    definition : str
        In words, with ``{operator}`` and every parameter's name filled from the recipe.
    parameters : dict of str to Parameter
    aliases : tuple of str
    steps : tuple of str
        Frequencies of data that can serve it.
    polarity : str
        ``hot``, ``cold``, ``wet``, ``dry`` or ``neutral``: which colours fit.
    source : str
    above, below : str
        What a season is that has no number because the number would lie beyond all others: ``above`` "no end found"
        (the engine writes +inf), ``below`` "no onset found" (−inf). They are outcomes, counted and shown, and no
        missing values; empty where an index has none.
    uses : tuple of str
        What it is computed from beside the values of its season: ``latitude``, ``reference`` (the daily values of the
        recipe's baseline or of its parameter ``reference``).
    xclim : str
        xclim's indicator, where the engine calls it (reduction ``xclim``): then xclim is no witness for it.
    details : str
        The formulas behind the definition, for whoever computes it again; on the reference page.
    by_method : dict of str to tuple of str
        What is needed beside `variables` where the parameter ``method`` has this value.
    """

    id: str
    title: str
    variables: tuple[str, ...]
    units: str
    reduction: str
    definition: str
    source: str
    operator: str = ""
    parameters: dict[str, Parameter] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    steps: tuple[str, ...] = DAILY
    polarity: str = "neutral"
    above: str = ""
    below: str = ""
    uses: tuple[str, ...] = ()
    xclim: str = ""
    details: str = ""
    by_method: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def outcomes(self) -> dict[float, str]:
        """What the values +inf and −inf stand for."""
        return {value: name for value, name in ((math.inf, self.above), (-math.inf, self.below)) if name}


def temperature_limit(default: str | None, meaning: str) -> dict[str, Parameter]:
    """Return a parameter ``thresh`` that is a temperature."""
    return {"thresh": Parameter(default, "degC", meaning, -90.0, 65.0)}


def rain_limit(default: str, meaning: str) -> dict[str, Parameter]:
    """Return a parameter ``thresh`` that is an amount of rain a day."""
    return {"thresh": Parameter(default, "mm/day", meaning, 0.0, 2000.0)}


def days(default: str | None, meaning: str, least: float = 1, most: float = 366) -> Parameter:
    """Return a parameter that is a number of days."""
    return Parameter(default, "days", meaning, least, most)


def date(default: str | None, meaning: str) -> Parameter:
    """Return a parameter that is a day of the year, ``05-01``."""
    return Parameter(default, "", meaning, kind="date")


def choice(default: str | None, meaning: str, choices: tuple[str, ...]) -> Parameter:
    """Return a parameter that is one of some words."""
    return Parameter(default, "", meaning, kind="choice", choices=choices)


def reference_years() -> dict[str, Parameter]:
    """Return the parameter ``reference``: the years that an index compares with; by default those of the baseline."""
    return {"reference": Parameter(BASELINE, "", "reference years", kind="years")}
