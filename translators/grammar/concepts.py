"""What everyday words stand for: one table from the vocabularies' concepts to the indices that serve them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concept:
    """What an everyday idea means among the indices.

    Attributes
    ----------
    index : str
        Id of the index that serves it.
    kind : str
        ``temperature`` or ``rain``: the kind of threshold it may take.
    sure : float
        Confidence in the reading, before what is missing lowers it.
    side : str
        ``up``, ``down``: the side of the threshold that counts; empty where a threshold cannot be set.
    options : tuple of str
        Thresholds to offer where none was said.
    ask : str
        Key of the question that offers them.
    default : str
        The threshold where none was said, if it is not that of the index.
    because : str
        Key of the reason for that threshold.
    needs_thresh : bool
        Whether nothing may be built until a threshold was said.
    note : str
        Key of the sentence that says how the index differs from the idea; with it the metric is asked.
    beside : tuple of str
        Concepts to propose beside it.
    vague : bool
        Whether it counts only where nothing more exact of its kind was said.
    """

    index: str
    kind: str
    sure: float
    side: str = ""
    options: tuple[str, ...] = ()
    ask: str = ""
    default: str = ""
    because: str = ""
    needs_thresh: bool = False
    note: str = ""
    beside: tuple[str, ...] = ()
    vague: bool = False


_HOT = ("25 °C", "30 °C", "35 °C")
_COLD = ("-10 °C", "-5 °C", "0 °C")
_HEAVY = ("10 mm", "20 mm", "50 mm")

CONCEPTS = {
    "hot_days": Concept("tx_days_above", "temperature", 0.9, "up", _HOT, "ask_thresh_hot"),
    "heat": Concept("tx_days_above", "temperature", 0.55, "up", _HOT, "ask_thresh_hot", vague=True),
    "hot_nights": Concept("tropical_nights", "temperature", 0.9, "up"),
    "cold_nights": Concept("tn_days_below", "temperature", 0.85, "down", _COLD, "ask_thresh_cold"),
    "cold": Concept("tn_days_below", "temperature", 0.5, "down", _COLD, "ask_thresh_cold", vague=True),
    "frost": Concept("frost_days", "temperature", 0.95, "down"),
    "hard_frost": Concept(
        "tn_days_below", "temperature", 0.8, "down", ("-2 °C", "-4 °C", "-10 °C"), "ask_thresh_cold", needs_thresh=True
    ),
    "growing_degree_days": Concept(
        "growing_degree_days", "temperature", 0.95, "up", ("0 °C", "5 °C", "10 °C"), "ask_thresh_base",
        needs_thresh=True,
    ),
    "cooling_degree_days": Concept(
        "growing_degree_days", "temperature", 0.7, "up", ("18 °C", "22 °C", "24 °C"), "ask_thresh_cooling",
        needs_thresh=True, note="note_cooling",
    ),
    "heating_degree_days": Concept("heating_degree_days", "temperature", 0.95, "down"),
    "total_rain": Concept("prcptot", "rain", 0.9),
    "rain": Concept("prcptot", "rain", 0.6, vague=True),
    "wet_days": Concept("wetdays", "rain", 0.9, "up"),
    "heavy_rain_days": Concept(
        "wetdays", "rain", 0.85, "up", _HEAVY, "ask_thresh_heavy", default="20 mm/day", because="thresh_heavy"
    ),
    "wettest_day": Concept("max_1day_precipitation_amount", "rain", 0.95),
    "wettest_days": Concept("max_n_day_precipitation_amount", "rain", 0.95),
    "dry_spell": Concept("maximum_consecutive_dry_days", "rain", 0.95, "down"),
    "dry_days": Concept(
        "maximum_consecutive_dry_days", "rain", 0.55, "down", note="note_dry_days", beside=("wet_days",)
    ),
    "drought": Concept("maximum_consecutive_dry_days", "rain", 0.6, "down", note="note_drought"),
    "wet_spell": Concept("maximum_consecutive_wet_days", "rain", 0.95, "up"),
    "rain_intensity": Concept("daily_pr_intensity", "rain", 0.9, "up"),
    "temperature_range": Concept("daily_temperature_range", "temperature", 0.95),
    "mean_temperature": Concept("tg_mean", "temperature", 0.95),
    "warmth": Concept("tg_mean", "temperature", 0.65, vague=True),
    "hottest_day": Concept("tx_max", "temperature", 0.9),
    "coldest_night": Concept("tn_min", "temperature", 0.9),
    "maximum_temperature": Concept("tx_max", "temperature", 0.85),
    "minimum_temperature": Concept("tn_min", "temperature", 0.85),
    # Ideas that no index serves as they are: the nearest is offered, and the user is asked.
    "average_maximum": Concept("tg_mean", "temperature", 0.4, note="note_average_maximum", beside=("hottest_day",)),
    "average_minimum": Concept("tg_mean", "temperature", 0.4, note="note_average_minimum", beside=("coldest_night",)),
    "heat_wave": Concept("tx_days_above", "temperature", 0.45, "up", _HOT, "ask_thresh_hot", note="note_heat_wave"),
    "ice_days": Concept(
        "tx_days_above", "temperature", 0.6, default="0 degC", because="thresh_ice", note="note_ice_days"
    ),
    "frost_free": Concept("frost_days", "temperature", 0.6, "down", note="note_frost_free"),
    "dry_spell_number": Concept("maximum_consecutive_dry_days", "rain", 0.5, "down", note="note_dry_spell_number"),
    "frost_date": Concept("frost_days", "temperature", 0.45, "down", note="note_frost_date"),
    "return_level": Concept("max_1day_precipitation_amount", "rain", 0.4, note="note_return_level"),
    "freeze_thaw": Concept("frost_days", "temperature", 0.4, note="note_freeze_thaw"),
}  # fmt: skip

#: A concept that is left out where another was found, because its words only lead up to the other's.
LED_UP_TO = {
    "dry_days": ("dry_spell", "drought"),
    "wet_days": ("wet_spell", "rain_intensity", "wettest_days", "wettest_day", "dry_spell", "heavy_rain_days"),
    "total_rain": ("wettest_day", "wettest_days", "rain_intensity", "return_level"),
    "cold_nights": ("hard_frost", "frost"),
    "frost": ("frost_date", "freeze_thaw", "hard_frost", "frost_free"),
    "dry_spell": ("dry_spell_number",),
    "hot_days": ("heat_wave", "hot_nights"),
    "hottest_day": ("average_maximum",),
    "maximum_temperature": ("average_maximum", "hottest_day"),
    "coldest_night": ("average_minimum",),
    "minimum_temperature": ("average_minimum", "coldest_night"),
    "drought": ("dry_spell",),
    "heavy_rain_days": ("wettest_day", "wettest_days", "return_level"),
}

#: Concepts to offer where a sentence has nothing that can be counted or measured.
OFFERED = (
    "tx_days_above", "frost_days", "tropical_nights", "tg_mean", "prcptot", "wetdays",
    "maximum_consecutive_dry_days", "max_n_day_precipitation_amount",
)  # fmt: skip
