"""Findings that products carry: English as the checks say them, and the same in other languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

import catalog
from broker.carried import carried
from catalog.fitness import QUALITIES, Bias, _finding_of
from catalog.record import Finding
from translators import locales
from translators.locales import table
from translators.said import told

CHECKS = tomllib.loads((Path(catalog.__file__).parent / "checks.toml").read_text(encoding="utf-8"))
OPEN = SimpleNamespace(accepted=())


@pytest.fixture
def bracketed(monkeypatch):
    monkeypatch.setattr(locales, "languages", lambda: ("en", "fr"))
    monkeypatch.setattr(locales, "translations", lambda language: {k: f"[{v}]" for k, v in locales.keys().items()})
    locales.table.cache_clear()
    yield
    locales.table.cache_clear()


def test_every_finding_has_the_words_of_its_check():
    for code, check in CHECKS.items():
        assert table("finding")[code] == {name: check[name] for name in ("title", "why", "fix")}, code


@pytest.mark.parametrize("variable", sorted(QUALITIES))
@pytest.mark.parametrize("size", [-25.0, 25.0])
def test_how_far_a_past_is_off_is_said_with_its_number(variable, size, bracketed):
    finding = _finding_of(Bias("MIROC6", variable, "Suffolk station", size, (1995, 2014), 20, 3.0))
    said = carried(finding, OPEN)
    assert said == finding.message
    words = told(said, "fr")
    assert ("higher" if size > 0 else "lower") in words
    for part in ("MIROC6", "Suffolk station", "1995–2014", "25"):
        assert part in words, (part, words)


def test_others_are_said_by_what_the_check_looks_for_and_who_accepted_them(bracketed):
    finding = Finding("not-bias-adjusted", "warning", "The files of A, B are raw model output. Raw.", models=("A", "B"))
    accepted = SimpleNamespace(accepted=(SimpleNamespace(code="not-bias-adjusted", by="Ruth", because="known."),))
    said = carried(finding, accepted)
    assert said == "The files of A, B are raw model output. Raw. Accepted by Ruth: known."
    assert "Not adjusted to observations" in told(said, "fr")
    assert "A and B" in told(said, "fr")
    assert "Accepted by Ruth: known." in told(said, "fr")


def test_a_finding_without_words_here_stays_as_it_is(bracketed):
    finding = Finding("of-a-later-version", "warning", "Something.")
    assert told(carried(finding, OPEN), "fr") == "Something."
