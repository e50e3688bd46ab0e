"""Who may do what: the table is whole, and every verb asks it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from broker.access import READER, RELATIONS, ROLES, RULES, SEEN_BY, Actor, Resource, authorize, decide, local_persona
from broker.access.page import page as rules_page
from broker.errors import Conflict, NotAllowed, UnknownDialogue
from broker.service import Broker

#: Verbs that neither read nor change what is stored: tables, and words made exact.
WITHOUT_A_STORE = {"indices"}
#: Called within the service for what everybody may see: only open data stand in a dialogue.
FOR_EVERYBODY = {"match", "specify"}
#: Verbs that are the same whoever asks: nothing of anybody is in what they answer.
NOBODY_S = {"accept_invitation", "bootstrap_token", "check", "checkpoint", "doctor", "is_signed_in", "places_at"}
NOBODY_S |= {"read_area", "search_places", "sign_in", "verify_log"}
RUTH = Actor("Ruth", frozenset({"user"}), "p-ruthruthru")
PRIVATE = Resource("dialogue", "d-1", owner="p-aminaamina", visibility="private")


def test_an_action_without_a_rule_is_allowed_to_nobody():
    with pytest.raises(NotAllowed, match="nobody"):
        authorize(local_persona("Ruth"), "make it rain")


@pytest.mark.parametrize("action", RULES)
def test_every_rule_names_roles_and_a_relation_that_there_are_and_says_why(action):
    assert RULES[action].rules, f"{action} is for nobody"
    for rule in RULES[action].rules:
        assert rule.roles <= set(ROLES)
        assert rule.relation in RELATIONS
        assert rule.because.endswith(".")


def test_every_relation_is_used_by_a_rule():
    assert {rule.relation for action in RULES.values() for rule in action.rules} <= set(RELATIONS)


def test_what_shows_a_thing_is_an_action_about_such_a_thing():
    assert {kind: RULES[action].about for kind, action in SEEN_BY.items()} == {kind: kind for kind in SEEN_BY}


def test_every_verb_authorizes_an_action_that_has_a_rule():
    methods = _methods()
    asked = {name: _asks(name, methods, set()) for name in methods}
    for name, method in methods.items():
        if not name.startswith("_") and name not in WITHOUT_A_STORE:
            # A verb asks itself, or does nothing but through a verb that asks.
            verbs = {n for n in methods if not n.startswith("_")}
            assert asked[name] or _calls(method) & verbs, f"{name} asks nobody"
    assert set().union(*asked.values()) | set(SEEN_BY.values()) == set(RULES)


def test_no_verb_reads_for_another_one_without_saying_who_asks():
    reading = {
        n for n in _methods() if not n.startswith("_") and "by" in inspect.signature(getattr(Broker, n)).parameters
    }
    for name, method in _methods().items():
        for node in ast.walk(method):
            if _is_of_self(node) and node.func.attr in reading - FOR_EVERYBODY:
                assert any(k.arg in ("by", None) for k in node.keywords), f"{name} calls {node.func.attr} for nobody"


def test_every_reading_verb_says_who_asks():
    for name in _methods():
        if not name.startswith("_") and name not in WITHOUT_A_STORE | NOBODY_S:
            assert "by" in inspect.signature(getattr(Broker, name)).parameters, f"{name} does not say who asks"


def test_the_page_of_rules_is_the_table():
    page = Path(__file__).parents[2] / "broker" / "access" / "rules.md"
    assert page.read_text(encoding="utf-8") == rules_page()


def test_somebody_without_a_name_may_look_and_not_speak():
    assert local_persona("  ") is READER
    authorize(READER, "read dialogue", Resource("dialogue", "d-1"))
    for action in ("open dialogue", "respond", "revise", "publish"):
        with pytest.raises(NotAllowed, match="--by NAME" if action != "publish" else "producer"):
            authorize(READER, action, Resource(RULES[action].about, "this"))


def test_what_is_hidden_is_refused_in_the_words_for_what_is_not_there():
    absent = Resource("dialogue", "d-1", exists=False)
    said = []
    for one in (PRIVATE, absent):
        for action in ("read dialogue", "respond", "export log", "share dialogue"):
            with pytest.raises(UnknownDialogue) as refusal:
                authorize(RUTH, action, one, lambda: ("d-2",))
            said.append((str(refusal.value), refusal.value.code, refusal.value.options))
    assert len(set(said)) == 1


def test_who_may_see_and_not_do_is_told_what_would_change_it():
    with pytest.raises(NotAllowed, match="may, if they began it"):
        authorize(RUTH, "share dialogue", Resource("dialogue", "d-1", owner="p-aminaamina"))


def test_a_dialogue_at_its_end_is_read_and_takes_no_more_words():
    over = Resource("dialogue", "d-1", is_open=False)
    assert authorize(RUTH, "read dialogue", over) is RUTH
    with pytest.raises(Conflict, match="end"):
        authorize(RUTH, "respond", over)
    assert decide(RUTH, "respond", over).is_over


def test_nobody_passes_for_another_by_taking_their_pseudonym_as_a_name():
    forger = Actor("p-aminaamina", frozenset({"user"}), "p-forgerforg")
    assert not decide(forger, "read dialogue", PRIVATE).allowed
    assert decide(Actor("Amina", frozenset({"user"}), "p-aminaamina"), "read dialogue", PRIVATE).allowed


def test_an_account_does_not_get_what_is_somebody_s_by_taking_their_name():
    gauge = Resource("dataset", "gauge", participants=frozenset({"Ada Farmer"}), withdrawn=True)
    assert decide(Actor("Ada Farmer", frozenset({"user"})), "read data", gauge).allowed
    account = Actor("Ada Farmer", frozenset({"user"}), "p-forgerforg", answers_to_name=False)
    assert not decide(account, "read data", gauge).allowed
    assert account.signs_as == "p-forgerforg"


@pytest.mark.parametrize("name", ["x" * 201, "Ruth\0", "Ruth\x1b[31m", "half \ud800"])
def test_a_name_that_no_page_can_show_is_refused(name):
    with pytest.raises(NotAllowed):
        local_persona(name)


def test_a_name_is_the_same_however_it_was_typed():
    assert local_persona(" Toma\u0301s  Adeyemi ").name == "Tomás Adeyemi"


def _methods() -> dict[str, ast.FunctionDef]:
    trees = [ast.parse(inspect.getsource(part)).body[0] for part in Broker.__mro__ if part is not object]
    return {m.name: m for tree in trees for m in tree.body if isinstance(m, ast.FunctionDef)}


def _calls(method: ast.FunctionDef) -> set[str]:
    """Return the methods of its own object that a method calls."""
    return {n.func.attr for n in ast.walk(method) if _is_of_self(n)}


def _is_of_self(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "self"


def _asks(name: str, methods: dict[str, ast.FunctionDef], seen: set[str]) -> set[str]:
    """Return the actions that a method asks about, itself or by the private methods that it calls."""
    found = _actions(methods[name])
    for called in _calls(methods[name]) & {n for n in methods if n.startswith("_")} - seen:
        found |= _asks(called, methods, seen | {called})
    return found


def _actions(method: ast.FunctionDef) -> set[str]:
    """Return the actions that a method asks about, whichever way it does."""
    found = set()
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"_may", "_told"}:
            found |= {a.value for a in node.args if isinstance(a, ast.Constant) and a.value in RULES}
    return found
