"""Findings of the checks that every product carries, so that each reader has them in a language of their own."""

from __future__ import annotations

import re

from catalog.fitness import QUALITIES
from catalog.record import Finding, Version
from translators.locales import keys, table
from translators.said import Said, listed, number, retold

_BIAS = re.compile(
    r"^(?P<model>.+?)(?:'s \w+ \((?P<variable>\w+)\) are| has) (?P<amount>[\d.]+) (?P<unit>%|°C|K) (?P<way>\w+)"
    r"(?: [\w ]+ \((?P<other>\w+)\))? than (?P<station>.+) in (?P<years>\d{4}–\d{4}) \("
)
_ABSENT = re.compile(
    r"^(?P<years>[\d–]+) are absent between the historical run and (?P<scenarios>.+) of (?P<models>.+?)\. "
)


def carried(finding: Finding, version: Version) -> str:
    """Return a finding as a product says it: in English as the checks do, with the reason of who accepted it.

    In other languages it is told by what the checks look for; the numbers stand in the English only, but for how far a
    model's past is off.
    """
    said = found_in_words(finding)
    for one in version.accepted:
        if one.code == finding.code:
            because = one.because.rstrip(".")
            english = f"{said} Accepted by {one.by}: {because}."
            said = retold(english, "finding.accepted", finding=said, by=one.by, because=because)
    return said


def found_in_words(finding: Finding) -> str:
    """Return what a check found, as it is said in English and, where products carry it, in other languages."""
    code = finding.code
    if code not in table("finding"):
        return finding.message
    why = Said(f"finding.{code}.why")
    if (found := _BIAS.match(finding.message)) and finding.variable in QUALITIES:
        is_more = found["way"] == QUALITIES[finding.variable].more
        facts = {"what": Said(f"ui.variable.{finding.variable}"), "model": found["model"], "station": found["station"]}
        facts |= {"amount": _amount(found["amount"], found["unit"]), "years": found["years"], "why": why}
        return retold(finding.message, "finding.bias_warmer" if is_more else "finding.bias_colder", **facts)
    if found := _ABSENT.match(finding.message):
        return retold(finding.message, "finding.years_absent", **found.groupdict(), why=why)
    facts = {"title": Said(f"finding.{code}.title"), "why": why}
    if finding.models:
        return retold(finding.message, "finding.carried_models", **facts, models=listed(finding.models))
    return retold(finding.message, "finding.carried", **facts)


def mend_in_words(finding: Finding) -> str:
    """Return how a finding is mended, as its check says it; a mend that is only of this case stands in English."""
    key = f"finding.{finding.code}.fix"
    if key not in keys():
        return finding.fix
    facts = {"variable": finding.variable or "VARIABLE", "file": finding.file or "FILE"}
    said = Said(key, **facts)
    return retold(finding.fix, key, **facts) if finding.fix.startswith(said) else finding.fix


def lacking_in_words(code: str, message: str) -> str:
    """Return what a review misses that no check looks for: a licence, a citation, a contact."""
    if f"finding.{code}.title" not in keys():
        return message
    return retold(message, "finding.carried", title=Said(f"finding.{code}.title"), why=Said(f"finding.{code}.why"))


def _amount(text: str, unit: str) -> Said:
    return Said("fit.percent", number=number(text)) if unit == "%" else Said("fit.degrees", number=number(text))
