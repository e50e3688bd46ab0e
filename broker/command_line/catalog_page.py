"""One entry of the catalog as a terminal shows it: what it is, what it is good for, how its past compares, its uses."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from broker.command_line.terminal import WIDTH, report_words, version_json
from catalog.fit_statement import fitness_json, place_km, statements
from catalog.record import Report, Version
from catalog.synthetic import NOTICE

if TYPE_CHECKING:
    from catalog.comparison import Climate, Comparison
    from catalog.registry import Use


def entry_json(version: Version, uses: Sequence[Use], comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Return the document of ``catalog show``."""
    return version_json(version) | {
        "status": version.status,
        "contact": version.contact,
        "doi": version.doi,
        "terms": version.terms,
        "embargo": version.embargo,
        "holder": version.holder,
        "consent": version.consent,
        "place_decimals": version.place_decimals,
        "change_note": version.change_note,
        "accepted": [a.to_json() for a in version.accepted],
        "fitness": fitness_json(version),
        "comparisons": [c.to_json() for c in comparisons],
        "uses": [use_json(u) for u in uses],
    }


def entry_words(version: Version, uses: Sequence[Use], comparisons: Sequence[Comparison]) -> str:
    """Return a version's page."""
    count = len(uses)
    withdrawn = f"{version.retired}{f' ({version.successor} follows it)' if version.successor else ''}"
    known_to = "" if version.place_decimals is None else f"to about {place_km(version.place_decimals):.2g} km"
    why = version.change_note or ("" if version.number == 1 else "the producer did not say")
    facts = (
        ("producer", version.producer), ("contact", version.contact), ("licence", version.licence),
        ("terms", version.terms), ("citation", version.citation), ("doi", version.doi),
        ("kind", f"{version.kind}, {version.adjustment}"), ("holder", version.holder), ("consent", version.consent),
        ("place known", known_to), ("status", "" if version.status == "published" else version.status),
        ("embargo", f"until {version.embargo}" if version.embargo else ""),
        ("withdrawn", withdrawn if version.is_retired else ""), ("why this version", why),
        ("used by", f"{count} product{'' if count == 1 else 's'}"),
    )  # fmt: skip
    lines = [f"{version.label}: {version.title}"]
    lines += _wrapped(NOTICE) if version.synthetic else []
    lines += [line for name, text in facts if text for line in _wrapped(f"{name}: {text}")]
    for good, heading in ((True, "good for:"), (False, "not good for:")):
        lines.append(f"  {heading}")
        lines += [line for s in statements(version) if s.good is good for line in _wrapped(f"- {s.text}", "    ")]
    for accepted in version.accepted:
        lines += _wrapped(f"accepted by {accepted.by}: {accepted.code}, because {accepted.because}")
    lines += comparison_lines(comparisons)
    as_report = Report(version.dataset, version.number, version.status, version.simulations, version.findings)
    return "\n".join(lines + report_words(as_report).splitlines()[1:])


def use_json(use: Use) -> dict[str, Any]:
    """Return one use as the documents of the catalog write it."""
    return {
        "product": use.product,
        "dialogue": use.dialogue,
        "version": use.version,
        "first_used": use.first_used.isoformat(),
    }


def uses_words(uses: Sequence[Use]) -> str:
    """Return one line a product."""
    lines = [f"{u.first_used:%Y-%m-%d}  {u.dataset}@{u.version}  {u.product}  {u.dialogue}" for u in uses]
    return "\n".join(lines) or "No product was made from it yet."


def used_words(versions: Sequence[Version]) -> str:
    """Return one line a version that a product was made from, and how those stand that were withdrawn."""
    lines = [f"{v.label}: {v.title}" for v in versions]
    return "\n".join([*lines, *notices(versions)]) or "No product of this id was made here."


def notices(versions: Iterable[Version]) -> list[str]:
    """Return what the users of these versions should know by now: which were withdrawn, why, and what follows."""
    return [
        f"{v.label} was withdrawn: {v.retired.rstrip('.')}.{f' {v.successor} follows it.' if v.successor else ''}"
        for v in versions
        if v.is_retired
    ]


def review_words(version: Version, unmet: Mapping[str, str]) -> str:
    """Return what is left to accept of a draft."""
    if version.status == "published":
        return f"{version.label} is published; nothing is left to accept."
    lines = [f"{version.label} is in review. Standards that it does not meet:"]
    lines += [line for code, message in unmet.items() for line in _wrapped(f"{code}: {message}")]
    return "\n".join([*lines, "Accept one with --accept CODE --because TEXT, or publish mended files."])


def comparison_lines(comparisons: Sequence[Comparison]) -> list[str]:
    """Return the past of each simulation beside what was observed: a line a season."""
    lines = ["  past against observations (model / observed):"] if comparisons else []
    for c in comparisons:
        who = " ".join(part for part in (c.model, c.scenario, c.member) if part)
        away = f", {c.distance_km:.0f} km away" if c.distance_km >= 1 else ""
        mine, seen = c.cells
        away += f"; mean of {mine} model cells" if mine > 1 else f"; mean of {seen} observed cells" if seen > 1 else ""
        lines.append(
            f"  {who}, {c.variable} in {c.units}, {c.years[0]}–{c.years[1]}, {c.observed} ({c.observed_title}{away})"
        )
        lines += [f"    {season:5}{_pairs(model, observed)}" for season, (model, observed) in c.seasons.items()]
    return lines


def _pairs(model: Climate, observed: Climate) -> str:
    parts = [f"mean {model.mean:6.1f} / {observed.mean:6.1f}"]
    for name in ("p10", "p90"):
        mine, theirs = getattr(model, name), getattr(observed, name)
        if mine is not None and theirs is not None:
            parts.append(f"{name} {mine:6.1f} / {theirs:6.1f}")
    if model.wet_days is not None and observed.wet_days is not None:
        parts.append(f"wet days {model.wet_days:4.0%} / {observed.wet_days:4.0%}")
    return "   ".join(parts)


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
