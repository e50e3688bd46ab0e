"""The table of rules: for each action, who may take it. The first rule that fits decides; where none fits, nobody may.

Whoever may not even see a thing is answered as if it were not there (`SEEN_BY`).
"""

from __future__ import annotations

from dataclasses import dataclass

from broker.access.actors import ROLES


@dataclass(frozen=True)
class Rule:
    """Who may: anybody of these roles who stands so to the thing; and why it is so."""

    roles: frozenset[str]
    relation: str
    because: str


@dataclass(frozen=True)
class Action:
    """What an action is about, and its rules from top to bottom; some need a dialogue that is not at its end."""

    about: str
    rules: tuple[Rule, ...]
    needs_open: bool = False


EVERYBODY = frozenset(ROLES)
NAMED = EVERYBODY - {"reader"}
ADMIN = frozenset({"admin"})
PRODUCERS = frozenset({"producer"})
REVIEWERS = frozenset({"reviewer", "admin"})
HELPERS = frozenset({"facilitator", "admin"})

#: What nobody can abuse: it shows what is public, and keeps nothing.
FREE = (Rule(EVERYBODY, "anyone", "It shows only what the one who asks may see, and changes nothing."),)
SIGNED = (Rule(NAMED, "anyone", "What is recorded must say who did it, so it takes a name and nothing else."),)
#: To read a dialogue.
READS = (
    Rule(EVERYBODY, "public", "A public dialogue is for everybody of this store."),
    Rule(NAMED, "participant", "Those who take part read what they are part of."),
    Rule(NAMED, "member", "It is shared with a group, and its members read it."),
    Rule(HELPERS, "entered", "Facilitators and admins read for a day what they entered with a reason on record."),
)
#: To take a dialogue out of the store: not for those who only entered it.
TAKES = READS[:3]
#: To speak in a dialogue.
VOICES = (
    Rule(NAMED, "public", "In a public dialogue everybody who gives a name may speak."),
    Rule(NAMED, "participant", "Those who take part may speak."),
    Rule(NAMED, "member", "It is shared with a group, and its members may speak."),
)
#: To see data.
DATA = (
    Rule(EVERYBODY, "public", "Published data without an embargo are for everybody."),
    Rule(NAMED, "participant", "Who published data, or holds them, sees them while they are kept back from others."),
)
#: To change what is on offer.
HOLDERS = (
    Rule(PRODUCERS, "participant", "Who published data, or holds them, decides about them."),
    Rule(ADMIN, "public", "Admins decide about what everybody sees, where its producer cannot."),
)
#: What only the person themselves, or an admin, decides.
SELF_OR_ADMIN = (
    Rule(NAMED, "self", "Everybody decides about what is known of them."),
    Rule(ADMIN, "anyone", "Admins do it where the person asks them to."),
)

#: Action → what it is about, and who may. A verb of the service whose action is not here fails the tests.
RULES: dict[str, Action] = {
    # the catalog
    "check": Action("store", FREE),
    "publish": Action(
        "dataset",
        (
            Rule(PRODUCERS | ADMIN, "new", "Producers put new data on offer."),
            Rule(PRODUCERS, "participant", "Who published data, or holds them, brings out their next version."),
            Rule(ADMIN, "anyone", "Admins bring out a next version where its producer cannot."),
        ),
    ),
    "list datasets": Action("store", FREE),
    "see dataset": Action("dataset", DATA),
    "read data": Action("dataset", DATA),
    "retire": Action("dataset", HOLDERS),
    "lift embargo": Action("dataset", HOLDERS),
    "withdraw consent": Action("dataset", HOLDERS),
    "list drafts": Action("store", (Rule(REVIEWERS, "anyone", "Reviewers see what waits for a review."),)),
    "review dataset": Action(
        "dataset",
        (
            Rule(REVIEWERS, "other's draft", "A reviewer judges what somebody else published."),
            Rule(REVIEWERS, "public", "A reviewer may look again at what everybody sees."),
        ),
    ),
    # from words to numbers
    "ask": Action("store", FREE),
    "tell producers": Action("store", FREE),
    "read glossary": Action("store", FREE),
    "propose term": Action("dialogue", (Rule(NAMED, "none", "Anybody with a name may propose a word."), *VOICES)),
    "agree term": Action("store", SIGNED),
    "build": Action("store", FREE),
    "read product": Action(
        "product",
        (
            Rule(EVERYBODY, "public", "It was made in the open, and all of its data are open at this moment."),
            Rule(NAMED, "participant", "It was made for them, and they may see all of its data at this moment."),
            Rule(NAMED, "member", "It was made in a dialogue of their group, and its data are open at this moment."),
            Rule(HELPERS, "entered", "It was made in a dialogue that they entered with a reason on record."),
        ),
    ),
    "reproduce": Action("store", FREE),
    "search places": Action("store", FREE),
    "keep places": Action("store", SIGNED),
    # what is half written
    "keep own drafts": Action("person", (Rule(NAMED, "self", "What somebody has half written is theirs alone."),)),
    "keep drafts of a session": Action(
        "store",
        (Rule(EVERYBODY, "anyone", "They are sealed under the session's secret: who holds it wrote them."),),
    ),
    # the dialogue
    "list dialogues": Action("store", FREE),
    "open dialogue": Action("store", SIGNED),
    "read dialogue": Action("dialogue", READS),
    "enter dialogue": Action(
        "dialogue",
        (Rule(HELPERS, "there", "Facilitators and admins may look in with a reason, which those who take part see."),),
    ),
    "share dialogue": Action(
        "dialogue", (Rule(NAMED, "owner", "Who opened a dialogue decides who may see it."),), needs_open=False
    ),
    "build round": Action("dialogue", VOICES, needs_open=True),
    "respond": Action("dialogue", VOICES, needs_open=True),
    "revise": Action("dialogue", VOICES, needs_open=True),
    "branch": Action("dialogue", VOICES, needs_open=True),
    "add need": Action("dialogue", VOICES, needs_open=True),
    "rejoin strands": Action("dialogue", VOICES, needs_open=True),
    "close round": Action("dialogue", VOICES, needs_open=True),
    "reopen": Action("dialogue", VOICES),
    "enter workshop": Action("dialogue", VOICES, needs_open=True),
    "read attachment": Action("dialogue", READS),
    "remember years": Action("dialogue", VOICES, needs_open=True),
    "accept assumption": Action("dialogue", VOICES, needs_open=True),
    "contest assumption": Action("dialogue", VOICES, needs_open=True),
    "replace assumption": Action("dialogue", VOICES, needs_open=True),
    "contribute": Action("dialogue", VOICES),
    "close dialogue": Action("dialogue", VOICES, needs_open=True),
    "see duties": Action("store", SIGNED),
    # people
    "sign in": Action("store", FREE),
    "bootstrap": Action("store", FREE),
    "become admin": Action("store", SIGNED),
    "see person": Action(
        "person",
        (
            Rule(NAMED, "self", "Everybody sees what is known of them."),
            Rule(HELPERS, "anyone", "Facilitators and admins see who there is."),
        ),
    ),
    "list people": Action("store", (Rule(HELPERS, "anyone", "Facilitators and admins see who there is."),)),
    "give roles": Action("person", (Rule(ADMIN, "anyone", "Admins say who may do what."),)),
    "end sessions": Action("person", SELF_OR_ADMIN),
    "erase person": Action("person", SELF_OR_ADMIN),
    "read own consent": Action("store", SIGNED),
    "give consent": Action(
        "person",
        (
            Rule(NAMED, "self", "Everybody says how far their own words may go."),
            Rule(HELPERS, "anyone", "Facilitators record what somebody without an account said of it."),
        ),
    ),
    "invite": Action("dialogue", VOICES),
    "accept invitation": Action("store", FREE),
    "add participant": Action("dialogue", VOICES, needs_open=True),
    # groups
    "list groups": Action("store", SIGNED),
    "form group": Action("store", SIGNED),
    "see group": Action("group", (Rule(NAMED, "participant", "The members of a group see who is in it."),)),
    "change group": Action("group", (Rule(NAMED, "owner", "Who formed a group decides who is in it."),)),
    # the record
    "verify log": Action("store", FREE),
    "export log": Action("dialogue", TAKES),
    "import dialogue": Action(
        "store",
        (Rule(HELPERS, "anyone", "Who accompanies dialogues may take in one that was begun elsewhere."),),
    ),
    "export whole log": Action("store", FREE),
    "read unmet needs": Action("store", FREE),
    "vote for need": Action("store", SIGNED),
    "explain access": Action("store", FREE),
    "examine installation": Action("store", FREE),
    "take backup": Action("store", (Rule(ADMIN, "anyone", "A copy of the whole store holds what everybody said."),)),
    "restore backup": Action("store", (Rule(ADMIN, "anyone", "It takes the place of what everybody recorded."),)),
    "clean store": Action("store", (Rule(PRODUCERS | ADMIN, "anyone", "Who fills the store may tidy it."),)),
}

#: Kind of thing → the action that shows it. Who may not take that one is told that the thing is not there.
SEEN_BY = {
    "dialogue": "read dialogue",
    "product": "read product",
    "dataset": "see dataset",
    "group": "see group",
}
