"""The variables that are understood: their names, what else they are called, and the unit of their thresholds."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Known:
    """One variable, near the surface or on pressure levels.

    Attributes
    ----------
    units : str
        Canonical unit.
    standard_names : tuple of str
        CF standard names that fit it.
    least, most : float
        Beyond them, in canonical units, nothing was measured on Earth.
    mean_least, mean_most : float
        Between them lies the mean of any dataset.
    method : str
        The word that its ``cell_methods`` have for time: ``mean``, ``maximum``, ``minimum``; empty where any will do.
    aliases : tuple of str
        Other names in use, lower case.
    water : bool
        Whether 1 kg m-2 of it is 1 mm.
    heights_m : (float, float)
        Heights above ground that count as near the surface.
    on_levels : bool
        Whether it is a variable of pressure levels: published as one variable for each level, such as ``ta850``.
    """

    units: str
    standard_names: tuple[str, ...]
    least: float
    most: float
    mean_least: float
    mean_most: float
    method: str = ""
    aliases: tuple[str, ...] = ()
    water: bool = False
    heights_m: tuple[float, float] = (0.0, 12.0)
    on_levels: bool = False

    @property
    def is_temperature(self) -> bool:
        """Whether it is an air temperature."""
        return self.units == "degC"


def _read_table() -> dict[str, Known]:
    text = Path(__file__).with_name("variables.toml").read_text(encoding="utf-8")
    lists = ("standard_names", "aliases")
    return {
        name: Known(**{key: tuple(value) if key in lists else value for key, value in entry.items()})
        for name, entry in tomllib.loads(text).items()
    }


_TABLE = _read_table()
#: CMIP name → what is known of it near the surface, from `variables.toml`.
VARIABLES: dict[str, Known] = {name: known for name, known in _TABLE.items() if not known.on_levels}
#: CMIP name → what is known of it on pressure levels.
UPPER_AIR: dict[str, Known] = {name: known for name, known in _TABLE.items() if known.on_levels}

#: Names that look near: why they are not served in place of one that is.
NOT_NEAR_SURFACE = {
    "ta": "the air temperature at pressure levels, not near the surface",
    "ts": "the temperature of the surface itself, not of the air above it",
    "tos": "the temperature of the sea surface",
    "skt": "the temperature of the surface itself, not of the air above it",
    "sst": "the temperature of the sea surface",
    "ua": "wind at pressure levels",
    "va": "wind at pressure levels",
    "hus": "humidity at pressure levels",
    "hur": "humidity at pressure levels",
    "zg": "the height of pressure levels",
    "wap": "vertical wind at pressure levels",
}

_NAMES = {name.casefold(): name for name in VARIABLES}
_ALIASES = {alias: name for name, known in VARIABLES.items() for alias in known.aliases}
_UPPER_AIR_NAMES = {word: name for name, known in UPPER_AIR.items() for word in (name, *known.aliases)}
_LEVEL = re.compile(rf"^({'|'.join(UPPER_AIR)})(\d+(?:p\d+)?)$")
_INDEX_MEANS = {"tg_mean": "tas", "tx_mean": "tasmax", "tn_mean": "tasmin"}


def name_of(text: str) -> str:
    """Return the CMIP name that a variable's own name stands for, or an empty text."""
    word = text.strip().casefold()
    return _NAMES.get(word) or _ALIASES.get(word, "")


def mean_index(text: str) -> str:
    """Return the variable of which this name is an index of the mean (``tg_mean`` → ``tas``), or an empty text."""
    return _INDEX_MEANS.get(text.strip().casefold(), "")


def names_of_standard_name(standard_name: str) -> list[str]:
    """Return the CMIP names that a standard name may stand for."""
    return [name for name, known in VARIABLES.items() if standard_name in known.standard_names]


def known_of(name: str) -> Known:
    """Return what is known of a variable of the catalog, also of one on a pressure level such as ``ta850``.

    Raises
    ------
    KeyError
        If there is no such variable.
    """
    level = _LEVEL.match(name)
    return UPPER_AIR[level[1]] if level else VARIABLES[name]


def is_known(name: str) -> bool:
    """Whether `known_of` has an answer."""
    return name in VARIABLES or bool(_LEVEL.match(name))


def upper_air_name(text: str, standard_name: str = "") -> str:
    """Return the CMIP name of a variable on pressure levels (``air`` → ``ta``), or an empty text."""
    if text.strip().casefold() in _UPPER_AIR_NAMES:
        return _UPPER_AIR_NAMES[text.strip().casefold()]
    return next((name for name, known in UPPER_AIR.items() if standard_name in known.standard_names), "")


def name_on_level(name: str, pressure_hpa: float) -> str:
    """Return the name on a level as CMIP6 writes it: ``ta`` at 850 hPa is ``ta850``, at 0.5 hPa ``ta0p5``."""
    return f"{name}{pressure_hpa:g}".replace(".", "p")
