"""Numbers with units, both ways: "86 °F" in, 30 degC out, and back into words.

Every climate variable is compared in one unit, `CANONICAL_UNITS`; the catalog publishes for each stored variable how
its own numbers become that unit. This table is the vocabulary both share: CMIP short names and UDUNITS strings.
"""

from __future__ import annotations

from dataclasses import dataclass

#: CMIP short name of a variable → the unit in which thresholds for it are written in a specification.
CANONICAL_UNITS = {
    "tas": "degC",
    "tasmax": "degC",
    "tasmin": "degC",
    "pr": "mm/day",
    "evspsblpot": "mm/day",
    "hurs": "%",
    "sfcWind": "m/s",
    "sfcWindmax": "m/s",
    "rsds": "W m-2",
    "snd": "cm",
    "snw": "kg m-2",
    "mrro": "mm/day",
    "psl": "hPa",
}


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, such as ``Quantity(30.0, "degC")``."""

    magnitude: float
    units: str

    def __str__(self) -> str:
        return f"{self.magnitude:.10g} {self.units}"
