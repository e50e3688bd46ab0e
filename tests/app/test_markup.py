"""Whatever comes from people or files arrives as words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from broker.ui.components.markup import Html, escape, html, join, plain, show, visible

UI = Path(__file__).parents[2] / "broker" / "ui"
PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "{template}",
    "&lt;b&gt;",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_value_never_becomes_markup(payload):
    filled = html("<p title='{a}'>{a}</p>", a=payload)
    inside = filled.removeprefix("<p title='").removesuffix("</p>")
    assert not set('<>"') & set(inside.replace("'>", "", 1))


def test_markup_of_ours_passes_unchanged_and_words_do_not():
    inner = html("<b>{x}</b>", x="<i>")
    assert html("<p>{inner}</p>", inner=inner) == "<p><b>&lt;i&gt;</b></p>"
    assert join([inner, "<u>"]) == "<b>&lt;i&gt;</b>&lt;u&gt;"
    assert escape(inner) is inner


def test_plain_strings_cannot_be_drawn():
    with pytest.raises(TypeError, match="escaped"):
        show("<p>whoever wrote this</p>")


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://example.org/a.png)",
        "[x](javascript:alert(1))",
        "$x^2$",
        "**bold**",
        "<b>",
        "# head",
        "`code`",
        "|a|b|",
    ],
)
def test_markdown_of_others_stays_words(text):
    for letter in "![](<>$*#`|":
        assert f"\\{letter}" in plain(text) or letter not in text


@pytest.mark.parametrize("text", [":red[no]", ":material/home:", ":smile:", ":red-background[x]"])
def test_colours_icons_and_emoji_of_others_stay_words(text):
    assert not plain(text).replace("\\", "").startswith((":r", ":m", ":s"))


def test_hidden_characters_are_dropped():
    assert visible("a\u202eb\u200bc\u0000d\u2066e") == "abcde"
    assert visible("e\u0301") == "é"
    assert visible("two\nlines\tand tab") == "two\nlines\tand tab"


def _calls() -> list[tuple[Path, ast.Call]]:
    found = []
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found.append((path, node))
    return found


def test_only_the_escaping_helper_and_the_style_sheet_draw_html():
    users = {path.name for path, call in _calls() if call.func.attr == "html"}
    assert users == {"markup.py", "theme.py"}


def test_nothing_allows_unsafe_html_or_script():
    for path, call in _calls():
        names = {keyword.arg for keyword in call.keywords}
        assert not names & {"unsafe_allow_html", "unsafe_allow_javascript"}, path


def test_templates_are_written_in_the_source():
    """The first argument of `html` is a constant: data never reaches the template."""
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"html", "Html"}:
                assert isinstance(node.args[0], ast.Constant) or path.name == "markup.py", (path, ast.unparse(node))


def test_markdown_is_given_our_own_words_or_escaped_ones():
    """What `st.markdown`, `st.caption`, `st.title` … draw is `say(…)` without values, or `plain(…)`."""
    for path, call in _calls():
        if call.func.attr in {"markdown", "caption", "title", "header", "subheader", "info", "warning", "error"}:
            source = ast.unparse(call.args[0])
            inner = call.args[0]
            is_constant = isinstance(inner, ast.Call) and source.startswith("say(") and not inner.keywords
            assert is_constant or source.startswith(("plain(", "waiting.head(")), (path, source)


def test_html_is_a_text():
    assert isinstance(html("<p></p>"), Html)
