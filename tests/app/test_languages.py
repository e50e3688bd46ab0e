"""The app in other languages: every text passes the catalogue, longer words fit, and a session keeps its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from broker.ui import language
from broker.ui.components import language_switch
from broker.ui.components.markup import plain
from tests.app.another_language import spoken_as
from tests.app.fake_broker import FakeBroker
from tests.app.pages import QUESTION, open_page, press, words
from translators.need import Need

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "broker" / "ui").rglob("*.py"))]
CSS = sorted((ROOT / "broker" / "ui").rglob("*.css"))

#: Calls of Streamlit whose words people read, and the arguments that hold them.
SPOKEN = {
    "title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success", "write", "text",
    "button", "text_input", "text_area", "number_input", "selectbox", "multiselect", "checkbox", "radio", "toggle",
    "slider", "pills", "segmented_control", "select_slider", "date_input", "file_uploader", "download_button",
    "form_submit_button", "expander", "popover", "tabs", "spinner", "status", "toast", "metric", "link_button",
    "page_link", "dialog", "progress",
}  # fmt: skip
WORDS = {"label", "placeholder", "help", "body", "text", "caption", "alt", "title"}
NEED = {
    "statement": QUESTION,
    "region": {"point": {"lat": 52.22, "lon": 0.88}},
    "metric": {"index": "tx_days_above", "parameters": {"thresh": "30 degC"}},
}


def pseudo(text: str) -> str:
    """Return a text in brackets and two fifths longer, with its facts."""
    return f"⟦{text}{'~' * max(1, 2 * len(text) // 5)}⟧"


@pytest.fixture
def xx():
    """A language in which every text is English in brackets, longer."""
    with spoken_as(pseudo) as tag:
        yield tag


@pytest.fixture
def broker(tmp_path):
    return FakeBroker(tmp_path)


@pytest.fixture
def answered(broker):
    broker.open_dialogue(Need.of(NEED), by="Amina, farmer")
    broker.build_round("d1")
    return broker


def spoken(app) -> list[str]:
    """All labels, titles, captions and texts of our own markup on a page."""
    kinds = ("title", "header", "subheader", "caption")
    found = [element.value for kind in kinds for element in getattr(app, kind)]
    kinds = ("button", "text_input", "text_area", "selectbox", "checkbox", "number_input", "expander")
    return [*found, *(widget.label for kind in kinds for widget in getattr(app, kind))]


#: What is said in the words of people, data or the service, not of the catalogue: statements, names, ids, numbers.
OTHERS = re.compile(r"(?:[\W\d_]*|.*(?:Woolpit|Amina|woolpit-cmip6|cows|doi:).*|[A-Z][\w-]*|[\w.\-@]+)", re.S)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("start", {}), ("need", {}), ("answer", {}), ("answer", {"dialogue": "d1", "round": "1"}), ("dialogues", {}),
        ("dialogue", {"dialogue": "d1"}), ("catalog", {}), ("publish", {}), ("exchanges", {}),
    ],
)  # fmt: skip
def test_every_text_of_a_page_passes_the_catalogue(monkeypatch, answered, xx, page, address):
    app = open_page(monkeypatch, answered, page, lang=xx, **address)
    assert not app.exception
    said = spoken(app)
    assert any("⟦" in text for text in said)
    assert [text for text in said if text and "⟦" not in text and not OTHERS.fullmatch(text)] == []


def test_a_need_and_its_fit_are_asked_in_the_language(monkeypatch, broker, xx):
    app = open_page(monkeypatch, broker, "need", lang=xx)
    app.text_area[0].set_value(QUESTION)
    app = press(app, pseudo("Read my question"))
    assert not app.exception
    told = words(app)
    assert pseudo("This is how we understood it") in told
    assert "How will" in told
    assert "⟦" in " ".join(spoken(app))


def test_the_language_is_that_of_the_address_then_of_the_choice_then_of_the_browser(monkeypatch, broker, xx):
    app = open_page(monkeypatch, broker, "start")
    assert app.session_state[language.LANGUAGE] == language.Spoken("en", False)
    app = open_page(monkeypatch, broker, "start", lang=xx)
    assert app.session_state[language.LANGUAGE] == language.Spoken("sw", True)
    switch = next(box for box in app.selectbox if box.key == "language-switch")
    app = switch.set_value("en").run()
    assert app.session_state[language.LANGUAGE] == language.Spoken("en", True)
    assert app.query_params[language.ADDRESS] in ("en", ["en"])
    assert "I have a decision to make" in words(app)


def test_an_address_that_names_no_language_is_as_if_it_named_none(monkeypatch, broker, xx):
    app = open_page(monkeypatch, broker, "start", lang="<script>")
    assert app.session_state[language.LANGUAGE].language == "en"


def test_pages_say_that_no_native_speaker_has_read_them(monkeypatch, broker, xx):
    note = "Translated without review by a native speaker."
    monkeypatch.setattr(language_switch, "is_reviewed", lambda tag: tag == "en")
    assert note not in words(open_page(monkeypatch, broker, "start"))
    assert plain(note) in words(open_page(monkeypatch, broker, "start", lang=xx))


def test_streamlit_is_given_no_words_but_those_of_the_catalogue():
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPOKEN):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "st"):
                continue
            given = [*node.args[:1], *(k.value for k in node.keywords if k.arg in WORDS)]
            found += [
                (path.name, node.lineno, part.value)
                for one in given
                for part in ast.walk(one)
                if isinstance(part, ast.Constant)
                and isinstance(part.value, str)
                and re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]{2,}$", part.value)
            ]
    assert found == []


def test_our_own_markup_holds_no_words():
    """Templates of `html` are tags and facts; what people read comes in as a fact."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "html" and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        bare = re.sub(r"<[^>]*>?|\{[^}]*\}|&\w+;", " ", part.value)
                        assert not re.search(r"[A-Za-z]{3,}", bare), (path.name, node.lineno, part.value)


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_the_style_sheet_knows_no_left_and_no_right(path):
    """Sides are those of the text (start, end), so that a script written from right to left finds its own."""
    sheet = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"(?:[\w-]+-)?(?:left|right)\b[^;}]*", sheet) == []
    for name, values in re.findall(r"(padding|margin|inset|border-width):\s*([^;}]+)", sheet):
        sides = values.replace("!important", "").split()
        assert len(sides) < 4 or sides[1] == sides[3], (name, values)
