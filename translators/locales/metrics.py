"""Texts that stand in the table of indices, and only there: titles, definitions, parameters, outcomes."""

from __future__ import annotations

from typing import Any

from translators.indices import INDICES, Index
from translators.locales import ENGLISH, language_of, table

#: Groups of texts made here.
GROUPS = ("index", "meaning", "outcome")


def tables(group: str) -> dict[str, Any]:
    """Return the English texts of a group: of ``index`` by id, of ``meaning`` and ``outcome`` by the text itself."""
    if group == "index":
        return {index.id: {"title": index.title, "definition": index.definition} for index in INDICES.values()}
    if group == "meaning":
        return {p.meaning: p.meaning for index in INDICES.values() for p in index.parameters.values()}
    return {outcome: outcome for index in INDICES.values() for outcome in index.outcomes.values()}


def title_of(index: Index, language: str = ENGLISH) -> str:
    """Return what an index is called: "Hot days"."""
    return _said("index", index.id, "title", index.title, language)


def definition_of(index: Index, language: str = ENGLISH) -> str:
    """Return the template of what an index counts or measures; its facts are operator and parameters."""
    return _said("index", index.id, "definition", index.definition, language)


def meaning_of(meaning: str, language: str = ENGLISH) -> str:
    """Return what a parameter means: "base temperature of the crop"."""
    language = language_of(language)
    return meaning if language == ENGLISH else str(table("meaning", language).get(meaning, meaning))


def outcome_of(outcome: str, language: str = ENGLISH) -> str:
    """Return an outcome of an index: "no onset found"."""
    language = language_of(language)
    return outcome if language == ENGLISH else str(table("outcome", language).get(outcome, outcome))


def choice_of(value: str, language: str = ENGLISH) -> str:
    """Return one of the choices of a parameter: "each day by itself" for ``per_day``; a name stays as it is."""
    return str(table("choice", language_of(language)).get(value, value))


def _said(group: str, name: str, part: str, english: str, language: str) -> str:
    language = language_of(language)
    if language == ENGLISH:
        return english
    if table(group).get(name, {}).get(part) != english:  # a metric in a user's own words stands in no table
        return english
    return str(table(group, language)[name][part])
