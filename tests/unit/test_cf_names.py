"""What CF calls the indices: names of its table, methods that say how days became one value."""

import re

import pytest

from broker.products.attributes import index_attributes
from broker.products.cf_names import CF_NAMES, cf_name
from tests.unit.results import farm, result_of
from translators.indices import INDICES, index_of

#: Of the CF standard name table, version 90: canonical units by name.
OF_THE_TABLE = {
    "air_temperature": "K",
    "integral_wrt_time_of_air_temperature_deficit": "K s",
    "integral_wrt_time_of_air_temperature_excess": "K s",
    "lwe_precipitation_rate": "m s-1",
    "lwe_thickness_of_precipitation_amount": "m",
    "number_of_days_with_air_temperature_above_threshold": "1",
    "number_of_days_with_air_temperature_below_threshold": "1",
    "number_of_days_with_lwe_thickness_of_precipitation_amount_above_threshold": "1",
    "number_of_days_with_wind_speed_above_threshold": "1",
    "spell_length_of_days_with_air_temperature_above_threshold": "day",
    "spell_length_of_days_with_air_temperature_below_threshold": "day",
    "spell_length_of_days_with_lwe_thickness_of_precipitation_amount_above_threshold": "day",
    "spell_length_of_days_with_lwe_thickness_of_precipitation_amount_below_threshold": "day",
}
METHOD = re.compile(r"(time: (sum|mean|maximum|minimum|point|range)( within days| over days)?( |$))+")


def test_every_name_is_in_the_table_and_every_line_serves_an_index():
    assert {name.standard_name for name in CF_NAMES.values()} <= set(OF_THE_TABLE)
    served = {(f"{index.reduction}{index.operator}", next(iter(index.variables), "")) for index in INDICES.values()}
    assert {key[0] for key in CF_NAMES} <= {key[0] for key in served}


@pytest.mark.parametrize("index", INDICES.values(), ids=list(INDICES))
def test_every_index_has_a_method_that_cf_knows_or_none(index):
    methods = cf_name(index).cell_methods
    assert not methods or METHOD.fullmatch(methods)
    if index.units in {"%", "points"}:
        assert methods in {"", "time: mean"}


@pytest.mark.parametrize(
    ("index", "name", "method"),
    [
        ("dry_run_from_date", "spell_length_of_days_with_lwe_thickness_of_precipitation_amount_below_threshold", "max"),
        (
            "wet_spell_across_seasons",
            "spell_length_of_days_with_lwe_thickness_of_precipitation_amount_above_thr",
            "max",
        ),
        ("daily_temperature_range", "air_temperature", "range within days time: mean over days"),
        ("hot_spell_max_magnitude", "integral_wrt_time_of_air_temperature_excess", "maximum"),
        ("standardized_precipitation_index", "", ""),
        ("heat_wave_max_length", "", "maximum"),
    ],
)
def test_names_and_methods_of_some(index, name, method):
    found = cf_name(INDICES[index])
    assert found.standard_name.startswith(name)
    assert bool(found.standard_name) == bool(name)
    assert found.cell_methods.startswith(f"time: {method}" if method else "")


def test_a_range_of_temperatures_keeps_its_name_because_its_method_says_so():
    plain = farm()
    ranges = result_of(plain.series, index="daily_temperature_range", parameters={})
    attributes = index_attributes(ranges)
    assert attributes["standard_name"] == "air_temperature"
    assert attributes["units_metadata"] == "temperature: difference"
    assert attributes["cell_methods"].startswith("time: range within days time: mean over days (interval: 1 day")
    assert index_of("daily_temperature_range", {}).units == "K"


def test_an_index_without_a_method_has_no_such_attribute():
    parameters = {name: p.default for name, p in INDICES["standardized_precipitation_index"].parameters.items()}
    indexed = result_of(farm().series, index="standardized_precipitation_index", parameters=parameters)
    assert "cell_methods" not in index_attributes(indexed)
