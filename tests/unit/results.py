"""Made-up results of recipes: small worlds in every shape that a product must survive.

Values grow steadily with the year, plus a fixed scatter, so that a reader can say what a picture should show.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from shapely.geometry import MultiPoint, Point, Polygon, box, mapping

from broker.engine.result import Cells, ModelValue, Result, Series, SummaryRow
from broker.mismatch import Mismatch
from broker.recipe import Input, Recipe
from translators.indices import INDICES
from translators.periods import Season, Years

JJA = Season(6, 1, 8, 31)
BASELINE = Years(1995, 2014)
HORIZONS = (Years(2040, 2059), Years(2080, 2099))
#: Days a century that the made-up worlds gain.
GAIN = {"historical": 2.0, "observed": 2.0, "ssp126": 4.0, "ssp245": 14.0, "ssp370": 24.0, "ssp585": 36.0}


def point_cells(lat: float = 52.2206, lon: float = 0.8847, half_deg: float = 0.5) -> Cells:
    """One cell that holds the asked point."""
    corners = np.array(box(lon - half_deg, lat - half_deg, lon + half_deg, lat + half_deg).exterior.coords)[:4]
    return Cells(np.array([lat]), np.array([lon]), corners[None], np.array([1.0]), np.array([0]), np.empty((0, 1)))


def station_cells(lat: float = 52.23, lon: float = 0.97) -> Cells:
    """One station, without an extent."""
    return Cells(np.array([lat]), np.array([lon]), None, np.array([1.0]), np.array([0]), np.empty((0, 1)))


def grid_cells(region: Polygon, step: float, turn_deg: float = 0.0) -> Cells:
    """Cells of `step` degrees that touch the region; turned by `turn_deg` round its centre where curvilinear."""
    west, south, east, north = region.bounds
    west, south = np.floor(west / step) * step - step, np.floor(south / step) * step - step
    nx, ny = int((east - west) / step) + 2, int((north - south) / step) + 2
    cosine, sine = np.cos(np.radians(turn_deg)), np.sin(np.radians(turn_deg))
    middle = np.array([region.centroid.x, region.centroid.y])
    lat, lon, corners, areas, index = [], [], [], [], []
    for iy in range(ny):
        for ix in range(nx):
            x, y = west + ix * step, south + iy * step
            ring = np.array([(x, y), (x + step, y), (x + step, y + step), (x, y + step)])
            ring = (ring - middle) @ np.array([[cosine, sine], [-sine, cosine]]) + middle
            overlap = Polygon(ring).intersection(region).area
            if overlap > 0:
                lat.append(ring[:, 1].mean())
                lon.append(ring[:, 0].mean())
                corners.append(ring)
                areas.append(overlap * 111.195**2 * np.cos(np.radians(ring[:, 1].mean())))
                index.append(iy * nx + ix)
    cells = len(lat)
    return Cells(
        np.array(lat), np.array(lon), np.array(corners), np.array(areas), np.array(index), np.empty((0, cells))
    )


def run(
    model: str,
    scenario: str,
    first: int,
    last: int,
    cells: Cells,
    *,
    start: float = 3.0,
    scatter: float = 2.0,
    member: str = "r1i1p1f1",
    calendar: str = "standard",
    kind: str = "projection",
    dataset: str = "made-up-cmip6",
    season: Season = JJA,
    missing_seasons: tuple[int, ...] = (),
    missing_cells: tuple[int, ...] = (),
    gain: float | None = None,
) -> Series:
    """One simulation: `start` days, rising by the scenario's gain from 2015 to 2100, plus scatter, never below 0."""
    years = np.arange(first, last + 1)
    seed = sum(map(ord, model + member)) + 7 * first + len(scenario)
    noise = np.random.default_rng(seed)
    rise = GAIN.get(scenario, 20.0) if gain is None else gain
    base = start + rise * np.clip(years - 2015, -30, None) / 85.0
    slope = np.linspace(-1.0, 1.0, cells.lat.size) if cells.lat.size > 1 else np.zeros(1)
    values = base[:, None] + scatter * noise.standard_normal((years.size, 1)) + slope[None] * (1 + rise / 20)
    values = np.maximum(values, 0.0)
    values[np.isin(years, missing_seasons)] = np.nan
    values[:, list(missing_cells)] = np.nan
    has = np.isfinite(values)
    total = cells.area_km2.sum()
    weights = np.where(has, cells.area_km2, 0.0)
    with np.errstate(invalid="ignore"):
        means = np.where(has, values, 0.0) @ cells.area_km2 / np.where(has.any(axis=1), weights.sum(axis=1), np.nan)
    last_day = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(season.last_month, 31)
    last_day = 30 if calendar == "360_day" else min(season.last_day, last_day)
    first_years = years - 1 if season.crosses_year_end else years
    return Series(
        dataset=dataset,
        version=1,
        kind=kind,
        model=model,
        scenario=scenario,
        member=member if kind == "projection" else "",
        calendar=calendar,
        label_years=years,
        starts=tuple(f"{y:04d}-{season.first_month:02d}-{season.first_day:02d}" for y in first_years),
        ends=tuple(f"{y:04d}-{season.last_month:02d}-{last_day:02d}" for y in years),
        values=means,
        valid_fraction=weights.sum(axis=1) / total,
        cells=Cells(cells.lat, cells.lon, cells.corners, cells.area_km2, cells.index, values),
    )


def period_mean(series: Series, period: Years) -> float:
    """Mean of the seasons that end in the period, where it holds them all."""
    inside = (series.label_years >= period.first) & (series.label_years <= period.last)
    values = series.values[inside]
    good = np.isfinite(values)
    return float(values[good].mean()) if inside.sum() == len(period) and good.sum() >= 0.8 * len(period) else np.nan


def summarise(series: tuple[Series, ...], baseline: Years, horizons: tuple[Years, ...]) -> tuple[SummaryRow, ...]:
    """One model one vote, by the rules of `SummaryRow`."""
    rows = []
    for period in (baseline, *horizons):
        for scenario in dict.fromkeys(s.scenario for s in series):
            votes = []
            for model in dict.fromkeys(s.model for s in series if s.scenario == scenario):
                runs = [s for s in series if (s.model, s.scenario) == (model, scenario)]
                pairs = []
                for one in runs:
                    value = period_mean(one, period)
                    past = [
                        period_mean(p, baseline)
                        for p in series
                        if (p.dataset, p.model, p.member) == (one.dataset, one.model, one.member)
                    ]
                    past = [p for p in past if np.isfinite(p)]
                    if np.isfinite(value):
                        pairs.append((value, value - past[0] if past else np.nan))
                if pairs:
                    mean, change = np.mean(pairs, axis=0)
                    votes.append(ModelValue(model, len(pairs), float(mean), float(change), runs[0].kind))
            if votes:
                rows.append(_row(scenario, period, votes, period == baseline and period not in horizons))
    return tuple(rows)


def _row(scenario: str, period: Years, votes: list[ModelValue], is_baseline: bool) -> SummaryRow:
    values = np.percentile([v.value for v in votes], (10, 50, 90))
    known = [v.change for v in votes if np.isfinite(v.change)]
    changes = np.percentile(known, (10, 50, 90)) if known else np.full(3, np.nan)
    agreement = float(np.mean(np.sign(known) == np.sign(changes[1]))) if known and not is_baseline else np.nan
    return SummaryRow(
        scenario, period, len(votes), *map(float, values), *map(float, changes), agreement, tuple(votes), is_baseline
    )


def result_of(
    series: tuple[Series, ...],
    *,
    geometry: object = None,
    name: str = "Woolpit, England, United Kingdom",
    area_km2: float = 0.0,
    index: str = "tx_days_above",
    parameters: dict[str, str] | None = None,
    season: Season = JJA,
    baseline: Years = BASELINE,
    horizons: tuple[Years, ...] = HORIZONS,
    warnings: tuple[str, ...] = (),
) -> Result:
    """A result as the engine would give it for these series."""
    geometry = Point(0.8847, 52.2206) if geometry is None else geometry
    inputs = []
    for dataset in dict.fromkeys(s.dataset for s in series):
        own = [s for s in series if s.dataset == dataset]
        keys = tuple((s.model, s.scenario, s.member) for s in own)
        inputs.append(Input(dataset, 1, f"SNAP-{dataset}", own[0].kind, keys, {}))
    recipe = Recipe(
        index=index,
        parameters={"thresh": "30 degC"} if parameters is None else parameters,
        season=season,
        baseline=baseline,
        horizons=horizons,
        region={"name": name, "geometry": mapping(geometry), "source": "made up"},
        inputs=tuple(inputs),
    )
    return Result(recipe, INDICES[index].units, area_km2, series, summarise(series, baseline, horizons), warnings, 1024)


def farm() -> Result:
    """A point, three models with a past and two scenarios, and a station, in two calendars."""
    cells, series = point_cells(), []
    for model, start, calendar in (
        ("CanESM5", 4.0, "noleap"),
        ("MIROC6", 2.0, "standard"),
        ("NorESM2-LM", 1.0, "noleap"),
    ):
        for scenario, first, last in (("historical", 1995, 2014), ("ssp245", 2020, 2099), ("ssp585", 2020, 2099)):
            series.append(run(model, scenario, first, last, cells, start=start, calendar=calendar))
    series.append(
        run("station", "observed", 1991, 2021, station_cells(), kind="observation", dataset="a-station", start=3.0)
    )
    return result_of(tuple(series))


KENT = Polygon([(0.05, 51.1), (0.3, 51.5), (0.9, 51.42), (1.45, 51.4), (1.4, 51.1), (0.95, 50.9), (0.5, 50.98)])


def county(models: int = 6, step: float = 0.25, turn_deg: float = 0.0, missing_cells: tuple[int, ...] = ()) -> Result:
    """An area of a few cells on one grid; the models differ in sign under the low scenario."""
    cells, series = grid_cells(KENT, step, turn_deg), []
    for number in range(models):
        for scenario, first, last in (("historical", 1985, 2014), ("ssp126", 2015, 2100), ("ssp585", 2015, 2100)):
            gain = None if scenario != "ssp126" else 8.0 * (number - models / 3)
            series.append(
                run(
                    f"Model-{number + 1}",
                    scenario,
                    first,
                    last,
                    cells,
                    start=4.0 + number,
                    gain=gain,
                    missing_cells=missing_cells,
                )
            )
    return result_of(
        tuple(series), geometry=KENT, name="Kent, England, United Kingdom", area_km2=float(cells.area_km2.sum())
    )


def two_grids() -> Result:
    """Two models of different grids and calendars, one season over the year's end, a season missing."""
    winter = Season.of("DJF")
    coarse, fine = grid_cells(KENT, 0.5), grid_cells(KENT, 0.2, turn_deg=12.0)
    series = (
        run("Coarse", "historical", 1990, 2014, coarse, calendar="360_day", season=winter, missing_seasons=(1999,)),
        run("Coarse", "rcp85", 2015, 2099, coarse, calendar="360_day", season=winter),
        run("Fine", "historical", 1990, 2014, fine, calendar="noleap", season=winter, missing_cells=(0, 3)),
        run("Fine", "rcp85", 2015, 2099, fine, calendar="noleap", season=winter),
    )
    return result_of(
        series,
        geometry=KENT,
        name="Kent",
        area_km2=3700.0,
        index="frost_days",
        parameters={"thresh": "0 degC"},
        season=winter,
    )


def one_model() -> Result:
    """One model without a past: values and no change."""
    return result_of(
        (run("CanESM2", "rcp85", 2030, 2099, point_cells(), start=10.0),),
        warnings=("CanESM2 rcp85 does not hold 1995–2014, so its change is unknown.",),
    )


def only_observed() -> Result:
    """One station and nothing of the future."""
    series = (run("station", "observed", 1991, 2021, station_cells(), kind="observation", dataset="a-station"),)
    return result_of(series, horizons=(Years(2000, 2019),))


def five_scenarios() -> Result:
    """Five scenarios of old and new names, four models."""
    cells, series = point_cells(), []
    for number in range(4):
        series.append(run(f"M{number}", "historical", 1990, 2014, cells, start=3.0 + number))
        for scenario, gain in (("E1", 6.0), ("ssp126", 9.0), ("A1B", 18.0), ("rcp60", 22.0), ("ssp585", 36.0)):
            series.append(run(f"M{number}", scenario, 2015, 2100, cells, start=3.0 + number, gain=gain))
    return result_of(tuple(series))


def with_gaps() -> Result:
    """Seasons and cells without a value, and one season with none at all."""
    cells = grid_cells(KENT, 0.5)
    series = (
        run("Gappy", "historical", 1990, 2014, cells, missing_seasons=(1995, 1996, 1997), missing_cells=(1,)),
        run("Gappy", "ssp585", 2015, 2099, cells, missing_seasons=(2050,), missing_cells=(1,)),
    )
    return result_of(series, geometry=KENT, name="Kent", area_km2=4000.0)


def over_the_date_line() -> Result:
    """A box from 178°E to 178°W, whose cells pass 180°."""
    shape = MultiPoint([(178, -18), (182, -15)]).envelope
    cells = grid_cells(shape, 0.5)
    series = tuple(
        run(m, s, a, b, cells) for m in ("M1", "M2") for s, a, b in (("historical", 1990, 2014), ("ssp585", 2015, 2100))
    )
    split = Polygon([(178, -18), (180, -18), (180, -15), (178, -15)]).union(
        Polygon([(-180, -18), (-178, -18), (-178, -15), (-180, -15)])
    )
    return result_of(series, geometry=split, name="Taveuni, Fiji", area_km2=140000.0)


WORLDS = {
    "farm": farm,
    "county": county,
    "curvilinear": lambda: county(4, 0.3, 20.0, missing_cells=(2,)),
    "two_grids": two_grids,
    "one_model": one_model,
    "only_observed": only_observed,
    "five_scenarios": five_scenarios,
    "with_gaps": with_gaps,
    "over_the_date_line": over_the_date_line,
}

MISMATCHES = (
    Mismatch(
        "space",
        "warning",
        "a farm at 52.22°N 0.88°E",
        "cells of about 100 km",
        "A cell of about 100 km stands for your farm; hills, woods and towns inside it are averaged away.",
        "Compare with a station near you.",
    ),
    Mismatch(
        "metric",
        "warning",
        "days too hot for cows",
        "days with a maximum above 30 °C",
        "Air temperature alone is counted; cows feel damp air and sun as well.",
        "Ask for an index of heat stress.",
    ),
    Mismatch(
        "time",
        "note",
        "the next summers",
        "averages of twenty years",
        "These are averages over twenty years, not a forecast for one summer.",
        "Ask your weather service for a seasonal forecast.",
    ),
)

MADE_AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
