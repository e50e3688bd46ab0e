"""The kinds of events: what was done, in the past tense, and whose each of its words is."""

from __future__ import annotations

from dataclasses import dataclass

from broker.event import NO_EVENT, Event

__all__ = ["ALWAYS_CLEAR", "CATALOG", "GLOSSARY", "KINDS", "NO_EVENT", "UNMET_NEEDS", "Event", "Kind"]


@dataclass(frozen=True)
class Kind:
    """What an event of one kind records, and whose each part of it is.

    Attributes
    ----------
    words : str
        What it records, with the fields of its data.
    clear : tuple of str
        Fields that are ids, numbers, dates or one of a few words, and never personal: they stay when people are erased.
    owner : tuple of str
        Fields that quote the need of the round: they are sealed under the key of whoever stated it.

    Notes
    -----
    Every other field is sealed under the key of whoever acts, and so is a clear field that holds more than a plain
    word: what is not classified is kept from being read, not shown.
    """

    words: str
    clear: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()


#: Clear in events of every kind.
ALWAYS_CLEAR = ("round", "strand", "about", "hat", "claimed_at", "on_behalf", "by_rights", "consent", "against")
_STEP = {"clear": ("entry", "index"), "owner": ("value", "place")}

#: Every kind of event. `Event.data` holds the fields named here.
KINDS = {
    "DialogueOpened": Kind("somebody opened a dialogue: title, visibility, group", clear=("visibility", "group")),
    "NeedStated": Kind("the first need, in the user's own words: round, need, specification"),
    "NeedRevised": Kind(
        "a changed need, which opens the next round: round, follows (numbers of rounds), need, specification, because, "
        "carried, words_of (the person whose words the need repeats)",
        clear=("carried", "follows", "words_of"),
    ),
    "DatasetsMatched": Kind(
        "which data answer a round and where they miss it: round, match",
        owner=("match",),
    ),
    "ProductBuilt": Kind(
        "the product of a round: round, product, files (name → sha256), units, summary, sentence, warnings",
        clear=("product",),
        owner=("files", "units", "summary", "sentence", "warnings"),
    ),
    "ResponseGiven": Kind(
        "what somebody says to a round: round, fits (axis → yes, nearly, no), text, on_behalf",
        clear=("fits",),
    ),
    "AssumptionAccepted": Kind(
        "somebody stands by a step of the translation: round, entry, about, value, because, source, stated_by, index, "
        "place",
        **_STEP,
    ),
    "AssumptionContested": Kind("somebody objects to a step of the translation: as AssumptionAccepted", **_STEP),
    "AssumptionReplaced": Kind(
        "another value for a step of the translation, for the next round: as AssumptionAccepted, and instead",
        **_STEP,
    ),
    "ComprehensionChecked": Kind(
        "what somebody understood of a product: round, product, questions, answers, correct",
        clear=("product", "correct"),
        owner=("questions",),
    ),
    # What people say to each other (`broker.dialogue.contributions`). Each has: round, about (an entry id, an axis, a
    # product or an event), hat, claimed_at and on_behalf (a person id; else on_behalf_named). An act on a topic on
    # which rights are in force has by_rights (topic → inside, consent or against), with consent (the event of it) or
    # with against (the topics) and against_because (words).
    "StatementMade": Kind("somebody says something: text"),
    "QuestionAsked": Kind("a question: text, to (a side or a person id), to_named", clear=("to",)),
    "QuestionAnswered": Kind("an answer: question, text", clear=("question",)),
    "LocalKnowledgeGiven": Kind("what people know of the place: form, text, value, source", clear=("form",)),
    "ObjectionRaised": Kind("an objection: text"),
    "ObjectionSettled": Kind("an objection came to rest: objection, how, text", clear=("objection", "how")),
    "UncertaintyNamed": Kind("what is not known: text"),
    "DisagreementRecorded": Kind("parties see it differently, and each says how: text, positions"),
    "CompromiseReached": Kind(
        "parties met: settles, text, gave_up, dissent, revisit",
        clear=("settles", "revisit"),
    ),
    "PromiseMade": Kind("somebody will do something: what, who, who_named, due", clear=("who", "due")),
    "PromiseSettled": Kind("a promise was kept, or not: promise, kept, note", clear=("promise", "kept")),
    "DecisionTaken": Kind(
        "a decision: context, options, decision, consequences, status, supersedes",
        clear=("status", "supersedes"),
    ),
    "ExpectationStated": Kind("what a side offers or expects: of, way, text", clear=("of", "way")),
    "ExpectationReviewed": Kind("was an expectation met: expectation, met, text", clear=("expectation", "met")),
    "CostDeclared": Kind(
        "what a party spent: party, party_named, what, amount, unit, text",
        clear=("party", "what", "amount", "unit"),
    ),
    "ModeChosen": Kind("how far people take part: mode, because", clear=("mode",)),
    "RoundEvaluated": Kind(
        "somebody rates the work: survey (round, end), answers (question → yes, partly, no), text, shown (sums, named)",
        clear=("survey", "shown"),
    ),
    "HandsCounted": Kind(
        "a show of hands: survey, side, counts (question → yes, partly, no → people), text",
        clear=("survey", "side", "counts"),
    ),
    "SurveyAsked": Kind("everybody is asked how it goes: survey, due, text", clear=("survey", "due")),
    "FollowUpSet": Kind("when somebody asks what came of it: due, what, to", clear=("due", "to")),
    "Reminded": Kind("somebody was reminded: to (sides, person ids), text", clear=("to",)),
    "OutcomeReported": Kind("what came of it: follow_up, used, outcome, evidence", clear=("follow_up", "used")),
    "ParticipantJoined": Kind(
        "somebody takes part: person, person_named, side, organisation, involvement",
        clear=("person", "side", "involvement"),
    ),
    "GroupsDescribed": Kind(
        "groups that somebody counts themselves to, for figures over groups and nobody's eyes: person, person_named, "
        "groups",
        clear=("person",),
    ),
    "ParticipantLeft": Kind("somebody no longer takes part: person, person_named, because", clear=("person",)),
    "NoteWritten": Kind("a facilitator's note: sharing (private, shared), text", clear=("sharing",)),
    "BlockDismissed": Kind(
        "a building block or principle is not relevant here: block, principle, because",
        clear=("block", "principle"),
    ),
    "RightsProposed": Kind(
        "who decides on a topic: topic, decides, advises, veto, informed (sides, person ids), because, side (who says "
        "it)",
        clear=("topic", "decides", "advises", "veto", "informed", "side"),
    ),
    "RightsAgreed": Kind("the other side agrees to proposed rights: rights, side", clear=("rights", "side")),
    "LogCarriedOver": Kind(
        "the log of an older broker was recorded anew, sealed: events (how many), root (of the old log)",
        clear=("events", "root"),
    ),
    # Of people: `person` is an id.
    "PersonRegistered": Kind("somebody came: person, way (account, invitation, offline)", clear=("person", "way")),
    "RolesGiven": Kind("somebody holds more roles: person, roles", clear=("person", "roles")),
    "RolesTaken": Kind("somebody holds fewer roles: person, roles", clear=("person", "roles")),
    "ConsentGiven": Kind(
        "how far somebody's words may go: person, dialogue (empty: all), scopes, named, note (where another says it)",
        clear=("person", "dialogue", "scopes", "named"),
    ),
    "ParticipantConsentWithdrawn": Kind(
        "how far somebody's words may go no longer: person, dialogue (empty: all), scopes, named, note",
        clear=("person", "dialogue", "scopes", "named"),
    ),
    "PersonErased": Kind("the key of a person was deleted: person, because", clear=("person",)),
    "InvitationMade": Kind(
        "a link to a dialogue was made: invitation, dialogue, until, uses",
        clear=("invitation", "dialogue", "until", "uses"),
    ),
    "InvitationUsed": Kind(
        "somebody came by a link: invitation, dialogue, person",
        clear=("invitation", "dialogue", "person"),
    ),
    "InvitationRevoked": Kind("a link opens nothing any more: invitation, dialogue", clear=("invitation", "dialogue")),
    "ReportPublished": Kind(
        "a dialogue left for the public, while rights on publication or wording were in force: form",
        clear=("form",),
    ),
    "RoundClosed": Kind("a round was closed, because the next one opened or the dialogue ended: round"),
    "RoundReopened": Kind("a closed round takes words and products again: round, because"),
    "DialogueClosed": Kind("a dialogue was brought to its end: because"),
    "DialogueReopened": Kind("a dialogue that had been brought to its end goes on: because"),
    "StrandOpened": Kind(
        "another need, or another definition beside the first, round by round: strand, round, from_round (0 for "
        "another need), title, because",
        clear=("from_round",),
    ),
    "StrandsRejoined": Kind(
        "strands go on as one, by a decision: strands, into, round, decision, because, dissent",
        clear=("strands", "into"),
    ),
    "WorkshopHeld": Kind(
        "a meeting that took place elsewhere: round, date, place, present, minutes, attachments (name, sha256, "
        "original, media_type, size)",
        clear=("date",),
    ),
    "BadYearsRemembered": Kind(
        "the years that somebody remembers as bad, and the metric in them: round, bad, good, of, source, compared",
        owner=("compared",),
    ),
    "DialogueImported": Kind(
        "a dialogue that was begun elsewhere is taken in: dialogue, first, events (its first and last sequence), head, "
        "origin, key, size, root (of the checkpoint it came with), withheld (the events that came without words)",
        clear=("dialogue", "first", "events", "head", "origin", "key", "size", "root", "withheld"),
    ),
    "SetUpTaken": Kind(
        "a dialogue was opened with the set-up of another one: round, carried (part → ids, sides and counts), origin "
        "(a hash that nobody can read back)",
        clear=("carried", "origin"),
    ),
    "SetUpNamed": Kind(
        "of which dialogue a set-up is, for those who may see both: dialogue (the new one), audience (the one it "
        "is of), salt (of the hash)"
    ),
    "VisibilityChanged": Kind(
        "who may see a dialogue: visibility (public, group, private), group, because",
        clear=("visibility", "group"),
    ),
    "GroupFormed": Kind("a group of people that dialogues can be shared with: name"),
    "GroupJoined": Kind("somebody was brought into a group: group, person, person_named", clear=("group", "person")),
    "GroupLeft": Kind("somebody is no longer in a group: group, person, person_named", clear=("group", "person")),
    "AccessTaken": Kind(
        "somebody looked into a dialogue that they take no part in: dialogue, because", clear=("dialogue",)
    ),
    "NeedLeftUnmet": Kind(
        "a need that could not be served: statement, axis, reason, referral, need (or null), code, audience (a "
        "dialogue, a person; absent: everybody), and of a refused need: missing, index, place",
        clear=("axis", "code", "missing", "index", "audience"),
    ),
    "VoteGiven": Kind("somebody wants what an unmet need wants: demand", clear=("demand",)),
    "VoteWithdrawn": Kind("somebody takes a vote back: demand", clear=("demand",)),
    "NeedBecameServable": Kind(
        "a new version would serve needs that wait: demand, needs (numbers), dataset, version",
        clear=("demand", "needs", "dataset", "version"),
    ),
    "TermProposed": Kind(
        "a word of one side with the other side's: word, other, side, mistaken, example, source, language, dialogue",
        clear=("side", "language", "dialogue"),
    ),
    "TermAgreed": Kind("somebody agrees on a proposed term: term", clear=("term",)),
    "DatasetPublished": Kind(
        "a producer published a version of a dataset: dataset, version, report",
        clear=("dataset", "version"),
    ),
    "DatasetDrafted": Kind(
        "a producer stored a version that waits for a review: dataset, version",
        clear=("dataset", "version"),
    ),
    "DatasetReviewed": Kind(
        "a reviewer accepted unmet standards of a draft: dataset, version, accepted, because, status",
        clear=("dataset", "version", "accepted", "status"),
    ),
    "EmbargoLifted": Kind(
        "a version was opened to everybody before its embargo ended: dataset, version",
        clear=("dataset", "version"),
    ),
    "ConsentWithdrawn": Kind(
        "the holder of observations closed a version to others: dataset, version, because",
        clear=("dataset", "version"),
    ),
    "DatasetRetired": Kind(
        "a version was withdrawn from offer: dataset, version, because",
        clear=("dataset", "version"),
    ),
}

#: Streams beside the dialogues.
ACCESS = "access"
GROUPS = "groups"
UNMET_NEEDS = "unmet-needs"
CATALOG = "catalog"
GLOSSARY = "glossary"
PEOPLE = "people"
IMPORTS = "imports"
SETUPS = "set-ups"
