"""The need as one sentence whose every underlined part can be changed where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from broker.matching import Match
from broker.ui.components import fields, parts
from broker.ui.components.markup import html, plain, show
from broker.ui.components.refusal import about, in_words
from broker.ui.messages import say
from broker.ui.session import Draft
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
        _words("part.how")
        _part(understanding, "metric", index.title.lower() if index else say("part.open"))
        if index is not None:
            for name in parts.SPOKEN:
                if name in index.parameters:
                    _part(understanding, name, parts.parameter_in_words(draft, index, name))
            if parts.settings_of(index):
                _part(understanding, "settings", parts.settings_in_words(index))
        _words("part.change")
        _words("part.over" if parts.season_of(draft).is_year else "part.in")
        _part(understanding, "season", parts.season_in_words(draft))
        _words("part.around")
        _part(understanding, "region", parts.region_in_words(draft, understanding.specification))
        _words("part.by")
        _part(understanding, "horizon", parts.horizons_in_words(draft, understanding.match))
        _words("part.against")
        _part(understanding, "baseline", parts.baseline_in_words(draft))
        _words("part.under")
        _part(understanding, "scenario", parts.scenarios_in_words(draft))
        _words("part.taken")
        _part(understanding, "statistic", parts.statistic_in_words(draft, parts.statistic_of(draft)))
        _words("part.for")
        _part(understanding, "each", say(f"part.each.{parts.each_of(draft)}"))
        if index is not None and parts.compared_of(draft, index)[0]:
            _words("part.with")
            _part(understanding, "compare", parts.compared_in_words(draft, index))


def _words(name: str) -> None:
    st.markdown(say(name), width="content")


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
        words = say("part.because", because=because)
    elif part in understanding.draft.settled:
        words = say("part.chosen")
    elif understanding.state(part) in {OPEN, TAKEN}:
        return
    else:
        words = say("part.said")
    show(html('<p class="quiet small">{words}</p>', words=words))
