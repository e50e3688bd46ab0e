"""Templates of needs: every need of the catalogue is one, and none carries a value of anybody's place."""

from __future__ import annotations

import re

import pytest

from translators.ask import ask
from translators.decisions import decisions
from translators.locales import languages, text
from translators.locales.calendars import month_name
from translators.need import Need
from translators.regions import region_of
from translators.templates import FIXED, RARE, SECTORS, SHARE, VALUE, VALUES, seasons_at, template_of, templates

SERVED = [one for one in templates() if one.unservable is None]
WOOLPIT = {"point": {"lat": 52.22, "lon": 0.88}}


def test_every_need_of_the_catalogue_is_a_template_of_its_activity():
    assert [(one.id, one.sector) for one in templates()] == [(need.id, need.sector) for need in decisions()]
    assert {one.sector for one in templates()} == set(SECTORS)
    assert [one.id for one in templates() if one.unservable] == ["N61", "N62"]
    assert template_of("N99") is None


@pytest.mark.parametrize("template", SERVED, ids=lambda one: one.id)
def test_a_template_holds_no_limit_date_or_place(template):
    need = Need.of(template.need("What?", "en"))
    assert (need.region, need.season, need.horizons, need.decision) == (None, None, None, None)
    assert all(template.index.parameters[name].kind not in VALUES for name in need.parameters)
    assert need.statistic is None or template.form == FIXED


@pytest.mark.parametrize("language", languages())
def test_the_words_of_a_template_name_no_number_and_no_month(language):
    months = "|".join(month_name(month, language) for month in range(1, 13))
    words = [text(f"ui.template.{one.id}", language) for one in templates()]
    assert [one for one in words if re.search(rf"\d|\b(?:{months})\b", one)] == []
    assert len(set(words)) == len(words)


def test_what_the_catalogue_set_is_open_until_somebody_sets_it():
    template = template_of("N17")
    need = template.need("Too wet?", "en")
    assert template.blanks(need) == ("thresh", "season", "region")
    need["metric"]["parameters"] = {"thresh": "4 mm/day"}
    need["time"] = {"season": {"months": [7]}}
    assert template.blanks({**need, "region": WOOLPIT}) == ()


def test_a_share_and_a_level_of_rare_years_wait_for_their_number():
    short, culvert, sure = (template_of(name) for name in ("N06", "N46", "N02"))
    assert (short.form, short.operator) == (SHARE, "<")
    assert culvert.form == RARE
    assert sure.form == FIXED
    assert sure.metric["statistic"] == "spread"
    assert "statistic" in short.blanks(short.need("?", "en"))
    assert "statistic" not in short.blanks({"metric": {"statistic": "share < 80 days"}})


def test_accepted_bad_years_are_the_high_ones_of_heat_and_the_low_ones_of_rain():
    assert template_of("N41").form == VALUE
    assert template_of("N41").statistic(2) == "percentile 80"
    assert template_of("N05").statistic(2) == "percentile 20"


def test_seasons_are_offered_by_the_names_that_they_have_at_a_place():
    nakuru = {one.name: one.months for one in seasons_at(region_of({"point": {"lat": -0.3, "lon": 36.1}}))}
    assert nakuru["long rains"] == (3, 4, 5)
    assert nakuru["short rains"] == (10, 11, 12)
    assert "long rains" not in {one.name for one in seasons_at(region_of(WOOLPIT))}


@pytest.mark.parametrize("language", languages())
def test_what_cannot_be_served_is_heard_as_such_in_the_words_of_its_card(language):
    for one in templates():
        if one.unservable is not None:
            refused = ask(text(f"ui.template.{one.id}", language), language).unservable
            assert refused is not None
            assert refused.axis == one.unservable.axis
