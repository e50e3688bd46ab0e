"""The table of indices holds together."""

from __future__ import annotations

import pytest

from translators.errors import UnknownIndex
from translators.indices import ALIAS_PARAMETERS, INDICES, find_index
from translators.parameters import parameter_text
from translators.quantities import CANONICAL_UNITS, canonical_text, in_units

#: Those that every installation offers.
REQUIRED = """
    tg_mean tx_max tn_min tx_days_above tn_days_below frost_days tropical_nights growing_degree_days heating_degree_days
    prcptot wetdays max_1day_precipitation_amount max_n_day_precipitation_amount maximum_consecutive_dry_days
    maximum_consecutive_wet_days daily_pr_intensity daily_temperature_range
""".split()  # noqa: SIM905


def test_every_required_index_is_there():
    assert set(REQUIRED) <= set(INDICES)


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_each_index_is_found_by_its_id_and_each_alias(index):
    for name in (index.id, index.id.upper(), *index.aliases):
        assert find_index(name) is index


def test_no_two_indices_share_a_name():
    names = [name for index in INDICES.values() for name in (index.id, *index.aliases)]
    assert len({n.casefold() for n in names}) == len(names)


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_each_default_is_of_its_kind_within_its_limits_and_in_its_own_unit(index):
    for name, parameter in index.parameters.items():
        assert parameter.least < parameter.most
        if parameter.default is not None and parameter.kind != "quantity":
            assert parameter_text(parameter.default, name, parameter, index.id) == parameter.default
        elif parameter.default is not None:
            assert parameter.least <= in_units(parameter.default, parameter.units, name) <= parameter.most
            assert canonical_text(parameter.default, parameter.units) == parameter.default


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_each_threshold_is_written_in_the_unit_of_its_variable(index):
    if "thresh" in index.parameters and len(index.variables) == 1:
        assert {index.parameters["thresh"].units} == {CANONICAL_UNITS[v] for v in index.variables}


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_each_definition_names_the_operator_and_the_parameters_that_it_uses(index):
    assert ("{operator}" in index.definition) == (bool(index.operator) and index.reduction != "degree_days")
    for name in index.parameters:
        assert f"{{{name}}}" in index.definition


def test_the_parameters_that_an_alias_stands_for_exist():
    for alias, parameters in ALIAS_PARAMETERS.items():
        assert set(parameters) <= set(find_index(alias).parameters)


@pytest.mark.parametrize("name", ["", "hotness", "x" * 10_000, "tx_days_above; rm -rf", "__class__"])
def test_an_unknown_index_is_refused_with_those_that_are_known(name):
    with pytest.raises(UnknownIndex, match="tx_days_above") as refusal:
        find_index(name)
    assert refusal.value.about == "metric"
    assert set(REQUIRED) <= set(refusal.value.options)
