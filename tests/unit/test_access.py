"""Who may do what: the table is whole, and every verb asks it."""

from __future__ import annotations

import ast
import inspect

import pytest

from broker.access import READER, ROLES, RULES, Actor, authorize, local_persona
from broker.errors import NotAllowed
from broker.service import Broker

#: Verbs that neither read nor change what is stored: tables, and words made exact.
WITHOUT_A_STORE = {"indices"}


@pytest.mark.parametrize("action", RULES)
@pytest.mark.parametrize("role", ROLES)
def test_the_table_decides(action, role):
    actor = Actor("Ruth", frozenset({role}))
    if role in RULES[action]:
        assert authorize(actor, action) is actor
    else:
        with pytest.raises(NotAllowed, match="Ruth"):
            authorize(actor, action, "this")


def test_an_action_without_a_rule_is_allowed_to_nobody():
    with pytest.raises(NotAllowed, match="nobody"):
        authorize(local_persona("Ruth"), "make it rain")


def test_every_verb_authorizes_an_action_that_has_a_rule():
    parts = [c for c in Broker.__mro__ if c is not object]
    trees = [ast.parse(inspect.getsource(part)).body[0] for part in parts]
    methods = {m.name: m for tree in trees for m in tree.body if isinstance(m, ast.FunctionDef)}
    calls = {
        name: {n.func.attr for n in ast.walk(m) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
        for name, m in methods.items()
    }
    asked = set()
    for name, method in methods.items():
        found = {
            node.args[1].value
            for node in ast.walk(method)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_may"
            if isinstance(node.args[1], ast.Constant)
        }
        asked |= found
        if not name.startswith("_") and name not in WITHOUT_A_STORE:
            # A verb asks itself, or does nothing but through a verb that asks.
            assert found or calls[name] & {n for n in methods if not n.startswith("_")}, f"{name} asks nobody"
    assert asked == set(RULES)


def test_somebody_without_a_name_may_look_and_not_speak():
    assert local_persona("  ") is READER
    authorize(READER, "read dialogue")
    for action in ("open dialogue", "respond", "revise", "publish"):
        with pytest.raises(NotAllowed, match="--by NAME"):
            authorize(READER, action)


@pytest.mark.parametrize("name", ["x" * 201, "Ruth\0", "Ruth\x1b[31m", "half \ud800"])
def test_a_name_that_no_page_can_show_is_refused(name):
    with pytest.raises(NotAllowed):
        local_persona(name)


def test_a_name_is_the_same_however_it_was_typed():
    assert local_persona(" Toma\u0301s  Adeyemi ").name == "Tomás Adeyemi"
