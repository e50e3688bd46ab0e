"""Every action × role × standing × state, against a table that was written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from broker.access import ROLES, RULES, VISIBILITIES, Actor, Resource, decide

WHO_MAY: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "who_may.toml").read_text(encoding="utf-8")
)
#: What each kind of thing is seen by, as the table has it.
SEEN_BY = {"dialogue": "read dialogue", "product": "read product", "dataset": "see dataset", "group": "see group"}
STANDINGS = ("stranger", "owner", "participant", "member", "inside")
ME, OTHER = "p-rrrrrrrrrr", "p-tttttttttt"


class Cell(NamedTuple):
    """One question to the table."""

    action: str
    role: str
    standing: str
    state: str
    resource: Resource
    allowed: bool
    hidden: bool
    over: bool = False


def fits(people: list[str], role: str, standing: str) -> bool:
    """Whether the words of the table are about somebody of a role who stands so to a thing."""
    return any(_fits(words, role, standing) for words in people)


def _fits(words: str, role: str, standing: str) -> bool:
    if words in ("everybody", "named"):
        return words == "everybody" or role != "reader"
    if words in STANDINGS:
        return words == standing and role != "reader"
    who, _, how = words.partition(" who is ")
    if how:
        return who == role and how == standing
    who, inside, _ = words.partition(" inside")
    return who == role and (not inside or standing == "inside")


def rows(kind: str) -> dict[str, dict[str, Any]]:
    """Return the row of each action about this kind of thing."""
    return {action: row for row in WHO_MAY[kind] for action in row["actions"]}


def standing_in(resource: Resource, standing: str) -> Resource:
    """Return a thing to which `ME` stands so, and everything else to others."""
    values = {
        "owner": {"owner": ME, "participants": frozenset({ME, OTHER})},
        "participant": {"participants": frozenset({ME, OTHER})},
        "member": {"members": frozenset({ME, OTHER})},
        "inside": {"entered": frozenset({ME})},
    }
    plain = {"owner": OTHER, "participants": frozenset({OTHER}), "members": frozenset({OTHER})}
    return Resource(**{**_fields(resource), **plain, **values.get(standing, {})})


def _fields(resource: Resource) -> dict[str, Any]:
    return {name: getattr(resource, name) for name in resource.__dataclass_fields__}


def dialogue_cells() -> Iterator[Cell]:
    table = rows("dialogue")
    for action, role, standing, seen, is_open in product(
        table, ROLES, STANDINGS, ("public", "group", "private"), (1, 0)
    ):
        row = table[action]
        thing = standing_in(Resource("dialogue", "d-1", visibility=seen, is_open=bool(is_open)), standing)
        may = fits(row[seen], role, standing)
        over = may and not is_open and row["closed"] == "nobody"
        reads = fits(table[SEEN_BY["dialogue"]][seen], role, standing)
        state = f"{seen}, {'open' if is_open else 'closed'}"
        yield Cell(action, role, standing, state, thing, may and not over, not may and not reads, over)
    for action, role in product(table, ROLES):
        yield Cell(action, role, "stranger", "absent", Resource("dialogue", "d-1", exists=False), False, True)


def product_cells() -> Iterator[Cell]:
    (row,) = WHO_MAY["product"]
    for role, standing, seen, lacks in product(ROLES, STANDINGS, VISIBILITIES, (False, True)):
        thing = standing_in(Resource("product", "1" * 64, visibility=seen, lacks_data=lacks), standing)
        may = fits(row[seen], role, standing) and not lacks
        yield Cell(
            "read product", role, standing, f"{seen}, {'lacks data' if lacks else 'has data'}", thing, may, not may
        )


def dataset_cells() -> Iterator[Cell]:
    states: dict[str, dict[str, Any]] = {
        "open": {}, "embargoed": {"embargoed": True}, "withdrawn": {"withdrawn": True}, "draft": {"is_draft": True},
        "draft under embargo": {"is_draft": True, "embargoed": True}, "absent": {"exists": False},
    }  # fmt: skip
    table = rows("dataset")
    for action, role, standing, (state, values) in product(table, ROLES, STANDINGS[:3], states.items()):
        if state == "absent" and standing != "stranger":
            continue
        thing = Resource("dataset", "gauge", exists=False)
        if state != "absent":
            thing = standing_in(Resource("dataset", "gauge", **values), standing)

        def row_of(one: str, state: str = state) -> list[str]:
            row = table[one]
            drafts = row.get("draft") if state.startswith("draft") else None
            return drafts if drafts is not None else row.get(state, row["kept_back"])

        may = fits(row_of(action), role, standing)
        sees = fits(row_of(SEEN_BY["dataset"]), role, standing)
        yield Cell(action, role, standing, state, thing, may, not may and not sees)


def other_cells() -> Iterator[Cell]:
    for action, row in rows("group").items():
        for role, standing in product(ROLES, STANDINGS[:3]):
            thing = standing_in(Resource("group", "g1", visibility="private"), standing)
            may = fits(row["there"], role, standing)
            sees = fits(rows("group")["see group"]["there"], role, standing)
            yield Cell(action, role, standing, "there", thing, may, not may and not sees)
        for role in ROLES:
            yield Cell(action, role, "stranger", "absent", Resource("group", "g9", exists=False), False, True)
    for action, row in rows("person").items():
        for role, (whose, id) in product(ROLES, (("self", ME), ("other", OTHER))):
            yield Cell(action, role, whose, "there", Resource("person", id), fits(row[whose], role, ""), False)
    for action, row in rows("store").items():
        for role in ROLES:
            yield Cell(action, role, "", "", Resource("store"), fits(row["may"], role, ""), False)


EVERY = [*dialogue_cells(), *product_cells(), *dataset_cells(), *other_cells()]


def test_every_action_of_the_code_stands_in_the_table_and_no_other():
    assert sorted({cell.action for cell in EVERY}) == sorted(RULES)
    assert {kind: {a for row in held for a in row["actions"]} for kind, held in WHO_MAY.items()} == {
        kind: {a for a, action in RULES.items() if action.about == kind} for kind in WHO_MAY
    }


def test_the_table_has_as_many_cells_as_were_promised():
    assert len(EVERY) >= 2_500


@pytest.mark.parametrize("action", RULES)
def test_the_code_decides_as_the_table_says(action):
    wrong = []
    for cell in (cell for cell in EVERY if cell.action == action):
        name = "" if cell.role == "reader" else "Ruth"
        actor = Actor(name, frozenset({cell.role}), ME if name else "")
        found = decide(actor, action, cell.resource)
        if (found.allowed, found.is_hidden, found.is_over) != (cell.allowed, cell.hidden, cell.over):
            wrong.append((cell[:4], f"allowed {found.allowed}, hidden {found.is_hidden}, over {found.is_over}"))
    assert not wrong, f"{len(wrong)} cells differ: {wrong[:5]}"


def test_every_rule_decides_some_cell():
    used = set()
    for cell in EVERY:
        name = "" if cell.role == "reader" else "Ruth"
        found = decide(Actor(name, frozenset({cell.role}), ME if name else ""), cell.action, cell.resource)
        used.add((cell.action, found.rule))
    unused = [(action, rule) for action, held in RULES.items() for rule in held.rules if (action, rule) not in used]
    assert [(a, r.relation) for a, r in unused] == [("propose term", "none")]  # about none in particular: no cell
