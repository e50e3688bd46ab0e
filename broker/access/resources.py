"""What something is done to, and how somebody can stand to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from broker.access.actors import Actor

#: How far a thing can be seen: by everybody of this store, by the members of a group, by those who take part.
VISIBILITIES = ("public", "group", "private")


@dataclass(frozen=True)
class Resource:
    """One thing, as it stands at this moment.

    People are named by their pseudonym, or by their name where they have none.

    Attributes
    ----------
    kind : str
        dialogue, product, dataset, term, demand, group, person, log or store.
    id : str
        Empty where an action is about none in particular (yet).
    exists : bool
        False for an id that stands for nothing.
    owner : str
        Who opened, made, published or formed it.
    visibility : str
        One of `VISIBILITIES`.
    participants, members, entered : frozenset of str
        Who takes part (who holds the data, of a dataset); who is in the group that it is shared with; who entered it
        with a reason on record, and may look until that ends.
    group : str
        The id of that group.
    embargoed, withdrawn, is_draft : bool
        Data kept back until a day, data whose holder withdrew consent, and data that wait for a review.
    is_open : bool
        Whether a dialogue was not brought to its end.
    lacks_data : bool
        Of a product: that whoever asks may not see all of the data that it was made from at this moment.
    """

    kind: str
    id: str = ""
    exists: bool = True
    owner: str = ""
    visibility: str = "public"
    group: str = ""
    participants: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    entered: frozenset[str] = frozenset()
    embargoed: bool = False
    withdrawn: bool = False
    is_draft: bool = False
    is_open: bool = True
    lacks_data: bool = False

    @property
    def is_kept_back(self) -> bool:
        """Whether its data are not for everybody at this moment."""
        return self.embargoed or self.withdrawn or self.is_draft

    def to_json(self) -> dict[str, Any]:
        """Return how the thing stands, without the people."""
        return {
            "kind": self.kind,
            "id": self.id,
            "visibility": self.visibility,
            "embargoed": self.embargoed,
            "withdrawn": self.withdrawn,
            "draft": self.is_draft,
            "open": self.is_open,
            "lacks_data": self.lacks_data,
        }


def _owns(actor: Actor, one: Resource) -> bool:
    return bool(one.owner) and one.owner in actor.known_as


def _takes_part(actor: Actor, one: Resource) -> bool:
    return not one.lacks_data and (_owns(actor, one) or bool(actor.known_as & one.participants))


def _is_member(actor: Actor, one: Resource) -> bool:
    return one.visibility == "group" and not one.lacks_data and bool(actor.known_as & one.members)


def _is_public(_: Actor, one: Resource) -> bool:
    return one.exists and one.visibility == "public" and not (one.is_kept_back or one.lacks_data)


def _entered(actor: Actor, one: Resource) -> bool:
    return not one.lacks_data and bool(actor.known_as & one.entered)


#: How somebody stands to a thing → whether they do, and the words for it after "may, if".
RELATIONS: dict[str, tuple[Callable[[Actor, Resource], bool], str]] = {
    "anyone": (lambda actor, one: True, "whatever it is"),
    "public": (_is_public, "it is public"),
    "owner": (_owns, "they began it"),
    "participant": (_takes_part, "they take part in it or hold it"),
    "member": (_is_member, "it is shared with a group that they are in"),
    "entered": (_entered, "they entered it with a reason on record"),
    "none": (lambda actor, one: not one.id, "it is about none in particular"),
    "there": (lambda actor, one: one.exists, "it is there"),
    "new": (lambda actor, one: not one.exists, "nobody has it yet"),
    "other's draft": (lambda actor, one: one.is_draft and not _takes_part(actor, one), "it is a draft of others"),
    "self": (lambda actor, one: bool(one.id) and one.id in actor.known_as, "it is about themselves"),
}
