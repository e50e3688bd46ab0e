"""The words of a report: labels, dates, and what an act holds beside its words, in one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from broker.attribution import named_in
from broker.dialogue import Entry
from broker.dialogue.acts import PARTIES, Act
from broker.dialogue.rounds import Round
from broker.events import Event
from broker.exports.report import Fact
from broker.mismatch import AXES
from broker.need_words import index_in, part_name, part_value
from translators.locales import keys, speech, text
from translators.locales.calendars import date_in_full
from translators.said import told

#: Fields that name an earlier act.
REFERENCES = frozenset({"question", "objection", "promise", "expectation", "follow_up", "supersedes", "rights"})
#: Fields of dates.
_DATES = frozenset({"due", "revisit", "claimed_at", "date"})
#: Fields whose label says all that it needs in the order in which they are told.
_TOLD = (
    "form", "value", "instead", "source", "because", "to", "question", "objection", "how", "positions",
    "settles", "gave_up", "dissent", "revisit", "of", "way", "expectation", "met", "mode", "topic", "decides",
    "advises", "veto", "informed", "rights", "person", "side", "involvement", "bad", "good", "date", "place",
    "present", "attachments", "on_behalf", "claimed_at", "against", "against_because",
)  # fmt: skip
_LONGEST_QUOTE = 90
#: Stands for a name while the words around it are said.
_NAME = "\0"


class Wording:
    """The words of a report of one dialogue.

    Parameters
    ----------
    language : str
        That has texts.
    events : iterable of Event
        All of the dialogue, to name people and to quote earlier acts by.
    """

    def __init__(self, language: str, events: Iterable[Event]) -> None:
        self.language = language
        self._names: dict[str, str] = {}
        for event in events:
            for person, name in ((event.person, event.by), *named_in(event.data)):
                if person and not self._names.get(person):
                    self._names[person] = name

    def say(self, name: str, /, **facts: object) -> str:
        """Return a text of the report."""
        return text(f"report.{name}", self.language, **facts)

    def ui(self, name: str, /, **facts: object) -> str:
        """Return a text that the pages of the app say as well."""
        return text(f"ui.{name}", self.language, **facts)

    def page(self, name: str, /, **facts: object) -> str:
        """Return a text that the printed page of a product says as well."""
        return text(f"page.{name}", self.language, **facts)

    def date(self, value: object) -> str:
        """Return a date or the day of a moment in full; anything else as it is."""
        try:
            day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
        except ValueError:
            return str(value)
        return date_in_full(day, self.language)

    def value(self, value: object) -> str:
        """Return one of the chosen words of an act in words; anything else as it is."""
        key = f"report.value.{str(value).replace(' ', '_')}"
        return text(key, self.language) if key in keys() else str(told(value, self.language))

    def person(self, value: object) -> str:
        """Return a side, or a person by the name under which they are read."""
        name = str(value)
        if name in PARTIES:
            return self.ui(f"party.{name}")
        return self._names.get(name, name) or self.ui("act.somebody")

    def heading(self, act: Act) -> str:
        """Return who did what: "Ruth Fenn asked a question"."""
        key = f"ui.act.{act.kind}"
        by = act.by or self.ui("act.somebody")
        return text(key, self.language, by=by) if key in keys() else f"{by}: {act.kind}"

    def who(self, act: Act) -> tuple[str, str, str]:
        """Return the words before the name of who did something, the name, and the words after it."""
        key, name = f"ui.act.{act.kind}", act.by or self.ui("act.somebody")
        if key not in keys():
            return "", name, f": {act.kind}"
        before, _, after = text(key, self.language, by=_NAME).partition(_NAME)
        return before, name, after

    def axis(self, axis: str) -> str:
        """Return the name of one of the three axes."""
        return self.ui(f"axis.{axis}") if axis in AXES else axis

    def about(self, name: str, one: Round) -> str:
        """Return what a step of the translation is about, in words."""
        if name in ("decision", "data"):
            return self.say(name)
        if name == "statement":
            return self.say("need")
        if name in ("thresh", "window"):
            return self.ui(f"part.{name}")
        return part_name(name, index_in(one.specification_json), self.language)

    def taken(self, name: str, value: object, one: Round) -> str:
        """Return what a step of the translation takes, in words."""
        return part_value(name, value, index_in(one.specification_json), self.language)

    def stated(self, entry: Entry, one: Round) -> str:
        """Return what a step of a round's own translation takes, in words."""
        return self.taken(entry.about, entry.value, one)

    def facts(self, act: Act, earlier: Mapping[str, Act], one: Round | None) -> tuple[Fact, ...]:
        """Return what an act holds beside its words.

        Parameters
        ----------
        earlier : mapping of str to Act
            Id → act, to quote those that it names.
        one : Round or None
            The round that it belongs to.
        """
        found = [
            Fact(self.axis(axis), self.value(fit))
            for axis, fit in (act.data.get("fits") or {}).items()
            if isinstance(fit, str)
        ]
        if "entry" in act.data and one is not None and "about" in act.data:
            about = str(act.data["about"])
            found.append(Fact(self.about(about, one), self.taken(about, act.data.get("value", ""), one)))
        for name in _TOLD:
            if name in act.data and not (name in ("value", "place") and "entry" in act.data):
                shown = self._shown(name, act.data[name], earlier)
                if shown and shown != act.words and f"ui.told.{name}" in keys():
                    found.append(Fact(self.ui(f"told.{name}"), shown, "strong" if name == "dissent" else "plain"))
        return tuple(found)

    def quoted(self, act: Act | None, fallback: str = "") -> str:
        """Return the first words of an act, in quotation marks."""
        if act is None or not act.words:
            return self.heading(act) if act is not None else fallback
        words = " ".join(act.words.split())
        if len(words) > _LONGEST_QUOTE:
            words = f"{words[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
        return self.say("quote", words=words)

    def listed(self, words: Sequence[str]) -> str:
        """Return words as a list: "a, b and c"."""
        return speech(self.language).joined(list(words))

    def _shown(self, name: str, value: Any, earlier: Mapping[str, Act]) -> str:
        if name in REFERENCES:
            return self.quoted(earlier.get(str(value)), str(value))
        if name == "settles":
            return "; ".join(self.quoted(earlier.get(str(one)), str(one)) for one in _listed(value))
        if name in _DATES:
            return self.date(value)
        if name == "instead":
            return str(value).replace(" degC", " °C").replace(" degF", " °F")
        if name in ("to", "of", "person", "side", "on_behalf", "decides", "advises", "veto", "informed"):
            return self.listed([self.person(one) for one in _listed(value)])
        return "; ".join(self._part(one) for one in _listed(value))

    def _part(self, value: Any) -> str:
        """Return one item of a list: a position, what somebody gave up, an attachment, a year."""
        if isinstance(value, Mapping):
            said = next((value[k] for k in ("position", "what", "name", "who", "side") if value.get(k)), "")
            said = said or self.ui("act.withheld")
            return f"{self.person(value['by'])}: {said}" if value.get("by") else str(said)
        return self.value(value)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
