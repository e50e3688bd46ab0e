"""What data serve and do not serve is told from their records, and completed by their producer."""

from __future__ import annotations

from catalog.fit_statement import fitness_json, statements
from catalog.record import Finding
from tests.unit import offers


def codes(version, good):
    return {s.code for s in statements(version) if s.good is good}


def test_daily_raw_points_of_three_models_serve_changes_and_no_forecast():
    models = offers.version()
    assert codes(models, True) == {"daily", "period", "points", "changes"}
    assert codes(models, False) == {"no-forecast", "points", "not-adjusted"}


def test_coarse_cells_do_not_serve_single_farms():
    assert "coarse" in codes(offers.grid(resolution_km=100.0), False)
    assert "coarse" not in codes(offers.grid(resolution_km=5.0), False)


def test_monthly_data_without_rain_serve_means_and_no_drought():
    monthly = offers.version(simulations=(offers.simulation(frequency="mon", variables=offers.variables("tas")),))
    assert {"no-days", "variable-missing", "models-few"} <= codes(monthly, False)
    assert "means" in codes(monthly, True)


def test_measurements_say_nothing_of_the_years_to_come():
    assert "past-only" in codes(offers.station(), False)
    assert "short" in codes(offers.station(years=(2010, 2015)), False)


def test_a_bias_and_the_producers_words_stand_in_the_document():
    bias = Finding("bias-against-observations", "warning", "A's nights are 4.1 °C warmer.", variable="tasmin")
    said = fitness_json(offers.version(findings=(bias,), not_good_for=("irrigation quotas",), good_for=("shade",)))
    assert said["good_for"][0] == {"good": True, "text": "shade", "code": "producer", "axis": "metric"}
    assert said["not_good_for"][0]["text"] == "irrigation quotas"
    assert any(s["code"] == "bias" and "4.1" in s["text"] for s in said["not_good_for"])


def test_every_statement_is_said_by_its_name_with_the_facts_that_its_sentence_needs():
    from translators.locales import text

    bias = Finding("bias-against-observations", "warning", "A's nights are 4.1 °C warmer.", variable="tasmin")
    monthly = offers.simulation(frequency="mon", variables=offers.variables("tas"))
    every = [
        offers.version(findings=(bias,)), offers.grid(resolution_km=100.0), offers.grid(resolution_km=5.0),
        offers.version(simulations=(monthly,)), offers.station(years=(2010, 2015)),
    ]  # fmt: skip
    for said in (one for version in every for one in statements(version)):
        facts = {name: getattr(fact, "message", fact) for name, fact in said.facts.items()}
        english = text(f"ui.serves.{said.says}", "en", **{"variable": "tasmin", **facts})
        if said.code != "variable-missing":
            assert english == said.text
