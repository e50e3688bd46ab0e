"""What leaves: the record, its provenance, and the report, on the page and in print."""

from __future__ import annotations

import csv
import json
import re
import zlib
from html.parser import HTMLParser

import pytest
from prov.model import ProvDocument

from broker import Broker
from broker.command_line.record_arguments import record_arguments
from broker.errors import BrokerError
from broker.exports.forms import FORMS, beside_of
from broker.exports.markup import visible
from broker.exports.provenance_checks import faults
from broker.log_files import plain_cell
from broker.verification import verify_file
from tests.integration.small_world import need
from tests.integration.told_dialogues import FARMER, HELPER, SCIENTIST, open_world, rich
from tests.payloads import BY_SINK, CANARY, PAYLOADS

TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer", "p", "h1", "h2", "h3", "b",
    "span", "br", "dl", "dt", "dd", "ul", "li", "blockquote", "figure", "figcaption", "img", "svg", "g", "path",
    "circle", "text", "table", "thead", "tbody", "tr", "th", "td", "div", "code",
}  # fmt: skip
ACTIVE = ("/JS", "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/EmbeddedFile", "/AA", "/RichMedia", "/GoToR")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    broker = Broker(folder / "home")
    (folder / "data").mkdir()
    open_world(broker, folder / "data")
    return broker, rich(broker), folder


def written(world, form, **how):
    broker, id, folder = world
    return broker.export_log(id, form, folder / f"out.{form}", **({"by": HELPER} | how))


class Page(HTMLParser):
    """Every tag with its attributes, and the text that can be read."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.words, self._in_style = [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag):
        self._in_style = False

    def handle_data(self, data):
        if not self._in_style:
            self.words.append(data)

    @property
    def text(self):
        return squeezed(" ".join(self.words))


def squeezed(text):
    return " ".join(text.split())


def without_words(pdf):
    """A PDF's objects without streams and strings: what a reader would act on."""
    bare = re.sub(rb"stream\r?\n.*?endstream", b"", pdf, flags=re.S)
    bare = re.sub(rb"\((?:\\.|[^\\()])*\)", b"", bare, flags=re.S)
    return re.sub(rb"(?<!<)<[0-9A-Fa-f\s]*>(?!>)", b"", bare).decode("latin-1")


def test_the_command_line_offers_every_form():
    import argparse

    top = argparse.ArgumentParser()
    record_arguments(top.add_subparsers())
    exporting = next(a for a in top._actions if a.choices).choices["export"]
    offered = next(a for a in exporting._actions if a.dest == "format").choices
    assert list(offered) == list(FORMS)


def test_a_form_or_an_audience_that_there_is_not_is_refused(world):
    for how in ({"form": "docx"}, {"form": "html", "audience": "press"}):
        with pytest.raises(BrokerError, match="Choose"):
            written(world, how.pop("form"), **how)


def test_the_provenance_is_read_by_prov_and_fulfils_the_constraints(world):
    path = written(world, "prov-json")
    document = json.loads(path.read_text())
    assert faults(document) == ()
    read = ProvDocument.deserialize(source=str(path), format="json")
    assert ProvDocument.deserialize(content=read.serialize(format="json"), format="json") == read
    assert len(document["activity"]) == len(world[0].events(world[1]))
    revisions = [r for r in document["wasDerivedFrom"].values() if "Revision" in str(r.get("prov:type"))]
    assert len(revisions) == 1
    assert len(document["wasInformedBy"]) >= 4  # an answer, a settled promise, agreed rights, a compromise
    sides = {agent.get("broker:side") for agent in document["agent"].values()}
    assert {"user", "producer", "facilitator"} <= sides


def test_the_provenance_names_nobody_and_repeats_no_words(world):
    text = written(world, "prov-json").read_text()
    for words in ("Ruth", "Tom Adeyemi", "Mara", "vet", "yard", "thermometer"):
        assert words not in text


def test_the_provenance_of_every_product_fulfils_them_too(world):
    found = list((world[2] / "home" / "products").glob("*/*/files/provenance.json"))
    assert len(found) == 2
    for path in found:
        assert faults(json.loads(path.read_text())) == ()


def test_the_report_is_one_file_that_asks_for_nothing(world):
    text = written(world, "html").read_text()
    page = Page(text)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on") or a in ("href", "srcset")]
    assert all(a["src"].startswith("data:image/png") for t, a in page.tags if t == "img")
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "url(http" not in text
    assert "@import" not in text


def test_the_report_says_what_was_done(world):
    page = Page(written(world, "html").read_text()).text
    for words in (
        "whether to build a yard, by 30 September 2027", "Milk drops from 25 °C on.", "No, only the days.",
        "The farmer would drop 30 °C.", "a comparison with the station", "late", "6 h", "The yard is built first.",
        "Trees wait.", "collaborate", "25 °C", "The threshold of our own herd.",
    ):  # fmt: skip
        assert words in page, words
    assert "Thirty is a number of the papers." in page.split("What is open")[1].split("Round 1")[0]
    assert "She hesitates" not in page
    assert world[0].verify_log().root[:16] in page.replace(" ", "")


def test_a_private_note_leaves_to_nobody_but_its_author(world):
    for form in ("jsonl", "csv", "html"):
        assert "hesitates" not in written(world, form, by=FARMER).read_text()
    assert "hesitates" in written(world, "jsonl", by=HELPER).read_text()


def test_the_report_is_told_in_the_language_that_is_asked_and_people_verbatim(world):
    for language, words in {
        "sw": "Ripoti ya mazungumzo", "fr": "Rapport d’un dialogue", "es": "Informe de un diálogo",
        "pt": "Relatório de um diálogo", "de": "Bericht eines Dialogs",
    }.items():  # fmt: skip
        page = Page(written(world, "html", language=language).read_text())
        assert page.tags[0][1]["lang"] == language
        assert words in page.text
        assert "Milk drops from 25 °C on." in page.text


def test_the_print_has_pages_and_pictures_and_nothing_that_acts(world):
    pdf = written(world, "pdf").read_bytes()
    bare = without_words(pdf)
    assert len(re.findall(r"/Type /Page\b", bare)) >= 2
    assert "/Image" in bare
    assert not [name for name in ACTIVE if re.search(rf"{name}\b", bare)]


def test_a_product_that_is_missing_is_made_again_for_the_report(world):
    import shutil

    broker, id, folder = world
    product = broker.dialogue(id).rounds[0].product_id
    shutil.rmtree(folder / "home" / "products" / product)
    page = Page(written(world, "html").read_text())
    assert sum(tag == "img" for tag, _ in page.tags) == 2
    assert (folder / "home" / "products" / product).is_dir()


def test_words_that_somebody_does_not_agree_to_show_are_in_no_report(world):
    broker, id, _ = world
    person = next(e.person for e in broker.events(id, by=FARMER) if e.by == SCIENTIST)
    broker.consent(("dialogue", "facilitators"), by=SCIENTIST)
    for form in ("html", "prov-json", "csv"):
        text = written(world, form, audience="reports", by=HELPER).read_text()
        assert "No, only the days." not in text
        assert SCIENTIST not in text
        assert person in text or form == "html"
    path = written(world, "jsonl", audience="reports", by=HELPER)
    assert verify_file(path).is_whole
    assert "No, only the days." in written(world, "html", audience="dialogue", by=HELPER).read_text()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A dialogue whose every word is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    broker = Broker(folder / "home")
    (folder / "data").mkdir()
    open_world(broker, folder / "data")
    id = broker.open_dialogue(need(statement=BY_SINK["html"][0] + BY_SINK["pdf"][1]), by="<b>Ruth</b> =1+1").id
    for text in PAYLOADS:
        broker.respond(id, by="<b>Ruth</b> =1+1", text=text)
    return broker, id, folder


def test_no_hostile_text_comes_alive_on_the_page_and_all_can_be_read(hostile):
    page = Page(written(hostile, "html", by="").read_text())
    assert {tag for tag, _ in page.tags} <= TAGS
    names = {name for _, attributes in page.tags for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"href", "srcdoc", "action", "formaction"})
    text = page.text
    for payload in PAYLOADS:
        assert squeezed(visible(payload)) in text, payload


def test_no_hostile_text_acts_in_print(hostile):
    pdf = written(hostile, "pdf", by="").read_bytes()
    bare = without_words(pdf)
    assert CANARY not in bare
    assert not [name for name in ACTIVE if re.search(rf"{name}\b", bare)]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, flags=re.S):
        try:
            held = zlib.decompress(stream)
        except zlib.error:
            continue
        assert CANARY.encode() not in held


def test_no_cell_is_a_formula_and_every_text_comes_back(hostile):
    with written(hostile, "csv", by="").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [plain_cell(row["words"]) for row in rows if row["kind"] == "ResponseGiven"]
    assert texts == list(PAYLOADS)
    for row in rows:
        assert int(row["number"]) >= 1
        for cell in row.values():
            assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠;|%")), cell


def test_the_record_and_its_provenance_hold_them_as_data(hostile):
    path = written(hostile, "jsonl", by="")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert [line["data"]["text"] for line in lines if line["kind"] == "ResponseGiven"] == list(PAYLOADS)
    assert verify_file(path).is_whole
    assert beside_of(path).is_file()
    document = json.loads(written(hostile, "prov-json", by="").read_text())
    assert faults(document) == ()
    assert CANARY not in json.dumps(document)
