"""The parts of a difference: words to the letter, places to the square kilometre, who changed what on which way."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from broker.command_line.dialogue_words import GONE, diff_words
from broker.dialogue import fold
from broker.diff import diff_rounds
from broker.diff_parts import changed_region, changed_words
from broker.products.region_map import alternative, draw_regions
from tests.unit.test_dialogue import built, stated, told
from tests.unit.test_strands import BRANCHED, REJOINED, without
from translators.regions import region_of
from translators.spheres import EARTH_RADIUS_KM


def box(west, south, east, north):
    return region_of({"bbox": {"west": west, "south": south, "east": east, "north": north}}).to_json()


def km2(west, south, east, north):
    """The area between two meridians and two parallels."""
    band = math.sin(math.radians(north)) - math.sin(math.radians(south))
    return EARTH_RADIUS_KM**2 * math.radians(east - west) * band


@given(before=st.text("ab .é30", max_size=30), after=st.text("ab .é30", max_size=30))
def test_the_words_of_each_side_are_its_text_to_the_letter(before, after):
    words = changed_words(before, after)
    if before == after:
        assert words == ()
        return
    assert "".join(w.text for w in words if w.of != "after") == before
    assert "".join(w.text for w in words if w.of != "before") == after


def test_only_the_words_that_changed_are_marked():
    words = changed_words("Days above 30 °C around Woolpit?", "Days above 25 °C around Woolpit?")
    assert [(w.text, w.of) for w in words if w.of != "both"] == [("30", "before"), ("25", "after")]


def test_two_places_are_shared_and_apart_by_their_true_areas():
    change = changed_region(box(0, 50, 2, 52), box(1, 51, 3, 53))
    assert change.shared_km2 == pytest.approx(km2(1, 51, 2, 52), rel=1e-9)
    assert change.only_before_km2 == pytest.approx(km2(0, 50, 2, 52) - km2(1, 51, 2, 52), rel=1e-9)
    assert change.only_after_km2 == pytest.approx(km2(1, 51, 3, 53) - km2(1, 51, 2, 52), rel=1e-9)
    assert change.apart_km is None
    assert changed_region(box(0, 50, 2, 52), box(5, 50, 6, 52)).shared_km2 == 0
    assert changed_region(box(0, 50, 2, 52), box(0, 50, 2, 52)) is None


def test_points_are_told_by_their_distance():
    here, there = (region_of({"point": {"lat": lat, "lon": 0.0}}).to_json() for lat in (50.0, 51.0))
    change = changed_region(here, there)
    assert change.apart_km == pytest.approx(EARTH_RADIUS_KM * math.radians(1))
    assert (change.before_km2, change.shared_km2) == (0, 0)


def test_a_place_and_its_box_across_the_antimeridian_are_compared():
    fiji, wide = box(177, -19, -179, -16), box(178, -19, -178, -16)
    change = changed_region(fiji, wide)
    assert change.shared_km2 == pytest.approx(km2(178, -19, 181, -16), rel=1e-9)


@pytest.mark.parametrize(
    "regions",
    [(box(0, 50, 2, 52), box(1, 51, 3, 53)), (region_of({"point": {"lat": 52, "lon": 1}}).to_json(), box(1, 51, 3, 53)),
     (box(177, -19, -179, -16), box(178, -19, -178, -16))],
)  # fmt: skip
def test_a_map_of_both_places_is_a_picture_that_tells_itself(regions, tmp_path):
    change = changed_region(*regions)
    path = tmp_path / "region.png"
    path.write_bytes(draw_regions(change, 1, 3))
    with Image.open(path) as picture:
        assert picture.info["Description"] == alternative(change, 1, 3)
        assert len(picture.convert("RGB").getcolors(1 << 20)) > 20


def test_the_way_between_rounds_of_two_strands_names_who_changed_what():
    diff = diff_rounds(fold(told(*BRANCHED)), 2, 3)
    assert [(s.round, s.strand, s.by) for s in diff.way] == [(2, "s2", "Tom"), (3, "main", "Ruth")]
    (thresh,) = diff.need
    assert (thresh.before, thresh.after, thresh.by, thresh.because) == ("25 degC", "28 degC", "Ruth", "A book.")
    assert diff.strands == ("s2", "main")
    assert diff.to_json()["changed_by"] == [{"what": "thresh", "by": "Ruth", "because": "A book."}]


def test_what_was_replaced_in_the_ledger_was_changed_by_whoever_replaced_it():
    replaced = {"round": 1, "entry": "r1-thresh", "about": "thresh", "value": "30 degC", "instead": "25 degC",
                "because": "The vet."}  # fmt: skip
    events = (*BRANCHED[:4], ("AssumptionReplaced", "Vera", replaced), ("RoundClosed", "Tom", {"round": 1}),
              ("NeedRevised", "Tom", stated(2, "25 degC", because="As said.")))  # fmt: skip
    diff = diff_rounds(fold(told(*events)), 1, 2)
    assert [(c.by, c.because) for c in diff.need] == [("Vera", "The vet.")]
    assert (diff.by, diff.because) == ("Tom", "As said.")
    step = next(a for a in diff.assumptions if a.about == "thresh")
    assert (step.before["value"], step.before["status"], step.after["supporters"]) == ("25 degC", "replaced", ["Vera"])


def test_every_pair_of_rounds_can_be_compared_and_is_plain_json():
    dialogue = fold(told(*REJOINED, ("ProductBuilt", "Tom", built(4, 9.0, "p4"))))
    for first in range(1, 5):
        for second in range(1, 5):
            diff = diff_rounds(dialogue, first, second)
            assert diff.to_json()["rounds"] == [first, second]
            assert diff_words(diff)
            assert first != second or not diff.need


def test_a_round_whose_need_is_gone_says_so_and_compares_the_rest():
    dialogue = fold(without(told(*REJOINED, ("ProductBuilt", "Vera", built(4, 9.0, "p4"))), "Ruth"))
    diff = diff_rounds(dialogue, 1, 4)
    assert (diff.erased, diff.need, diff.region, diff.assumptions) == ((1,), (), None, ())
    assert [(n.before, n.after) for n in diff.numbers] == [(4.0, 9.0)]
    assert f"the need of round 1: {GONE}" in diff_words(diff)


def test_shapes_that_touch_share_nothing():
    assert changed_region(box(0, 50, 1, 51), box(1, 50, 2, 51)).shared_km2 == 0
