"""What must be mended before files can be published: each error with the mend that the page itself can make."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from broker.carried import mend_in_words
from broker.ui.components.jotting import Jotting
from broker.ui.components.markup import plain
from broker.ui.components.offer import Offer
from broker.ui.language import current
from broker.ui.messages import is_known, say
from catalog.checks import CHECKS
from catalog.record import Finding
from catalog.variables import is_known as is_variable
from catalog.variables import known_of
from translators.said import told

#: Errors that a unit mends.
OF_UNITS = ("units-missing", "units-unknown")
#: Canonical unit → the units in which files have such a variable; any other can be written with the columns.
UNITS = {
    "degC": ("K", "degC", "degF"),
    "mm/day": ("mm/day", "kg m-2 s-1", "mm", "m"),
    "m s-1": ("m s-1", "km/h", "knots"),
    "hPa": ("Pa", "hPa"),
    "%": ("%", "1"),
    "W m-2": ("W m-2", "MJ m-2 day-1"),
}
#: Option of the command → the text of the field that asks for the same.
_FIELDS = {
    "model": "publish.model", "scenario": "publish.scenario", "member": "publish.member", "lat": "publish.place",
    "lon": "publish.place", "variables": "publish.variables", "date": "publish.date_column",
    "stations": "publish.stations", "profile": "publish.profile", "kind": "about.kind", "licence": "about.licence",
    "citation": "about.citation", "title": "about.title", "producer": "about.producer",
}  # fmt: skip
_PLACE = re.compile(r"--lat (?:and|or) --lon|--lat/--lon")
_OPTION = re.compile(r"(?<![\w-])--([a-z][a-z-]*)")


def by_code(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Return the errors by their code, in the order in which they were found."""
    groups: dict[str, list[Finding]] = {}
    for one in findings:
        if one.severity == "error":
            groups.setdefault(one.code, []).append(one)
    return groups


def repairable(findings: Sequence[Finding], accepted: Sequence[str]) -> list[str]:
    """Return the codes of the repairs that the checks offer, and of those that are wanted already."""
    offered = {one.code for one in findings if one.severity == "error" and f"--accept {one.code}" in one.fix}
    return sorted(offered | set(accepted))


def in_page_words(finding: Finding) -> str:
    """Return how an error is mended, without what only the command line knows: its options are fields of the page."""
    said = told(mend_in_words(finding), current())
    fix = re.sub(rf"\s*(?:Or )?--accept {re.escape(finding.code)}\b.*$", "", said)
    fix = _PLACE.sub(f"“{say('publish.place')}”", fix)
    return _OPTION.sub(_field_of, fix).replace("`", "")


def _field_of(option: re.Match[str]) -> str:
    return f"“{say(_FIELDS[option[1]])}”" if option[1] in _FIELDS else option[0]


def ask_repair(jotting: Jotting, code: str, is_wanted: bool) -> bool:
    """Draw the repair of an error; return whether it is wanted."""
    key = f"publish.repair.{code}"
    does = say(key) if is_known(key) else CHECKS[code].repair if code in CHECKS else code
    return st.checkbox(
        plain(say("publish.accept", repair=does)),
        help=plain(code),
        **jotting.widget(f"accept-{code}", default=is_wanted),
    )


def ask_units(jotting: Jotting, made: Offer, group: Sequence[Finding]) -> dict[str, tuple[str, str]]:
    """Draw the unit of each variable that has none; return variable → its name and unit, empty until one is chosen."""
    chosen = {}
    names = dict.fromkeys(one.variable for one in group if one.code in OF_UNITS and is_variable(one.variable))
    for name in names:
        told = made.said.get("variables", {}).get(name, ("", ""))[1]
        units = list(dict.fromkeys(filter(None, [told, *UNITS.get(known_of(name).units, (known_of(name).units,))])))
        unit = st.selectbox(
            say("publish.unit", name=plain(name)), units, index=None, placeholder=say("publish.unit.choose"),
            **jotting.widget(f"unit-{name}", units, told or None),
        )  # fmt: skip
        chosen[name] = (name, unit or "")
    return chosen
