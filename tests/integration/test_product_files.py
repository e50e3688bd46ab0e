"""A product's folder: which files, that they agree with each other, and that they are there whole or not at all."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from broker.errors import BrokerError
from broker.log.signing import Signer
from broker.products.delivery import Delivery
from broker.products.write import FILES, write_product
from broker.proofs import key_id
from broker.recipe import Recipe
from broker.verification import Checkpoint, is_signed
from tests.unit.results import MADE_AT, MISMATCHES, county, farm, only_observed
from translators.messages import is_gsm7, length_gsm7

DELIVERY = Delivery(
    "Will “it” be too hot — for my cows? ¿Sí?",
    mismatches=MISMATCHES,
    warnings=("The data are not bias-adjusted.",),
    citations=(("made-up-cmip6@1", "A paper (2020)", "CC BY 4.0", "Made Up, Inc."), ("a-station@1", "", "MIT", "")),
    made_at=MADE_AT,
    dialogue="Round 1",
)
WITHOUT_MAP = tuple(name for name in FILES if name not in {"map.png", "adjustment.csv", "checkpoint.json"})


def test_an_area_has_every_file_of_the_contract_and_equal_inputs_give_equal_bytes(tmp_path):
    names = write_product(county(2, step=0.5), DELIVERY, tmp_path / "a")
    assert names == (
        "series.csv",
        "summary.csv",
        "product.nc",
        "map.png",
        "chart.png",
        "brief.pdf",
        "brief.txt",
        "sms.txt",
        "spoken.txt",
        "check.json",
        "recipe.json",
        "provenance.json",
    )
    write_product(county(2, step=0.5), DELIVERY, tmp_path / "b")
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted(names)
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("product")
    assert write_product(farm(), DELIVERY, path) == WITHOUT_MAP
    return path


def test_the_recipe_is_canonical_and_its_hash_is_the_product(folder):
    raw = (folder / "recipe.json").read_bytes()
    assert raw == farm().recipe.canonical
    assert hashlib.sha256(raw).hexdigest() == farm().recipe.product_id
    assert Recipe.from_mapping(json.loads(raw)).product_id == farm().recipe.product_id


def test_the_provenance_names_every_other_file_by_its_bytes(folder):
    document = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    files = {e["dcterms:title"]: e for e in document["entity"].values() if "broker:bytes" in e}
    assert sorted(files) == sorted(set(WITHOUT_MAP) - {"provenance.json"})
    for name, entity in files.items():
        content = (folder / name).read_bytes()
        assert entity["broker:sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["broker:bytes"] == len(content)


def test_the_provenance_is_whole_prov_json(folder):
    document = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    known = {kind: set(document[kind]) for kind in ("entity", "activity", "agent")}
    ends = {
        "prov:entity": "entity",
        "prov:generatedEntity": "entity",
        "prov:usedEntity": "entity",
        "prov:collection": "entity",
        "prov:plan": "entity",
        "prov:activity": "activity",
        "prov:agent": "agent",
    }
    relations = ("used", "wasGeneratedBy", "wasAssociatedWith", "wasDerivedFrom", "wasAttributedTo", "hadMember")
    for relation in relations:
        for ends_of in document[relation].values():
            for role, name in ends_of.items():
                if relation == "hadMember" and role == "prov:entity":
                    assert name in known["entity"]
                elif role in ends:
                    assert name in known[ends[role]], (relation, role, name)
    prefixes = set(document["prefix"])
    assert all(name.split(":")[0] in prefixes for kind in known.values() for name in kind)
    datasets = [e for e in document["entity"].values() if "broker:snapshot" in e]
    assert {d["dcterms:identifier"] for d in datasets} == {"made-up-cmip6@1", "a-station@1"}
    assert document["activity"][f"broker:build/{farm().recipe.product_id}"]["prov:endTime"] == "2026-03-02T09:30:00Z"


def test_the_text_keeps_the_question_verbatim_and_says_all_that_the_page_says(folder):
    text = (folder / "brief.txt").read_text(encoding="utf-8")
    for said in (
        DELIVERY.statement,
        *DELIVERY.warnings,
        MISMATCHES[0].message,
        MISMATCHES[0].remedy,
        "CC BY 4.0",
        farm().recipe.product_id,
    ):
        assert said in text, said


def test_messages_fit_the_oldest_phone(folder):
    parts = (folder / "sms.txt").read_text(encoding="utf-8").splitlines()
    assert parts
    for part in parts:
        assert is_gsm7(part)
        assert length_gsm7(part) <= 160


def test_a_map_of_an_earlier_product_does_not_stay(tmp_path):
    write_product(county(2, step=0.5), DELIVERY, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    write_product(only_observed(), DELIVERY, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*WITHOUT_MAP, "notes.txt"])


def test_a_product_that_cannot_be_finished_leaves_the_earlier_one_whole(tmp_path):
    write_product(only_observed(), DELIVERY, tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    broken = replace(farm(), units=None)
    with pytest.raises(Exception):  # noqa: B017  any fault will do
        write_product(broken, DELIVERY, tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BrokerError, match=r"Choose a folder") as refusal:
        write_product(farm(), DELIVERY, tmp_path / "file" / "out")
    assert refusal.value.code == "not-written"


def test_nothing_heavy_is_imported_until_a_product_is_written():
    code = (
        "import sys, broker.products.write, broker.products.told, broker.products.style, broker.products.tables; "
        "print([m for m in ('matplotlib', 'netCDF4', 'numba', 'cmcrameri', 'reportlab') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_checkpoint_of_the_log_leaves_with_the_brief_and_changes_no_number(tmp_path):
    signer = Signer(tmp_path)
    said = {"origin": "climate-broker/x", "size": 36, "root": "ab" * 32, "at": "2026-03-02T12:00:00+00:00"}
    kept = Checkpoint.from_json(signer.sign(said))
    without = write_product(county(2, step=0.5), DELIVERY, tmp_path / "a")
    names = write_product(county(2, step=0.5), replace(DELIVERY, checkpoint=kept), tmp_path / "b")
    assert set(names) - set(without) == {"checkpoint.json"}
    assert is_signed(json.loads((tmp_path / "b" / "checkpoint.json").read_text(encoding="utf-8")))
    line = f"The record when it was made: 36 events, {'ab' * 8}, 2 March 2026, key {key_id(kept.key)}."
    assert line in (tmp_path / "b" / "brief.txt").read_text(encoding="utf-8")
    for name in ("series.csv", "summary.csv", "recipe.json", "sms.txt"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
