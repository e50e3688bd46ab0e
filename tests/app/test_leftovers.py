"""What is still English in other languages: every page with the example's data, in a language made of brackets.

Each text of the catalogue is put in brackets, but for its facts. What stands outside of all brackets did not pass the
catalogue: a name, a number, somebody's own words, or English that a reader of another language would meet.
"""

from __future__ import annotations

import html
import re
from string import Formatter

import pytest

from broker import Broker
from broker.errors import UnservableNeed
from broker.ui import session
from catalog.checks import CHECKS
from catalog.record import Facets
from tests.app.another_language import spoken_as
from tests.app.pages import open_page, press
from tests.example import put_into
from translators.indices import INDICES
from translators.need import Need

FARMER, FACILITATOR = "Amina, farmer", "Mara Lindqvist, facilitator"
#: Needs that the example's data cannot serve, then questions to be understood.
STATEMENTS = (
    "Is it worth a new barn?", "Too windy to spray near Woolpit?", "And for the tea at Nakuru?",
    "How many days will be too hot for my dairy cows, above 30 °C, around Woolpit?",
    "Will it rain this July in Woolpit?", "heavy rain under high emissions in autumn in Springfeild",
)  # fmt: skip

#: Words that no English sentence of the broker does without, and no name or number has.
ENGLISH = re.compile(
    r"\b(?:the|of|is|are|was|were|to|for|not|with|that|this|from|by|has|have|no|and|than|which|each|its|days?|years?|"
    r"nobody|nothing|data|time|space|metric|models?|made|said|ask|because|missing)\b",
    re.IGNORECASE,
)
#: Why a text may stand in English on a page of another language → what it looks like.
ALLOWED = {
    "code for another program": re.compile(r"from broker import .*?compute\(\)|datasets: \[.*?\]|broker [a-z-]+ .*"),
    "the name of a check, to be searched for": re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, CHECKS))})(?!\S)"),
    "where a definition was published": re.compile("|".join(sorted({
        re.escape(part) for one in INDICES.values() for part in re.split(r"; |, doi\S*", one.source) if part
    }, key=len, reverse=True)) + r"|doi:\S+"),
    "a unit as a file writes it": re.compile(r"\((?:mm|K|degC|m s-1|W m-2|%)[^()]*\)"),
    "a country as the gazetteer calls it": re.compile(r"United States of America"),
    "a message, cut into parts of 160 signs without brackets": re.compile(r"^\d/\d .*"),
    "words of a question, as they were heard": re.compile(r"this July|high emissions|heavy rain"),
}  # fmt: skip
#: So many letters tell whose words a quotation is.
_ENOUGH = 30
#: Parts of an event that the broker wrote, not people.
_OURS = frozenset(
    {"specification", "match", "mismatches", "warnings", "sentence", "summary", "assumptions", "reason", "referral"}
)


def bracketed(text: str) -> str:
    """Return a text with brackets around its words, and none around its facts."""
    made = ""
    for words, name, spec, _ in Formatter().parse(text):
        made += f"⟦{words.replace('{', '{{').replace('}', '}}')}⟧" if re.search(r"[^\W\d_]", words) else words
        made += "" if name is None else f"{{{name}{':' + spec if spec else ''}}}"
    return made


@pytest.fixture(scope="module")
def broker(example, tmp_path_factory):
    return Broker(put_into(tmp_path_factory.mktemp("leftovers") / "store", example))


@pytest.fixture
def other():
    """A language in which every text is English in brackets."""
    with spoken_as(bracketed) as tag:
        yield tag


def of_people(broker: Broker) -> list[str]:
    """Return all that people wrote, the longest first: their acts, and what they say of their data."""
    found: set[str] = set()

    def take(value: object, least: int = 2) -> None:
        if isinstance(value, dict):
            for name, one in value.items():
                if name not in _OURS:
                    take(one, least)
        elif isinstance(value, (list, tuple)):
            for one in value:
                take(one, least)
        elif isinstance(value, str) and value.count(" ") >= least:
            found.add(" ".join(value.split()))

    take(list(STATEMENTS))
    for one in broker.dialogues():
        for event in broker.events(one.id, by=FACILITATOR):
            take(event.data)
            take(event.by)
    for version in broker.datasets():
        take([version.title, version.producer, version.citation, version.licence, version.terms, version.contact], 1)
        take([version.change_note, *version.good_for, *version.not_good_for, version.holder, version.published_by], 1)
    return sorted(found, key=len, reverse=True)


def shown(app) -> list[str]:
    """Return each text of a page: titles, paragraphs, markup, labels, options."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    found = [element.value for kind in kinds for element in getattr(app, kind)]
    found += [element.proto.body for element in app.get("html") if not element.proto.body.startswith("<style>")]
    kinds = ("button", "text_input", "text_area", "number_input", "checkbox", "expander", "toggle")
    found += [widget.label for kind in kinds for widget in getattr(app, kind)]
    for kind in ("selectbox", "multiselect", "radio", "segmented_control", "pills"):
        for widget in getattr(app, kind, ()):
            found += [widget.label, *map(str, widget.options)]
    parts = [re.split(r"</?(?:p|div|li|td|th|dt|dd|summary|h\d|figcaption|text)\b[^>]*>", str(one)) for one in found]
    plain = [html.unescape(re.sub(r"<[^>]*>", " ", part)).replace("\\", "") for one in parts for part in one]
    return list(dict.fromkeys(" ".join(part.split()) for part in plain if part.strip()))


def outside(text: str) -> str:
    """Return what of a text stands in no brackets."""
    before = ""
    while before != text:
        before, text = text, re.sub(r"⟦[^⟦⟧]*(?:⟧|$)", " ", text)  # a text cut short is not closed
    return " ".join(text.split())


def recorded(broker: Broker) -> list[str]:
    """Return the answers as the record holds them: a page may quote their beginning, and tells them anew itself."""
    return [r.sentence for one in broker.dialogues() for r in broker.dialogue(one.id).rounds if r.sentence]


def leftovers(app, people: list[str], quoted: list[str] = ()) -> list[str]:
    """Return the texts of a page that are English though nobody wrote them."""
    found = []
    for text in shown(app):
        left = text
        for words in people:
            left = left.replace(words, " ")
        for words in (*people, *quoted):
            if (at := left.find(words[:_ENOUGH])) >= 0 and "…" in left[at:]:  # quoted, and cut short
                left = left[:at] + left[left.index("…", at) + 1 :]
        for allowed in ALLOWED.values():
            left = allowed.sub(" ", left)
        left = outside(left)
        if ENGLISH.search(left):
            found.append(left)
    return found


def english_in(app, broker: Broker) -> list[str]:
    """Return what is left in English on a page, which must have been drawn whole."""
    assert not app.exception
    assert any("⟦" in text for text in shown(app))
    return leftovers(app, of_people(broker), recorded(broker))


def told_dialogue(broker: Broker) -> str:
    """The example dialogue: three rounds, with all that was said in them."""
    return next(one.id for one in broker.dialogues() if not one.is_open)


#: Page → what stands in its address; "d" stands for the example dialogue.
PAGES = [
    ("answer", {"dialogue": "d", "round": "3"}), ("answer", {"dialogue": "d", "round": "3", "view": "text"}),
    ("dialogue", {"dialogue": "d"}), ("figures", {"dialogue": "d"}), ("evaluate", {"dialogue": "d"}), ("exchanges", {}),
    ("across", {}),
    ("catalog", {}), ("catalog", {"dataset": "woolpit-cmip6"}), ("catalog", {"dataset": "north-america-annual"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "address"), PAGES, ids=lambda part: part if isinstance(part, str) else "")
def test_a_page_with_data_has_no_english_that_did_not_pass_the_catalogue(monkeypatch, broker, other, page, address):
    there = {name: told_dialogue(broker) if value == "d" else value for name, value in address.items()}
    assert english_in(open_page(monkeypatch, broker, page, lang=other, **there), broker) == []


def test_a_refused_need_is_told_in_the_language_to_who_asked_and_to_who_has_data(monkeypatch, broker, other):
    """What is wanted, the dialogue that waits for it, and its round without an answer."""
    asked = {"region": {"point": {"lat": 52.22, "lon": 0.88}}, "metric": {"index": "frost_days"}}
    refused = [
        asked | {"statement": STATEMENTS[0], "scenarios": ["ssp126"]},
        asked | {"statement": STATEMENTS[1], "metric": {"index": "wet_chill_days"}},
        asked | {"statement": STATEMENTS[2], "region": {"point": {"lat": -0.3, "lon": 36.07}}},
    ]
    for need in refused:
        opened = broker.open_dialogue(Need.of(need), by=FARMER)
        with pytest.raises(UnservableNeed):
            broker.build_round(opened.id, by=FARMER)
    for page, address in (
        ("wanted", {}), ("answer", {"dialogue": opened.id, "round": "1"}), ("dialogue", {"dialogue": opened.id}),
        ("dialogues", {}),
    ):  # fmt: skip
        app = open_page(monkeypatch, broker, page, lang=other, **address)
        app.session_state[session.VISITOR] = session.Visitor(*FARMER.split(", "))
        assert english_in(app.run(), broker) == [], page


@pytest.mark.parametrize("statement", STATEMENTS[3:])
def test_a_question_in_english_is_answered_in_the_language_of_the_page(monkeypatch, broker, other, statement):
    """What was understood, why, and what is asked back."""
    app = open_page(monkeypatch, broker, "need", lang=other)
    app.text_area[0].set_value(statement)
    app = press(app, bracketed("Read my question"))
    assert english_in(app, broker) == []


def test_findings_and_a_draft_in_review_are_told_in_the_language(monkeypatch, broker, other, tmp_path):
    path = tmp_path / "farm.csv"
    path.write_text("Date,Rain\n2001-01-01,1.0\n2001-01-02,-3.0\n2001-01-04,0.2\n", encoding="utf-8")
    facets = Facets(
        "farm-rain",
        draft=True,
        lat=52.2,
        lon=0.9,
        kind="observation",
        variables={"Rain": ("pr", "mm/day")},
        date_column="Date",
    )
    broker.publish([str(path)], facets, by="Bo, scientist")
    app = open_page(monkeypatch, broker, "catalog", lang=other, dataset="farm-rain")
    app.session_state[session.VISITOR] = session.Visitor("Ann", "scientist")
    assert english_in(app.run(), broker) == []


def test_english_beside_the_catalogue_is_found():
    """The test itself can fail."""
    assert outside("⟦Nothing is ⟦Hot⟧ here⟧ 30 °C") == "30 °C"
    assert ENGLISH.search(outside("⟦You need⟧: days above 30 °C"))
    assert not ENGLISH.search(outside("⟦You need⟧: ⟦days ⟧⟦above⟧ 30 °C, Woolpit, tasmax, SSP2-4.5, 2041–2060"))
    assert bracketed("{count} of {all}: {words}") == "{count}⟦ of ⟧{all}: {words}"
