"""Numbers with units as atoms, so that readings can ask for them: "above 35 °C" is ``degrees_above``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from translators.grammar.amounts import Amount, with_unit
from translators.vocabulary import Found, Vocabulary

#: Above this, a limit without "above" or "below" is taken for one of heat.
SURELY_COLD_DEGC = 5.0
#: From here on an amount of rain is hardly that of one day.
_MUCH_RAIN_MM = 100.0
#: A sum over more days than this is the total of a season, not a wet spell.
_LONGEST_WINDOW = 20
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "inch": 25.4}
_RAIN = {"rain", "wet", "dry", "downpour", "flood", "rains", "heavy", "drought"}
_HEAT = {"hot", "cold", "warm", "cool", "temperature", "frost", "night", "freeze", "degree_days", "heat_wave"}
_SNOW = {"snow", "ski", "christmas"}
_PLAIN = {"heat_stress", "fire", "fire_weather", "fuel", "corn_heat_units", "huglin", "chill", "spi", "spei", "arid"}


def celsius(amount: Amount) -> float | None:
    """Return a temperature in °C; None where its scale is not known."""
    if amount.needs_unit:
        return None
    if amount.unit == "degF":
        return (amount.value - 32) * 5 / 9
    return amount.value - 273.15 if amount.unit == "K" else amount.value


def settled(amounts: Iterable[Amount], atoms: tuple[Found, ...], text: str, words: Vocabulary) -> tuple[Amount, ...]:
    """Return the amounts with their kind, where it was a bare number, degrees of no scale or centimetres of snow."""
    meanings = {atom.meaning for atom in atoms}
    settled_amounts = []
    for amount in amounts:
        if (
            amount.kind == "rain"
            and amount.unit in {"cm", "inch", "mm"}
            and meanings & _SNOW
            and not meanings & {"rain"}
        ):
            amount = replace(amount, kind="depth")
        elif amount.kind == "depth" and not meanings & _SNOW:
            continue
        elif amount.unit == "degrees":
            amount = with_unit(amount, "temperature")
        elif amount.kind == "bare":
            amount = _bare(amount, meanings, text, words)
        settled_amounts.append(amount)
    return tuple(settled_amounts)


def _bare(amount: Amount, meanings: set[str], text: str, words: Vocabulary) -> Amount:
    """Return a number without a unit as what the rest of the sentence is about."""
    if meanings & _PLAIN:
        return amount
    said = text[amount.found.start : amount.found.end] + " "
    if amount.per == "longer" and not meanings & {"rain"} and meanings and words.has("comparisons", "how_many", said):
        return replace(amount, kind="count", unit="counted")  # "frost days: more than 10 a year"
    if meanings & _RAIN and not meanings & (_HEAT - {"night"}):
        return with_unit(amount, "rain")
    if meanings & {"wind", "storm", "calm"}:
        return replace(amount, kind="speed")
    is_heat = meanings & _HEAT and not meanings & _RAIN
    return with_unit(amount, "temperature") if is_heat else replace(amount, kind="temperature")


def atoms_of(amounts: tuple[Amount, ...]) -> Iterator[Found]:
    """Yield the atoms that amounts carry, each where the amount stands."""
    for amount in amounts:
        for meaning in _meanings(amount):
            yield Found(meaning, amount.found.start, amount.found.end)


def _meanings(amount: Amount) -> list[str]:
    side = "above" if amount.is_upward else "below" if amount.is_downward else ""
    match amount.kind:
        case "temperature":
            return _of_temperature(amount, side)
        case "rain":
            return _of_rain(amount, side)
        case "speed":
            return ["wind_amount", f"wind_{side or 'above'}"]
        case "depth":
            return ["depth_amount"]
        case "length":
            is_window = 2 <= amount.value <= _LONGEST_WINDOW and not side and amount.value == int(amount.value)
            return ["days_amount", "days_window"] if is_window else ["days_amount"]
        case "months":
            return ["months_amount"]
        case "sum":
            return ["sum_amount"]
        case "percent":
            return ["percent_amount"]
        case "bare":
            return ["plain_amount"]
    return []


def _of_temperature(amount: Amount, side: str) -> list[str]:
    value = celsius(amount)
    known = SURELY_COLD_DEGC + 1 if value is None else value
    side = side or ("above" if known > SURELY_COLD_DEGC else "below")
    found = ["degrees", f"degrees_{side}"]
    if side == "below" and known > SURELY_COLD_DEGC and value is not None:
        found.append("degrees_mild_below")
    if value == 0:
        found += ["degrees_zero", *(["zero_below"] if side == "below" else [])]
        if amount.direction == "at_most":
            found.append("zero_not_above")
    if amount.direction == "at_most":
        found.append("degrees_not_above")
    return found


def _of_rain(amount: Amount, side: str) -> list[str]:
    found = ["rain_amount", *([f"rain_{side}"] if side else [])]
    window = amount.window if amount.per == "days" else None
    if amount.per == "day":
        found.append("day_rate")
    elif amount.per == "hour":
        found.append("hour_rate")
    elif amount.per == "longer":
        found.append("long_rate")
    elif window is not None:
        is_sum = 1 < window <= _LONGEST_WINDOW and side != "below"
        found.append("days_window" if is_sum else "days_amount" if side == "below" else "stretch")
    elif amount.value * _MILLIMETRES.get(amount.unit, 1.0) >= _MUCH_RAIN_MM:
        found.append("rain_large")
    return found
