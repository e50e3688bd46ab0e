"""What somebody cares about: kept with the reading, with what weather alone does not say of it."""

from __future__ import annotations

from translators.grammar.sentence import Sentence
from translators.indices import INDICES
from translators.specification import Assumption
from translators.vocabulary import Vocabulary

#: Subjects whose harm by heat also depends on humidity, wind and shade; and by frost, on the stage of growth.
_FEEL_HEAT = {"dairy_cows", "pigs_poultry", "sheep", "people", "bees"}
_FEEL_FROST = {"fruit", "vines", "vegetables", "maize", "wheat", "rice", "coffee"}


def read_subjects(sentence: Sentence, index: str, vocabulary: Vocabulary) -> tuple[Assumption, ...]:
    """Return a note for each thing that the sentence cares about, about the index that is to serve it."""
    notes = []
    measured = INDICES[index]
    for found in vocabulary.find("subjects", sentence.text):
        said = sentence.said(found.start, found.end)
        key = "subject"
        if found.meaning in _FEEL_HEAT and measured.polarity == "hot":
            key = "subject_heat"
        elif found.meaning in _FEEL_FROST and measured.polarity == "cold":
            key = "subject_frost"
        notes.append(Assumption("metric", index, vocabulary.say(key, said=said)))
    return tuple(dict.fromkeys(notes))
