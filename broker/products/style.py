"""How products look: colours with one meaning each, scenarios in order, round steps."""

from __future__ import annotations

import math

from translators import emissions

GROUND = "#FBFAF7"
INK = "#1F2933"
GREY = "#6B7280"
RULE = "#E5E1D8"
ACCENT = "#0B6E6E"
WARNING = "#B7791F"
PROBLEM = "#9B2C2C"

#: Colours of the four families of scenario; the same everywhere.
HISTORY, LOW, MIDDLE, HIGH = "#6B7280", "#3B7EA1", "#C98B2B", "#A63D40"
#: Between low and middle, and between middle and high, where an ensemble has more than three futures.
LOWEST, UPPER_MIDDLE = "#2A5F86", "#B5652F"

#: Scenario → colour, from what was measured to the highest warming: CMIP6, CMIP5, CMIP3 and ENSEMBLES.
SCENARIOS = {
    "observed": INK,
    "historical": HISTORY,
    "ssp119": LOWEST,
    "rcp26": LOW,
    "ssp126": LOW,
    "E1": LOW,
    "B1": LOW,
    "rcp45": MIDDLE,
    "ssp245": MIDDLE,
    "B2": MIDDLE,
    "A1B": UPPER_MIDDLE,
    "rcp60": UPPER_MIDDLE,
    "ssp370": UPPER_MIDDLE,
    "A2": UPPER_MIDDLE,
    "rcp85": HIGH,
    "ssp585": HIGH,
    "A1FI": HIGH,
}
_CODES = {name.casefold(): name for name in SCENARIOS}


def scenario_code(scenario: str) -> str:
    """Return the scenario's future part as `SCENARIOS` spells it: ``rcp45`` for ``historical+rcp45``."""
    last = scenario.split("+")[-1].strip()
    return _CODES.get(last.casefold(), last)


def scenario_colour(scenario: str) -> str:
    """Return the scenario's one colour; grey for the past and for names that are not known."""
    return SCENARIOS.get(scenario_code(scenario), GREY)


def scenario_name(scenario: str) -> str:
    """Return the scenario's name as papers print it: SSP2-4.5, RCP8.5, A1B."""
    return emissions.scenario_name(scenario)


def warming_rank(scenario: str) -> tuple[int, str]:
    """Return a key that sorts scenarios from observed and past to the highest warming."""
    code = scenario_code(scenario)
    names = list(SCENARIOS)
    return (names.index(code) if code in names else len(names), code)


def tick(value: float) -> str:
    """Return a round number as an axis shows it: no zeros after the point, thousands apart, a true minus sign."""
    return f"{value:,.10g}".replace("-", "−")


def round_steps(low: float, high: float, most: int = 8) -> list[float]:
    """Return round numbers, equally far apart, that enclose low and high in at most `most` steps.

    Steps are 1, 2 or 5 times a power of ten; equal or missing limits give one step around them.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return [0.0, 1.0]
    if high <= low:
        low, high = low - 0.5, high + 0.5
    exponent = math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * 10.0**exponent
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= most:
            return [round(i * step, 12) for i in range(first, last + 1)]
    raise AssertionError("a step of fifty times the power always fits")


def contrast(colour: str, ground: str = "#FFFFFF") -> float:
    """Return the contrast of two colours after WCAG 2, from 1 to 21."""
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def legible(colour: str, ground: str = "#FFFFFF", least: float = 4.5) -> str:
    """Return the colour, darkened until words in it can be read on the ground."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    while contrast("#" + "".join(f"{p:02X}" for p in parts), ground) < least:
        parts = [int(p * 0.94) for p in parts]
    return "#" + "".join(f"{p:02X}" for p in parts)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
