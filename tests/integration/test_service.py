"""The verbs of the broker on a small world whose numbers are known."""

from __future__ import annotations

import csv
import json
import shutil
import threading

import pytest

from broker import Broker
from broker.errors import (
    BrokerError,
    Conflict,
    NotAllowed,
    OutsideData,
    PeriodNotHeld,
    UnknownDialogue,
    UnknownProduct,
)
from catalog.errors import CatalogError, DatasetRetired, UnknownDataset
from catalog.record import Facets
from tests.integration.small_world import mapping, need, publish, write_run
from translators.errors import TranslationError
from translators.need import Need

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def broker(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("small")
    made = Broker(folder / "home")
    publish(made, folder)
    return made


@pytest.fixture
def dialogue(broker, request):
    return broker.open_dialogue(need(), by="Ruth", key=f"open {request.node.name}")


def summary(product):
    return {(r.scenario, r.period.first): r.p50 for r in product.result.summary}


# — products —


def test_a_product_has_the_numbers_of_the_world_and_its_files_say_the_same(broker, tmp_path):
    product = broker.build(need(), tmp_path / "out")
    assert summary(product) == {("historical", 2000): 3.0, ("ssp245", 2040): 8.5}
    with (tmp_path / "out" / "series.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(r["model"], r["scenario"]): float(r["value"]) for r in rows} == {
        ("A", "historical"): 2, ("A", "ssp245"): 5, ("B", "historical"): 4, ("B", "ssp245"): 12,
    }  # fmt: skip
    assert set(product.files) == {p.name for p in (tmp_path / "out").iterdir()}
    assert json.loads(json.dumps(product.to_json()))["product"] == product.id


def test_the_same_need_again_is_the_same_product_without_reading_daily_data(broker):
    first, second = broker.build(need()), broker.build(need())
    assert (first.id, first.file_hashes, first.directory) == (second.id, second.file_hashes, second.directory)
    assert second.result.daily_bytes_read == 0


def test_a_product_is_found_again_by_its_id(broker):
    built = broker.build(need())
    again = broker.product(built.id)
    assert (again.id, again.sentence, again.warnings) == (built.id, built.sentence, built.warnings)
    assert again.specification == built.specification
    assert summary(again) == summary(built)


def test_another_product_in_the_same_folder_leaves_no_old_file(broker, tmp_path):
    out = tmp_path / "out"
    broker.build(need(), out)
    (out / "map.png").write_bytes(b"of an older product")
    (out / "notes.txt").write_text("mine")
    product = broker.build(need(), out)
    assert {p.name for p in out.iterdir()} == {*product.files, "notes.txt"}


def test_a_preview_has_the_numbers_and_leaves_nothing_behind(broker):
    before = sorted((broker.home / "products").rglob("*"))
    result = broker.preview(broker.specify(need("29 degC")))
    assert [r.p50 for r in result.summary] == [3.0, 8.5]
    assert sorted((broker.home / "products").rglob("*")) == before


def test_equal_products_asked_for_at_once_are_one(broker):
    products = []
    wanted = need("28 degC")
    threads = [threading.Thread(target=lambda: products.append(broker.build(wanted))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({p.directory for p in products}) == 1
    assert len(products) == 4


def test_a_folder_that_cannot_be_written_is_a_refusal_and_the_product_is_kept(broker, tmp_path):
    (tmp_path / "file").write_text("here is a file, not a folder")
    with pytest.raises(BrokerError, match="--out") as refusal:
        broker.build(need(), tmp_path / "file")
    assert refusal.value.code == "out-not-writable"
    assert broker.product(broker.build(need()).id)


REFUSED = {
    "outside": ({"region": {"point": {"lat": -33.9, "lon": 18.4}}}, OutsideData),
    "years": ({"time": {"season": "year", "horizons": [[2200, 2219]]}}, PeriodNotHeld),
    "dataset": ({"datasets": ["no-such-dataset"]}, UnknownDataset),
    "version": ({"datasets": ["small@7"]}, UnknownDataset),
    "scenario": ({"scenarios": ["ssp126"]}, BrokerError),
    "variable": ({"metric": {"index": "frost_days"}}, BrokerError),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_served_is_refused_and_no_product_is_stored(broker, tmp_path, case):
    changes, kind = REFUSED[case]
    before = sorted((broker.home / "products").rglob("*"))
    with pytest.raises(kind) as refusal:
        broker.build(need(**changes), tmp_path / "out")
    assert str(refusal.value).count(" ") > 8
    assert not (tmp_path / "out").exists()
    assert sorted((broker.home / "products").rglob("*")) == before


def test_an_unmet_need_stands_in_the_register_once(broker):
    for _ in range(2):
        with pytest.raises(OutsideData):
            broker.build(need(statement="Too hot in Cape Town?", region={"point": {"lat": -33.9, "lon": 18.4}}))
    found = [e for e in broker.unmet_needs() if e.data["statement"] == "Too hot in Cape Town?"]
    assert len(found) == 1
    assert (found[0].data["axis"], found[0].data["need"]["region"]) == ("space", {"point": {"lat": -33.9, "lon": 18.4}})


def test_what_no_projection_answers_stands_in_the_register_too(broker):
    reading = broker.ask("What will this July be like in Woolpit?")
    assert reading.unservable.axis == "time"
    assert broker.unmet_needs()[0].data["referral"] == reading.unservable.referral


# — building again —


def test_a_product_built_again_is_the_same_to_the_last_digit(broker, tmp_path):
    product = broker.build(need(), tmp_path / "out")
    for what in (tmp_path / "out", product.id):
        found = broker.reproduce(what)
        assert found.is_same
        assert found.compared > 100
        assert found.differences == ()


def test_a_changed_number_is_found_and_named(broker, tmp_path):
    broker.build(need(), tmp_path / "out")
    path = tmp_path / "out" / "series.csv"
    path.write_text(path.read_text().replace(",12.0,", ",13.0,", 1))
    found = broker.reproduce(tmp_path / "out")
    assert not found.is_same
    assert any("stored 13.0, now 12.0" in d for d in found.differences)
    assert any("changed after they were written" in e for e in found.explanations)


def test_an_edited_recipe_gives_other_numbers(broker, tmp_path):
    broker.build(need(), tmp_path / "out")
    path = tmp_path / "out" / "recipe.json"
    path.write_text(path.read_text().replace("30 degC", "10 degC"))
    assert not broker.reproduce(tmp_path / "out").is_same


def test_what_holds_no_product_is_refused(broker, tmp_path):
    for nothing in (tmp_path, tmp_path / "absent", "0" * 64, "../../etc"):
        with pytest.raises(UnknownProduct):
            broker.reproduce(nothing)


def test_withdrawn_data_still_reproduce_and_are_not_offered(tmp_path):
    made = Broker(tmp_path / "home")
    publish(made, tmp_path)
    product = made.build(need())
    assert [u.product for u in made.uses("small")] == [product.id]
    made.retire("small", None, "The thermometer stood in the sun.", by="Tom", key="k")
    made.retire("small", None, "The thermometer stood in the sun.", by="Tom", key="k")
    assert made.datasets() == ()
    found = made.reproduce(product.id)
    assert found.is_same
    assert any("thermometer" in e for e in found.explanations)
    with pytest.raises(DatasetRetired):
        made.build(need(datasets=["small@1"]))
    with pytest.raises(BrokerError, match="broker publish"):
        made.build(need())


# — dialogue —


def test_a_dialogue_goes_round_by_round(broker, dialogue, tmp_path):
    here = dialogue.id
    first = broker.build_round(here, by="Tom", out=tmp_path / "one")
    broker.respond(here, by="Ruth", fits={"metric": "no"}, text="It is 25 °C that hurts.")
    changed = need("25 degC", statement="Above 25?")
    revised = broker.revise(here, changed, by="Ruth", because="The vet.", expected_round=1)
    assert [r.number for r in revised.rounds] == [1, 2]
    assert revised.need.statement == "Above 25?"
    second = broker.build_round(here, by="Tom")
    told = broker.dialogue(here)
    assert [r.product_id for r in told.rounds] == [first.id, second.id]
    assert told.rounds[0].sentence == first.sentence
    assert told.rounds[0].product_files == first.file_hashes
    assert [r.text for r in told.rounds[0].responses] == ["It is 25 °C that hurts."]
    diff = broker.diff(here, 1, 2)
    assert {c.what for c in diff.need} == {"thresh", "statement"}
    assert {n.before for n in diff.numbers} == {3.0, 8.5}
    assert broker.verify_log().is_whole
    assert here in {d.id for d in broker.dialogues()}


def test_what_is_sent_twice_is_done_once(broker, tmp_path):
    one, two = (broker.open_dialogue(need(), by="Ruth", key="twice open") for _ in range(2))
    assert one == two
    here = one.id
    products = [broker.build_round(here, by="Tom", key="twice build") for _ in range(2)]
    assert products[0].id == products[1].id
    for _ in range(2):
        broker.respond(here, by="Ruth", fits={"time": "yes"}, text="Good.", key="twice respond")
    for _ in range(2):
        broker.revise(here, need("25 degC"), by="Ruth", because="The vet.", key="twice revise")
    for _ in range(2):
        broker.close_dialogue(here, by="Mara", because="Decided.", key="twice close")
    kinds = [e.kind for e in broker.events(here)]
    assert kinds == [
        "DialogueOpened", "NeedStated", "DatasetsMatched", "ProductBuilt", "ResponseGiven", "RoundClosed",
        "NeedRevised", "DatasetsMatched", "RoundClosed", "DialogueClosed",
    ]  # fmt: skip


def test_the_same_product_built_twice_is_one_event(broker, dialogue):
    for _ in range(3):
        broker.build_round(dialogue.id, by="Tom")
    assert [e.kind for e in broker.events(dialogue.id)].count("ProductBuilt") == 1


def test_who_revises_what_is_no_longer_current_gets_a_conflict_with_the_other_words(broker, dialogue):
    broker.revise(dialogue.id, need("25 degC"), by="Ruth", because="The vet says 25.", expected_round=1)
    with pytest.raises(Conflict, match="The vet says 25"):
        broker.revise(dialogue.id, need("27 degC"), by="Mara", because="The book.", expected_round=1)
    assert len(broker.dialogue(dialogue.id).rounds) == 2


def test_many_at_once_open_one_round_each_or_get_a_conflict(broker, dialogue):
    outcomes = []

    def revise(i):
        try:
            broker.revise(dialogue.id, need(f"{20 + i} degC"), by=f"Writer {i}", because="Mine.", expected_round=1)
            outcomes.append("done")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=revise, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 7 + ["done"]
    assert len(broker.dialogue(dialogue.id).rounds) == 2


def test_responses_of_many_at_once_are_all_kept(broker, dialogue):
    threads = [
        threading.Thread(target=broker.respond, args=(dialogue.id,), kwargs={"by": f"R{i}", "text": f"Words {i}."})
        for i in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {r.text for r in broker.dialogue(dialogue.id).round.responses} == {f"Words {i}." for i in range(16)}


def test_a_closed_dialogue_takes_nothing_more(broker, dialogue):
    broker.close_dialogue(dialogue.id, by="Mara", because="Decided.")
    for more in (
        lambda: broker.respond(dialogue.id, by="Ruth", text="But …"),
        lambda: broker.revise(dialogue.id, need("25 degC"), by="Ruth", because="The vet."),
        lambda: broker.build_round(dialogue.id, by="Tom"),
        lambda: broker.close_dialogue(dialogue.id, by="Mara", because="Again."),
    ):
        with pytest.raises(Conflict, match="Decided"):
            more()


def test_a_need_that_no_data_meet_opens_a_dialogue_and_waits(broker):
    far = need(statement="Too hot in Accra?", region={"point": {"lat": 5.6, "lon": -0.19}})
    opened = broker.open_dialogue(far, by="Kofi")
    assert opened.round.match["unmet"]["code"] == "outside-data"
    assert [m.severity for m in opened.round.mismatches] == ["error"]
    with pytest.raises(OutsideData):
        broker.build_round(opened.id, by="Tom")
    assert [e.kind for e in broker.events(opened.id)] == ["DialogueOpened", "NeedStated", "DatasetsMatched"]
    assert sum(e.data["statement"] == "Too hot in Accra?" and e.by == "Kofi" for e in broker.unmet_needs()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda b, d: b.open_dialogue(need(metric={"index": "cow_happiness"}), by="Ruth"),
        lambda b, d: b.open_dialogue(need(datasets=["absent"]), by="Ruth"),
        lambda b, d: b.open_dialogue(need(), by="  "),
        lambda b, d: b.respond(d, by="Ruth", text="  "),
        lambda b, d: b.respond(d, by="Ruth", text="a\0b"),
        lambda b, d: b.respond(d, by="Ruth", fits={"time": "perhaps"}, text="x"),
        lambda b, d: b.respond(d, by="Ruth", text="x", round_number=9),
        lambda b, d: b.revise(d, need("25 degC"), by="Ruth", because=""),
        lambda b, d: b.revise(d, Need.of({"statement": "Only words."}), by="Ruth", because="x"),
        lambda b, d: b.diff(d, 1, 2),
        lambda b, d: b.dialogue("d-absent"),
        lambda b, d: b.export_log("d-absent", "csv", b.home / "x.csv"),
        lambda b, d: b.build_round("d-absent"),
    ],
)
def test_a_refused_act_leaves_no_event(broker, dialogue, wrong):
    before = broker.verify_log().events
    with pytest.raises((BrokerError, TranslationError, CatalogError)) as refusal:
        wrong(broker, dialogue.id)
    assert not isinstance(refusal.value, KeyError)
    assert broker.verify_log().events == before


def test_names_are_asked_for_where_something_is_recorded(broker, dialogue):
    with pytest.raises(NotAllowed, match="--by NAME"):
        broker.respond(dialogue.id, by="", text="Hello.")
    with pytest.raises(UnknownDialogue):
        broker.respond("d-absent", by="Ruth", text="Hello.")


# — publishing —


def test_a_refused_file_is_a_report_and_nothing_is_published(broker, tmp_path):
    path = write_run(tmp_path, "A", "historical", units=None)
    before = broker.verify_log().events
    report = broker.publish([str(path)], Facets("bad", kind="projection"), by="Tom")
    assert report.status == "refused"
    assert {f.code for f in report.findings if f.severity == "error"} == {"units-missing"}
    assert broker.verify_log().events == before
    with pytest.raises(UnknownDataset):
        broker.dataset("bad")


def test_a_publication_that_is_sent_twice_is_one_version(broker, tmp_path):
    path = write_run(tmp_path, "B", "historical")
    facets = Facets("single", kind="projection")
    numbers = {broker.publish([str(path)], facets, by="Tom", key="publish once").version for _ in range(2)}
    assert numbers == {1}
    assert broker.check([str(path)], facets).status == "publishable"


# — the log —


def test_the_log_is_verified_against_a_checkpoint_and_a_restored_backup_is_found(tmp_path, database):
    if database != "sqlite":
        pytest.skip("only with SQLite is a copy of the folder a copy of the database")
    made = Broker(tmp_path / "home")
    opened = made.open_dialogue(need(), by="Ruth")
    backup = shutil.copytree(tmp_path / "home", tmp_path / "backup")
    made.respond(opened.id, by="Ruth", text="A word that the backup lacks.")
    checkpoint = made.checkpoint(tmp_path / "checkpoint.json")
    assert made.verify_log(checkpoint).is_whole
    restored = Broker(backup)
    assert restored.verify_log().is_whole
    assert not restored.verify_log(checkpoint).is_whole
    assert any("end was cut" in p for p in restored.verify_log(checkpoint).problems)


def test_a_fresh_store_is_empty_and_well(tmp_path):
    fresh = Broker(tmp_path / "deep" / "home")
    assert (fresh.datasets(), fresh.dialogues(), fresh.unmet_needs()) == ((), (), ())
    assert fresh.verify_log().is_whole
    # The server of the tests does not wait for the disk, and is told of; nothing else is wrong.
    assert not [c for c in fresh.doctor() if c.status == "problem" and c.name != "durability"]
    assert mapping()["statement"]
