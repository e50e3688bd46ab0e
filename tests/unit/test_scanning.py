import numpy as np
import pytest

from catalog.calendars import date_of
from catalog.record import Grid, Simulation, TimeAxis, Variable
from catalog.scanning import Scan
from catalog.understood import FoundSimulation

UNITS = {
    "tasmin": ("degC", 1.0, 0.0),
    "tasmax": ("degC", 1.0, 0.0),
    "tas": ("K", 1.0, -273.15),
    "pr": ("mm/day", 1.0, 0.0),
}


def found(calendar="standard", first=0, frequency="day", **values):
    """A simulation of points whose values are given as (steps, cells)."""
    steps, cells = next(iter(values.values())).shape
    days = np.arange(first, first + steps, dtype=np.int64)
    variables = tuple(
        Variable(n, UNITS[n][0], "mm/day" if n == "pr" else "degC", *UNITS[n][1:], v.dtype.name)
        for n, v in values.items()
    )
    simulation = Simulation(
        "M", "historical", "r1", variables, calendar, frequency, (1850, 1860), "", "", cells, "points",
        (0.0, 0.0, 0.0, 0.0), None, "g",
    )  # fmt: skip
    grid = Grid("points", np.zeros(cells), np.zeros(cells), None, None)
    axis = TimeAxis(calendar, frequency, days, np.ones(steps, dtype=np.int32))
    return FoundSimulation(simulation, axis, grid, (), lambda name, a, b: values[name][a:b].copy())


def scan(block_bytes=10_000, **more):
    simulation = found(**more)
    checks = Scan(simulation)
    for block in simulation.blocks(block_bytes):
        checks.update(block)
    return {f.code: f for f in checks.findings()}


def weather(steps=800, cells=3, around=10.0, seed=0):
    return around + np.random.default_rng(seed).normal(0, 3, (steps, cells)).astype("f4")


def rain(steps=800, cells=3):
    fallen = np.random.default_rng(1).gamma(0.3, 8, (steps, cells)).astype("f4")
    return np.where(fallen < 1, 0, fallen).astype("f4")


def with_value(values, where, value):
    changed = values.copy()
    changed[where] = value
    return changed


def test_clean_weather_has_no_findings():
    assert scan(tasmin=weather(around=5.0), tasmax=weather(around=5.0) + 12, pr=rain()) == {}


@pytest.mark.parametrize(
    ("code", "values", "says"),
    [
        ("outliers", {"tasmax": with_value(weather(), (5, 1), 75.0)}, "75"),
        ("sentinel-values", {"tasmax": with_value(weather(), (5, 1), -9999.0)}, "-9999"),
        ("sentinel-values", {"pr": with_value(rain(), (slice(3, 9), 1), -99.9)}, "6 times"),
        ("sentinel-values", {"pr": with_value(rain(), (5, 1), 1e20)}, "1e+20"),
        ("sentinel-values", {"tas": with_value(weather(around=285.0), (5, 1), 9.969209968386869e36)}, "9.96921e+36"),
        ("infinite-values", {"tasmax": with_value(weather(), (5, 1), np.inf)}, "once"),
        ("negative-rain", {"pr": with_value(rain(), (slice(5, 8), 1), -0.002)}, "3 times"),
        ("values-missing", {"tasmax": with_value(weather(), (slice(5, 8), 1), np.nan)}, "3 values"),
        ("cells-missing", {"tasmax": with_value(weather(), (slice(None), 1), np.nan)}, "1 of 3 cells"),
        ("all-missing", {"tasmax": np.full((40, 2), np.nan, "f4")}, "no value"),
        ("stuck-values", {"tasmax": with_value(weather(), (slice(190, 215), 1), 12.5)}, "25 days"),
        ("stuck-values", {"pr": with_value(rain(), (slice(190, 215), 1), 0.21)}, "25 days"),
        ("constant-field", {"tasmax": with_value(weather(40), (slice(None), 1), 12.5)}, "1 of 3 cells"),
    ],
)
def test_a_single_fault_is_found_and_nothing_else_is(code, values, says):
    findings = scan(**values)
    assert says in findings.pop(code).message
    assert set(findings) <= {"stuck-values"} if code == "constant-field" else not findings


def test_a_dry_spell_is_no_stuck_instrument_and_a_dry_month_no_constant_field():
    assert scan(pr=with_value(rain(), (slice(100, 300), slice(None)), 0.0)) == {}
    assert scan(pr=np.zeros((31, 2), "f4")) == {}


def test_nights_warmer_than_their_days_are_counted_with_the_first_date():
    nights = weather(around=5.0)
    days = nights + 10
    days[31, 2] = nights[31, 2] - 0.5
    crossed = scan(tasmin=nights, tasmax=days)["tasmin-above-tasmax"]
    assert "once, first on 1850-02-01" in crossed.message
    assert crossed.models == ("M",)


def leap_years(invented):
    steps = 365 * 12 + 3
    nights, fallen = weather(steps), rain(steps)
    _, month, day = date_of(np.arange(steps), "standard")
    for at in np.flatnonzero((month == 2) & (day == 29)):
        if invented:
            nights[at], fallen[at] = nights[at - 1], 0.0
    return {"tasmin": nights, "pr": fallen}


@pytest.mark.parametrize("block_bytes", [10_000, 59 * 24, 10**9])
def test_an_invented_29_february_is_found_wherever_the_blocks_are_cut(block_bytes):
    assert "invented-leap-day" in scan(block_bytes, **leap_years(invented=True))
    assert "invented-leap-day" not in scan(block_bytes, **leap_years(invented=False))


@pytest.mark.parametrize("block_bytes", [40, 300, 10_000])
def test_findings_do_not_depend_on_how_the_blocks_are_cut(block_bytes):
    values = with_value(with_value(weather(), (slice(190, 215), 1), 12.5), (400, 0), 80.0)
    assert scan(block_bytes, tasmax=values) == scan(10**9, tasmax=values)
