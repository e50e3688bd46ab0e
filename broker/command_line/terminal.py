"""Answers as a terminal shows them, and the documents of values that have none of their own."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from broker.doctor import Check, shown_size
from broker.mismatch import Mismatch
from broker.product import Product
from broker.verification import Verification
from catalog.record import Report, Version
from translators.indices import Index
from translators.specification import Reading

if TYPE_CHECKING:
    from broker.engine.plan import Plan
    from catalog.catalog import Leftovers

WIDTH = 100
#: What stands where somebody's words were erased, or are not open to whoever reads.
GONE = "(erased, or not open to you)"


def refused(code: str, message: str) -> dict[str, Any]:
    """Return the document of a refusal."""
    return {"status": "refused", "error": {"code": code, "message": message}}


def version_json(version: Version) -> dict[str, Any]:
    """Return a version as the documents of ``catalog`` write it."""
    return {
        "dataset": version.dataset,
        "version": version.number,
        "title": version.title,
        "producer": version.producer,
        "licence": version.licence,
        "citation": version.citation,
        "kind": version.kind,
        "synthetic": version.synthetic,
        "adjustment": version.adjustment,
        "published": version.published.isoformat(),
        "snapshot": version.snapshot,
        "retired": version.retired,
        "successor": version.successor,
        "simulations": [{**s.to_json(), "bbox": list(s.bbox)} for s in version.simulations],
        "findings": [f.to_json() for f in version.findings],
        "sources": list(version.sources),
    }


def index_json(index: Index) -> dict[str, Any]:
    """Return an index as the document of ``indices`` writes it."""
    return {
        "id": index.id,
        "title": index.title,
        "aliases": list(index.aliases),
        "variables": list(index.variables),
        "units": index.units,
        "operator": index.operator,
        "parameters": {
            name: {
                "default": p.default,
                "units": p.units,
                "kind": p.kind,
                "meaning": p.meaning,
                "least": p.least if math.isfinite(p.least) else None,
                "most": p.most if math.isfinite(p.most) else None,
                **({"choices": list(p.choices)} if p.choices else {}),
            }
            for name, p in index.parameters.items()
        },
        "definition": index.definition,
        "steps": list(index.steps),
        "source": index.source,
    }


def index_words(index: Index) -> str:
    """Return an index in two lines."""
    parameters = ", ".join(f"{name} = {p.default or 'asked for'}" for name, p in index.parameters.items())
    needs = f"{' + '.join(index.variables)} → {index.units}"
    return f"{index.id:34}{index.title}; {needs}{'; ' + parameters if parameters else ''}\n{'':34}{index.source}"


def plan_words(cost: Plan) -> str:
    """Return what a product would take: a line of numbers, then what would be cheaper."""
    lines = [
        f"About {_seconds_words(cost.total)} and {shown_size(cost.memory)} of memory: {cost.simulations} series over "
        f"{cost.cells} cells, {shown_size(cost.bytes)} of daily values still to be read."
    ]
    lines += [f"- {note}" for note in cost.notes]
    for offer in cost.offers:
        written = f" In the need: {_change_words(offer.change)}." if offer.change else ""
        lines.append(f"- Cheaper: {offer.words}, {_seconds_words(offer.seconds)}, {shown_size(offer.memory)}.{written}")
    return "\n".join(lines)


def _change_words(change: Mapping[str, Any]) -> str:
    """Return what to write in a need file, as one line of YAML each; what is to be left out is said so."""
    told = []
    for key, value in change.items():
        for name, said in value.items() if isinstance(value, Mapping) else ((None, value),):
            where = key if name is None else f"{key}.{name}"
            told.append(f"leave {where} out" if said is None else f"{where}: {json.dumps(said)}")
    return "; ".join(told)


def _seconds_words(seconds: float) -> str:
    if seconds < 1:
        return "1 second"
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def report_words(report: Report) -> str:
    """Return a quality report: what was understood, then the findings by severity."""
    label = f"{report.dataset}@{report.version}" if report.version else report.dataset
    lines = [f"{label}: {report.status}"]
    for s in report.simulations:
        names = ", ".join(v.name for v in s.variables)
        who = " ".join(part for part in (s.model, s.scenario, s.member) if part)
        lines.append(f"  {who}: {names}; {_span(s.years)}, {s.calendar}, {s.frequency}, {s.cells} cells")
    for f in report.findings:
        lines += wrapped(f"{f.severity}: {f.message}{' ' + f.fix if f.fix else ''} [{f.code}]", "  ")
    return "\n".join(lines)


def versions_words(versions: tuple[Version, ...]) -> str:
    """Return one line a version."""
    if not versions:
        return "Nothing is on offer that fits. `broker publish` adds data, `broker demo` the embedded ones."
    return "\n".join(f"{v.label:30} {v.kind:12} {_years(v):12} {v.title}{_marks(v)}" for v in versions)


def reading_words(reading: Reading) -> str:
    """Return how a sentence was understood."""
    lines = []
    for p in reading.proposals:
        parameters = "".join(f", {name} {value}" for name, value in p.parameters.items())
        where = p.region.name if p.region else "place not said"
        years = ", ".join(str(h) for h in p.horizons) or "years not said"
        lines.append(f"{p.index}{parameters}; {p.season.name}; {years}; {where}  ({p.confidence:.0%})")
        for reason in p.reasons:
            lines += wrapped(reason, "    ")
    for a in reading.assumptions:
        source = f" ({a.source})" if a.source and a.source not in a.because else ""
        lines += wrapped(f"assumed {a.about} = {a.value}: {a.because}{source}", "  ")
    for q in reading.questions:
        lines += wrapped(f"? {q.question}{' (' + ', '.join(q.options) + ')' if q.options else ''}", "  ")
    return "\n".join(lines)


def mismatch_lines(mismatches: Iterable[Mismatch]) -> list[str]:
    """Return one paragraph a mismatch, with its remedy."""
    lines = []
    for m in mismatches:
        lines += wrapped(f"{m.axis:6} {m.severity:7} {m.message} → {m.remedy}", "  ", "                 ")
    return lines


def product_words(product: Product) -> str:
    """Return a product: the sentence, what it cannot tell, the files."""
    lines = [*wrapped(product.sentence), "", "Where the answer misses the need:", *mismatch_lines(product.mismatches)]
    if product.warnings:
        lines += ["Known of the data:", *(line for w in product.warnings for line in wrapped(f"- {w}", "  "))]
    return "\n".join([*lines, f"Files in {product.directory}: {', '.join(product.files)}", f"Product {product.id}"])


def verified_words(found: Verification) -> str:
    """Return what a check of the log proves, and what it cannot."""
    lines = [f"The log is whole: {found.events} events in {found.dialogues} streams, each as it was recorded."]
    proved = (
        f"The checkpoint from outside proves the first {found.covered}."
        if found.covered
        else "Without a checkpoint from outside nobody can tell whether its end was cut or all of it rewritten."
    )
    lines[0] += f" {proved}"
    lines += [f"The checkpoint was signed by the key {found.key}."] if found.key else []
    return "\n".join([*lines, *found.notes])


def checks_words(checks: Iterable[Check]) -> str:
    """Return one line a check."""
    marks = {"ok": "ok     ", "warning": "warning", "problem": "PROBLEM"}
    return "\n".join(
        line
        for c in checks
        for line in wrapped(f"{marks[c.status]}  {c.name}: {c.found}{' ' + c.mend if c.mend else ''}", "", "         ")
    )


def cleaned_words(cleaned: Leftovers) -> str:
    """Return what was given back."""
    if not cleaned.folders:
        return "Nothing was left over."
    return f"{shown_size(cleaned.size)} were given back: {', '.join(cleaned.folders)}."


def wrapped(text: str, indent: str = "", following: str | None = None) -> list[str]:
    """Return a text in lines of the terminal's width, those after the first two signs further in."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  " if following is None else following
    )


def _marks(version: Version) -> str:
    return f"{'  (made up)' if version.synthetic else ''}{'  (withdrawn)' if version.is_retired else ''}"


def _years(version: Version) -> str:
    return _span(version.years) if version.years else ""


def _span(years: tuple[int, int]) -> str:
    first, last = years
    return f"{first}–{last}" if last > first else str(first)


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}"
