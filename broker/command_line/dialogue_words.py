"""A dialogue as a terminal shows it: its rounds, its list, what changed between two rounds."""

from __future__ import annotations

from typing import Any

from broker.command_line.contribution_words import against_lines, contribution_lines
from broker.command_line.hindsight_commands import remembered_lines
from broker.command_line.terminal import GONE, mismatch_lines, wrapped
from broker.command_line.workshop_commands import meeting_lines
from broker.dialogue import MAIN, Dialogue, DialogueSummary, Move, Round, RoundDiff
from broker.dialogue.changes import RegionChange


def opened_words(dialogue: Dialogue, number: int | None = None) -> str:
    """Return a round, the last one by default: who answers, and where the offer misses the need."""
    one = dialogue.rounds[-1] if number is None else dialogue.round_number(number)
    lines = [f"Dialogue {dialogue.id}, {_round_words(dialogue, one)}: {dialogue.title or GONE}"]
    unmet = one.match.get("unmet")
    lines += wrapped(f"No data meet this need yet: {unmet['message']}", "  ") if unmet else []
    lines += [f"  answered by {c['dataset']}@{c['version']} ({c['role']})" for c in one.match.get("candidates", [])]
    return "\n".join([*lines, *mismatch_lines(one.mismatches)])


def dialogue_words(dialogue: Dialogue) -> str:
    """Return a dialogue, round by round."""
    lines = [
        f"Dialogue {dialogue.id}: {dialogue.title or GONE}",
        f"opened by {dialogue.opened_by or GONE}, {_day(dialogue.opened_at)}",
    ]
    for strand in dialogue.strands:
        if strand.id == MAIN and not strand.rejoined_in:
            continue
        why = f": {strand.because}" if strand.because else ""
        lines += wrapped(f"{_strand_words(strand.id, strand.title)}, opened by {strand.opened_by or GONE}{why}")
        if strand.rejoined_in:
            lines += wrapped(f"goes on within round {strand.rejoined_in} by a decision: {strand.decision}", "  ")
            lines += wrapped(f"against it: {strand.dissent}", "  ") if strand.dissent else []
    for one in dialogue.rounds:
        lines += ["", *_round_lines(dialogue, one)]
    lines += against_lines(dialogue, 0, "")
    if not dialogue.is_open:
        lines += ["", *wrapped(f"Closed: {dialogue.closed_because or GONE}")]
    return "\n".join(lines)


def _round_lines(dialogue: Dialogue, one: Round) -> list[str]:
    heading = _round_words(dialogue, one)
    lines = [f"{heading[0].upper()}{heading[1:]}, {one.opened_by or GONE}, {_day(one.opened_at)}"]
    lines += wrapped(f"why: {one.because}", "  ") if one.because else []
    for again in one.reopened:
        lines += wrapped(f"reopened by {again.by or GONE}, {_day(again.at)}: {again.because or GONE}", "  ")
    if one.is_erased:
        lines.append(f"  need: {GONE}")
    else:
        asked = one.specification_json
        parameters = "".join(f", {name} {value}" for name, value in asked["parameters"].items())
        lines += wrapped(f"need: {one.statement}", "  ")
        lines.append(f"  computed: {asked['index']}{parameters}; {asked['region']['name']}")
    lines += wrapped(f"answer: {one.sentence}", "  ") if one.sentence else []
    lines += mismatch_lines(m for m in one.mismatches if m.severity != "note")
    for said in one.responses:
        fits = ", ".join(f"{axis} {value}" for axis, value in said.fits.items())
        who = f"{said.on_behalf} (entered by {said.by or GONE})" if said.on_behalf else said.by or GONE
        lines += wrapped(f"{who}{' (' + fits + ')' if fits else ''}: {said.text}", "  ")
    for held in one.workshops:
        lines += meeting_lines(held)
    for remembered in one.remembered:
        lines += remembered_lines(remembered)
    return [*lines, *contribution_lines(dialogue, one.contributions), *against_lines(dialogue, one.number)]


def _round_words(dialogue: Dialogue, one: Round) -> str:
    """Return which round it is, and where it stands among the strands where there are several."""
    if len(dialogue.strands) < 2:
        return f"round {one.number}"
    follows = f", after round {' and '.join(map(str, one.follows))}" if one.follows else ""
    return f"round {one.number} ({_strand_words(one.strand, dialogue.strand(one.strand).title)}{follows})"


def _strand_words(strand: str, title: str) -> str:
    return f"strand {strand}, {title}" if title else f"strand {strand}"


def dialogues_words(dialogues: tuple[DialogueSummary, ...]) -> str:
    """Return one line a dialogue."""
    if not dialogues:
        return "There is no dialogue yet. `broker dialogue open NEED.yaml --by NAME` opens one."
    return "\n".join(
        f"{d.id}  {_day(d.last_at)}  rounds: {d.rounds:2}  {'open  ' if d.is_open else 'closed'}  {d.title or GONE}"
        for d in dialogues
    )


def moves_words(moves: tuple[Move, ...]) -> str:
    """Return one line a round with what may be done to it next, what is about the whole dialogue first."""
    told: dict[int, list[str]] = {}
    for move in moves:
        told.setdefault(move.round, []).append(move.verb)
    return "\n".join(f"{f'round {n}' if n else 'dialogue':10} {', '.join(verbs)}" for n, verbs in told.items())


def diff_words(diff: RoundDiff) -> str:
    """Return what changed between two rounds."""
    lines = [f"Round {diff.first} → {diff.second}, by {diff.by or GONE}"]
    lines += wrapped(f"why: {diff.because}", "  ") if diff.because else []
    for step in diff.way[:-1] if len(diff.way) > 1 else ():
        lines += wrapped(f"round {step.round} ({step.strand}), {step.by or GONE}: {step.because or 'opened'}", "  ")
    for number in diff.erased:
        lines.append(f"  the need of round {number}: {GONE}")
    for change in (*diff.need, *diff.data):
        before, after = change.before or "none", change.after or "none"
        if change.what == "statement" and diff.words:
            lines += wrapped(f"statement: {_marked(diff)}", "  ")
        else:
            lines += wrapped(f"{change.what}: {before} → {after}", "  ")
        if change.by and (change.by, change.because) != (diff.by, diff.because):
            lines += wrapped(f"by {change.by}: {change.because}", "      ")
    lines += _region_lines(diff.region) if diff.region else []
    for one in diff.assumptions:
        lines += wrapped(f"step {one.about}: {_stands(one.before)} → {_stands(one.after)}", "  ")
    lines += ["Mismatches gone:", *mismatch_lines(diff.mismatches_gone)] if diff.mismatches_gone else []
    lines += ["Mismatches new:", *mismatch_lines(diff.mismatches_new)] if diff.mismatches_new else []
    for n in diff.numbers:
        before = "–" if n.before is None else f"{n.before:.3g} {n.units_before}"
        after = "–" if n.after is None else f"{n.after:.3g} {n.units_after}"
        lines.append(f"  {n.scenario} {n.period[0]}–{n.period[1]}: {before} → {after}")
    return "\n".join(lines)


def _marked(diff: RoundDiff) -> str:
    """Return the statement with what went in [-…-] and what came in {+…+}."""
    marks = {"both": "{}", "before": "[-{}-]", "after": "{{+{}+}}"}
    return "".join(marks[word.of].format(word.text) for word in diff.words)


def _region_lines(region: RegionChange) -> list[str]:
    if region.apart_km is not None:
        return wrapped(f"places: {region.apart_km:.1f} km from middle to middle", "  ")
    shared, first, second = (
        f"{area:,.0f} km²" for area in (region.shared_km2, region.only_before_km2, region.only_after_km2)
    )
    return wrapped(f"places: {shared} in both, {first} only in the first, {second} only in the second", "  ")


def _stands(side: dict[str, Any] | None) -> str:
    if side is None:
        return "no such step"
    by = f" by {', '.join(side['supporters'])}" if side["supporters"] else ""
    against = f", contested by {', '.join(side['contested_by'])}" if side["contested_by"] else ""
    return f"{side['value']} ({side['status']}{by}{against})"


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d}"
