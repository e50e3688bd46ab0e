"""Figures over dialogues in a few sentences, for whoever has two minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from broker.exports.many.names import Names
from broker.facilitation.digest import Digest
from broker.facilitation.fitting import ENDINGS
from broker.facilitation.lines import Across, Line


def lead_of(digests: Sequence[Digest], figures: Sequence[Across], names: Names) -> tuple[str, ...]:
    """Return the summary in sentences; what nothing was counted of is left out."""
    held = {one.name: one for one in figures}
    return tuple(_sentences(digests, held, names)) if digests else ()


def _sentences(digests: Sequence[Digest], held: Mapping[str, Across], names: Names) -> Iterator[str]:
    opened = [one.opened for one in digests]
    closed = sum(one.closed is not None for one in digests)
    yield names.say(
        "lead.state", open=len(digests) - closed, closed=closed, first=names.date(min(opened)),
        last=names.date(max(opened)),
    )  # fmt: skip
    yield _fit(held["rounds to fit"], names)
    for line in held["mismatches"].lines:
        if line.values["missed"]:
            yield _axis(line, names)
    if lines := held["needs"].lines:
        need = ", ".join(names.of(head, lines[0]) for head in ("index", "season", "country"))
        yield names.say("lead.needs", need=need, count=names.dialogues(lines[0].values["dialogues"]))
    if lines := held["unmet"].lines:
        yield names.say("lead.unmet", count=names.dialogues(len({d for line in lines for d in line.sources})))
    yield from _people(held, names)


def _fit(figure: Across, names: Names) -> str:
    if not figure.counted:
        return names.say("lead.fit_nobody")
    fitting = figure.line(rounds="all").values
    answered = names.dialogues(figure.counted)
    if not fitting["dialogues"]:
        return _large(names.say("lead.fit_none", answered=answered))
    median = names.number("median", fitting["median"])
    return _large(names.say("lead.fit", answered=answered, fitting=fitting["dialogues"], median=median))


def _axis(line: Line, names: Names) -> str:
    endings = "; ".join(
        names.say("lead.ending", how=names.say(f"how.{how.replace(' ', '_')}"), count=line.values[how])
        for how in ENDINGS[1:]
        if line.values[how]
    )
    counts = {name: line.values[name] for name in ("missed", "answered")}
    return names.say("lead.axis", axis=names.ui(f"axis.{line.of['axis']}"), endings=endings, **counts)


def _people(held: Mapping[str, Across], names: Names) -> Iterator[str]:
    if lines := held["promises"].lines:
        counts = {n: sum(line.values[n] for line in lines) for n in ("kept_in_time", "kept_late", "broken", "open")}
        yield names.say(
            "lead.promises", made=sum(counts.values()), kept=counts["kept_in_time"], late=counts["kept_late"],
            broken=counts["broken"], open=counts["open"],
        )  # fmt: skip
    outcomes = held["outcomes"]
    if outcomes.counted:
        used = sum(line.values["dialogues"] for line in outcomes.lines if line.of["used"] in ("yes", "partly"))
        yield names.say("lead.outcome", told=names.dialogues(outcomes.counted), used=used)
    else:
        yield names.say("lead.outcome_none")
    stands = {line.of["what"]: line.values["still"] for line in held["open matters"].lines}
    if any(stands.values()):
        yield names.say(
            "lead.open", **{f"{what}s": stands.get(what, 0) for what in ("question", "objection", "disagreement")}
        )


def _large(words: str) -> str:
    return words[:1].upper() + words[1:]
