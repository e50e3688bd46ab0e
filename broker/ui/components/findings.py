"""What quality checks found, the gravest first, each with its mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broker.carried import found_in_words, mend_in_words
from broker.ui.components.markup import Html, html, join, show
from broker.ui.language import current
from broker.ui.messages import say
from catalog.record import SEVERITIES, Finding, Simulation
from translators.locales import ENGLISH
from translators.said import Said

#: Simulations named one by one; the rest are counted.
MOST_ROWS = 60
#: Findings of one kind that are shown one by one.
MOST_ALIKE = 1
#: More notes are folded: nothing has to be done about them.
MOST_NOTES = 2
#: What is said of a simulation.
HEADS = ("model", "scenario", "run", "variables", "years", "step", "calendar", "cells")


def by_consequence(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, errors first, then warnings, then notes."""
    return sorted(findings, key=lambda f: SEVERITIES.index(f.severity))


def show_findings(findings: Sequence[Finding]) -> None:
    """Draw one note a finding."""
    if not findings:
        show(html('<p class="quiet">{words}</p>', words=say("catalog.findings.none")))
        return
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in by_consequence(findings):
        groups.setdefault((finding.severity, finding.code), []).append(finding)
    notes = [group for (severity, _), group in groups.items() if severity == "note"]
    folded = notes if len(notes) > MOST_NOTES else []
    lines = join(_alike(group) for group in groups.values() if group not in folded)
    if lines:
        show(html('<div class="notes">{lines}</div>', lines=lines))
    if folded:
        show(
            html(
                '<details class="more-notes"><summary>{title}</summary><div class="notes">{lines}</div></details>',
                title=say("finding.notes", count=len(folded)),
                lines=join(map(_alike, folded)),
            )
        )


def _alike(group: list[Finding]) -> Html:
    if len(group) <= MOST_ALIKE:
        return join(map(_finding, group))
    rest = html(
        "<details><summary>{words}</summary>{lines}</details>",
        words=say("answer.alike", count=len(group) - 1),
        lines=join(html("<p>{words}</p>", words=found_in_words(f)) for f in group[1:]),
    )
    return _finding(group[0], rest)


def _finding(finding: Finding, rest: Html | None = None) -> Html:
    found, fix = found_in_words(finding), mend_in_words(finding)
    where = ", ".join(filter(None, [finding.file, finding.variable, finding.where, *finding.models]))
    return html(
        '<div class="note {severity}"><p class="label">{consequence}</p><p>{message}</p>{rest}{fix}'
        '<p class="quiet small">{code} {where}</p></div>',
        severity=finding.severity,
        consequence=say(f"severity.{finding.severity}"),
        message=html("{message} {english}", message=found, english=_in_english(found)),
        rest=rest or Html(""),
        fix=html('<p class="small">{words}</p>', words=say("finding.fix", fix=fix)) if fix else Html(""),
        code=finding.code,
        where=where,
    )


def _in_english(found: str) -> Html:
    """Return the note that a finding stands in English, where the page is in another language."""
    if isinstance(found, Said) or current() == ENGLISH:
        return Html("")
    return html('<span class="quiet small">{words}</span>', words=say("finding.english"))


def show_error(group: list[Finding], fix: str) -> None:
    """Draw one error, told of one or more files, with its mend as the page says it."""
    told = [replace(one, fix=fix) for one in group]
    show(html('<div class="notes">{notes}</div>', notes=_alike(told)))


def show_simulations(simulations: Sequence[Simulation]) -> None:
    """Draw what is in a dataset: what holds of every simulation is said once, the rest one row a simulation."""
    rows = [_cells(one) for one in simulations]
    alike = [head for head in HEADS if len({row[head] for row in rows}) == 1]
    apart = [head for head in HEADS if head not in alike]
    if alike:
        facts = join(
            html("<dt>{name}</dt><dd>{words}</dd>", name=say(f"table.{head}"), words=rows[0][head]) for head in alike
        )
        show(html('<dl class="facts">{facts}</dl>', facts=facts))
    if not apart:
        return
    show(
        html(
            '<div class="scroll" tabindex="0"><table class="sheet narrow"><thead><tr>{heads}</tr></thead>'
            "<tbody>{rows}</tbody></table></div>",
            heads=join(
                html('<th class="{kind}">{name}</th>', kind=_kind(head), name=say(f"table.{head}")) for head in apart
            ),
            rows=join(
                html(
                    "<tr>{cells}</tr>",
                    cells=join(
                        html('<td class="{kind}">{words}</td>', kind=_kind(head), words=row[head]) for head in apart
                    ),
                )
                for row in rows[:MOST_ROWS]
            ),
        )
    )
    if len(rows) > MOST_ROWS:
        show(html('<p class="quiet">{words}</p>', words=say("catalog.more", count=len(rows) - MOST_ROWS)))


def _kind(head: str) -> str:
    return "number" if head in ("years", "cells") else ""


def _cells(one: Simulation) -> dict[str, str]:
    return {
        "model": one.model,
        "scenario": one.scenario,
        "run": one.member or "–",
        "variables": ", ".join(f"{v.name} ({v.units})" for v in one.variables),
        "years": "–".join(map(str, dict.fromkeys(one.years))),
        "step": say(f"step.{one.frequency}") if one.frequency in {"day", "mon", "yr"} else one.frequency,
        "calendar": one.calendar,
        "cells": f"{one.cells:,}",
    }
