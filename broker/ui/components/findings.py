"""What quality checks found, the gravest first, each with its mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broker.carried import found_in_words
from broker.ui.components.markup import Html, html, join, show
from broker.ui.messages import say
from catalog.record import SEVERITIES, Finding, Simulation

#: Simulations named one by one; the rest are counted.
MOST_ROWS = 60
#: Findings of one kind that are shown one by one.
MOST_ALIKE = 2


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
    show(html('<div class="notes">{notes}</div>', notes=join(_alike(group) for group in groups.values())))


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
    where = ", ".join(filter(None, [finding.file, finding.variable, finding.where, *finding.models]))
    return html(
        '<div class="note {severity}"><p class="label">{consequence}</p><p>{message}</p>{rest}{fix}'
        '<p class="quiet small">{code} {where}</p></div>',
        severity=finding.severity,
        consequence=say(f"severity.{finding.severity}"),
        message=found_in_words(finding),
        rest=rest or Html(""),
        fix=html('<p class="small">{words}</p>', words=say("finding.fix", fix=finding.fix))
        if finding.fix
        else Html(""),
        code=finding.code,
        where=where,
    )


def show_error(group: list[Finding], fix: str) -> None:
    """Draw one error, told of one or more files, with its mend as the page says it."""
    told = [replace(one, fix=fix) for one in group]
    show(html('<div class="notes">{notes}</div>', notes=_alike(told)))


def show_simulations(simulations: Sequence[Simulation]) -> None:
    """Draw what is in a dataset, one row a simulation."""
    heads = ("model", "scenario", "run", "variables", "years", "step", "calendar", "cells")
    rows = [
        html(
            "<tr><td>{model}</td><td>{scenario}</td><td>{run}</td><td>{variables}</td>"
            '<td class="number">{years}</td><td>{step}</td><td>{calendar}</td><td class="number">{cells}</td></tr>',
            model=one.model,
            scenario=one.scenario,
            run=one.member or "–",
            variables=", ".join(f"{v.name} ({v.units})" for v in one.variables),
            years="–".join(map(str, dict.fromkeys(one.years))),
            step=say(f"step.{one.frequency}") if one.frequency in {"day", "mon", "yr"} else one.frequency,
            calendar=one.calendar,
            cells=f"{one.cells:,}",
        )
        for one in simulations[:MOST_ROWS]
    ]
    show(
        html(
            '<div class="scroll" tabindex="0"><table class="sheet"><thead><tr>{heads}</tr></thead>'
            "<tbody>{rows}</tbody></table></div>",
            heads=join(html("<th>{name}</th>", name=say(f"table.{head}")) for head in heads),
            rows=join(rows),
        )
    )
    if len(simulations) > MOST_ROWS:
        show(html('<p class="quiet">{words}</p>', words=say("catalog.more", count=len(simulations) - MOST_ROWS)))
