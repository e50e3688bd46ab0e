"""What a version is good for and what not, as data: from its records and findings, and in the producer's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.record import Version

#: From this size on, a cell hides valleys, coasts and slopes.
COARSE_KM = 20.0
#: The fewest years that average weather out of climate.
CLIMATE_YEARS = 20
#: The fewest models whose range says something of futures.
FEW_MODELS = 3
#: What each variable answers.
QUESTIONS = {"pr": "rain and drought", "tasmax": "heat by day", "tasmin": "frost and warm nights"}


@dataclass(frozen=True)
class Statement:
    """One thing that data serve, or do not serve.

    Attributes
    ----------
    good : bool
    text : str
        In plain words: what for, and why.
    code : str
        Stable name of the kind of statement; ``producer`` for the producer's own words.
    axis : str
        ``time``, ``space`` or ``metric``.
    says : str
        Which sentence it is, by a name, so that it can be said in other languages; empty of the producer's own words.
    facts : mapping of str to object
        What fills that sentence.
    """

    good: bool
    text: str
    code: str
    axis: str
    says: str = field(default="", compare=False)
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return the statement as plain JSON values."""
        return {"good": self.good, "text": self.text, "code": self.code, "axis": self.axis}


def statements(version: Version) -> tuple[Statement, ...]:
    """Return what a version is good for, then what it is not good for; the producer's own words first in each."""
    found = [*_of_producer(version), *_of_time(version), *_of_space(version), *_of_metric(version)]
    return tuple(sorted(found, key=lambda s: not s.good))


def fitness_json(version: Version) -> dict[str, list[dict[str, Any]]]:
    """Return the statements as the document of ``catalog show`` writes them: ``good_for`` and ``not_good_for``."""
    said = statements(version)
    return {
        "good_for": [s.to_json() for s in said if s.good],
        "not_good_for": [s.to_json() for s in said if not s.good],
    }


def _of_producer(version: Version) -> Iterator[Statement]:
    yield from (Statement(True, text, "producer", "metric") for text in version.good_for)
    yield from (Statement(False, text, "producer", "metric") for text in version.not_good_for)


def _of_time(version: Version) -> Iterator[Statement]:
    steps = set(version.frequencies)
    if "day" in steps:
        names = ", ".join(version.variables)
        text = f"counts of days, thresholds and spells from daily {names}"
        yield Statement(True, text, "daily", "time", "daily", {"names": names})
    else:
        yield Statement(True, "means over whole months or years", "means", "time", "means")
        text = "counts of days and spells: single days are not in the data"
        yield Statement(False, text, "no-days", "time", "no-days")
    if version.years is None:
        return
    first, last = version.years
    years = {"first": first, "last": last}
    if version.kind == "projection":
        yield Statement(True, f"how the climate changes within {first} to {last}", "period", "time", "period", years)
        text = "a single coming day, season or year: ask for a forecast"
        yield Statement(False, text, "no-forecast", "time", "no-forecast")
    else:
        yield Statement(True, f"how it was in {first} to {last}", "period", "time", "past", years)
        yield Statement(False, "the years to come", "past-only", "time", "past-only")
    longest = max(s.years[1] - s.years[0] + 1 for s in version.simulations)
    if longest < CLIMATE_YEARS:
        text = f"climate averages: {longest} years show the weather's luck too"
        yield Statement(False, text, "short", "time", "short", {"count": longest})


def _of_space(version: Version) -> Iterator[Statement]:
    sizes = [s.resolution_km for s in version.simulations if s.resolution_km is not None]
    if sizes:
        size = max(sizes)
        if size >= COARSE_KM:
            text = f"single farms, valleys and coasts: a cell is about {size:.0f} km wide"
            km = {"km": f"{size:.0f}"}
            yield Statement(False, text, "coarse", "space", "coarse", km)
            text = f"regions of several cells of about {size:.0f} km"
            yield Statement(True, text, "regions", "space", "regions", km)
        else:
            text = f"places and regions, in cells of about {size:.2g} km"
            yield Statement(True, text, "fine", "space", "fine", {"km": f"{size:.2g}"})
    elif version.simulations:
        yield Statement(True, "the places of its points and their surroundings", "points", "space", "points")
        text = "regions: differences between the points are not seen"
        yield Statement(False, text, "points", "space", "between-points")
    if version.place_decimals is not None:
        km = f"{place_km(version.place_decimals):.2g}"
        text = f"exact places: they are known to about {km} km"
        yield Statement(False, text, "place-rounded", "space", "place-rounded", {"km": km})


def _of_metric(version: Version) -> Iterator[Statement]:
    if version.kind == "projection":
        if version.adjustment == "adjusted":
            text = "thresholds and levels, as adjusted to observations"
            yield Statement(True, text, "adjusted", "metric", "adjusted")
        else:
            yield Statement(True, "changes against the same model's own past", "changes", "metric", "changes")
            text = "fixed thresholds without a station beside them"
            yield Statement(False, text, "not-adjusted", "metric", "not-adjusted")
        if len(version.models) < FEW_MODELS:
            there = len(version.models)
            count = "there is one model" if there == 1 else f"there are {there} models"
            text = f"the range of possible futures: {count}"
            says = "model-one" if there == 1 else "models-few"
            yield Statement(False, text, "models-few", "metric", says, {"count": there})
    for name, words in QUESTIONS.items():
        if name not in version.variables:
            text, facts = f"{words}: {name} is not held", {"variable": name}
            yield Statement(False, text, "variable-missing", "metric", "variable-missing", facts)
    for finding in version.findings:
        if finding.code == "bias-against-observations":
            text, facts = f"levels of {finding.variable}: {finding.message}", {"finding": finding}
            yield Statement(False, text, "bias", "metric", "bias", facts)


def place_km(decimals: int) -> float:
    """Return how far a place may be from where it is shown, in km, when its degrees have so many decimals."""
    return 111.195 / 2 * 2**0.5 / 10**decimals


def read_fitness(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a producer's YAML file says: the texts of ``good_for``, and those of ``not_good_for``.

    Raises
    ------
    CatalogError
        If the file cannot be read, or holds anything but these two lists of sentences.
    """
    import yaml

    try:
        said = yaml.safe_load(path.read_bytes()[:100_000])
    except (OSError, yaml.YAMLError) as error:
        raise CatalogError(
            f"{path} was to say what the data are good for, but it cannot be read ({type(error).__name__}). Write a "
            f"YAML file with the lists good_for and not_good_for."
        ) from error
    lists = said if isinstance(said, dict) else {"": said}
    for key, texts in lists.items():
        is_list = isinstance(texts, list) and all(isinstance(text, str) and text.strip() for text in texts)
        if key not in ("good_for", "not_good_for") or not is_list:
            raise CatalogError(
                f"{path} was to say what the data are good for, but {key or 'its content'} is not a list of sentences "
                f"under good_for or not_good_for. Write each sentence after a dash below one of these."
            )
    return tuple(lists.get("good_for", ())), tuple(lists.get("not_good_for", ()))
