"""What people did in a dialogue, one act after the other: who of which party, of what kind, on which axis, in words.

An act is an event that somebody reads. Events that only the machinery needs (which data matched, that a round was
closed because the next one opened) are no acts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from broker.attribution import whole
from broker.dialogue.meetings import Attachment
from broker.dialogue.rounds import FITS
from broker.events import Event
from broker.mismatch import AXES

#: The parties of a dialogue, in the order in which they are drawn.
PARTIES = ("user", "producer", "facilitator", "other")
#: What personas call themselves after the comma of their name → their party, until they join in words of their own.
_CALLINGS = {
    "farmer": "user",
    "planner": "user",
    "user": "user",
    "scientist": "producer",
    "producer": "producer",
    "facilitator": "facilitator",
}
#: Kind of event → kind of mark, and the fields that hold its words, the first that is there.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "NeedStated": ("need", ("need.statement",)),
    "NeedRevised": ("need", ("because", "need.statement")),
    "StrandOpened": ("need", ("title", "because")),
    "StrandsRejoined": ("together", ("decision", "because")),
    "RoundReopened": ("need", ("because",)),
    "DialogueReopened": ("need", ("because",)),
    "DialogueClosed": ("together", ("because",)),
    "ProductBuilt": ("answer", ("sentence",)),
    "ResponseGiven": ("said", ("text",)),
    "StatementMade": ("said", ("text",)),
    "LocalKnowledgeGiven": ("said", ("text",)),
    "BadYearsRemembered": ("said", ("of", "source")),
    "QuestionAnswered": ("said", ("text",)),
    "WorkshopHeld": ("said", ("minutes", "place")),
    "NoteWritten": ("said", ("text",)),
    "RoundEvaluated": ("said", ("text",)),
    "HandsCounted": ("said", ("text",)),
    "OutcomeReported": ("said", ("outcome", "used")),
    "QuestionAsked": ("question", ("text",)),
    "ExpectationStated": ("question", ("text",)),
    "ObjectionRaised": ("against", ("text",)),
    "DisagreementRecorded": ("against", ("text",)),
    "UncertaintyNamed": ("against", ("text",)),
    "AssumptionContested": ("against", ("because",)),
    "ObjectionSettled": ("together", ("text",)),
    "CompromiseReached": ("together", ("text",)),
    "DecisionTaken": ("together", ("decision",)),
    "AssumptionAccepted": ("together", ("because",)),
    "AssumptionReplaced": ("together", ("because",)),
    "ExpectationReviewed": ("together", ("text",)),
    "RightsAgreed": ("together", ()),
    "PromiseMade": ("promise", ("what",)),
    "PromiseSettled": ("promise", ("note",)),
    "FollowUpSet": ("promise", ("what",)),
    "SurveyAsked": ("question", ("text",)),
    "Reminded": ("question", ("text",)),
    "RightsProposed": ("frame", ("because",)),
    "ModeChosen": ("frame", ("because",)),
    "CostDeclared": ("frame", ("text",)),
    "SetUpTaken": ("frame", ()),
    "ParticipantJoined": ("frame", ("organisation",)),
    "ParticipantLeft": ("frame", ("because",)),
    "BlockDismissed": ("frame", ("because",)),
    "ComprehensionChecked": ("frame", ()),
}
#: The kinds of marks, in the order in which they are explained.
MARKS = ("need", "answer", "said", "question", "against", "together", "promise", "frame")
#: What a step of the translation is about → its axis; everything else is of the measure.
_AXIS = {
    "time": "time",
    "season": "time",
    "horizon": "time",
    "horizons": "time",
    "baseline": "time",
    "scenario": "time",
    "scenarios": "time",
    "each": "time",
    "space": "space",
    "region": "space",
    "area": "space",
}
_OF_METRIC = frozenset({"metric", "thresh", "index", "statistic", "window", "adjustment", "missing"})


@dataclass(frozen=True)
class Act:
    """One thing that somebody did.

    Attributes
    ----------
    id : str
        ``e`` and its place in the dialogue; other acts name it so.
    number, sequence : int
        Place in the whole log, and in the dialogue.
    by, recorded_by : str
        Whose act it is; and who wrote it down, where that was somebody else.
    party : str
        One of `PARTIES`; the broker itself, when nobody asked it, is of ``other``.
    mark : str
        One of `MARKS`.
    axes : tuple of str
        Of ``time``, ``space``, ``metric``; empty where it is about none of them.
    words : str
        What was said; empty where there were no words, or where they are withheld.
    due : date or None
        Of a promise and a follow-up.
    data : mapping
        As the event holds it.
    """

    id: str
    number: int
    sequence: int
    kind: str
    at: dt.datetime
    by: str
    party: str
    mark: str
    round: int
    axes: tuple[str, ...] = ()
    words: str = ""
    due: dt.date | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    is_withheld: bool = False
    recorded_by: str = ""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What goes with it: photos, scans, papers."""
        return tuple(Attachment.from_json(one) for one in self.data.get("attachments", ()))


def acts_of(events: Iterable[Event]) -> tuple[Act, ...]:
    """Return the acts of a dialogue, oldest first.

    Parameters
    ----------
    events : iterable of Event
        All of one dialogue, in their order; fields that are withheld may be missing.
    """
    sides: dict[str, str] = {}
    names: dict[str, str] = {}
    acts: list[Act] = []
    current = 1
    for event in events:
        _name(names, event)
        if event.kind == "DialogueOpened":
            sides.setdefault(event.by, "user")
        if event.kind == "ParticipantJoined":
            _join(sides, event)
        current = event.round or current
        if event.kind in KINDS:
            acts.append(_act(event, sides, names, current))
    return tuple(act for act in acts if not _is_for_nobody_here(act))


def _is_for_nobody_here(act: Act) -> bool:
    """Whether an act says nothing to whoever reads: somebody else's note, or answers that are told only in sums."""
    return (act.kind == "NoteWritten" and act.is_withheld) or (
        act.kind == "RoundEvaluated" and act.data.get("shown") == "sums"
    )


def sides_of(events: Iterable[Event]) -> dict[str, str]:
    """Return the name or id of everybody who acted → party; who joined under a side is of that side throughout."""
    sides: dict[str, str] = {}
    for event in events:
        if event.kind == "DialogueOpened":
            sides.setdefault(event.by, "user")
        if event.kind == "ParticipantJoined":
            _join(sides, event)
        sides.setdefault(event.by, _called(event.by))
    return sides


def matching(
    acts: Sequence[Act], *, parties: Sequence[str] = (), axes: Sequence[str] = (), marks: Sequence[str] = ()
) -> tuple[Act, ...]:
    """Return the acts of any of these parties, axes and kinds of marks; an empty choice leaves all."""
    return tuple(
        act
        for act in acts
        if (not parties or act.party in parties)
        and (not axes or set(act.axes) & set(axes))
        and (not marks or act.mark in marks)
    )


def _join(sides: dict[str, str], event: Event) -> None:
    side = str(event.data.get("side", "other"))
    for name in (event.data.get("person"), event.data.get("person_named")):
        if name:
            sides[str(name)] = side
    if not event.data.get("person") and not event.data.get("person_named"):
        sides[event.by] = side


def _called(name: str) -> str:
    last = name.rpartition(",")[2].split()
    return _CALLINGS.get(last[-1].casefold(), "other") if "," in name and last else "other"


def _party(event: Event, sides: Mapping[str, str]) -> str:
    for name in (getattr(event, "person", ""), event.by):
        if name and name in sides:
            return sides[name]
    return _called(event.by)


def _name(names: dict[str, str], event: Event) -> None:
    """Keep how somebody is called, by what stands for them in the record."""
    person = getattr(event, "person", "")
    if person and event.by:
        names[person] = event.by
    if event.kind == "ParticipantJoined" and event.data.get("person") and event.data.get("person_named"):
        names.setdefault(str(event.data["person"]), str(event.data["person_named"]))


def _speaker(event: Event, sides: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, str, str]:
    """Return whose act an event is, of which party, and who wrote it down where that was somebody else."""
    person, called = (str(event.data.get(name) or "") for name in ("on_behalf", "on_behalf_named"))
    if not person and not called:
        return event.by, _party(event, sides), ""
    name = called or names.get(person, person)
    side = next((sides[one] for one in (person, name) if one in sides), _called(name))
    return name, side, event.by


def _act(event: Event, sides: Mapping[str, str], names: Mapping[str, str], current: int) -> Act:
    by, party, recorded_by = _speaker(event, sides, names)
    mark, fields = KINDS[event.kind]
    words = next((said for said in (_said(event.data, name) for name in fields) if said), "")
    return Act(
        id=f"e{event.sequence}",
        number=event.number,
        sequence=event.sequence,
        kind=event.kind,
        at=event.moment,
        by=by,
        party=party,
        mark=mark,
        round=event.round or current,
        axes=_axes(event.data),
        words=words,
        due=_date(event.data.get("due")),
        data=whole(event.data),
        is_withheld=bool(getattr(event, "withheld", ())) and bool(fields) and not words,
        recorded_by=recorded_by,
    )


def _said(data: Mapping[str, Any], name: str) -> str:
    value: Any = data
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def _axes(data: Mapping[str, Any]) -> tuple[str, ...]:
    fits = data.get("fits")
    if isinstance(fits, Mapping):
        return tuple(axis for axis in AXES if fits.get(axis) in FITS)
    about = str(data.get("about") or "").rpartition("-")[2]
    if about in _AXIS:
        return (_AXIS[about],)
    return ("metric",) if about in _OF_METRIC or data.get("entry") else ()


def axis_of_step(about: str) -> str:
    """Return the axis of a step of the translation: its name, or the part of a need."""
    return _AXIS.get(about, "metric")


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
