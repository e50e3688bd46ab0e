"""The need as one sentence whose every underlined part can be changed where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

import streamlit as st

from broker.matching import Match
from broker.ui.components import fields, parts
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import about, in_words
from broker.ui.language import current
from broker.ui.messages import say
from broker.ui.session import Draft
from translators.locales.metrics import title_of
from translators.retelling import retold
from translators.specification import Specification

#: Whose word a part is → the class that draws its line.
SAID, TAKEN, OPEN = "said", "taken", "open"
#: Parts that are as usual until somebody changes them.
_ORDINARY = ("settings", "statistic", "each", "compare")


@dataclass(frozen=True)
class Understanding:
    """A draft, what it comes to, and where it is not clear yet.

    Attributes
    ----------
    specification : Specification or None
        None while a part is missing or wrong; `error` says which.
    match : Match or None
        What the catalog offers for it.
    """

    draft: Draft
    specification: Specification | None
    error: Exception | None
    match: Match | None = None

    @property
    def because(self) -> dict[str, str]:
        """Part → why it was taken, for all that the visitor neither said nor chose."""
        assumed = [*(self.draft.reading.assumptions if self.draft.reading else ())]
        assumed += self.specification.assumptions if self.specification else ()
        return {a.about: a.because for a in assumed if a.about not in self.draft.settled}

    def state(self, part: str) -> str:
        """Return `SAID`, `TAKEN` or `OPEN`."""
        of = about(self.error) if self.error is not None else ""
        index = parts.index_of(self.draft)
        if of and (of == part or (part == "settings" and index is not None and of in parts.settings_of(index))):
            return OPEN
        if part in _ORDINARY and part not in self.draft.settled and not parts.is_said(self.draft, part):
            return TAKEN
        return TAKEN if part in self.because else SAID


def show_sentence(understanding: Understanding) -> None:
    """Draw the sentence; what is changed in it goes into the draft at once."""
    draft = understanding.draft
    index = parts.index_of(draft)
    with st.container(key="sentence", horizontal=True, gap=None, vertical_alignment="center"):
        _draw(understanding, say("part.sentence.year" if parts.season_of(draft).is_year else "part.sentence"))
        if index is not None and parts.compared_of(draft, index)[0]:
            is_compared = bool(parts.compared_of(draft, index)[1])
            _draw(understanding, say("part.sentence.compare") if is_compared else "{compare}")


def _draw(understanding: Understanding, template: str) -> None:
    """Draw words and parts in the order of a language's own sentence: "How will {metric} change in {season} …"."""
    draft = understanding.draft
    drawn = {
        "season": lambda: parts.season_in_words(draft),
        "region": lambda: parts.region_in_words(draft, understanding.specification),
        "horizon": lambda: parts.horizons_in_words(draft, understanding.match),
        "baseline": lambda: parts.baseline_in_words(draft),
        "scenario": lambda: parts.scenarios_in_words(draft),
        "statistic": lambda: parts.statistic_in_words(draft, parts.statistic_of(draft)),
        "each": lambda: say(f"part.each.{parts.each_of(draft)}"),
        "compare": lambda: parts.compared_in_words(draft, parts.index_of(draft)),
    }
    for words, part, _, _ in Formatter().parse(template):
        if words := words.strip(" ,;"):  # signs between parts would stand alone, each in a place of its own
            st.markdown(plain(words), width="content")
        if part == "metric":
            _metric(understanding)
        elif part:
            _part(understanding, part, drawn[part]())


def _metric(understanding: Understanding) -> None:
    """Draw what is counted, its limits, and how many more settings it has."""
    draft, index = understanding.draft, parts.index_of(understanding.draft)
    if index is None:
        _part(understanding, "metric", say("part.open"))
        return
    title = title_of(index, current())
    # German nouns keep their capital; elsewhere a title stands within a sentence.
    _part(understanding, "metric", title if current() == "de" else title[:1].lower() + title[1:])
    for name in parts.SPOKEN:
        if name in index.parameters:
            _part(understanding, name, parts.parameter_in_words(draft, index, name))
    if parts.settings_of(index):
        _part(understanding, "settings", parts.settings_in_words(index))


def _part(understanding: Understanding, part: str, words: str) -> None:
    with (
        st.container(key=f"{understanding.state(part)}-{part}", width="content"),
        st.popover(plain(words), type="tertiary", key=f"change-{part}"),
    ):
        _why(understanding, part)
        fields.EDITORS.get(part, fields.edit_parameter)(understanding.draft, part)
        if understanding.state(part) == OPEN:
            asked = parts.region_as_written(understanding.draft.need.get("region") or {})
            words = in_words(understanding.error, asked)
            show(html('<div class="refusal" role="alert">{words}</div>', words=words))


def _why(understanding: Understanding, part: str) -> None:
    because = understanding.because.get(part)
    if because is not None:
        words = say("part.because", because=retold(because, current()))
    elif part in understanding.draft.settled:
        words = say("part.chosen")
    elif understanding.state(part) in {OPEN, TAKEN}:
        return
    else:
        words = say("part.said")
    show(html('<p class="quiet small">{words}</p>', words=words))
