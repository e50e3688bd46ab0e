"""The catalog's records: datasets, versions, simulations, variables, grids, time axes and findings.

All are frozen. What a producer published is never changed: a new publication is a new version.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from catalog.axes import Grid, GridMapping, TimeAxis, Variable
from catalog.facets import Facets
from catalog.quality import SEVERITIES, Finding

__all__ = [
    "KINDS",
    "SEVERITIES",
    "Acceptance",
    "Facets",
    "Finding",
    "Grid",
    "GridMapping",
    "Report",
    "Simulation",
    "TimeAxis",
    "Variable",
    "Version",
]

KINDS = ("projection", "observation", "reanalysis")


@dataclass(frozen=True)
class Simulation:
    """One run of one model under one scenario, or one observational series.

    Attributes
    ----------
    model, scenario, member : str
        Facets as CONTRACT's settled points name them; observations have scenario ``observed`` and member ``""``.
    variables : tuple of Variable
    calendar, frequency : str
    years : (int, int)
        First and last calendar year that the data touch.
    first_date, last_date : str
        ISO dates of the first and the last day held, in the simulation's calendar.
    cells : int
    grid_kind : str
    bbox : (west, south, east, north)
        Outer edges in degrees, longitudes −180 to 180 (west > east when it crosses the antimeridian).
    resolution_km : float or None
        Typical cell size; None for points.
    group : str
        Where its arrays lie in the version's store.
    """

    model: str
    scenario: str
    member: str
    variables: tuple[Variable, ...]
    calendar: str
    frequency: str
    years: tuple[int, int]
    first_date: str
    last_date: str
    cells: int
    grid_kind: str
    bbox: tuple[float, float, float, float]
    resolution_km: float | None
    group: str

    @property
    def key(self) -> tuple[str, str, str]:
        """(model, scenario, member)."""
        return (self.model, self.scenario, self.member)

    def variable(self, name: str) -> Variable | None:
        """Return the variable of this name, or None when the simulation does not hold it."""
        return next((v for v in self.variables if v.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """Return the simulation as the JSON of ``publish`` and ``check`` writes it."""
        return {
            "model": self.model,
            "scenario": self.scenario,
            "member": self.member,
            "calendar": self.calendar,
            "variables": [v.name for v in self.variables],
            "years": list(self.years),
            "cells": self.cells,
            "frequency": self.frequency,
        }


@dataclass(frozen=True)
class Acceptance:
    """A standard that a version does not meet, and that a reviewer accepted with a written reason.

    Attributes
    ----------
    code : str
        Of the finding.
    because, by : str
    at : datetime
        UTC.
    """

    code: str
    because: str
    by: str
    at: dt.datetime

    def to_json(self) -> dict[str, str]:
        """Return the acceptance as the public JSON writes it."""
        return {"code": self.code, "because": self.because, "by": self.by, "at": self.at.isoformat()}


@dataclass(frozen=True)
class Version:
    """One immutable publication of a dataset.

    Attributes
    ----------
    dataset : str
        Id of the dataset.
    number : int
        1, 2, …
    snapshot : str
        Id of the array store's snapshot; it and the number decide every value.
    title, producer, licence, citation, kind : str
    adjustment : str
        ``raw``, ``adjusted`` (to observations) or ``unknown``.
    simulations : tuple of Simulation
    findings : tuple of Finding
        Of the checks at publication, repairs included.
    published : datetime
        UTC.
    change_note, retired, successor : str
        Why this version; why it was withdrawn (empty while it is offered) and what follows it.
    sources : tuple of dict
        File name, size and sha256 of each source file.
    published_by : str
        Who published it.
    contact, doi, terms : str
        Whom to ask, the identifier to cite, and what the licence alone does not say.
    embargo : str
        ISO date from which everybody may see the version; empty when they may at once.
    holder, consent : str
        Who holds contributed observations, and what they agreed to: ``yes``, ``no`` or, in their own words, the uses
        they agreed to; empty where nobody was asked.
    place_decimals : int or None
        Decimals of a degree that the places of points were rounded to before they were stored.
    good_for, not_good_for : tuple of str
        What the producer says the data serve, and do not serve.
    status : str
        ``draft``, ``review`` or ``published``.
    accepted : tuple of Acceptance
        Of the review.
    synthetic : bool
        Whether the weather is made up: no projection or observation of any real place.
    """

    dataset: str
    number: int
    snapshot: str
    title: str
    producer: str
    licence: str
    citation: str
    kind: str
    adjustment: str
    simulations: tuple[Simulation, ...]
    findings: tuple[Finding, ...]
    published: dt.datetime
    change_note: str = ""
    retired: str = ""
    successor: str = ""
    sources: tuple[dict[str, Any], ...] = field(default=())
    published_by: str = ""
    contact: str = ""
    doi: str = ""
    terms: str = ""
    embargo: str = ""
    holder: str = ""
    consent: str = ""
    place_decimals: int | None = None
    good_for: tuple[str, ...] = ()
    not_good_for: tuple[str, ...] = ()
    status: str = "published"
    accepted: tuple[Acceptance, ...] = ()
    synthetic: bool = False

    @property
    def label(self) -> str:
        """``id@number``."""
        return f"{self.dataset}@{self.number}"

    @property
    def is_retired(self) -> bool:
        """Whether the version was withdrawn."""
        return bool(self.retired)

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year of all simulations; None when there is none."""
        held = [s.years for s in self.simulations]
        return (min(y[0] for y in held), max(y[1] for y in held)) if held else None

    @property
    def bbox(self) -> tuple[float, float, float, float] | None:
        """(west, south, east, north) around all simulations; all longitudes where one of several crosses ±180°."""
        boxes = list(dict.fromkeys(s.bbox for s in self.simulations))
        if len(boxes) <= 1:
            return boxes[0] if boxes else None
        crosses = any(west > east for west, _south, east, _north in boxes)
        west, east = (-180.0, 180.0) if crosses else (min(b[0] for b in boxes), max(b[2] for b in boxes))
        return west, min(b[1] for b in boxes), east, max(b[3] for b in boxes)

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, each once."""
        return tuple(dict.fromkeys(s.model for s in self.simulations))

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Scenarios, each once."""
        return tuple(dict.fromkeys(s.scenario for s in self.simulations))

    @property
    def frequencies(self) -> tuple[str, ...]:
        """Steps of time, each once: ``day``, ``mon``, ``yr``."""
        return tuple(dict.fromkeys(s.frequency for s in self.simulations))

    @property
    def variables(self) -> tuple[str, ...]:
        """CMIP names of the variables of any simulation, each once."""
        return tuple(dict.fromkeys(v.name for s in self.simulations for v in s.variables))

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return sum(f.severity == "warning" for f in self.findings)


@dataclass(frozen=True)
class Report:
    """What a check or a publication found and did.

    Attributes
    ----------
    dataset : str
    version : int or None
        The new version's number; None when nothing was published.
    status : str
        ``published``, ``refused`` or ``publishable``.
    simulations : tuple of Simulation
    findings : tuple of Finding
        Sorted: errors, warnings, notes.
    described : dict of str to str
        What options and files say of the whole: ``title``, ``producer``, ``licence``, ``citation``, ``kind`` and
        ``adjustment``; empty texts where nothing does.
    """

    dataset: str
    version: int | None
    status: str
    simulations: tuple[Simulation, ...]
    findings: tuple[Finding, ...]
    described: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the report as the public JSON writes it."""
        return {
            "dataset": self.dataset,
            "version": self.version,
            "status": self.status,
            "simulations": [s.to_json() for s in self.simulations],
            "findings": [f.to_json() for f in self.findings],
        }
