"""Five people act in turn, and nobody is shown what is somebody else's; a store that leaks is found out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from broker.service.standing import Standings
from tests.benchmarks import markers


@pytest.fixture
def few_builds(monkeypatch):
    """Let nobody build: the files of products have their own test."""
    monkeypatch.setitem(markers.ACTS, markers.build, 0)
    monkeypatch.setenv("BROKER_VISIBILITY", "private")


def test_nobody_is_shown_what_is_somebody_else_s(database, few_builds, tmp_path):
    world = markers.run(tmp_path / "home", 70, seed=3)
    assert world.leaks == []
    assert world.found > 3  # those whom they are for do see them
    assert world.refused["dialogue-unknown"] > 0
    assert markers.line(str(database), world, 3, 1.0)


def test_a_store_that_takes_every_dialogue_for_public_is_found_out(few_builds, monkeypatch, tmp_path):
    as_it_stands = Standings.dialogue

    def public(self, name):
        return replace(as_it_stands(self, name), visibility="public")

    monkeypatch.setattr(Standings, "dialogue", public)
    world = markers.run(tmp_path / "home", 40, seed=3)
    assert world.leaks
