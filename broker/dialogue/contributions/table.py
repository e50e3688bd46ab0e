"""The kinds of contribution: what people say to each other in a dialogue, one line a kind.

Adding a kind is adding a line here, and its event in `broker.events.KINDS`; the command line, the page of kinds
(`contributions.md`) and the checks of what is given follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from broker.dialogue.contributions.fields import Field, choice, date, reference, text

#: Who may sit at the table.
SIDES = ("user", "producer", "facilitator", "other")
#: As what somebody speaks: the roles that providers and experts take on and off (Steuri et al. 2022).
HATS = ("self", "representative", "expert", "facilitator", "developer", "trendsetter")
#: How deep somebody is involved (Bojovic et al. 2021).
INVOLVEMENT = ("engagement", "involvement", "empowerment")
MODES = ("inform", "consult", "collaborate", "empower")
TOPICS = ("definition", "data", "wording", "publication")
#: Fewer people are never told apart, because a number about two people is a number about each of them.
SMALLEST_GROUP = 3
#: What both sides are asked after a round and at the end.
EVALUATION = {
    "heard": "Was I heard?",
    "understood": "Do I understand the answer, and its doubt?",
    "useful": "Can I use it for the decision?",
    "fair": "Were the burden and the say shared fairly?",
    "trust": "Do I trust the other side more than before?",
    "learnt": "Did I learn what I did not know before?",
    "changed": "Did it change what I decide?",
    "again": "Would I do it again?",
}
#: The few that are asked after every round; at the end all are.
OF_A_ROUND = ("heard", "understood", "useful", "fair")
#: What a survey is about: one round, or the whole dialogue at its end.
SURVEYS = ("round", "end")
MET = ("yes", "partly", "no")


@dataclass(frozen=True)
class Form:
    """One kind of contribution.

    Attributes
    ----------
    kind, word, words : str
        The event, its word on the command line, and what it is.
    fields : tuple of Field
        The first one of words is what ``--text`` gives.
    after_close : bool
        Whether it may still be said when the dialogue was brought to its end.
    added : tuple of str
        What the event holds beside its fields, because the broker knows it: never words.
    """

    kind: str
    word: str
    words: str
    fields: tuple[Field, ...]
    after_close: bool = False
    added: tuple[str, ...] = ()

    @property
    def main(self) -> str:
        """The field that holds what is mainly said; empty where there are no words."""
        return next((f.name for f in self.fields if f.type == "text"), "")

    @property
    def clear(self) -> tuple[str, ...]:
        """The names in the event that hold no words of a person."""
        return (*(name for f in self.fields for name in f.clear), *self.added)

    def field(self, name: str) -> Field:
        """Return a field by its name."""
        return next(f for f in self.fields if f.name == name)


_TEXT = text("text", "what is said")
_NOTE = text("text", "what is said to it", required=False)
_WHO_JOINS = Field("person", "person", "who; left out, whoever says it", required=False)

#: Every kind of contribution, in the order in which a dialogue usually needs them.
FORMS: tuple[Form, ...] = (
    Form("ParticipantJoined", "join", "somebody takes part, on a side", (
        choice("side", "on which side", *SIDES), _WHO_JOINS,
        text("organisation", "of which organisation", required=False),
        choice("involvement", "how deep", *INVOLVEMENT, required=False)), after_close=True),
    Form("GroupsDescribed", "groups", "groups that somebody counts themselves to; told only in figures over groups", (
        Field("groups", "texts", "in their own words"), _WHO_JOINS), after_close=True),
    Form("ParticipantLeft", "leave", "somebody steps down, without any penalty", (
        _WHO_JOINS, text("because", "why", required=False)), after_close=True),
    Form("ExpectationStated", "expectation", "what a side offers, or expects of the other", (
        choice("of", "whose: the side that offers or expects", *SIDES),
        choice("way", "is it offered or expected", "offers", "expects"), _TEXT)),
    Form("ExpectationReviewed", "review-expectation", "looking back: was an expectation met", (
        reference("expectation", "which", "ExpectationStated"), choice("met", "was it met", *MET), _NOTE),
        after_close=True),
    Form("ModeChosen", "mode", "how far people take part, and why that is right here", (
        choice("mode", "how far", *MODES), text("because", "why, and at what burden"))),
    Form("RightsProposed", "propose-rights", "who decides on a topic; holds when the other side agrees", (
        choice("topic", "on what", *TOPICS), Field("decides", "parties", "who decides"),
        Field("advises", "parties", "who is heard before", required=False),
        Field("veto", "parties", "who may stop it by an objection about the topic", required=False),
        Field("informed", "parties", "who is told", required=False), text("because", "why", required=False)),
        added=("side",)),
    Form("RightsAgreed", "agree-rights", "the other side agrees: the rights hold from now on", (
        reference("rights", "which", "RightsProposed"),), added=("side",)),
    Form("StatementMade", "statement", "something is said", (_TEXT,)),
    Form("QuestionAsked", "question", "a question to a side or a person", (
        _TEXT, Field("to", "party", "to whom", required=False))),
    Form("QuestionAnswered", "answer", "an answer, by name; several may be given", (
        reference("question", "which", "QuestionAsked"), _TEXT)),
    Form("LocalKnowledgeGiven", "local-knowledge", "what people know of the place", (
        choice("form", "what it is", "observation", "story", "threshold"), _TEXT,
        text("value", 'the value of a threshold, such as "25 degC"', required=False),
        text("source", "whose knowledge it is", required=False))),
    Form("UncertaintyNamed", "uncertainty", "what is not known, and by whom", (_TEXT,)),
    Form("ObjectionRaised", "objection", "somebody objects; it stands until it is settled", (_TEXT,)),
    Form("ObjectionSettled", "settle-objection", "an objection comes to rest", (
        reference("objection", "which", "ObjectionRaised"),
        choice("how", "met or withdrawn: only by who objected; overruled: it stays visible as dissent",
               "met", "withdrawn", "overruled"), _NOTE)),
    Form("DisagreementRecorded", "disagreement", "parties see it differently; each position in its words", (
        text("text", "about what"), Field("positions", "sayings", "who holds what, two at least",
                                                   choices=("position",)))),
    Form("CompromiseReached", "compromise", "parties met, and each gave something up", (
        text("text", "on what"),
        Field("settles", "references", "which disagreements or objections", False,
              ("DisagreementRecorded", "ObjectionRaised")),
        Field("gave_up", "sayings", "who gave up what", choices=("what",)),
        text("dissent", "what remains, and whose", required=False),
        date("revisit", "when it is looked at again", required=False))),
    Form("PromiseMade", "promise", "somebody will do something by a day", (
        text("what", "what"), Field("who", "party", "who; left out, whoever says it", required=False),
        date("due", "by when", required=False))),
    Form("PromiseSettled", "settle-promise", "a promise was kept, kept late, or not", (
        reference("promise", "which", "PromiseMade"), choice("kept", "was it kept", "yes", "late", "no"),
        text("note", "how", required=False)), after_close=True),
    Form("DecisionTaken", "decision", "a decision, with what it was chosen from", (
        text("decision", "what is decided"), text("context", "in which situation", required=False),
        Field("options", "texts", "what it was chosen from", required=False),
        text("consequences", "what follows, and what is given up", required=False),
        choice("status", "how far it is", "proposed", "taken", "withdrawn", required=False, default="taken"),
        reference("supersedes", "the decision whose place it takes", "DecisionTaken", required=False))),
    Form("CostDeclared", "cost", "what a party spent", (
        Field("party", "party", "which; left out, whoever says it", required=False),
        choice("what", "of what", "hours", "money", "travel", "data"), Field("amount", "amount", "how much"),
        Field("unit", "unit", "in what; hours are in h", required=False), _NOTE), after_close=True),
    Form("RoundEvaluated", "evaluation", "both sides answer the same questions; nothing is averaged", (
        choice("survey", "of the round, or of the whole dialogue", *SURVEYS, required=False, default="round"),
        Field("answers", "answers", f"of {', '.join(EVALUATION)}: yes, partly or no", choices=tuple(EVALUATION)),
        text("text", "what should be done otherwise", required=False),
        choice("shown", "told only in sums of three people or more, or with the name", "sums", "named",
               required=False, default="sums")), after_close=True),
    Form("HandsCounted", "hands", "a show of hands: how many people of a side answered yes, partly and no", (
        choice("survey", "of the round, or of the whole dialogue", *SURVEYS, required=False, default="round"),
        choice("side", "of which side", *SIDES),
        Field("counts", "counts", f"of {', '.join(EVALUATION)}: how many said yes, partly and no",
              choices=tuple(EVALUATION)), _NOTE), after_close=True),
    Form("SurveyAsked", "ask-survey", "everybody who takes part is asked how it goes", (
        choice("survey", "of the round, or of the whole dialogue", *SURVEYS, required=False, default="round"),
        date("due", "by when", required=False), _NOTE), after_close=True),
    Form("FollowUpSet", "follow-up", "when somebody asks what came of it", (
        date("due", "when"), text("what", "what is asked then", required=False),
        Field("to", "parties", "who is asked; left out, the users and whoever accompanies", required=False)),
        after_close=True),
    Form("OutcomeReported", "outcome", "what came of it", (
        reference("follow_up", "which follow-up it answers", "FollowUpSet", required=False),
        choice("used", "was it used in the decision", "yes", "partly", "no", "not yet"),
        text("outcome", "what came of it, for whom"), text("evidence", 'what shows it; "none yet" is an honest value')),
        after_close=True),
    Form("Reminded", "remind", "whoever accompanies reminds somebody; it waits for them until they do something", (
        Field("to", "parties", "whom"), text("text", "of what", required=False)), after_close=True),
    Form("NoteWritten", "note", "a facilitator's note", (
        _TEXT, choice("sharing", "for whom: the author alone, or all who accompany the dialogue", "private", "shared",
                      required=False, default="private")), after_close=True),
    Form("BlockDismissed", "dismiss", "a building block or a principle is not relevant here", (
        Field("block", "count", "which of the six blocks", required=False, most=6),
        Field("principle", "count", "or which of the ten principles", required=False, most=10),
        text("because", "why"))),
)  # fmt: skip
#: Kinds with which a photo, scan or paper may go: what people say to all who read, and what shows it.
TAKES_FILES = frozenset(
    {
        "statement", "question", "answer", "local-knowledge", "uncertainty", "objection", "settle-objection",
        "disagreement", "compromise", "promise", "settle-promise", "decision", "cost", "hands", "outcome",
    }
)  # fmt: skip
BY_KIND = {form.kind: form for form in FORMS}
BY_WORD = {form.word: form for form in FORMS}
#: What every contribution may say beside its own fields.
SHARED: tuple[Field, ...] = (
    Field("about", "about", "what it is about: an axis, a topic, a step of the translation, a product, or e7", False),
    Field("on_behalf", "person", "for whom it is said, when they do not say it themselves", False),
    choice("hat", "as what somebody speaks", *HATS, required=False),
    date("claimed_at", "the day when it was said, where that was before it is written down", required=False),
)
