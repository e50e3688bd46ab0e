"""The teaching dataset, published as any other: checked, stored, read back, and entered in the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.calendars import iso
from catalog.checks import finding
from catalog.grids import bbox, resolution_km
from catalog.record import Facets, Simulation, Variable
from catalog.synthetic import NOTICE
from catalog.teaching.chance import SEED
from catalog.teaching.geography import Box
from catalog.teaching.models import MODELS, SCENARIOS
from catalog.teaching.names import dataset_id
from catalog.teaching.run_reader import RunReader
from catalog.teaching.weather import Weather
from catalog.understood import FoundSimulation, Understood

if TYPE_CHECKING:
    from catalog.catalog import Catalog
    from catalog.ingest import Progress
    from catalog.record import Report

TITLE = "Teaching East Africa: made-up daily weather of five pseudo-models, 1981–2060"
PRODUCER = "climate-knowledge-broker, teaching"
#: As CMIP names a run, so that the pasts and the futures of a model find each other.
MEMBER = "r1i1p1f1"
CITATION = f"Climate knowledge broker: made-up weather for teaching, East Africa, seed {SEED}. {NOTICE}"
VARIABLES = (
    Variable("pr", "mm/day", "mm/day", 1.0, 0.0, "float32", "precipitation_flux", "time: mean"),
    Variable("tasmax", "degC", "degC", 1.0, 0.0, "float32", "air_temperature", "time: maximum"),
    Variable("tasmin", "degC", "degC", 1.0, 0.0, "float32", "air_temperature", "time: minimum"),
)


def facets(scale: float = 1.0) -> Facets:
    """Return what the publication says of the data."""
    return Facets(
        dataset=dataset_id(scale),
        title=TITLE if scale == 1 else f"{TITLE} ({round(100 * scale)} % of the box's sides)",
        producer=PRODUCER,
        licence="CC0-1.0",
        citation=CITATION,
        kind="projection",
        good_for=(
            "workshops, exercises and tests: it has two rainy seasons, models that disagree, and three calendars",
        ),
        not_good_for=("any decision: " + NOTICE[0].lower() + NOTICE[1:-1],),
        synthetic=True,
    )


def runs(scale: float = 1.0) -> tuple[Weather, ...]:
    """Return what can be made: the past of each pseudo-model, and its future under each scenario."""
    box = Box.of(scale)
    pasts = [Weather.past(model, box) for model in MODELS]
    futures = [Weather.future(model, scenario, box) for model in MODELS for scenario in SCENARIOS]
    return (*pasts, *futures)


def publish(catalog: Catalog, by: str, scale: float = 1.0, progress: Progress | None = None) -> Report:
    """Make the teaching data and publish them; made a second time they are the same, and make no new version.

    Parameters
    ----------
    scale : float
        Share of the sides of the whole box, above 0 and at most 1.

    Raises
    ------
    CatalogError
        If the scale is no such share.
    StorageFailed
        If the disk is full, read-only or failing; the store is as it was.
    """
    from catalog.scanning import Scan

    return catalog.publish_understood(understood(scale), facets(scale), by, progress, checks_of=Scan)


def understood(scale: float = 1.0) -> Understood:
    """Return the data as reading files would have understood them; their values are made when they are asked for."""
    message = f"These data were made by the stochastic weather generator of catalog/teaching, seed {SEED}."
    said = facets(scale)
    return Understood(
        simulations=tuple(_found(run) for run in runs(scale)),
        findings=(finding("synthetic", message),),
        title=said.title,
        producer=said.producer,
        licence=said.licence,
        citation=said.citation,
        kind=said.kind,
        adjustment="raw",
    )


def _found(run: Weather) -> FoundSimulation:
    grid, time = run.box.grid, run.time
    model, scenario = run.model.name, run.scenario
    simulation = Simulation(
        model=model,
        scenario=scenario,
        member=MEMBER,
        variables=VARIABLES,
        calendar=time.calendar,
        frequency="day",
        years=(run.first_year, run.last_year),
        first_date=iso(int(time.first_day[0]), time.calendar),
        last_date=iso(int(time.first_day[-1]), time.calendar),
        cells=grid.cells,
        grid_kind=grid.kind,
        bbox=bbox(grid),
        resolution_km=resolution_km(grid),
        group=f"{model}_{scenario}",
    )
    return FoundSimulation(simulation, time, grid, (), RunReader(run))
