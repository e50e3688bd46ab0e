import numpy as np
import pytest

from catalog.calendars import day_number
from catalog.conventions import understand_file
from catalog.naming import name_variables
from catalog.record import Facets
from tests.unit.described_files import daily_file, field, file, lat, lon, time, variable

PLAIN = Facets("x")
AIR = {"standard_name": "air_temperature"}


def codes(findings, severity="error"):
    return [f.code for f in findings if f.severity == severity]


def understand(*variables, facets=PLAIN, steps=365, name="tas_day_M_historical_r1i1p1_2000.nc", **attributes):
    return understand_file(file(time(np.arange(steps)), lat(), lon(), *variables, name=name, **attributes), facets)


@pytest.mark.parametrize(
    ("own", "attributes", "name"),
    [
        ("tas", {}, "tas"),
        ("tasmax", {"standard_name": "air_temperature", "cell_methods": "time: maximum"}, "tasmax"),
        ("tx", {"standard_name": "air_temperature"}, "tasmax"),
        ("tmin", {}, "tasmin"),
        ("air_temperature", {**AIR, "cell_methods": "time: mean (interval: 6 hour)"}, "tas"),
        ("t", {**AIR, "cell_methods": "time: minimum within days time: mean over days"}, "tasmin"),
        ("x", {**AIR, "long_name": "Daily Maximum Near-Surface Air Temperature"}, "tasmax"),
        ("tasmaxAdjust", {}, "tasmax"),
        ("tg_mean", AIR, "tas"),
    ],
)  # fmt: skip
def test_a_temperature_is_named_by_itself_or_by_standard_name_and_cell_methods(own, attributes, name):
    named, findings = name_variables(daily_file(field(own, **attributes)))
    assert [n.name for n in named] == [name]
    assert not codes(findings)


@pytest.mark.parametrize(
    ("own", "attributes", "code"),
    [
        ("cube", {"standard_name": "air_temperature"}, "variable-ambiguous"),
        ("temp", {"units": "degC"}, "variable-ambiguous"),
        ("tas", {"standard_name": "air_pressure"}, "standard-name-contradicts"),
        ("ta", {"standard_name": "air_temperature", "cell_methods": "time: mean"}, "no-known-variable"),
        ("var1", {}, "no-known-variable"),
        ("temp", {"units": "N", "standard_name": "atmospheric_temperature"}, "units-unknown"),
        ("cube", {"units": "kevin", "standard_name": "air_temperature"}, "units-unknown"),
        ("tas", {"units": None}, "units-missing"),
        ("tas", {"units": "mm"}, "units-unknown"),
        ("tas", {"units": "K", "scale_factor": 0.0}, "packing-broken"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(own, attributes, code):
    pieces, findings = understand(field(own, **attributes))
    assert codes(findings)[0] == code
    assert not pieces


def test_temperature_at_pressure_levels_is_not_taken_for_that_near_the_surface():
    _, findings = understand(field("ta", standard_name="air_temperature"))
    assert "pressure levels" in findings[0].message


def test_an_alias_that_means_something_else_here_is_left_out():
    pieces, findings = understand(field(), field("rr", units="degrees"))
    assert [p.variable.name for p in pieces] == ["tas"]
    assert codes(findings, "note").count("variable-not-served") == 1


def test_two_variables_of_one_meaning_are_refused():
    _, findings = understand(field("tas"), field("tg"))
    assert "variables-repeated" in codes(findings)


def test_values_come_as_steps_by_cells_whatever_the_order_of_dimensions():
    numbers = np.arange(4 * 2 * 3, dtype="f8").reshape(4, 2, 3) / 10 + 280
    turned = variable("tas", numbers.transpose(2, 0, 1), ["lon", "time", "lat"], units="K")
    pieces, _ = understand(turned, steps=4)
    np.testing.assert_array_equal(pieces[0].rows(1, 3), numbers[1:3].reshape(2, 6))


def test_a_layer_of_one_is_no_layer_and_a_layer_of_two_is_refused():
    one = variable("tas", np.full((365, 1, 2, 3), 290.0), ["time", "height", "lat", "lon"], units="K")
    two = variable("tas", np.full((365, 2, 2, 3), 290.0), ["time", "height", "lat", "lon"], units="K")
    pieces, findings = understand(one)
    assert pieces[0].rows(0, 2).shape == (2, 6)
    assert not codes(findings)
    _, findings = understand(two)
    assert codes(findings) == ["extra-dimension"]


@pytest.mark.parametrize(
    ("units", "value", "likely"),
    [("degC", 290.0, "K"), ("K", 15.0, "degC"), ("degF", 290.0, "K")],
)
def test_a_label_that_contradicts_the_values_is_refused_or_repaired_on_request(units, value, likely):
    _, findings = understand(field(units=units, value=value))
    error = next(f for f in findings if f.severity == "error")
    assert error.code == "units-contradict-values"
    assert likely in error.message
    assert "--accept units-contradict-values" in error.fix
    pieces, findings = understand(
        field(units=units, value=value), facets=Facets("x", accept=("units-contradict-values",))
    )
    assert pieces[0].variable.units == likely
    assert codes(findings) == []
    assert "units-contradict-values" in codes(findings, "warning")


def test_rain_a_second_labelled_a_day_is_found_and_a_desert_is_not():
    rain = field("pr", units="mm/day", value=3e-5)
    _, findings = understand(rain)
    assert codes(findings) == ["units-contradict-values"]
    dry = field("pr", units="mm/day", value=0.0)
    pieces, findings = understand(dry)
    assert not codes(findings)
    assert pieces


def test_an_amount_of_each_day_is_a_rate_and_one_of_each_month_is_asked_about():
    pieces, findings = understand(field("pr", units="mm", value=3.0))
    assert (pieces[0].variable.scale, pieces[0].variable.units) == (1.0, "mm")
    assert "amount-as-rate" in codes(findings, "note")
    months = file(
        time([15, 45, 74]), lat(), lon(), field("pr", steps=3, units="mm", value=60.0), name="pr_Amon_M_rcp85_r1i1p1.nc"
    )
    _, findings = understand_file(months, PLAIN)
    assert codes(findings) == ["amount-ambiguous"]


@pytest.mark.parametrize(("calendar", "days"), [("noleap", (365, 365)), ("standard", (366, 365))])
def test_an_amount_of_each_year_on_monthly_steps_is_divided_by_the_days_of_its_own_year(calendar, days):
    starts = np.array([day_number(y, m, 1, calendar) for y in (2000, 2001) for m in range(1, 13)])
    middle = starts - starts[0] + 14
    months = file(
        time(middle, calendar=calendar), lat(), lon(), field("pr", steps=24, units="mm/year", value=700.0),
        name="pr_Amon_M_rcp85_r1i1p1.nc",
    )  # fmt: skip
    pieces, findings = understand_file(months, PLAIN)
    assert "amount-divided" in {f.code for f in findings}
    assert pieces[0].layout.days == tuple(float(n) for n in np.repeat(days, 12))


def test_a_maximum_whose_cell_methods_say_mean_is_served_with_a_warning():
    pieces, findings = understand(field("tasmax", cell_methods="time: mean"))
    assert pieces
    assert codes(findings, "warning") == ["cell-methods-contradict"]


def test_temperature_at_fifty_metres_is_served_with_a_warning():
    height = variable("height", np.float64(50.0), [], units="m", standard_name="height")
    _, findings = understand(field(coordinates="height"), height)
    assert "height-unusual" in codes(findings, "warning")


def test_whole_years_in_another_calendar_betray_a_wrong_one():
    wrong = file(time(np.arange(365) + 34675, "days since 1905-01-01", "360_day"), lat(), lon(), field())
    _, findings = understand_file(wrong, PLAIN)
    assert codes(findings) == ["calendar-contradicts-days"]
    assert "noleap" in findings[0].fix


def test_history_that_runs_into_the_future_takes_the_name_that_its_history_gives():
    years = np.arange(0, 365 * 110, 1)
    history = "cdo sellonlatbox pr_day_M_historical+rcp26_r1i1p1_19500101-21001231.nc out.nc"
    attributes = {"experiment_id": "historical", "model_id": "M", "history": history}
    axis = time(years, "days since 1950-01-01")
    joined = file(axis, lat(), lon(), field(steps=years.size), name="tiny.nc", **attributes)
    pieces, findings = understand_file(joined, PLAIN)
    assert pieces[0].run.scenario == "historical+rcp26"
    assert "historical-joined" in codes(findings, "warning")
    plain = file(axis, lat(), lon(), field(steps=years.size), name="tiny.nc", **{**attributes, "history": ""})
    pieces, findings = understand_file(plain, PLAIN)
    assert pieces[0].run.scenario == "historical"
    assert "historical-joined" in codes(findings, "warning")


def test_history_of_years_to_come_only_is_refused():
    future = file(
        time(np.arange(365), "days since 2095-01-01"), lat(), lon(), field(), name="tas_day_M_historical_r1i1p1_x.nc"
    )
    _, findings = understand_file(future, PLAIN)
    assert "scenario-contradicts-years" in codes(findings)


def test_a_grid_without_model_is_refused_and_a_station_is_taken_as_observed():
    pieces, findings = understand(field(), name="data.nc")
    assert codes(findings) == ["model-unknown", "scenario-unknown"]
    assert not pieces
    pieces, findings = understand(field(), name="data.nc", facets=Facets("x", kind="observation"))
    assert pieces[0].run.key == ("observation", "observed", "")
    station = file(time(np.arange(365)), field(dimensions=("time",), shape=()), name="data.nc")
    pieces, findings = understand_file(station, Facets("x", lat=1.0, lon=2.0))
    assert pieces[0].run.key == ("station", "observed", "")
    assert "kind-assumed" in codes(findings, "warning")


def test_nobody_has_observed_the_years_to_come():
    future = file(time(np.arange(365), "days since 2095-01-01"), lat(), lon(), field(), name="data.nc")
    _, findings = understand_file(future, Facets("x", kind="observation"))
    assert codes(findings) == ["future-observed"]
