"""What is kept in mind of dialogues is told to those only who may read them, whoever asked first."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import broker.service
from broker import Broker
from tests.integration.small_world import need, publish

pytestmark = pytest.mark.usefixtures("database")


def test_nobody_gets_the_brief_of_another_and_withdrawn_words_leave_it(tmp_path):
    store = Broker(tmp_path / "home")
    publish(store, tmp_path)
    people = ("Amina", "Ben", "Chidi")
    theirs = {}
    for who in people:
        asked = need(statement=f"marker-of-{who} cows?")
        theirs[who] = store.open_dialogue(asked, by=who, shared_with="private").id
        store.promise(theirs[who], f"marker-of-{who} calls", by=who, due="2020-01-01")
    for _ in range(2):  # the second time all of it is kept in mind
        for who in (*people, "Eve", ""):
            told = str(store.dialogues_in_brief(by=who)) + (str(store.waiting(by=who)) if who else "")
            told += str(store.queue(by=who)) if who else ""
            for other in people:
                assert (f"marker-of-{other}" in told) is (other == who), f"{who} is told of {other}"
                assert (theirs[other] in told) is (other == who)
    assert len(store._attention._kept) == len(people)
    store.respond(theirs["Amina"], by="Amina", text="More.")
    store.share(theirs["Amina"], "public", by="Amina", because="Ours.")
    assert "marker-of-Amina" in str(store.queue(by="Ben"))
    store.consent([], by="Amina")
    assert "marker-of-Amina" not in str(store.queue(by="Ben")) + str(store.dialogues_in_brief(by="Ben"))


def test_what_is_kept_is_asked_for_by_what_somebody_may_read_and_by_nothing_else():
    asked = []
    for path in sorted(Path(broker.service.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "self._attention.of":
                asked.append(ast.unparse(node))
    assert asked == ["self._attention.of(self._standings.heads(actor, first, most), self._standings.entered(actor))"]
