"""`broker why` says of every role what it may, by which rule, and what it lacks where it may not."""

from __future__ import annotations

import json

import pytest

from broker import Broker
from broker.access.actors import ROLES
from broker.cli import main
from tests.integration.small_world import need

pytestmark = pytest.mark.usefixtures("database")
#: Role → what it may: action, thing, the roles and the relation of the rule; and what it may not: what it lacks.
MAY = {
    "reader": ("list dialogues", "", "anybody", "anyone"),
    "user": ("open dialogue", "", "admin, facilitator, producer, reviewer, user", "anyone"),
    "producer": ("publish", "", "admin, producer", "new"),
    "facilitator": ("list people", "", "admin, facilitator", "anyone"),
    "reviewer": ("list drafts", "", "admin, reviewer", "anyone"),
    "admin": ("give roles", "the user", "admin", "anyone"),
}
MAY_NOT = {
    "reader": ("open dialogue", "", ("Anybody with a name may.",)),
    "user": ("publish", "", ("producer", "admin")),
    "producer": ("list drafts", "", ("reviewer", "admin")),
    "facilitator": ("give roles", "the user", ("admin",)),
    "reviewer": ("take backup", "", ("admin",)),
    "admin": ("read dialogue", "private", ()),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory, database):
    """A store in which people sign in: one of each role, and a private dialogue of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROKER_SIGN_IN", "oidc")
        broker = Broker(tmp_path_factory.mktemp("why") / "home")
        people = {"reader": ""}
        for role in ("admin", "user", "producer", "facilitator", "reviewer"):
            people[role] = broker.sign_in("https://id.example", role, name=f"Sam {role}").id
        broker.become_admin(broker.bootstrap_token(), by=people["admin"])
        for role in ("producer", "facilitator", "reviewer"):
            broker.change_roles(people[role], [role], by=people["admin"])
        opened = broker.open_dialogue(need(), by=people["user"], shared_with="private").id
        yield broker, people, {"the user": people["user"], "private": opened}


@pytest.fixture
def ask(store, monkeypatch, capsys):
    """Ask why in a terminal, and return the document and the words."""
    monkeypatch.setenv("BROKER_SIGN_IN", "oidc")
    broker, people, things = store

    def asked(role, action, thing, *more):
        words = [
            "--home",
            str(broker.home),
            "why",
            people[role],
            action,
            *([things.get(thing, thing)] if thing else []),
        ]
        told = []
        for form in (["--json"], []):
            assert main([*words, *more, *form]) == 0
            told.append(capsys.readouterr().out)
        return json.loads(told[0]), " ".join(told[1].split())

    return asked


def test_every_role_is_asked_about():
    assert set(MAY) == set(MAY_NOT) == set(ROLES)


@pytest.mark.parametrize("role", MAY)
def test_who_may_is_told_the_rule_by_which_they_may(ask, role):
    action, thing, roles, relation = MAY[role]
    document, words = ask(role, action, thing)
    assert document["allowed"] is True
    assert document["rule"]["relation"] == relation
    assert document["because"] in words
    assert f"rule: {action} — {roles} — {relation}" in words
    assert role in document["roles"]


@pytest.mark.parametrize("role", MAY_NOT)
def test_who_may_not_is_told_that_no_rule_fits_and_which_role_or_place_would(ask, store, role):
    action, thing, lacking = MAY_NOT[role]
    document, words = ask(role, action, thing, *(("--by", store[1]["user"]) if thing == "private" else ()))
    assert (document["allowed"], document["rule"]) == (False, None)
    assert f"may not {action}" in words
    ways = " ".join(document["would_change"])
    assert ways
    assert all(name in ways for name in lacking), ways
    assert all(f"would change it: {way}" in words for way in document["would_change"])
    assert document["seems_absent"] is (thing == "private")
    assert ("is told that it is not there" in words) is (thing == "private")
