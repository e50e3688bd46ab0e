"""How products look: colours with one meaning each, scenario names, numbers as people read them."""

from __future__ import annotations

import math
import re

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

#: Scenario → (words, colour), from the lowest warming to the highest: CMIP6, CMIP5, CMIP3 and ENSEMBLES.
SCENARIOS = {
    "observed": ("observed", INK),
    "historical": ("past, as modelled", HISTORY),
    "ssp119": ("very low emissions", LOWEST),
    "rcp26": ("low emissions", LOW),
    "ssp126": ("low emissions", LOW),
    "E1": ("low emissions", LOW),
    "B1": ("low emissions", LOW),
    "rcp45": ("middle emissions", MIDDLE),
    "ssp245": ("middle emissions", MIDDLE),
    "B2": ("middle emissions", MIDDLE),
    "A1B": ("middle to high emissions", UPPER_MIDDLE),
    "rcp60": ("middle to high emissions", UPPER_MIDDLE),
    "ssp370": ("high emissions", UPPER_MIDDLE),
    "A2": ("high emissions", UPPER_MIDDLE),
    "rcp85": ("very high emissions", HIGH),
    "ssp585": ("very high emissions", HIGH),
    "A1FI": ("very high emissions", HIGH),
}
_CODES = {name.casefold(): name for name in SCENARIOS}

#: Unit → how people read it.
UNIT_WORDS = {"degC": "°C", "K": "°C", "K days": "°C days", "mm/day": "mm a day", "days": "days", "mm": "mm"}


def scenario_code(scenario: str) -> str:
    """Return the scenario's future part as `SCENARIOS` spells it: ``rcp45`` for ``historical+rcp45``."""
    last = scenario.split("+")[-1].strip()
    return _CODES.get(last.casefold(), last)


def scenario_colour(scenario: str) -> str:
    """Return the scenario's one colour; grey for the past and for names that are not known."""
    return SCENARIOS.get(scenario_code(scenario), ("", GREY))[1]


def scenario_words(scenario: str) -> str:
    """Return the scenario in plain words, or its own name where none are known."""
    code = scenario_code(scenario)
    return SCENARIOS.get(code, (code, ""))[0]


def scenario_name(scenario: str) -> str:
    """Return the scenario's name as papers print it: SSP2-4.5, RCP8.5, A1B."""
    code = scenario_code(scenario)
    if match := re.fullmatch(r"ssp(\d)(\d)(\d)", code):
        return f"SSP{match[1]}-{match[2]}.{match[3]}"
    if match := re.fullmatch(r"rcp(\d)(\d)", code):
        return f"RCP{match[1]}.{match[2]}"
    return code


def warming_rank(scenario: str) -> tuple[int, str]:
    """Return a key that sorts scenarios from observed and past to the highest warming."""
    code = scenario_code(scenario)
    names = list(SCENARIOS)
    return (names.index(code) if code in names else len(names), code)


def number(value: float, digits: int = 2) -> str:
    """Return a number with as many significant digits, never in powers of ten, with a true minus sign.

    ``12.4`` is ``12``, ``0.347`` is ``0.35``, ``1234`` is ``1,200``, ``-3.21`` is ``−3.2``, missing is ``–``.
    """
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    if rounded == 0:
        return "0"
    # 9.96 rounds to 10, which has one digit before the point more than it had.
    places = digits - 1 - math.floor(math.log10(abs(rounded)))
    text = f"{rounded:,.{max(places, 0)}f}"
    return text.replace("-", "−")


def plain(value: float, units: str, *, signed: bool = False) -> str:
    """Return a value without its unit: two significant digits, degrees and days not finer than a tenth, no ".0"."""
    if units in ("degC", "K"):
        text = number(round(value, 1), 3) if abs(value) >= 10 else number(round(value, 1))
    else:
        text = number(round(value, 1) if units == "days" else value)
    text = text.removesuffix(".0")
    return f"+{text}" if signed and value > 0 and text != "0" else text


def amount(value: float, units: str, *, signed: bool = False) -> str:
    """Return a value with its unit: "12 days", "1 day", "+2.1 °C"."""
    text = plain(value, units, signed=signed)
    words = UNIT_WORDS.get(units, units)
    if units == "days" and text.lstrip("+−") == "1":
        words = "day"
    return f"{text} {words}".strip()


def tick(value: float) -> str:
    """Return a round number as an axis shows it: no zeros after the point, thousands apart, a true minus sign."""
    return f"{value:,.10g}".replace("-", "−")


def span(low: float, high: float, units: str, *, with_unit: bool = True) -> str:
    """Return a range with its unit: "4.2–9.6 days"; one value where both ends read the same."""
    first, last = plain(low, units), plain(high, units)
    words = amount(high, units) if with_unit else last
    return words if first == last else f"{first}–{words}" if "−" not in first + last else f"{first} to {words}"


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


def wrap(text: str, width: int) -> list[str]:
    """Return lines of at most `width` characters, broken at spaces, and within words that are longer."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while len(word) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:width])
            word = word[width:]
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines or [""]


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
