"""Every text that a page says is in the catalogue, and nothing else is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from broker.ui.messages import say
from translators.locales import table

ENGLISH = table("ui")
SOURCES = [Path(__file__).parents[2] / "app.py", *sorted((Path(__file__).parents[2] / "broker" / "ui").rglob("*.py"))]


def _names() -> tuple[set[str], set[str]]:
    """Return the names that are written out in the source, and patterns of those made from parts."""
    written, made = set(), set()
    for path in SOURCES:
        if path.name == "messages.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                written.add(node.value)
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(v.value) if isinstance(v, ast.Constant) else ".+" for v in node.values]
                made.add("".join(parts))
    return written, made


def _said() -> set[str]:
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_say = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
            if is_say and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_what_is_said_is_in_the_catalogue():
    assert _said() <= set(ENGLISH)


def test_the_catalogue_holds_nothing_that_nobody_says():
    written, made = _names()
    patterns = [re.compile(pattern) for pattern in made if pattern.count(".+") < 3 and len(pattern) > 4]
    unused = [n for n in ENGLISH if n not in written and not any(p.fullmatch(n) for p in patterns)]
    assert unused == []


@pytest.mark.parametrize("name", sorted(ENGLISH))
def test_a_text_is_short_and_whole(name):
    text = ENGLISH[name]
    assert text == text.strip()
    assert "  " not in text
    assert len(text) < 320


def test_values_are_filled_in():
    assert say("start.example.round", number=2) == "Round 2"
