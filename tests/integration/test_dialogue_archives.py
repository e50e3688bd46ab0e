"""A dialogue goes to another broker and comes home: proved first, gone on with there, and never forged."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from dataclasses import replace

import pytest

from broker import Broker
from broker.errors import ArchiveRefused, BrokerError, Conflict, NotAllowed
from broker.exports.crate import METADATA
from broker.exports.forms import FORMS
from broker.exports.provenance_checks import faults
from broker.recipe import Recipe
from tests.integration.small_world import need
from tests.integration.told_dialogues import FARMER, HELPER, SCIENTIST, open_world, rich
from translators.periods import Season, Years

GUEST = "Ana Otieno, facilitator"


@pytest.fixture(scope="module")
def home(tmp_path_factory, database):
    """A broker with a dialogue, and its archive."""
    folder = tmp_path_factory.mktemp("home")
    broker = Broker(folder / "store")
    (folder / "data").mkdir()
    open_world(broker, folder / "data")
    id = rich(broker)
    return broker, id, broker.export_log(id, "archive", folder / "d.zip", by=HELPER)


@pytest.fixture(autouse=True)
def quick_print(monkeypatch):
    """Archives of single tests hold no print, which takes a second to draw; that of `home` does."""
    monkeypatch.setitem(FORMS, "pdf", replace(FORMS["pdf"], write=lambda told, language: b"%PDF-"))


@pytest.fixture
def away(tmp_path, home):
    """Another broker, to which the archive came."""
    broker = Broker(tmp_path / "away")
    return broker, broker.import_dialogue(home[2], by=GUEST)


def files_of(archive):
    with zipfile.ZipFile(archive) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(files, path, described=True):
    """Write an archive of these files; `described` corrects what the description says of them."""
    files = dict(files)
    if described:
        crate = json.loads(files[METADATA])
        for one in crate["@graph"]:
            if one["@type"] == "File" and one["@id"] in files:
                content = files[one["@id"]]
                one |= {"contentSize": str(len(content)), "sha256": hashlib.sha256(content).hexdigest()}
        crate["@graph"] = [o for o in crate["@graph"] if o["@type"] != "File" or o["@id"] in files]
        files[METADATA] = json.dumps(crate).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_the_archive_is_an_ro_crate_that_describes_every_file(home):
    files = files_of(home[2])
    crate = json.loads(files[METADATA])
    graph = {one["@id"]: one for one in crate["@graph"]}
    assert len(graph) == len(crate["@graph"])
    assert crate["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    assert graph[METADATA]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert graph[METADATA]["about"] == {"@id": "./"}
    root = graph["./"]
    assert root["@type"] == "Dataset"
    assert all(root[name] for name in ("name", "description", "datePublished", "license"))
    listed, waiting = set(), [root]
    while waiting:
        for part in waiting.pop()["hasPart"]:
            one = graph[part["@id"]]
            listed.add(one["@id"])
            waiting += [one] if "hasPart" in one else []
    described = {id for id, one in graph.items() if one["@type"] == "File"}
    assert described == set(files) - {METADATA} == {id for id in listed if not id.endswith("/")}
    for id in described:
        assert graph[id]["contentSize"] == str(len(files[id]))
        assert graph[id]["sha256"] == hashlib.sha256(files[id]).hexdigest()
        assert "/" in graph[id]["encodingFormat"]
    for one in crate["@graph"]:  # flat: what is referred to is in the graph
        for value in one.values():
            for ref in value if isinstance(value, list) else [value]:
                assert not isinstance(ref, dict) or ref["@id"] in graph or ref["@id"].startswith("https://")


def test_the_archive_holds_the_report_the_provenance_and_the_products(home):
    broker, id, archive = home
    files = files_of(archive)
    assert {"README.txt", "events.jsonl", "report.html", "report.pdf", "provenance.json"} <= set(files)
    assert faults(json.loads(files["provenance.json"])) == ()
    for one in broker.dialogue(id, by=HELPER).rounds:
        for name, sha256 in one.product_files.items():
            held = files[f"products/{one.product_id}/files/{name}"]
            assert hashlib.sha256(held).hexdigest() == sha256


def test_another_broker_takes_it_in_verifies_it_and_names_what_it_lacks(home, away):
    (broker, id, _), (there, found) = home, away
    assert (found.status, found.dialogue, found.added) == ("new", id, len(broker.events(id, by=HELPER)))
    assert found.missing == ("small@1",)
    ours, theirs = broker.events(id, by=HELPER), there.events(id, by=GUEST)
    assert [e.hash for e in ours] == [e.hash for e in theirs]
    assert [e.person for e in ours] == [e.person for e in theirs]
    assert [e.data for e in ours if e.kind != "NoteWritten"] == [e.data for e in theirs if e.kind != "NoteWritten"]
    assert there.verify_log().problems == ()
    person = there.person(theirs[0].person, by=GUEST)
    assert person.issuer.startswith("climate-broker/")
    assert there.dialogue(id, by=GUEST).rounds[0].sentence == broker.dialogue(id, by=HELPER).rounds[0].sentence


def test_people_of_elsewhere_cannot_act_here(home, away):
    there, found = away
    person = there.events(found.dialogue, by=GUEST)[0].person
    with pytest.raises(BrokerError):
        there.respond(found.dialogue, by=person, text="I am her.")


def test_a_second_time_adds_nothing(home, away):
    there, _ = away
    before = there.verify_log()
    again = there.import_dialogue(home[2], by=GUEST)
    assert (again.status, again.added) == ("same", 0)
    assert there.verify_log().root == before.root


def test_it_goes_on_there_and_comes_home(home, away, tmp_path):
    (broker, id, _), (there, _) = home, away
    there.respond(id, by=GUEST, text="It would help us in Kisumu as well.")
    report = there.export_log(id, "html", tmp_path / "r.html", by=GUEST).read_text()
    assert "Kisumu" in report
    assert report.count("data:image/png") == 2
    back = there.export_log(id, "archive", tmp_path / "back.zip", by=GUEST)
    copy = Broker(tmp_path / "copy")
    copy.import_dialogue(home[2], by="Zoe, facilitator")
    came = copy.import_dialogue(back, by="Zoe, facilitator")
    assert (came.status, came.added) == ("continued", 1)
    assert copy.dialogue(id, by="Zoe, facilitator").rounds[-1].responses[-1].text.endswith("Kisumu as well.")
    assert copy.verify_log().problems == ()
    home_again = broker.import_dialogue(back, by=HELPER)
    assert (home_again.status, home_again.added) == ("continued", 1)
    assert broker.verify_log().problems == ()
    assert broker.events(id, by=HELPER)[-1].hash == there.events(id, by=GUEST)[-1].hash


def test_two_ways_of_going_on_are_refused_with_both_heads(home, away, tmp_path):
    there, found = away
    other = Broker(tmp_path / "other")
    other.import_dialogue(home[2], by="Zoe, facilitator")
    other.respond(found.dialogue, by="Zoe, facilitator", text="One way.")
    there.respond(found.dialogue, by=GUEST, text="Another way.")
    fork = other.export_log(found.dialogue, "archive", tmp_path / "fork.zip", by="Zoe, facilitator")
    heads = [b.events(found.dialogue, by=who)[-1].hash for b, who in ((other, "Zoe, facilitator"), (there, GUEST))]
    with pytest.raises(Conflict) as refusal:
        there.import_dialogue(fork, by=GUEST)
    assert all(head in str(refusal.value) for head in heads)


def test_words_that_stay_behind_are_known_to_stay_behind(home, tmp_path):
    broker, id, _ = home
    archive = broker.export_log(id, "archive", tmp_path / "by-another.zip", by=FARMER)  # without the private note
    there = Broker(tmp_path / "away")
    there.import_dialogue(archive, by=GUEST)
    note = next(e for e in there.events(id, by=GUEST) if e.kind == "NoteWritten")
    assert "text" in note.withheld
    assert there.verify_log().problems == ()
    again = there.export_log(id, "archive", tmp_path / "again.zip", by=GUEST)
    assert Broker(tmp_path / "third").import_dialogue(again, by=GUEST).status == "new"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """An archive for those who would change it."""
    folder = tmp_path_factory.mktemp("archive")
    broker = Broker(folder / "store")
    id = broker.open_dialogue(need(), by=FARMER).id
    broker.respond(id, by=SCIENTIST, text="Nobody published the data yet.")
    recipe = Recipe("tx_days_above", {"thresh": "30 degC"}, Season.of("JJA"), Years(2000, 2009), (), {"name": "x"}, ())
    product = {"recipe.json": recipe.canonical}
    files = files_of(broker.export_log(id, "archive", folder / "d.zip", by=FARMER))
    crate = json.loads(files[METADATA])
    for name, content in product.items():
        path = f"products/{hashlib.sha256(content).hexdigest()}/files/{name}"
        files[path] = content
        crate["@graph"].append({"@id": path, "@type": "File"})
    return packed(files | {METADATA: json.dumps(crate).encode()}, folder / "whole.zip")


def changed(name, edit):
    """An archive in which one file is edited and described as it is now."""

    def make(files):
        return files | {name: edit(files[name])}

    return make


def line_edited(number, edit):
    def make(content):
        lines = content.decode().split("\n")
        one = json.loads(lines[number])
        edit(one)
        lines[number] = json.dumps(one, ensure_ascii=False)
        return "\n".join(lines).encode()

    return make


FORGED = {
    "a word": changed("events.jsonl", line_edited(1, lambda e: e["data"]["need"].update(statement="something else"))),
    "a time": changed("events.jsonl", line_edited(3, lambda e: e.update(at="2020-01-01T00:00:00+00:00"))),
    "a person": changed("events.jsonl", line_edited(3, lambda e: e.update(person="p-aaaaaaaaaa"))),
    "a number": changed("events.jsonl", line_edited(3, lambda e: e.update(number=e["number"] + 1))),
    "the end cut": changed("events.jsonl", lambda c: b"\n".join(c.strip().split(b"\n")[:-1]) + b"\n"),
    "a line taken out": changed(
        "events.jsonl", lambda c: b"\n".join(x for i, x in enumerate(c.split(b"\n")) if i != 2)
    ),
    "no JSON": changed("events.jsonl", lambda c: b"{" * 5000),
    "no events": changed("events.jsonl", lambda c: b""),
    "the proof": changed("events.jsonl.proof.json", lambda c: c.replace(b'"size": ', b'"size": 1')),
    "no proof": changed("events.jsonl.proof.json", lambda c: b"{}"),
    "a recipe": lambda files: {n: c.replace(b"30 degC", b"31 degC") if "recipe" in n else c for n, c in files.items()},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_record_that_was_changed_is_refused_and_nothing_is_stored(archive, tmp_path, what):
    there = Broker(tmp_path / "away")
    forged = packed(FORGED[what](files_of(archive)), tmp_path / "forged.zip")
    with pytest.raises(ArchiveRefused, match="nothing of it was stored"):
        there.import_dialogue(forged, by=GUEST)
    assert there.verify_log().events == 0
    assert not (there.home / "products").exists()


def test_events_that_our_own_people_are_said_to_have_made_elsewhere_are_refused(home, tmp_path):
    broker, id, archive = home
    liar = Broker(tmp_path / "liar")
    liar.import_dialogue(archive, by=GUEST)
    victim = next(e.person for e in broker.events(id, by=HELPER) if e.by == SCIENTIST)
    said = ("ResponseGiven", {"round": 1, "fits": {}, "text": "I take it all back."})
    liar._log.append(id, [said], by=victim, name=SCIENTIST, key="lie", request={})
    lie = liar.export_log(id, "archive", tmp_path / "lie.zip", by=GUEST)
    with pytest.raises((ArchiveRefused, Conflict), match=r"never|differently"):
        broker.import_dialogue(lie, by=HELPER)


def bomb(size):
    return b"\0" * size


HOSTILE = {
    "a path upwards": {"../evil.txt": b"x"},
    "an absolute path": {"/etc/evil": b"x"},
    "a drive": {"C:evil": b"x"},
    "a backslash": {"a\\..\\evil": b"x"},
    "a hidden name": {".ssh/evil": b"x"},
    "a file that nobody described": {"more.txt": b"x"},
    "a bomb": {"bomb.bin": bomb(30_000_000)},
}


@pytest.mark.parametrize("what", HOSTILE)
def test_an_archive_made_to_do_harm_is_refused(archive, tmp_path, what):
    there = Broker(tmp_path / "away")
    made = packed(files_of(archive) | HOSTILE[what], tmp_path / "hostile.zip", described=False)
    with pytest.raises(ArchiveRefused):
        there.import_dialogue(made, by=GUEST)
    assert not list(tmp_path.rglob("*evil*"))


def test_a_link_in_an_archive_is_refused(archive, tmp_path):
    made = tmp_path / "link.zip"
    with zipfile.ZipFile(made, "w") as hostile:
        for name, content in files_of(archive).items():
            hostile.writestr(name, content)
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        hostile.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveRefused, match="no plain file"):
        Broker(tmp_path / "away").import_dialogue(made, by=GUEST)


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all" * 100])
def test_what_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(ArchiveRefused, match="ZIP"):
        Broker(tmp_path / "away").import_dialogue(tmp_path / "x.zip", by=GUEST)


def test_an_archive_without_its_description_or_cut_short_is_refused(archive, tmp_path):
    files = files_of(archive)
    bare = packed({n: c for n, c in files.items() if n != METADATA}, tmp_path / "bare.zip", described=False)
    (tmp_path / "cut.zip").write_bytes(archive.read_bytes()[:-200])
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    (tmp_path / "empty.zip").write_bytes(empty.getvalue())
    for name in (bare, tmp_path / "cut.zip", tmp_path / "empty.zip", tmp_path / "absent.zip"):
        with pytest.raises(ArchiveRefused):
            Broker(tmp_path / "away").import_dialogue(name, by=GUEST)


def test_only_those_who_accompany_dialogues_take_one_in(archive, tmp_path):
    with pytest.raises(NotAllowed):
        Broker(tmp_path / "away").import_dialogue(archive, by="")
