"""What somebody cares about: kept with the reading, with what weather alone does not say of it."""

from __future__ import annotations

from translators.grammar.sentence import Sentence
from translators.indices import INDICES
from translators.specification import Assumption
from translators.vocabulary import Found, Vocabulary

#: Subjects whose harm by heat also depends on humidity, wind and shade; and by frost, on the stage of growth.
_FEEL_HEAT = {"cow", "pig_poultry", "sheep", "people", "bee"}
_FEEL_FROST = {"fruit", "vine", "vegetable", "potato", "maize", "wheat", "rice", "coffee"}
_SUBJECTS = _FEEL_HEAT | _FEEL_FROST | {"pasture", "building", "tree", "forest", "culvert", "road", "crop"}
#: Variables of an index that counts the air's moisture too.
_MOISTURE = {"hurs"}


def read_subjects(
    sentence: Sentence, atoms: tuple[Found, ...], index: str, vocabulary: Vocabulary
) -> tuple[Assumption, ...]:
    """Return a note for each thing that the sentence cares about, about the index that is to serve it."""
    notes = []
    measured = INDICES[index]
    for found in _joined(atoms):
        said = sentence.said(found.start, found.end)
        key = "subject"
        if found.meaning in _FEEL_HEAT and measured.polarity == "hot" and not _MOISTURE & set(measured.variables):
            key = "subject_heat"
        elif found.meaning in _FEEL_FROST and measured.polarity == "cold":
            key = "subject_frost"
        notes.append(Assumption("metric", index, vocabulary.say(key, said=said)))
    return tuple(dict.fromkeys(notes))


def _joined(atoms: tuple[Found, ...]) -> list[Found]:
    """Return the subjects of a sentence, those of one meaning side by side as one: "dairy cows"."""
    joined: list[Found] = []
    for found in sorted((f for f in atoms if f.meaning in _SUBJECTS), key=lambda f: f.start):
        if joined and joined[-1].meaning == found.meaning and found.start - joined[-1].end <= 1:
            joined[-1] = Found(found.meaning, joined[-1].start, found.end)
        else:
            joined.append(found)
    return joined
