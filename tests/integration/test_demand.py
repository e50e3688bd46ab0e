"""The register of unmet needs: grouped, voted for, seen by producers, and served when data come."""

from __future__ import annotations

import json

import netCDF4
import numpy as np
import pytest

from broker import Broker
from broker.cli import main
from broker.errors import InvalidResponse, NotAllowed, UnservableNeed
from catalog.record import Facets
from tests.integration.small_world import PLACE, mapping, publish
from translators.need import Need

pytestmark = pytest.mark.usefixtures("database")

FIRST, LAST = 2000, 2049


def windy(statement="Too windy to spray?", place=PLACE, **time) -> Need:
    return Need.of(
        {
            "statement": statement,
            "region": place,
            "time": {"season": "MAM", "baseline": [2000, 2009], "horizons": [[2040, 2049]], **time},
            "metric": {"index": "windy_days", "parameters": {"thresh": "8 m/s"}},
        }
    )


def write_wind(folder):
    """Write fifty years of daily wind of one model at the place of the small world."""
    days = 365 * (LAST - FIRST + 1)
    path = folder / f"sfcWind_day_A_ssp245_r1i1p1f1_gn_{FIRST}0101-{LAST}1231.nc"
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"source_id": "A", "experiment_id": "ssp245", "variant_label": "r1i1p1f1", "license": "CC0"})
        file.createDimension("time", days)
        time = file.createVariable("time", "f8", ("time",))
        time.setncatts({"units": f"days since {FIRST}-01-01", "calendar": "noleap", "standard_name": "time"})
        time[:] = np.arange(days) + 0.5
        for name, value, unit in (("lat", 52.22, "degrees_north"), ("lon", 0.88, "degrees_east")):
            variable = file.createVariable(name, "f8", ())
            variable.setncatts({"units": unit, "standard_name": "latitude" if name == "lat" else "longitude"})
            variable[...] = value
        wind = file.createVariable("sfcWind", "f4", ("time",), fill_value=np.float32(1e20))
        wind.setncatts(
            {"standard_name": "wind_speed", "cell_methods": "time: mean", "coordinates": "lat lon", "units": "m s-1"}
        )
        wind[:] = 4.0 + 6.0 * (np.arange(days) % 7 == 0)
    return path


@pytest.fixture
def broker(tmp_path):
    made = Broker(tmp_path / "home")
    publish(made, tmp_path)
    return made


def refused(broker, need, by="Ruth"):
    with pytest.raises(UnservableNeed) as refusal:
        broker.build(need)
    broker.open_dialogue(need, by=by)
    return refusal.value


def test_needs_that_lack_the_same_nearby_are_one_demand_and_those_far_off_another(broker):
    refused(broker, windy())
    refused(broker, windy("Too windy to fly?", {"point": {"lat": 52.4, "lon": 1.1}}), by="Mara")
    broker.open_dialogue(Need.of(mapping(scenarios=["ssp126"])), by="Ruth")
    first, second = broker.demand()
    assert (first.first.code, first.first.missing, len(first.waiting)) == ("variable-missing", ("sfcWind",), 4)
    assert (second.first.code, second.first.missing) == ("scenario-not-held", ("ssp126",))
    assert "sfcWind" in first.wanted
    assert "52.22°N, 0.88°E" in first.wanted
    assert json.loads(json.dumps(first.to_json()))["waiting"] == 4


def test_a_refusal_says_how_many_others_wait_and_not_the_same_words_again(broker):
    alone = refused(broker, windy())
    assert "besides this one" not in str(alone)
    again = refused(broker, windy("Too windy to fly?"))
    assert "besides this one" in str(again)
    assert "waiting" in dict(again.mismatches[0].facts)
    assert again.mismatches[0].remedy.endswith("besides this one.")


def test_a_sentence_that_no_projection_answers_is_grouped_by_what_it_asks(broker):
    for by in ("Ruth", "Mara"):
        broker.ask("What will the weather be tomorrow in Woolpit?", by=by)
    (demand,) = broker.demand()
    assert len(demand.waiting) == 2
    assert demand.first.referral


def test_everybody_votes_once_and_may_take_it_back(broker):
    refused(broker, windy())
    (demand,) = broker.demand()
    for key in ("one", "one", "two"):
        assert broker.vote(demand.id, by="Otto", key=key).votes == ("Otto",)
    assert broker.vote(demand.id, by="Nina").votes == ("Otto", "Nina")
    assert broker.withdraw_vote(demand.id, by="Otto").votes == ("Nina",)
    assert broker.withdraw_vote(demand.id, by="Otto").votes == ("Nina",)
    votes = [e.kind for e in broker._log.stream("unmet-needs") if e.kind.startswith("Vote")]
    assert votes == ["VoteGiven", "VoteGiven", "VoteWithdrawn"]
    with pytest.raises(NotAllowed):
        broker.vote(demand.id, by="")
    with pytest.raises(InvalidResponse, match="needs unmet"):
        broker.vote("u999", by="Otto")


def test_data_that_serve_a_waiting_need_are_noticed_and_the_need_waits_no_longer(broker, tmp_path):
    refused(broker, windy())
    refused(broker, windy("How windy in the 2090s?", horizons=[[2090, 2099]]))
    facets = Facets("wind", kind="projection", title="Wind")
    report = broker.publish([str(write_wind(tmp_path))], facets, by="Tom")
    assert report.status == "published", report.findings
    assert {n.statement for n in broker.served_by("wind", 1)} == {"Too windy to spray?"}
    (demand,) = broker.demand()
    assert {label for label, _ in demand.served} == {"wind@1"}
    assert {n.statement for n in demand.waiting} == {"How windy in the 2090s?"}
    assert broker.match(broker.specify(windy())).is_met
    broker.publish([str(write_wind(tmp_path))], facets, by="Tom", key="again")
    assert len([e for e in broker._log.stream("unmet-needs") if e.kind == "NeedBecameServable"]) == 1


def test_producers_see_what_is_wanted_where_their_data_lie(broker):
    refused(broker, windy())
    refused(broker, windy("Too windy in Nakuru?", {"point": {"lat": -0.3, "lon": 36.07}}))
    near = broker.demand(near=broker.dataset("small"))
    assert [d.first.statement for d in near] == ["Too windy to spray?"]


def test_a_need_is_told_in_the_words_of_producers(broker):
    brief = broker.for_producers(broker.specify(windy(horizons=[[2041, 2060]])))
    (wind,) = brief.variables
    assert (wind.name, wind.standard_name, wind.units, wind.cell_methods, wind.frequency, wind.is_held) == (
        "sfcWind", "wind_speed", "m s-1", "time: mean", "day", False,
    )  # fmt: skip
    assert (brief.index["id"], brief.index["xclim"]) == ("windy_days", "windy_days")
    assert "8 m/s" in brief.index["definition"]
    assert "xclim" in brief.index["source"]
    assert brief.periods == {"baseline": [2000, 2009], "horizons": [[2041, 2060]]}
    assert (brief.resolution_km, brief.season) == (None, "March to May")
    assert any("sfcWind" in text for text in brief.lacking)
    assert brief.offered[0]["code"] == "variable-missing"
    served = broker.for_producers(broker.specify(Need.of(mapping())))
    assert (served.lacking, [v.is_held for v in served.variables]) == ((), [True])


def test_a_region_says_how_wide_cells_may_be(broker):
    box = {"bbox": {"west": 0, "south": 52, "east": 1.5, "north": 53}}
    assert 20 < broker.for_producers(broker.specify(windy(place=box))).resolution_km < 35


def test_the_commands_say_the_same(broker, tmp_path, capsys):
    def run(*words):
        status = main(["--home", str(broker.home), *words])
        return status, capsys.readouterr()

    dialogue = broker.open_dialogue(windy(), by="Ruth")
    status, said = run("needs", "unmet", "--json")
    (demand,) = json.loads(said.out)["demand"]
    assert (status, demand["waiting"], demand["missing"]) == (0, 1, ["sfcWind"])
    assert "one vote" in run("needs", "vote", demand["id"], "--by", "Otto")[1].out
    assert "no votes" in run("needs", "vote", demand["id"], "--by", "Otto", "--withdraw")[1].out
    assert run("needs", "vote", "u0", "--by", "Otto")[0] == 1
    status, said = run("needs", "for-producers", dialogue.id)
    assert status == 0
    assert "NOT HELD" in said.out
    assert run("catalog", "show", "small")[1].out.rstrip().endswith("no votes")
    path = str(write_wind(tmp_path))
    status, said = run("publish", path, "--id", "wind", "--kind", "projection", "--by", "Tom")
    assert status == 0
    assert "- Too windy to spray?" in said.out
    assert "wind@1 can answer by now" in run("needs", "unmet")[1].out
