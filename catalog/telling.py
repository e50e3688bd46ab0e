"""Findings in the order and number that a reader can bear: errors first, what many files share told once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from catalog.record import SEVERITIES, Finding

#: So many files with the same error are each named; more are counted.
_NAMED_ERRORS = 3


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with errors first, then warnings, then notes, otherwise in the order found; each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: SEVERITIES.index(f.severity)))


def tell_once(findings: Iterable[Finding], runs: Sequence[tuple[str, str, str]] = ()) -> tuple[Finding, ...]:
    """Return sorted findings; those that many files, or many runs of a model, share are told for the first of them.

    Parameters
    ----------
    runs : sequence of (model, scenario, member)
        The simulations that messages may name.
    """
    labels = {" ".join(part for part in run if part): run for run in runs}
    groups: dict[tuple[object, ...], list[tuple[Finding, str]]] = {}
    for found in sort_findings(findings):
        label = max((name for name in labels if name in found.message), key=len, default="")
        general = found.message.replace(found.file, "…") if found.file else found.message
        general = general.replace(label, "…") if label else general
        alike = (found.code, found.severity, found.variable, found.models, re.sub(r"[\d.]+", "0", general))
        groups.setdefault(alike, []).append((found, label))
    return tuple(f for group in groups.values() for f in _one(group, labels))


def _one(group: list[tuple[Finding, str]], labels: dict[str, tuple[str, str, str]]) -> list[Finding]:
    first, label = group[0]
    files = len({f.file for f, _ in group})
    if len(group) == 1 or (first.severity == "error" and files <= _NAMED_ERRORS):
        return [f for f, _ in group]
    if files > 1:
        more = "one more file" if files == 2 else f"{files - 1} more files"
    elif label:
        others = [labels[name] for _, name in group[1:] if name != label]
        more = ", ".join(dict.fromkeys(" ".join(filter(None, run[1:])) or run[0] for run in others))
    else:
        return [f for f, _ in group]
    return [replace(first, message=f"{first.message} The same holds for {more}.")] if more else [first]
